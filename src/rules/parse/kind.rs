//! What can be wrong with a file of rules.

use super::names::{Expected, Group, Name, Place};
use super::suggestion::Suggestion;
use super::toml_error::Toml;

/// What is wrong; or, for the three that say so, what may be meant as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    // The file.
    /// The bytes are no UTF-8.
    NotUtf8,
    /// TOML does not allow it.
    Toml(Toml),
    /// A sign of a Chinese keyboard where TOML has one of ASCII; `None` where it has none at all.
    ChineseSign(char, Option<char>),
    /// A warning: the file has no rule.
    AnswersNothing,

    // Keys and values.
    /// Nothing in this place has this key.
    UnknownKey(String, Place, Suggestion),
    /// A value of another type: what was expected, and TOML's word for what is there.
    WrongType(Expected, &'static str),
    /// A key that says something by being `true` has another value.
    NotTrue,
    /// A list without elements.
    EmptyList,

    // The rule.
    /// A rule without `when`.
    NoWhen,
    /// A rule without `reply`.
    NoReply,
    /// A rule above takes all that this one could: its line, and whether both ask for the same.
    NeverAnswers(usize, bool),

    // `when`.
    /// A text other than `"*"`.
    WhenIsText(String),
    /// None of message, event, menu and scan.
    NoTrigger,
    /// Two of them.
    TwoTriggers(&'static str, &'static str),
    /// `visitor` beside something else than a scan.
    VisitorWithoutScan,
    /// A name that is not WeChat's.
    UnknownName(Name, String, Suggestion),
    /// `message = "event"`
    EventAsMessage,
    /// `menu = ""`
    MenuKeyEmpty,
    /// A menu key, and a text condition beside it.
    MenuKeyTwice,

    // Scenes.
    /// `scan = ""`
    SceneEmpty,
    /// Longer than WeChat allows: its characters, and how many are allowed.
    SceneTooLong(usize, usize),
    /// A number that no scene has.
    SceneNumber,
    /// The end of a range that is no number.
    RangeBound(String),
    /// A range that ends before it starts.
    RangeEmpty(u32, u32),
    /// A warning: one scene that looks like a range, with its ends.
    LooksLikeRange(String, u32, u32),
    /// Two parts without a character between them.
    PartsTouch(&'static str, &'static str),
    /// Two parts of one name.
    PartTwice(&'static str),

    // Words.
    /// `""` where every text would fit.
    EmptyWord,
    /// Two of equals, starts_with, contains and matches.
    TwoTests,
    /// ignore_case or ignore_blanks without any of them.
    FlagsAlone,
    /// One of them where nothing has words.
    NoWords,
    /// A wrong regular expression, in the words of `regex-lite`.
    Expression(String),
    /// A regular expression that could take too long.
    ExpressionTooLarge,

    // Texts and placeholders.
    /// `}` without `{`.
    BraceNotOpened,
    /// `{` without `}`.
    BraceNotClosed,
    /// What stands between braces is no name.
    NoName(String),
    /// Nothing fills it.
    UnknownPlaceholder(String, Suggestion),
    /// `{name|…}` with something else than `url`.
    UnknownForm(String),
    /// A warning: a value in a link of a text that is not escaped.
    PlainInLink(&'static str),

    // Replies.
    /// `{}`
    EmptyReply,
    /// Two replies in one rule.
    TwoReplies(&'static str, &'static str),
    /// A text without words.
    EmptyText,
    /// Longer than WeChat allows: its bytes, and how many are allowed.
    TextTooLong(usize, usize),
    /// A value that is needed and empty.
    Empty,
    /// A key that is needed and not there.
    Missing(Group, &'static str),
    /// News without an article.
    NoArticle,
    /// More articles than WeChat allows: how many, and how many are allowed.
    TooManyArticles(usize, usize),
    /// A reply that events cannot have.
    MessagesOnly(&'static str),

    // Links.
    /// `example.com/…`
    NoScheme,
    /// `javascript:…`
    WrongScheme(String),
    /// `https:///…`
    NoHost,
    /// A blank, a backslash or a control character.
    UrlCharacter,
    /// A value where the host stands, or before it.
    PlaceholderInHost(&'static str),
    /// A value that is the whole URL.
    WholeUrl(&'static str),
}

impl Kind {
    /// A name for scripts, the same in every language: `unknown_key`.
    pub fn code(&self) -> String {
        let debug = format!("{self:?}");
        let name: String = debug.chars().take_while(|c| c.is_alphanumeric()).collect();
        let mut code = String::new();
        for character in name.chars() {
            if character.is_uppercase() && !code.is_empty() {
                code.push('_');
            }
            code.extend(character.to_lowercase());
        }
        code
    }
}
