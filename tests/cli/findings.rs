//! Every `FAIL` that the tool can print is provoked: [`CASES`] of answers that are wrong, which
//! `send` and `doctor` judge alike, and those of `scenario.rs`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::doctor_login;
use crate::scenario::FAILS;
use crate::server::Server;
use crate::tool::{Run, Tool};
use crate::worker::{
    AES_KEY, APP_ID, PLAIN, SAFE, TOKEN, WITH_KEY, WITH_TOKEN, reply, reply_with, replying, sealed,
};

/// The name of a finding, and a Worker's reply to a text that brings it about.
const CASES: [(&str, &str); 9] = [
    ("not_xml", "{\"text\": \"你好\"}"),
    ("unknown_type", "<MsgType>file</MsgType>"),
    ("element_missing", "<MsgType>image</MsgType><Image></Image>"),
    (
        "empty_text",
        "<MsgType>text</MsgType><Content><![CDATA[]]></Content>",
    ),
    (
        "article_count",
        "<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles><item></item></Articles>",
    ),
    (
        "article_count",
        "<MsgType>news</MsgType><ArticleCount>0</ArticleCount>",
    ),
    (
        "element_missing",
        "<MsgType>video</MsgType><MediaId>1</MediaId>",
    ),
    ("element_missing", "<Content>你好</Content>"),
    ("not_xml", "<MsgType>text</MsgType><Content>a<b></Content>"),
];

/// Where `send` and `doctor` declare their findings.
const DECLARED: [&str; 10] = [
    include_str!("../../src/cli/account/address.rs"),
    include_str!("../../src/cli/account/credentials.rs"),
    include_str!("../../src/cli/simulator/delivery.rs"),
    include_str!("../../src/cli/simulator/reply_finding.rs"),
    include_str!("../../src/cli/doctor/attacks.rs"),
    include_str!("../../src/cli/doctor/connection_finding.rs"),
    include_str!("../../src/cli/doctor/login_finding.rs"),
    include_str!("../../src/cli/doctor/measures.rs"),
    include_str!("../../src/cli/doctor/replies.rs"),
    include_str!("../../src/cli/doctor/verification.rs"),
];

/// `NoToken` as JSON has it: `no_token`.
fn snake_case(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.extend(character.to_lowercase());
    }
    words
}

#[test]
fn every_fail_is_provoked_by_a_test() {
    let declared: BTreeSet<String> = DECLARED
        .iter()
        .flat_map(|file| file.lines())
        .filter_map(|line| line.trim().strip_prefix("Fail "))
        .filter_map(|line| line.split([' ', '{', ';']).next())
        .map(snake_case)
        .collect();
    assert!(declared.len() > 40, "{declared:?}");
    let of_replies = CASES.iter().map(|(name, _)| *name);
    // See `send.rs` and `credentials.rs`.
    let of_send = ["unreachable", "mode_needs_key"];
    let provoked: BTreeSet<String> = of_replies
        .chain(spoilt_replies().into_iter().map(|(name, ..)| name))
        .chain(FAILS.iter().map(|(name, _)| *name))
        .chain(doctor_login::FAILS.iter().map(|(name, _)| *name))
        .chain(of_send)
        .map(str::to_owned)
        .collect();
    assert_eq!(declared, provoked);
}

#[test]
fn a_reply_that_wechat_would_not_accept_is_told_from_a_good_one() {
    for (name, rest) in CASES {
        let body = if rest.starts_with('<') {
            reply(rest)
        } else {
            rest.to_owned()
        };
        let run = send(&replying(PLAIN, body), &WITH_TOKEN, &["text", "你好"]);
        assert_fails(&run, name);
    }
    for (name, server, arguments, push) in spoilt_replies() {
        assert_fails(&send(&server, arguments, push), name);
    }
}

#[test]
fn every_kind_of_reply_is_accepted_where_it_has_what_it_needs() {
    let cases = [
        ("text", "<Content>你好</Content>", "你好"),
        ("image", "<Image><MediaId>m</MediaId></Image>", "m"),
        ("voice", "<Voice><MediaId>m</MediaId></Voice>", "m"),
        ("video", "<Video><MediaId>m</MediaId></Video>", "m"),
        (
            "music",
            "<Music><ThumbMediaId>m</ThumbMediaId></Music>",
            "m",
        ),
        (
            "news",
            "<ArticleCount>1</ArticleCount><Articles><item><Title>题</Title></item></Articles>",
            "题",
        ),
        (
            "transfer_customer_service",
            "<TransInfo><KfAccount>a@b</KfAccount></TransInfo>",
            "a@b",
        ),
        ("transfer_biz_ai_ivr", "", ""),
    ];
    for (kind, rest, text) in cases {
        let body = reply(&format!("<MsgType>{kind}</MsgType>{rest}"));
        let run = send(&replying(PLAIN, body), &WITH_TOKEN, &["text", "你好"]).ends(0);
        let json = run.json();
        assert_eq!(
            (&json["kind"], &json["text"]),
            (&kind.into(), &text.into()),
            "{json}"
        );
        assert_eq!(json["findings"], Value::Array(vec![]));
    }
}

