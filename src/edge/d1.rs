//! D1 of the runtime, for `crate::console` and `crate::scans`.
//!
//! By `worker`'s declarations of the runtime's objects: its own types above them read rows by serde, and
//! know errors of everything that a Worker can be bound to, which weighs more than the console.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use worker::js_sys::{Array, Error, Promise, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::worker_sys::{D1Database, D1PreparedStatement, D1Result};
use worker::{Delay, Env};

use super::environment::binding;
use crate::console::database::{Database, DatabaseError};
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::{Parameter, Statement};

/// How long the database may take for a page.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// The database that is bound as `DB`.
pub(super) struct D1(D1Database);

impl D1 {
    /// `None` where there is none.
    pub(super) fn of(env: &Env) -> Option<D1> {
        Some(D1(binding(env, "DB")?.unchecked_into()))
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, JsValue> {
        let prepared = self.0.prepare(&statement.sql)?;
        prepared.bind(parameters(statement))
    }

    /// Runs a statement that gives no rows; says how many it changed.
    pub(super) async fn run(&self, statement: &Statement) -> Result<f64, JsValue> {
        let result = JsFuture::from(self.prepare(statement)?.run()?).await?;
        let meta = result.unchecked_into::<D1Result>().meta()?;
        let changes = Reflect::get(&meta, &"changes".into())?.as_f64();
        Ok(changes.unwrap_or_default())
    }

    pub(super) async fn batch(
        &self,
        statements: &[Statement],
    ) -> Result<Vec<Vec<Object>>, JsValue> {
        let prepared = statements.iter().map(|statement| self.prepare(statement));
        let prepared: Array = prepared.collect::<Result<_, _>>()?;
        let answers: Array = JsFuture::from(self.0.batch(prepared)?).await?.into();
        let mut rows = Vec::new();
        for answer in answers.iter() {
            let results = answer.unchecked_into::<D1Result>().results()?;
            rows.push(results.into_iter().flatten().map(Object).collect());
        }
        Ok(rows)
    }
}

/// The parameters of a statement, as every SQL of the runtime's takes them.
pub(super) fn parameters(statement: &Statement) -> Array {
    let parameters = statement.parameters.iter();
    let parameters = parameters.map(|parameter| match parameter {
        Parameter::Text(text) => JsValue::from(text),
        Parameter::Number(number) => JsValue::from(*number),
    });
    parameters.collect()
}

impl Database for D1 {
    type Row = Object;

    async fn read(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Object>>, DatabaseError> {
        within(LIMIT, self.batch(&statements))
            .await
            .map_err(DatabaseError::Failed)
    }
}

/// A JavaScript object.
pub(super) struct Object(pub(super) JsValue);

impl Object {
    fn get(&self, field: &'static str) -> Result<JsValue, FieldError> {
        // What is no object has no fields: that throws.
        Reflect::get(&self.0, &field.into()).map_err(|_| FieldError(field))
    }
}

impl Row for Object {
    fn optional_text(&self, field: &'static str) -> Result<Option<String>, FieldError> {
        let value = self.get(field)?;
        if value.is_null() || value.is_undefined() {
            return Ok(None);
        }
        value.as_string().ok_or(FieldError(field)).map(Some)
    }

    fn number(&self, field: &'static str) -> Result<i64, FieldError> {
        let number = self.get(field)?.as_f64().ok_or(FieldError(field))?;
        let whole = number as i64;
        #[expect(clippy::float_cmp, reason = "whether it is whole")]
        let is_whole = whole as f64 == number;
        is_whole.then_some(whole).ok_or(FieldError(field))
    }
}

/// What a promise gives, unless it takes too long; failures as one line for the log.
pub(super) async fn within<T>(
    limit: Duration,
    future: impl Future<Output = Result<T, JsValue>>,
) -> Result<T, String> {
    let mut future = pin!(future);
    let mut delay = pin!(Delay::from(limit));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(result.map_err(|error| reason(&error))),
        Poll::Pending => delay
            .as_mut()
            .poll(context)
            .map(|()| Err(format!("no answer within {} ms", limit.as_millis() as u64))),
    })
    .await
}

/// A future of what a runtime's call gives, which may throw at once.
pub(super) async fn promised(promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}

/// One line: what D1 says of an error has many, with a JavaScript stack.
pub(super) fn reason(error: &JsValue) -> String {
    let message = error.dyn_ref::<Error>().map(|error| error.message().into());
    let text: String = message.or_else(|| error.as_string()).unwrap_or_default();
    match text.lines().next() {
        Some(line) if !line.is_empty() => line.to_owned(),
        _ => "failed without a word".to_owned(),
    }
}
