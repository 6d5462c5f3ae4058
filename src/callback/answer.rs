//! What goes back to who sent a request.

use super::content_type::ContentType;
use super::log::Log;
use super::refusal::Refusal;

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

impl Answer {
    /// What is said to who is no stranger.
    pub(super) fn ok(headers: ContentType, body: impl Into<String>) -> Answer {
        Answer {
            status: 200,
            headers,
            body: body.into(),
            log: None,
        }
    }

    /// WeChat then does nothing, and does not ask again (PROTOCOL.md, section E).
    pub(super) fn success() -> Answer {
        Answer::ok(ContentType::Text, "success")
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Answer {
        let (status, headers) = refusal.response();
        Answer {
            status,
            headers,
            body: String::new(),
            log: Some(Log::Refused(refusal)),
        }
    }
}
