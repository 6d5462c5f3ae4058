//! What the file calls things, and what the owner is told they are.

use crate::language::Language;
use crate::toml_file::Words;
use crate::tr;

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Place {
    File,
    Rule,
    When,
    Reply,
    Group(Group),
}

/// A reply that is a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Group {
    Video,
    Music,
    News,
}

/// Whose name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Name {
    Message,
    Event,
    Visitor,
}

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Expected {
    Table,
    Text,
    Words,
    Names,
    Scene,
    Expression,
    MenuKey,
    Visitor,
}

impl From<Place> for Words {
    fn from(place: Place) -> Words {
        let (english, chinese) = match place {
            Place::File => return Words::FILE,
            Place::Rule => ("a rule", "规则里"),
            Place::When => ("when", "when 里"),
            Place::Reply => ("reply", "reply 里"),
            Place::Group(Group::Video) => ("video", "video 里"),
            Place::Group(Group::Music) => ("music", "music 里"),
            Place::Group(Group::News) => ("news", "news 里"),
        };
        Words { english, chinese }
    }
}

impl Group {
    pub(super) fn name(self) -> &'static str {
        match self {
            Group::Video => "video",
            Group::Music => "music",
            Group::News => "news",
        }
    }
}

impl Name {
    pub(super) fn name(self, l: Language) -> String {
        match self {
            Name::Message => tr!(l, "message", "消息"),
            Name::Event => tr!(l, "event", "事件"),
            Name::Visitor => tr!(l, "visitor", " visitor"),
        }
    }
}

impl From<Expected> for Words {
    fn from(expected: Expected) -> Words {
        let (english, chinese) = match expected {
            Expected::Table => return Words::TABLE,
            Expected::Text => return Words::TEXT,
            Expected::Words => ("a text, or a list of texts", "文字，或文字的列表"),
            Expected::Names => ("a name, or a list of names", "名字，或名字的列表"),
            Expected::Scene => (
                "a scene, such as \"vip\", \"store-{store}\" or \"1..=99\"",
                "场景值，例如 \"vip\"、\"store-{store}\" 或 \"1..=99\"",
            ),
            Expected::Expression => ("a regular expression", "正则表达式"),
            Expected::MenuKey => (
                "the key of a menu button, or \"*\"",
                "菜单按钮的 key，或 \"*\"",
            ),
            Expected::Visitor => ("\"new\" or \"existing\"", " \"new\" 或 \"existing\""),
        };
        Words { english, chinese }
    }
}
