//! Whether one condition takes all that another takes. `false` wherever that is not plain.

use crate::rules::condition::{Condition, MENU_EVENTS, Trigger, is_one_of};
use crate::rules::scene::{Scene, Segment};
use crate::rules::text::{Match, TextCondition};
use crate::wechat::scene::Visitor;

pub(super) fn covers(this: &Condition, other: &Condition) -> bool {
    covers_trigger(&this.trigger, &other.trigger)
        && match (&this.text, &other.text) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(this), Some(other)) => covers_text(this, other),
        }
}

fn covers_trigger(this: &Trigger, other: &Trigger) -> bool {
    match (*this, *other) {
        (Trigger::Anything, _) | (Trigger::Menu, Trigger::Menu) => true,
        (Trigger::Message(mine), Trigger::Message(theirs))
        | (Trigger::Event(mine), Trigger::Event(theirs)) => {
            mine.is_empty() || !theirs.is_empty() && theirs.iter().all(|name| is_one_of(mine, name))
        }
        (Trigger::Event(mine), Trigger::Menu) => {
            mine.is_empty() || MENU_EVENTS.iter().all(|name| is_one_of(mine, name))
        }
        (Trigger::Event(mine), Trigger::Scan(_, visitor)) => {
            let takes = |name| mine.is_empty() || is_one_of(mine, name);
            (visitor == Some(Visitor::Existing) || takes("subscribe"))
                && (visitor == Some(Visitor::New) || takes("SCAN"))
        }
        (Trigger::Menu, Trigger::Event(theirs)) => {
            !theirs.is_empty() && theirs.iter().all(|name| is_one_of(&MENU_EVENTS, name))
        }
        (Trigger::Scan(mine, visitor), Trigger::Scan(theirs, of)) => {
            (visitor.is_none() || visitor == of) && covers_scene(&mine, &theirs)
        }
        _ => false,
    }
}

fn covers_scene(this: &Scene, other: &Scene) -> bool {
    match (this, other) {
        (Scene::Any | Scene::Pattern([Segment::Part(_)]), _) => true,
        (Scene::Range(first, last), Scene::Range(from, to)) => first <= from && to <= last,
        (_, Scene::Exact(_)) | (Scene::Pattern(_), Scene::Pattern(_)) => {
            this.captures(&sample(other)).is_some()
        }
        _ => false,
    }
}

/// The scene as a text, with one odd character for each part of a pattern: what takes that, takes
/// all.
pub(super) fn sample(scene: &Scene) -> String {
    match scene {
        Scene::Exact(scene) => (*scene).to_owned(),
        Scene::Pattern(segments) => segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(literal) => literal,
                Segment::Part(_) => "\u{0}",
            })
            .collect(),
        Scene::Any | Scene::Range(..) => String::new(),
    }
}

fn covers_text(this: &TextCondition, other: &TextCondition) -> bool {
    let same_flags =
        (this.ignore_case, this.ignore_blanks) == (other.ignore_case, other.ignore_blanks);
    let all = |words: &[&str], others: &[&str], fit: fn(&str, &str) -> bool| {
        let mut others = others.iter();
        others.all(|other| words.iter().any(|word| fit(other, word)))
    };
    let starts = |other: &str, word: &str| other.starts_with(word);
    let contains = |other: &str, word: &str| other.contains(word);
    same_flags
        && match (this.test, other.test) {
            (Match::Equals(words), Match::Equals(others)) => all(words, others, |a, b| a == b),
            (Match::StartsWith(words), Match::Equals(others) | Match::StartsWith(others)) => {
                all(words, others, starts)
            }
            (
                Match::Contains(words),
                Match::Equals(others) | Match::StartsWith(others) | Match::Contains(others),
            ) => all(words, others, contains),
            (Match::Matches(one), Match::Matches(other)) => one.pattern == other.pattern,
            _ => false,
        }
}
