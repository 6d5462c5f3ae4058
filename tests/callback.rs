//! What the callback answers to whom WeChat vouches for: where, in which words, and what not.

mod platform;

use platform::{
    NONCE, PLAINTEXT, TIMESTAMP, TOKEN, config, element, get, log, post, push, send, signed,
};
use wechat_edge::callback::{Answer, Headers, Log, MAX_BODY, Refusal, Request, answer};
use wechat_edge::config::ConfigError;
use wechat_edge::query::QueryError;
use wechat_edge::wechat::message::MessageError;
use wechat_edge::wechat::reply::{Correction, MAX_TEXT};
use wechat_edge::wechat::xml::XmlError;

// What is replied.

/// Answers a message of this MsgType with these further elements.
fn message(msg_type: &str, elements: &str) -> Answer {
    push(&format!(
        "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\
         <FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\
         <CreateTime>1735699999</CreateTime>\
         <MsgType><![CDATA[{msg_type}]]></MsgType>{elements}</xml>"
    ))
}

fn event(name: &str, elements: &str) -> Answer {
    message(
        "event",
        &format!("<Event><![CDATA[{name}]]></Event>{elements}"),
    )
}

#[track_caller]
fn assert_replies_text(answer: &Answer, content: &str) {
    assert_eq!((answer.status, answer.headers), (200, Headers::Xml));
    assert_eq!(element(&answer.body, "MsgType"), "text");
    assert_eq!(element(&answer.body, "Content"), content);
}

#[track_caller]
fn assert_success(answer: &Answer) {
    assert_eq!((answer.status, answer.headers), (200, Headers::Text));
    assert_eq!(answer.body, "success");
}

#[test]
fn a_text_is_answered_with_the_same_content() {
    let long = "长".repeat(600);
    for content in [
        "早上好",
        " blanks of the visitor's own ",
        "two\nlines",
        "👨‍👩‍👧‍👦 🇨🇳 [微笑] /::)",
        "<b>&amp;</b>",
        "'\"--",
        "null",
        "【收到不支持的消息类型，暂无法显示】",
        &long,
    ] {
        let answer = push(&platform::text_message(content));
        assert_replies_text(&answer, content);
    }
}

