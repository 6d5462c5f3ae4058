//! Any bytes as a request, in both modes, unsigned and signed: always an answer of the table, never
//! a panic, and a reply that WeChat can read.
//! Seeds: `tests/samples`.
#![no_main]

#[path = "../../wechat_side/mod.rs"]
mod wechat_side;

use std::sync::LazyLock;

use wechat_side::{AES_KEY, APP_ID, EVERYTHING, NONCE, PLAINTEXT, SAFE, TIMESTAMP, TOKEN};
use wechat_edge::callback::{Answer, ContentType};
use wechat_edge::callback::config::{Config, ConfigError};

type Configured = Result<Config, ConfigError>;

static UNSET: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(&[]));
static IN_PLAINTEXT: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(PLAINTEXT));
static IN_SAFE: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(SAFE));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // A first line as method, path and query, and the rest as the body.
    let (line, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => bytes.split_at(end),
        None => (bytes, &[][..]),
    };
    let line = String::from_utf8_lossy(line);
    let (method, url) = line.split_once(' ').unwrap_or(("POST", &line));
    let (path, query) = url.split_once('?').unwrap_or(("/wechat", url));
    for config in [&*UNSET, &*IN_PLAINTEXT, &*IN_SAFE] {
        for method in [method, "GET", "POST"] {
            for path in [path, "/wechat"] {
                let answer = wechat_side::send(config, method, path, query, body);
                wechat_side::assert_is_an_answer(&answer);
            }
        }
    }
    // All of it as a signed body.
    let query = wechat_side::signed(TOKEN, TIMESTAMP, NONCE);
    let plain = wechat_side::post(&IN_PLAINTEXT, &query, bytes);
    wechat_side::assert_is_an_answer(&plain);
    let in_safe = wechat_side::post(&IN_SAFE, &query, bytes);
    assert_ne!(in_safe.status, 200, "without msg_signature");

    // Sealed, it gets the same answer, sealed.
    let encrypt = wechat_side::seal(AES_KEY, bytes, APP_ID);
    let query = wechat_side::signed_encrypt(TOKEN, TIMESTAMP, NONCE, &encrypt);
    let sealed = wechat_side::post(&IN_SAFE, &query, wechat_side::envelope(&encrypt).as_bytes());
    assert_eq!(unsealed(&sealed), plain);

    // By rules that use every placeholder and reply.
    let by_rules = wechat_side::push_by(&EVERYTHING, bytes);
    wechat_side::assert_is_an_answer(&by_rules);
    for answer in [plain, by_rules] {
        if answer.headers == ContentType::Xml {
            roxmltree::Document::parse(&answer.body).unwrap();
        }
    }
});

/// The answer as it was before it was sealed.
fn unsealed(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    if answer.headers == ContentType::Xml {
        let encrypt = wechat_side::element(&answer.body, "Encrypt");
        let reply = wechat_side::open(AES_KEY, &encrypt, APP_ID).unwrap();
        answer.body = String::from_utf8(reply).unwrap();
    }
    answer
}
