//! What a rule answers: each kind of reply, with placeholders in its texts.

use std::borrow::Cow;

use super::template::{Template, Values};
use crate::wechat::reply::{Article, Music, Reply, Video};

/// A rule's `reply = …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::reply))]
pub enum ReplyRule {
    /// Say nothing.
    None,
    /// `text`
    Text(Template),
    /// `image`: a media id.
    Image(Template),
    /// `voice`: a media id.
    Voice(Template),
    /// `video`: media id, title, description.
    Video([Option<Template>; 3]),
    /// `music`: title, description, music URL, the same in better quality, thumbnail's media id.
    Music([Option<Template>; 5]),
    /// `news`: articles of title, description, picture URL, URL.
    News(&'static [[Option<Template>; 4]]),
    /// `transfer_customer_service`, to anybody or to one account.
    TransferCustomerService(Option<Template>),
    /// `transfer_biz_ai_ivr`
    TransferBizAiIvr,
}

impl ReplyRule {
    /// The reply, with the values in its texts.
    pub fn fill<'m>(&self, values: Values<'_, 'm>) -> Reply<'m> {
        let fill = |template: Option<Template>| {
            template.map_or(Cow::Borrowed(""), |template| template.fill(values))
        };
        let fill_url = |template: Option<Template>| {
            template.map_or(Cow::Borrowed(""), |template| template.fill_url(values))
        };
        match *self {
            ReplyRule::None => Reply::none(),
            ReplyRule::Text(content) => Reply::text(content.fill(values)),
            ReplyRule::Image(media_id) => Reply::image(media_id.fill(values)),
            ReplyRule::Voice(media_id) => Reply::voice(media_id.fill(values)),
            ReplyRule::Video([media_id, title, description]) => Reply::video(Video {
                media_id: fill(media_id),
                title: fill(title),
                description: fill(description),
            }),
            ReplyRule::Music([title, description, url, hq_url, thumb_media_id]) => {
                Reply::music(Music {
                    title: fill(title),
                    description: fill(description),
                    music_url: fill_url(url),
                    hq_music_url: fill_url(hq_url),
                    thumb_media_id: fill(thumb_media_id),
                })
            }
            ReplyRule::News(articles) => Reply::news(
                articles
                    .iter()
                    .map(|[title, description, pic_url, url]| Article {
                        title: fill(*title),
                        description: fill(*description),
                        pic_url: fill_url(*pic_url),
                        url: fill_url(*url),
                    })
                    .collect(),
            ),
            ReplyRule::TransferCustomerService(account) => {
                Reply::transfer_customer_service(account.map(|account| account.fill(values)))
            }
            ReplyRule::TransferBizAiIvr => Reply::transfer_biz_ai_ivr(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use std::fmt;

    use super::ReplyRule;
    use crate::rules::parse::{Entries, Fault, Node};
    use crate::rules::template::Template;
    use crate::rules::when::When;
    use crate::wechat::reply::{MAX_ARTICLES, MAX_ARTICLES_TO_MESSAGE, MAX_TEXT};

    impl ReplyRule {
        /// Reads a text, or `{ kind = … }`.
        pub(in crate::rules) fn read(node: Node<'_>, when: &When) -> Result<ReplyRule, Fault> {
            if node.is_string() {
                return text(node, when);
            }
            let mut entries = Entries::of(node)?;
            let kinds = [
                "none",
                "text",
                "image",
                "voice",
                "video",
                "music",
                "news",
                "transfer_customer_service",
                "transfer_biz_ai_ivr",
            ]
            .map(|kind| entries.get(kind).map(|node| (kind, node)));
            entries.finish("reply")?;
            let mut kinds = kinds.into_iter().flatten();
            let (kind, value) = kinds.next().ok_or_else(|| {
                node.fault("the reply is empty; to say nothing write { none = true }")
            })?;
            if let Some((second, value)) = kinds.next() {
                return Err(value.fault(format!(
                    "the reply has {kind} and {second}: WeChat takes one"
                )));
            }
            let template = |node| Template::read(node, when);
            match kind {
                "none" => value.yes().map(|()| ReplyRule::None),
                "text" => text(value, when),
                "image" => template(value).map(ReplyRule::Image),
                "voice" => template(value).map(ReplyRule::Voice),
                "video" => {
                    let keys = ["media_id", "title", "description"];
                    group(value, when, "video", keys, &["media_id"]).map(ReplyRule::Video)
                }
                "music" => {
                    let keys = [
                        "title",
                        "description",
                        "music_url",
                        "hq_music_url",
                        "thumb_media_id",
                    ];
                    group(value, when, "music", keys, &["thumb_media_id"]).map(ReplyRule::Music)
                }
                "news" => news(value, when),
                _ if when.is_events() => Err(value.fault(format!(
                    "{kind} answers messages only, not events and scans"
                ))),
                "transfer_biz_ai_ivr" => value.yes().map(|()| ReplyRule::TransferBizAiIvr),
                _ if value.is_string() => {
                    template(value).map(|it| ReplyRule::TransferCustomerService(Some(it)))
                }
                _ => value
                    .yes()
                    .map(|()| ReplyRule::TransferCustomerService(None)),
            }
        }
    }

    fn text(node: Node<'_>, when: &When) -> Result<ReplyRule, Fault> {
        let template = Template::read(node, when)?;
        let length = template.shortest();
        if length > MAX_TEXT {
            return Err(node.fault(format!(
                "the text has {length} bytes, WeChat allows {MAX_TEXT} (a Chinese character has 3)"
            )));
        }
        Ok(ReplyRule::Text(template))
    }

    /// A table of texts; the required ones must be there.
    fn group<const N: usize>(
        node: Node<'_>,
        when: &When,
        name: &str,
        keys: [&'static str; N],
        required: &[&str],
    ) -> Result<[Option<Template>; N], Fault> {
        let mut entries = Entries::of(node)?;
        let nodes = keys.map(|key| entries.get(key));
        entries.finish(name)?;
        let mut templates = [None; N];
        for ((template, node_of), key) in templates.iter_mut().zip(nodes).zip(keys) {
            *template = node_of.map(|node| Template::read(node, when)).transpose()?;
            if template.is_none() && required.contains(&key) {
                return Err(node.fault(format!("{name} has no {key}, which WeChat requires")));
            }
        }
        Ok(templates)
    }

    fn news(node: Node<'_>, when: &When) -> Result<ReplyRule, Fault> {
        let keys = ["title", "description", "pic_url", "url"];
        let articles: Vec<_> = node
            .list()
            .into_iter()
            .map(|article| group(article, when, "news", keys, &["title", "url"]))
            .collect::<Result<_, Fault>>()?;
        let count = articles.len();
        match count {
            0 => Err(node.fault("news has no article")),
            _ if when.is_messages() && count > MAX_ARTICLES_TO_MESSAGE => Err(node.fault(format!(
                "news has {count} articles, WeChat allows {MAX_ARTICLES_TO_MESSAGE} in answer to a \
                 message"
            ))),
            _ if count > MAX_ARTICLES => Err(node.fault(format!(
                "news has {count} articles, WeChat allows {MAX_ARTICLES}"
            ))),
            _ => Ok(ReplyRule::News(articles.leak())),
        }
    }

    impl fmt::Display for ReplyRule {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                ReplyRule::None => f.write_str("nothing"),
                ReplyRule::Text(content) => write!(f, "text: {content}"),
                ReplyRule::Image(media_id) => write!(f, "image: {media_id}"),
                ReplyRule::Voice(media_id) => write!(f, "voice: {media_id}"),
                ReplyRule::Video(texts) => list(f, "video", texts),
                ReplyRule::Music(texts) => list(f, "music", texts),
                ReplyRule::News(articles) => {
                    write!(f, "news of {}", articles.len())?;
                    articles
                        .iter()
                        .try_for_each(|[title, ..]| list(f, "", &[*title]))
                }
                ReplyRule::TransferCustomerService(None) => {
                    f.write_str("transfer_customer_service")
                }
                ReplyRule::TransferCustomerService(Some(account)) => {
                    write!(f, "transfer_customer_service to {account}")
                }
                ReplyRule::TransferBizAiIvr => f.write_str("transfer_biz_ai_ivr"),
            }
        }
    }

    fn list(f: &mut fmt::Formatter<'_>, name: &str, texts: &[Option<Template>]) -> fmt::Result {
        f.write_str(name)?;
        f.write_str(":")?;
        let mut texts = texts.iter().flatten();
        texts.try_for_each(|text| write!(f, " [{text}]"))
    }
}
