//! Reads `when`: `"*"`, or `{ … }` with one of message, event, menu and scan.

use super::kind::{Findings, Kind};
use super::names::{Expected, Name, Place};
use super::{scene, text};
use crate::rules::condition::{Condition, Trigger};
use crate::rules::text::{Match, TextCondition};
use crate::toml_file::Node;
use crate::toml_file::Suggestion;
use crate::toml_file::Table;
use crate::wechat::event::Event;
use crate::wechat::message::MessageType;
use crate::wechat::scene::Visitor;

/// Kinds of messages that hold words.
const SPOKEN: [&str; 2] = ["text", "voice"];

pub(super) fn read(node: Node<'_>, findings: &mut Findings) -> Option<Condition> {
    if node.is_string() {
        return match node.string(Expected::Text, findings)? {
            "*" => Some(Condition {
                trigger: Trigger::Anything,
                text: None,
            }),
            other => findings.refuse(node, Kind::WhenIsText(other.to_owned())),
        };
    }
    let mut table = Table::of(node, findings)?;
    let mut triggers: Vec<(Node<'_>, &'static str)> = ["message", "event", "menu", "scan"]
        .into_iter()
        .filter_map(|key| Some((table.get(key)?, key)))
        .collect();
    triggers.sort_by_key(|(node, _)| node.start());
    let visitor = table.get("visitor");
    let text = text::read(&mut table, node, findings);
    let is_known = table.finish(Place::When, findings);

    let (on, key, second) = match *triggers.as_slice() {
        [] if is_known => return findings.refuse(node, Kind::NoTrigger),
        [] => return None,
        [(on, key)] => (on, key, None),
        [(on, key), second, ..] => (on, key, Some(second)),
    };
    if let Some((second, name)) = second {
        return findings.refuse(second, Kind::TwoTriggers(key, name));
    }
    if let (Some(visitor), false) = (visitor, key == "scan") {
        let _: Option<()> = findings.refuse(visitor, Kind::VisitorWithoutScan);
    }
    let (trigger, text) = match key {
        "message" => {
            let kinds = names(on, Name::Message, MessageType::NAMES, findings)?;
            (Trigger::Message(kinds), text?)
        }
        "event" => {
            let events = names(on, Name::Event, Event::NAMES, findings)?;
            (Trigger::Event(events), text?)
        }
        "menu" => (Trigger::Menu, menu(on, text?, findings)?),
        _ => {
            let scene = scene::read(on, findings);
            let visitor = match visitor {
                None => Some(None),
                Some(visitor) => read_visitor(visitor, findings).map(Some),
            };
            (Trigger::Scan(scene?, visitor?), text?)
        }
    };
    if text.is_some() && !has_words(&trigger) {
        return findings.refuse(on, Kind::NoWords);
    }
    Some(Condition { trigger, text })
}

/// Whether what this takes has words that a text condition can ask about.
pub(super) fn has_words(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Menu => true,
        Trigger::Message(kinds) => {
            !kinds.is_empty() && kinds.iter().all(|kind| SPOKEN.contains(kind))
        }
        _ => false,
    }
}

/// `"*"`, a name, or a list of names.
fn names(
    node: Node<'_>,
    what: Name,
    known: &'static [&'static str],
    findings: &mut Findings,
) -> Option<&'static [&'static str]> {
    let nodes = node.list();
    if let [only] = nodes.as_slice()
        && only.string(Expected::Names, findings)? == "*"
    {
        return Some(&[]);
    }
    if nodes.is_empty() {
        return findings.refuse(node, Kind::EmptyList);
    }
    // All are read before one that is missing is missed.
    let names: Vec<Option<&'static str>> = nodes
        .into_iter()
        .map(|node| {
            let name = node.string(Expected::Names, findings)?;
            if what == Name::Message && name == "event" {
                return findings.refuse(node, Kind::EventAsMessage);
            }
            let found = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            found.copied().or_else(|| {
                let suggestion = Suggestion::of(name, known);
                findings.refuse(node, Kind::UnknownName(what, name.to_owned(), suggestion))
            })
        })
        .collect();
    let names: Vec<&'static str> = names.into_iter().collect::<Option<_>>()?;
    Some(names.leak())
}

/// `menu = "ABOUT"` is short for `menu = "*", equals = "ABOUT"`.
fn menu(
    node: Node<'_>,
    text: Option<TextCondition>,
    findings: &mut Findings,
) -> Option<Option<TextCondition>> {
    let key = node.string(Expected::MenuKey, findings)?;
    match (key, text) {
        ("*", text) => Some(text),
        ("", _) => findings.refuse(node, Kind::MenuKeyEmpty),
        (_, Some(_)) => findings.refuse(node, Kind::MenuKeyTwice),
        (key, None) => {
            let word: &'static str = key.to_owned().leak();
            Some(Some(TextCondition {
                test: Match::Equals(vec![word].leak()),
                ignore_case: false,
                ignore_blanks: false,
            }))
        }
    }
}

fn read_visitor(node: Node<'_>, findings: &mut Findings) -> Option<Visitor> {
    match node.string(Expected::Visitor, findings)? {
        "new" => Some(Visitor::New),
        "existing" => Some(Visitor::Existing),
        other => {
            let suggestion = Suggestion::of(other, &["new", "existing"]);
            findings.refuse(
                node,
                Kind::UnknownName(Name::Visitor, other.to_owned(), suggestion),
            )
        }
    }
}
