//! A request to the console, and what it depends on.

use worker::wasm_bindgen::JsValue;
use worker::{Env, web_sys};

use super::super::d1::{self, D1, promised, within};
use crate::console::database::DatabaseError;
use crate::console::door::{is_json, is_own};
use crate::console::response::Refusal;
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// The request.
pub(super) struct Exchange {
    pub(super) request: web_sys::Request,
    pub(super) env: Env,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) now: Time,
}

impl Exchange {
    /// Whether nothing is to be changed.
    pub(super) fn is_read(&self) -> bool {
        matches!(&*self.method, "GET" | "HEAD")
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    pub(super) fn database(&self) -> Result<D1, Refusal> {
        D1::of(&self.env).ok_or(Refusal::NoDatabase)
    }

    /// Runs a statement that gives no rows.
    pub(super) async fn run(&self, statement: &Statement) -> Result<(), Refusal> {
        let database = self.database()?;
        let run = async { database.run(statement).await };
        let done = within(d1::LIMIT, run).await;
        done.map(|_| ())
            .map_err(|reason| DatabaseError::Failed(reason).into())
    }

    /// The body as JSON, of at most so many bytes.
    pub(super) async fn json(&self, limit: usize) -> Result<JsValue, Refusal> {
        let length = self.header("Content-Length");
        let length: Option<usize> = length.and_then(|length| length.parse().ok());
        if length.is_none_or(|length| length > limit) {
            return Err(Refusal::TooLarge);
        }
        let json = promised(self.request.json()).await;
        json.map_err(|_| Refusal::Json)
    }

    /// Whether what changes something was asked by the page.
    pub(super) fn check_origin(&self) -> Result<(), Refusal> {
        let [site, origin, content_type] =
            ["Sec-Fetch-Site", "Origin", "Content-Type"].map(|name| self.header(name));
        if !is_own(site.as_deref(), origin.as_deref(), &self.url) {
            return Err(Refusal::Foreign);
        }
        if self.method != "DELETE" && !is_json(content_type.as_deref()) {
            return Err(Refusal::NotJson);
        }
        Ok(())
    }
}
