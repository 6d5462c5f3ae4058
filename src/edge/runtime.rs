//! The Workers runtime, as the pipeline and the owner's handler know it.

use std::time::Duration;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Delay, Env, worker_sys};

use super::environment::setting;
use super::login::stub;
use super::{notes, scans};
use crate::callback::config::Setting;
use crate::context::{LocalFuture, Runtime};
use crate::login::IS_OFF;
use crate::login::push::{Push, SCENES, STANDING};
use crate::scans::record::{Record, RecordedEvent};
use crate::wechat::encryption::FRESH_BYTES;
use crate::wechat::message::Message;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub(super) fn console_error(text: &str);

    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    pub(super) fn console_warn(text: &str);

    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn console_log(text: &str);

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);

    #[wasm_bindgen(js_name = String)]
    fn string(number: f64) -> String;
}

/// In milliseconds since 1970. It stands still between one I/O and the next.
pub(super) fn milliseconds_now() -> u64 {
    date_now() as u64
}

/// The runtime, for one request.
pub(super) struct Worker {
    env: Env,
    context: worker_sys::Context,
    records: bool,
}

impl Worker {
    /// `records` says whether there is a database for scans.
    pub(super) fn new(env: Env, context: worker_sys::Context, records: bool) -> Worker {
        Worker {
            env,
            context,
            records,
        }
    }
}

impl Runtime for Worker {
    fn now(&self) -> u64 {
        milliseconds_now()
    }

    fn random(&self) -> [u8; FRESH_BYTES] {
        let mut bytes = [0; FRESH_BYTES];
        get_random_values(&mut bytes);
        bytes
    }

    fn variable(&self, name: &str) -> Option<String> {
        match setting(&self.env, name) {
            Setting::Text(text) => Some(text),
            // As JavaScript writes it: Rust's own way weighs 6 KiB.
            Setting::Number(number) => Some(string(number)),
            Setting::Absent | Setting::Other => None,
        }
    }

    fn env(&self) -> Option<&Env> {
        Some(&self.env)
    }

    fn log(&self, text: &str) {
        console_log(text);
    }

    fn wait_until(&self, work: LocalFuture<()>) {
        let work =
            worker::js_sys::futures::future_to_promise(std::panic::AssertUnwindSafe(async {
                work.await;
                Ok(JsValue::UNDEFINED)
            }));
        // It fails only where the request is over, and then so is the work.
        let _ = self.context.wait_until(&work);
    }

    fn opened(&self, is_current: bool) {
        notes::opened(is_current, &self.env);
    }

    fn sign_in(&self, message: &Message<'_>) -> Option<LocalFuture<Option<String>>> {
        if IS_OFF {
            return None;
        }
        let push = stub::value(&Push::of(message)?);
        let env = self.env.clone();
        Some(Box::pin(async move { stub::push(&env, push).await }))
    }

    fn keep(&self, message: &Message<'_>) -> Option<LocalFuture<()>> {
        RecordedEvent::of(message)?;
        if !self.records {
            scans::say_off();
            return None;
        }
        let mut record = Record::of(message, self.now() / 1000)?;
        if !IS_OFF && record.scene.starts_with(SCENES) {
            // Which of the pool's codes it was says nothing to anybody.
            STANDING.clone_into(&mut record.scene);
        }
        Some(Box::pin(scans::keep(&self.env, record)))
    }

    fn delay(&self, time: Duration) -> LocalFuture<()> {
        Box::pin(Delay::from(time))
    }
}
