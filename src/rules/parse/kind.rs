//! What can be wrong with a file of rules.

use super::names::{Group, Name};
use crate::toml_file::{self, Fault, Suggestion};

/// What is wrong; or, for the three that say so, what may be meant as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    // The file.
    /// What no such file may be.
    Fault(Fault),
    /// A warning: the file has no rule.
    AnswersNothing,

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

impl toml_file::Kind for Kind {
    fn code(&self) -> String {
        match self {
            Kind::Fault(fault) => fault.code(),
            other => toml_file::code_of(other),
        }
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Kind {
        Kind::Fault(fault)
    }
}

/// What was found while a file of rules is read.
pub(super) type Findings = toml_file::Findings<Kind>;

/// A mistake of a file of rules.
pub type Mistake = toml_file::Mistake<Kind>;

/// All of them.
pub type Mistakes = toml_file::Mistakes<Kind>;
