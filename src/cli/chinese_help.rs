//! 命令行的帮助文字，中文。英文的写在 `arguments.rs` 里。

use clap::{Arg, Command};

/// The commands: their path, what they do, and what follows their help.
const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "wechat-edge",
        "在终端里试用、检查微信公众号，并为它制作二维码",
        "示例：
  wechat-edge send text 你好          公众号会怎样回复？
  wechat-edge doctor --url https://wechat.example.com/wechat
  wechat-edge check --scan store-12 --new
  wechat-edge qrcode create store-12 --expires 30d

退出状态：
  0  一切正常
  1  有问题：微信不会接受的回复、FAIL、没有生成的二维码
  2  命令无法按所写的执行
  3  没有人应答",
    ),
    (
        "wechat-edge send",
        "扮演微信：推送一条消息或一个事件，并显示回复",
        "示例：
  wechat-edge send text 你好
  wechat-edge send scan store-12 --new        扫码并关注
  wechat-edge send scan 123                   已关注的用户扫码
  wechat-edge send event CLICK --key ABOUT
  wechat-edge send event user_get_card --field CardId=pABC --field IsGiveByFriend=0
  wechat-edge send location 30.274 120.155 --label 杭州市
  wechat-edge send file message.xml --xml
  wechat-edge send text 你好 --count 1000 --concurrency 8",
    ),
    ("wechat-edge send text", "文本消息", ""),
    ("wechat-edge send image", "图片消息", ""),
    ("wechat-edge send voice", "语音消息", ""),
    ("wechat-edge send video", "视频消息", ""),
    ("wechat-edge send shortvideo", "小视频消息", ""),
    ("wechat-edge send location", "地理位置消息", ""),
    ("wechat-edge send link", "链接消息", ""),
    ("wechat-edge send scan", "扫描带参数二维码", ""),
    ("wechat-edge send subscribe", "关注公众号", ""),
    ("wechat-edge send unsubscribe", "取消关注", ""),
    ("wechat-edge send event", "任意事件，用微信的事件名", ""),
    ("wechat-edge send file", "推送文件中的消息", ""),
    (
        "wechat-edge doctor",
        "找出不能用的原因：从域名解析到加密的回复",
        "示例：
  wechat-edge doctor                                          本机的 Worker（npm start）
  wechat-edge doctor --url https://wechat.example.com/wechat  已部署的 Worker
  wechat-edge doctor --url https://wechat.example.com/wechat --json

它会像微信那样，以一个虚构用户的身份推送约 40 条消息。
环境变量 SSL_CERT_FILE 可指定证书文件（PEM），代替内置的受信任证书。
只要有一行是 FAIL，退出状态就是 1。",
    ),
    (
        "wechat-edge check",
        "说明 replies.toml 的规则，以及哪一条回复某条消息",
        "示例：
  wechat-edge check                            每条规则一行
  wechat-edge check --text 你好                哪条规则回复，回复什么
  wechat-edge check --scan store-12 --new
  wechat-edge check --event CLICK --key ABOUT
  wechat-edge check --push message.xml

不发送任何请求，也不需要运行 Worker。文件有错时退出状态是 1。",
    ),
    ("wechat-edge qrcode", "制作带参数二维码", ""),
    (
        "wechat-edge qrcode create",
        "生成二维码，写出图片和清单",
        "示例：
  wechat-edge qrcode create store-12                  有效期 30 天
  wechat-edge qrcode create store-12 store-13 --permanent
  wechat-edge qrcode create --from codes.csv --out printed

只含数字的是数字场景值（scene_id），其他的是字符串场景值（scene_str）。
--from 的文件每行一个二维码：场景值，之后可写有效期（30d、12h、permanent）。
OUT/codes.csv 里已有且仍有效的二维码不会重复生成。

WECHAT_APP_ID 和 WECHAT_APP_SECRET 来自环境变量或 .dev.vars。公众号必须是认证的服务号，
本机的地址必须在它的 IP 白名单中。",
    ),
    (
        "wechat-edge completions",
        "输出命令行补全脚本",
        "示例：
  wechat-edge completions bash > ~/.local/share/bash-completion/completions/wechat-edge",
    ),
    ("help", "显示帮助", ""),
];

