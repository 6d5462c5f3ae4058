//! What the owner reads in the log: the reason of what strangers only see a status of.

use super::limits::HANDLER_TIMEOUT;
use super::refusal::Refusal;
use crate::wechat::reply::Correction;

/// What the log gets of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Log {
    /// The request was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The reply was not sent as it was written.
    #[error(transparent)]
    Corrected(#[from] Correction),
    /// The owner's handler failed; the rules answered.
    #[error("src/handler.rs failed, so the rules answered: {0}")]
    Failed(String),
    /// The owner's handler was not done in time.
    #[error(
        "src/handler.rs was not done after {} ms, so nothing was replied: WeChat hangs up after 5 s",
        HANDLER_TIMEOUT.as_millis() as u64
    )]
    Late,
}

impl Log {
    /// Whether the owner must do something: a Worker that is not configured answers nobody. The
    /// rest are strangers' requests and replies that were corrected.
    pub fn is_error(&self) -> bool {
        matches!(
            self,
            Log::Refused(Refusal::Config(_)) | Log::Failed(_) | Log::Late
        )
    }
}

/// Lets the same refusal through at most once a second, since strangers cause them and logs are
/// billed and bounded.
///
/// ```
/// use wechat_edge::callback::log::{Log, Throttle};
/// use wechat_edge::callback::Refusal;
///
/// let (mut throttle, stale) = (Throttle::default(), |seconds| Log::Refused(Refusal::Stale(seconds)));
/// let line = "timestamp is 400 s from now, more than WECHAT_TIMESTAMP_TOLERANCE";
/// assert_eq!(throttle.line(&stale(400), 1_000).as_deref(), Some(line));
/// // Numbers are a stranger's to choose: they make no other refusal of it.
/// assert_eq!(throttle.line(&stale(401), 1_999), None);
/// let next = throttle.line(&stale(400), 2_000).unwrap();
/// assert_eq!(next, format!("{line} (and 1 more like it since the last such line)"));
/// ```
#[derive(Debug, Default)]
pub struct Throttle {
    /// By their texts without the digits, of which there are as many as places in the source.
    seen: Vec<Seen>,
}

/// One kind of refusal.
#[derive(Debug)]
struct Seen {
    kind: String,
    /// When the last line of it was written.
    last: u64,
    /// How many there were since.
    kept_back: u32,
}

impl Throttle {
    /// The line to be written, if one is. `now` is in milliseconds since 1970.
    pub fn line(&mut self, log: &Log, now: u64) -> Option<String> {
        let text = log.to_string();
        if !matches!(log, Log::Refused(_)) {
            return Some(text);
        }
        let kind = text.replace(|character: char| character.is_ascii_digit(), "");
        let Some(seen) = self.seen.iter_mut().find(|seen| seen.kind == kind) else {
            let (last, kept_back) = (now, 0);
            self.seen.push(Seen {
                kind,
                last,
                kept_back,
            });
            return Some(text);
        };
        if now.saturating_sub(seen.last) < 1000 {
            seen.kept_back = seen.kept_back.saturating_add(1);
            return None;
        }
        let more = std::mem::take(&mut seen.kept_back);
        seen.last = now;
        Some(match more {
            0 => text,
            _ => format!("{text} (and {more} more like it since the last such line)"),
        })
    }
}
