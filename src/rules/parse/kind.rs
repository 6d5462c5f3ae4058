//! What can be wrong with a file of rules, and how it is said in both languages.

use super::suggestion::Suggestion;
use super::syntax::Toml;
use crate::language::{Bilingual, Language};
use crate::tr;

/// How much of a name in the file is repeated.
const MAX_QUOTED: usize = 60;

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

impl Bilingual for Kind {
    fn text(&self, language: Language) -> String {
        let l = language;
        match self {
            Kind::NotUtf8 => tr!(
                l,
                "the file is not UTF-8 from here on: save it as UTF-8",
                "文件从这里起不是 UTF-8 编码：请另存为 UTF-8"
            ),
            Kind::Toml(toml) => toml.text(l),
            Kind::ChineseSign(found, Some(ascii)) => tr!(
                l,
                "`{found}` is a sign of a Chinese keyboard; TOML wants `{ascii}` here",
                "`{found}` 是中文符号，这里要用英文的 `{ascii}`"
            ),
            Kind::ChineseSign(found, None) => {
                let code = u32::from(*found);
                tr!(
                    l,
                    "there is an invisible character here (U+{code:04X}): delete it",
                    "这里有一个看不见的字符（U+{code:04X}），请删去"
                )
            }
            Kind::AnswersNothing => tr!(
                l,
                "there is no rule in this file: it answers nothing",
                "文件里没有规则：什么都不会回复"
            ),

            Kind::UnknownKey(key, place, suggestion) => {
                let (key, place, tail) = (quoted(key), place.name(l), suggestion.tail(l));
                tr!(
                    l,
                    "unknown key `{key}` in {place}{tail}",
                    "{place}没有 `{key}` 这个键{tail}"
                )
            }
            Kind::WrongType(expected, found) => {
                let expected = expected.name(l);
                match l {
                    Language::English => {
                        format!("expected {expected}, found a value of type {found}")
                    }
                    Language::Chinese => {
                        format!("这里应是{expected}，而不是{}", chinese_type(found))
                    }
                }
            }
            Kind::NotTrue => tr!(
                l,
                "write `true` here, or leave the key out",
                "这里写 `true`，或者删去这个键"
            ),
            Kind::EmptyList => tr!(
                l,
                "the list is empty: this rule would never answer",
                "列表是空的：这条规则永远不会回复"
            ),

            Kind::NoWhen => tr!(
                l,
                "the rule has no `when`; \"*\" stands for everything",
                "这条规则没有 `when`；\"*\" 表示一切"
            ),
            Kind::NoReply => tr!(
                l,
                "the rule has no `reply`; to say nothing write {{ none = true }}",
                "这条规则没有 `reply`；不回复请写 {{ none = true }}"
            ),
            Kind::NeverAnswers(above, true) => tr!(
                l,
                "this rule never answers: the one in line {above} asks for the same; remove one of them",
                "这条规则永远不会回复：第 {above} 行的规则条件相同；请删去其中一条"
            ),
            Kind::NeverAnswers(above, false) => tr!(
                l,
                "this rule never answers: the one in line {above} takes all that it could; move it above line {above}, or remove it",
                "这条规则永远不会回复：第 {above} 行的规则已全部接走；请移到第 {above} 行之前，或者删去"
            ),

            Kind::WhenIsText(text) => {
                let text = quoted(text);
                tr!(
                    l,
                    "`when = \"{text}\"` says nothing: write \"*\" for everything, or for example {{ message = \"text\" }} or {{ scan = \"vip\" }}",
                    "`when = \"{text}\"` 没有意义：一切请写 \"*\"，或者例如 {{ message = \"text\" }}、{{ scan = \"vip\" }}"
                )
            }
            Kind::NoTrigger => tr!(
                l,
                "`when` says nothing of what happened: message, event, menu or scan",
                "`when` 没有写是什么：message、event、menu 或 scan"
            ),
            Kind::TwoTriggers(first, second) => tr!(
                l,
                "`when` has {first} and {second}: one rule, one of them",
                "`when` 里有 {first} 又有 {second}：一条规则只能有一个"
            ),
            Kind::VisitorWithoutScan => {
                tr!(l, "only a scan has a visitor", "只有 scan 才有 visitor")
            }
            Kind::UnknownName(name, written, suggestion) => {
                let (name, written, tail) = (name.name(l), quoted(written), suggestion.tail(l));
                tr!(
                    l,
                    "unknown {name} `{written}`{tail}",
                    "没有 `{written}` 这种{name}{tail}"
                )
            }
            Kind::EventAsMessage => tr!(
                l,
                "an event is no message: write event = \"…\"",
                "事件不是消息：请写 event = \"…\""
            ),
            Kind::MenuKeyEmpty => tr!(
                l,
                "the menu key is empty; \"*\" stands for any",
                "菜单的 key 是空的；\"*\" 表示任意一个"
            ),
            Kind::MenuKeyTwice => tr!(
                l,
                "the menu key is said twice: write menu = \"*\" here",
                "菜单的 key 写了两次：这里请写 menu = \"*\""
            ),

            Kind::SceneEmpty => tr!(
                l,
                "the scene is empty; \"*\" stands for any",
                "场景值是空的；\"*\" 表示任意一个"
            ),
            Kind::SceneTooLong(length, limit) => tr!(
                l,
                "the scene has {length} characters, WeChat allows {limit}",
                "场景值有 {length} 个字符，微信最多允许 {limit} 个"
            ),
            Kind::SceneNumber => tr!(
                l,
                "a scene's number is 1 to 4294967295",
                "数字场景值是 1 到 4294967295"
            ),
            Kind::RangeBound(text) => {
                let text = quoted(text);
                tr!(
                    l,
                    "a range of scenes is two numbers up to 4294967295, such as \"1000..=1999\"; `{text}` is none",
                    "场景值的范围是两个不超过 4294967295 的数，例如 \"1000..=1999\"；`{text}` 不是"
                )
            }
            Kind::RangeEmpty(first, last) => tr!(
                l,
                "the range is empty: {first} is greater than {last}",
                "范围是空的：{first} 大于 {last}"
            ),
            Kind::LooksLikeRange(text, first, last) => {
                let text = quoted(text);
                tr!(
                    l,
                    "this is the one scene `{text}`; the range is written \"{first}..={last}\"",
                    "这只是一个场景值 `{text}`；范围要写成 \"{first}..={last}\""
                )
            }
            Kind::PartsTouch(first, second) => {
                let (first, second) = (quoted(first), quoted(second));
                tr!(
                    l,
                    "nothing tells where {{{first}}} ends and {{{second}}} begins: put a character between them",
                    "分不清 {{{first}}} 到哪里为止、{{{second}}} 从哪里开始：中间请放一个字符"
                )
            }
            Kind::PartTwice(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "the part {{{name}}} is there twice",
                    "{{{name}}} 出现了两次"
                )
            }

            Kind::EmptyWord => tr!(
                l,
                "every text has the empty one in it: write a word, or leave the key out",
                "空文字什么都能匹配：请写一个词，或者删去这个键"
            ),
            Kind::TwoTests => tr!(
                l,
                "a rule has one of equals, starts_with, contains and matches, not several",
                "equals、starts_with、contains、matches 一条规则只能有一个"
            ),
            Kind::FlagsAlone => tr!(
                l,
                "ignore_case and ignore_blanks need equals, starts_with, contains or matches beside them",
                "ignore_case 和 ignore_blanks 要与 equals、starts_with、contains 或 matches 一起用"
            ),
            Kind::NoWords => tr!(
                l,
                "equals, starts_with, contains and matches ask for words: those of message = \"text\" or \"voice\", or the key of menu",
                "equals、starts_with、contains、matches 问的是文字：message = \"text\" 或 \"voice\" 的文字，或者 menu 的 key"
            ),
            Kind::Expression(error) => tr!(
                l,
                "the regular expression is wrong: {error}",
                "正则表达式有误：{error}"
            ),
            Kind::ExpressionTooLarge => tr!(
                l,
                "the regular expression is too large: on a long message it would take more time than a Worker has; write smaller numbers in {{…}} (`.{{1,60}}` counts 60 times; `.*` counts once), or a list of words in contains = [\"…\", \"…\"]",
                "正则表达式太大：遇到长消息，所需时间会超出 Worker 的上限；请把 {{…}} 里的数改小（`.{{1,60}}` 算 60 次，`.*` 只算一次），或者改用词的列表 contains = [\"…\", \"…\"]"
            ),

            Kind::BraceNotOpened => tr!(
                l,
                "a brace has no `{{`; for a brace itself write it twice",
                "花括号缺少 `{{`；要写花括号本身请写两次"
            ),
            Kind::BraceNotClosed => tr!(
                l,
                "a brace has no `}}`; for a brace itself write it twice",
                "花括号缺少 `}}`；要写花括号本身请写两次"
            ),
            Kind::NoName(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "`{{{name}}}` is no placeholder: its name has letters, digits and `_`; for a brace itself write it twice",
                    "`{{{name}}}` 不是占位符：名字由文字、数字和 `_` 组成；要写花括号本身请写两次"
                )
            }
            Kind::UnknownPlaceholder(name, suggestion) => {
                let (name, tail) = (quoted(name), suggestion.tail(l));
                tr!(
                    l,
                    "nothing in this rule fills {{{name}}}{tail}",
                    "这条规则里没有 {{{name}}} 的值{tail}"
                )
            }
            Kind::UnknownForm(form) => {
                let form = quoted(form);
                tr!(
                    l,
                    "`|{form}` is not known; `|url` escapes a value for a link",
                    "没有 `|{form}` 这种写法；`|url` 把值转义后放进链接"
                )
            }
            Kind::PlainInLink(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "{{{name}}} stands in a link as it is; {{{name}|url}} escapes it, so that it cannot lead elsewhere",
                    "{{{name}}} 原样放进了链接；写成 {{{name}|url}} 会转义，链接就不会被改到别处"
                )
            }

            Kind::EmptyReply => tr!(
                l,
                "the reply is empty; to say nothing write {{ none = true }}",
                "回复是空的；不回复请写 {{ none = true }}"
            ),
            Kind::TwoReplies(first, second) => tr!(
                l,
                "the reply has {first} and {second}: WeChat takes one",
                "回复里有 {first} 又有 {second}：微信只接受一个"
            ),
            Kind::EmptyText => tr!(
                l,
                "the text is empty, which WeChat shows as an error",
                "文字是空的，微信会显示成故障"
            ),
            Kind::TextTooLong(length, limit) => tr!(
                l,
                "the text has {length} bytes, WeChat allows {limit} (a Chinese character has 3)",
                "文字有 {length} 字节，微信最多允许 {limit}（一个汉字 3 字节）"
            ),
            Kind::Empty => tr!(
                l,
                "this is empty, and the reply needs it",
                "这里是空的，而回复离不开它"
            ),
            Kind::Missing(Group::News, "url") => tr!(
                l,
                "the article has no url, which opens on a tap; where nothing is to open, write url = \"\"",
                "文章没有 url，也就是点开的网页；不打开网页请写 url = \"\""
            ),
            Kind::Missing(Group::News, key) => tr!(l, "the article has no {key}", "文章没有 {key}"),
            Kind::Missing(group, key) => {
                let group = group.name();
                tr!(
                    l,
                    "{group} has no {key}, which WeChat requires",
                    "{group} 没有 {key}，微信要求必须有"
                )
            }
            Kind::NoArticle => tr!(l, "news has no article", "news 没有文章"),
            Kind::TooManyArticles(count, 1) => tr!(
                l,
                "news has {count} articles, WeChat allows 1 in answer to a message",
                "news 有 {count} 篇文章，回复消息时微信只允许 1 篇"
            ),
            Kind::TooManyArticles(count, limit) => tr!(
                l,
                "news has {count} articles, WeChat allows {limit}",
                "news 有 {count} 篇文章，微信最多允许 {limit} 篇"
            ),
            Kind::MessagesOnly(kind) => tr!(
                l,
                "{kind} answers messages only, not events and scans",
                "{kind} 只能回复消息，不能回复事件和扫码"
            ),

            Kind::NoScheme => tr!(
                l,
                "the URL has no scheme: begin with https://",
                "网址没有协议：请以 https:// 开头"
            ),
            Kind::WrongScheme(scheme) => {
                let scheme = quoted(scheme);
                tr!(
                    l,
                    "a link begins with https:// or http://, not with `{scheme}:`",
                    "链接要以 https:// 或 http:// 开头，不能是 `{scheme}:`"
                )
            }
            Kind::NoHost => tr!(l, "the URL has no host", "网址没有域名"),
            Kind::UrlCharacter => tr!(
                l,
                "a URL has no blanks, backslashes or control characters; a blank is %20",
                "网址里不能有空格、反斜杠和控制字符；空格写作 %20"
            ),
            Kind::PlaceholderInHost(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "{{{name}}} would choose where the link leads: write the host and a `/` before it, such as https://example.com/{{{name}}}",
                    "{{{name}}} 会决定链接通往哪里：请在它前面写好域名和 `/`，例如 https://example.com/{{{name}}}"
                )
            }
            Kind::WholeUrl(name) => {
                let name = quoted(name);
                tr!(
                    l,
                    "{{{name}}} alone would let a visitor choose where the link leads: only {{url}} of message = \"link\", the visitor's own link, may stand alone",
                    "只写 {{{name}}}，访客就能决定链接通往哪里：只有 message = \"link\" 的 {{url}}，也就是访客自己发来的链接，可以单独写"
                )
            }
        }
    }
}

/// A name of the file as far as it fits a line.
fn quoted(name: &str) -> String {
    match name.char_indices().nth(MAX_QUOTED) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
    }
}

impl Place {
    fn name(self, l: Language) -> String {
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
    fn name(self) -> &'static str {
        match self {
            Group::Video => "video",
            Group::Music => "music",
            Group::News => "news",
        }
    }
}

impl Name {
    fn name(self, l: Language) -> String {
        match self {
            Name::Message => tr!(l, "message", "消息"),
            Name::Event => tr!(l, "event", "事件"),
            Name::Visitor => tr!(l, "visitor", " visitor"),
        }
    }
}

impl Expected {
    fn name(self, l: Language) -> String {
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
