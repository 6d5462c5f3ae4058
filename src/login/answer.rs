//! What goes back, and to whom else something is told.

use crate::scans::json::Value;

/// The answer to a request, for the border to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What is in it.
    pub body: Body,
    /// What the owner should read in the log; no stranger sees it.
    pub log: Option<String>,
}

/// What is in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Value),
    /// A page by its name, made of these facts.
    Page(&'static str, Value),
    /// JSON to which an ID token is to be added: its claims, signed.
    Signed {
        /// The rest of the JSON.
        json: Value,
        /// The claims (OpenID Connect Core, section 2).
        claims: Value,
    },
    /// The end of a WebSocket that is told what becomes of an attempt: its id, and how it looks now.
    Socket(String, Value),
}

impl Answer {
    /// An answer without headers.
    pub fn new(status: u16, body: Body) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body,
            log: None,
        }
    }

    /// JSON.
    pub fn json(status: u16, fields: Vec<(&'static str, Value)>) -> Answer {
        Answer::new(status, Body::Json(Value::Object(fields)))
    }

    /// A page that says why there is no other.
    pub fn error_page(status: u16, reason: &'static str, language: &str) -> Answer {
        let facts = vec![("reason", reason.into()), ("language", language.into())];
        Answer::new(status, Body::Page("error", Value::Object(facts)))
    }

    /// Sends the browser elsewhere, by GET (RFC 9700, section 4.12: never 307).
    pub fn redirect(location: String) -> Answer {
        Answer::new(303, Body::Empty).with("Location", location)
    }

    /// With one header more.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// For any site's script, and for an hour in any cache.
    pub fn public(self) -> Answer {
        self.with("Access-Control-Allow-Origin", "*")
            .with("Cache-Control", "public, max-age=3600")
    }

    /// With a line for the log.
    pub fn logged(mut self, line: impl Into<String>) -> Answer {
        self.log = Some(line.into());
        self
    }

    /// For the border, which is written in JavaScript.
    pub fn value(self) -> Value {
        let headers = self.headers.into_iter();
        let headers = headers.map(|(name, value)| Value::List(vec![name.into(), value.into()]));
        let mut fields = vec![
            ("status", u64::from(self.status).into()),
            ("headers", Value::List(headers.collect())),
            ("log", self.log.into()),
        ];
        match self.body {
            Body::Empty => {}
            Body::Json(json) => fields.push(("json", json)),
            Body::Page(name, facts) => {
                fields.push(("page", name.into()));
                fields.push(("facts", facts));
            }
            Body::Signed { json, claims } => {
                fields.push(("json", json));
                fields.push(("claims", claims));
            }
            Body::Socket(id, view) => {
                fields.push(("socket", id.into()));
                fields.push(("facts", view));
            }
        }
        Value::Object(fields)
    }
}
