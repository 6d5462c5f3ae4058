//! Everything that a message can be answered with (PROTOCOL.md, section E).
//!
//! Who decides a reply says only what is in it. The ids, the time and the envelope are filled in by
//! [`Reply::to_xml`], in one place. What WeChat would refuse, and show the fan
//! 「该公众号提供的服务出现故障」 instead, cannot be built: a constructor corrects it and notes the
//! [`Correction`] for the log.

use std::borrow::Cow;

use super::message::Message;
use super::xml::is_allowed;
use super::xml_writer::{XmlWriter, allowed};

/// The longest Content of a text reply, in bytes of UTF-8 (the wiki of 2013; SDKs still split here).
pub const MAX_TEXT: usize = 2048;

/// The most articles of a news reply, where it does not answer an ordinary message.
pub const MAX_ARTICLES: usize = 8;

/// The most articles in answer to an ordinary message, since 2018-10-12.
pub const MAX_ARTICLES_TO_MESSAGE: usize = 1;

/// What a text that is cut ends with.
const ELLIPSIS: &str = "…";

/// A passive reply (被动回复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    body: Body<'a>,
    corrected: Option<Correction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body<'a> {
    None,
    Text(Cow<'a, str>),
    Image(Cow<'a, str>),
    Voice(Cow<'a, str>),
    Video(Video<'a>),
    Music(Music<'a>),
    News(Vec<Article<'a>>),
    TransferCustomerService(Option<Cow<'a, str>>),
    TransferBizAiIvr,
}

/// A video reply. Empty strings are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Video<'a> {
    /// The id that uploading the video gave.
    pub media_id: Cow<'a, str>,
    /// Shown above the video.
    pub title: Cow<'a, str>,
    /// Shown below the title.
    pub description: Cow<'a, str>,
}

/// A music reply. Empty strings are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Music<'a> {
    /// The music's name.
    pub title: Cow<'a, str>,
    /// Shown below the name.
    pub description: Cow<'a, str>,
    /// Where the music is.
    pub music_url: Cow<'a, str>,
    /// The same in better quality, preferred on Wi-Fi.
    pub hq_music_url: Cow<'a, str>,
    /// The id that uploading the thumbnail gave. WeChat requires it.
    pub thumb_media_id: Cow<'a, str>,
}

/// One article of a news reply (图文消息). WeChat requires all four elements; they may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article<'a> {
    /// The headline.
    pub title: Cow<'a, str>,
    /// Shown below the headline where there is only one article.
    pub description: Cow<'a, str>,
    /// JPG or PNG, 360×200 for the first article, 200×200 for the others.
    pub pic_url: Cow<'a, str>,
    /// What opens on a tap.
    pub url: Cow<'a, str>,
}

/// What was changed in a reply that WeChat would have refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Correction {
    #[error("a text reply was empty, which WeChat shows as an error: nothing was replied")]
    EmptyText,
    #[error("a text reply of {0} bytes was cut to {MAX_TEXT}")]
    LongText(usize),
    #[error("a reply of type {0} had no {1}, which WeChat requires: nothing was replied")]
    Missing(&'static str, &'static str),
    #[error("a news reply of {0} articles was cut to {1}")]
    Articles(usize, usize),
    #[error("{0} answers messages only, not events: nothing was replied")]
    MessagesOnly(&'static str),
    #[error("a value would have led a link elsewhere than the rule says: nothing was replied")]
    UnsafeLink,
}

impl<'a> Reply<'a> {
    /// No reply: the body `success`, after which WeChat neither retries nor shows an error.
    pub fn none() -> Reply<'a> {
        Reply::new(Body::None)
    }

    /// No reply, in place of one whose link would have led where a visitor wants it to.
    pub fn without_unsafe_link() -> Reply<'a> {
        Reply::corrected(Body::None, Correction::UnsafeLink)
    }

    /// A text. An empty one becomes no reply, one over [`MAX_TEXT`] bytes is cut.
    pub fn text(content: impl Into<Cow<'a, str>>) -> Reply<'a> {
        let content = allowed(content.into());
        if content.is_empty() {
            return Reply::corrected(Body::None, Correction::EmptyText);
        }
        let length = content.len();
        if length <= MAX_TEXT {
            return Reply::new(Body::Text(content));
        }
        let end = content.floor_char_boundary(MAX_TEXT.saturating_sub(ELLIPSIS.len()));
        let cut = content.get(..end).expect("a boundary of its characters");
        Reply::corrected(
            Body::Text(Cow::Owned([cut, ELLIPSIS].concat())),
            Correction::LongText(length),
        )
    }

    /// An image uploaded before; no GIF.
    pub fn image(media_id: impl Into<Cow<'a, str>>) -> Reply<'a> {
        let media_id = media_id.into();
        Reply::requiring(
            "image",
            "MediaId",
            is_missing(&media_id),
            Body::Image(media_id),
        )
    }

    /// A voice recording uploaded before.
    pub fn voice(media_id: impl Into<Cow<'a, str>>) -> Reply<'a> {
        let media_id = media_id.into();
        Reply::requiring(
            "voice",
            "MediaId",
            is_missing(&media_id),
            Body::Voice(media_id),
        )
    }

    /// A video uploaded before.
    pub fn video(video: Video<'a>) -> Reply<'a> {
        Reply::requiring(
            "video",
            "MediaId",
            is_missing(&video.media_id),
            Body::Video(video),
        )
    }

    /// A piece of music.
    pub fn music(music: Music<'a>) -> Reply<'a> {
        let missing = is_missing(&music.thumb_media_id);
        Reply::requiring("music", "ThumbMediaId", missing, Body::Music(music))
    }

    /// Articles: at least one, at most [`MAX_ARTICLES`], and [`MAX_ARTICLES_TO_MESSAGE`] in answer
    /// to an ordinary message.
    pub fn news(articles: Vec<Article<'a>>) -> Reply<'a> {
        let missing = articles.is_empty();
        Reply::requiring("news", "Articles", missing, Body::News(articles)).at_most(MAX_ARTICLES)
    }

    /// Hands the conversation to the account's human agents, for 30 minutes; `kf_account` names one
    /// of them (`kf01@account`). Answers messages only.
    pub fn transfer_customer_service(kf_account: Option<Cow<'a, str>>) -> Reply<'a> {
        Reply::new(Body::TransferCustomerService(
            kf_account.filter(|account| !is_missing(account)),
        ))
    }

    /// Hands the message to the platform's AI reply, where the account has it. Answers messages
    /// only.
    pub fn transfer_biz_ai_ivr() -> Reply<'a> {
        Reply::new(Body::TransferBizAiIvr)
    }

    /// What was corrected, for the log.
    pub fn correction(&self) -> Option<Correction> {
        self.corrected
    }

    /// Corrects what WeChat would refuse in answer to this very message.
    pub fn corrected_for(self, message: &Message<'_>) -> Reply<'a> {
        match (&self.body, message.is_event()) {
            (Body::TransferCustomerService(_), true) => Reply::corrected(
                Body::None,
                Correction::MessagesOnly("transfer_customer_service"),
            ),
            (Body::TransferBizAiIvr, true) => {
                Reply::corrected(Body::None, Correction::MessagesOnly("transfer_biz_ai_ivr"))
            }
            (_, true) => self,
            (_, false) => self.at_most(MAX_ARTICLES_TO_MESSAGE),
        }
    }

    /// The reply's XML, addressed to who sent `message`; `None` where nothing is said. `create_time`
    /// is in seconds since 1970.
    pub fn to_xml(&self, message: &Message<'_>, create_time: u64) -> Option<String> {
        let msg_type = self.msg_type()?;
        let mut xml = XmlWriter::with_capacity(self.capacity());
        xml.open("xml");
        xml.text("ToUserName", message.from_user_name);
        xml.text("FromUserName", message.to_user_name);
        xml.verbatim("CreateTime", &create_time.to_string());
        xml.text("MsgType", msg_type);
        self.write(&mut xml);
        xml.close("xml");
        Some(xml.finish())
    }

    /// WeChat's name for this kind of reply; `None` for no reply.
    pub fn msg_type(&self) -> Option<&'static str> {
        Some(match self.body {
            Body::None => return None,
            Body::Text(_) => "text",
            Body::Image(_) => "image",
            Body::Voice(_) => "voice",
            Body::Video(_) => "video",
            Body::Music(_) => "music",
            Body::News(_) => "news",
            Body::TransferCustomerService(_) => "transfer_customer_service",
            Body::TransferBizAiIvr => "transfer_biz_ai_ivr",
        })
    }

    fn write(&self, xml: &mut XmlWriter) {
        match &self.body {
            Body::None | Body::TransferBizAiIvr | Body::TransferCustomerService(None) => {}
            Body::Text(content) => xml.text("Content", content),
            Body::Image(media_id) => group(xml, "Image", &[("MediaId", media_id)]),
            Body::Voice(media_id) => group(xml, "Voice", &[("MediaId", media_id)]),
            Body::Video(video) => group(
                xml,
                "Video",
                &[
                    ("MediaId", &video.media_id),
                    ("Title", &video.title),
                    ("Description", &video.description),
                ],
            ),
            Body::Music(music) => group(
                xml,
                "Music",
                &[
                    ("Title", &music.title),
                    ("Description", &music.description),
                    ("MusicUrl", &music.music_url),
                    ("HQMusicUrl", &music.hq_music_url),
                    ("ThumbMediaId", &music.thumb_media_id),
                ],
            ),
            Body::News(articles) => {
                xml.verbatim("ArticleCount", &articles.len().to_string());
                xml.open("Articles");
                for article in articles {
                    xml.open("item");
                    xml.text("Title", &article.title);
                    xml.text("Description", &article.description);
                    xml.text("PicUrl", &article.pic_url);
                    xml.text("Url", &article.url);
                    xml.close("item");
                }
                xml.close("Articles");
            }
            Body::TransferCustomerService(Some(account)) => {
                group(xml, "TransInfo", &[("KfAccount", account)]);
            }
        }
    }

    /// Enough for the usual reply: the elements around it take about 250 bytes with their ids.
    fn capacity(&self) -> usize {
        let content = match &self.body {
            Body::Text(content) => content.len(),
            Body::News(articles) => articles.len().saturating_mul(512),
            _ => 256,
        };
        content.saturating_add(320)
    }

    fn new(body: Body<'a>) -> Reply<'a> {
        let corrected = None;
        Reply { body, corrected }
    }

    fn corrected(body: Body<'a>, correction: Correction) -> Reply<'a> {
        let corrected = Some(correction);
        Reply { body, corrected }
    }

    fn requiring(
        kind: &'static str,
        element: &'static str,
        missing: bool,
        body: Body<'a>,
    ) -> Reply<'a> {
        if missing {
            Reply::corrected(Body::None, Correction::Missing(kind, element))
        } else {
            Reply::new(body)
        }
    }

    fn at_most(mut self, limit: usize) -> Reply<'a> {
        if let Body::News(articles) = &mut self.body
            && articles.len() > limit
        {
            // A second cut speaks of the first count: that is what the owner wrote.
            let written = match self.corrected {
                Some(Correction::Articles(written, _)) => written,
                _ => articles.len(),
            };
            articles.truncate(limit);
            self.corrected = Some(Correction::Articles(written, limit));
        }
        self
    }
}

/// Whether nothing of a value would be written.
fn is_missing(value: &str) -> bool {
    !value.contains(is_allowed)
}

/// Writes an element whose children are optional strings.
fn group(xml: &mut XmlWriter, name: &str, children: &[(&str, &str)]) {
    xml.open(name);
    for (child, value) in children.iter().filter(|(_, value)| !is_missing(value)) {
        xml.text(child, value);
    }
    xml.close(name);
}
