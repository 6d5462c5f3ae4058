//! What the file calls things, and what the owner is told they are.

use crate::language::Language;
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

impl Place {
    pub(super) fn name(self, l: Language) -> String {
        match self {
            Place::File => tr!(l, "the file", "文件里"),
            Place::Rule => tr!(l, "a rule", "规则里"),
            Place::When => tr!(l, "when", "when 里"),
            Place::Reply => tr!(l, "reply", "reply 里"),
            Place::Group(group) => {
                let group = group.name();
                tr!(l, "{group}", "{group} 里")
            }
        }
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

impl Expected {
    pub(super) fn name(self, l: Language) -> String {
        match self {
            Expected::Table => tr!(l, "{{ key = value, … }}", " {{ 键 = 值, … }}"),
            Expected::Text => tr!(l, "a text", "文字"),
            Expected::Words => tr!(l, "a text, or a list of texts", "文字，或文字的列表"),
            Expected::Names => tr!(l, "a name, or a list of names", "名字，或名字的列表"),
            Expected::Scene => tr!(
                l,
                "a scene, such as \"vip\", \"store-{{store}}\" or \"1..=99\"",
                "场景值，例如 \"vip\"、\"store-{{store}}\" 或 \"1..=99\""
            ),
            Expected::Expression => tr!(l, "a regular expression", "正则表达式"),
            Expected::MenuKey => tr!(
                l,
                "the key of a menu button, or \"*\"",
                "菜单按钮的 key，或 \"*\""
            ),
            Expected::Visitor => tr!(l, "\"new\" or \"existing\"", " \"new\" 或 \"existing\""),
        }
    }
}

pub(super) fn chinese_type(toml: &str) -> &str {
    match toml {
        "string" => "文字",
        "integer" => "整数",
        "float" => "小数",
        "boolean" => "真假值",
        "datetime" => "时间",
        "array" => "列表",
        "table" => " { 键 = 值, … }",
        other => other,
    }
}
