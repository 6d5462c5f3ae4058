//! The error codes of WeChat's API: what each means and what to do (protocol.md, section G, but for
//! 0, which is none).

use super::language::Language;

/// One code, or a range of them.
pub(crate) struct ApiErrorEntry {
    first: i64,
    last: i64,
    pub(crate) remedy: Remedy,
    /// The cause, and the next step.
    english: (&'static str, &'static str),
    chinese: (&'static str, &'static str),
}

/// What the tool itself can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Try again, after a pause that grows.
    Pause,
    /// Get another access token and try once more.
    Token,
    /// Nothing, for this code or another: the owner must act.
    Owner,
    /// Nothing for this code; others may be fine.
    Next,
}

impl ApiErrorEntry {
    pub(crate) fn texts(&self, language: Language) -> (&'static str, &'static str) {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

/// The entry of a code.
pub(crate) fn find(code: i64) -> Option<&'static ApiErrorEntry> {
    let fits = |entry: &&ApiErrorEntry| (entry.first..=entry.last).contains(&code);
    TABLE.iter().find(fits)
}

const fn one(
    code: i64,
    remedy: Remedy,
    english: (&'static str, &'static str),
    chinese: (&'static str, &'static str),
) -> ApiErrorEntry {
    range(code, code, remedy, english, chinese)
}

const fn range(
    first: i64,
    last: i64,
    remedy: Remedy,
    english: (&'static str, &'static str),
    chinese: (&'static str, &'static str),
) -> ApiErrorEntry {
    ApiErrorEntry {
        first,
        last,
        remedy,
        english,
        chinese,
    }
}

use Remedy::{Next, Owner, Pause, Token};

static TABLE: [ApiErrorEntry; 25] = [
    one(
        -1,
        Pause,
        ("WeChat is busy", "Try again in some minutes."),
        ("微信系统繁忙", "请过几分钟再试。"),
    ),
    one(
        40001,
        Token,
        (
            "the AppSecret is wrong, or the access token is no longer valid",
            "Compare WECHAT_APP_SECRET with the admin page (设置与开发 > 基本配置); it changes when somebody resets it there.",
        ),
        (
            "AppSecret 不对，或 access_token 已失效",
            "请与公众平台（设置与开发 > 基本配置）核对 WECHAT_APP_SECRET；有人重置后它会改变。",
        ),
    ),
    one(
        40003,
        Next,
        (
            "the openid is not one of this account's followers",
            "Use an openid that this very account received.",
        ),
        (
            "openid 不是这个公众号的关注者",
            "请使用这个公众号收到的 openid。",
        ),
    ),
    one(
        40013,
        Owner,
        (
            "the AppID is wrong",
            "Compare WECHAT_APP_ID with the admin page: wx and 16 digits or letters.",
        ),
        (
            "AppID 不对",
            "请与公众平台核对 WECHAT_APP_ID：wx 加 16 位数字或字母。",
        ),
    ),
    one(
        40014,
        Token,
        (
            "the access token is not valid",
            "Run the command again; if it persists, another program may be fetching tokens for this account.",
        ),
        (
            "access_token 无效",
            "请再运行一次；如果仍然如此，可能有别的程序也在为这个公众号获取 access_token。",
        ),
    ),
    one(
        40033,
        Next,
        (
            "the request has a \\u escape or a forbidden character in it",
            "Take unusual characters out of the scene.",
        ),
        (
            "请求中含有 \\u 转义或不允许的字符",
            "请去掉场景值中的特殊字符。",
        ),
    ),
    one(
        40125,
        Owner,
        (
            "the AppSecret is wrong",
            "Copy it from the admin page (设置与开发 > 基本配置) once more; WeChat shows it only when it is reset.",
        ),
        (
            "AppSecret 不对",
            "请从公众平台（设置与开发 > 基本配置）重新获取；微信只在重置时显示它。",
        ),
    ),
    one(
        40164,
        Owner,
        (
            "this machine's address is not on the account's IP whitelist",
            "Add it (设置与开发 > 基本配置 > IP白名单), or use a proxy whose address is on it (--api).",
        ),
        (
            "本机的地址不在公众号的 IP 白名单中",
            "请加入白名单（设置与开发 > 基本配置 > IP白名单），或使用地址已在白名单中的代理（--api）。",
        ),
    ),
    one(
        41001,
        Token,
        (
            "the request came without an access token",
            "If --api leads through a proxy, it must keep the query.",
        ),
        (
            "请求中没有 access_token",
            "如果 --api 经过代理，代理必须保留网址中的参数。",
        ),
    ),
    one(
        42001,
        Token,
        ("the access token has expired", "Run the command again."),
        ("access_token 已过期", "请再运行一次。"),
    ),
    one(
        43004,
        Next,
        ("the visitor must follow the account first", "Ask them to."),
        ("需要对方先关注公众号", "请对方关注。"),
    ),
    one(
        44004,
        Next,
        ("a text is empty", "Give it some content."),
        ("文本内容为空", "请填写内容。"),
    ),
    one(
        45002,
        Next,
        (
            "the content is too long",
            "Shorten it; texts have at most 2048 bytes.",
        ),
        ("内容过长", "请缩短；文本最多 2048 字节。"),
    ),
    one(
        45009,
        Pause,
        (
            "the quota of this call is used up",
            "It is counted anew each day; the admin page (设置与开发 > 接口权限) shows it and lets you clear it.",
        ),
        (
            "接口调用次数已用完",
            "次数每天重新计算；可在公众平台（设置与开发 > 接口权限）查看或清零。",
        ),
    ),
    one(
        45011,
        Pause,
        ("too many calls in a short time", "Wait a minute."),
        ("调用太频繁", "请等一分钟。"),
    ),
    one(
        45015,
        Next,
        (
            "the time in which the visitor may be answered is over",
            "Wait until they write again.",
        ),
        ("已超过可以回复用户的时间", "请等用户再次发来消息。"),
    ),
    one(
        45047,
        Next,
        (
            "the customer-service messages to this visitor are used up",
            "Wait until they write again.",
        ),
        ("发给这个用户的客服消息已达上限", "请等用户再次发来消息。"),
    ),
    one(
        47001,
        Next,
        (
            "the API cannot read the request",
            "If --api leads through a proxy, it must pass the body on unchanged.",
        ),
        (
            "接口无法解析请求",
            "如果 --api 经过代理，代理必须原样转发请求内容。",
        ),
    ),
    one(
        48001,
        Owner,
        (
            "this account may not use this call",
            "QR codes with parameters are for verified service accounts (认证的服务号); a test account (测试号) has them too.",
        ),
        (
            "这个公众号没有此接口的权限",
            "带参数二维码只供认证的服务号使用；测试号也可以使用。",
        ),
    ),
    one(
        48002,
        Next,
        (
            "the visitor refuses messages of this account",
            "Nothing can be done.",
        ),
        ("用户拒收这个公众号的消息", "没有办法。"),
    ),
    one(
        48004,
        Owner,
        (
            "WeChat has banned this account from this call",
            "See the messages in the admin page.",
        ),
        ("此接口已被微信封禁", "请看公众平台上的通知。"),
    ),
    one(
        50002,
        Owner,
        (
            "the account is restricted",
            "See the messages in the admin page.",
        ),
        ("账号受到限制", "请看公众平台上的通知。"),
    ),
    one(
        50005,
        Next,
        ("the visitor does not follow the account", "Ask them to."),
        ("用户没有关注公众号", "请对方关注。"),
    ),
    range(
        61451,
        61457,
        Next,
        (
            "the customer-service account is wrong",
            "Compare it (name@account) with the list in the admin page (客服).",
        ),
        (
            "客服账号有误",
            "请与公众平台的客服列表核对（名称@公众号）。",
        ),
    ),
    range(
        9_001_000,
        9_001_999,
        Next,
        (
            "a device or shake-around call failed",
            "WeChat has withdrawn these services.",
        ),
        ("设备或摇一摇接口出错", "微信已停止这些服务。"),
    ),
];

#[cfg(test)]
mod tests {
    use super::{TABLE, find};
    use crate::cli::language::Language;

