//! What is kept of a push.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::hash::sha1;
use super::json::Value;
use super::row::{FieldError, Row};
use super::time::{Time, Timezone};
use crate::wechat::message::Message;
use crate::wechat::scene::Scan;

/// How far CreateTime may be from when the push came in: two days. What is further away is no time at
/// which something happened, and such a push counts when it came.
const MAX_DISTANCE: Time = 2 * 24 * 60 * 60;

/// The longest scene has 64 characters, of at most 4 bytes (PROTOCOL.md, section F).
const MAX_SCENE: usize = 256;
/// An openid has 28 bytes.
const MAX_OPENID: usize = 64;
/// A ticket has about 100 bytes.
const MAX_TICKET: usize = 256;
/// See [`hash`].
const HASH: usize = 16;
/// 9999-12-31, the last time that can be written as a date.
const MAX_TIME: u64 = 253_402_300_799;

/// What a line in the log begins with that holds a record which stands nowhere else.
pub const UNWRITTEN: &str = "unwritten scan, for `wechat-edge scans restore`: ";

/// The visitor whom `wechat-edge doctor` plays: it is answered, and counts for nothing. Nobody can be it,
/// since openids are WeChat's to give.
pub const DOCTOR: &str = "oWechatEdgeDoctor00000000001";

/// The events that are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedEvent {
    /// Somebody follows the account, by a code or another way.
    Subscribe,
    /// A follower scanned a code.
    Scan,
    /// Somebody no longer follows.
    Unsubscribe,
}

/// A push, as it goes to the database, the Queue and the log: in this form it can wait and be
/// repeated, and still counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What makes two pushes one: a hash of account, openid, CreateTime, Event and EventKey
    /// (PROTOCOL.md, section E). It stays when the openid is deleted, so that a repeat is still known.
    pub key: String,
    /// A hash of account and openid.
    pub visitor: String,
    /// The visitor's openid.
    pub openid: String,
    /// What happened.
    pub event: RecordedEvent,
    /// Which code was scanned; empty where none was.
    pub scene: String,
    /// The code's ticket; empty where WeChat left it out.
    pub ticket: String,
    /// CreateTime, in seconds since 1970; 0 where it was absent.
    pub created: u64,
    /// When the push came in, likewise.
    pub received: u64,
}

impl Record {
    /// What is to be kept of a message; `None` where nothing is. The time `now` is in seconds since
    /// 1970.
    pub fn of(message: &Message<'_>, now: u64) -> Option<Record> {
        let event = RecordedEvent::of(message)?;
        if message.from_user_name == DOCTOR {
            return None;
        }
        let fields = message.fields();
        let scan = message.scan();
        let create_time = message.create_time().unwrap_or_default();
        let visitor = [message.to_user_name, message.from_user_name];
        let event_key = fields.get("EventKey").unwrap_or_default();
        let [account, openid] = visitor;
        Some(Record {
            key: hash(&[
                account,
                openid,
                &create_time.to_string(),
                event.name(),
                event_key,
            ]),
            visitor: hash(&visitor),
            openid: cut(openid, MAX_OPENID),
            event,
            scene: cut(scan.map_or("", |scan: Scan<'_>| scan.scene), MAX_SCENE),
            ticket: cut(scan.map_or("", |scan| scan.ticket), MAX_TICKET),
            created: create_time.min(MAX_TIME),
            received: now.min(MAX_TIME),
        })
    }

    /// Reads one back that waited in the Queue, or stood in a log.
    ///
    /// # Errors
    ///
    /// Names the field that [`Record::of`] would not have written so: what comes out of a log has been
    /// through other hands.
    pub fn read(row: &impl Row) -> Result<Record, FieldError> {
        let text = |field, is_sound: &dyn Fn(&str) -> bool| {
            let text = row.text(field)?;
            if is_sound(&text) {
                Ok(text)
            } else {
                Err(FieldError(field))
            }
        };
        let time = |field| {
            Some(row.time(field)?)
                .filter(|time| *time <= MAX_TIME)
                .ok_or(FieldError(field))
        };
        let is_hash = |text: &str| {
            let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            text.len() == HASH && text.bytes().all(is_base64)
        };
        Ok(Record {
            key: text("key", &is_hash)?,
            visitor: text("visitor", &is_hash)?,
            openid: text("openid", &|openid| openid.len() <= MAX_OPENID)?,
            event: RecordedEvent::read(&row.text("event")?).ok_or(FieldError("event"))?,
            scene: text("scene", &|scene| scene.len() <= MAX_SCENE)?,
            ticket: text("ticket", &|ticket| ticket.len() <= MAX_TICKET)?,
            created: time("created")?,
            received: time("received")?,
        })
    }

    /// When it happened: CreateTime, or when the push came in where that cannot be.
    pub fn time(&self) -> Time {
        time(self.created, self.received)
    }

    /// As it is written into the Queue and the log.
    pub fn json(&self) -> Value {
        Value::Object(self.fields())
    }

    /// The record with the day and the hour that it counts for, as
    /// [`statements::INSERT`](super::statements::INSERT) takes it.
    pub fn placed(&self, timezone: &Timezone) -> Value {
        let (day, hour) = timezone.day_and_hour(self.time());
        let mut fields = self.fields();
        fields.push(("time", self.time().into()));
        fields.push(("day", i64::from(day.number()).into()));
        fields.push(("hour", hour.into()));
        Value::Object(fields)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("key", (&*self.key).into()),
            ("visitor", (&*self.visitor).into()),
            ("openid", (&*self.openid).into()),
            ("event", self.event.name().into()),
            ("scene", (&*self.scene).into()),
            ("ticket", (&*self.ticket).into()),
            ("created", self.created.into()),
            ("received", self.received.into()),
        ]
    }
}

/// When something happened that has these two times.
pub fn time(created: u64, received: u64) -> Time {
    let [created, received] =
        [created, received].map(|time| Time::try_from(time).unwrap_or(Time::MAX));
    if created.abs_diff(received) <= MAX_DISTANCE.unsigned_abs() {
        created
    } else {
        received
    }
}

impl RecordedEvent {
    /// What a message tells of; `None` where it is not recorded.
    pub fn of(message: &Message<'_>) -> Option<RecordedEvent> {
        RecordedEvent::read(message.event_name()?)
    }

    /// WeChat's spelling differs in letter case (PROTOCOL.md, section D1).
    fn read(name: &str) -> Option<RecordedEvent> {
        [
            RecordedEvent::Subscribe,
            RecordedEvent::Scan,
            RecordedEvent::Unsubscribe,
        ]
        .into_iter()
        .find(|event| event.name().eq_ignore_ascii_case(name))
    }

    fn name(self) -> &'static str {
        match self {
            RecordedEvent::Subscribe => "subscribe",
            RecordedEvent::Scan => "SCAN",
            RecordedEvent::Unsubscribe => "unsubscribe",
        }
    }
}

/// 96 bits, as 16 characters: among a million visitors two are the same by chance once in 10^17. Not
/// keyed, so that it is the same under every token; an openid has too many possible values to be
/// found by trying.
fn hash(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        // The length keeps the parts apart.
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    let mut text = URL_SAFE_NO_PAD.encode(sha1(&[&bytes]));
    text.truncate(HASH);
    text
}

/// Only whoever knows the token can send more than `length` bytes, so nothing that WeChat sends is cut.
fn cut(text: &str, length: usize) -> String {
    text.get(..text.floor_char_boundary(length))
        .unwrap_or_default()
        .to_owned()
}
