//! Safe and compatible mode, from the request to the sealed reply: what is opened, with which
//! credentials, and that all failures look alike. `tests/sealing.rs` has the bytes inside.

mod platform;

use std::cell::Cell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use platform::{
    AES_KEY, APP_ID, NONCE, NOW, OTHER_AES_KEY, RANDOM, SAFE, TIMESTAMP, TOKEN, config, element,
    encrypt, envelope, frame, log, open, pad, post, push_encrypt, seal, sign, signed,
    signed_encrypt, text_message,
};
use wechat_edge::callback::{Answer, Headers, Refusal, Request, Surroundings, answer};
use wechat_edge::query::QueryError;
use wechat_edge::wechat::envelope::EnvelopeError;

/// What a Worker in safe mode answers to this message, opened.
#[track_caller]
fn exchange(message: &str) -> String {
    let answer = push_encrypt(SAFE, &seal(AES_KEY, message.as_bytes(), APP_ID));
    opened(&answer, AES_KEY)
}

/// The reply in a sealed answer.
#[track_caller]
fn opened(answer: &Answer, aes_key: &str) -> String {
    assert_eq!(
        (answer.status, answer.headers),
        (200, Headers::Xml),
        "{}",
        log(answer)
    );
    let reply = open(aes_key, &element(&answer.body, "Encrypt"), APP_ID);
    String::from_utf8(reply.expect("a reply that WeChat can open")).unwrap()
}

/// An answer without what no stranger sees of it.
fn seen(answer: Answer) -> Answer {
    Answer {
        log: None,
        ..answer
    }
}

fn refusal() -> Answer {
    seen(Answer::from(Refusal::Signature))
}

// What goes through.

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
        let asked = Cell::new(0);
        let body = envelope(&encrypt);
        let request = Request {
            method: "POST",
            path: "/wechat",
            query: &signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt),
            body: Some(body.as_bytes()),
        };
        let surroundings = Surroundings {
            rules: &platform::shipped::RULES,
            now: NOW,
            random: || {
                asked.set(asked.get() + 1);
                RANDOM
            },
        };
        let answer = answer(&request, &config(SAFE), surroundings);
        if answer.headers == Headers::Xml {
            let reply = STANDARD.decode(element(&answer.body, "Encrypt")).unwrap();
            assert_eq!(platform::decrypt(AES_KEY, reply)[..16], RANDOM);
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
        assert_eq!((answer.status, answer.headers), (200, Headers::Text));
        assert_eq!(answer.body, "success");
    }
}

