//! The path of a request: checked, opened, read, answered.

use std::time::Duration;

use futures_util::future::join;

use super::answer::Answer;
use super::config::{Config, ConfigError};
use super::content_type::ContentType;
use super::dispatch::{Handler, decide};
use super::limits::{HANDLER_TIMEOUT, MAX_BODY, PATH};
use super::log::Log;
use super::push::{Push, check_signature, check_timestamp};
use super::query::{Query, required};
use super::refusal::Refusal;
use crate::context::Runtime;
use crate::rules::Rules;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;
use crate::wechat::xml::{Document, Strictness};

/// A request without its body.
#[derive(Clone, Copy, Debug)]
pub struct Head<'r> {
    /// `GET`, `POST`, …
    pub method: &'r str,
    /// The path of the URL.
    pub path: &'r str,
    /// What stands behind the `?` of the URL, as it was sent.
    pub query: &'r str,
}

/// Who answers: the account's configuration, and what its owner wrote.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a, H> {
    /// What the environment says.
    pub config: &'a Result<Config, ConfigError>,
    /// The owner's function.
    pub handler: &'a H,
    /// What the owner wrote into `replies.toml`.
    pub rules: &'a Rules,
}

/// What the head of a request leads to.
#[derive(Debug)]
pub enum Checked<'r> {
    /// It is answered already: WeChat asked whether the URL is the owner's.
    Answered(Answer),
    /// A push, whose body is to be read.
    Push(Push<'r>),
}

/// Checks all that can be checked before the body is read. `now` is in seconds since 1970.
///
/// # Errors
///
/// Where the request is not one that WeChat sends to this account.
pub fn check<'r>(
    head: &Head<'r>,
    config: &Result<Config, ConfigError>,
    now: u64,
) -> Result<Checked<'r>, Refusal> {
    if head.path != PATH {
        return Err(Refusal::Path);
    }
    if !matches!(head.method, "GET" | "POST") {
        return Err(Refusal::Method);
    }
    let config = config.as_ref().map_err(|error| *error)?;
    let query = Query::parse(head.query)?;
    match head.method {
        "GET" => verify_url(&query, config, now).map(Checked::Answered),
        _ => Push::verify(query, config, now).map(Checked::Push),
    }
}

/// WeChat asks whether the URL is the owner's, when they save it in the admin page. It does so with
/// `signature` in every mode (PROTOCOL.md, section A).
fn verify_url(query: &Query<'_>, config: &Config, now: u64) -> Result<Answer, Refusal> {
    let echostr = required(&query.echostr, "echostr")?;
    check_signature(query, config)?;
    check_timestamp(query, config, now)?;
    Ok(Answer::ok(ContentType::Text, echostr))
}

/// Answers a request. `begun` is when its head came, in milliseconds since 1970.
///
/// The future is ready when it is first polled, unless the owner's handler awaits something or
/// something of the message is to be kept.
pub async fn answer<H: Handler>(
    head: &Head<'_>,
    body: &[u8],
    account: &Account<'_, H>,
    runtime: &dyn Runtime,
    begun: u64,
) -> Answer {
    receive(head, body, account, runtime, begun)
        .await
        .unwrap_or_else(Answer::from)
}

async fn receive<H: Handler>(
    head: &Head<'_>,
    body: &[u8],
    account: &Account<'_, H>,
    runtime: &dyn Runtime,
    begun: u64,
) -> Result<Answer, Refusal> {
    let now = runtime.now();
    let push = match check(head, account.config, now / 1000)? {
        Checked::Answered(answer) => return Ok(answer),
        Checked::Push(push) => push,
    };
    if body.len() > MAX_BODY {
        return Err(Refusal::TooLarge);
    }
    let config = account.config.as_ref().map_err(|error| *error)?;
    let verified = push.open(body, config)?;
    if config.is_rotating() {
        runtime.opened(verified.is_current);
    }
    let document = Document::parse(verified.message(), Strictness::Message)?;
    let message = Message::read(&document)?;

    // In plaintext mode whoever saw one URL could sign in as anybody.
    let sign_in = verified
        .is_sealed()
        .then(|| runtime.sign_in(&message))
        .flatten();
    let decision = async {
        let mut now = now;
        if let Some(sign_in) = sign_in {
            if let Some(text) = sign_in.await {
                return (Reply::text(text), None);
            }
            now = runtime.now();
        }
        let late = HANDLER_TIMEOUT.saturating_sub(Duration::from_millis(now.saturating_sub(begun)));
        decide(&message, account.handler, account.rules, runtime, late).await
    };
    let (reply, log) = match runtime.keep(&message) {
        None => decision.await,
        Some(kept) => join(decision, kept).await.0,
    };
    let reply = reply.corrected_for(&message);
    let now = now / 1000;
    let mut answer = verified.answer(reply.to_xml(&message, now), now, || runtime.random());
    answer.log = log.or_else(|| reply.correction().map(Log::Corrected));
    Ok(answer)
}
