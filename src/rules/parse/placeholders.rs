//! Which placeholders a rule fills, by what it answers.

use super::condition::has_words;
use super::{scene, text};
use crate::rules::condition::{Condition, Trigger, is_one_of};
use crate::rules::template::Value;
use crate::wechat::event::Event;
use crate::wechat::field::FieldInfo;
use crate::wechat::message::{CREATE_TIME, EVENT, EVENT_KEY, MSG_ID, MessageType, OPENID, TICKET};

type Placeholder = (&'static str, Value);

/// All of them, in the order in which they are looked up: of two with one name the first counts, so
/// a part named like a field is the part.
pub(super) fn of(when: &Condition) -> Vec<Placeholder> {
    let captures = match (when.trigger, when.text) {
        (Trigger::Scan(scene, _), _) => scene::parts(&scene),
        (_, Some(text)) => text::groups(&text).to_vec(),
        _ => Vec::new(),
    };
    let captures = captures.into_iter().enumerate();
    let mut known: Vec<Placeholder> = captures
        .map(|(at, name)| (name, Value::Capture(at)))
        .collect();
    match when.trigger {
        Trigger::Anything => {}
        Trigger::Scan(..) => {
            known.push(("scene", Value::Scene));
            known.extend([TICKET, EVENT].map(field));
        }
        Trigger::Menu => known.extend([EVENT_KEY, EVENT].map(field)),
        Trigger::Event(names) => {
            known.extend(shared(names, Event::FIELDS));
            known.push(field(EVENT));
        }
        Trigger::Message(kinds) => {
            if has_words(&when.trigger) {
                known.push(("content", Value::Content));
            }
            known.extend(shared(kinds, MessageType::FIELDS));
            known.push(field(MSG_ID));
        }
    }
    known.extend([OPENID, CREATE_TIME].map(field));
    let mut names = Vec::new();
    known.retain(|(name, _)| {
        let is_first = !names.contains(name);
        names.push(*name);
        is_first
    });
    known
}

/// Whether this is the link that the visitor forwarded: the only whole URL that a rule may repeat.
pub(super) fn is_forwarded_link(when: &Condition, value: Value) -> bool {
    let url = MessageType::FIELDS
        .iter()
        .find(|(kinds, _)| kinds.contains(&"link"))
        .and_then(|(_, fields)| fields.iter().find(|field| field.name == "url"));
    let is_link = matches!(when.trigger, Trigger::Message(["link"]));
    is_link && url.is_some_and(|url| value == Value::Field(url.paths))
}

fn field(info: FieldInfo) -> Placeholder {
    (info.name, Value::Field(info.paths))
}

/// The placeholders that every one of these kinds fills.
fn shared(
    names: &[&str],
    table: &'static [(&'static [&'static str], &'static [FieldInfo])],
) -> Vec<Placeholder> {
    let fields = |name: &str| {
        let entry = table.iter().find(|(entry, _)| is_one_of(entry, name));
        entry.map_or(&[][..], |(_, fields)| fields)
    };
    let Some((first, others)) = names.split_first() else {
        return Vec::new();
    };
    let fills = |name: &str, field: &FieldInfo| {
        let mut fields = fields(name).iter();
        fields.any(|other| other.paths == field.paths)
    };
    fields(first)
        .iter()
        .filter(|field| field.is_one)
        .filter(|field| others.iter().all(|name| fills(name, field)))
        .map(|info| field(*info))
        .collect()
}
