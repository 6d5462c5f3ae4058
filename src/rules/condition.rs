//! When a rule answers.

use super::expression::Engine;
use super::scene::Scene;
use super::template::content;
use super::text::TextCondition;
use crate::wechat::message::{EVENT_KEY, Message};
use crate::wechat::scene::Visitor;

/// A rule's `when = …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::condition))]
pub struct Condition {
    /// What kind of thing happened.
    pub trigger: Trigger,
    /// What the words of the message, or the menu key, must be like.
    pub text: Option<TextCondition>,
}

/// The kind of thing that a rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::condition))]
pub enum Trigger {
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

/// The events that a tap on a menu button gives (PROTOCOL.md, section D2).
pub const MENU_EVENTS: [&str; 11] = [
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

/// Whether a name is one of these, in any letter case.
pub fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl Condition {
    /// The parts of the scene and the groups of the expression; `None` where the rule does not
    /// answer this message.
    pub fn captures<'m>(
        &self,
        message: &Message<'m>,
        engine: Option<Engine>,
    ) -> Option<Vec<&'m str>> {
        let event = message.event_name();
        let text = match self.trigger {
            Trigger::Anything => "",
            Trigger::Message(kinds) => {
                let fits = kinds.is_empty() || is_one_of(kinds, message.msg_type);
                if event.is_some() || !fits {
                    return None;
                }
                // Looked for only where a test needs it.
                self.text.map_or("", |_| content(message))
            }
            Trigger::Event(names) => {
                let event = event?;
                if !(names.is_empty() || is_one_of(names, event)) {
                    return None;
                }
                ""
            }
            Trigger::Menu => {
                if !is_one_of(&MENU_EVENTS, event?) {
                    return None;
                }
                EVENT_KEY.read(message.fields())
            }
            Trigger::Scan(scene, visitor) => {
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
        match self.trigger {
            Trigger::Scan(Scene::Exact(scene), _) => Some(scene),
            _ => None,
        }
    }
}
