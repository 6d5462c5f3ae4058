//! A push on its way: signed, sealed in safe and compatible mode, with the query that WeChat adds
//! (protocol.md, sections A and B).

use form_urlencoded::Serializer;
use wechat_edge::wechat::encryption::RANDOM_BYTES;
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml_writer::XmlWriter;

use super::arguments::Mode;
use super::credentials::{Credentials, Sealing};
use super::push::Push;

/// What goes over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) query: String,
    pub(crate) body: String,
}

/// What is different in each request.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// In seconds since 1970.
    pub(crate) timestamp: u64,
    pub(crate) nonce: String,
    pub(crate) random: [u8; RANDOM_BYTES],
}

impl Stamp {
    /// A stamp of this moment; `None` where the system has no random bytes.
    pub(crate) fn now() -> Option<Stamp> {
        let random = random()?;
        Some(Stamp {
            timestamp: now(),
            nonce: random_number()?.to_string(),
            random,
        })
    }
}

/// The query with which WeChat checks that a URL is the owner's.
pub(crate) fn verification(token: &Token, stamp: &Stamp, echostr: &str) -> String {
    let timestamp = stamp.timestamp.to_string();
    Serializer::new(String::new())
        .append_pair("signature", token.sign(&timestamp, &stamp.nonce).as_str())
        .append_pair("echostr", echostr)
        .append_pair("timestamp", &timestamp)
        .append_pair("nonce", &stamp.nonce)
        .finish()
}

impl Signed {
    /// Signs, and seals unless the mode is plain.
    pub(crate) fn new(push: &Push, credentials: &Credentials, stamp: &Stamp) -> Signed {
        Signed::with_token(push, credentials, &credentials.token, stamp)
    }

    /// The same, signed with any token.
    pub(crate) fn with_token(
        push: &Push,
        credentials: &Credentials,
        token: &Token,
        stamp: &Stamp,
    ) -> Signed {
        let sealing = match credentials.mode {
            Mode::Plain => None,
            Mode::Compatible | Mode::Safe => credentials.sealing.as_ref(),
        };
        match sealing {
            None => Signed::plain(push, token, stamp),
            Some(sealing) => Signed::sealed(push, token, sealing, credentials.mode, stamp),
        }
    }

    pub(crate) fn plain(push: &Push, token: &Token, stamp: &Stamp) -> Signed {
        Signed {
            query: query(push, token, stamp).finish(),
            body: push.xml.clone(),
        }
    }

    fn sealed(push: &Push, token: &Token, sealing: &Sealing, mode: Mode, stamp: &Stamp) -> Signed {
        let encrypt = sealing
            .aes_key
            .seal(&push.xml, &sealing.app_id, stamp.random);
        let timestamp = stamp.timestamp.to_string();
        let msg_signature = token.sign_encrypted(&timestamp, &stamp.nonce, &encrypt);
        Signed {
            query: query(push, token, stamp)
                .append_pair("encrypt_type", "aes")
                .append_pair("msg_signature", msg_signature.as_str())
                .finish(),
            body: match mode {
                Mode::Compatible => beside(&push.xml, &encrypt),
                Mode::Plain | Mode::Safe => envelope(&push.account, &encrypt),
            },
        }
    }
}

fn query<'a>(push: &Push, token: &Token, stamp: &Stamp) -> Serializer<'a, String> {
    let timestamp = stamp.timestamp.to_string();
    let mut query = Serializer::new(String::new());
    query
        .append_pair("signature", token.sign(&timestamp, &stamp.nonce).as_str())
        .append_pair("timestamp", &timestamp)
        .append_pair("nonce", &stamp.nonce)
        .append_pair("openid", &push.visitor);
    query
}

/// Safe mode: the account's id, so that it is known whose key opens the rest.
fn envelope(account: &str, encrypt: &str) -> String {
    let mut xml = XmlWriter::with_capacity(encrypt.len().saturating_add(128));
    xml.open("xml");
    xml.text("ToUserName", account);
    xml.text("Encrypt", encrypt);
    xml.close("xml");
    xml.finish()
}

/// Compatible mode: the message in the clear and sealed, in one root.
fn beside(push: &str, encrypt: &str) -> String {
    let (before, end) = match push.rfind("</") {
        Some(at) => push.split_at(at),
        None => (push, ""),
    };
    let mut xml = XmlWriter::with_capacity(encrypt.len().saturating_add(64));
    xml.text("Encrypt", encrypt);
    format!("{before}{}{end}", xml.finish())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |duration| duration.as_secs())
}

/// Fresh random bytes of the operating system.
pub(crate) fn random() -> Option<[u8; RANDOM_BYTES]> {
    let mut bytes = [0; RANDOM_BYTES];
    let source = rustls::crypto::ring::default_provider().secure_random;
    source.fill(&mut bytes).ok()?;
    Some(bytes)
}

/// A random number of up to 63 bits: a MsgId, a nonce.
pub(crate) fn random_number() -> Option<u64> {
    let bytes = random()?;
    let half = bytes.first_chunk::<8>()?;
    Some(u64::from_be_bytes(*half) >> 1)
}
