//! The API's error codes: what each means, and what can be done about it (PROTOCOL.md, section G,
//! but for 0, which is none).

use std::net::IpAddr;

use crate::language::{Bilingual, Language, tr};

/// What a program can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Try again, after a pause that grows.
    Retry,
    /// Get another access token and try once more.
    NewToken,
    /// Nothing today, for this call: its quota is counted anew tomorrow.
    Tomorrow,
    /// Nothing, for this call or another: the owner must act.
    Owner,
    /// Nothing for this call; one with other values may be fine.
    Other,
}

/// A code, or a range of them, and what is known of it.
pub struct ErrorCode {
    first: i64,
    last: i64,
    /// What can be done by a program.
    pub remedy: Remedy,
    cause: [&'static str; 2],
    next: [&'static str; 2],
}

/// What the API refused, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `errcode`
    pub code: i64,
    /// `errmsg`
    pub message: String,
}

impl ErrorCode {
    /// What is known of a code, if anything is.
    pub fn find(code: i64) -> Option<&'static ErrorCode> {
        TABLE
            .iter()
            .find(|entry| (entry.first..=entry.last).contains(&code))
    }

    /// Why the API says it.
    pub fn cause(&self, language: Language) -> &'static str {
        in_language(self.cause, language)
    }

    /// What a person can do.
    pub fn next(&self, language: Language) -> &'static str {
        in_language(self.next, language)
    }
}