#[test]
fn a_reply_stays_well_formed_whatever_was_typed() {
    for (typed, replied) in [
        ("a]]]]><![CDATA[>b", "a]]>b"),
        ("]]]]><![CDATA[>]]]]><![CDATA[>", "]]>]]>"),
        ("bell\u{7} escape\u{1b} nul\0", "bell escape nul"),
        ("nonfinal \u{FFFF}\u{FFFE}", "nonfinal "),
        ("\u{1f}\u{1f}x", "x"),
        ("]]\u{8}>", "]]>"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ] {
        let answer = push(&platform::text_message(typed));
        assert_replies_text(&answer, replied);
    }
}

#[test]
fn a_reply_swaps_the_ids_and_has_the_time_in_seconds() {
    let answer = push(&platform::text_message("x"));
    assert_eq!(
        answer.body,
        "<xml><ToUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></ToUserName>\
         <FromUserName><![CDATA[gh_10f6c3c3ac5a]]></FromUserName>\
         <CreateTime>1735700000</CreateTime>\
         <MsgType><![CDATA[text]]></MsgType>\
         <Content><![CDATA[x]]></Content></xml>"
    );
}

#[test]
fn a_text_of_nothing_that_can_be_shown_is_answered_with_success_and_logged() {
    for content in ["", "\u{7}", "\0\u{1f}"] {
        let answer = push(&platform::text_message(content));
        assert_success(&answer);
        assert_eq!(answer.log, Some(Log::Corrected(Correction::EmptyText)));
    }
}

#[test]
fn a_reply_that_was_cut_is_logged() {
    let answer = push(&platform::text_message(&"长".repeat(683)));
    let content = element(&answer.body, "Content");
    assert_eq!(content, "长".repeat(681) + "…");
    assert_eq!(content.len(), MAX_TEXT - 2);
    assert_eq!(log(&answer), "a text reply of 2049 bytes was cut to 2048");
}

#[test]
fn voice_is_answered_with_what_was_recognised() {
    for (recognition, replied) in [
        (
            "<Recognition><![CDATA[腾讯微信团队]]></Recognition>",
            "腾讯微信团队",
        ),
        ("<Recognition><![CDATA[]]></Recognition>", "未识别"),
        ("<Recognition/>", "未识别"),
        ("", "未识别"),
    ] {
        let elements = format!(
            "<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>{recognition}\
             <MsgId>1234567890123456</MsgId>"
        );
        assert_replies_text(&message("voice", &elements), replied);
    }
}

#[test]
fn a_new_follower_is_greeted_with_the_scene_where_there_is_one() {
    for (event_key, replied) in [
        (
            "<EventKey><![CDATA[qrscene_123]]></EventKey>",
            "感谢您的关注！场景值:123",
        ),
        (
            "<EventKey><![CDATA[qrscene_门店 12]]></EventKey>",
            "感谢您的关注！场景值:门店 12",
        ),
        // Once, at the start: the scene may look like anything.
        (
            "<EventKey><![CDATA[qrscene_qrscene_1]]></EventKey>",
            "感谢您的关注！场景值:qrscene_1",
        ),
        (
            "<EventKey><![CDATA[xqrscene_1]]></EventKey>",
            "感谢您的关注！",
        ),
        (
            "<EventKey><![CDATA[qrscene_]]></EventKey>",
            "感谢您的关注！",
        ),
        (
            "<EventKey><![CDATA[last_trade_no_40000]]></EventKey>",
            "感谢您的关注！",
        ),
        ("<EventKey><![CDATA[]]></EventKey>", "感谢您的关注！"),
        ("<EventKey/>", "感谢您的关注！"),
        ("", "感谢您的关注！"),
    ] {
        assert_replies_text(&event("subscribe", event_key), replied);
        assert_replies_text(&event("SUBSCRIBE", event_key), replied);
    }
}

#[test]
fn a_followers_scan_is_answered_with_the_scene_in_any_letter_case() {
    for (event_key, replied) in [
        ("123", "您扫描的场景值为：123"),
        // No prefix is taken off here.
        ("qrscene_123", "您扫描的场景值为：qrscene_123"),
        ("last_trade_no_4", "您扫描的场景值为：last_trade_no_4"),
        ("]]]]><![CDATA[>", "您扫描的场景值为：]]>"),
    ] {
        let elements = format!("<EventKey><![CDATA[{event_key}]]></EventKey>");
        for name in ["SCAN", "scan", "Scan"] {
            assert_replies_text(&event(name, &elements), replied);
        }
    }
}

#[test]
fn any_other_event_known_or_not_is_answered_with_success() {
    for name in [
        "unsubscribe",
        "CLICK",
        "VIEW",
        "LOCATION",
        "TEMPLATESENDJOBFINISH",
        "debug_demo",
        "an_event_of_next_year",
        "",
    ] {
        assert_success(&event(name, "<EventKey><![CDATA[qrscene_1]]></EventKey>"));
    }
    assert_success(&message("event", ""));
}

#[test]
fn any_other_message_is_answered_with_the_same_words() {
    for msg_type in [
        "image",
        "video",
        "shortvideo",
        "location",
        "link",
        "file",
        "未知",
    ] {
        assert_replies_text(&message(msg_type, ""), "I love you, itcast!");
    }
}

#[test]
fn every_sample_gets_an_answer() {
    let mut samples = 0;
    for entry in std::fs::read_dir("tests/samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            let body = std::fs::read_to_string(&path).unwrap();
            assert_eq!(push(&body).status, 200, "{}", path.display());
            samples += 1;
        }
    }
    assert!(samples >= 100, "{samples} samples");
}

