//! `doctor`: all is well with a Worker that is, and every way not to be is found.

use serde_json::Value;

use crate::scenario::{Case, FAILS, Setting, UNCHECKED, over_tls, with_clock};
use crate::server::Server;
use crate::tool::Tool;
use crate::worker::{
    PLAIN, SAFE, TOKEN, Variables, WITH_KEY, WITH_TOKEN, answer, config, now, worker,
};

fn findings<'j>(json: &'j Value, level: &str) -> Vec<&'j str> {
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
        assert_eq!(ok.contains(&"plaintext_refused"), arguments.len() > 2);
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
        "TLS 1.3, and the certificate is trusted"
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
fn a_token_that_the_admin_page_refuses_is_warned_of_unless_it_is_for_this_machine_alone() {
    let warned = |url: &str, token: &str| {
        let json = Setting::at(url, &["--token", token], None)
            .examine()
            .ends(1)
            .json();
        findings(&json, "warn").contains(&"token_unusual")
    };
    for token in ["a-b", "ab", "令牌令牌", &"a".repeat(33)] {
        assert!(warned("http://10.0.0.1/wechat", token), "{token}");
        assert!(!warned("http://localhost:1/wechat", token), "{token}");
    }
    for token in ["abc", &"a".repeat(32)] {
        assert!(!warned("http://10.0.0.1/wechat", token), "{token}");
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
