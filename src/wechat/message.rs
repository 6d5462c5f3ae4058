//! The messages that WeChat pushes (PROTOCOL.md, sections C and H).

use super::event::Event;
use super::field::{FieldInfo, read};
use super::scene::Scan;
use super::table::message_types;
use super::xml::{Document, Fields};

/// A message or an event, with what all of them have.
#[derive(Clone, Copy, Debug)]
pub struct Message<'d> {
    /// The account's original id (`gh_…`), which is not its app id.
    pub to_user_name: &'d str,
    /// The visitor's openid.
    pub from_user_name: &'d str,
    /// `text`, `image`, …, `event`.
    pub msg_type: &'d str,
    fields: Fields<'d>,
}

// What the rules call by the name of a field, beside those of each kind.

/// The visitor.
pub const OPENID: FieldInfo = FieldInfo::one("openid", &["FromUserName"]);
/// When it was sent.
pub const CREATE_TIME: FieldInfo = FieldInfo::one("create_time", &["CreateTime"]);
/// The id of an ordinary message.
pub const MSG_ID: FieldInfo = FieldInfo::one("msg_id", &["MsgId"]);
/// The event's name.
pub const EVENT: FieldInfo = FieldInfo::one("event", &["Event"]);
/// What an event is about: a button's key or URL, a scene.
pub const EVENT_KEY: FieldInfo = FieldInfo::one("event_key", &["EventKey"]);
/// The ticket of a scanned code.
pub const TICKET: FieldInfo = FieldInfo::one("ticket", &["Ticket"]);

/// Why a well-formed document is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum MessageError {
    #[error("the message has no {0}")]
    Missing(&'static str),
    #[error(
        "the message is encrypted, but WECHAT_AES_KEY is not set: run \
         `npx wrangler secret put WECHAT_AES_KEY`, or choose 明文模式 in the admin page"
    )]
    Encrypted,
}

impl<'d> Message<'d> {
    /// Reads what all messages have.
    ///
    /// # Errors
    ///
    /// Where ToUserName, FromUserName or MsgType is absent or empty.
    pub fn read(document: &'d Document<'_>) -> Result<Message<'d>, MessageError> {
        let fields = document.fields();
        let required = |name| {
            fields
                .get(name)
                .filter(|value| !value.is_empty())
                .ok_or(MessageError::Missing(name))
        };
        if fields.get("MsgType").is_none() && fields.get("Encrypt").is_some() {
            return Err(MessageError::Encrypted);
        }
        Ok(Message {
            to_user_name: required("ToUserName")?,
            from_user_name: required("FromUserName")?,
            msg_type: required("MsgType")?,
            fields,
        })
    }

    /// When it was sent, in seconds since 1970.
    pub fn create_time(&self) -> Option<u64> {
        CREATE_TIME.read(self.fields)
    }

    /// The id of an ordinary message, equal in WeChat's repeats of it. Events have none: there
    /// FromUserName and CreateTime together tell repeats.
    pub fn msg_id(&self) -> Option<u64> {
        MSG_ID.read(self.fields)
    }

    /// The article that an ordinary message comes from, where it comes from one.
    pub fn msg_data_id(&self) -> &'d str {
        read(self.fields, &["MsgDataId"])
    }

    /// Which of the articles published together that was, counted from 1.
    pub fn idx(&self) -> Option<u64> {
        read(self.fields, &["Idx"])
    }

    /// The sub-merchant that a message to customer service is for (SKIT).
    pub fn business_id(&self) -> &'d str {
        read(self.fields, &["BusinessId"])
    }

    /// Whether this is an event and not an ordinary message.
    pub fn is_event(&self) -> bool {
        self.msg_type == "event"
    }

    /// The event's name as WeChat sent it; `None` for an ordinary message.
    pub fn event_name(&self) -> Option<&'d str> {
        self.is_event()
            .then(|| self.fields.get("Event").unwrap_or_default())
    }

    /// The scan of a parametric QR code, by a new follower or an old one.
    pub fn scan(&self) -> Option<Scan<'d>> {
        Scan::read(self.event_name()?, self.fields)
    }

    /// The message by its kind.
    pub fn kind(&self) -> MessageType<'d> {
        MessageType::read(self.msg_type, self.fields)
    }

    /// The event by its kind; `None` for an ordinary message.
    pub fn event(&self) -> Option<Event<'d>> {
        Some(Event::read(self.event_name()?, self.fields))
    }

    /// All elements, known and unknown.
    pub fn fields(&self) -> Fields<'d> {
        self.fields
    }
}

