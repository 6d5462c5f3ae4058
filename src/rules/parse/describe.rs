//! What a rule does, on one line.

use crate::language::{Bilingual, Language};
use crate::rules::condition::{Condition, Trigger};
use crate::rules::reply::ReplyRule;
use crate::rules::rule::Rule;
use crate::rules::scene::{Scene, Segment};
use crate::rules::template::{Piece, Template};
use crate::rules::text::{Match, TextCondition};
use crate::tr;
use crate::wechat::scene::Visitor;

impl Bilingual for Rule {
    fn text(&self, language: Language) -> String {
        let (when, reply) = (self.when.text(language), self.reply.text(language));
        format!("{when} → {reply}")
    }
}

impl Bilingual for Condition {
    fn text(&self, l: Language) -> String {
        let trigger = match self.trigger {
            Trigger::Anything => tr!(l, "anything", "一切"),
            Trigger::Message([]) => tr!(l, "any message", "任意消息"),
            Trigger::Message(kinds) => {
                let kinds = any_of(kinds, l);
                tr!(l, "message {kinds}", "消息 {kinds}")
            }
            Trigger::Event([]) => tr!(l, "any event", "任意事件"),
            Trigger::Event(names) => {
                let names = any_of(names, l);
                tr!(l, "event {names}", "事件 {names}")
            }
            Trigger::Menu => tr!(l, "menu key", "菜单 key"),
            Trigger::Scan(scene, visitor) => {
                let scene = scene.text(l);
                match visitor {
                    None => tr!(l, "scan of {scene}", "扫码，{scene}"),
                    Some(Visitor::New) => {
                        tr!(
                            l,
                            "scan of {scene} by a new follower",
                            "新粉丝扫码，{scene}"
                        )
                    }
                    Some(Visitor::Existing) => {
                        tr!(l, "scan of {scene} by a follower", "老粉丝扫码，{scene}")
                    }
                }
            }
        };
        match (self.trigger, self.text) {
            (_, None) => trigger,
            (Trigger::Menu, Some(text)) => format!("{trigger} {}", text.text(l)),
            (_, Some(text)) => {
                let text = text.text(l);
                tr!(l, "{trigger} whose text {text}", "{trigger}，文字{text}")
            }
        }
    }
}

fn any_of(names: &[&str], l: Language) -> String {
    names.join(&tr!(l, " or ", " 或 "))
}

impl Bilingual for Scene {
    fn text(&self, l: Language) -> String {
        match self {
            Scene::Any => tr!(l, "any scene", "任意场景值"),
            Scene::Exact(scene) => tr!(l, "scene {scene}", "场景值 {scene}"),
            Scene::Range(first, last) => {
                tr!(l, "scene {first} to {last}", "场景值 {first} 到 {last}")
            }
            Scene::Pattern(segments) => {
                let written = |segment: &Segment| match segment {
                    Segment::Literal(literal) => (*literal).to_owned(),
                    Segment::Part(name) => format!("{{{name}}}"),
                };
                let pattern: String = segments.iter().map(written).collect();
                tr!(l, "scene {pattern}", "场景值 {pattern}")
            }
        }
    }
}

impl Bilingual for TextCondition {
    fn text(&self, l: Language) -> String {
        let words = |words: &[&str]| {
            let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
            quoted.join(&tr!(l, " or ", "或"))
        };
        let test = match self.test {
            Match::Equals(any) => {
                let any = words(any);
                tr!(l, "equals {any}", "等于{any}")
            }
            Match::StartsWith(any) => {
                let any = words(any);
                tr!(l, "starts with {any}", "以{any}开头")
            }
            Match::Contains(any) => {
                let any = words(any);
                tr!(l, "contains {any}", "包含{any}")
            }
            Match::Matches(expression) => {
                let pattern = expression.pattern;
                tr!(l, "matches {pattern}", "匹配 {pattern}")
            }
        };
        let ignored = match (self.ignore_case, self.ignore_blanks) {
            (false, false) => String::new(),
            (true, false) => tr!(l, " (in any letter case)", "（不分大小写）"),
            (false, true) => tr!(l, " (blanks around it ignored)", "（忽略首尾空白）"),
            (true, true) => tr!(
                l,
                " (in any letter case, blanks around it ignored)",
                "（不分大小写，忽略首尾空白）"
            ),
        };
        test + &ignored
    }
}

impl Bilingual for ReplyRule {
    fn text(&self, l: Language) -> String {
        match self {
            ReplyRule::None => tr!(l, "nothing", "不回复"),
            ReplyRule::Text(content) => {
                let content = written(content);
                tr!(l, "text: {content}", "文字：{content}")
            }
            ReplyRule::Image(media_id) => {
                let media_id = written(media_id);
                tr!(l, "image: {media_id}", "图片：{media_id}")
            }
            ReplyRule::Voice(media_id) => {
                let media_id = written(media_id);
                tr!(l, "voice: {media_id}", "语音：{media_id}")
            }
            ReplyRule::Video(texts) => {
                let texts = list(texts);
                tr!(l, "video:{texts}", "视频：{texts}")
            }
            ReplyRule::Music(texts) => {
                let texts = list(texts);
                tr!(l, "music:{texts}", "音乐：{texts}")
            }
            ReplyRule::News(articles) => {
                let titles: String = articles.iter().map(|[title, ..]| list(&[*title])).collect();
                let count = articles.len();
                tr!(l, "news of {count}:{titles}", "图文 {count} 篇：{titles}")
            }
            ReplyRule::TransferCustomerService(None) => {
                tr!(l, "transfer_customer_service", "转人工客服")
            }
            ReplyRule::TransferCustomerService(Some(account)) => {
                let account = written(account);
                tr!(
                    l,
                    "transfer_customer_service to {account}",
                    "转人工客服 {account}"
                )
            }
            ReplyRule::TransferBizAiIvr => tr!(l, "transfer_biz_ai_ivr", "转 AI 回复"),
        }
    }
}

fn list(texts: &[Option<Template>]) -> String {
    let written = |template: &Template| format!(" [{}]", written(template));
    texts.iter().flatten().map(written).collect()
}

/// The text as the file has it.
fn written(template: &Template) -> String {
    let written = |piece: &Piece| match piece {
        Piece::Text(text) => text.replace('\n', "⏎"),
        Piece::Placeholder(placeholder) => format!("{{{}}}", placeholder.written),
    };
    template.pieces.iter().map(written).collect()
}
