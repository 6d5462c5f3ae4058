//! `send`: what goes out, what is made of what comes back.

use crate::server::{Action, NOBODY, Response, Server};
use crate::tool::{Run, Tool};
use crate::worker::{PLAIN, SAFE, TOKEN, Variables, WITH_KEY, WITH_TOKEN, opened, worker};

pub(crate) fn send(server: &Server, arguments: &[&str]) -> Run {
    let url = server.url("/wechat");
    let all = ["send", "--url", &url]
        .into_iter()
        .chain(arguments.iter().copied());
    Tool::new().run(all)
}

pub(crate) fn with<'a>(credentials: &[&'a str], push: &[&'a str]) -> Vec<&'a str> {
    [push, credentials].concat()
}

#[test]
fn the_reply_is_shown_with_its_kind_in_all_three_modes() {
    let hostile = "你好 ]]> <b>&amp;\u{1F600}";
    let cases: [(Variables, Vec<&str>); 4] = [
        (PLAIN, WITH_TOKEN.to_vec()),
        (SAFE, WITH_KEY.to_vec()),
        (SAFE, with(&WITH_KEY, &["--mode", "safe"])),
        (SAFE, with(&WITH_KEY, &["--mode", "compatible"])),
    ];
    for (variables, credentials) in cases {
        let run = send(&worker(variables), &with(&credentials, &["text", hostile])).ends(0);
        assert!(
            run.stdout.ends_with(&format!("\ntext: {hostile}\n")),
            "{run:#?}"
        );
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn every_kind_of_push_goes_out_as_wechat_writes_it() {
    let cases: [(&[&str], &[&str]); 14] = [
        (
            &["text", "你好"],
            &[
                "<MsgType><![CDATA[text]]>",
                "<Content><![CDATA[你好]]>",
                "<MsgId>",
            ],
        ),
        (
            &["image"],
            &[
                "<MsgType><![CDATA[image]]>",
                "<PicUrl><![CDATA[http://",
                "<MediaId>",
            ],
        ),
        (
            &["voice", "--recognition", "早"],
            &[
                "[voice]",
                "<Format><![CDATA[amr]]>",
                "<Recognition><![CDATA[早]]>",
            ],
        ),
        (&["video"], &["[video]", "<MediaId>", "<ThumbMediaId>"]),
        (&["shortvideo"], &["[shortvideo]", "<ThumbMediaId>"]),
        (
            &["location", "30.274", "-120.5", "--label", "杭州"],
            &[
                "<Location_X>30.274</Location_X>",
                "<Location_Y>-120.5</Location_Y>",
                "<Scale>16</Scale>",
                "<Label><![CDATA[杭州]]>",
            ],
        ),
        (
            &["link", "https://example.com/?a=1&b=2", "--title", "题"],
            &[
                "<Url><![CDATA[https://example.com/?a=1&b=2]]>",
                "<Title><![CDATA[题]]>",
                "<Description>",
            ],
        ),
        (
            &["scan", "store-12", "--new"],
            &[
                "<Event><![CDATA[subscribe]]>",
                "<EventKey><![CDATA[qrscene_store-12]]>",
                "<Ticket>",
            ],
        ),
        (
            &["scan", "123"],
            &[
                "<Event><![CDATA[SCAN]]>",
                "<EventKey><![CDATA[123]]>",
                "<Ticket>",
            ],
        ),
        (
            &["subscribe"],
            &["<Event><![CDATA[subscribe]]>", "<EventKey><![CDATA[]]>"],
        ),
        (&["unsubscribe"], &["<Event><![CDATA[unsubscribe]]>"]),
        (
            &["event", "CLICK", "--key", "ABOUT"],
            &["<Event><![CDATA[CLICK]]>", "<EventKey><![CDATA[ABOUT]]>"],
        ),
        (
            &[
                "event",
                "user_get_card",
                "--field",
                "CardId=p=1",
                "--field",
                "IsGiveByFriend=0",
            ],
            &["<CardId><![CDATA[p=1]]>", "<IsGiveByFriend><![CDATA[0]]>"],
        ),
        (
            &["event", "LOCATION", "--field", "Latitude=1.5"],
            &["<Latitude>1.5</Latitude>"],
        ),
    ];
    for (push, parts) in cases {
        let server = worker(PLAIN);
        send(&server, &with(&WITH_TOKEN, push)).ends(0);
        let [request] = &server.requests()[..] else {
            panic!("{push:?}")
        };
        let body = request.text();
        roxmltree::Document::parse(&body).unwrap();
        for part in parts {
            assert!(body.contains(part), "{part} is not in {body}");
        }
        let is_event = body.contains("[event]");
        assert_eq!(body.contains("<MsgId>"), !is_event, "{body}");
        assert_eq!(request.header("content-type"), "text/xml");
        assert_eq!(request.parameter("openid"), "oWechatEdgeVisitor0000000001");
        assert_eq!(request.parameter("encrypt_type"), "");
    }
}

#[test]
fn a_scan_is_answered_with_its_scene() {
    let server = worker(SAFE);
    let new = send(
        &server,
        &with(&WITH_KEY, &["scan", "门店-12", "--new", "--quiet"]),
    )
    .ends(0);
    assert_eq!(new.stdout, "感谢您的关注！场景值:门店-12\n");
    let old = send(&server, &with(&WITH_KEY, &["scan", "123", "-q"])).ends(0);
    assert_eq!(old.stdout, "您扫描的场景值为：123\n");
}

#[test]
fn safe_mode_shows_the_account_alone_and_compatible_mode_both() {
    for (mode, is_open) in [("safe", false), ("compatible", true)] {
        let server = worker(SAFE);
        send(&server, &with(&WITH_KEY, &["text", "秘密", "--mode", mode])).ends(0);
        let [request] = &server.requests()[..] else {
            panic!()
        };
        let body = request.text();
        assert_eq!(body.contains("秘密"), is_open, "{body}");
        assert!(
            body.contains("<ToUserName><![CDATA[gh_0a1b2c3d4e5f]]>"),
            "{body}"
        );
        assert!(opened(request).contains("<Content><![CDATA[秘密]]></Content>"));
        assert_eq!(request.parameter("encrypt_type"), "aes");
    }
}

#[test]
fn a_file_is_pushed_as_it_is() {
    let xml = include_str!("../samples/msg_text_emoji_multiline.xml");
    for (variables, credentials) in [(PLAIN, &WITH_TOKEN[..]), (SAFE, &WITH_KEY[..])] {
        let server = worker(variables);
        let url = server.url("/wechat");
        let tool = Tool::new();
        tool.file("push.xml", xml);
        let arguments = ["send", "file", "push.xml", "--url", &url].into_iter();
        tool.run(arguments.chain(credentials.iter().copied()))
            .ends(0);
        let arguments = with(credentials, &["send", "file", "-", "--url", &url]);
        tool.run_with_input(&arguments, xml).ends(0);
        for request in server.requests() {
            let sent = match variables.len() {
                1 => request.text(),
                _ => opened(&request),
            };
            assert_eq!(sent, xml);
        }
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn a_file_that_is_no_push_is_refused_before_anything_is_sent() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    for content in [
        "",
        "你好",
        "<xml><a></xml>",
        "<xml><MsgType>text</MsgType></xml>",
    ] {
        let tool = Tool::new();
        tool.file("push.xml", content);
        let run = tool.run(["send", "file", "push.xml", "--url", &url, "--token", TOKEN]);
        assert!(
            run.ends(2)
                .stderr
                .contains("push.xml is no push of WeChat's")
        );
    }
    let run = send(&server, &with(&WITH_TOKEN, &["file", "absent.xml"]));
    assert!(run.ends(2).stderr.contains("absent.xml cannot be read"));
    assert!(server.requests().is_empty());
}

#[test]
fn all_samples_of_pushes_are_answered_well() {
    let server = worker(SAFE);
    let url = server.url("/wechat");
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");
    let mut count = 0;
    for entry in std::fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("reply_") || !name.ends_with(".xml") {
            continue;
        }
        let path = path.to_str().unwrap();
        let arguments = with(&WITH_KEY, &["send", "file", path, "--url", &url]);
        Tool::new().run(arguments).ends(0);
        count += 1;
    }
    assert!(count > 60, "{count}");
}

#[test]
fn silence_is_shown_as_such() {
    for body in ["success", ""] {
        let server = Server::start(move |_| Response::new(200, body).into());
        let run = send(&server, &with(&WITH_TOKEN, &["event", "VIEW"])).ends(0);
        assert!(
            run.stdout.contains("no reply\nOn the phone: nothing\n"),
            "{run:#?}"
        );
    }
}

#[test]
fn where_nobody_listens_it_says_so_at_once() {
    let run = Tool::new()
        .run(["send", "text", "你好", "--token", TOKEN, "--url", NOBODY])
        .ends(3);
    assert!(run.stderr.contains("error: no connection: "), "{run:#?}");
    assert!(run.stderr.contains("npm start"), "{run:#?}");
}

#[test]
fn the_exchange_is_shown_on_request_sealed_and_opened() {
    let run = send(&worker(SAFE), &with(&WITH_KEY, &["text", "你好", "--xml"])).ends(0);
    for part in [
        "── request ──\n?signature=",
        "<Encrypt><![CDATA[",
        "── sealed in it ──\n<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]>",
        "── answer, status 200 ──\n",
        "content-type: application/xml; charset=utf-8\n",
        "── sealed in it ──\n<xml><ToUserName><![CDATA[oWechatEdgeVisitor0000000001]]>",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:#?}");
    }
    let json = send(
        &worker(SAFE),
        &with(&WITH_KEY, &["text", "你好", "--xml", "--json"]),
    )
    .json();
    assert!(
        json["answer_opened"]
            .as_str()
            .unwrap()
            .contains("<![CDATA[你好]]>"),
        "{json}"
    );
    assert!(
        !json["answer_body"].as_str().unwrap().contains("你好"),
        "{json}"
    );
}

#[test]
fn json_says_all_that_a_script_needs() {
    let json = send(
        &worker(PLAIN),
        &with(&WITH_TOKEN, &["text", "你好", "--json"]),
    )
    .ends(0)
    .json();
    let expected = [
        ("accepted", true.into()),
        ("attempts", 1.into()),
        ("kind", "text".into()),
        ("mode", "plain".into()),
        ("phone", "你好".into()),
        ("status", 200.into()),
        ("text", "你好".into()),
        ("findings", serde_json::json!([])),
    ];
    for (key, value) in expected {
        assert_eq!(json[key], value, "{key}: {json}");
    }
    assert!(json["milliseconds"].is_f64(), "{json}");
}

#[test]
fn a_reply_cannot_steer_the_terminal() {
    let server = worker(PLAIN);
    let run = send(&server, &with(&WITH_TOKEN, &["text", "a\u{9b}2J\u{202e}b"])).ends(0);
    assert!(!run.stdout.contains(['\u{9b}', '\u{202e}']), "{run:#?}");
}

#[test]
fn each_status_has_a_remedy_of_its_own_and_it_is_the_local_workers() {
    let mut remedies = std::collections::BTreeSet::new();
    for status in [400, 403, 404, 500, 501, 503] {
        let server = Server::start(move |_| Response::new(status, "").into());
        let arguments = with(&WITH_TOKEN, &["text", "a", "--json"]);
        let json = send(&server, &arguments).ends(1).json();
        assert_eq!(json["findings"][0]["finding"], "status", "{json}");
        let todo = json["findings"][0]["todo"].as_str().unwrap().to_owned();
        assert!(!todo.contains("wrangler"), "{todo}");
        let sets = [403, 503].contains(&status);
        assert_eq!(todo.contains(".dev.vars"), sets, "{status}: {todo}");
        remedies.insert(todo);
    }
    assert_eq!(remedies.len(), 6, "{remedies:#?}");
}

#[test]
fn what_is_no_worker_of_ours_on_this_machine_is_called_so() {
    for (status, body) in [(200, "<!doctype html>"), (404, "Cannot POST /wechat")] {
        let server = Server::start(move |_| {
            let response = Response::new(status, body);
            response
                .with("Content-Type", "text/html; charset=utf-8")
                .into()
        });
        let run = send(&server, &with(&WITH_TOKEN, &["text", "a"])).ends(1);
        assert!(run.stderr.contains("is not this Worker"), "{run:#?}");
        assert!(run.stderr.contains("--url"), "{run:#?}");
    }
}

#[test]
fn where_nobody_answers_a_script_is_told_what_a_human_is() {
    let arguments = [
        "send", "text", "a", "--json", "--token", TOKEN, "--url", NOBODY,
    ];
    let json = Tool::new().run(arguments).ends(3).json();
    assert_eq!(json["findings"][0]["finding"], "unreachable", "{json}");
    assert_eq!(json["findings"][0]["level"], "FAIL", "{json}");
    assert_eq!(json["attempts"], 0, "{json}");
    for (action, finding) in [
        ((|| Action::Hang) as fn() -> Action, "timed_out"),
        (
            || Action::Cut(b"HTTP/1.1 200 -\r\nContent-Length: 9\r\n\r\n".to_vec()),
            "cut",
        ),
    ] {
        let server = Server::start(move |_| action());
        let arguments = with(&WITH_TOKEN, &["text", "a", "--json", "--timeout", "0.3"]);
        let json = send(&server, &arguments).ends(3).json();
        assert_eq!(json["findings"][0]["finding"], finding, "{json}");
    }
}

#[test]
fn keys_and_names_in_json_are_the_same_in_every_language() {
    /// All keys below a value, and the values of those that are names.
    fn names(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(object) => object.iter().for_each(|(key, value)| {
                found.push(key.clone());
                if ["level", "finding", "mode", "step", "kind"].contains(&key.as_str()) {
                    found.push(value.to_string());
                }
                names(value, found);
            }),
            serde_json::Value::Array(list) => list.iter().for_each(|value| names(value, found)),
            _ => {}
        }
    }
    let server = worker(SAFE);
    let url = server.url("/wechat");
    let of_send = ["send", "text", "a", "--json", "--xml", "--url", &url];
    let of_load = ["send", "text", "a", "--json", "--count", "2", "--url", &url];
    let of_doctor = ["doctor", "--json", "--url", &url];
    for command in [&of_send[..], &of_load, &of_doctor] {
        for credentials in [&WITH_TOKEN[..], &WITH_KEY] {
            let [english, chinese] = ["C", "zh_CN.UTF-8"].map(|locale| {
                let tool = Tool::new().with("LC_ALL", locale);
                let mut found = Vec::new();
                names(&tool.run(with(credentials, command)).json(), &mut found);
                found
            });
            assert_eq!(english, chinese, "{command:?}");
        }
    }
}

#[test]
fn a_reply_cannot_steer_what_reads_the_json() {
    let hostile = "a\u{9b}2J\u{202e}b\u{7f}";
    let server = worker(PLAIN);
    let run = send(&server, &with(&WITH_TOKEN, &["text", hostile, "--json"])).ends(0);
    assert!(
        !run.stdout.contains(|c: char| c.is_control() && c != '\n'),
        "{run:#?}"
    );
    assert!(!run.stdout.contains('\u{202e}'), "{run:#?}");
    assert_eq!(run.json()["text"], hostile, "exactly what was replied");
}