fn in_language([english, chinese]: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

impl Refusal {
    /// What can be done; of codes that are not known, that another call may be fine.
    pub fn remedy(&self) -> Remedy {
        ErrorCode::find(self.code).map_or(Remedy::Other, |known| known.remedy)
    }

    /// The address that the API saw, in the message of 40164:
    /// `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist`.
    fn address(&self) -> Option<IpAddr> {
        let words = (self.code == 40164).then(|| self.message.split([' ', ',']));
        words.into_iter().flatten().find_map(|it| it.parse().ok())
    }
}

/// The next step is on a line of its own.
impl Bilingual for Refusal {
    fn text(&self, language: Language) -> String {
        let Refusal { code, message } = self;
        let Some(known) = ErrorCode::find(*code) else {
            return tr!(
                language,
                "WeChat's API says {code}: {message}",
                "微信接口返回 {code}：{message}"
            );
        };
        let (cause, next) = (known.cause(language), known.next(language));
        let mut text = tr!(
            language,
            "WeChat's API says {code}: {cause} ({message})\n{next}",
            "微信接口返回 {code}：{cause}（{message}）\n{next}"
        );
        if let Some(address) = self.address() {
            text.push_str(&tr!(
                language,
                "\nAdd this address to the IP whitelist (设置与开发 > 基本配置 > IP白名单): {address}",
                "\n请把这个地址加入 IP 白名单（设置与开发 > 基本配置 > IP白名单）：{address}"
            ));
        }
        text
    }
}

const fn last(codes: &[i64]) -> i64 {
    match codes {
        [.., last] => *last,
        [] => 0,
    }
}

/// A row: the code or range, its remedy, the cause and the next step, each in both languages.
macro_rules! error_codes {
    ($($first:literal $(..= $last:literal)? $remedy:ident
        $cause:literal $cause_chinese:literal
        $next:literal $next_chinese:literal)*) => {
        static TABLE: &[ErrorCode] = &[$(ErrorCode {
            first: $first,
            last: last(&[$first $(, $last)?]),
            remedy: Remedy::$remedy,
            cause: [$cause, $cause_chinese],
            next: [$next, $next_chinese],
        }),*];
    };
}

error_codes! {
    -1 Retry
        "WeChat is busy" "微信系统繁忙"
        "Try again in some minutes." "请过几分钟再试。"
    40001 NewToken
        "the AppSecret is wrong, or the access token is no longer valid" "AppSecret 不对，或 access_token 已失效"
        "Compare WECHAT_APP_SECRET with the admin page (设置与开发 > 基本配置); it changes when somebody resets it there." "请与公众平台（设置与开发 > 基本配置）核对 WECHAT_APP_SECRET；有人重置后它会改变。"
    40003 Other
        "the openid is not one of this account's followers" "openid 不是这个公众号的关注者"
        "Use an openid that this very account received." "请使用这个公众号收到的 openid。"
    40004 Other
        "this is no type of media that WeChat knows" "不合法的媒体文件类型"
        "Use image, voice, video or thumb." "请使用 image、voice、video 或 thumb。"
    40005 Other
        "WeChat does not take files of this type" "不合法的文件类型"
        "Convert the file: JPG or PNG, MP3 or AMR, MP4." "请转换文件格式：JPG 或 PNG、MP3 或 AMR、MP4。"
    40006 Other
        "the file is empty or too large" "不合法的文件大小"
        "Make it smaller." "请缩小文件。"
    40007 Other
        "this MEDIA_ID is not one of this account, or its three days are over" "media_id 不属于这个公众号，或三天有效期已过"
        "wechat-edge media list shows those that are there." "可用 wechat-edge media list 查看现有的素材。"
    40009 ..= 40012 Other
        "the file has a size that WeChat does not allow for its type" "这类文件的大小不合法"
        "Make it smaller." "请缩小文件。"
    40013 Owner
        "the AppID is wrong" "AppID 不对"
        "Compare WECHAT_APP_ID with the admin page: wx and 16 digits or letters." "请与公众平台核对 WECHAT_APP_ID：wx 加 16 位数字或字母。"
    40014 NewToken
        "the access token is not valid" "access_token 无效"
        "Run the command again; if it persists, another program may be fetching tokens for this account." "请再运行一次；如果仍然如此，可能有别的程序也在为这个公众号获取 access_token。"
    40015 ..= 40027 Other
        "WeChat does not take a button of this menu" "菜单中的按钮不合法"
        "Look at the number of buttons, and at their types, names, keys and URLs." "请检查按钮的个数、类型、名称、KEY 和网址。"
    40033 Other
        "the request has a \\u escape or a forbidden character in it" "请求中含有 \\u 转义或不允许的字符"
        "Take unusual characters out of it." "请去掉其中的特殊字符。"
    40054 ..= 40055 Other
        "a button's URL has a domain that WeChat does not allow" "按钮网址的域名不合法"
        "Use a domain that visitors can reach; WeChat blocks some." "请换一个用户可以访问的域名；有些域名被微信屏蔽。"
    40125 Owner
        "the AppSecret is wrong" "AppSecret 不对"
        "Copy it from the admin page (设置与开发 > 基本配置) once more; WeChat shows it only when it is reset." "请从公众平台（设置与开发 > 基本配置）重新获取；微信只在重置时显示它。"
    40137 Other
        "WeChat does not take images of this type" "不支持的图片格式"
        "Save it as JPG or PNG." "请另存为 JPG 或 PNG。"
    40164 Owner
        "this machine's address is not on the account's IP whitelist" "本机的地址不在公众号的 IP 白名单中"
        "Add it (设置与开发 > 基本配置 > IP白名单), or use a proxy whose address is on it (--api)." "请加入白名单（设置与开发 > 基本配置 > IP白名单），或使用地址已在白名单中的代理（--api）。"
    41001 NewToken
        "the request came without an access token" "请求中没有 access_token"
        "If --api leads through a proxy, it must keep the query." "如果 --api 经过代理，代理必须保留网址中的参数。"
    41005 Other
        "the file did not arrive" "缺少多媒体文件数据"
        "If --api leads through a proxy, it must pass the body on unchanged." "如果 --api 经过代理，代理必须原样转发请求内容。"
    42001 NewToken
        "the access token has expired" "access_token 已过期"
        "Run the command again." "请再运行一次。"
    43004 Other
        "the visitor must follow the account first" "需要对方先关注公众号"
        "Ask them to." "请对方关注。"
    44004 Other
        "a text is empty" "文本内容为空"
        "Give it some content." "请填写内容。"
    45001 Other
        "the file is too large" "多媒体文件大小超过限制"
        "Make it smaller." "请缩小文件。"
    45002 Other
        "the content is too long" "内容过长"
        "Shorten it; texts have at most 2048 bytes." "请缩短；文本最多 2048 字节。"
    45007 Other
        "the recording is too long" "语音播放时间超过限制"
        "Cut it to 60 seconds." "请剪到 60 秒以内。"
    45009 Tomorrow
        "the quota of this call is used up for today" "此接口今天的调用次数已用完"
        "It is counted anew tomorrow: run the same command again then. The admin page (设置与开发 > 接口权限) shows the quota and lets you clear it." "次数明天重新计算，请届时再运行同一条命令；可在公众平台（设置与开发 > 接口权限）查看或清零。"
    45010 Other
        "too many menus were made" "创建菜单个数超过限制"
        "Wait a day." "请等一天。"
    45011 Retry
        "too many calls in a short time" "调用太频繁"
        "Wait a minute." "请等一分钟。"
    45015 Other
        "the time in which the visitor may be answered is over" "已超过可以回复用户的时间"
        "Wait until they write again." "请等用户再次发来消息。"
    45047 Other
        "the customer-service messages to this visitor are used up" "发给这个用户的客服消息已达上限"
        "Wait until they write again." "请等用户再次发来消息。"
    45064 Other
        "a mini program of this menu does not belong to the account" "菜单中有没有关联到公众号的小程序"
        "Associate it first (小程序管理)." "请先关联小程序（小程序管理）。"
    46003 Other
        "the account has no menu that was made by the API" "没有通过接口创建的菜单"
        "Make one: wechat-edge menu push menu.toml." "可用 wechat-edge menu push menu.toml 创建。"
    47001 Other
        "the API cannot read the request" "接口无法解析请求"
        "If --api leads through a proxy, it must pass the body on unchanged." "如果 --api 经过代理，代理必须原样转发请求内容。"
    48001 Owner
        "this account may not use this call" "这个公众号没有此接口的权限"
        "QR codes with parameters are for verified service accounts (认证的服务号), menus and media for verified accounts; a test account (测试号) has them all." "带参数二维码只供认证的服务号使用，菜单和素材接口供认证的公众号使用；测试号都可以使用。"
    48002 Other
        "the visitor refuses messages of this account" "用户拒收这个公众号的消息"
        "Nothing can be done." "没有办法。"
    48004 Owner
        "WeChat has banned this account from this call" "此接口已被微信封禁"
        "See the messages in the admin page." "请看公众平台上的通知。"
    50002 Owner
        "the account is restricted" "账号受到限制"
        "See the messages in the admin page." "请看公众平台上的通知。"
    50005 Other
        "the visitor does not follow the account" "用户没有关注公众号"
        "Ask them to." "请对方关注。"
    61451 ..= 61457 Other
        "the customer-service account is wrong" "客服账号有误"
        "Compare it (name@account) with the list in the admin page (客服)." "请与公众平台的客服列表核对（名称@公众号）。"
    9_001_000 ..= 9_001_999 Other
        "a device or shake-around call failed" "设备或摇一摇接口出错"
        "WeChat has withdrawn these services." "微信已停止这些服务。"
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
mod tests {
    use super::{ErrorCode, Refusal, TABLE};
    use crate::language::Language;

    #[test]
    fn every_code_has_a_cause_and_a_next_step_in_both_languages() {
        for entry in TABLE {
            let (cause, next) = (
                entry.cause(Language::English),
                entry.next(Language::English),
            );
            assert!(cause.is_ascii() && !cause.is_empty(), "{}", entry.first);
            assert!(next.ends_with('.'), "{}", entry.first);
            let (cause, next) = (
                entry.cause(Language::Chinese),
                entry.next(Language::Chinese),
            );
            let is_chinese = |c: char| ('一'..='龥').contains(&c);
            assert!(cause.contains(is_chinese), "{}", entry.first);
            assert!(next.ends_with('。'), "{}", entry.first);
        }
    }

    #[test]
    fn every_code_of_the_protocol_is_in_the_table() {
        let codes = [
            -1, 40001, 40003, 40013, 40014, 40033, 40125, 40164, 41001, 42001, 43004, 44004, 45002,
            45009, 45011, 45015, 45047, 47001, 48001, 48002, 48004, 50002, 50005, 61451, 61454,
            61457, 9_001_000, 9_001_035,
        ];
        for code in codes {
            assert!(ErrorCode::find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn every_code_is_found_and_no_two_entries_claim_it() {
        for entry in TABLE {
            for code in [entry.first, entry.last] {
                let found = ErrorCode::find(code).unwrap();
                assert!(std::ptr::eq(found, entry), "{code}");
            }
        }
        assert!(ErrorCode::find(0).is_none() && ErrorCode::find(99999).is_none());
    }

    #[test]
    fn the_address_to_whitelist_is_found_in_the_message_whatever_its_form() {
        let cases = [
            (
                "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1",
                Some("203.0.113.7"),
            ),
            (
                "invalid ip 2001:db8::7, not in whitelist",
                Some("2001:db8::7"),
            ),
            ("not in whitelist", None),
        ];
        for (message, address) in cases {
            let (code, message) = (40164, message.to_owned());
            let found = Refusal { code, message }.address();
            assert_eq!(found.map(|ip| ip.to_string()).as_deref(), address);
        }
    }
}
