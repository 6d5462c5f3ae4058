//! Where is answered and what not, and the status of each refusal.

use wechat_edge::callback::config::ConfigError;
use wechat_edge::callback::query::QueryError;
use wechat_edge::callback::{Answer, ContentType, MAX_BODY, Refusal};
use wechat_edge::wechat::message::MessageError;
use wechat_edge::wechat::xml::{IllFormed, NotOfWeChat};

use crate::wechat_side::{
    self, NONCE, PLAINTEXT, TIMESTAMP, TOKEN, config, get, log, post, push, send, signed,
};
use crate::{assert_replies_text, event, message};

#[test]
fn only_the_callbacks_path_is_answered() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let body = wechat_side::text_message("x");
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
        push(&wechat_side::text_message("x")).headers.list(),
        [
            ("Content-Type", "application/xml; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    );
    assert_eq!(ContentType::Empty.list(), []);
}

#[test]
fn a_body_may_have_64_kib_and_not_a_byte_more() {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    let mut body = wechat_side::text_message("x");
    body.push_str(&" ".repeat(MAX_BODY - body.len()));
    assert_replies_text(&post(&config(PLAINTEXT), &query, body.as_bytes()), "x");
    body.push(' ');
    let too_large = Answer::from(Refusal::TooLarge);
    assert_eq!(too_large.status, 413);
    assert_eq!(post(&config(PLAINTEXT), &query, body.as_bytes()), too_large);
}

#[test]
fn who_is_a_stranger_learns_nothing_from_the_body() {
    for body in [&b""[..], b"\xFF", b"<!DOCTYPE x>", &[b'x'; MAX_BODY + 1]] {
        let query = signed("wrong", TIMESTAMP, NONCE);
        let answer = post(&config(PLAINTEXT), &query, body);
        assert_eq!(answer, Refusal::Signature.into());
    }
}

fn xml(kind: IllFormed) -> Refusal {
    Refusal::Xml(kind.into())
}

#[test]
fn a_body_that_is_no_message_is_refused() {
    for (body, reason) in [
        ("", xml(IllFormed::Empty)),
        ("hello", IllFormed::OutsideRoot.at(0).into()),
        (
            "{\"ToUserName\":\"a\"}",
            IllFormed::OutsideRoot.at(0).into(),
        ),
        ("<xml><ToUserName>a", xml(IllFormed::Truncated)),
        (
            "<!DOCTYPE xml><xml/>",
            NotOfWeChat::DocumentType.at(0).into(),
        ),
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
            xml(IllFormed::Truncated),
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
    let body = wechat_side::text_message("x");
    let first = post(&configured, &query, body.as_bytes());
    assert_eq!(post(&configured, &query, body.as_bytes()), first);
}
