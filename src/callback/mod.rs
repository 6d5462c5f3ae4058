//! The path of a request: route, verify, open, parse, dispatch, reply.

pub mod config;
pub mod dispatch;
pub mod query;

use self::config::{Config, ConfigError};
use self::dispatch::dispatch;
use self::query::{Query, QueryError, required};
use crate::rules::Rules;
use crate::wechat::encryption::FRESH_BYTES;
use crate::wechat::envelope::{EnvelopeError, SignedQuery};
use crate::wechat::message::{Message, MessageError};
use crate::wechat::reply::{Correction, Reply};
use crate::wechat::xml::{Document, Strictness, XmlError};

/// Where the callback lives; the URL for WeChat's admin page ends so.
pub const PATH: &str = "/wechat";

/// The longest body, in bytes. WeChat's longest message has a few KiB.
pub const MAX_BODY: usize = 64 * 1024;

/// A request, as far as the callback looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// `GET`, `POST`, …
    pub method: &'r str,
    /// The path of the URL.
    pub path: &'r str,
    /// What stands behind the `?` of the URL, as it was sent.
    pub query: &'r str,
    /// The body; `None` where it is longer than [`MAX_BODY`] and was not read to its end.
    pub body: Option<&'r [u8]>,
}

impl<'r> Request<'r> {
    fn body(&self) -> Result<&'r [u8], Refusal> {
        self.body
            .filter(|body| body.len() <= MAX_BODY)
            .ok_or(Refusal::TooLarge)
    }
}

/// What an answer depends on besides the request and the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'s, R> {
    /// What the owner wrote into `replies.toml`.
    pub rules: &'s Rules,
    /// The time, in seconds since 1970.
    pub now: u64,
    /// Gives random bytes, fresh ones at each call. Called for a sealed reply only.
    pub random: R,
}

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Which headers it has.
    pub headers: ContentType,
    /// The body, empty for a refusal.
    pub body: String,
    /// What the owner should read in the log; no stranger sees it.
    pub log: Option<Log>,
}

/// The headers of an answer: there are four sets of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// A refusal: no body, no type.
    Empty,
    /// A refusal that says which methods there are.
    Allow,
    /// `echostr`, and `success`.
    Text,
    /// A reply.
    Xml,
}

/// What the log gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Log {
    /// The request was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The reply was not sent as it was written.
    #[error(transparent)]
    Corrected(#[from] Correction),
}

/// Why a request was refused. [`Refusal::status`] is what a stranger learns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Refusal {
    #[error("there is nothing at this path: the URL for WeChat's admin page ends in {PATH}")]
    Path,
    #[error("WeChat sends GET and POST only")]
    Method,
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("signature does not fit: WECHAT_TOKEN is not the Token of WeChat's admin page")]
    Signature,
    #[error("timestamp is not 10 digits")]
    Timestamp,
    #[error("timestamp is {0} s from now, more than WECHAT_TIMESTAMP_TOLERANCE")]
    Stale(u64),
    #[error("the body is longer than {MAX_BODY} bytes")]
    TooLarge,
    #[error(transparent)]
    Envelope(EnvelopeError),
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Refusal {
    /// The one table from failure to status. Whatever tells a stranger something of a secret has
    /// the same status as a wrong signature.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Path => 404,
            Refusal::Method => 405,
            Refusal::Config(_) => 503,
            Refusal::Query(_)
            | Refusal::Signature
            | Refusal::Timestamp
            | Refusal::Stale(_)
            | Refusal::Envelope(_) => 403,
            Refusal::TooLarge => 413,
            Refusal::Xml(_) | Refusal::Message(_) => 400,
        }
    }
}

