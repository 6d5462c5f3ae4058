//! What the rules of `replies.toml` promise, over the pure function from a message to a reply.

mod conditions;
mod links;
mod mistakes;
mod never_answers;
mod recipes;
mod replies;
mod shipped;
#[path = "../shipped/mod.rs"]
mod shipped_file;
mod told;

use std::fmt::Write;

use wechat_edge::rules::{Rules, parse};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};

/// The XML of a message with these fields after the usual ones.
fn message(fields: &[(&str, &str)]) -> String {
    let mut xml = String::from(
        "<xml><ToUserName>gh_account</ToUserName><FromUserName>o_visitor</FromUserName>\
         <CreateTime>1735700000</CreateTime>",
    );
    for (name, value) in fields {
        let value = value.replace("]]>", "]]]]><![CDATA[>");
        write!(xml, "<{name}><![CDATA[{value}]]></{name}>").unwrap();
    }
    xml + "</xml>"
}

fn text(content: &str) -> String {
    message(&[("MsgType", "text"), ("Content", content)])
}

fn voice(recognition: &str) -> String {
    message(&[("MsgType", "voice"), ("Recognition", recognition)])
}

fn event(name: &str, key: &str) -> String {
    message(&[("MsgType", "event"), ("Event", name), ("EventKey", key)])
}

/// A follower scans a code.
fn scan(scene: &str) -> String {
    event("SCAN", scene)
}

/// Somebody follows by scanning a code.
fn subscribe(scene: &str) -> String {
    event("subscribe", &format!("qrscene_{scene}"))
}

fn rules(toml: &str) -> Rules {
    parse::read(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"))
}

/// One rule with this condition, which replies with the text `reply`.
fn rule(when: &str, reply: &str) -> String {
    format!("[[rule]]\nwhen = {when}\nreply = {reply:?}\n")
}

/// The XML that the rules answer a message with; empty where they say nothing.
#[track_caller]
fn reply_xml(rules: &Rules, message: &str) -> String {
    let document = Document::parse(message.as_bytes(), Strictness::Message).unwrap();
    let message = Message::read(&document).unwrap();
    let reply = rules.reply(&message).corrected_for(&message);
    reply.to_xml(&message, 1_735_700_001).unwrap_or_default()
}

/// The Content of the text that the rules answer a message with; empty where they say nothing.
#[track_caller]
fn reply_text(rules: &Rules, message: &str) -> String {
    let xml = reply_xml(rules, message);
    let document =
        roxmltree::Document::parse(if xml.is_empty() { "<xml/>" } else { &xml }).unwrap();
    let content = document
        .descendants()
        .find(|node| node.has_tag_name("Content"));
    content
        .and_then(|content| content.text())
        .unwrap_or_default()
        .to_owned()
}
