//! What the tool does when WeChat's API says no, says nothing, or says nonsense; and its token.

use std::fs;

use crate::qrcode::{create, tool};
use crate::server::NOBODY;
use crate::tool::Tool;
use crate::wechat_api::{APP_ID, Fault, SECRET, WechatApi};

const CREATE: &str = "/cgi-bin/qrcode/create";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";

#[test]
fn every_error_code_is_explained_in_both_languages() {
    for (code, english, chinese) in [
        (40013, "the AppID is wrong", "AppID 不对"),
        (40125, "the AppSecret is wrong", "AppSecret 不对"),
        (
            40164,
            "not on the account's IP whitelist",
            "不在公众号的 IP 白名单中",
        ),
        (48001, "may not use this call", "没有此接口的权限"),
        (40001, "the AppSecret is wrong, or", "AppSecret 不对，或"),
    ] {
        for (locale, words) in [("C", english), ("zh_CN.UTF-8", chinese)] {
            let api = WechatApi::with_token_faults(&[Fault::Error(code, "some words")]);
            let run = create(&tool().with("LC_ALL", locale), &api, &["a"]).ends(1);
            assert!(
                run.stderr.contains(&format!("{code}")) && run.stderr.contains(words),
                "{run:#?}"
            );
            assert_eq!(api.server.requests().len(), 1, "asked again in vain");
        }
    }
}

#[test]
fn the_address_to_whitelist_is_shown() {
    let message = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6";
    let api = WechatApi::with_token_faults(&[Fault::Error(40164, message)]);
    let run = create(&tool(), &api, &["a", "b"]).ends(1);
    assert!(run.stderr.contains("IP白名单): 203.0.113.7\n"), "{run:#?}");
    assert!(run.stderr.contains("stopped, 1 not tried"), "{run:#?}");
}

#[test]
fn a_code_that_is_unknown_is_shown_as_it_came_and_the_others_are_tried() {
    let api = WechatApi::with_code_faults(&[Fault::Error(99999, "something new")]);
    let run = create(&tool(), &api, &["a", "b"]).ends(1);
    assert!(
        run.stderr
            .contains("a: WeChat's API says 99999: something new"),
        "{run:#?}"
    );
    assert_eq!(api.created().len(), 1);
}