#[test]
fn what_wechat_takes_with_a_frown_is_a_warning_and_no_failure() {
    let long = format!(
        "<MsgType>text</MsgType><Content>{}</Content>",
        "长".repeat(700)
    );
    let two = "<MsgType>news</MsgType><ArticleCount>2</ArticleCount>\
               <Articles><item></item><item></item></Articles>";
    for (name, rest) in [("long_text", long.as_str()), ("many_articles", two)] {
        let run = send(
            &replying(PLAIN, reply(rest)),
            &WITH_TOKEN,
            &["text", "你好"],
        )
        .ends(0);
        let json = run.json();
        assert_eq!(json["findings"][0]["finding"], name, "{json}");
        assert_eq!(json["findings"][0]["level"], "warn", "{json}");
    }
    // An event may be answered with eight.
    let run = send(&replying(PLAIN, reply(two)), &WITH_TOKEN, &["subscribe"]).ends(0);
    assert_eq!(run.json()["findings"], Value::Array(vec![]));
}

type Spoilt = (
    &'static str,
    Server,
    &'static [&'static str],
    &'static [&'static str],
);

/// What takes more than a reply's inside.
fn spoilt_replies() -> Vec<Spoilt> {
    let text = "<MsgType>text</MsgType><Content>你好</Content>";
    let good = reply(text);
    let other_key = "0".repeat(43);
    let push: &[&str] = &["text", "你好"];
    let in_safe_mode = |name, body: String| (name, replying(SAFE, body), &WITH_KEY[..], push);
    let in_plain_mode = |name, body: String| (name, replying(PLAIN, body), &WITH_TOKEN[..], push);
    let envelope = sealed(&good, TOKEN, AES_KEY, APP_ID);
    let without = |element: &str| {
        let end = format!("</{element}>");
        let (before, rest) = envelope.split_once(&format!("<{element}>")).unwrap();
        format!("{before}{}", rest.split_once(&end).unwrap().1)
    };
    let transfer = "<MsgType>transfer_customer_service</MsgType>";
    vec![
        in_plain_mode("wrong_ids", reply_with("oSomebodyElse", "1700000000", text)),
        in_plain_mode(
            "create_time",
            reply_with("oWechatEdgeVisitor0000000001", "1700000000123", text),
        ),
        in_plain_mode(
            "create_time",
            reply_with("oWechatEdgeVisitor0000000001", "now", text),
        ),
        in_plain_mode("sealed", envelope.clone()),
        in_plain_mode("not_xml", format!("{good}<!-- -->trailing")),
        in_plain_mode("not_xml", format!("warning: deprecated\n{good}")),
        in_plain_mode("not_xml", good.replace("你", "\u{1}")),
        in_plain_mode(
            "not_xml",
            reply("<MsgType>text</MsgType><Content>&#27;[2J</Content>"),
        ),
        in_plain_mode(
            "not_xml",
            reply("<MsgType>text</MsgType><Content>&#xFFFF;</Content>"),
        ),
        in_plain_mode("not_xml", "\"success\"".to_owned()),
        in_safe_mode("not_sealed", good.clone()),
        in_safe_mode("not_xml", "你好".to_owned()),
        in_safe_mode("envelope_incomplete", without("MsgSignature")),
        in_safe_mode("envelope_incomplete", without("TimeStamp")),
        in_safe_mode("envelope_incomplete", without("Nonce")),
        in_safe_mode(
            "envelope_signature",
            sealed(&good, "another", AES_KEY, APP_ID),
        ),
        in_safe_mode(
            "envelope_unopened",
            sealed(&good, TOKEN, &other_key, APP_ID),
        ),
        in_safe_mode(
            "envelope_unopened",
            sealed(&good, TOKEN, AES_KEY, "wx0000000000000000"),
        ),
        (
            "messages_only",
            replying(PLAIN, reply(transfer)),
            &WITH_TOKEN,
            &["event", "CLICK", "--key", "HUMAN"],
        ),
        // The Worker's own refusal of another token.
        (
            "status",
            crate::worker::worker(PLAIN),
            &["--token", "another"],
            push,
        ),
    ]
}

fn send(server: &Server, credentials: &[&str], push: &[&str]) -> Run {
    let url = server.url("/wechat");
    let arguments = ["--json", "send", "--url", &url].into_iter();
    Tool::new().run(
        arguments
            .chain(credentials.iter().copied())
            .chain(push.iter().copied()),
    )
}

#[track_caller]
fn assert_fails(run: &Run, name: &str) {
    assert_eq!(run.status, 1, "{name}: {run:#?}");
    let json = run.json();
    assert_eq!(json["accepted"], false, "{json}");
    assert_eq!(json["findings"][0]["finding"], name, "{json}");
    assert_eq!(json["findings"][0]["level"], "FAIL", "{json}");
    let notice = json["phone"].as_str().unwrap();
    assert!(notice.contains("该公众号提供的服务出现故障"), "{json}");
}
