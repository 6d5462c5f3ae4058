//! A request to the provider, as the border hands it on.

use crate::scans::row::{FieldError, Fields, Row};

/// What a request says. What it lacks is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path of the URL.
    pub path: String,
    /// What stands behind the `?`, as it was sent.
    pub query: String,
    /// The body of a POST, as a form; the border turns JSON into one.
    pub body: String,
    /// `scheme://host` of the URL.
    pub origin: String,
    /// `Authorization`.
    pub authorization: String,
    /// `Cookie`.
    pub cookie: String,
    /// `Origin`: the site whose script asks.
    pub from: String,
    /// `Accept-Language`.
    pub language: String,
    /// `User-Agent`.
    pub agent: String,
    /// Where the visitor is, by Cloudflare: city, region, country.
    pub place: String,
    /// `CF-Connecting-IP`.
    pub address: String,
}

impl Request {
    /// Reads it field by field.
    ///
    /// # Errors
    ///
    /// Names the field that is no text.
    pub fn read(row: &impl Row) -> Result<Request, FieldError> {
        let row = Fields::of(row);
        let request = Request {
            method: row.text("method"),
            path: row.text("path"),
            query: row.text("query"),
            body: row.text("body"),
            origin: row.text("origin"),
            authorization: row.text("authorization"),
            cookie: row.text("cookie"),
            from: row.text("from"),
            language: row.text("language"),
            agent: row.text("agent"),
            place: row.text("place"),
            address: row.text("address"),
        };
        row.finish(request)
    }

    /// Whether nothing is to be changed.
    pub fn is_read(&self) -> bool {
        matches!(&*self.method, "GET" | "HEAD")
    }
}
