//! A push on its way: signed, sealed in safe and compatible mode, with the query that WeChat adds
//! (`PROTOCOL.md`, sections A and B).

use form_urlencoded::Serializer;
use wechat_edge::wechat::encryption::RANDOM_BYTES;
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml_writer::XmlWriter;

use super::push::Push;
use crate::cli::account::arguments::Mode;
use crate::cli::account::credentials::{Credentials, Sealing};
use crate::cli::http::{Answer, Client, NoAnswer};

/// What goes over the wire.
#[derive(Clone, Debug)]
pub(crate) struct PushRequest {
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
    /// A stamp of this moment.
    pub(crate) fn now() -> Stamp {
        Stamp {
            timestamp: now(),
            nonce: random_number().to_string(),
            random: random(),
        }
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

impl PushRequest {
    /// Signs, and seals unless the mode is plain.
    pub(crate) fn new(push: &Push, credentials: &Credentials, stamp: &Stamp) -> PushRequest {
        PushRequest::with_token(push, credentials, &credentials.token, stamp)
    }

    /// The same, signed with any token.
    pub(crate) fn with_token(
        push: &Push,
        credentials: &Credentials,
        token: &Token,
        stamp: &Stamp,
    ) -> PushRequest {
        let sealing = match credentials.mode {
            Mode::Plain => None,
            Mode::Compatible | Mode::Safe => credentials.sealing.as_ref(),
        };
        match sealing {
            None => PushRequest::plain(push, token, stamp),
            Some(sealing) => PushRequest::sealed(push, token, sealing, credentials.mode, stamp),
        }
    }

    pub(crate) fn plain(push: &Push, token: &Token, stamp: &Stamp) -> PushRequest {
        PushRequest {
            query: query(push, token, stamp).finish(),
            body: push.xml.clone(),
        }
    }

    fn sealed(
        push: &Push,
        token: &Token,
        sealing: &Sealing,
        mode: Mode,
        stamp: &Stamp,
    ) -> PushRequest {
        let encrypt = sealing
            .aes_key
            .seal(&push.xml, &sealing.app_id, stamp.random);
        PushRequest {
            query: PushRequest::sealed_query(push, token, &encrypt, stamp),
            body: match mode {
                Mode::Compatible => beside(&push.xml, &encrypt),
                Mode::Plain | Mode::Safe => envelope(&push.account, &encrypt),
            },
        }
    }

    pub(crate) fn post(&self, client: &Client) -> Result<Answer, NoAnswer> {
        let url = client.url.with_query(&self.query);
        client.post(&url, "text/xml", &self.body)
    }

    /// The query of what is sealed already.
    pub(crate) fn sealed_query(push: &Push, token: &Token, encrypt: &str, stamp: &Stamp) -> String {
        let timestamp = stamp.timestamp.to_string();
        let msg_signature = token.sign_encrypted(&timestamp, &stamp.nonce, encrypt);
        query(push, token, stamp)
            .append_pair("encrypt_type", "aes")
            .append_pair("msg_signature", msg_signature.as_str())
            .finish()
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
pub(crate) fn envelope(account: &str, encrypt: &str) -> String {
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
#[expect(clippy::expect_used, reason = "no system that runs this is without")]
pub(crate) fn random() -> [u8; RANDOM_BYTES] {
    let mut bytes = [0; RANDOM_BYTES];
    let source = rustls::crypto::ring::default_provider().secure_random;
    source
        .fill(&mut bytes)
        .expect("the system has random bytes");
    bytes
}

/// A random number of up to 63 bits: a MsgId, a nonce.
pub(crate) fn random_number() -> u64 {
    (u128::from_be_bytes(random()) >> 65) as u64
}
