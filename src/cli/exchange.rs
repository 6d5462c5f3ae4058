//! A push and what came of it: WeChat's patience, its repeats, and what the visitor sees.

use std::time::{Duration, Instant};

use super::console::visible;
use super::credentials::Credentials;
use super::http::{self, Answer, Client, NoAnswer};
use super::push::Push;
use super::signed::{Signed, Stamp};
use super::texts::Texts;
use super::verdict::{Verdict, judge};

/// WeChat asks so often before it gives up (protocol.md, section E).
const ATTEMPTS: u32 = 3;

/// How an exchange went.
pub(crate) struct Exchange {
    /// How many requests got no answer.
    pub(crate) failed: u32,
    pub(crate) sent: Signed,
    /// From the first request to the end.
    pub(crate) elapsed: Duration,
    pub(crate) end: Result<(Answer, Verdict), NoAnswer>,
}

/// Sends until something comes back, as often as WeChat does; `warn` is told of each request without
/// an answer. `None` without random bytes.
pub(crate) fn exchange(
    url: &str,
    push: &Push,
    credentials: &Credentials,
    client: &Client,
    texts: &Texts,
    warn: &dyn Fn(&str),
) -> Option<Exchange> {
    let start = Instant::now();
    let mut failed: u32 = 0;
    let (sent, end) = loop {
        // The same message with the same MsgId, but signed anew.
        let sent = Signed::new(push, credentials, &Stamp::now()?);
        let error = match client.post(&http::with_query(url, &sent.query), "text/xml", &sent.body) {
            Ok(answer) => {
                let verdict = judge(&answer, push, credentials, texts);
                break (sent, Ok((answer, verdict)));
            }
            Err(error) => error,
        };
        let outcome = match &error {
            NoAnswer::Timeout => texts.outcome_timeout(client.timeout.as_secs_f64()),
            NoAnswer::Cut(error) => texts.outcome_cut(error),
            NoAnswer::Unreachable(_) => break (sent, Err(error)),
        };
        failed = failed.saturating_add(1);
        warn(&texts.attempt(failed, ATTEMPTS, outcome));
        if failed >= ATTEMPTS {
            break (sent, Err(error));
        }
    };
    Some(Exchange {
        failed,
        sent,
        elapsed: start.elapsed(),
        end,
    })
}

/// What the visitor sees in the chat.
pub(crate) fn on_the_phone(push: &Push, exchange: &Exchange, texts: &Texts) -> String {
    if push.is_farewell() {
        return texts.phone_gone();
    }
    let Ok((_, verdict)) = &exchange.end else {
        return texts.phone_notice();
    };
    if !verdict.is_accepted() {
        return texts.phone_notice();
    }
    let shown = match &verdict.kind {
        None => return texts.phone_nothing(),
        Some(kind) if verdict.text.is_empty() => kind.clone(),
        Some(_) => visible(&verdict.text),
    };
    if exchange.failed == 0 {
        shown
    } else {
        texts.phone_after(shown, exchange.elapsed.as_secs())
    }
}

/// For people: two digits where there is only one before the point.
pub(crate) fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    let digits = usize::from(milliseconds < 10.0);
    format!("{milliseconds:.digits$}")
}

pub(crate) fn milliseconds_as_number(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