message_types! {
    /// A message by its `MsgType`. The pages that describe them are WeChat's 接收普通消息 and, for
    /// what they leave out, the SDKs named.
    pub enum MessageType;

    /// Text that a visitor typed. What WeChat cannot forward arrives as text too, with the Content
    /// 【收到不支持的消息类型，暂无法显示】.
    "text" => Text {
        /// What was typed.
        content: &'d str = "Content",
        /// The id of the option that was tapped in a `msgmenu` message; Content is then its text
        /// (WxJava, Senparc).
        bizmsgmenuid: &'d str = "bizmsgmenuid",
    }

    /// An image.
    "image" => Image {
        /// Where WeChat keeps the image.
        pic_url: &'d str = "PicUrl",
        /// For fetching it from the API within 3 days.
        media_id: &'d str = "MediaId",
    }

    /// A voice recording.
    "voice" => Voice {
        /// For fetching it within 3 days; 8 kHz where the format is `amr`.
        media_id: &'d str = "MediaId",
        /// `amr` or `speex`; `amr` in practice.
        format: &'d str = "Format",
        /// The recording at 16 kHz (SKIT).
        media_id_16k: &'d str = "MediaId16K",
        /// What was said, where recognition is switched on. Since 2026-09 seen empty only.
        recognition: &'d str = "Recognition",
    }

    /// A video.
    "video" => Video {
        /// For fetching it within 3 days.
        media_id: &'d str = "MediaId",
        /// The thumbnail, likewise.
        thumb_media_id: &'d str = "ThumbMediaId",
    }

    /// A short video taken in the chat.
    "shortvideo" => ShortVideo {
        /// For fetching it within 3 days.
        media_id: &'d str = "MediaId",
        /// The thumbnail, likewise.
        thumb_media_id: &'d str = "ThumbMediaId",
    }

    /// A place that a visitor sent. The event `LOCATION` reports where they are.
    "location" => Location {
        /// The latitude, in degrees.
        location_x: Option<f64> = "Location_X",
        /// The longitude, in degrees.
        location_y: Option<f64> = "Location_Y",
        /// The zoom of the map.
        scale: Option<u64> = "Scale",
        /// The address; may begin with a blank.
        label: &'d str = "Label",
    }

    /// A link that a visitor forwarded.
    "link" => Link {
        /// Its title.
        title: &'d str = "Title",
        /// Its description.
        description: &'d str = "Description",
        /// Where it leads.
        url: &'d str = "Url",
    }

    /// A file (undocumented; Senparc, EasyWeChat).
    "file" => File {
        /// Its name.
        title: &'d str = "Title",
        /// Its description, often empty.
        description: &'d str = "Description",
        /// WeChat's key for it.
        file_key: &'d str = "FileKey",
        /// The MD5 of its content, in hexadecimal.
        file_md5: &'d str = "FileMd5",
        /// Its size, in bytes.
        file_total_len: Option<u64> = "FileTotalLen",
    }

    /// A card of a mini program, sent to its customer service (SKIT, wechatpy).
    "miniprogrampage" => MiniProgramPage {
        /// The card's title.
        title: &'d str = "Title",
        /// The mini program's app id.
        app_id: &'d str = "AppId",
        /// The page that the card opens.
        page_path: &'d str = "PagePath",
        /// The card's picture.
        thumb_url: &'d str = "ThumbUrl",
        /// The same, for fetching within 3 days.
        thumb_media_id: &'d str = "ThumbMediaId",
    }

    /// A push of the old hardware platform (WxJava, wechatpy). Its events are not
    /// [`Event`]s: they have this MsgType instead of `event`.
    "device_text" | "device_event" | "device_status" | "hardware" => Device {
        /// The account's original id.
        device_type: &'d str = "DeviceType",
        /// The device's id, given to it by its maker.
        device_id: &'d str = "DeviceID",
        /// To be repeated in an answer.
        session_id: &'d str = "SessionID",
        /// The visitor's openid.
        open_id: &'d str = "OpenID",
        /// What the device sent, in base64.
        content: &'d str = "Content",
        /// `bind`, `unbind`, `subscribe_status` or `unsubscribe_status`, of a `device_event`.
        event: &'d str = "Event",
        /// Whether the device's status is wanted: 0 no longer, 1 still (heartbeat), 2 from now on
        /// (WxJava).
        op_type: Option<u64> = "OpType",
        /// Whether the device is connected (WxJava).
        device_status: Option<bool> = "DeviceStatus",
    }
}
