//! Trigger a rule answers: each kind of reply, with placeholders in its texts.

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
    /// The reply, with the values in its texts; nothing where a value would lead a link elsewhere.
    pub fn fill<'m>(&self, values: Values<'_, 'm>) -> Reply<'m> {
        self.try_fill(values)
            .unwrap_or_else(Reply::without_unsafe_link)
    }

    /// What it says, or of which kind it is where it says nothing: for whoever looks a rule up.
    pub fn summary(&self) -> String {
        let kind = match self {
            ReplyRule::Text(content) => return content.written(),
            ReplyRule::None => "none",
            ReplyRule::Image(_) => "image",
            ReplyRule::Voice(_) => "voice",
            ReplyRule::Video(_) => "video",
            ReplyRule::Music(_) => "music",
            ReplyRule::News(_) => "news",
            ReplyRule::TransferCustomerService(_) => "transfer_customer_service",
            ReplyRule::TransferBizAiIvr => "transfer_biz_ai_ivr",
        };
        kind.to_owned()
    }

    fn try_fill<'m>(&self, values: Values<'_, 'm>) -> Option<Reply<'m>> {
        let fill = |template: Option<Template>| match template {
            None => Some(Cow::Borrowed("")),
            Some(template) => template.fill(values),
        };
        Some(match *self {
            ReplyRule::None => Reply::none(),
            ReplyRule::Text(content) => Reply::text(content.fill(values)?),
            ReplyRule::Image(media_id) => Reply::image(media_id.fill(values)?),
            ReplyRule::Voice(media_id) => Reply::voice(media_id.fill(values)?),
            ReplyRule::Video([media_id, title, description]) => Reply::video(Video {
                media_id: fill(media_id)?,
                title: fill(title)?,
                description: fill(description)?,
            }),
            ReplyRule::Music([title, description, url, hq_url, thumb_media_id]) => {
                Reply::music(Music {
                    title: fill(title)?,
                    description: fill(description)?,
                    music_url: fill(url)?,
                    hq_music_url: fill(hq_url)?,
                    thumb_media_id: fill(thumb_media_id)?,
                })
            }
            ReplyRule::News(articles) => {
                let fill_article = |[title, description, pic_url, url]: &[Option<Template>; 4]| {
                    Some(Article {
                        title: fill(*title)?,
                        description: fill(*description)?,
                        pic_url: fill(*pic_url)?,
                        url: fill(*url)?,
                    })
                };
                Reply::news(articles.iter().map(fill_article).collect::<Option<_>>()?)
            }
            ReplyRule::TransferCustomerService(account) => {
                let account = account.map(|account| account.fill(values));
                Reply::transfer_customer_service(match account {
                    None => None,
                    Some(filled) => Some(filled?),
                })
            }
            ReplyRule::TransferBizAiIvr => Reply::transfer_biz_ai_ivr(),
        })
    }
}
