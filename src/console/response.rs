//! What goes back, and why something does not.

use super::database::DatabaseError;
use super::parameters::{MAX_RESTORED, ParameterError};
use super::token::{Denied, TokenError};
use crate::scans::json::Value;

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty where there is none.
    pub body: String,
}

/// Why there is no answer. Strangers get a bare status; the owner gets the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Refusal {
    #[error(transparent)]
    Closed(#[from] TokenError),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("there is nothing at this path")]
    Path,
    #[error("this is asked with GET, and records are restored with POST")]
    Method,
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    #[error("the records cannot be read: {0}")]
    Records(String),
    #[error("at most {MAX_RESTORED} records at once")]
    TooLarge,
    #[error("scans are not recorded: the Worker has no database bound as DB")]
    NoDatabase,
    #[error("the database does not answer: {0}")]
    Database(#[from] DatabaseError),
}

impl Refusal {
    /// The one table from failure to status.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Parameter(ParameterError::Path { .. }) | Refusal::Path => 404,
            Refusal::Parameter(_) | Refusal::Records(_) => 400,
            Refusal::Denied(Denied::TooMany) => 429,
            Refusal::Denied(_) => 401,
            Refusal::Method => 405,
            Refusal::TooLarge => 413,
            Refusal::Closed(_) | Refusal::NoDatabase | Refusal::Database(_) => 503,
        }
    }

    /// What the log says; nothing where the owner is told in the answer.
    pub fn log(&self) -> Option<String> {
        let is_told = !matches!(
            self,
            Refusal::Closed(_) | Refusal::Denied(_) | Refusal::Database(_)
        );
        (!is_told).then(|| format!("console: {self}"))
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Response {
        let status = refusal.status();
        let special = match &refusal {
            Refusal::Denied(Denied::TooMany) => Some(("Retry-After", "60".to_owned())),
            Refusal::Denied(_) => Some(("WWW-Authenticate", "Bearer".to_owned())),
            Refusal::Method => Some(("Allow", "GET, HEAD, POST".to_owned())),
            _ => None,
        };
        let body = match &refusal {
            // To a stranger.
            Refusal::Closed(_) | Refusal::Denied(_) => String::new(),
            refusal => Value::Object(vec![("error", refusal.to_string().into())]).to_string(),
        };
        let mut response = Response::new(status, "application/json", body);
        response.headers.extend(special);
        response
    }
}

impl Response {
    /// An answer as JSON.
    pub fn json(body: &Value) -> Response {
        Response::new(200, "application/json", body.to_string())
    }

    /// An answer as a file of this name.
    pub fn csv(name: &str, body: String) -> Response {
        let mut response = Response::new(200, "text/csv; charset=utf-8", body);
        let disposition = format!("attachment; filename=\"{name}\"");
        response.headers.push(("Content-Disposition", disposition));
        response
    }

    fn new(status: u16, content_type: &str, body: String) -> Response {
        let mut headers = vec![
            ("Cache-Control", "no-store".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        if !body.is_empty() {
            headers.push(("Content-Type", content_type.to_owned()));
        }
        Response {
            status,
            headers,
            body,
        }
    }
}
