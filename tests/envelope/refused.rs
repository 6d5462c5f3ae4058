//! What is not opened, and that it all looks alike.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wechat_edge::callback::{Answer, Refusal};
use wechat_edge::wechat::envelope::EnvelopeError;

use crate::wechat_side::{
    AES_KEY, APP_ID, NONCE, OTHER_AES_KEY, SAFE, TIMESTAMP, TOKEN, config, encrypt, envelope,
    frame, log, pad, post, push_encrypt, seal, signed_encrypt, text_message, without_signature,
};
use crate::{refusal, seen};

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
    let wrong_query = without_signature(&signed_encrypt("wrong", TIMESTAMP, NONCE, &encrypt));
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
        let query = without_signature(&signed_encrypt("wrong", TIMESTAMP, NONCE, &encrypt));
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
