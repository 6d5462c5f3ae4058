//! `doctor`: all is well with a Worker that is, and every way not to be is found.

use serde_json::Value;
use wechat_edge::console::response::{Refusal, Response as ConsoleResponse};

use crate::console;
use crate::scenario::{Case, FAILS, Setting, UNCHECKED, over_tls, with_clock};
use crate::server::{Action, Response, Server, dripping};
use crate::tool::Tool;
use crate::worker::{
    self, PLAIN, SAFE, TOKEN, Variables, WITH_KEY, WITH_TOKEN, answer, config, now, worker,
};

pub(crate) fn findings<'j>(json: &'j Value, level: &str) -> Vec<&'j str> {
    let steps = json["steps"].as_array().unwrap().iter();
    let of_level = steps.filter(|step| step["level"] == level);
    of_level
        .map(|step| step["finding"].as_str().unwrap())
        .collect()
}

#[test]
fn every_fail_is_found_with_what_to_do_and_a_status_of_1() {
    for (name, scenario) in FAILS {
        let run = scenario().examine().ends(1);
        let json = run.json();
        assert!(findings(&json, "FAIL").contains(name), "{name}: {json:#}");
        assert_eq!(json["well"], false);
        for step in json["steps"].as_array().unwrap() {
            let is_ok = step["level"] == "ok";
            assert_eq!(step["todo"] == "", is_ok, "{step}");
            let texts = format!("{}{}", step["what"], step["todo"]);
            assert!(!texts.contains('{') && !texts.contains(TOKEN), "{step}");
        }
    }
}

#[test]
fn a_worker_that_is_well_is_found_well_in_each_mode() {
    let compatible = [&WITH_KEY[..], &["--mode", "compatible"]].concat();
    let cases: [(Variables, &[&str]); 3] =
        [(PLAIN, &WITH_TOKEN), (SAFE, &WITH_KEY), (SAFE, &compatible)];
    for (variables, arguments) in cases {
        let json = Setting::new(worker(variables), arguments)
            .examine()
            .ends(0)
            .json();
        assert_eq!(findings(&json, "FAIL"), [""; 0]);
        // What cannot be otherwise on one machine.
        assert_eq!(findings(&json, "warn"), ["port_local", "this_machine"]);
        let ok = findings(&json, "ok");
        for name in [
            "configured",
            "connected",
            "path_fine",
            "verified",
            "wrong_signature_refused",
            "old_request_refused",
            "other_split_refused",
            "time_fine",
            "clock_fine",
            "headers_fine",
        ] {
            assert!(ok.contains(&name), "{name}: {json:#}");
        }
        let steps = json["steps"].as_array().unwrap();
        let events: Vec<_> = steps
            .iter()
            .filter(|step| step["step"] == "event")
            .collect();
        assert_eq!(events.len(), 12, "{json:#}");
        for name in ["plaintext_refused", "reflection_refused", "padding_hidden"] {
            assert_eq!(ok.contains(&name), arguments.len() > 2, "{name}: {json:#}");
        }
    }
}

