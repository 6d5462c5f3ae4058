//! Where records go: into D1, else into the Queue, else into the log. Each step waits no longer than its
//! limit, so that the visitor is answered whatever stands still.

pub(crate) mod consumer;
pub(crate) mod sweep;

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use worker::js_sys::{JSON, Object, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, console_error, console_log, console_warn, worker_sys};

use super::d1::{D1, promised, within};
use super::environment::{binding, text};
use super::timezone;
use crate::scans::json::Value;
use crate::scans::record::{Record, UNWRITTEN};
use crate::scans::statement::Statement;
use crate::scans::statements;
use crate::scans::time::Timezone;

/// How long one insert may take.
const DATABASE_LIMIT: Duration = Duration::from_millis(1500);
/// How long the Queue may take after that. Together well under the 5 s after which WeChat hangs up.
const QUEUE_LIMIT: Duration = Duration::from_secs(1);

thread_local! {
    static SAID_OFF: Cell<bool> = const { Cell::new(false) };
}

/// Says that scans are not recorded, once.
pub(crate) fn say_off() {
    if !SAID_OFF.replace(true) {
        console_log!("scans are not recorded: the Worker has no database bound as DB");
    }
}

/// Keeps a record, somewhere. Never fails: what cannot be written is in the log.
///
/// A statement that took too long may still be done, and a failure may be reported of one that was: then
/// the record is there, and the one in the Queue or the log is a repeat, which counts for nothing.
pub(crate) fn keep(env: &Env, record: Record) -> impl Future<Output = ()> + use<> {
    let env = env.clone();
    async move {
        let Some(database) = D1::of(&env) else {
            return;
        };
        // SCALE.md says when.
        let queue_first = text(&env, "SCANS_ORDER") == "queue-first";
        let mut failures = Vec::new();
        for is_queue in [queue_first, !queue_first] {
            let (place, kept) = if is_queue {
                ("the queue", enqueue(&env, &record).await)
            } else {
                let (records, timezone) = ([&record], timezone::of(&env));
                let written = insert(&database, &records, &timezone);
                ("D1", within(DATABASE_LIMIT, written).await)
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
    let queue = binding(env, "SCANS").ok_or("the Worker has none bound as SCANS")?;
    let queue: worker_sys::Queue = queue.unchecked_into();
    let sent = async {
        let options = Object::new();
        Reflect::set(&options, &"contentType".into(), &"json".into())?;
        let body = JSON::parse(&record.json().to_string())?;
        promised(queue.send(body, options.into())).await
    };
    within(QUEUE_LIMIT, sent).await.map(|_| ())
}

/// The last place: a line from which `wechat-edge scans restore` brings the record back.
fn log(record: &Record) {
    console_error!("{UNWRITTEN}{}", record.json());
}

/// Writes records in one transaction; those that are there already count for nothing.
pub(super) async fn insert(
    database: &D1,
    records: &[&Record],
    timezone: &Timezone,
) -> Result<(), JsValue> {
    let placed = records.iter().map(|record| record.placed(timezone));
    let placed = Value::List(placed.collect()).to_string();
    let statement = Statement::new(statements::INSERT).with(placed);
    database.run(&statement).await.map(|_| ())
}
