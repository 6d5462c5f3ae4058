//! Reads `reply`: a text, or `{ kind = … }`.

use super::kind::{Findings, Kind};
use super::names::{Expected, Group, Place};
use super::{link, template};
use crate::rules::condition::{Condition, Trigger};
use crate::rules::reply::ReplyRule;
use crate::rules::template::Template;
use crate::toml_file::Node;
use crate::toml_file::Table;
use crate::wechat::reply::{MAX_ARTICLES, MAX_ARTICLES_TO_MESSAGE, MAX_TEXT};

const KINDS: [&str; 9] = [
    "none",
    "text",
    "image",
    "voice",
    "video",
    "music",
    "news",
    "transfer_customer_service",
    "transfer_biz_ai_ivr",
];

/// How the value of a key is read.
#[derive(Clone, Copy)]
enum Sort {
    /// Must be there, and not be empty.
    Required,
    /// May be left out or empty.
    Optional,
    /// Must be there, and may be empty.
    RequiredUrl,
    /// May be left out or empty.
    OptionalUrl,
}

/// Reads a reply to what `when` takes; where `when` itself is mistaken, what depends on it is not
/// judged.
pub(super) fn read(
    node: Node<'_>,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<ReplyRule> {
    if node.is_string() {
        return text(node, when, findings);
    }
    let mut table = Table::of(node, findings)?;
    let kinds = KINDS.map(|kind| table.get(kind).map(|node| (kind, node)));
    let is_known = table.finish(Place::Reply, findings);
    let mut kinds = kinds.into_iter().flatten();
    let Some((kind, value)) = kinds.next() else {
        if is_known {
            findings.refuse_at(node.start(), Kind::EmptyReply);
        }
        return None;
    };
    if let Some((second, value)) = kinds.next() {
        return findings.refuse(value, Kind::TwoReplies(kind, second));
    }
    match kind {
        "none" => value.yes(findings).map(|()| ReplyRule::None),
        "text" => text(value, when, findings),
        "image" => not_empty(value, when, findings).map(ReplyRule::Image),
        "voice" => not_empty(value, when, findings).map(ReplyRule::Voice),
        "video" => {
            let keys = [
                ("media_id", Sort::Required),
                ("title", Sort::Optional),
                ("description", Sort::Optional),
            ];
            group(value, when, Group::Video, keys, findings).map(ReplyRule::Video)
        }
        "music" => {
            let keys = [
                ("title", Sort::Optional),
                ("description", Sort::Optional),
                ("music_url", Sort::OptionalUrl),
                ("hq_music_url", Sort::OptionalUrl),
                ("thumb_media_id", Sort::Required),
            ];
            group(value, when, Group::Music, keys, findings).map(ReplyRule::Music)
        }
        "news" => news(value, when, findings),
        _ if when.is_some_and(is_events) => findings.refuse(value, Kind::MessagesOnly(kind)),
        "transfer_biz_ai_ivr" => value.yes(findings).map(|()| ReplyRule::TransferBizAiIvr),
        _ if value.is_string() => not_empty(value, when, findings)
            .map(|account| ReplyRule::TransferCustomerService(Some(account))),
        _ => value
            .yes(findings)
            .map(|()| ReplyRule::TransferCustomerService(None)),
    }
}

/// Whether none that this answers are ordinary messages.
fn is_events(when: &Condition) -> bool {
    matches!(
        when.trigger,
        Trigger::Event(_) | Trigger::Menu | Trigger::Scan(..)
    )
}

/// Whether all that this answers are ordinary messages.
fn is_messages(when: &Condition) -> bool {
    matches!(when.trigger, Trigger::Message(_))
}

fn text(node: Node<'_>, when: Option<&Condition>, findings: &mut Findings) -> Option<ReplyRule> {
    if node.string(Expected::Text, findings)?.trim().is_empty() {
        return findings.refuse(node, Kind::EmptyText);
    }
    let template = template::read(node, when, findings)?;
    let length = template::shortest(&template);
    if length > MAX_TEXT {
        return findings.refuse(node, Kind::TextTooLong(length, MAX_TEXT));
    }
    link::check_text(node, &template, findings)?;
    Some(ReplyRule::Text(template))
}

/// A media id, or an account: nothing can be looked up by an empty one.
fn not_empty(
    node: Node<'_>,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<Template> {
    if node.string(Expected::Text, findings)?.trim().is_empty() {
        return findings.refuse(node, Kind::Empty);
    }
    template::read(node, when, findings)
}

/// A table of texts.
fn group<const N: usize>(
    node: Node<'_>,
    when: Option<&Condition>,
    group: Group,
    keys: [(&'static str, Sort); N],
    findings: &mut Findings,
) -> Option<[Option<Template>; N]> {
    let mut table = Table::of(node, findings)?;
    let nodes = keys.map(|(key, sort)| (key, sort, table.get(key)));
    let is_known = table.finish(Place::Group(group), findings);
    let templates = nodes.map(|(key, sort, value)| {
        let Some(value) = value else {
            return match sort {
                Sort::Optional | Sort::OptionalUrl => Some(None),
                Sort::Required | Sort::RequiredUrl if is_known => {
                    findings.refuse(node, Kind::Missing(group, key))
                }
                Sort::Required | Sort::RequiredUrl => None,
            };
        };
        match sort {
            Sort::Required => not_empty(value, when, findings).map(Some),
            Sort::RequiredUrl | Sort::OptionalUrl => link::read_url(value, when, findings),
            Sort::Optional => match value.string(Expected::Text, findings)? {
                "" => Some(None),
                _ => template::read(value, when, findings).map(Some),
            },
        }
    });
    let mut all = [None; N];
    for (slot, template) in all.iter_mut().zip(templates) {
        *slot = template?;
    }
    Some(all)
}

fn news(node: Node<'_>, when: Option<&Condition>, findings: &mut Findings) -> Option<ReplyRule> {
    let nodes = node.list();
    let count = nodes.len();
    if count == 0 {
        return findings.refuse(node, Kind::NoArticle);
    }
    let limit = match when {
        Some(when) if is_messages(when) => MAX_ARTICLES_TO_MESSAGE,
        _ => MAX_ARTICLES,
    };
    if count > limit {
        return findings.refuse(node, Kind::TooManyArticles(count, limit));
    }
    let keys = [
        ("title", Sort::Required),
        ("description", Sort::Optional),
        ("pic_url", Sort::OptionalUrl),
        ("url", Sort::RequiredUrl),
    ];
    let articles: Vec<Option<_>> = nodes
        .into_iter()
        .map(|article| group(article, when, Group::News, keys, findings))
        .collect();
    let articles: Vec<_> = articles.into_iter().collect::<Option<_>>()?;
    Some(ReplyRule::News(articles.leak()))
}
