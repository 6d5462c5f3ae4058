//! A request that was verified: its head first, then its body. What stands here cannot be made
//! without the checks.

use std::borrow::Cow;

use super::answer::Answer;
use super::config::Config;
use super::content_type::ContentType;
use super::query::{Query, required};
use super::refusal::Refusal;
use crate::wechat::encryption::{FRESH_BYTES, Opened};
use crate::wechat::envelope::{Seal, SignedQuery};

/// The head of a push, verified as far as a head can be: the timestamp is near, and in plaintext
/// mode the signature fits. In safe mode the signature covers the body and is checked with it.
#[derive(Debug)]
pub struct Push<'q> {
    timestamp: Cow<'q, str>,
    nonce: Cow<'q, str>,
    /// In safe and compatible mode.
    msg_signature: Option<Cow<'q, str>>,
    /// Whether `signature` is by the current token, or absent.
    is_current: bool,
}

/// The message of a push, verified, and how the answer to it goes back.
pub struct Verified<'p, 'c> {
    message: Body<'p>,
    /// In safe and compatible mode: what opened the message, and the nonce that goes back.
    seal: Option<(Seal<'c>, &'p str)>,
    /// Whether it fits the current credentials, not those before.
    pub(super) is_current: bool,
}

enum Body<'p> {
    Plain(&'p [u8]),
    Opened(Opened),
}

impl<'q> Push<'q> {
    /// Checks what the query says.
    ///
    /// `signature` must fit in plaintext mode. In safe mode WeChat sends it too, but tells receivers
    /// not to go by it (PROTOCOL.md, section A): its absence loses no push, but a wrong one is none
    /// of WeChat's.
    pub(super) fn verify(query: Query<'q>, config: &Config, now: u64) -> Result<Push<'q>, Refusal> {
        check_timestamp(&query, config, now)?;
        let is_sealed = config.keys.is_some();
        let is_signed = !is_sealed || query.signature.is_some();
        let is_current = !is_signed || check_signature(&query, config)? == 0;
        required(&query.nonce, "nonce")?;
        if is_sealed {
            required(&query.msg_signature, "msg_signature")?;
        }
        Ok(Push {
            timestamp: query.timestamp.unwrap_or_default(),
            nonce: query.nonce.unwrap_or_default(),
            msg_signature: query.msg_signature.filter(|_| is_sealed),
            is_current,
        })
    }

    /// Verifies the body and opens what is sealed. In plaintext mode nothing covers the body but the
    /// secrecy of the URL's signature (PROTOCOL.md, section A).
    pub(super) fn open<'p, 'c>(
        &'p self,
        body: &'p [u8],
        config: &'c Config,
    ) -> Result<Verified<'p, 'c>, Refusal> {
        let (Some(keys), Some(msg_signature)) = (&config.keys, &self.msg_signature) else {
            return Ok(Verified {
                message: Body::Plain(body),
                seal: None,
                is_current: self.is_current,
            });
        };
        let signed = SignedQuery {
            timestamp: &self.timestamp,
            nonce: &self.nonce,
            msg_signature,
        };
        let (opened, seal) = keys.open(&config.tokens, signed, body)?;
        Ok(Verified {
            is_current: seal.is_first(&config.tokens, keys),
            message: Body::Opened(opened),
            seal: Some((seal, &self.nonce)),
        })
    }
}

impl Verified<'_, '_> {
    /// The bytes of the message.
    pub(super) fn message(&self) -> &[u8] {
        match &self.message {
            Body::Plain(body) => body,
            Body::Opened(opened) => opened.message(),
        }
    }

    /// Whether it was sealed: only then is it certain who sent it.
    pub(super) fn is_sealed(&self) -> bool {
        self.seal.is_some()
    }

    /// The answer with this reply, sealed where the message was. `now` is in seconds.
    pub(super) fn answer(
        &self,
        reply: Option<String>,
        now: u64,
        random: impl FnOnce() -> [u8; FRESH_BYTES],
    ) -> Answer {
        match (reply, &self.seal) {
            // Nothing to hide, and WeChat wants it plain (PROTOCOL.md, section A).
            (None, _) => Answer::success(),
            (Some(reply), None) => Answer::ok(ContentType::Xml, reply),
            (Some(reply), Some((seal, nonce))) => {
                Answer::ok(ContentType::Xml, seal.seal(&reply, now, nonce, random()))
            }
        }
    }
}

/// Which of the tokens signed the request.
pub(super) fn check_signature(query: &Query<'_>, config: &Config) -> Result<usize, Refusal> {
    let signature = required(&query.signature, "signature")?;
    let timestamp = required(&query.timestamp, "timestamp")?;
    let nonce = required(&query.nonce, "nonce")?;
    config
        .tokens
        .iter()
        .position(|token| token.sign(timestamp, nonce).matches(signature))
        .ok_or(Refusal::Signature)
}

/// The 10 digits keep the parts of the signature apart, which has no separators; the tolerance
/// bounds how long a request that was overheard can be sent again.
pub(super) fn check_timestamp(query: &Query<'_>, config: &Config, now: u64) -> Result<(), Refusal> {
    let timestamp = required(&query.timestamp, "timestamp")?;
    if timestamp.len() != 10 || !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::Timestamp);
    }
    let distance = timestamp
        .parse()
        .map(|seconds: u64| seconds.abs_diff(now))
        .map_err(|_| Refusal::Timestamp)?;
    match config.timestamp_tolerance {
        Some(tolerance) if distance > tolerance => Err(Refusal::Stale(distance)),
        _ => Ok(()),
    }
}