// Where it is answered.

#[test]
fn only_the_callbacks_path_is_answered() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let body = platform::text_message("x");
    for path in [
        "/",
        "",
        "/wechat/",
        "/wechat/x",
        "/Wechat",
        "/WECHAT",
        "//wechat",
        "/wecha",
        "/wechatx",
        "wechat",
        "/%77echat",
        "/favicon.ico",
        "/wechat\0",
    ] {
        for method in ["GET", "POST", "PUT"] {
            for config in [&config(PLAINTEXT), &config(&[])] {
                let answer = send(config, method, path, &query, body.as_bytes());
                assert_eq!(answer, Answer::from(Refusal::Path), "{method} {path}");
                assert_eq!((answer.status, answer.headers.list()), (404, &[][..]));
            }
        }
    }
}

#[test]
fn only_get_and_post_are_answered() {
    let query = signed(TOKEN, TIMESTAMP, NONCE) + "&echostr=1";
    for method in [
        "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "Post", "", "方法",
    ] {
        let answer = send(&config(PLAINTEXT), method, "/wechat", &query, b"");
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.headers.list(), [("Allow", "GET, POST")]);
        assert_eq!(answer.body, "");
    }
}

#[test]
fn answers_say_what_they_are() {
    let query = signed(TOKEN, TIMESTAMP, NONCE) + "&echostr=1";
    let text = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("X-Content-Type-Options", "nosniff"),
    ];
    assert_eq!(get(&config(PLAINTEXT), &query).headers.list(), text);
    assert_eq!(event("CLICK", "").headers.list(), text);
    assert_eq!(
        push(&platform::text_message("x")).headers.list(),
        [
            ("Content-Type", "application/xml; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    );
    assert_eq!(Headers::Empty.list(), []);
}

// What is too much or no message.

#[test]
fn a_body_may_have_64_kib_and_not_a_byte_more() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let mut body = platform::text_message("x");
    body.push_str(&" ".repeat(MAX_BODY - body.len()));
    assert_replies_text(&post(&config(PLAINTEXT), &query, body.as_bytes()), "x");
    body.push(' ');
    let too_large = Answer::from(Refusal::TooLarge);
    assert_eq!(too_large.status, 413);
    assert_eq!(post(&config(PLAINTEXT), &query, body.as_bytes()), too_large);
    // Where the runtime did not read it to its end.
    let request = Request {
        method: "POST",
        path: "/wechat",
        query: &query,
        body: None,
    };
    let answer = answer(&request, &config(PLAINTEXT), platform::surroundings());
    assert_eq!(answer, too_large);
}

#[test]
fn who_is_a_stranger_learns_nothing_from_the_body() {
    for body in [&b""[..], b"\xFF", b"<!DOCTYPE x>", &[b'x'; MAX_BODY + 1]] {
        let query = signed("wrong", TIMESTAMP, NONCE);
        let answer = post(&config(PLAINTEXT), &query, body);
        assert_eq!(answer, Refusal::Signature.into());
    }
}

#[test]
fn a_body_that_is_no_message_is_refused() {
    for (body, reason) in [
        ("", XmlError::Empty.into()),
        ("hello", XmlError::OutsideRoot(0).into()),
        ("{\"ToUserName\":\"a\"}", XmlError::OutsideRoot(0).into()),
        ("<xml><ToUserName>a", XmlError::Truncated.into()),
        ("<!DOCTYPE xml><xml/>", XmlError::DocumentType(0).into()),
        ("<xml/>", MessageError::Missing("ToUserName").into()),
        (
            "<xml><ToUserName>a</ToUserName></xml>",
            MessageError::Missing("FromUserName").into(),
        ),
        (
            "<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName></xml>",
            MessageError::Missing("MsgType").into(),
        ),
        (
            "<xml><ToUserName>a</ToUserName><FromUserName/><MsgType>text</MsgType></xml>",
            MessageError::Missing("FromUserName").into(),
        ),
        (
            "<xml><ToUserName><![CDATA[]]></ToUserName><FromUserName>b</FromUserName>\
             <MsgType>text</MsgType></xml>",
            MessageError::Missing("ToUserName").into(),
        ),
        (
            "<xml><Deep><ToUserName>a</ToUserName></Deep><FromUserName>b</FromUserName>\
             <MsgType>text</MsgType></xml>",
            MessageError::Missing("ToUserName").into(),
        ),
        // 安全模式 without a key here.
        (
            "<xml><ToUserName>a</ToUserName><Encrypt>e</Encrypt></xml>",
            MessageError::Encrypted.into(),
        ),
    ] {
        let answer = push(body);
        let expected: Refusal = reason;
        assert_eq!(answer, expected.into(), "{body}");
        assert_eq!((answer.status, answer.body.as_str()), (400, ""));
    }
}

#[test]
fn the_first_of_two_equal_elements_counts() {
    let answer = message(
        "text",
        "<Content>first</Content><Content>second</Content><MsgType>event</MsgType>",
    );
    assert_replies_text(&answer, "first");
}

// From failure to status.

#[test]
fn every_refusal_has_its_status_and_a_message_that_can_be_acted_on() {
    for (refusal, status, message) in [
        (
            Refusal::Path,
            404,
            "there is nothing at this path: the URL for WeChat's admin page ends in /wechat",
        ),
        (Refusal::Method, 405, "WeChat sends GET and POST only"),
        (
            Refusal::Config(ConfigError::NoToken),
            503,
            "WECHAT_TOKEN is not set: run `npx wrangler secret put WECHAT_TOKEN` and type the \
             Token of WeChat's admin page (locally: put it into .dev.vars)",
        ),
        (
            Refusal::Query(QueryError::Missing("nonce")),
            403,
            "the query has no nonce: this is not a request of WeChat's",
        ),
        (
            Refusal::Query(QueryError::Twice),
            403,
            "the query has a key twice: which one was signed cannot be known",
        ),
        (
            Refusal::Query(QueryError::TooManyKeys),
            403,
            "the query has more than 16 keys",
        ),
        (
            Refusal::Query(QueryError::LongNonce),
            403,
            "nonce is longer than 43 bytes: WeChat's has 10 digits",
        ),
        (
            Refusal::Signature,
            403,
            "signature does not fit: WECHAT_TOKEN is not the Token of WeChat's admin page",
        ),
        (Refusal::Timestamp, 403, "timestamp is not 10 digits"),
        (
            Refusal::Stale(301),
            403,
            "timestamp is 301 s from now, more than WECHAT_TIMESTAMP_TOLERANCE",
        ),
        (
            Refusal::TooLarge,
            413,
            "the body is longer than 65536 bytes",
        ),
        (
            Refusal::Xml(XmlError::Truncated),
            400,
            "the XML ends before its elements are closed: it was cut off",
        ),
        (
            Refusal::Message(MessageError::Missing("MsgType")),
            400,
            "the message has no MsgType",
        ),
        (
            Refusal::Message(MessageError::Encrypted),
            400,
            "the message is encrypted, but WECHAT_AES_KEY is not set: run `npx wrangler secret \
             put WECHAT_AES_KEY`, or choose 明文模式 in the admin page",
        ),
    ] {
        let answer = Answer::from(refusal);
        assert_eq!((refusal.status(), answer.status), (status, status));
        assert_eq!(answer.body, "", "{refusal}");
        assert_eq!(log(&answer), message);
    }
}

#[test]
fn the_same_request_gets_the_same_answer() {
    let configured = config(PLAINTEXT);
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let body = platform::text_message("x");
    let first = post(&configured, &query, body.as_bytes());
    assert_eq!(post(&configured, &query, body.as_bytes()), first);
}
