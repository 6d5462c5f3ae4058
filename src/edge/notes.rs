//! What is noted of the callback, and written behind its back: no answer waits for it.

use std::cell::Cell;
use std::time::Duration;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::{Date, Promise};
use worker::{Delay, Env};

use super::d1::{self, D1, within};
use super::promise::promise_of;
use crate::console::notes::{GATHER, Notes};
use crate::scans::time::Time;

#[wasm_bindgen(module = "cloudflare:workers")]
extern "C" {
    /// Of the request that is being answered, which most callers here do not know.
    #[wasm_bindgen(js_name = waitUntil, catch)]
    fn wait_until(promise: &Promise) -> Result<(), JsValue>;
}

thread_local! {
    static NOTES: Cell<Notes> = const { Cell::new(Notes::NONE) };
}

/// Counts a request that was refused.
pub(super) fn refused(is_signature: bool, env: &Env) {
    note(env, |notes, now| notes.refused(is_signature, now));
}

/// Notes which credentials a push fit.
pub(super) fn opened(is_current: bool, env: &Env) {
    note(env, |notes, now| notes.opened(is_current, now));
}

fn note(env: &Env, note: impl FnOnce(&mut Notes, Time) -> bool) {
    let mut notes = NOTES.get();
    let begins = note(&mut notes, now());
    NOTES.set(notes);
    if begins {
        let env = env.clone();
        // Where there is no request any more, what is noted waits for the next.
        let _ = wait_until(&promise_of(async move {
            Delay::from(Duration::from_secs(GATHER.unsigned_abs())).await;
            flush(&env).await;
            Ok(JsValue::UNDEFINED)
        }));
    }
}

/// Writes what is noted. Where that fails it is kept for the next time.
pub(super) async fn flush(env: &Env) {
    let mut notes = NOTES.get();
    let taken = notes.take();
    let statements = taken.statements(now());
    let Some(database) = D1::of(env).filter(|_| !statements.is_empty()) else {
        return;
    };
    NOTES.set(notes);
    let written = within(d1::LIMIT, database.batch(&statements)).await;
    if written.is_err() {
        let mut notes = NOTES.get();
        notes.restore(taken);
        NOTES.set(notes);
    }
}

fn now() -> Time {
    (Date::now() / 1000.0) as Time
}
