//! When a rule answers.

use super::scene::Scene;
use super::template::content;
use super::text::{Engine, Text};
use crate::wechat::message::Message;
use crate::wechat::scene::Visitor;

/// A rule's `when = …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::when))]
pub struct When {
    /// What kind of thing happened.
    pub what: What,
    /// What the words of the message, or the menu key, must be like.
    pub text: Option<Text>,
}

/// The kind of thing that a rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::when))]
pub enum What {
    /// `"*"`: whatever WeChat sends.
    Anything,
    /// `message`: ordinary messages of these kinds; of all kinds where there are none here.
    Message(&'static [&'static str]),
    /// `event`: events of these names; all events where there are none here.
    Event(&'static [&'static str]),
    /// `menu`: a tap on a button of the account's menu.
    Menu,
    /// `scan`: a parametric QR code.
    Scan(Scene, Option<Visitor>),
}

/// The events that a tap on a menu button gives (protocol.md, section D2).
const MENU_EVENTS: [&str; 11] = [
    "CLICK",
    "VIEW",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
    "view_miniprogram",
    "media_id",
    "view_limited",
];

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl When {
    /// The parts of the scene and the groups of the expression; `None` where the rule does not
    /// answer this message.
    pub fn captures<'m>(
        &self,
        message: &Message<'m>,
        engine: Option<Engine>,
    ) -> Option<Vec<&'m str>> {
        let event = message.event_name();
        let text = match self.what {
            What::Anything => "",
            What::Message(kinds) => {
                let fits = kinds.is_empty() || is_one_of(kinds, message.msg_type);
                if event.is_some() || !fits {
                    return None;
                }
                // Looked for only where a test needs it.
                self.text.map_or("", |_| content(message))
            }
            What::Event(names) => {
                let event = event?;
                if !(names.is_empty() || is_one_of(names, event)) {
                    return None;
                }
                ""
            }
            What::Menu => {
                if !is_one_of(&MENU_EVENTS, event?) {
                    return None;
                }
                message.fields().get("EventKey").unwrap_or_default()
            }
            What::Scan(scene, visitor) => {
                let scan = message.scan()?;
                if visitor.is_some_and(|visitor| visitor != scan.visitor) {
                    return None;
                }
                return scene.captures(scan.scene);
            }
        };
        match self.text {
            None => Some(Vec::new()),
            Some(test) => test.captures(text, engine),
        }
    }

    /// The scene, where the rule answers scans of this one only.
    pub fn exact_scene(&self) -> Option<&'static str> {
        match self.what {
            What::Scan(Scene::Exact(scene), _) => Some(scene),
            _ => None,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use std::fmt;

    use super::{MENU_EVENTS, What, When, is_one_of};
    use crate::rules::parse::{Entries, Fault, Node, suggest};
    use crate::rules::scene::Scene;
    use crate::rules::template::Piece;
    use crate::rules::text::Text;
    use crate::wechat::event::Event;
    use crate::wechat::field::FieldInfo;
    use crate::wechat::message::MessageType;
    use crate::wechat::scene::Visitor;

    /// Kinds of messages that hold words.
    const SPOKEN: [&str; 2] = ["text", "voice"];

    impl When {
        /// Reads `"*"` or `{ … }`. `expressions` counts those of the file.
        pub(in crate::rules) fn read(
            node: Node<'_>,
            expressions: &mut usize,
        ) -> Result<When, Fault> {
            if node.is_string() {
                return match node.string("")? {
                    "*" => Ok(When {
                        what: What::Anything,
                        text: None,
                    }),
                    other => Err(node.fault(format!(
                        "`when = \"{other}\"` says nothing: write \"*\" for everything, or for \
                         example {{ message = \"text\" }} or {{ scan = \"vip\" }}"
                    ))),
                };
            }
            let mut entries = Entries::of(node)?;
            let mut kinds: Vec<(Node<'_>, &str)> = ["message", "event", "menu", "scan"]
                .into_iter()
                .filter_map(|kind| Some((entries.get(kind)?, kind)))
                .collect();
            kinds.sort_by_key(|(node, _)| node.at());
            let mut kinds = kinds.into_iter();
            let visitor = entries.get("visitor");
            let text = Text::read(&mut entries, expressions)?;
            entries.finish("when")?;

            let (node, kind) = kinds.next().ok_or_else(|| {
                node.fault("`when` says nothing of what happened: message, event, menu or scan")
            })?;
            if let Some((second, name)) = kinds.next() {
                return Err(second.fault(format!(
                    "`when` has {kind} and {name}: one rule, one of them"
                )));
            }
            if let (Some(visitor), false) = (visitor, kind == "scan") {
                return Err(visitor.fault("only a scan has a visitor"));
            }
            let (what, text) = match kind {
                "message" => (
                    What::Message(names(node, "message", MessageType::NAMES)?),
                    text,
                ),
                "event" => (What::Event(names(node, "event", Event::NAMES)?), text),
                "menu" => menu(node, text)?,
                _ => (
                    What::Scan(Scene::read(node)?, visitor.map(read_visitor).transpose()?),
                    text,
                ),
            };
            let when = When { what, text };
            if text.is_some() && !when.has_words() {
                return Err(node.fault(
                    "equals, starts_with, contains and matches ask for words: those of \
                     message = \"text\" or \"voice\", or the key of menu",
                ));
            }
            Ok(when)
        }

        fn has_words(&self) -> bool {
            match self.what {
                What::Menu => true,
                What::Message(kinds) => {
                    !kinds.is_empty() && kinds.iter().all(|kind| SPOKEN.contains(kind))
                }
                _ => false,
            }
        }

        /// All placeholders that this fills, in the order in which they are looked up.
        pub(in crate::rules) fn placeholders(&self) -> Vec<(&'static str, Piece)> {
            let captures = match (self.what, self.text) {
                (What::Scan(scene, _), _) => scene.parts(),
                (_, Some(text)) => text.groups().to_vec(),
                _ => Vec::new(),
            };
            let mut known: Vec<(&'static str, Piece)> = captures
                .into_iter()
                .enumerate()
                .map(|(at, name)| (name, Piece::Capture(at, name)))
                .collect();
            match self.what {
                What::Anything => {}
                What::Scan(..) => known.extend([
                    ("scene", Piece::Scene),
                    ("ticket", Piece::Field("Ticket")),
                    ("event", Piece::Field("Event")),
                ]),
                What::Menu => known.extend([
                    ("event_key", Piece::Field("EventKey")),
                    ("event", Piece::Field("Event")),
                ]),
                What::Event(names) => {
                    known.extend(shared(names, Event::FIELDS));
                    known.push(("event", Piece::Field("Event")));
                }
                What::Message(kinds) => {
                    if self.has_words() {
                        known.push(("content", Piece::Content));
                    }
                    known.extend(shared(kinds, MessageType::FIELDS));
                    known.push(("msg_id", Piece::Field("MsgId")));
                }
            }
            known.push(("openid", Piece::Field("FromUserName")));
            known.push(("create_time", Piece::Field("CreateTime")));
            // The first of a name counts: a part named like a field is the part.
            let mut names = Vec::new();
            known.retain(|(name, _)| {
                !names.contains(name) && {
                    names.push(*name);
                    true
                }
            });
            known
        }

        pub(in crate::rules) fn placeholder(&self, name: &str) -> Option<Piece> {
            let known = self.placeholders();
            let found = known.into_iter().find(|(known, _)| *known == name);
            found.map(|(_, piece)| piece)
        }

        /// Whether all that this answers are ordinary messages.
        pub(in crate::rules) fn is_messages(&self) -> bool {
            matches!(self.what, What::Message(_))
        }

        /// Whether none that this answers are ordinary messages.
        pub(in crate::rules) fn is_events(&self) -> bool {
            matches!(self.what, What::Event(_) | What::Menu | What::Scan(..))
        }

        /// Whether this takes everything that `other` takes. `false` where that is not plain.
        pub(in crate::rules) fn covers(&self, other: &When) -> bool {
            let what = match (self.what, other.what) {
                (What::Anything, _) | (What::Menu, What::Menu) => true,
                (What::Message(mine), What::Message(theirs))
                | (What::Event(mine), What::Event(theirs)) => {
                    mine.is_empty()
                        || !theirs.is_empty() && theirs.iter().all(|name| is_one_of(mine, name))
                }
                (What::Event(mine), What::Menu) => {
                    mine.is_empty() || MENU_EVENTS.iter().all(|name| is_one_of(mine, name))
                }
                (What::Event(mine), What::Scan(_, visitor)) => {
                    let takes = |name| mine.is_empty() || is_one_of(mine, name);
                    (visitor == Some(Visitor::Existing) || takes("subscribe"))
                        && (visitor == Some(Visitor::New) || takes("SCAN"))
                }
                (What::Menu, What::Event(theirs)) => {
                    !theirs.is_empty() && theirs.iter().all(|name| is_one_of(&MENU_EVENTS, name))
                }
                (What::Scan(mine, visitor), What::Scan(theirs, of)) => {
                    (visitor.is_none() || visitor == of) && mine.covers(&theirs)
                }
                _ => false,
            };
            let text = match (self.text, other.text) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(theirs)) => mine.covers(&theirs),
            };
            what && text
        }
    }

    /// `"*"`, a name, or a list of names.
    fn names(
        node: Node<'_>,
        what: &str,
        known: &'static [&'static str],
    ) -> Result<&'static [&'static str], Fault> {
        let nodes = node.list();
        if let [only] = nodes.as_slice()
            && only.string("a name, or a list of names")? == "*"
        {
            return Ok(&[]);
        }
        let names: Vec<&'static str> = nodes
            .into_iter()
            .map(|node| {
                let name = node.string("a name, or a list of names")?;
                if what == "message" && name == "event" {
                    return Err(node.fault("an event is no message: write event = \"…\""));
                }
                let found = known.iter().find(|known| known.eq_ignore_ascii_case(name));
                found.copied().ok_or_else(|| {
                    node.fault(format!("unknown {what} `{name}`{}", suggest(name, known)))
                })
            })
            .collect::<Result<_, Fault>>()?;
        if names.is_empty() {
            return Err(node.fault("the list is empty: this rule would never answer"));
        }
        Ok(names.leak())
    }

    /// `menu = "ABOUT"` is short for `menu = "*", equals = "ABOUT"`.
    fn menu(node: Node<'_>, text: Option<Text>) -> Result<(What, Option<Text>), Fault> {
        use crate::rules::text::Test;

        let key = node.string("the key of a menu button, or \"*\"")?;
        match (key, text) {
            ("*", text) => Ok((What::Menu, text)),
            ("", _) => Err(node.fault("the menu key is empty; \"*\" stands for any")),
            (_, Some(_)) => Err(node.fault("the menu key is said twice: write menu = \"*\" here")),
            (key, None) => {
                let word: &'static str = key.to_owned().leak();
                let text = Text {
                    test: Test::Equals(vec![word].leak()),
                    ignore_case: false,
                    ignore_blanks: false,
                };
                Ok((What::Menu, Some(text)))
            }
        }
    }

    fn read_visitor(node: Node<'_>) -> Result<Visitor, Fault> {
        match node.string("\"new\" or \"existing\"")? {
            "new" => Ok(Visitor::New),
            "existing" => Ok(Visitor::Existing),
            other => Err(node.fault(format!(
                "unknown visitor `{other}`{}",
                suggest(other, &["new", "existing"])
            ))),
        }
    }

    /// The placeholders that every one of these kinds fills.
    fn shared(
        names: &[&str],
        table: &'static [(&'static [&'static str], &'static [FieldInfo])],
    ) -> Vec<(&'static str, Piece)> {
        let fields = |name: &str| {
            let entry = table.iter().find(|(entry, _)| is_one_of(entry, name));
            entry.map_or(&[][..], |(_, fields)| fields)
        };
        let Some((first, others)) = names.split_first() else {
            return Vec::new();
        };
        fields(first)
            .iter()
            .filter(|field| field.is_one)
            .filter(|field| {
                others
                    .iter()
                    .all(|name| fields(name).iter().any(|other| other.path == field.path))
            })
            .map(|field| (field.name, Piece::Field(field.path)))
            .collect()
    }

    impl fmt::Display for When {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.what {
                What::Anything => f.write_str("anything")?,
                What::Message([]) => f.write_str("any message")?,
                What::Message(kinds) => write!(f, "message {}", kinds.join(" or "))?,
                What::Event([]) => f.write_str("any event")?,
                What::Event(names) => write!(f, "event {}", names.join(" or "))?,
                What::Menu => f.write_str("menu key")?,
                What::Scan(scene, None) => write!(f, "scan of {scene}")?,
                What::Scan(scene, Some(Visitor::New)) => {
                    write!(f, "scan of {scene} by a new follower")?;
                }
                What::Scan(scene, Some(Visitor::Existing)) => {
                    write!(f, "scan of {scene} by a follower")?;
                }
            }
            match (self.what, self.text) {
                (_, None) => Ok(()),
                (What::Menu, Some(text)) => write!(f, " {text}"),
                (_, Some(text)) => write!(f, " whose text {text}"),
            }
        }
    }
}
