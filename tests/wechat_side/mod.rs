//! WeChat's side of the protocol: what it signs, seals and pushes, and how it opens a reply.
//!
//! Written from PROTOCOL.md, sections A and B, with nothing of `src/` but the entry that is under
//! test: a mistake there must not be made here too. `tests/vectors/` holds this side against the
//! official examples as well.
#![allow(dead_code, unreachable_pub, reason = "each binary uses a part of it")]

use std::sync::LazyLock;

use aes::Aes256;
use aes::cipher::{Block, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};
use wechat_edge::callback::config::{Config, ConfigError, Setting};
use wechat_edge::callback::dispatch::Nobody;
use wechat_edge::callback::{Account, Answer, ContentType, Head, answer};
use wechat_edge::context::Offline;
use wechat_edge::rules::{Rules, parse};

#[path = "../shipped/mod.rs"]
pub mod shipped;

/// Rules with everything in them that a rule can say.
pub static EVERYTHING: LazyLock<Rules> =
    LazyLock::new(|| parse::read(include_str!("../http/everything.toml")).unwrap());

pub const TOKEN: &str = "spamtest";
/// The official sample key: its last character has spare bits set.
pub const AES_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
pub const OTHER_AES_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
pub const APP_ID: &str = "wx2c2769f8efd9abc2";
pub const NONCE: &str = "1320562132";
/// The time of all requests here, unless a test says otherwise.
pub const NOW: u64 = 1_735_700_000;
/// [`NOW`] as requests have it.
pub const TIMESTAMP: &str = "1735700000";
/// The random bytes that a reply is sealed with in tests.
pub const FRESH: [u8; 8] = *b"fedcba98";

/// The variables of a Worker in plaintext mode.
pub const PLAINTEXT: &[(&str, &str)] = &[("WECHAT_TOKEN", TOKEN)];
/// The variables of a Worker in safe mode.
pub const SAFE: &[(&str, &str)] = &[
    ("WECHAT_TOKEN", TOKEN),
    ("WECHAT_AES_KEY", AES_KEY),
    ("WECHAT_APP_ID", APP_ID),
];

/// Reads a configuration from these variables.
pub fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(
        |name| match variables.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => Setting::Text((*value).to_owned()),
            None => Setting::Absent,
        },
    )
}

/// A text message with this Content, as WeChat writes it.
pub fn text_message(content: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\n\
         <FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\n\
         <CreateTime>1735699999</CreateTime>\n\
         <MsgType><![CDATA[text]]></MsgType>\n\
         <Content><![CDATA[{content}]]></Content>\n\
         <MsgId>6054768590064713728</MsgId>\n</xml>"
    )
}

/// SHA-1 over the sorted parts, in lower-case hexadecimal.
pub fn sign<const N: usize>(mut parts: [&str; N]) -> String {
    parts.sort();
    Sha1::digest(parts.concat())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The query of a request in plaintext mode.
pub fn signed(token: &str, timestamp: &str, nonce: &str) -> String {
    let signature = sign([token, timestamp, nonce]);
    format!("signature={signature}&timestamp={timestamp}&nonce={nonce}&openid=oyORnuP8q7ou2g")
}

/// The query of a request in safe and compatible mode.
pub fn signed_encrypt(token: &str, timestamp: &str, nonce: &str, encrypt: &str) -> String {
    let msg_signature = sign([token, timestamp, nonce, encrypt]);
    let plaintext = signed(token, timestamp, nonce);
    format!("{plaintext}&encrypt_type=aes&msg_signature={msg_signature}")
}

/// The same without the `signature` of the head: `msg_signature` alone decides then.
pub fn without_signature(query: &str) -> String {
    let keys = query
        .split('&')
        .filter(|key| !key.starts_with("signature="));
    keys.collect::<Vec<_>>().join("&")
}

/// `random(16) ‖ length(4, big-endian) ‖ message ‖ app id`
pub fn frame(message: &[u8], app_id: &str) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [b"0123456789abcdef", &length[..], message, app_id.as_bytes()].concat()
}

/// PKCS#7 with blocks of 32.
pub fn pad(mut frame: Vec<u8>) -> Vec<u8> {
    let padding = 32 - frame.len() % 32;
    frame.resize(frame.len() + padding, padding as u8);
    frame
}

/// AES-256-CBC, no padding of its own; the IV is the start of the key.
pub fn encrypt(encoding_aes_key: &str, mut plaintext: Vec<u8>) -> Vec<u8> {
    let key = decode_key(encoding_aes_key);
    let (blocks, rest) = Block::<Aes256>::slice_as_chunks_mut(&mut plaintext);
    assert!(rest.is_empty(), "not whole blocks");
    cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16])
        .unwrap()
        .encrypt_blocks(blocks);
    plaintext
}

pub fn decrypt(encoding_aes_key: &str, mut ciphertext: Vec<u8>) -> Vec<u8> {
    let key = decode_key(encoding_aes_key);
    let (blocks, rest) = Block::<Aes256>::slice_as_chunks_mut(&mut ciphertext);
    assert!(rest.is_empty(), "not whole blocks");
    cbc::Decryptor::<Aes256>::new_from_slices(&key, &key[..16])
        .unwrap()
        .decrypt_blocks(blocks);
    ciphertext
}

