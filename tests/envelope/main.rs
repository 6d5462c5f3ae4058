//! Safe and compatible mode, from the request to the sealed reply.

mod compatible;
mod opening;
mod reflection;
mod refused;
mod rotation;
mod sealing;
#[path = "../wechat_side/mod.rs"]
mod wechat_side;

use wechat_edge::callback::{Answer, ContentType, Refusal};
use wechat_side::{AES_KEY, APP_ID, SAFE, element, log, open, push_encrypt, seal};

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
        (200, ContentType::Xml),
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
