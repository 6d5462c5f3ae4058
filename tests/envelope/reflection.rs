//! A reply of the Worker that somebody sends back to it, as a push. The signature fits and the key
//! opens it: in the protocol both directions look alike.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wechat_edge::callback::{Answer, Refusal};
use wechat_edge::wechat::encryption::{AesKey, OpenError};
use wechat_edge::wechat::envelope::EnvelopeError;

use crate::wechat_side::{
    AES_KEY, APP_ID, FRESH, NOW, OTHER_AES_KEY, SAFE, TOKEN, config, decrypt, element, encrypt,
    frame, log, pad, post, push_encrypt, seal, sign, text_message,
};
use crate::{refusal, seen};

type Variables = [(&'static str, &'static str)];

/// What a Worker answers to a message that is sealed with this key: an envelope.
#[track_caller]
fn reply(variables: &Variables, aes_key: &str) -> String {
    let message = text_message("x");
    let answer = push_encrypt(variables, &seal(aes_key, message.as_bytes(), APP_ID));
    assert_eq!(answer.status, 200, "{}", log(&answer));
    answer.body
}

/// The query that fits a reply: all that is in it was sent in the clear.
fn query_of(reply: &str) -> String {
    let [timestamp, nonce, msg_signature] =
        ["TimeStamp", "Nonce", "MsgSignature"].map(|name| element(reply, name));
    format!("timestamp={timestamp}&nonce={nonce}&msg_signature={msg_signature}")
}

#[track_caller]
fn assert_not_opened(answer: Answer) {
    let own_reply = EnvelopeError::Open(OpenError::OwnReply);
    assert_eq!(answer, Refusal::Envelope(own_reply).into());
    assert_eq!(
        log(&answer),
        "the message does not open: the message is a reply that was sealed here: somebody sent it \
         back"
    );
    assert_eq!(seen(answer), refusal());
}

#[test]
fn a_reply_that_is_sent_back_is_refused_as_any_bad_envelope_is() {
    let reply = reply(SAFE, AES_KEY);
    let query = query_of(&reply);
    let encrypt = element(&reply, "Encrypt");
    let signature = sign([TOKEN, &NOW.to_string(), &element(&reply, "Nonce")]);
    for query in [
        query.clone(),
        format!("{query}&openid=o&encrypt_type=aes"),
        format!("{query}&openid=o&encrypt_type=aes&signature={signature}"),
    ] {
        for body in [
            reply.clone(),
            format!("<xml><Encrypt>{encrypt}</Encrypt></xml>"),
            // Compatible mode.
            text_message("typed by nobody")
                .replace("</xml>", &format!("<Encrypt>{encrypt}</Encrypt></xml>")),
        ] {
            assert_not_opened(post(&config(SAFE), &query, body.as_bytes()));
        }
    }
}

#[test]
fn a_rotation_of_the_key_opens_no_way_for_it() {
    let [before, after] = [AES_KEY, OTHER_AES_KEY].map(|key| {
        [
            ("WECHAT_TOKEN", TOKEN),
            ("WECHAT_AES_KEY", key),
            ("WECHAT_APP_ID", APP_ID),
        ]
    });
    let rotating = [&after[..], &[("WECHAT_AES_KEY_PREVIOUS", AES_KEY)]].concat();
    let twice = [&before[..], &[("WECHAT_AES_KEY_PREVIOUS", AES_KEY)]].concat();
    for (sealing, aes_key, sent_back_to) in [
        // Sealed with what was current, and is the previous one now.
        (&before[..], AES_KEY, &rotating),
        // Sealed with the previous key, since the push was.
        (&rotating, AES_KEY, &rotating),
        (&rotating, OTHER_AES_KEY, &rotating),
        // Both are the same key.
        (&twice, AES_KEY, &twice),
        (&before, AES_KEY, &twice),
    ] {
        let reply = reply(sealing, aes_key);
        let answer = post(&config(sent_back_to), &query_of(&reply), reply.as_bytes());
        assert_not_opened(answer);
    }
    // Once the key is gone, it is as any other.
    let reply = reply(&before, AES_KEY);
    let answer = post(&config(&after), &query_of(&reply), reply.as_bytes());
    assert_eq!(seen(answer), refusal());
}

#[test]
fn the_mark_is_the_same_in_every_version() {
    // While a new version goes out, the old one still answers: each must know the other's replies.
    // AES-256 of "fedcba98answered", the first 8 bytes, by another implementation.
    let mark = [0xcc, 0x53, 0x54, 0x08, 0x74, 0x32, 0xe0, 0x5d];
    let key = AesKey::new(AES_KEY).unwrap();
    assert_eq!(key.marked(FRESH), [FRESH, mark].concat()[..]);

    let sealed = element(&reply(SAFE, AES_KEY), "Encrypt");
    let plaintext = decrypt(AES_KEY, STANDARD.decode(sealed).unwrap());
    assert_eq!(plaintext[..16], key.marked(FRESH));
}

#[test]
fn each_bit_of_the_mark_counts_and_so_does_each_random_one() {
    let key = AesKey::new(AES_KEY).unwrap();
    let opens = |random: [u8; 16]| {
        let mut frame = frame(text_message("x").as_bytes(), APP_ID);
        frame[..16].copy_from_slice(&random);
        let encrypt = STANDARD.encode(encrypt(AES_KEY, pad(frame)));
        push_encrypt(SAFE, &encrypt).status == 200
    };
    let marked = key.marked(FRESH);
    assert!(!opens(marked));
    for bit in 0..128 {
        let mut changed = marked;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(opens(changed), "bit {bit}");
    }
    // Another key's mark is none.
    assert!(opens(AesKey::new(OTHER_AES_KEY).unwrap().marked(FRESH)));
}