/// The key in 43 characters, of which the last has two bits too many.
fn decode_key(encoding_aes_key: &str) -> Vec<u8> {
    const BITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = encoding_aes_key
        .bytes()
        .map(|byte| BITS.iter().position(|bits| *bits == byte).unwrap() as u8)
        .flat_map(|six| (0..6).rev().map(move |bit| six >> bit & 1))
        .collect();
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit))
        .collect()
}

/// The text of `Encrypt` for a message.
pub fn seal(encoding_aes_key: &str, message: &[u8], app_id: &str) -> String {
    STANDARD.encode(encrypt(encoding_aes_key, pad(frame(message, app_id))))
}

/// What is sealed in the text of an `Encrypt`; `None` where anything about it is wrong.
pub fn open(encoding_aes_key: &str, encrypt: &str, app_id: &str) -> Option<Vec<u8>> {
    let ciphertext = STANDARD.decode(encrypt).ok()?;
    if ciphertext.is_empty() || ciphertext.len() % 32 != 0 {
        return None;
    }
    let plaintext = decrypt(encoding_aes_key, ciphertext);
    let padding = usize::from(*plaintext.last()?);
    let (frame, end) = plaintext.split_at(plaintext.len().checked_sub(padding)?);
    if !(1..=32).contains(&padding) || end.iter().any(|byte| usize::from(*byte) != padding) {
        return None;
    }
    let (length, rest) = frame.get(16..)?.split_first_chunk()?;
    let length = u32::from_be_bytes(*length) as usize;
    let (message, trailer) = rest.split_at_checked(length)?;
    (trailer == app_id.as_bytes()).then(|| message.to_vec())
}

/// The body of a request in safe mode.
pub fn envelope(encrypt: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\
         <Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    )
}

/// GETs the callback at [`NOW`].
pub fn get(config: &Result<Config, ConfigError>, query: &str) -> Answer {
    send(config, "GET", "/wechat", query, b"")
}

/// POSTs to the callback at [`NOW`].
pub fn post(config: &Result<Config, ConfigError>, query: &str, body: &[u8]) -> Answer {
    send(config, "POST", "/wechat", query, body)
}

pub fn send(
    config: &Result<Config, ConfigError>,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
) -> Answer {
    let head = Head {
        method,
        path,
        query,
    };
    answer_at(NOW, &head, body, config, &shipped::RULES)
}

/// Answers a request at a time, by these rules alone.
pub fn answer_at(
    now: u64,
    head: &Head<'_>,
    body: &[u8],
    config: &Result<Config, ConfigError>,
    rules: &Rules,
) -> Answer {
    let offline = Offline::new(now).with_random(|| FRESH);
    let account = Account {
        config,
        handler: &Nobody,
        rules,
    };
    let exchange = answer(head, body, &account, &offline, u64::MAX);
    offline.run(exchange).expect("nothing awaits here")
}

/// POSTs a plaintext message, signed.
pub fn push(message: &str) -> Answer {
    let query = signed(TOKEN, TIMESTAMP, NONCE);
    post(&config(PLAINTEXT), &query, message.as_bytes())
}

/// POSTs a plaintext body, signed, to a Worker with these rules.
pub fn push_by(rules: &Rules, body: &[u8]) -> Answer {
    let head = Head {
        method: "POST",
        path: "/wechat",
        query: &signed(TOKEN, TIMESTAMP, NONCE),
    };
    answer_at(NOW, &head, body, &config(PLAINTEXT), rules)
}

/// POSTs an `Encrypt`, signed, to a Worker with these variables.
pub fn push_encrypt(variables: &[(&str, &str)], encrypt: &str) -> Answer {
    let query = signed_encrypt(TOKEN, TIMESTAMP, NONCE, encrypt);
    post(&config(variables), &query, envelope(encrypt).as_bytes())
}

/// What the log got.
pub fn log(answer: &Answer) -> String {
    answer
        .log
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Whether an answer is one that the callback may give at all: a refusal says nothing but its
/// status, and everything else is a text or a reply.
#[track_caller]
pub fn assert_is_an_answer(answer: &Answer) {
    match (answer.status, answer.headers) {
        (200, ContentType::Text | ContentType::Xml) => assert!(!answer.body.is_empty()),
        (405, ContentType::Allow) | (400 | 403 | 404 | 408 | 413 | 503, ContentType::Empty) => {
            assert_eq!(answer.body, "");
            assert!(answer.log.is_some(), "a refusal without a reason");
        }
        _ => panic!("no row of the table: {answer:?}"),
    }
}

/// The first element of this name in a reply, read by a parser of another make.
#[track_caller]
pub fn element(xml: &str, name: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let element = document.descendants().find(|node| node.has_tag_name(name));
    let element = element.unwrap_or_else(|| panic!("no {name} in {xml}"));
    element.text().unwrap_or_default().to_owned()
}
