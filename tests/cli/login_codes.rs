//! `login codes`: the pool, made at the stand-in for WeChat's API and pushed to that for a Worker.

use std::time::Duration;

use serde_json::{Value, json};

use crate::console::CONSOLE_TOKEN;
use crate::login_worker::LoginWorker;
use crate::qrcode::tool;
use crate::server::NOBODY;
use crate::tool::{Run, Tool};
use crate::wechat_api::{Fault, WechatApi};

const CLIENTS: &str =
    "[[client]]\nid = \"a\"\nname = \"甲\"\nredirect_uris = \"https://a/cb\"\npublic = true\n";

/// A tool that may make codes, in a project with a site to sign in to.
fn owner() -> Tool {
    let tool = tool();
    tool.file("clients.toml", CLIENTS);
    tool
}

fn knowing(worker: &LoginWorker) -> Tool {
    owner()
        .with("CONSOLE_URL", &worker.server.url("/wechat"))
        .with("CONSOLE_TOKEN", CONSOLE_TOKEN)
}

#[track_caller]
fn codes(tool: &Tool, api: &WechatApi, arguments: &[&str]) -> Run {
    let run = api.run(tool, "login", &[&["codes"], arguments].concat());
    assert!(!format!("{run:?}").contains(CONSOLE_TOKEN), "{run:#?}");
    run
}

fn scenes<'c>(created: &'c [Value]) -> Vec<&'c str> {
    let scene = |body: &'c Value| body["action_info"]["scene"]["scene_str"].as_str().unwrap();
    created.iter().map(scene).collect()
}

#[test]
fn the_pool_is_made_as_permanent_codes_without_pictures_and_pushed() {
    let (worker, api) = (LoginWorker::start(), WechatApi::start());
    let tool = knowing(&worker);
    let run = codes(&tool, &api, &["3"]).ends(0);
    assert_eq!(
        scenes(&api.created()),
        ["login.001", "login.002", "login.003"]
    );
    assert_eq!(
        api.created()[0],
        json!({ "action_name": "QR_LIMIT_STR_SCENE", "action_info": { "scene": { "scene_str": "login.001" } } })
    );
    let known = worker.codes();
    assert_eq!(known.len(), 3);
    assert_eq!(known["login.002"], "http://weixin.qq.com/q/022XkeJVK5");
    assert!(
        run.stdout
            .contains("3 made, 0 made before, 0 failed; see login-codes\n"),
        "{run:#?}"
    );
    assert_eq!(run.stderr, "");
    let files: Vec<_> = std::fs::read_dir(tool.folder.join("login-codes"))
        .unwrap()
        .collect();
    assert_eq!(files.len(), 1, "codes.csv alone");
    let list = tool.read("login-codes/codes.csv");
    assert!(
        list.contains("\nlogin.003,string,permanent,gQH47jo"),
        "{list}"
    );
}

#[test]
fn more_of_them_go_on_where_fewer_ended_and_all_are_pushed() {
    let (worker, api) = (LoginWorker::start(), WechatApi::start());
    let tool = knowing(&worker);
    codes(&tool, &api, &["2"]).ends(0);
    let run = codes(&tool, &api, &["4", "--json"]).ends(0);
    let json = run.json();
    let of = |key: &str| json[key].as_array().unwrap().len();
    assert_eq!((of("made"), of("existing"), of("failed")), (2, 2, 0));
    assert_eq!(
        (&json["sent"], &json["folder"]),
        (&json!(4), &json!("login-codes"))
    );
    assert_eq!(api.created().len(), 4);
    assert_eq!(worker.codes().len(), 4);
    // Nothing left to make: no secret is needed.
    let tool_without = Tool::new();
    tool_without.file("clients.toml", CLIENTS);
    std::fs::create_dir(tool_without.folder.join("login-codes")).unwrap();
    tool_without.file("login-codes/codes.csv", tool.read("login-codes/codes.csv"));
    codes(&tool_without, &api, &["4"]).ends(0);
    assert_eq!(api.created().len(), 4);
}

#[test]
fn the_reverse_way_has_a_code_with_a_picture_that_is_not_lent() {
    for (clients, arguments) in [
        (CLIENTS.to_owned(), &["1", "--reverse"][..]),
        (format!("wechat_server = \"NEW_API\"\n{CLIENTS}"), &["1"]),
    ] {
        let (worker, api) = (LoginWorker::start(), WechatApi::start());
        let tool = knowing(&worker);
        tool.file("clients.toml", clients);
        for _ in 0..2 {
            codes(&tool, &api, arguments).ends(0);
            assert_eq!(scenes(&api.created()), ["login", "login.001"]);
            let folder = tool.folder.join("login-codes");
            assert!(folder.join("login.png").is_file() && folder.join("login.svg").is_file());
            assert!(!folder.join("login.001.png").exists());
            assert_eq!(
                worker.codes().into_keys().collect::<Vec<_>>(),
                ["login.001"]
            );
        }
    }
}

