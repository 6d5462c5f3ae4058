//! Tokens and keys that are being replaced.

use wechat_edge::callback::Refusal;
use wechat_edge::wechat::envelope::EnvelopeError;

use crate::wechat_side::{
    AES_KEY, APP_ID, NONCE, OTHER_AES_KEY, SAFE, TIMESTAMP, TOKEN, config, element, envelope, post,
    push_encrypt, seal, sign, signed_encrypt, text_message, without_signature,
};
use crate::{opened, refusal, seen};

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
    let query = without_signature(&signed_encrypt("long ago", TIMESTAMP, NONCE, &encrypt));
    let answer = post(&config(ROTATING), &query, envelope(&encrypt).as_bytes());
    assert_eq!(answer, Refusal::Envelope(EnvelopeError::Signature).into());
}

#[test]
fn the_same_key_twice_does_no_harm() {
    let variables = [SAFE, &[("WECHAT_AES_KEY_PREVIOUS", AES_KEY)]].concat();
    let encrypt = seal(AES_KEY, text_message("x").as_bytes(), APP_ID);
    opened(&push_encrypt(&variables, &encrypt), AES_KEY);
}
