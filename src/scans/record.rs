//! What is kept of a push.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

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

/// The events that are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordedEvent {
    /// Somebody follows the account, by a code or another way.
    #[serde(rename = "subscribe")]
    Subscribe,
    /// A follower scanned a code.
    #[serde(rename = "SCAN")]
    Scan,
    /// Somebody no longer follows.
    #[serde(rename = "unsubscribe")]
    Unsubscribe,
}

/// A push, as it goes to the database, the Queue and the log: in this form it can wait and be
/// repeated, and still counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
        let event = RecordedEvent::read(message.event_name()?)?;
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

    /// Whether it is one that [`Record::of`] could have made: what comes back from a log has been through
    /// other hands.
    pub fn is_sound(&self) -> bool {
        let is_hash = |text: &str| {
            let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            text.len() == HASH && text.bytes().all(is_base64)
        };
        is_hash(&self.key)
            && is_hash(&self.visitor)
            && self.openid.len() <= MAX_OPENID
            && self.scene.len() <= MAX_SCENE
            && self.ticket.len() <= MAX_TICKET
            && self.created.max(self.received) <= MAX_TIME
    }

    /// When it happened: CreateTime, or when the push came in where that cannot be.
    pub fn time(&self) -> Time {
        time(self.created, self.received)
    }

    /// The record with the day and the hour that it counts for.
    pub fn placed(&self, timezone: &Timezone) -> Placed<'_> {
        let (day, hour) = timezone.day_and_hour(self.time());
        Placed {
            key: &self.key,
            visitor: &self.visitor,
            openid: &self.openid,
            event: self.event,
            scene: &self.scene,
            ticket: &self.ticket,
            created: self.created,
            received: self.received,
            day: day.number(),
            hour,
        }
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

/// A record as [`statements::INSERT`](super::statements::INSERT) takes it.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "as in Record")]
pub struct Placed<'r> {
    pub key: &'r str,
    pub visitor: &'r str,
    pub openid: &'r str,
    pub event: RecordedEvent,
    pub scene: &'r str,
    pub ticket: &'r str,
    pub created: u64,
    pub received: u64,
    /// Days since 1970 in the console's time zone.
    pub day: i32,
    /// 0 to 23, likewise.
    pub hour: u8,
}

impl RecordedEvent {
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
    let mut hash = Sha1::new();
    for part in parts {
        // The length keeps the parts apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut text = URL_SAFE_NO_PAD.encode(hash.finalize());
    text.truncate(HASH);
    text
}

/// Only whoever knows the token can send more than `length` bytes, so nothing that WeChat sends is cut.
fn cut(text: &str, length: usize) -> String {
    text.get(..text.floor_char_boundary(length))
        .unwrap_or_default()
        .to_owned()
}
