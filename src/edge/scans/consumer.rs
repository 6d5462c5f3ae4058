//! The consumer of the Queue: what could not be written at once.

use std::time::Duration;

use worker::js_sys::{Object, Promise, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{Message, MessageBatch};
use worker::{Env, console_error, console_warn};

use super::super::d1::{self, D1, within};
use super::super::promise::promise_of;
use super::super::timezone;
use super::{insert, log};
use crate::scans::queue::{MAX_RETRIES, retry_delay};
use crate::scans::record::Record;

/// How long a batch may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Writes a batch, all of it in one transaction. Any queue's: the dead-letter queue is brought back by
/// making this Worker its consumer (src/console/README.md).
pub(crate) fn consume(batch: MessageBatch, env: Env) -> Promise {
    promise_of(async move {
        let mut scans = Vec::new();
        for message in batch.messages()?.iter() {
            let message: Message = message.unchecked_into();
            match Record::read(&d1::Object(message.body()?)) {
                Ok(record) => scans.push((message, record)),
                // Nobody but this Worker writes there. What is not readable will never be, so it goes on
                // to where somebody can look at it.
                Err(error) => {
                    console_error!("a message of the queue is no scan: {error}");
                    message.retry(JsValue::UNDEFINED)?;
                }
            }
        }
        if scans.is_empty() {
            return Ok(JsValue::UNDEFINED);
        }
        let records: Vec<&Record> = scans.iter().map(|(_, record)| record).collect();
        let timezone = timezone::of(&env);
        let written = match D1::of(&env) {
            Some(database) => within(LIMIT, insert(&database, &records, &timezone)).await,
            None => Err("the Worker has no database bound as DB".to_owned()),
        };
        match written {
            Ok(()) => {
                for (message, _) in &scans {
                    message.ack()?;
                }
            }
            Err(reason) => {
                console_warn!("D1: {reason}; {} scans wait on in the queue", scans.len());
                for (message, record) in &scans {
                    retry(message, record)?;
                }
            }
        }
        Ok(JsValue::UNDEFINED)
    })
}

/// Each time later than before. After the last time the message goes to the dead-letter queue, and since
/// nobody may ever look there, the record into the log as well.
fn retry(message: &Message, record: &Record) -> Result<(), JsValue> {
    let attempts = Reflect::get(message, &"attempts".into())
        .ok()
        .and_then(|attempts| attempts.as_f64())
        .map_or(1, |attempts| attempts as u32);
    if attempts > MAX_RETRIES {
        log(record);
    }
    let options = Object::new();
    let seconds = JsValue::from(retry_delay(attempts).as_secs() as u32);
    Reflect::set(&options, &"delaySeconds".into(), &seconds)?;
    message.retry(options.into())
}
