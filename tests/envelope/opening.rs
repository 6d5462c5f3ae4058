//! What goes through: a sealed message, and its sealed reply.

use std::cell::Cell;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wechat_edge::callback::dispatch::Nobody;
use wechat_edge::callback::{Account, ContentType, Head, answer};
use wechat_edge::context::Offline;

use crate::wechat_side::{
    self, AES_KEY, APP_ID, FRESH, NONCE, NOW, SAFE, TIMESTAMP, TOKEN, config, element, envelope,
    post, push_encrypt, seal, sign, signed, signed_encrypt, text_message,
};
use crate::{exchange, opened};

#[test]
fn a_sealed_message_gets_a_sealed_reply() {
    for content in [
        "早上好",
        "a]]]]><![CDATA[>b",
        "👍",
        "x",
        "two\nlines",
        "bell\u{7}",
    ] {
        let reply = exchange(&text_message(content));
        let content = content
            .replace("]]]]><![CDATA[>", "]]>")
            .replace('\u{7}', "");
        assert_eq!(element(&reply, "Content"), content);
        assert_eq!(
            element(&reply, "ToUserName"),
            "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
        );
        assert_eq!(element(&reply, "FromUserName"), "gh_10f6c3c3ac5a");
        assert_eq!(element(&reply, "CreateTime"), TIMESTAMP);
    }
}

#[test]
fn a_message_longer_than_a_field_may_be_goes_through() {
    let mut message = text_message("x");
    for field in 0..5 {
        let value = "v".repeat(8 * 1024);
        message = message.replace("</xml>", &format!("<F{field}>{value}</F{field}></xml>"));
    }
    assert!(message.len() > 40 * 1024);
    assert_eq!(element(&exchange(&message), "Content"), "x");
}

#[test]
fn the_reply_s_envelope_has_the_request_s_nonce_and_its_own_time() {
    let message = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let (timestamp, nonce) = ("1735699800", "<& ]]>微信");
    let msg_signature = sign([TOKEN, timestamp, nonce, &message]);
    let nonce_in_url = nonce.replace('&', "%26");
    let query = format!("timestamp={timestamp}&nonce={nonce_in_url}&msg_signature={msg_signature}");
    let answer = post(&config(SAFE), &query, envelope(&message).as_bytes());
    let encrypt = element(&answer.body, "Encrypt");
    assert_eq!(element(&answer.body, "Nonce"), nonce);
    assert_eq!(element(&answer.body, "TimeStamp"), NOW.to_string());
    assert_eq!(
        element(&answer.body, "MsgSignature"),
        sign([TOKEN, TIMESTAMP, nonce, &encrypt])
    );
}

#[test]
fn the_random_bytes_are_asked_for_once_and_only_to_seal() {
    let times_asked = |message: &str| {
        let encrypt = seal(AES_KEY, message.as_bytes(), APP_ID);
        let asked = Rc::new(Cell::new(0));
        let body = envelope(&encrypt);
        let head = Head {
            method: "POST",
            path: "/wechat",
            query: &signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt),
        };
        let count = Rc::clone(&asked);
        let offline = Offline::new(NOW).with_random(move || {
            count.set(count.get() + 1);
            FRESH
        });
        let account = Account {
            config: &config(SAFE),
            handler: &Nobody,
            rules: &wechat_side::shipped::RULES,
        };
        let exchange = answer(&head, body.as_bytes(), &account, &offline, NOW * 1000);
        let answer = offline.run(exchange).unwrap();
        if answer.headers == ContentType::Xml {
            let reply = STANDARD.decode(element(&answer.body, "Encrypt")).unwrap();
            assert_eq!(wechat_side::decrypt(AES_KEY, reply)[..8], FRESH);
        }
        asked.get()
    };
    assert_eq!(times_asked(&text_message("x")), 1);
    assert_eq!(times_asked(&text_message("")), 0);
    assert_eq!(times_asked("<xml/>"), 0);
}

#[test]
fn success_stays_plain() {
    for event in ["CLICK", "unsubscribe", "debug_demo"] {
        let message = text_message("x")
            .replace("<![CDATA[text]]>", "event")
            .replace("</xml>", &format!("<Event>{event}</Event></xml>"));
        let answer = push_encrypt(SAFE, &seal(AES_KEY, message.as_bytes(), APP_ID));
        assert_eq!((answer.status, answer.headers), (200, ContentType::Text));
        assert_eq!(answer.body, "success");
    }
}

#[test]
fn a_sealed_body_that_is_no_message_is_refused_as_a_plain_one_is() {
    for message in [&b""[..], b"<xml/>", b"<!DOCTYPE x>", b"\xFF", b"{}"] {
        let sealed = push_encrypt(SAFE, &seal(AES_KEY, message, APP_ID));
        let query = signed(TOKEN, TIMESTAMP, NONCE);
        let plain = post(&config(wechat_side::PLAINTEXT), &query, message);
        assert_eq!(sealed.status, 400);
        assert_eq!(sealed, plain);
    }
}

#[test]
fn the_envelope_may_be_written_in_other_ways() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let (start, end) = encrypt.split_at(40);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    for body in [
        format!("<xml><Encrypt>{encrypt}</Encrypt></xml>"),
        format!(
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml>\n<Encrypt>\n<![CDATA[{encrypt}]]>\n</Encrypt>\n</xml>\n"
        ),
        format!("<xml><Encrypt><![CDATA[{start}]]><![CDATA[{end}]]></Encrypt><AgentID/></xml>"),
        format!(
            "<xml><Encrypt>{start}&#{};{}</Encrypt></xml>",
            end.as_bytes()[0],
            &end[1..]
        ),
    ] {
        let answer = post(&config(SAFE), &query, body.as_bytes());
        assert_eq!(element(&opened(&answer, AES_KEY), "Content"), "x", "{body}");
    }
}