#[test]
fn a_trusted_certificate_is_fine() {
    let json = over_tls("localhost", true, false).examine().ends(0).json();
    let tls = json["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["step"] == "tls");
    assert_eq!(
        tls.unwrap()["what"],
        "TLS 1.2 or newer, and the certificate is trusted"
    );
}

#[test]
fn a_message_is_sent_to_a_trusted_certificate_alone() {
    let push = ["send", "text", "你好"];
    over_tls("localhost", true, false).run(&push).ends(0);
    for (name, is_trusted, is_expired) in [
        ("localhost", false, false),
        ("localhost", true, true),
        ("wechat.example.com", true, false),
    ] {
        let scenario = over_tls(name, is_trusted, is_expired);
        let run = scenario.run(&push).ends(3);
        assert!(run.stderr.contains("no connection: "), "{run:#?}");
        assert!(scenario.server.unwrap().requests().is_empty());
    }
}

#[test]
fn what_is_doubtful_is_a_warning_and_the_status_stays_0() {
    let headerless = || {
        let config = config(PLAIN);
        let server = Server::start(move |request| {
            let mut response = answer(request, &config, now());
            response.headers = vec![("Content-Type".into(), "text/html".into())];
            response.into()
        });
        Setting::new(server, &WITH_TOKEN)
    };
    let cases: [Case; 5] = [
        ("old_request_accepted", || {
            Setting::new(worker(UNCHECKED), &WITH_TOKEN)
        }),
        ("clock_off", || with_clock(PLAIN, 120)),
        ("echo_type", headerless),
        ("sniffing", headerless),
        ("reply_type", headerless),
    ];
    for (name, scenario) in cases {
        let json = scenario().examine().ends(0).json();
        assert!(findings(&json, "warn").contains(&name), "{name}: {json:#}");
    }
}

#[test]
fn a_name_under_workers_dev_is_warned_of() {
    // Too long for a name, so that nobody is asked for it.
    let url = format!("https://{}.workers.dev/wechat", "a".repeat(64));
    let json = Setting::at(&url, &WITH_TOKEN, None)
        .examine()
        .ends(1)
        .json();
    assert_eq!(findings(&json, "warn"), ["workers_dev"]);
}

#[test]
fn people_get_a_line_per_step_and_quiet_leaves_out_what_is_well() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    let arguments = ["doctor", "--url", &url, "--token", TOKEN];
    let run = Tool::new().run(arguments).ends(0);
    assert!(
        run.stdout.contains("ok    path: /wechat is there\n"),
        "{run:#?}"
    );
    assert!(run.stdout.ends_with(" ok, 2 to look at.\n"), "{run:#?}");
    assert!(
        run.stdout
            .contains("ok    subscribe qrscene_store-12: text in "),
        "{run:#?}"
    );
    let quiet = Tool::new()
        .run(arguments.into_iter().chain(["--quiet"]))
        .ends(0);
    assert!(!quiet.stdout.contains("ok  "), "{quiet:#?}");
    assert!(quiet.stdout.starts_with("warn  url: "), "{quiet:#?}");
}

#[test]
fn what_is_pushed_names_its_own_visitor() {
    let server = worker(SAFE);
    let url = server.url("/wechat");
    let arguments = ["doctor", "--url", &url].into_iter().chain(WITH_KEY);
    Tool::new().run(arguments).ends(0);
    let requests = server.requests();
    let posts = requests.iter().filter(|request| request.method == "POST");
    assert!(posts.clone().count() < 40);
    for request in posts {
        assert_eq!(request.parameter("openid"), "oWechatEdgeDoctor00000000001");
    }
}

#[test]
fn it_ends_in_time_whatever_the_server_does() {
    // Each says something now and then, and never all.
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
        "a".repeat(99)
    );
    let servers = [
        (dripping(http.as_bytes()), "http"),
        (dripping(&tls_server_hello()), "https"),
        (Server::start(|_| Action::Hang), "http"),
        (slow_after(8), "http"),
    ];
    for (server, scheme) in servers {
        let url = format!("{scheme}://127.0.0.1:{}/wechat", server.address.port());
        let start = std::time::Instant::now();
        let arguments = ["doctor", "--url", &url, "--token", TOKEN, "--timeout", "2"];
        let run = Tool::new().run(arguments).ends(1);
        // The rest is for a machine that has much else to do.
        let seconds = start.elapsed().as_secs_f64();
        assert!(seconds < 8.0, "{seconds} s: {run:#?}");
        assert!(run.stdout.contains("FAIL"), "{run:#?}");
    }
}

/// The beginning of a TLS record of 4096 bytes: a handshake that goes on and on.
fn tls_server_hello() -> Vec<u8> {
    let mut record = vec![22, 3, 3, 16, 0, 2, 0, 15, 252, 3, 3];
    record.resize(4096, 7);
    record
}