#[test]
fn a_sealed_body_that_is_no_message_is_refused_as_a_plain_one_is() {
    for message in [&b""[..], b"<xml/>", b"<!DOCTYPE x>", b"\xFF", b"{}"] {
        let sealed = push_encrypt(SAFE, &seal(AES_KEY, message, APP_ID));
        let query = signed(TOKEN, TIMESTAMP, NONCE);
        let plain = post(&config(platform::PLAINTEXT), &query, message);
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

// What decides is the configuration and what was sealed, nothing else.

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
    let answer = platform::push(&body);
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
    // And the other way round: a wrong `signature` beside a right msg_signature is no matter.
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let query = query.replace(&signature, "0");
    assert_eq!(post(&config(SAFE), &query, body.as_bytes()).status, 200);
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

// Rotation.

#[test]
fn during_a_rotation_every_mix_of_old_and_new_is_opened_and_answered_in_kind() {
    const ROTATING: &[(&str, &str)] = &[
        ("WECHAT_TOKEN", TOKEN),
        ("WECHAT_TOKEN_PREVIOUS", "before"),
        ("WECHAT_AES_KEY", AES_KEY),
        ("WECHAT_AES_KEY_PREVIOUS", OTHER_AES_KEY),
        ("WECHAT_APP_ID", APP_ID),
    ];
    for token in [TOKEN, "before"] {
        for aes_key in [AES_KEY, OTHER_AES_KEY] {
            let encrypt = seal(aes_key, text_message("x").as_bytes(), APP_ID);
            let query = signed_encrypt(token, TIMESTAMP, NONCE, &encrypt);
            let answer = post(&config(ROTATING), &query, envelope(&encrypt).as_bytes());
            assert_eq!(element(&opened(&answer, aes_key), "Content"), "x");
            let sealed = element(&answer.body, "Encrypt");
            assert_eq!(
                element(&answer.body, "MsgSignature"),
                sign([token, TIMESTAMP, NONCE, &sealed])
            );

            // Without the previous ones, only what is current.
            let is_current = token == TOKEN && aes_key == AES_KEY;
            let answer = post(&config(SAFE), &query, envelope(&encrypt).as_bytes());
            assert_eq!(answer.status == 200, is_current);
            if !is_current {
                assert_eq!(seen(answer), refusal());
            }
        }
    }
    // What was current before the previous is not accepted, and the log says what the current key
    // made of it.
    let older = "B".repeat(43);
    let encrypt = seal(&older, text_message("x").as_bytes(), APP_ID);
    let answer = push_encrypt(ROTATING, &encrypt);
    assert_eq!(seen(answer.clone()), refusal());
    assert_eq!(answer, push_encrypt(SAFE, &encrypt));
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let query = signed_encrypt("long ago", TIMESTAMP, NONCE, &encrypt);
    let answer = post(&config(ROTATING), &query, envelope(&encrypt).as_bytes());
    assert_eq!(answer, Refusal::Envelope(EnvelopeError::Signature).into());
}

#[test]
fn the_same_key_twice_does_no_harm() {
    let variables = [SAFE, &[("WECHAT_AES_KEY_PREVIOUS", AES_KEY)]].concat();
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    opened(&push_encrypt(&variables, &encrypt), AES_KEY);
}

// What is refused, and that it looks alike.

#[test]
fn every_failure_is_the_same_answer_and_another_line_in_the_log() {
    let message = text_message("x");
    let good = frame(message.as_bytes(), APP_ID);
    let sealed = |plaintext: Vec<u8>| STANDARD.encode(encrypt(AES_KEY, plaintext));
    let with_length = |length: u32| {
        let mut frame = good.clone();
        frame[16..20].copy_from_slice(&length.to_be_bytes());
        sealed(pad(frame))
    };
    let with_padding_byte = |byte: u8| {
        let mut padded = pad(good.clone());
        *padded.last_mut().unwrap() = byte;
        sealed(padded)
    };
    let encrypts = [
        (
            seal(AES_KEY, message.as_bytes(), "wx0000000000000000"),
            "the message does not open: the message is for another app id than WECHAT_APP_ID",
        ),
        (
            seal(OTHER_AES_KEY, message.as_bytes(), APP_ID),
            "the message does not open: the padding is wrong: WECHAT_AES_KEY is not the \
             EncodingAESKey that sealed this",
        ),
        (
            with_padding_byte(0),
            "the message does not open: the padding is wrong: WECHAT_AES_KEY is not the \
             EncodingAESKey that sealed this",
        ),
        (
            with_length(u32::MAX),
            "the message does not open: the length field does not fit the message",
        ),
        (
            with_length(0),
            "the message does not open: the message is for another app id than WECHAT_APP_ID",
        ),
        (
            STANDARD.encode([7; 48]),
            "the message does not open: Encrypt is 48 bytes long, not a multiple of 32",
        ),
        (
            String::new(),
            "the message does not open: Encrypt is 0 bytes long, not a multiple of 32",
        ),
        (
            "not base64!".to_owned(),
            "the message does not open: Encrypt is not base64",
        ),
    ];
    let mut answers: Vec<(Answer, &str)> = encrypts
        .iter()
        .map(|(encrypt, message)| (push_encrypt(SAFE, encrypt), *message))
        .collect();

    let encrypt = seal(AES_KEY, message.as_bytes(), APP_ID);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let wrong_query = signed_encrypt("wrong", TIMESTAMP, NONCE, &encrypt);
    let twice = format!("<xml><Encrypt>{encrypt}</Encrypt><Encrypt>{encrypt}</Encrypt></xml>");
    for (query, body, message) in [
        (
            &wrong_query,
            &envelope(&encrypt),
            "msg_signature does not fit: WECHAT_TOKEN is not the Token of the admin page",
        ),
        (
            &query,
            &text_message("x"),
            "the body is not encrypted, but WECHAT_AES_KEY is set: choose 安全模式 in the admin \
             page, or remove the key",
        ),
        (
            &query,
            &"<xml/>".to_owned(),
            "the body is not encrypted, but WECHAT_AES_KEY is set: choose 安全模式 in the admin \
             page, or remove the key",
        ),
        (
            &query,
            &twice,
            "the envelope has more than one Encrypt element",
        ),
    ] {
        answers.push((post(&config(SAFE), query, body.as_bytes()), message));
    }
    for (answer, message) in answers {
        assert_eq!(log(&answer), message);
        assert_eq!(seen(answer), refusal(), "{message}");
    }
    assert_eq!(refusal().status, 403);
}

#[test]
fn the_signature_is_checked_before_anything_is_decrypted() {
    // Whatever is wrong inside, without the signature that is all there is to say.
    for encrypt in [
        String::new(),
        "not base64!".to_owned(),
        STANDARD.encode([7; 48]),
        seal(OTHER_AES_KEY, b"x", APP_ID),
        seal(AES_KEY, b"x", "wx0"),
    ] {
        let query = signed_encrypt("wrong", TIMESTAMP, NONCE, &encrypt);
        let answer = post(&config(SAFE), &query, envelope(&encrypt).as_bytes());
        assert_eq!(answer, Refusal::Envelope(EnvelopeError::Signature).into());
    }
}

#[test]
fn two_encrypts_are_refused_whichever_is_signed() {
    let [first, second] =
        ["1", "2"].map(|content| seal(AES_KEY, text_message(content).as_bytes(), APP_ID));
    let body = format!("<xml><Encrypt>{first}</Encrypt><Encrypt>{second}</Encrypt></xml>");
    for signed in [&first, &second, &format!("{first}{second}")] {
        let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, signed);
        let answer = post(&config(SAFE), &query, body.as_bytes());
        assert_eq!(answer, Refusal::Envelope(EnvelopeError::TwoEncrypts).into());
    }
}

#[test]
fn no_prefix_of_an_envelope_is_opened() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let body = envelope(&encrypt);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    for length in 0..body.len() {
        let answer = post(&config(SAFE), &query, &body.as_bytes()[..length]);
        assert_eq!(answer.status, 400, "{length}");
        // Of what it was cut from, though it would be worth something, too.
        let encrypt = &encrypt[..length.min(encrypt.len() - 1)];
        assert_eq!(seen(push_encrypt(SAFE, encrypt)), refusal(), "{length}");
    }
    assert_eq!(post(&config(SAFE), &query, body.as_bytes()).status, 200);
}