impl From<EnvelopeError> for Refusal {
    fn from(error: EnvelopeError) -> Refusal {
        match error {
            // XML that cannot be read is the same fault inside an envelope and outside.
            EnvelopeError::Xml(error) => Refusal::Xml(error),
            error => Refusal::Envelope(error),
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Answer {
        Answer {
            status: refusal.status(),
            headers: match refusal {
                Refusal::Method => ContentType::Allow,
                _ => ContentType::Empty,
            },
            body: String::new(),
            log: Some(Log::Refused(refusal)),
        }
    }
}

impl Answer {
    fn ok(headers: ContentType, body: impl Into<String>, log: Option<Log>) -> Answer {
        Answer {
            status: 200,
            headers,
            body: body.into(),
            log,
        }
    }
}

impl ContentType {
    /// Their names and values.
    pub fn list(self) -> &'static [(&'static str, &'static str)] {
        match self {
            ContentType::Empty => &[],
            ContentType::Allow => &[("Allow", "GET, POST")],
            // echostr is anybody's text: no browser may take it for HTML.
            ContentType::Text => &[
                ("Content-Type", "text/plain; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            ContentType::Xml => &[
                ("Content-Type", "application/xml; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        }
    }
}

/// Answers a request. The same request, configuration and surroundings give the same answer.
pub fn answer<R>(
    request: &Request<'_>,
    config: &Result<Config, ConfigError>,
    surroundings: Surroundings<'_, R>,
) -> Answer
where
    R: FnOnce() -> [u8; FRESH_BYTES],
{
    route(request, config, surroundings).unwrap_or_else(Answer::from)
}

fn route<R>(
    request: &Request<'_>,
    config: &Result<Config, ConfigError>,
    surroundings: Surroundings<'_, R>,
) -> Result<Answer, Refusal>
where
    R: FnOnce() -> [u8; FRESH_BYTES],
{
    if request.path != PATH {
        return Err(Refusal::Path);
    }
    match request.method {
        "GET" => {
            let config = config.as_ref().map_err(|error| *error)?;
            verify_url(request, config, surroundings.now)
        }
        "POST" => {
            let config = config.as_ref().map_err(|error| *error)?;
            receive(request, config, surroundings)
        }
        _ => Err(Refusal::Method),
    }
}

/// WeChat asks whether the URL is the owner's, when they save it in the admin page. It does so with
/// `signature` in every mode (protocol.md, section A).
fn verify_url(request: &Request<'_>, config: &Config, now: u64) -> Result<Answer, Refusal> {
    let query = Query::parse(request.query)?;
    let echostr = required(&query.echostr, "echostr")?;
    check_signature(&query, config)?;
    check_timestamp(&query, config, now)?;
    Ok(Answer::ok(ContentType::Text, echostr, None))
}

/// WeChat pushes a message.
fn receive<R>(
    request: &Request<'_>,
    config: &Config,
    surroundings: Surroundings<'_, R>,
) -> Result<Answer, Refusal>
where
    R: FnOnce() -> [u8; FRESH_BYTES],
{
    let now = surroundings.now;
    let query = Query::parse(request.query)?;
    check_timestamp(&query, config, now)?;

    let Some(keys) = &config.keys else {
        check_signature(&query, config)?;
        let (reply, log) = reply(request.body()?, surroundings.rules, now)?;
        return Ok(match reply {
            None => success(log),
            Some(reply) => Answer::ok(ContentType::Xml, reply, log),
        });
    };

    let nonce = required(&query.nonce, "nonce")?;
    let signed = SignedQuery {
        timestamp: required(&query.timestamp, "timestamp")?,
        nonce,
        msg_signature: required(&query.msg_signature, "msg_signature")?,
    };
    let (opened, seal) = keys.open(&config.tokens, signed, request.body()?)?;
    let (reply, log) = reply(opened.message(), surroundings.rules, now)?;
    Ok(match reply {
        // Nothing to hide, and WeChat wants it plain (protocol.md, section A).
        None => success(log),
        Some(reply) => {
            let envelope = seal.seal(&reply, now, nonce, (surroundings.random)());
            Answer::ok(ContentType::Xml, envelope, log)
        }
    })
}

/// The message in a verified body, and what is said to it.
fn reply(body: &[u8], rules: &Rules, now: u64) -> Result<(Option<String>, Option<Log>), Refusal> {
    let document = Document::parse(body, Strictness::Message)?;
    let message = Message::read(&document)?;
    let reply: Reply<'_> = dispatch(&message, rules).corrected_for(&message);
    let log = reply.correction().map(Log::Corrected);
    Ok((reply.to_xml(&message, now), log))
}

/// WeChat then does nothing, and does not ask again (protocol.md, section E).
fn success(log: Option<Log>) -> Answer {
    Answer::ok(ContentType::Text, "success", log)
}

fn check_signature(query: &Query<'_>, config: &Config) -> Result<(), Refusal> {
    let signature = required(&query.signature, "signature")?;
    let timestamp = required(&query.timestamp, "timestamp")?;
    let nonce = required(&query.nonce, "nonce")?;
    config
        .tokens
        .iter()
        .any(|token| token.sign(timestamp, nonce).matches(signature))
        .then_some(())
        .ok_or(Refusal::Signature)
}

/// The 10 digits keep the parts of the signature apart, which has no separators; the tolerance
/// bounds how long a request that was overheard can be sent again.
fn check_timestamp(query: &Query<'_>, config: &Config, now: u64) -> Result<(), Refusal> {
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