#[test]
fn a_busy_api_is_asked_again_after_pauses_that_grow() {
    let busy = [
        Fault::Error(-1, "system error"),
        Fault::Error(45011, "api minute-quota reach limit"),
        Fault::Error(-1, "system error"),
        Fault::Cut,
        Fault::Page(502),
    ];
    let api = WechatApi::with_code_faults(&busy);
    let run = create(&tool(), &api, &["a"]).ends(0);
    for pause in ["0.01 s", "0.02 s", "0.04 s", "0.08 s", "0.16 s"] {
        assert!(
            run.stderr.contains(&format!("trying again in {pause}")),
            "{pause}: {run:#?}"
        );
    }
    assert_eq!(api.calls(CREATE), 6);
    // Six times are enough.
    let api = WechatApi::with_code_faults(&vec![Fault::Error(45011, "quota"); 9]);
    let run = create(&tool(), &api, &["a", "b", "c"]).ends(1);
    assert!(run.stderr.contains("stopped, 2 not tried"), "{run:#?}");
    assert_eq!(api.calls(CREATE), 6);
    // The call for a token is no different.
    let api = WechatApi::with_token_faults(&[Fault::Error(-1, "system error")]);
    create(&tool(), &api, &["a"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 2);
}

#[test]
fn the_quota_of_a_day_is_not_asked_for_again_until_tomorrow() {
    for (locale, words) in [("C", "counted anew tomorrow"), ("zh_CN", "明天重新计算")] {
        let quota = Fault::Error(45009, "reach max api daily quota limit");
        let api = WechatApi::with_code_faults(&[quota]);
        let run = create(&tool().with("LC_ALL", locale), &api, &["a", "b"]).ends(1);
        assert_eq!(api.calls(CREATE), 1);
        assert!(run.stderr.contains(words), "{run:#?}");
    }
}

#[test]
fn a_name_that_has_no_address_is_given_up_at_once() {
    // No name under .invalid ever has one (RFC 6761).
    let begin = std::time::Instant::now();
    let arguments = ["qrcode", "create", "a", "--api", "https://api.invalid"];
    let run = tool().run(arguments).ends(3);
    assert!(
        run.stderr.contains("https://api.invalid cannot be reached"),
        "{run:#?}"
    );
    assert!(!run.stderr.contains("trying again"), "{run:#?}");
    assert!(begin.elapsed().as_secs() < 30);
}

#[test]
fn an_api_that_says_nothing_or_nonsense_is_given_up() {
    let cases: [(&[Fault], i32, &str); 4] = [
        (&[Fault::Page(200)], 1, "is not JSON"),
        (&[Fault::Page(301)], 1, "is not JSON"),
        (&[Fault::Incomplete], 1, "missing field `ticket`"),
        (
            &[
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
                Fault::Hang,
            ],
            3,
            "no answer within 1 s",
        ),
    ];
    for (faults, status, words) in cases {
        let api = WechatApi::with_code_faults(faults);
        // Only who says nothing is waited for in full.
        let timeout = if status == 3 { "1" } else { "20" };
        let run = create(&tool(), &api, &["a", "--timeout", timeout]).ends(status);
        assert!(run.stderr.contains(words), "{run:#?}");
    }
    let run = tool()
        .run(["qrcode", "create", "a", "--api", NOBODY])
        .ends(3);
    assert!(
        run.stderr.contains(&format!("{NOBODY} cannot be reached")),
        "{run:#?}"
    );
}

#[test]
fn wechat_keeps_the_token_and_no_file_does() {
    let (tool, api) = (tool(), WechatApi::start());
    create(&tool, &api, &["a", "b", "c"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 1, "one for all codes of a run");
    create(&tool, &api, &["d"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 2);
    assert_eq!(api.created().len(), 4);
    let requests = api.server.requests();
    assert!(
        !requests
            .iter()
            .any(|request| request.text().contains("\"force_refresh\":true")),
        "other runs keep their token"
    );
    let mut folders = vec![tool.folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = fs::read(&path).unwrap();
            let content = String::from_utf8_lossy(&content);
            assert!(
                !content.contains("57_0") && !content.contains(SECRET),
                "{path:?}"
            );
        }
    }
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    for code in [40001, 40014, 42001] {
        // The API refuses the very token that it gives out: it is asked for another by force.
        let api = WechatApi::with_code_faults(&[Fault::Error(code, "invalid credential")]);
        create(&tool(), &api, &["c"]).ends(0);
        assert_eq!(api.calls(STABLE_TOKEN), 3);
        let requests = api.server.requests();
        let forced: Vec<_> = requests
            .iter()
            .filter(|request| request.text().contains("\"force_refresh\":true"))
            .collect();
        assert_eq!(forced.len(), 1);
        // And once only.
        let api = WechatApi::with_code_faults(&vec![Fault::Error(code, "invalid credential"); 5]);
        create(&tool(), &api, &["d"]).ends(1);
        assert_eq!(api.calls(CREATE), 2);
    }
    // The API has a newer token than that of the run: asking without force is enough.
    let api = WechatApi::with_code_faults(&[Fault::Revoked]);
    create(&tool(), &api, &["a"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 2);
}

#[test]
fn the_secret_comes_from_the_environment_or_dev_vars_and_from_nowhere_else() {
    let api = WechatApi::start();
    let tool = Tool::new();
    let run = create(&tool, &api, &["a"]).ends(2);
    assert!(run.stderr.contains("WECHAT_APP_ID is not set"), "{run:#?}");
    let run = create(&tool, &api, &["a", "--app-id", APP_ID]).ends(2);
    assert!(
        run.stderr.contains("WECHAT_APP_SECRET is not set"),
        "{run:#?}"
    );
    let run = create(&tool, &api, &["a", "--app-id", APP_ID, "--app-secret", "x"]).ends(2);
    assert!(
        run.stderr.contains("unexpected argument '--app-secret'"),
        "{run:#?}"
    );
    tool.file(
        ".dev.vars",
        format!("WECHAT_APP_ID={APP_ID}\nWECHAT_APP_SECRET={SECRET}\n"),
    );
    create(&tool, &api, &["a"]).ends(0);
    // Never over a connection that others can read.
    let run = tool
        .run(["qrcode", "create", "b", "--api", "http://192.0.2.1"])
        .ends(2);
    assert!(run.stderr.contains("begins with https://"), "{run:#?}");
}

#[test]
fn an_error_that_quotes_a_secret_is_shown_without_it() {
    let message: &'static str = Box::leak(format!("bad secret {SECRET}").into_boxed_str());
    let api = WechatApi::with_token_faults(&[Fault::Error(40125, message)]);
    let run = create(&tool(), &api, &["a"]).ends(1);
    assert!(run.stderr.contains("bad secret …"), "{run:#?}");
}

#[test]
fn a_password_in_the_api_s_address_is_not_shown() {
    for (url, status) in [
        ("http://user:hunter2@192.0.2.1", 2),
        ("http://user:hunter2@127.0.0.1:1", 3),
    ] {
        for json in [&[][..], &["--json"]] {
            let arguments = [&["qrcode", "create", "a", "--api", url], json].concat();
            let run = tool().run(arguments).ends(status);
            assert!(!format!("{run:?}").contains("hunter2"), "{run:#?}");
        }
    }
}
