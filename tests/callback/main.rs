//! What the callback answers to whom WeChat vouches for: where, in which words, and what not.

mod refusals;
mod replies;
#[path = "../wechat_side/mod.rs"]
mod wechat_side;

use wechat_edge::callback::{Answer, ContentType};
use wechat_side::{element, push};

/// Answers a message of this MsgType with these further elements.
fn message(msg_type: &str, elements: &str) -> Answer {
    push(&format!(
        "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\
         <FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\
         <CreateTime>1735699999</CreateTime>\
         <MsgType><![CDATA[{msg_type}]]></MsgType>{elements}</xml>"
    ))
}

fn event(name: &str, elements: &str) -> Answer {
    message(
        "event",
        &format!("<Event><![CDATA[{name}]]></Event>{elements}"),
    )
}

#[track_caller]
fn assert_replies_text(answer: &Answer, content: &str) {
    assert_eq!((answer.status, answer.headers), (200, ContentType::Xml));
    assert_eq!(element(&answer.body, "MsgType"), "text");
    assert_eq!(element(&answer.body, "Content"), content);
}

#[track_caller]
fn assert_success(answer: &Answer) {
    assert_eq!((answer.status, answer.headers), (200, ContentType::Text));
    assert_eq!(answer.body, "success");
}
