//! Why a request was refused, and what a stranger learns of it: a status, nothing else.

use super::config::ConfigError;
use super::content_type::ContentType;
use super::limits::{BODY_TIMEOUT, MAX_BODY, PATH};
use super::query::QueryError;
use crate::wechat::envelope::EnvelopeError;
use crate::wechat::message::MessageError;
use crate::wechat::xml::XmlError;

/// Why a request was refused. [`Refusal::status`] is what a stranger learns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Refusal {
    #[error("there is nothing at this path: the URL for WeChat's admin page ends in {PATH}")]
    Path,
    #[error("the Host header is not the name of a host")]
    Host,
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
    #[error("the body did not come within {} s", BODY_TIMEOUT.as_secs())]
    Stalled,
    #[error("the connection ended before the body did")]
    CutOff,
    #[error(transparent)]
    Envelope(EnvelopeError),
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Refusal {
    /// The one table from failure to status and headers. Whatever tells a stranger something of a
    /// secret has the same status as a wrong signature.
    pub(super) fn response(self) -> (u16, ContentType) {
        match self {
            Refusal::Path => (404, ContentType::Empty),
            Refusal::Method => (405, ContentType::Allow),
            Refusal::Config(_) => (503, ContentType::Empty),
            Refusal::Query(_)
            | Refusal::Signature
            | Refusal::Timestamp
            | Refusal::Stale(_)
            | Refusal::Envelope(_) => (403, ContentType::Empty),
            Refusal::Stalled => (408, ContentType::Empty),
            Refusal::TooLarge => (413, ContentType::Empty),
            Refusal::Host | Refusal::CutOff | Refusal::Xml(_) | Refusal::Message(_) => {
                (400, ContentType::Empty)
            }
        }
    }

    /// Whether it is that of who does not know the token, or of an owner who mistyped it.
    pub fn is_signature(self) -> bool {
        matches!(
            self,
            Refusal::Signature | Refusal::Envelope(EnvelopeError::Signature)
        )
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.response().0
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
