//! Any bytes in the place of each layer of an envelope, signed, so that all of them are reached:
//! a message is opened where `tests/wechat_side` opens it, and nowhere else.
//! Seeds: `tests/samples`.
#![no_main]

#[path = "../../wechat_side/mod.rs"]
mod wechat_side;

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wechat_side::{AES_KEY, APP_ID, NONCE, TIMESTAMP, TOKEN};
use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::envelope::{Keys, SignedQuery};
use wechat_edge::wechat::signature::Token;

static TOKENS: LazyLock<Vec<Token>> = LazyLock::new(|| Token::new(TOKEN).into_iter().collect());
static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    app_id: APP_ID.to_owned(),
    aes_keys: AesKey::new(AES_KEY).into_iter().collect(),
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The message: it comes out as it went in.
    let encrypt = wechat_side::seal(AES_KEY, bytes, APP_ID);
    assert_eq!(open(&encrypt).as_deref(), Some(bytes));

    // The plaintext, in whole blocks: what stands in it for the padding, the length and the app id.
    let mut plaintext = bytes.to_vec();
    plaintext.resize(bytes.len().next_multiple_of(32), 0);
    check(&STANDARD.encode(wechat_side::encrypt(AES_KEY, plaintext)));
    // The same, padded: the length and the app id alone are wrong.
    check(&STANDARD.encode(wechat_side::encrypt(AES_KEY, wechat_side::pad(bytes.to_vec()))));

    // The ciphertext.
    check(&STANDARD.encode(bytes));

    // The text of Encrypt, where it can stand in CDATA.
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains("]]>")
        && !text.contains('\r')
    {
        check(text);
    }

    // The whole body, signed over the Encrypt that another parser finds in it.
    let document = std::str::from_utf8(bytes).ok();
    let document = document.and_then(|text| roxmltree::Document::parse(text).ok());
    let encrypt = document.as_ref().and_then(|document| {
        let mut children = document.root_element().children();
        children.find(|node| node.has_tag_name("Encrypt"))?.text()
    });
    if let Some(encrypt) = encrypt {
        let opened = body(bytes, &wechat_side::sign([TOKEN, TIMESTAMP, NONCE, encrypt]));
        assert!(opened.is_none() || opened == wechat_side::open(AES_KEY, encrypt, APP_ID));
    }
});

fn check(encrypt: &str) {
    assert_eq!(open(encrypt), wechat_side::open(AES_KEY, encrypt, APP_ID));
}

fn open(encrypt: &str) -> Option<Vec<u8>> {
    let msg_signature = wechat_side::sign([TOKEN, TIMESTAMP, NONCE, encrypt]);
    body(wechat_side::envelope(encrypt).as_bytes(), &msg_signature)
}

fn body(body: &[u8], msg_signature: &str) -> Option<Vec<u8>> {
    let signed = SignedQuery {
        timestamp: TIMESTAMP,
        nonce: NONCE,
        msg_signature,
    };
    let (opened, _) = KEYS.open(&*TOKENS, signed, body).ok()?;
    Some(opened.message().to_vec())
}