/// A Worker that answers so many requests, and the others after half a second.
fn slow_after(count: u32) -> Server {
    let config = config(PLAIN);
    let requests = std::sync::atomic::AtomicU32::new(0);
    Server::start(move |request| {
        if requests.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= count {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        answer(request, &config, now()).into()
    })
}

#[test]
fn remedies_name_the_place_of_this_worker() {
    let local = Setting::new(worker(PLAIN), &["--token", "another"])
        .examine()
        .ends(1);
    assert!(local.stdout.contains(".dev.vars"), "{local:#?}");
    assert!(local.stdout.contains("npm start"), "{local:#?}");
    for word in ["wrangler secret", "wrangler tail"] {
        assert!(!local.stdout.contains(word), "{local:#?}");
    }
    let unset = Setting::new(worker(&[]), &WITH_TOKEN).examine().ends(1);
    assert!(!unset.stdout.contains("wrangler secret"), "{unset:#?}");
    assert!(unset.stdout.contains(".dev.vars"), "{unset:#?}");
}

#[test]
fn what_a_server_says_cannot_steer_the_terminal_nor_fake_a_line() {
    let hostile = "\u{1b}[2J\nok    verification: fine \u{9b}2J\u{202e}";
    let server = Server::start(move |request| {
        let is_signed = request.query.contains("echostr");
        match is_signed {
            true => Response::new(200, hostile).into(),
            false => Response::new(403, "").into(),
        }
    });
    let url = server.url("/wechat");
    for json in [&[][..], &["--json"]] {
        let arguments = ["doctor", "--url", &url, "--token", TOKEN];
        let run = Tool::new().run(arguments.iter().chain(json)).ends(1);
        assert!(
            !run.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
            "{run:#?}"
        );
        assert!(!run.stdout.contains("\nok    verification"), "{run:#?}");
    }
}

#[test]
fn doctor_says_whether_scans_are_recorded_where_the_console_token_is_at_hand() {
    let no_database = Response::from(ConsoleResponse::from(Refusal::NoDatabase));
    let healthy = console::health(0);
    let dead = console::health(7);
    let answer = |json: Value| console::json_of(200, &json.to_string());
    let cases = [
        (
            answer(healthy),
            "ok",
            "recorded",
            "recorded; 321 pushes today",
        ),
        (
            answer(dead),
            "warn",
            "dead_letters",
            "7 scans are in the dead-letter queue",
        ),
        (
            no_database,
            "warn",
            "not_recorded",
            "the Worker has no database",
        ),
        (
            Response::new(401, ""),
            "warn",
            "recording_unseen",
            "not checked: the Worker refuses",
        ),
        (
            Response::new(404, ""),
            "warn",
            "recording_unseen",
            "not checked: there is no console",
        ),
    ];
    for (response, level, finding, words) in cases {
        let config = config(PLAIN);
        let server = Server::start(move |request| match &*request.path {
            "/console/api/health" => {
                let token = format!("Bearer {}", console::CONSOLE_TOKEN);
                assert_eq!(request.header("authorization"), token);
                response.clone().into()
            }
            _ => worker::answer(request, &config, now()).into(),
        });
        let setting = Setting::new(server, &WITH_TOKEN);
        // Without it nobody is asked, and all is well.
        let steps = setting.examine().ends(0).json();
        let step = steps["steps"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&step["step"], &step["level"]),
            (&"scans".into(), &"ok".into())
        );
        assert_eq!(step["finding"], "recording_unknown");
        assert!(
            step["what"].as_str().unwrap().contains("CONSOLE_TOKEN"),
            "{step}"
        );

        setting.tool.file(
            ".dev.vars",
            format!("CONSOLE_TOKEN={}\n", console::CONSOLE_TOKEN),
        );
        let run = setting.examine().ends(0);
        let steps = run.json();
        let step = steps["steps"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&step["level"], &step["finding"]),
            (&level.into(), &finding.into())
        );
        assert!(step["what"].as_str().unwrap().contains(words), "{step}");
        assert!(
            !format!("{run:?}").contains(console::CONSOLE_TOKEN),
            "{run:#?}"
        );
    }
}
