//! `doctor` looks at the sign-in where somebody wants it: what sites read, and what the Worker says of it.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::console::{CONSOLE_TOKEN, json_of};
use crate::doctor::findings;
use crate::login_worker::{LoginWorker, is_status};
use crate::scenario::{Case, Setting};
use crate::server::{Action, Request, Response};
use crate::worker::{SAFE, TOKEN, WITH_KEY, now, worker};

const CLIENTS: &str = "[[client]]\nid = \"grafana\"\nname = \"公司 Grafana\"\n\
     redirect_uris = \"https://grafana.example.com/cb\"\nsecret = \"GRAFANA_CLIENT_SECRET\"\n";

/// Each `FAIL`, and a Worker that brings it about.
pub(crate) const FAILS: &[Case] = &[
    ("discovery_silent", || {
        of(LoginWorker::spoilt(
            |request, response| match is_discovery(request) {
                true => Action::Cut(Vec::new()),
                false => response.into(),
            },
        ))
    }),
    ("discovery_refused", || {
        with_discovery(|_| Response::new(503, ""))
    }),
    ("discovery_malformed", || {
        with_discovery(|_| Response::new(200, "<html>"))
    }),
    ("discovery_malformed", || {
        with_discovery(|_| json_of(200, r#"{"issuer":5}"#))
    }),
    ("issuer_differs", || {
        with_discovery(|request| {
            let issuer = format!("http://{}/", request.header("host"));
            json_of(200, &serde_json::json!({ "issuer": issuer }).to_string())
        })
    }),
    ("keys_missing", || with_keys(r#"{"keys":[]}"#)),
    ("keys_missing", || with_keys(r#"{"keys":[{"kty":"RSA"}]}"#)),
    ("keys_missing", || with_keys("<html>")),
    ("unsealed", || {
        with_status(|status| status["sealed"] = false.into())
    }),
    ("secret_missing", || {
        with_status(|status| status["clients"][0]["secret_set"] = false.into())
    }),
    ("server_token_missing", || {
        with_status(|status| status["wechat_server"] = "missing".into())
    }),
];

fn is_discovery(request: &Request) -> bool {
    request.path == "/.well-known/openid-configuration"
}

/// The project that has the Worker.
fn of(worker: LoginWorker) -> Setting {
    let setting = Setting::new(worker.server, &WITH_KEY).with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    setting.tool.file("clients.toml", CLIENTS);
    setting
}

fn with_discovery(answer: fn(&Request) -> Response) -> Setting {
    of(LoginWorker::spoilt(
        move |request, response| match is_discovery(request) {
            true => answer(request),
            false => response,
        },
    ))
}

fn with_keys(keys: &'static str) -> Setting {
    of(LoginWorker::spoilt(
        move |request, response| match &*request.path {
            "/jwks" => json_of(200, keys),
            _ => response,
        },
    ))
}

fn with_status(change: fn(&mut Value)) -> Setting {
    of(LoginWorker::with_status(change))
}

/// What was found of the sign-in.
fn of_login(json: &Value) -> Vec<&str> {
    let steps = json["steps"].as_array().unwrap().iter();
    let of_login = steps.filter(|step| step["step"] == "login");
    of_login
        .map(|step| step["finding"].as_str().unwrap())
        .collect()
}

#[test]
fn every_fail_is_found_with_what_to_do_and_a_status_of_1() {
    for (name, setting) in FAILS {
        let json = setting().examine().ends(1).json();
        assert_eq!(findings(&json, "FAIL"), [*name], "{json:#}");
        for step in json["steps"].as_array().unwrap() {
            assert_eq!(step["todo"] == "", step["level"] == "ok", "{step}");
            let texts = format!("{}{}", step["what"], step["todo"]);
            assert!(
                !texts.contains('{') && !texts.contains(TOKEN) && !texts.contains(CONSOLE_TOKEN),
                "{step}"
            );
        }
    }
}

#[test]
fn a_sign_in_that_is_well_is_found_well() {
    let setting = with_status(|status| {
        status["pool"] = serde_json::json!({ "codes": 300, "free": 298 });
    });
    let json = setting.examine().ends(0).json();
    assert_eq!(
        of_login(&json),
        ["clients_fine", "pool_fine", "discovery_fine"]
    );
    let run = setting.run(&["doctor"]).ends(0);
    let issuer = setting.server.as_ref().unwrap().url("");
    for line in [
        "ok    login: all is set for 2 clients\n".to_owned(),
        "ok    login: 298 of 300 codes are free\n".to_owned(),
        format!("ok    login: sites find it at {issuer}, and its keys\n"),
    ] {
        assert!(run.stdout.contains(&line), "{line}{run:#?}");
    }
}

#[test]
fn what_is_doubtful_is_a_warning() {
    let cases: [Case; 5] = [
        ("pool_empty", || with_status(|_| {})),
        ("pool_low", || {
            with_status(|status| {
                status["pool"] = serde_json::json!({ "codes": 300, "free": 9 });
            })
        }),
        ("clients_not_deployed", || {
            let setting = with_status(|status| {
                status["pool"] = serde_json::json!({ "codes": 300, "free": 10 });
            });
            setting
                .tool
                .file("clients.toml", CLIENTS.replace("\"grafana\"", "\"gitea\""));
            setting
        }),
        ("issuer_elsewhere", || {
            with_discovery(|_| json_of(200, r#"{"issuer":"https://login.example.com"}"#))
        }),
        ("clients_unread", || {
            let setting = with_status(|_| {});
            setting.tool.file("clients.toml", "[[clients]]\n");
            setting
        }),
    ];
    for (name, setting) in cases {
        let json = setting().examine().ends(0).json();
        assert!(of_login(&json).contains(&name), "{name}: {json:#}");
        assert!(findings(&json, "warn").contains(&name), "{name}: {json:#}");
    }
}

#[test]
fn a_clock_that_would_have_sites_refuse_is_found() {
    let setting = of(LoginWorker::spoilt(|request, response| {
        let theirs = UNIX_EPOCH + Duration::from_secs(now() + 45);
        match is_discovery(request) {
            true => response.with("Date", httpdate::fmt_http_date(theirs)),
            false => response,
        }
    }));
    let json = setting.examine().ends(0).json();
    assert!(of_login(&json).contains(&"sign_in_clock"), "{json:#}");
}

#[test]
fn nothing_is_said_where_nobody_wants_it() {
    // Neither of a Worker that has none, with the token of its console and without.
    for setting in [
        Setting::new(worker(SAFE), &WITH_KEY),
        Setting::new(worker(SAFE), &WITH_KEY).with("CONSOLE_TOKEN", CONSOLE_TOKEN),
        of(LoginWorker::spoilt(|request, response| {
            match is_status(request) {
                true => json_of(
                    503,
                    r#"{"error":"sign-in is off: clients.toml has no client"}"#,
                ),
                false => response,
            }
        })),
    ] {
        setting.tool.file("clients.toml", "# nobody\n");
        assert_eq!(of_login(&setting.examine().ends(0).json()), [""; 0]);
    }
}

#[test]
fn a_worker_that_says_it_is_on_is_looked_at_from_any_folder() {
    let setting = with_status(|_| {});
    setting.tool.file("clients.toml", "# nobody\n");
    let json = setting.examine().ends(0).json();
    assert_eq!(
        of_login(&json),
        ["clients_fine", "pool_empty", "discovery_fine"]
    );
}

#[test]
fn a_worker_that_was_not_deployed_with_the_clients_is_told_of_once() {
    for (answer, name) in [
        (
            r#"{"error":"sign-in is off: clients.toml has no client"}"#,
            "login_off",
        ),
        (r#"{"error":"sign-in: no answer"}"#, "login_fails"),
    ] {
        let setting = of(LoginWorker::spoilt(move |request, response| {
            match is_status(request) || is_discovery(request) {
                true => json_of(503, answer),
                false => response,
            }
        }));
        let json = setting.examine().ends(1).json();
        assert_eq!(of_login(&json), [name]);
    }
    let older = Setting::new(worker(SAFE), &WITH_KEY).with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    older.tool.file("clients.toml", CLIENTS);
    assert_eq!(of_login(&older.examine().ends(1).json()), ["login_unknown"]);
}

#[test]
fn without_the_console_s_token_what_sites_read_is_looked_at_alone() {
    let worker = LoginWorker::start();
    let setting = Setting::new(worker.server, &WITH_KEY);
    setting.tool.file("clients.toml", CLIENTS);
    let json = setting.examine().ends(0).json();
    assert_eq!(of_login(&json), ["sign_in_unseen", "discovery_fine"]);
    // A wrong one is told of, and is no reason not to look on.
    let setting = setting.with("CONSOLE_TOKEN", "another-token-than-this");
    let json = setting.examine().ends(1).json();
    assert_eq!(of_login(&json), ["console_token_refused", "discovery_fine"]);
}