/// The options and values, by their names; where one means different things, by its command, too.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("", "quiet", "只输出结果和错误"),
    ("", "json", "输出一个 JSON 对象，供脚本使用"),
    ("", "shell", "哪种 shell"),
    ("", "url", "接收推送的网址"),
    (
        "",
        "token",
        "令牌（Token）；默认用环境变量或 .dev.vars 中的 WECHAT_TOKEN",
    ),
    (
        "",
        "aes_key",
        "消息加解密密钥（EncodingAESKey）；默认用 WECHAT_AES_KEY，来源同上",
    ),
    (
        "",
        "app_id",
        "AppID；默认用 WECHAT_APP_ID，来源同上，或 wrangler.toml",
    ),
    (
        "",
        "mode",
        "消息加解密方式；默认：有密钥为安全模式，没有则为明文模式",
    ),
    ("wechat-edge send", "timeout", "微信等待应答的时间，秒"),
    ("wechat-edge doctor", "timeout", "微信等待应答的时间，秒"),
    ("", "from", "用户的 openid"),
    ("", "to", "公众号的原始 ID"),
    ("", "xml", "显示原始的请求和应答，以及其中加密的内容"),
    ("", "count", "发送这么多次请求，显示用时"),
    ("", "concurrency", "与 --count 合用：同时发送这么多"),
    ("", "content", "用户输入的文字"),
    ("", "pic_url", "图片的网址"),
    ("", "recognition", "语音识别结果；2026 年起微信总是留空"),
    ("", "latitude", "纬度，北纬为正"),
    ("", "longitude", "经度，东经为正"),
    ("", "label", "地址"),
    ("", "scale", "地图缩放级别"),
    ("", "href", "链接的网址"),
    ("", "title", "标题"),
    ("", "description", "描述"),
    ("", "scene", "二维码的场景值"),
    (
        "",
        "new",
        "扫码的人因此关注（subscribe），而不是已关注（SCAN）",
    ),
    (
        "",
        "event",
        "如 CLICK、VIEW、LOCATION、TEMPLATESENDJOBFINISH",
    ),
    ("", "key", "EventKey 的值"),
    ("", "fields", "其他元素，可以重复"),
    ("", "path", "明文模式下微信推送的 XML 文件；- 为标准输入"),
    ("", "rules", "规则文件"),
    ("", "text", "文本消息"),
    ("", "voice", "识别出这些文字的语音消息"),
    ("", "scan", "扫描这个场景值的二维码"),
    (
        "wechat-edge check",
        "new",
        "与 --scan 合用：扫码的人因此关注",
    ),
    ("wechat-edge check", "event", "事件，用微信的事件名"),
    ("wechat-edge check", "key", "与 --event 合用：EventKey 的值"),
    ("", "push", "XML 文件中的推送；- 为标准输入"),
    ("", "scenes", "场景值"),
    (
        "wechat-edge qrcode",
        "from",
        "场景值的 CSV 文件，UTF-8 编码",
    ),
    ("", "expires", "有效期：90s、10m、12h、30d，最长 30 天"),
    ("", "permanent", "永久二维码，每个公众号最多 100000 个"),
    ("", "string", "数字也作为字符串场景值"),
    ("", "out", "存放图片和 codes.csv 的文件夹"),
    (
        "",
        "draw",
        "是否在终端里画出二维码；auto：在终端里且不超过 4 个时",
    ),
    ("", "api", "接口地址，用于地址固定的代理"),
    ("", "pause", "接口重试前的首次停顿，秒；之后每次加倍"),
    ("wechat-edge qrcode", "timeout", "等待接口应答的时间，秒"),
];

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Puts the Chinese texts into the command line.
pub(crate) fn translate(mut command: Command) -> Command {
    // Adds what clap makes itself: --help, and the options that commands share.
    command.build();
    translate_at("wechat-edge", command)
}

fn translate_at(path: &str, command: Command) -> Command {
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_args(|argument| translate_argument(path, argument))
        .mut_subcommands(|subcommand| {
            let path = format!("{path} {}", subcommand.get_name());
            translate_at(&path, subcommand)
        });
    if let Some((_, about, after)) = of_command(path) {
        command = command.about(*about);
        if !after.is_empty() {
            command = command.after_help(*after);
        }
    }
    command
}

fn translate_argument(path: &str, argument: Arg) -> Arg {
    let heading = match argument.is_positional() {
        true => "参数",
        false => "选项",
    };
    let help = of_argument(path, argument.get_id().as_str());
    let argument = argument.help_heading(heading);
    match help {
        Some((.., help)) => argument.help(*help),
        None => argument,
    }
}

fn of_command(path: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let is_help = path.split(' ').any(|name| name == "help");
    let wanted = if is_help { "help" } else { path };
    COMMANDS.iter().find(|(known, ..)| *known == wanted)
}

fn of_argument(
    path: &str,
    id: &str,
) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let of_path = |exact: bool| {
        ARGUMENTS.iter().find(move |(command, known, _)| {
            *known == id && command.is_empty() != exact && path.starts_with(command)
        })
    };
    of_path(true).or_else(|| of_path(false))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory};

    use super::{ARGUMENTS, COMMANDS, of_argument, of_command, translate};
    use crate::cli::arguments::Arguments;

    #[test]
    fn every_command_and_option_has_a_chinese_text_and_no_text_is_left_over() {
        let mut command = Arguments::command();
        command.build();
        let mut used = BTreeSet::new();
        walk("wechat-edge", &command, &mut used);
        let commands = COMMANDS.iter().map(|(_, about, _)| *about);
        let arguments = ARGUMENTS.iter().map(|(.., help)| *help);
        let all: BTreeSet<&str> = commands.chain(arguments).collect();
        assert_eq!(used, all);
        // Where English has examples, Chinese has them.
        translate(command).debug_assert();
    }

    fn walk(path: &str, command: &Command, used: &mut BTreeSet<&'static str>) {
        let entry = of_command(path).unwrap_or_else(|| panic!("{path} has no Chinese text"));
        let has_after = command.get_after_help().is_some();
        assert_eq!(!entry.2.is_empty(), has_after, "{path}");
        used.insert(entry.1);
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            let entry = of_argument(path, id);
            let (.., help) = entry.unwrap_or_else(|| panic!("{path} {id} has no Chinese text"));
            used.insert(help);
        }
        for subcommand in command.get_subcommands() {
            walk(
                &format!("{path} {}", subcommand.get_name()),
                subcommand,
                used,
            );
        }
    }
}
