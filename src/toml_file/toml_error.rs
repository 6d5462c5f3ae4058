//! The errors of the TOML parser, which speaks English only.

use crate::language::Language;

/// An error of the TOML parser, in its own English words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toml(pub String);

impl Toml {
    /// The words, or what they mean.
    pub(super) fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.0.clone(),
            Language::Chinese => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        let (what, expected) = match self.0.split_once(", expected ") {
            Some((what, expected)) => (what, Some(expected)),
            None => (self.0.as_str(), None),
        };
        let known = CHINESE.iter().find(|(english, _)| *english == what);
        let chinese = match known {
            Some((_, chinese)) => (*chinese).to_owned(),
            None => format!("TOML 写法有误（{what}）"),
        };
        // What was expected is a sign mostly; the words for the rest say little more.
        let sign =
            expected.filter(|expected| expected.starts_with('`') && !chinese.contains("缺少"));
        match sign {
            Some(sign) => format!("{chinese}，缺少 {}", sign.replace(", ", "、")),
            None => chinese,
        }
    }
}

/// What the parser says (toml_parser 1.1), and what it means.
const CHINESE: &[(&str, &str)] = &[
    ("duplicate key", "这个键重复了"),
    ("unclosed array table", "方括号没有写完"),
    ("unclosed table", "方括号没有写完"),
    ("unclosed array", "列表的方括号没有写完"),
    ("unclosed inline table", "花括号没有写完"),
    ("invalid basic string", "引号里的文字有误"),
    ("invalid multi-line basic string", "三引号里的文字有误"),
    ("invalid literal string", "单引号里的文字有误"),
    (
        "invalid multi-line literal string",
        "三个单引号里的文字有误",
    ),
    ("missing opening quote", "文字缺少开头的引号"),
    ("string values must be quoted", "文字要写在引号里"),
    ("invalid value", "这个值有误"),
    ("missing value", "缺少值"),
    ("missing value for key", "这个键没有值"),
    ("key with no value", "这个键没有值"),
    ("extra `=`", "多了一个 `=`"),
    ("invalid unquoted key", "键的写法有误"),
    ("unquoted keys cannot be empty", "键不能是空的"),
    ("invalid key-value pair", "要写成“键 = 值”"),
    (
        "unexpected key or value",
        "这里多了内容，可能缺少逗号或换行",
    ),
    ("unexpected content", "这里多了内容"),
    ("extra comma in array", "列表里多了一个逗号"),
    ("extra comma in inline table", "花括号里多了一个逗号"),
    (
        "missing comma between array elements",
        "列表的各项之间缺少逗号",
    ),
    ("missing comma between key-value pairs", "各项之间缺少逗号"),
    (
        "missing assignment between key-value pairs",
        "键和值之间缺少等号",
    ),
    ("missing key for inline table element", "花括号里缺少键"),
    ("missing escaped value", "反斜杠后面的写法有误"),
    ("unexpected leading zero", "数字开头多了 0"),
    ("invalid comment character", "注释里有不允许的字符"),
    (
        "carriage return must be followed by newline",
        "回车符后面必须是换行符",
    ),
    ("recursion limit", "嵌套太深"),
    (
        "cannot recurse further; max recursion depth met",
        "嵌套太深",
    ),
];
