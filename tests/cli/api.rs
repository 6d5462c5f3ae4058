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
        Fault::Error(45009, "reach max api daily quota limit"),
        Fault::Error(45011, "api minute-quota reach limit"),
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
    let api = WechatApi::with_code_faults(&vec![Fault::Error(45009, "quota"); 9]);
    let run = create(&tool(), &api, &["a", "b", "c"]).ends(1);
    assert!(run.stderr.contains("stopped, 2 not tried"), "{run:#?}");
    assert_eq!(api.calls(CREATE), 6);
    // The call for a token is no different.
    let api = WechatApi::with_token_faults(&[Fault::Error(-1, "system error")]);
    create(&tool(), &api, &["a"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 2);
}

#[test]
fn an_api_that_says_nothing_or_nonsense_is_given_up() {
    let cases: [(&[Fault], i32, &str); 4] = [
        (&[Fault::Page(200)], 1, "is not JSON"),
        (&[Fault::Page(301)], 1, "is not JSON"),
        (&[Fault::Incomplete], 1, "has no ticket"),
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
fn the_token_is_kept_for_the_next_run_where_nobody_else_reads_it() {
    let (tool, api) = (tool(), WechatApi::start());
    create(&tool, &api, &["a"]).ends(0);
    create(&tool, &api, &["b"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), 1);
    let kept = kept_token(&tool);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
        // One that others could have read or written is not used, and is closed again.
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
        create(&tool, &api, &["c"]).ends(0);
        assert_eq!((api.calls(STABLE_TOKEN), mode(&kept)), (2, 0o600));
    }
    // One whose time is over is not tried, though the API would still take it.
    let calls = api.calls(STABLE_TOKEN);
    let content: serde_json::Value = serde_json::from_slice(&fs::read(&kept).unwrap()).unwrap();
    let over = serde_json::json!({ "access_token": content["access_token"], "expires_at": 1 });
    fs::write(&kept, over.to_string()).unwrap();
    create(&tool, &api, &["d"]).ends(0);
    assert_eq!(api.calls(STABLE_TOKEN), calls + 1);
    fs::write(&kept, "nonsense").unwrap();
    create(&tool, &api, &["e"]).ends(0);
    assert_eq!(api.created().len(), 5);
    assert!(!fs::read_to_string(&kept).unwrap().contains(SECRET));
}

fn kept_token(tool: &Tool) -> std::path::PathBuf {
    let folder = tool.folder.join("cache/wechat-edge");
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    for code in [40001, 40014, 42001] {
        let (tool, api) = (tool(), WechatApi::start());
        create(&tool, &api, &["a"]).ends(0);
        // The API has a newer token than the one kept: asking without force is enough.
        api.revoke_token();
        create(&tool, &api, &["b"]).ends(0);
        assert_eq!(api.calls(STABLE_TOKEN), 2);
        // The API refuses the very token that it gives out: it is asked for another by force.
        let api = WechatApi::with_code_faults(&[Fault::Error(code, "invalid credential")]);
        let fresh = self::tool();
        create(&fresh, &api, &["c"]).ends(0);
        assert_eq!(api.calls(STABLE_TOKEN), 3);
        let requests = api.server.requests();
        let forced: Vec<_> = requests
            .iter()
            .filter(|request| request.text().contains("\"force_refresh\":true"))
            .collect();
        assert_eq!(forced.len(), 1);
        // And once only.
        let api = WechatApi::with_code_faults(&vec![Fault::Error(code, "invalid credential"); 5]);
        create(&self::tool(), &api, &["d"]).ends(1);
        assert_eq!(api.calls(CREATE), 2);
    }
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