#[test]
fn no_envelope_with_one_byte_changed_is_opened() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let body = envelope(&encrypt).into_bytes();
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let start = body
        .windows(9)
        .position(|window| window == b"<Encrypt>")
        .unwrap();
    for at in start..body.len() {
        for flip in [1, 0x20, 0x80] {
            let mut changed = body.clone();
            changed[at] ^= flip;
            let answer = post(&config(SAFE), &query, &changed);
            assert!(matches!(answer.status, 400 | 403), "{at} {flip}");
        }
    }
}

#[test]
fn a_hostile_envelope_is_refused_before_the_signature_is_looked_at() {
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    for body in [
        format!("<XML><Encrypt>{encrypt}</Encrypt></XML>"),
        format!("<!DOCTYPE xml><xml><Encrypt>{encrypt}</Encrypt></xml>"),
        format!("<xml><!-- --><Encrypt>{encrypt}</Encrypt></xml>"),
        format!("<xml>text<Encrypt>{encrypt}</Encrypt></xml>"),
        format!("<xml><Encrypt a='b'>{encrypt}</Encrypt></xml>"),
        format!("<xml><Encrypt>{encrypt}</Encrypt></xml><xml/>"),
    ] {
        let answer = post(&config(SAFE), &query, body.as_bytes());
        assert_eq!((answer.status, answer.body.as_str()), (400, ""), "{body}");
    }
}
