//! What goes back, and why something does not.

use super::database::DatabaseError;
use super::parameters::{MAX_RESTORED, MAX_RESTORED_BYTES, ParameterError};
use super::token::{Denied, TokenError};
use crate::scans::json::Value;
use crate::scans::row::FieldError;

const CONTENT_TYPE: &str = "Content-Type";

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
    #[error("what changes something is asked by a page of this Worker alone")]
    Foreign,
    #[error("the body is sent with Content-Type: application/json")]
    NotJson,
    #[error("the body is no JSON of this kind")]
    Json,
    #[error("this is not asked with this method")]
    Method,
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    #[error("at {0} of the list, {1}")]
    Item(usize, FieldError),
    #[error("at most {MAX_RESTORED} at once, in {MAX_RESTORED_BYTES} bytes")]
    TooLarge,
    #[error("scans are not recorded: the Worker has no database bound as DB")]
    NoDatabase,
    #[error("{0}")]
    SignIn(String),
    #[error("the database does not answer: {0}")]
    Database(#[from] DatabaseError),
}

impl Refusal {
    /// The one table from failure to status.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Parameter(ParameterError::Path { .. }) | Refusal::Path => 404,
            Refusal::Parameter(_) | Refusal::Json | Refusal::Item(..) => 400,
            Refusal::Denied(Denied::TooMany) => 429,
            Refusal::Denied(_) => 401,
            Refusal::Foreign => 403,
            Refusal::Method => 405,
            Refusal::NotJson => 415,
            Refusal::TooLarge => 413,
            Refusal::Closed(_)
            | Refusal::NoDatabase
            | Refusal::SignIn(_)
            | Refusal::Database(_) => 503,
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
            Refusal::Method => Some(("Allow", "GET, HEAD, POST, PATCH, DELETE".to_owned())),
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

    /// The same without a word.
    pub fn bare(mut self) -> Response {
        self.headers.retain(|(name, _)| *name != CONTENT_TYPE);
        self.body.clear();
        self
    }

    /// An answer without a body.
    pub fn empty(status: u16, header: (&'static str, String)) -> Response {
        let mut response = Response::new(status, "", String::new());
        response.headers.push(header);
        response
    }

    /// `src/console.js` adds the headers that all answers have.
    fn new(status: u16, content_type: &str, body: String) -> Response {
        let mut headers = Vec::new();
        if !body.is_empty() {
            headers.push((CONTENT_TYPE, content_type.to_owned()));
        }
        Response {
            status,
            headers,
            body,
        }
    }
}
