//! What holds for all commands: help, languages, colours, completions.

use crate::tool::Tool;
use crate::worker::{PLAIN, TOKEN, worker};

const COMMANDS: [&[&str]; 11] = [
    &[],
    &["send"],
    &["doctor"],
    &["check"],
    &["qrcode", "create"],
    &["scans"],
    &["login"],
    &["login", "codes"],
    &["login", "push"],
    &["login", "keys", "rotate"],
    &["completions"],
];

#[test]
fn every_command_has_help_with_examples_and_it_is_english_in_every_locale() {
    let english = Tool::new();
    let chinese = Tool::new().with("LC_ALL", "zh_CN.UTF-8");
    for command in COMMANDS {
        let arguments = || command.iter().chain(&["--help"]);
        let run = english.run(arguments()).ends(0);
        for part in ["Example", "Usage: ", "  wechat-edge "] {
            assert!(run.stdout.contains(part), "{command:?}: {}", run.stdout);
        }
        assert_eq!(chinese.run(arguments()).ends(0).stdout, run.stdout);
    }
    let run = english.run(["--help"]).ends(0);
    for status in ["\n  0  ", "\n  1  ", "\n  2  ", "\n  3  "] {
        assert!(run.stdout.contains(status), "{}", run.stdout);
    }
}

#[test]
fn a_wrong_argument_is_told_in_english_in_every_locale() {
    let chinese = Tool::new().with("LC_ALL", "zh_CN.UTF-8");
    for arguments in [
        &["sned"][..],
        &["send"],
        &["qrcode", "create", "--expires", "x"],
        &["login", "codes", "0"],
        &["login", "codes", "10001"],
        &["login", "keys"],
    ] {
        let run = chinese.run(arguments).ends(2);
        let english = Tool::new().run(arguments).ends(2);
        assert_eq!(run.stderr, english.stderr);
    }
}

#[test]
fn output_is_chinese_where_the_locale_says_so() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    let tool = Tool::new()
        .with("LANG", "zh_CN.UTF-8")
        .with("WECHAT_TOKEN", TOKEN);
    let run = tool.run(["send", "event", "VIEW", "--url", &url]).ends(0);
    assert!(
        run.stdout.contains("不回复\n手机上显示：什么也没有\n"),
        "{run:#?}"
    );
    let run = tool.run(["doctor", "--url", &url]).ends(0);
    assert!(
        run.stdout.contains("ok    网址验证：echostr 原样返回"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("一切正常"), "{run:#?}");
    let json = tool.run(["doctor", "--url", &url, "--json"]).ends(0).json();
    assert_eq!(
        json["steps"][0]["finding"], "configured",
        "names stay as they are, for scripts"
    );
}

#[test]
fn errors_go_to_standard_error_and_a_wrong_command_ends_with_2() {
    let cases: [&[&str]; 7] = [
        &["sned"],
        &["send"],
        &["send", "text"],
        &["send", "text", "a", "--count", "0"],
        &["send", "text", "a", "--timeout", "-1"],
        &["send", "event", "CLICK", "--field", "no value"],
        &["send", "event", "CLICK", "--field", "a b=c"],
    ];
    for arguments in cases {
        let run = Tool::new().run(arguments).ends(2);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{run:#?}");
    }
    let run = Tool::new().run(["sned"]);
    assert!(run.stderr.contains("'send'"), "a slip is named: {run:#?}");
}

#[test]
fn nothing_is_coloured_where_no_terminal_shows_it() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    for no_color in ["", "1"] {
        let tool = Tool::new()
            .with("WECHAT_TOKEN", TOKEN)
            .with("NO_COLOR", no_color);
        for arguments in [
            &["doctor", "--url", &url][..],
            &["send", "text", "a", "--url", &url],
        ] {
            let run = tool.run(arguments).ends(0);
            assert!(
                !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
                "{run:#?}"
            );
        }
    }
}

#[test]
fn colours_can_be_forced_and_no_color_wins_over_nothing_else() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    let tool = Tool::new()
        .with("WECHAT_TOKEN", TOKEN)
        .with("CLICOLOR_FORCE", "1");
    let run = tool.run(["doctor", "--url", &url]).ends(0);
    assert!(run.stdout.contains("\u{1b}[1m\u{1b}[32mok"), "{run:#?}");
}

#[test]
fn every_shell_gets_completions_for_all_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        for locale in ["C", "zh_CN"] {
            let run = Tool::new()
                .with("LANG", locale)
                .run(["completions", shell])
                .ends(0);
            for word in [
                "send",
                "doctor",
                "qrcode",
                "--aes-key",
                "scan",
                "login",
                "rotate",
            ] {
                let word = word.trim_start_matches('-');
                assert!(run.stdout.contains(word), "{shell}: {word}");
            }
        }
    }
}
