//! `check`: what the rules of `replies.toml` do, and which of them answers a message.

use std::panic::AssertUnwindSafe;
use std::path::Path;

use serde_json::json;
use wechat_edge::context::{Context, Offline};
use wechat_edge::handler;
use wechat_edge::rules::{Rule, Rules, parse};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::Reply;
use wechat_edge::wechat::xml::{Document, Strictness};

use super::Exit;
use super::arguments::{Check, Pushed};
use super::console::{Console, visible};
use super::push::{Addressed, Push};

/// The file of the repo.
pub(crate) const FILE: &str = "replies.toml";

/// Nothing is sent: who it comes from and when does not matter.
const ANYBODY: Addressed<'_> = Addressed {
    account: "gh_account",
    visitor: "o_visitor",
    create_time: 1_735_700_000,
    msg_id: 24_800_000_000_000_014,
};

pub(crate) fn run(check: &Check, console: &Console) -> Exit {
    let file = check.rules.display().to_string();
    let toml = match std::fs::read_to_string(&check.rules) {
        Ok(toml) => toml,
        Err(error) => {
            console.error(&console.texts.file_unreadable(&file, error));
            return Exit::Usage;
        }
    };
    let rules = match parse::read(&toml) {
        Ok(rules) => rules,
        Err(error) => {
            console.error(&format!("{file}:{error}"));
            return Exit::Problem;
        }
    };
    match check.pushed() {
        None => list(&rules, console),
        Some(what) => ask(&rules, &what, console),
    }
}

/// Says of a scene whether a rule of `replies.toml` answers who scans its code, a new follower or an
/// old one; `None` where there is no file of rules here.
pub(crate) fn answered_scenes() -> Option<impl Fn(&str) -> bool> {
    let toml = std::fs::read_to_string(Path::new(FILE)).ok()?;
    let rules = parse::read(&toml).ok()?;
    Some(move |scene: &str| {
        [true, false].into_iter().any(|new| {
            let push = ANYBODY.scan(scene, new);
            let document = Document::parse(push.xml.as_bytes(), Strictness::Message);
            let message = document.as_ref().ok().and_then(|it| Message::read(it).ok());
            message.is_some_and(|message| rules.find(&message).is_some())
        })
    })
}

/// One line for each rule.
fn list(rules: &Rules, console: &Console) -> Exit {
    if console.json {
        let rules: Vec<_> = rules.all.iter().map(to_json).collect();
        console.result(&json!({ "rules": rules }).to_string());
        return Exit::Ok;
    }
    for rule in rules.all {
        console.result(&line(rule, console));
    }
    Exit::Ok
}

/// The rule that answers a message, and its answer.
fn ask(rules: &Rules, what: &Pushed, console: &Console) -> Exit {
    let push = match Push::build(what, ANYBODY, console.texts) {
        Ok(push) => push,
        Err(error) => {
            console.error(&error);
            return Exit::Usage;
        }
    };
    let document = Document::parse(push.xml.as_bytes(), Strictness::Message);
    let Some(message) = document.as_ref().ok().and_then(|it| Message::read(it).ok()) else {
        console.error(&console.texts.file_no_push(&push.name, "<xml>"));
        return Exit::Usage;
    };

    let offline = Offline::new(ANYBODY.create_time);
    let own = own_answer(&message, &offline, console);
    for line in offline.logged() {
        console.warn(&line);
    }
    let rule = if own.is_some() {
        None
    } else {
        rules.find(&message)
    };
    let reply = own.clone().unwrap_or_else(|| rules.reply(&message));
    let reply = reply.corrected_for(&message);
    if let Some(correction) = reply.correction() {
        console.warn(&correction.to_string());
    }
    let xml = reply.to_xml(&message, ANYBODY.create_time);
    if console.json {
        let rule = rule.map(|(rule, _)| to_json(rule));
        let kind = reply.msg_type();
        let answer = json!({ "rule": rule, "custom": own.is_some(), "kind": kind, "xml": xml });
        console.result(&answer.to_string());
        return Exit::Ok;
    }
    console.say(&match rule {
        Some((rule, _)) => line(rule, console),
        None if own.is_some() => console.texts.check_custom(),
        None => console.texts.check_no_rule(),
    });
    console.result(&shown(&reply, xml.as_deref(), console));
    Exit::Ok
}

fn line(rule: &Rule, console: &Console) -> String {
    console
        .texts
        .check_rule(rule.line, visible(&rule.to_string()))
}

fn to_json(rule: &Rule) -> serde_json::Value {
    let (when, reply) = (rule.when.to_string(), rule.reply.to_string());
    json!({ "line": rule.line, "when": when, "reply": reply })
}

/// A text as the visitor sees it, any other reply as its XML, which names everything in it.
fn shown(reply: &Reply<'_>, xml: Option<&str>, console: &Console) -> String {
    let Some(xml) = xml else {
        return console.texts.reply_none();
    };
    let document = Document::parse(xml.as_bytes(), Strictness::Message);
    let content = document
        .as_ref()
        .ok()
        .filter(|_| reply.msg_type() == Some("text"))
        .and_then(|document| document.fields().get("Content"));
    visible(content.unwrap_or(xml))
}

/// What `src/handler.rs` answers. One that needs a Worker cannot be asked here: its bindings are not
/// there, and what it awaits does not come.
fn own_answer<'m>(
    message: &Message<'m>,
    offline: &Offline,
    console: &Console,
) -> Option<Reply<'m>> {
    let context = Context::new(offline);
    let asked = std::panic::catch_unwind(AssertUnwindSafe(|| {
        offline.run(handler::answer(message, &context))
    }));
    match asked {
        Ok(Some(Ok(own))) => own,
        Ok(Some(Err(error))) => {
            console.warn(&format!("src/handler.rs: {error}"));
            None
        }
        Ok(None) | Err(_) => {
            console.warn("src/handler.rs needs a Worker to say what it answers: try `send`");
            None
        }
    }
}
