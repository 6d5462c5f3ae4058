//! A menu beside the rules of `replies.toml`: a key that no rule answers, a rule that no button
//! reaches.

use std::path::Path;

use wechat_edge::language::{Bilingual, Language};
use wechat_edge::rules::Rules;
use wechat_edge::rules::condition::Trigger;
use wechat_edge::rules::parse::read_file;
use wechat_edge::wechat::api::button::{Button, Field};
use wechat_edge::wechat::api::menu::Menu;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};
use wechat_edge::wechat::xml_writer::XmlWriter;

use super::finding::MenuFinding;

/// Nothing without a file of rules.
pub(crate) fn compare(menu: &Menu, file: &Path, language: Language) -> Vec<MenuFinding> {
    let Ok(toml) = std::fs::read(file) else {
        return Vec::new();
    };
    match read_file(&toml) {
        Ok((rules, _)) => compare_rules(menu, &rules, language),
        Err(_) => vec![MenuFinding::RulesUnreadable {}],
    }
}

fn compare_rules(menu: &Menu, rules: &Rules, language: Language) -> Vec<MenuFinding> {
    let events: Vec<(&Button, String)> = menu
        .acting()
        .filter_map(|button| Some((button, event(button)?)))
        .collect();
    let mut findings = Vec::new();
    for (button, xml) in &events {
        let is_answered = with_message(xml, |message| rules.find(message).is_some());
        if let Some(key) = button.value(Field::Key)
            && !is_answered
        {
            let (button, key) = (button.name.clone(), key.to_owned());
            findings.push(MenuFinding::KeyUnanswered { button, key });
        }
    }
    for rule in rules.all {
        let fits = |message: &Message<'_>| rule.when.captures(message, rules.engine).is_some();
        let is_reached = events.iter().any(|(_, xml)| with_message(xml, fits));
        if matches!(rule.when.trigger, Trigger::Menu) && !is_reached {
            let (line, rule) = (rule.line, rule.when.text(language));
            findings.push(MenuFinding::RuleWithoutButton { line, rule });
        }
    }
    findings
}

/// The event that a tap on a button gives (PROTOCOL.md, section D2); `None` where it gives none.
fn event(button: &Button) -> Option<String> {
    let button_type = button.button_type.as_deref()?;
    let (event, key) = match button_type {
        "click" => ("CLICK", button.value(Field::Key)?),
        "view" => ("VIEW", button.value(Field::Url)?),
        "miniprogram" => ("view_miniprogram", button.value(Field::Pagepath)?),
        _ => (button_type, button.value(Field::Key)?),
    };
    let mut xml = XmlWriter::with_capacity(512);
    xml.open("xml");
    xml.text("ToUserName", "gh_account");
    xml.text("FromUserName", "o_visitor");
    xml.verbatim("CreateTime", "1735700000");
    xml.text("MsgType", "event");
    xml.text("Event", event);
    xml.text("EventKey", key);
    xml.close("xml");
    Some(xml.finish())
}

fn with_message(xml: &str, ask: impl Fn(&Message<'_>) -> bool) -> bool {
    let document = Document::parse(xml.as_bytes(), Strictness::Message);
    let message = document.as_ref().ok().and_then(|it| Message::read(it).ok());
    message.is_some_and(|message| ask(&message))
}
