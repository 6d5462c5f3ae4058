//! What decides is the configuration and what was sealed, nothing else: not the query, not what
//! stands beside `Encrypt`, not another signature.

use wechat_edge::callback::Refusal;
use wechat_edge::callback::query::QueryError;
use wechat_edge::wechat::envelope::EnvelopeError;

use crate::opened;
use crate::wechat_side::{
    self, AES_KEY, APP_ID, NONCE, SAFE, TIMESTAMP, TOKEN, config, element, envelope, open, post,
    seal, sign, signed, signed_encrypt, text_message, without_signature,
};

#[test]
fn the_query_s_encrypt_type_decides_nothing() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    for encrypt_type in [
        "",
        "&encrypt_type=raw",
        "&encrypt_type=",
        "&encrypt_type=AES",
    ] {
        let query = query.replace("&encrypt_type=aes", encrypt_type);
        let answer = post(&config(SAFE), &query, envelope(&encrypt).as_bytes());
        assert_eq!(element(&opened(&answer, AES_KEY), "Content"), "x");

        let plaintext = post(&config(SAFE), &query, text_message("x").as_bytes());
        assert_eq!(
            plaintext,
            Refusal::Envelope(EnvelopeError::Plaintext).into()
        );
        let query = signed(TOKEN, TIMESTAMP, NONCE) + encrypt_type;
        let plaintext = post(&config(SAFE), &query, text_message("x").as_bytes());
        let missing = QueryError::Missing("msg_signature");
        assert_eq!(plaintext, Refusal::Query(missing).into());
        assert_eq!(plaintext.status, 403);
    }
}

#[test]
fn in_compatible_mode_what_stands_beside_encrypt_does_not_count() {
    let encrypt = seal(AES_KEY, text_message("sealed").as_bytes(), APP_ID);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let with_encrypt = format!("<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>");
    for plain in [
        text_message("sealed"),
        // Lies.
        text_message("a lie"),
        text_message("x").replace("oyORnuP8q7ou2gfYjqLzSIWZf0rs", "another visitor"),
        text_message("x").replace("gh_10f6c3c3ac5a", "another account"),
        text_message("x").replace("[text]", "[event]"),
        "<xml><MsgType/></xml>".to_owned(),
        // What a user may type, and WeChat repeats here.
        text_message("bell\u{7} nul\0 \u{FFFF}"),
        text_message("]]]]><![CDATA[></xml>"),
        text_message("<Encrypt>e</Encrypt>"),
        // An event with groups in it.
        "<xml><ScanCodeInfo><ScanType>qrcode</ScanType></ScanCodeInfo></xml>".to_owned(),
        // An Encrypt that is not the envelope's own.
        "<xml><Group><Encrypt>e</Encrypt></Group></xml>".to_owned(),
    ] {
        let body = plain.strip_suffix("</xml>").unwrap().to_owned() + &with_encrypt;
        let reply = opened(&post(&config(SAFE), &query, body.as_bytes()), AES_KEY);
        assert_eq!(element(&reply, "Content"), "sealed", "{body}");
        assert_eq!(
            element(&reply, "ToUserName"),
            "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
        );
        assert_eq!(element(&reply, "FromUserName"), "gh_10f6c3c3ac5a");
    }
}

#[test]
fn compatible_mode_without_a_key_is_plaintext_mode() {
    let encrypt = seal(AES_KEY, &[b'x'; 8 * 1024], APP_ID);
    let body = text_message("x").replace("</xml>", &format!("<Encrypt>{encrypt}</Encrypt></xml>"));
    let answer = wechat_side::push(&body);
    assert_eq!(element(&answer.body, "Content"), "x");
}

#[test]
fn signature_is_no_substitute_for_msg_signature() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let signature = sign([TOKEN, TIMESTAMP, NONCE]);
    let query = format!("timestamp={TIMESTAMP}&nonce={NONCE}&signature={signature}");
    let body = envelope(&encrypt);
    let missing = post(&config(SAFE), &query, body.as_bytes());
    assert_eq!(
        missing,
        Refusal::Query(QueryError::Missing("msg_signature")).into()
    );
    for msg_signature in [&signature, "", &"0".repeat(40), &encrypt[..40]] {
        let query = format!("{query}&msg_signature={msg_signature}");
        let answer = post(&config(SAFE), &query, body.as_bytes());
        assert_eq!(answer, Refusal::Envelope(EnvelopeError::Signature).into());
    }
    // And the other way round: WeChat tells receivers not to go by `signature` here, so one that is
    // absent is no matter. It sends one all the same, so a wrong one is not WeChat's.
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let absent = without_signature(&query);
    assert_eq!(post(&config(SAFE), &absent, body.as_bytes()).status, 200);
    let wrong = query.replace(&signature, "0");
    let answer = post(&config(SAFE), &wrong, body.as_bytes());
    assert_eq!(answer, Refusal::Signature.into());
}

#[test]
fn a_part_of_encrypt_cannot_be_called_the_nonce() {
    // What a visitor typed holds a whole message of the visitor's own making, placed so that it
    // starts at a multiple of 96 bytes (128 characters of base64), after a block for the random
    // bytes, with its length before it.
    let forged = "<xml><ToUserName>gh_10f6c3c3ac5a</ToUserName>\
                  <FromUserName>somebody else</FromUserName>\
                  <MsgType>text</MsgType><Content><![CDATA[forged, and long enough that the bytes \
                  of its length are characters, too, as 300 is (1 and 44) and 200 is not";
    let start = text_message("\u{1}").find('\u{1}').unwrap();
    let end = text_message("").len() - start;
    let length = u32::try_from(forged.len() + end).unwrap().to_be_bytes();
    let length = str::from_utf8(&length).unwrap();
    let filler = "x".repeat(3 * 96 + 16 - 20 - start);
    let message = text_message(&[&filler, length, forged].concat());

    // A nonce that is sorted directly before Encrypt, with and without the start of it.
    let encrypt = seal(AES_KEY, message.as_bytes(), APP_ID);
    let (moved, rest) = encrypt.split_at(3 * 128);
    let nonce = "2";
    let longer_nonce = format!("{nonce}{moved}");
    let msg_signature = sign([TOKEN, TIMESTAMP, nonce, &encrypt]);
    assert_eq!(sign([TOKEN, TIMESTAMP, &longer_nonce, rest]), msg_signature);
    let inside = open(AES_KEY, rest, APP_ID).expect("a message within the message");
    assert!(inside.starts_with(forged.as_bytes()));

    let honest = signed_encrypt(TOKEN, TIMESTAMP, nonce, &encrypt);
    let answer = post(&config(SAFE), &honest, envelope(&encrypt).as_bytes());
    assert_eq!(answer.status, 200);
    let query = format!(
        "timestamp={TIMESTAMP}&nonce={}&msg_signature={msg_signature}",
        longer_nonce.replace('+', "%2B")
    );
    let answer = post(&config(SAFE), &query, envelope(rest).as_bytes());
    assert_eq!(answer, Refusal::Query(QueryError::LongNonce).into());
}
