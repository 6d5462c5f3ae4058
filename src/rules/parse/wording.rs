//! Each mistake in both languages.

use super::kind::Kind;
use super::names::Group;
use crate::language::{Bilingual, Language};
use crate::toml_file::quoted;
use crate::tr;

impl Bilingual for Kind {
    fn text(&self, language: Language) -> String {
        let l = language;
        match self {
            Kind::Fault(fault) => fault.text(l),
            Kind::AnswersNothing => tr!(
                l,
                "there is no rule in this file: it answers nothing",
                "文件里没有规则：什么都不会回复"
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
