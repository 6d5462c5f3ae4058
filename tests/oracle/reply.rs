//! What a reply must say, written down a second time, and compared with what `roxmltree` reads.

use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{Article, Music, Reply, Video};
use wechat_edge::wechat::xml::{Document, Strictness};

use super::xml::{Element, theirs};

/// A reply by what its author wrote.
#[derive(Clone, Debug)]
pub enum Written {
    Nothing,
    Text(String),
    Image(String),
    Voice(String),
    /// MediaId, Title, Description
    Video([String; 3]),
    /// Title, Description, MusicUrl, HQMusicUrl, ThumbMediaId
    Music([String; 5]),
    /// Each with Title, Description, PicUrl, Url
    News(Vec<[String; 4]>),
    TransferCustomerService(Option<String>),
    TransferBizAiIvr,
}

impl Written {
    /// By the project's constructors.
    pub fn reply(&self) -> Reply<'_> {
        match self {
            Written::Nothing => Reply::none(),
            Written::Text(content) => Reply::text(content),
            Written::Image(media_id) => Reply::image(media_id),
            Written::Voice(media_id) => Reply::voice(media_id),
            Written::Video([media_id, title, description]) => Reply::video(Video {
                media_id: media_id.into(),
                title: title.into(),
                description: description.into(),
            }),
            Written::Music([title, description, music_url, hq_music_url, thumb_media_id]) => {
                Reply::music(Music {
                    title: title.into(),
                    description: description.into(),
                    music_url: music_url.into(),
                    hq_music_url: hq_music_url.into(),
                    thumb_media_id: thumb_media_id.into(),
                })
            }
            Written::News(articles) => Reply::news(
                articles
                    .iter()
                    .map(|[title, description, pic_url, url]| Article {
                        title: title.into(),
                        description: description.into(),
                        pic_url: pic_url.into(),
                        url: url.into(),
                    })
                    .collect(),
            ),
            Written::TransferCustomerService(account) => {
                Reply::transfer_customer_service(account.as_deref().map(Into::into))
            }
            Written::TransferBizAiIvr => Reply::transfer_biz_ai_ivr(),
        }
    }

    /// The elements from MsgType on, in answer to an event or to an ordinary message; none where
    /// WeChat would refuse them.
    pub fn elements(&self, to_event: bool) -> Option<Vec<Element>> {
        let (msg_type, elements) = match self {
            Written::Nothing => return None,
            Written::Text(content) => {
                let content = shortened(&readable(content));
                if content.is_empty() {
                    return None;
                }
                ("text", vec![(1, "Content".to_owned(), content)])
            }
            Written::Image(media_id) => ("image", group("Image", &[("MediaId", media_id)])?),
            Written::Voice(media_id) => ("voice", group("Voice", &[("MediaId", media_id)])?),
            Written::Video([media_id, title, description]) => {
                let children = [("Title", title), ("Description", description)];
                let children = [&[("MediaId", media_id)], &children[..]].concat();
                required(media_id)?;
                ("video", group("Video", &children)?)
            }
            Written::Music([title, description, music_url, hq_music_url, thumb_media_id]) => {
                required(thumb_media_id)?;
                let children = [
                    ("Title", title),
                    ("Description", description),
                    ("MusicUrl", music_url),
                    ("HQMusicUrl", hq_music_url),
                    ("ThumbMediaId", thumb_media_id),
                ];
                ("music", group("Music", &children)?)
            }
            Written::News(articles) => {
                let limit = if to_event { 8 } else { 1 };
                let articles = articles.get(..limit).unwrap_or(articles);
                if articles.is_empty() {
                    return None;
                }
                let count = articles.len().to_string();
                let mut elements = vec![
                    (1, "ArticleCount".to_owned(), count),
                    (1, "Articles".to_owned(), String::new()),
                ];
                for article in articles {
                    elements.push((2, "item".to_owned(), String::new()));
                    let names = ["Title", "Description", "PicUrl", "Url"];
                    elements.extend(
                        names
                            .into_iter()
                            .zip(article)
                            .map(|(name, value)| (3, name.to_owned(), readable(value))),
                    );
                }
                ("news", elements)
            }
            Written::TransferCustomerService(_) | Written::TransferBizAiIvr if to_event => {
                return None;
            }
            Written::TransferCustomerService(account) => {
                let account = account.clone().unwrap_or_default();
                let group = group("TransInfo", &[("KfAccount", &account)]);
                ("transfer_customer_service", group.unwrap_or_default())
            }
            Written::TransferBizAiIvr => ("transfer_biz_ai_ivr", Vec::new()),
        };
        let mut all = vec![(1, "MsgType".to_owned(), msg_type.to_owned())];
        all.extend(elements);
        Some(all)
    }
}

/// Compares what the project sends to a visitor with what it should be.
#[track_caller]
pub fn compare(written: &Written, visitor: &str, account: &str, time: u64, to_event: bool) {
    // There is no reference for NUL.
    let [visitor, account] = [visitor, account].map(|id| id.replace('\0', ""));
    let msg_type = if to_event { "event" } else { "text" };
    let push = format!(
        "<xml><ToUserName>{}</ToUserName><FromUserName>{}</FromUserName>\
         <MsgType>{msg_type}</MsgType></xml>",
        verbatim(&account),
        verbatim(&visitor),
    );
    let document = Document::parse(push.as_bytes(), Strictness::Message);
    let Ok(document) = document else {
        return; // an id of more than 8 KiB
    };
    let Ok(message) = Message::read(&document) else {
        return; // an empty id
    };
    let xml = written
        .reply()
        .corrected_for(&message)
        .to_xml(&message, time);
    let expected = written.elements(to_event).map(|elements| {
        let mut all = vec![
            (1, "ToUserName".to_owned(), readable(&visitor)),
            (1, "FromUserName".to_owned(), readable(&account)),
            (1, "CreateTime".to_owned(), time.to_string()),
        ];
        all.extend(elements);
        all
    });
    let read = xml.map(|xml| theirs(&xml).unwrap_or_else(|error| panic!("{error} in {xml:?}")));
    assert_eq!(read, expected);
}

/// What is left of a text in XML: no character that XML 1.0 forbids, and `\n` for each line end.
pub fn readable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|&character| match character {
            '\t' | '\n' => true,
            '\u{FFFE}' | '\u{FFFF}' => false,
            character => character >= ' ',
        })
        .collect()
}

/// WeChat takes 2048 bytes; what is longer ends with an ellipsis.
fn shortened(text: &str) -> String {
    if text.len() <= 2048 {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if short.len() + character.len_utf8() + "…".len() > 2048 {
            break;
        }
        short.push(character);
    }
    short + "…"
}

/// An element with those of the children that say something; none where no child does.
fn group(name: &str, children: &[(&str, &String)]) -> Option<Vec<Element>> {
    let mut elements = vec![(1, name.to_owned(), String::new())];
    for (child, value) in children {
        let value = readable(value);
        if !value.is_empty() {
            elements.push((2, (*child).to_owned(), value));
        }
    }
    (elements.len() > 1).then_some(elements)
}

/// A value without which WeChat would refuse the reply.
fn required(value: &str) -> Option<()> {
    (!readable(value).is_empty()).then_some(())
}

/// Any text as the content of an element that is read exactly so: all of it in references, and
/// CDATA at both ends, so that no blank is formatting.
fn verbatim(text: &str) -> String {
    let references: String = text
        .chars()
        .map(|character| format!("&#{};", u32::from(character)))
        .collect();
    format!("<![CDATA[]]>{references}<![CDATA[]]>")
}
