//! `login`, `login push` and `login keys`: what the Worker says of its sign-in, and what it is told.

use serde_json::json;
use wechat_edge::console::response::{Refusal, Response as ConsoleResponse};

use crate::console::{CONSOLE_TOKEN, Console, json_of};
use crate::login_worker::{LoginWorker, is_status};
use crate::server::{NOBODY, Response, Server};
use crate::tool::{Run, Tool};

/// A tool that knows a Worker.
pub(crate) fn knowing(url: &str) -> Tool {
    Tool::new()
        .with("CONSOLE_URL", url)
        .with("CONSOLE_TOKEN", CONSOLE_TOKEN)
}

#[track_caller]
pub(crate) fn login(tool: &Tool, arguments: &[&str]) -> Run {
    let run = tool.run([&["login"], arguments].concat());
    assert!(!format!("{run:?}").contains(CONSOLE_TOKEN), "{run:#?}");
    run
}

/// The list of a folder that has so many codes.
pub(crate) fn list(count: usize) -> String {
    let lines = (1..=count).map(|number| {
        format!("login.{number:03},string,permanent,t{number},http://weixin.qq.com/q/{number},login.{number:03}\n")
    });
    format!(
        "scene,kind,valid_until,ticket,url,file\n{}",
        lines.collect::<String>()
    )
}

pub(crate) fn with_list(tool: Tool, count: usize) -> Tool {
    std::fs::create_dir(tool.folder.join("login-codes")).unwrap();
    tool.file("login-codes/codes.csv", list(count));
    tool
}

#[test]
fn alone_it_says_how_signing_in_goes() {
    let worker = LoginWorker::start();
    let url = worker.server.url("/wechat");
    let tool = with_list(knowing(&url), 300);
    login(&tool, &["push"]).ends(0);
    let run = login(&tool, &[]).ends(0);
    let issuer = worker.server.url("");
    assert_eq!(
        run.stdout,
        format!(
            "issuer: {issuer}\n\
             codes: 298 of 300 free\n\
             signing in now: 3\n\
             wechat-server: its token is set\n\
             client grafana: 公司 Grafana, GRAFANA_CLIENT_SECRET is set\n\
             client app: 应用␛[2J␊key, public\n\
             key k0: signs no more, good until 2026-09-21T14:23:20Z\n\
             key k1: signs since 2026-09-21T14:13:20Z\n\
             key k2: signs from 2096-10-02T07:06:40Z on\n\
             2026-11-21 grafana: 12 begun, 9 signed in, 1 denied, 1 burnt, 1 expired\n"
        )
    );
    let chinese = knowing(&url).with("LC_ALL", "zh_CN.UTF-8");
    let run = login(&chinese, &[]).ends(0);
    assert!(
        run.stdout
            .contains("\n二维码：共 300 个，空闲 298 个\n正在登录：3 人\n"),
        "{run:#?}"
    );
    let json = login(&tool, &["--json"]).ends(0).json();
    assert_eq!(json["url"], worker.server.url("/console/api/"));
    assert_eq!(json["pool"], json!({ "codes": 300, "free": 298 }));
    assert_eq!(
        (&json["sealed"], &json["wechat_server"]),
        (&json!(true), &json!("set"))
    );
    assert_eq!(
        json["clients"][0]["redirect_uris"][0],
        "https://grafana.example.com/cb"
    );
    assert_eq!(json["figures"][0]["finished"], 9);
}

#[test]
fn what_is_missing_at_the_worker_is_said() {
    let worker = LoginWorker::with_status(|status| {
        status["sealed"] = false.into();
        status["wechat_server"] = "missing".into();
        status["clients"][0]["secret_set"] = false.into();
    });
    let run = login(&knowing(&worker.server.url("/")), &[]).ends(0);
    for part in [
        "codes: none, visitors sign in by the code word\n",
        "off: the Worker has no WECHAT_AES_KEY and WECHAT_APP_ID\n",
        "wechat-server: its token is NOT SET\n",
        "client grafana: 公司 Grafana, GRAFANA_CLIENT_SECRET is NOT SET\n",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:#?}");
    }
}

#[test]
fn push_gives_the_pool_in_parts_and_nothing_else_and_may_be_repeated() {
    let worker = LoginWorker::start();
    let tool = with_list(knowing(&worker.server.url("/wechat")), 1100);
    let others = "login,string,permanent,t,http://l,login\n\
        login.9000,string,2026-12-01T00:00:00Z,t,http://temporary,a\n\
        store-1,string,permanent,t,http://s,store-1\n12,number,permanent,t,http://n,12\ncut of";
    tool.file("login-codes/codes.csv", list(1100) + others);
    for _ in 0..2 {
        let run = login(&tool, &["push"]).ends(0);
        assert!(run.stdout.contains("1100 sent to http"), "{run:#?}");
        let codes = worker.codes();
        assert_eq!(codes.len(), 1100);
        assert_eq!(codes["login.1100"], "http://weixin.qq.com/q/1100");
    }
    assert_eq!(worker.pushes(), 6, "500 at once, as the console takes them");
    let json = login(&tool, &["push", "--json"]).ends(0).json();
    assert_eq!(
        json,
        json!({ "sent": 1100, "url": worker.server.url("/console/api/") })
    );
    // From another folder, and to a Worker that is named.
    let tool = Tool::new().with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    std::fs::create_dir(tool.folder.join("kept")).unwrap();
    tool.file("kept/codes.csv", list(2));
    let url = worker.server.url("/");
    login(&tool, &["push", "kept", "--url", &url]).ends(0);
}

