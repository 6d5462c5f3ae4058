//! The pushes that WeChat sends (`PROTOCOL.md`, sections C and D), from this side.

use std::io::Read;
use std::path::Path;

use crate::cli::file::unreadable;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::xml::{Document, Strictness};
use wechat_edge::wechat::xml_writer::XmlWriter;

use super::arguments::MessageArgs;

/// A message or an event, in the clear.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    /// In a word or two, for the screen.
    pub(crate) name: String,
    pub(crate) xml: String,
    /// The account's original id (`gh_…`).
    pub(crate) account: String,
    /// The visitor's openid.
    pub(crate) visitor: String,
    /// An event, and which; `None` for an ordinary message.
    pub(crate) event: Option<String>,
}

/// The two sides of a push and what tells it from others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addressed<'a> {
    pub(crate) account: &'a str,
    pub(crate) visitor: &'a str,
    /// In seconds since 1970.
    pub(crate) create_time: u64,
    /// Different for each message; equal in repeats of one.
    pub(crate) msg_id: u64,
}

/// A file that is not pushed.
#[derive(Debug)]
pub(crate) enum PushError {
    /// The path, and the system's reason.
    Unreadable(String, String),
    /// The path, and what is wrong with its XML.
    NoPush(String, String),
}

impl Bilingual for PushError {
    fn text(&self, language: Language) -> String {
        match self {
            PushError::Unreadable(path, error) => unreadable(path, error, language),
            PushError::NoPush(path, error) => tr!(
                language,
                "{path} is no push of WeChat's: {error}",
                "{path} 不是微信推送的消息：{error}"
            ),
        }
    }
}

impl Push {
    /// Builds what the command line asks for.
    pub(crate) fn build(message: &MessageArgs, to: Addressed<'_>) -> Result<Push, PushError> {
        let of_type = |msg_type, elements: &[(&str, &str)]| to.message(msg_type, elements);
        Ok(match message {
            MessageArgs::Text { content } => of_type("text", &[("Content", content)]),
            MessageArgs::Image { pic_url } => {
                of_type("image", &[("PicUrl", pic_url), ("MediaId", "SAMPLE-image")])
            }
            MessageArgs::Voice { recognition } => of_type(
                "voice",
                &[
                    ("MediaId", "SAMPLE-voice"),
                    ("Format", "amr"),
                    ("Recognition", recognition),
                    ("MediaId16K", "SAMPLE-voice-16k"),
                ],
            ),
            MessageArgs::Video => of_type("video", &VIDEO),
            MessageArgs::Shortvideo => of_type("shortvideo", &VIDEO),
            MessageArgs::Location {
                latitude,
                longitude,
                label,
                scale,
            } => of_type(
                "location",
                &[
                    ("Location_X", &latitude.to_string()),
                    ("Location_Y", &longitude.to_string()),
                    ("Scale", &scale.to_string()),
                    ("Label", label),
                ],
            ),
            MessageArgs::Link {
                href,
                title,
                description,
            } => of_type(
                "link",
                &[
                    ("Title", title),
                    ("Description", description),
                    ("Url", href),
                ],
            ),
            MessageArgs::Scan { scene, new } => to.scan(scene, *new),
            MessageArgs::Subscribe => to.event("subscribe", &[("EventKey", "")]),
            MessageArgs::Unsubscribe => to.event("unsubscribe", &[("EventKey", "")]),
            MessageArgs::Event { event, key, fields } => {
                let key = key.as_deref().map(|key| ("EventKey", key));
                let others = fields.iter().map(|(name, value)| (&**name, &**value));
                to.event(event, &key.into_iter().chain(others).collect::<Vec<_>>())
            }
            MessageArgs::File { path } => Push::from_file(path)?,
        })
    }

    fn from_file(path: &Path) -> Result<Push, PushError> {
        let file = || path.display().to_string();
        let mut xml = String::new();
        let read = if path.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut xml)
        } else {
            std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut xml))
        };
        read.map_err(|error| PushError::Unreadable(file(), error.to_string()))?;
        let no_push = |error: String| PushError::NoPush(file(), error);
        let document = Document::parse(xml.as_bytes(), Strictness::Message)
            .map_err(|error| no_push(error.to_string()))?;
        let message = Message::read(&document).map_err(|error| no_push(error.to_string()))?;
        Ok(Push {
            name: message.event_name().unwrap_or(message.msg_type).to_owned(),
            account: message.to_user_name.to_owned(),
            visitor: message.from_user_name.to_owned(),
            event: message.event_name().map(str::to_owned),
            xml,
        })
    }

    /// Whether nobody reads a reply: who no longer follows gets none (`PROTOCOL.md`, section D1).
    pub(crate) fn is_farewell(&self) -> bool {
        let event = self.event.as_deref().unwrap_or_default();
        event.eq_ignore_ascii_case("unsubscribe")
    }
}

const VIDEO: [(&str, &str); 2] = [
    ("MediaId", "SAMPLE-video"),
    ("ThumbMediaId", "SAMPLE-thumb"),
];

impl Addressed<'_> {
    pub(crate) fn message(self, msg_type: &str, elements: &[(&str, &str)]) -> Push {
        let mut xml = self.start(msg_type);
        write(&mut xml, elements);
        xml.verbatim("MsgId", &self.msg_id.to_string());
        let shown = match elements.first() {
            Some(("Content", content)) => format!("{msg_type} {content}"),
            _ => msg_type.to_owned(),
        };
        self.finish(shown, None, xml)
    }

    pub(crate) fn event(self, event: &str, elements: &[(&str, &str)]) -> Push {
        let mut xml = self.start("event");
        xml.text("Event", event);
        write(&mut xml, elements);
        let shown = match elements.first() {
            Some(("EventKey", key)) if !key.is_empty() => format!("{event} {key}"),
            _ => event.to_owned(),
        };
        self.finish(shown, Some(event.to_owned()), xml)
    }

    /// The two ways in which a scan comes (`PROTOCOL.md`, section F).
    pub(crate) fn scan(self, scene: &str, new: bool) -> Push {
        let ticket = ("Ticket", "SAMPLETICKET");
        if new {
            let key = format!("qrscene_{scene}");
            self.event("subscribe", &[("EventKey", &key), ticket])
        } else {
            self.event("SCAN", &[("EventKey", scene), ticket])
        }
    }

    fn start(self, msg_type: &str) -> XmlWriter {
        let mut xml = XmlWriter::with_capacity(512);
        xml.open("xml");
        xml.text("ToUserName", self.account);
        xml.text("FromUserName", self.visitor);
        xml.verbatim("CreateTime", &self.create_time.to_string());
        xml.text("MsgType", msg_type);
        xml
    }

    fn finish(self, name: String, event: Option<String>, mut xml: XmlWriter) -> Push {
        xml.close("xml");
        Push {
            name,
            xml: xml.finish(),
            account: self.account.to_owned(),
            visitor: self.visitor.to_owned(),
            event,
        }
    }
}

/// The elements that WeChat writes bare, as numbers.
const NUMBERS: [&str; 7] = [
    "Location_X",
    "Location_Y",
    "Scale",
    "Latitude",
    "Longitude",
    "Precision",
    "MenuId",
];

fn write(xml: &mut XmlWriter, elements: &[(&str, &str)]) {
    for (name, value) in elements {
        if NUMBERS.contains(name) && value.parse::<f64>().is_ok() {
            xml.verbatim(name, value);
        } else {
            xml.text(name, value);
        }
    }
}