#[test]
fn an_account_that_may_not_make_codes_is_told_that_the_word_works() {
    let api = WechatApi::with_code_faults(&[Fault::Error(48001, "api unauthorized rid: 1")]);
    let worker = LoginWorker::start();
    let run = codes(&knowing(&worker), &api, &["300"]).ends(1);
    for part in [
        "48001",
        "can sign in by the code word alone",
        "stopped, 299 not tried",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:#?}");
    }
    assert_eq!(
        (api.calls("/cgi-bin/qrcode/create"), worker.pushes()),
        (1, 0)
    );
}

#[test]
fn after_an_error_what_was_made_is_pushed_and_the_same_command_goes_on() {
    let faults = [
        Fault::Fine,
        Fault::Fine,
        Fault::Error(45009, "reach max api daily quota limit"),
    ];
    let (worker, api) = (LoginWorker::start(), WechatApi::with_code_faults(&faults));
    let tool = knowing(&worker);
    let run = codes(&tool, &api, &["5"]).ends(1);
    assert!(run.stderr.contains("stopped, 2 not tried"), "{run:#?}");
    assert_eq!(worker.codes().len(), 2);
    codes(&tool, &api, &["5"]).ends(0);
    assert_eq!(scenes(&api.created()).len(), 5);
    assert_eq!(worker.codes().len(), 5);
}

#[test]
fn a_run_that_is_killed_loses_no_code() {
    let faults = [Fault::Fine, Fault::Fine, Fault::Hang];
    let (worker, api) = (LoginWorker::start(), WechatApi::with_code_faults(&faults));
    let tool = knowing(&worker);
    let url = api.url();
    let mut killed = tool.start(["login", "codes", "4", "--api", &url]);
    while api.calls("/cgi-bin/qrcode/create") < 3 {
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(
        tool.read("login-codes/codes.csv")
            .matches("\nlogin.")
            .count(),
        2
    );
    let run = codes(&tool, &api, &["4"]).ends(0);
    assert!(
        run.stdout.contains("2 made, 2 made before, 0 failed"),
        "{run:#?}"
    );
    assert_eq!(
        scenes(&api.created()),
        ["login.001", "login.002", "login.003", "login.004"]
    );
    assert_eq!(worker.codes().len(), 4);
}

#[test]
fn codes_that_no_worker_took_are_made_all_the_same_and_it_says_how_to_push_them() {
    let api = WechatApi::start();
    let run = codes(&owner(), &api, &["1"]).ends(0);
    assert!(
        run.stderr.contains("`login push --url https://…`"),
        "{run:#?}"
    );
    assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");

    let off = LoginWorker::spoilt(|request, response| match request.path.contains("/login") {
        true => crate::console::json_of(
            503,
            r#"{"error":"sign-in is off: clients.toml has no client"}"#,
        ),
        false => response,
    });
    let tool = knowing(&off);
    let run = codes(&tool, &api, &["1"]).ends(1);
    assert!(
        run.stderr
            .contains("sign-in is off: clients.toml has no client"),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains("`login push --url https://…`"),
        "{run:#?}"
    );
    assert!(tool.read("login-codes/codes.csv").contains("\nlogin.001,"));

    let nobody = owner()
        .with("CONSOLE_URL", NOBODY)
        .with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    codes(&nobody, &api, &["1"]).ends(3);
    // A token that cannot be right is found before anything is made.
    let before = api.created().len();
    let short = owner()
        .with("CONSOLE_URL", NOBODY)
        .with("CONSOLE_TOKEN", "short");
    codes(&short, &api, &["1"]).ends(2);
    assert_eq!(api.created().len(), before);
}

#[test]
fn the_file_of_clients_is_looked_at_first() {
    let (worker, api) = (LoginWorker::start(), WechatApi::start());
    let tool = knowing(&worker);
    tool.file("clients.toml", "[[clients]]\n");
    let run = codes(&tool, &api, &["1"]).ends(2);
    assert!(
        run.stderr.contains("clients.toml:1:3: unknown key"),
        "{run:#?}"
    );
    assert!(api.created().is_empty());
    tool.file("clients.toml", "# nobody\n");
    let run = codes(&tool, &api, &["1"]).ends(0);
    assert!(
        run.stderr.contains("clients.toml has no client"),
        "{run:#?}"
    );
}

#[test]
fn a_folder_that_is_not_of_its_making_is_left_alone() {
    let (worker, api) = (LoginWorker::start(), WechatApi::start());
    let tool = knowing(&worker);
    std::fs::create_dir(tool.folder.join("mine")).unwrap();
    tool.file("mine/codes.csv", "my,own,list\n");
    let run = codes(&tool, &api, &["1", "--out", "mine"]).ends(2);
    assert!(run.stderr.contains("is no list of codes"), "{run:#?}");
    assert!(api.created().is_empty());
    assert_eq!(tool.read("mine/codes.csv"), "my,own,list\n");
}
