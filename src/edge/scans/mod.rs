//! Where records go: into D1, else into the Queue, else into the log. Each step waits no longer than its
//! limit, so that the visitor is answered whatever stands still.

pub(crate) mod consumer;
pub(crate) mod sweep;

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serde::Serialize;
use worker::js_sys::JSON;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Delay, Env};
use worker::{console_error, console_log, console_warn};

use super::timezone;
use crate::scans::record::{Placed, Record, UNWRITTEN};
use crate::scans::statements;
use crate::scans::time::Timezone;

/// How long one insert may take.
const DATABASE_LIMIT: Duration = Duration::from_millis(1500);
/// How long the Queue may take after that. Together well under the 5 s after which WeChat hangs up.
const QUEUE_LIMIT: Duration = Duration::from_secs(1);

thread_local! {
    static SAID_OFF: Cell<bool> = const { Cell::new(false) };
}

/// Keeps a record, somewhere. Never fails: what cannot be written is in the log.
///
/// A statement that took too long may still be done, and a failure may be reported of one that was: then
/// the record is there, and the one in the Queue or the log is a repeat, which counts for nothing.
pub(crate) fn keep(env: &Env, record: Record) -> impl Future<Output = ()> + use<> {
    let env = env.clone();
    async move {
        let Ok(database) = env.d1("DB") else {
            if !SAID_OFF.replace(true) {
                console_log!("scans are not recorded: the Worker has no database bound as DB");
            }
            return;
        };
        // SCALE.md says when.
        let queue_first = env
            .var("SCANS_ORDER")
            .is_ok_and(|order| order.to_string() == "queue-first");
        let mut failures = Vec::new();
        for is_queue in [queue_first, !queue_first] {
            let (place, kept) = match is_queue {
                true => ("the queue", enqueue(&env, &record).await),
                false => {
                    let timezone = timezone::of(&env);
                    let records = [&record];
                    let written = insert(&database, &records, &timezone);
                    ("D1", within(DATABASE_LIMIT, written).await)
                }
            };
            match kept {
                Ok(()) => {
                    if let [reason] = failures.as_slice() {
                        console_warn!("{reason}; the scan is in {place}");
                    }
                    return;
                }
                Err(reason) => failures.push(format!("{place}: {reason}")),
            }
        }
        console_warn!("{}", failures.join("; "));
        log(&record);
    }
}

async fn enqueue(env: &Env, record: &Record) -> Result<(), String> {
    let queue = env
        .queue("SCANS")
        .map_err(|_| "the Worker has none bound as SCANS".to_owned())?;
    within(QUEUE_LIMIT, queue.send(record)).await
}

/// The last place: a line from which `wechat-edge scans restore` brings the record back.
fn log(record: &Record) {
    match json(record) {
        Ok(json) => console_error!("{UNWRITTEN}{json}"),
        Err(error) => console_error!("a scan is lost: {error}"),
    }
}

/// Writes records in one transaction; those that are there already count for nothing.
pub(super) async fn insert(
    database: &D1Database,
    records: &[&Record],
    timezone: &Timezone,
) -> worker::Result<()> {
    let placed: Vec<Placed<'_>> = records
        .iter()
        .map(|record| record.placed(timezone))
        .collect();
    let statement = bind(
        database,
        statements::INSERT,
        &[JsValue::from(json(&placed)?)],
    )?;
    statement.run().await.map(|_: D1Result| ())
}

/// A statement with its parameters.
pub(super) fn bind(
    database: &D1Database,
    sql: &str,
    parameters: &[JsValue],
) -> worker::Result<D1PreparedStatement> {
    match parameters {
        [] => Ok(database.prepare(sql)),
        _ => database.prepare(sql).bind(parameters),
    }
}

/// As JSON, by the runtime's own writer: a second one would weigh 20 KiB.
pub(super) fn json(value: &impl Serialize) -> worker::Result<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    let text = JSON::stringify(&value).map_err(worker::Error::from)?;
    Ok(String::from(text))
}

/// What a future gives, unless it takes too long; failures as text for the log.
pub(super) async fn within<T>(
    limit: Duration,
    future: impl Future<Output = worker::Result<T>>,
) -> Result<T, String> {
    let mut future = pin!(future);
    let mut delay = pin!(Delay::from(limit));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(result.map_err(|error| reason(&error))),
        Poll::Pending => delay
            .as_mut()
            .poll(context)
            .map(|()| Err(format!("no answer within {} s", limit.as_secs_f32()))),
    })
    .await
}

/// One line: what D1 says of an error has many, with a JavaScript stack.
pub(super) fn reason(error: &worker::Error) -> String {
    let text = match error {
        worker::Error::D1(error) => error.cause(),
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}
