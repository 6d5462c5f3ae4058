//! What can be wrong with any of the files.

use std::fmt::Debug;

use super::excerpt::quoted;
use super::suggestion::Suggestion;
use super::toml_error::Toml;
use crate::language::{Bilingual, Language};
use crate::tr;

/// What is wrong, whatever the file is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes are no UTF-8.
    NotUtf8,
    /// TOML does not allow it.
    Toml(Toml),
    /// A sign of a Chinese keyboard where TOML has one of ASCII; `None` where it has none at all.
    ChineseSign(char, Option<char>),
    /// Nothing in this place has this key.
    UnknownKey(String, Words, Suggestion),
    /// A value of another type: what was expected, and TOML's word for what is there.
    WrongType(Words, &'static str),
    /// A key that says something by being `true` has another value.
    NotTrue,
}

/// What can be wrong with one of the files.
pub trait Kind: Bilingual + From<Fault> {
    /// A name for scripts, the same in every language: `unknown_key`.
    fn code(&self) -> String;
}

/// A few words in English and Chinese, as they stand in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// In English.
    pub english: &'static str,
    /// In Chinese.
    pub chinese: &'static str,
}

impl Words {
    /// What is expected where a table should stand.
    pub(crate) const TABLE: Words = Words {
        english: "{ key = value, … }",
        chinese: " { 键 = 值, … }",
    };

    /// What is expected where a text should stand.
    pub(crate) const TEXT: Words = Words {
        english: "a text",
        chinese: "文字",
    };

    /// Where the keys outside of all tables stand.
    pub(crate) const FILE: Words = Words {
        english: "the file",
        chinese: "文件里",
    };

    fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

impl Fault {
    /// Its name for scripts ([`Kind::code`]).
    pub(crate) fn code(&self) -> String {
        code_of(self)
    }
}

/// The name of a variant as scripts know it: `unknown_key` for `UnknownKey(…)`.
pub(crate) fn code_of(kind: &impl Debug) -> String {
    let debug = format!("{kind:?}");
    let name = debug.chars().take_while(|c| c.is_alphanumeric());
    let mut code = String::new();
    for character in name {
        if character.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(character.to_lowercase());
    }
    code
}

impl Bilingual for Fault {
    fn text(&self, language: Language) -> String {
        let l = language;
        match self {
            Fault::NotUtf8 => tr!(
                l,
                "the file is not UTF-8 from here on: save it as UTF-8",
                "文件从这里起不是 UTF-8 编码：请另存为 UTF-8"
            ),
            Fault::Toml(toml) => toml.text(l),
            Fault::ChineseSign(_, Some(' ')) => tr!(
                l,
                "there is a wide blank here; TOML wants an ordinary one",
                "这里是全角空格，要用普通的空格"
            ),
            Fault::ChineseSign(found, Some(ascii)) => tr!(
                l,
                "`{found}` is a sign of a Chinese keyboard; TOML wants `{ascii}` here",
                "`{found}` 是中文符号，这里要用英文的 `{ascii}`"
            ),
            Fault::ChineseSign(found, None) => {
                let code = u32::from(*found);
                tr!(
                    l,
                    "there is an invisible character here (U+{code:04X}): delete it",
                    "这里有一个看不见的字符（U+{code:04X}），请删去"
                )
            }
            Fault::UnknownKey(key, place, suggestion) => {
                let (key, place, tail) = (quoted(key), place.of(l), suggestion.tail(l));
                tr!(
                    l,
                    "unknown key `{key}` in {place}{tail}",
                    "{place}没有 `{key}` 这个键{tail}"
                )
            }
            Fault::WrongType(expected, found) => {
                let expected = expected.of(l);
                match l {
                    Language::English => {
                        format!("expected {expected}, found a value of type {found}")
                    }
                    Language::Chinese => {
                        format!("这里应是{expected}，而不是{}", chinese_type(found))
                    }
                }
            }
            Fault::NotTrue => tr!(
                l,
                "write `true` here, or leave the key out",
                "这里写 `true`，或者删去这个键"
            ),
        }
    }
}

fn chinese_type(toml: &str) -> &str {
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