#[test]
fn a_push_that_ended_halfway_is_completed_by_the_same_command() {
    let worker = LoginWorker::spoilt(move |request, response| {
        let is_second = request.path.ends_with("/codes") && request.text().contains("login.1001");
        static FAILED: std::sync::Once = std::sync::Once::new();
        if is_second && !FAILED.is_completed() {
            FAILED.call_once(|| {});
            return json_of(500, r#"{"error":"the object is overloaded"}"#);
        }
        response
    });
    let tool = with_list(knowing(&worker.server.url("/")), 1100);
    let run = login(&tool, &["push"]).ends(1);
    assert!(run.stderr.contains("the object is overloaded"), "{run:#?}");
    login(&tool, &["push"]).ends(0);
    assert_eq!(worker.codes().len(), 1100);
}

#[test]
fn rotate_says_when_the_next_key_signs_and_what_to_do_with_sites_that_keep_the_old_one() {
    let worker = LoginWorker::start();
    let tool = knowing(&worker.server.url("/"));
    let run = login(&tool, &["keys", "rotate"]).ends(0);
    assert!(
        run.stdout.starts_with("k2 is published, and signs from 20"),
        "{run:#?}"
    );
    assert!(
        run.stdout.contains("Restart those that keep them for ever"),
        "{run:#?}"
    );
    let json = login(&tool, &["keys", "rotate", "--json"]).ends(0).json();
    assert_eq!(
        (&json["kid"], json["signs_from"].is_u64()),
        (&json!("k2"), true)
    );

    let first = LoginWorker::spoilt(|request, response| match request.path.ends_with("/keys") {
        true => json_of(200, r#"{"kid":"k1","signs_from":1790000000}"#),
        false => response,
    });
    let run = login(&knowing(&first.server.url("/")), &["keys", "rotate"]).ends(0);
    assert_eq!(run.stdout, "k1 is the first key, and signs at once.\n");
}

/// What a Worker answers in place of what it should.
type Wrong = fn() -> Response;

#[test]
fn a_worker_that_does_not_sign_in_is_told_from_one_that_fails() {
    let refusal = |refusal: Refusal| Response::from(ConsoleResponse::from(refusal));
    let old: [(Wrong, &str); 8] = [
        (
            || {
                json_of(
                    503,
                    r#"{"error":"sign-in is off: clients.toml has no client"}"#,
                )
            },
            "the Worker's sign-in is off: clients.toml has no client",
        ),
        (
            || json_of(503, r#"{"error":"sign-in: no answer within 10 s"}"#),
            "the Worker's sign-in fails: no answer within 10 s",
        ),
        (
            || {
                json_of(
                    503,
                    r#"{"error":"the database does not answer: overloaded"}"#,
                )
            },
            "the Worker's database fails: the database does not answer",
        ),
        (
            || json_of(404, r#"{"error":"there is nothing at this path"}"#),
            "knows nothing of signing in",
        ),
        (
            || json_of(405, r#"{"error":"this is not asked with this method"}"#),
            "knows nothing of signing in",
        ),
        (|| Response::new(404, ""), "knows nothing of signing in"),
        (
            || json_of(200, "{}"),
            "the console's answer is not as it should be",
        ),
        (
            || Response::new(200, "<html>").with("Content-Type", "text/html"),
            "is not the console's",
        ),
    ];
    for (wrong, told) in old {
        let worker = Server::start(move |_| wrong().into());
        let tool = with_list(knowing(&worker.url("/")), 1);
        for arguments in [&[][..], &["push"], &["keys", "rotate"]] {
            let run = login(&tool, arguments).ends(1);
            assert!(run.stderr.contains(told), "{arguments:?}: {run:#?}");
        }
    }
    // An older one, as it is; and one without a database.
    let older = Console::start(&[]);
    let run = login(&knowing(&older.server.url("/")), &[]).ends(1);
    assert!(
        run.stderr.contains("knows nothing of signing in"),
        "{run:#?}"
    );
    let without = Server::start(move |_| refusal(Refusal::NoDatabase).into());
    let run = login(&knowing(&without.url("/")), &[]).ends(1);
    assert!(
        run.stderr.contains("knows nothing of signing in"),
        "{run:#?}"
    );
}

#[test]
fn who_may_not_ask_is_told_why() {
    let worker = LoginWorker::start();
    let url = worker.server.url("/");
    let wrong = Tool::new()
        .with("CONSOLE_URL", &url)
        .with("CONSOLE_TOKEN", "another-token-than-this");
    for (tool, status) in [
        (wrong, 1),
        (knowing(NOBODY), 3),
        (knowing("http://shop.example/"), 2),
        (knowing("nothing"), 2),
        (Tool::new(), 2),
        (Tool::new().with("CONSOLE_URL", &url), 2),
    ] {
        let tool = with_list(tool, 1);
        for arguments in [&[][..], &["push"], &["keys", "rotate"]] {
            let run = login(&tool, arguments).ends(status);
            assert!(run.stderr.starts_with("error: "), "{run:#?}");
            assert_eq!(run.stdout, "");
        }
    }
    assert!(worker.codes().is_empty());
    assert!(
        worker
            .server
            .requests()
            .iter()
            .all(|request| !is_status(request) || {
                request
                    .header("authorization")
                    .starts_with("Bearer another")
            })
    );
}

#[test]
fn push_says_that_there_are_no_codes() {
    let worker = LoginWorker::start();
    let tool = knowing(&worker.server.url("/"));
    let run = login(&tool, &["push"]).ends(2);
    assert!(
        run.stderr
            .contains("there are no codes to sign in with in login-codes"),
        "{run:#?}"
    );
    std::fs::create_dir(tool.folder.join("login-codes")).unwrap();
    tool.file("login-codes/codes.csv", "mine,not,yours\n");
    let run = login(&tool, &["push"]).ends(2);
    assert!(run.stderr.contains("is no list of codes"), "{run:#?}");
    assert_eq!(worker.pushes(), 0);
}