    #[test]
    fn every_code_has_a_cause_and_a_next_step_in_both_languages() {
        for entry in &TABLE {
            let (cause, next) = entry.texts(Language::English);
            assert!(cause.is_ascii() && !cause.is_empty(), "{}", entry.first);
            assert!(next.ends_with('.'), "{}", entry.first);
            let (cause, next) = entry.texts(Language::Chinese);
            assert!(
                cause.contains(|c: char| ('一'..='龥').contains(&c)),
                "{}",
                entry.first
            );
            assert!(next.ends_with('。'), "{}", entry.first);
        }
    }

    #[test]
    fn every_code_of_protocol_md_is_in_the_table() {
        let codes = [
            -1, 40001, 40003, 40013, 40014, 40033, 40125, 40164, 41001, 42001, 43004, 44004, 45002,
            45009, 45011, 45015, 45047, 47001, 48001, 48002, 48004, 50002, 50005, 61451, 61454,
            61457, 9_001_000, 9_001_035,
        ];
        for code in codes {
            assert!(find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn every_code_is_found_and_no_two_entries_claim_it() {
        for entry in &TABLE {
            for code in [entry.first, entry.last] {
                assert!(
                    find(code).is_some_and(|found| std::ptr::eq(found, entry)),
                    "{code}"
                );
            }
        }
        assert!(find(0).is_none() && find(99999).is_none());
    }
}
