//! The border to the Workers runtime, in the wasm only: what `entry.js` calls, and the bindings.
//!
//! What answers WeChat without awaiting is one synchronous call: an asynchronous one would cost a
//! promise, a task and two closures per request. `tests/bench/README.md` has what each step here
//! was measured at.

mod console;
mod d1;
mod environment;
mod isolate;
pub mod login;
mod notes;
mod promise;
mod request;
mod response;
mod runtime;
mod scans;
mod timezone;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::js_sys::Promise;
use worker::{Env, worker_sys};

use self::isolate::Isolate;
use self::request::{Request, path_and_query};
use self::runtime::{Worker, milliseconds_now};
use crate::callback::dispatch::{Owner, RULES};
use crate::callback::{self, Account, Answer, Checked, Head, Refusal};
use crate::console::door::Route;
use crate::login::{self as provider, IS_OFF};

/// Runs first in every instance. After a panic the instance is thrown away, and the next request gets
/// a new one: so a panic costs the requests that wait in it, no other.
#[wasm_bindgen(start)]
fn start() {
    wasm_bindgen::handler::set_on_abort(wasm_bindgen::handler::schedule_reinit);
}

/// To be called before every other call. The first one after a panic makes the new instance, but a
/// call with arguments has by then copied them into the memory of the old one. This has none.
#[wasm_bindgen]
pub fn recover() {}

/// The longest body that is read, in bytes.
#[wasm_bindgen]
pub fn max_body() -> usize {
    callback::MAX_BODY
}

/// How long a body may take, in milliseconds.
#[wasm_bindgen]
pub fn body_timeout() -> u32 {
    u32::try_from(callback::BODY_TIMEOUT.as_millis()).unwrap_or(u32::MAX)
}

/// Looks at a request before its body is read: a `Response`, a `Promise` of one for the console, `null`
/// where it is for `src/login.js`, or `undefined` where the body is wanted, for [`answer`].
#[wasm_bindgen]
pub fn check(request: &Request, method: &str, url: &str, env: &Env) -> JsValue {
    let (path, query) = path_and_query(url);
    let isolate = Isolate::of(env);
    #[cfg(feature = "provoke-panic")]
    provoke_panic(path);
    if path != callback::PATH && !request.is_forged(url) {
        if Route::of(path).is_some() {
            let request = JsValue::from(request.clone()).unchecked_into();
            return console::answer(request, env.clone()).into();
        }
        if !IS_OFF && provider::route::Route::of(path).is_some() {
            return JsValue::NULL;
        }
    }
    let now = milliseconds_now();
    let head = Head {
        method,
        path,
        query,
    };
    let checked = if request.is_forged(url) {
        Err(Refusal::Host)
    } else {
        callback::check(&head, &isolate.config, now / 1000)
    };
    match checked {
        Ok(Checked::Push(_)) => JsValue::UNDEFINED,
        Ok(Checked::Answered(answer)) => isolate.respond(&answer, now),
        Err(refusal) => isolate.respond(&refusal.into(), now),
    }
}

/// Answers a push that [`check`] let pass, whose head came at `begun`: a `Response`, or a `Promise`
/// of one where the owner's handler awaits something.
#[wasm_bindgen]
pub fn answer(
    url: String,
    body: Box<[u8]>,
    env: Env,
    context: worker::worker_sys::Context,
    begun: f64,
) -> JsValue {
    let isolate = Isolate::of(&env);
    let exchange = {
        let isolate = isolate.clone();
        async move {
            let worker = Worker::new(env, context, isolate.records);
            let (path, query) = path_and_query(&url);
            let head = Head {
                method: "POST",
                path,
                query,
            };
            let account = Account {
                config: &isolate.config,
                handler: &Owner,
                rules: &RULES,
            };
            callback::answer(&head, &body, &account, &worker, begun as u64).await
        }
    };
    promise::now_or_later(exchange, move |answer: Answer| {
        isolate.respond(&answer, milliseconds_now())
    })
}

/// The answer to a push whose body is longer than [`max_body`].
#[wasm_bindgen]
pub fn refuse_too_large(env: &Env) -> JsValue {
    refuse(Refusal::TooLarge, env)
}

/// The answer to a push whose body did not come within [`body_timeout`].
#[wasm_bindgen]
pub fn refuse_stalled(env: &Env) -> JsValue {
    refuse(Refusal::Stalled, env)
}

/// The answer to a push whose body broke off; nobody is there to read it, but the log is.
#[wasm_bindgen]
pub fn refuse_cut_off(env: &Env) -> JsValue {
    refuse(Refusal::CutOff, env)
}

fn refuse(refusal: Refusal, env: &Env) -> JsValue {
    Isolate::of(env).respond(&refusal.into(), milliseconds_now())
}

/// Writes a batch of the Queue into the database.
#[wasm_bindgen]
pub fn consume(batch: worker_sys::MessageBatch, env: Env) -> Promise {
    scans::consumer::consume(batch, env)
}

/// Deletes what is older than `SCANS_KEEP_DAYS`; `time`, in milliseconds, is that of the event.
#[wasm_bindgen]
pub fn sweep(env: Env, time: f64) -> Promise {
    scans::sweep::sweep(env, time / 1000.0)
}

/// Nothing that a stranger sends makes this Worker panic, so the test of what happens then needs a
/// path that does.
#[cfg(feature = "provoke-panic")]
#[allow(clippy::panic, reason = "that is what it is for")]
fn provoke_panic(path: &str) {
    if path == "/provoke-panic" {
        panic!("provoked by a test");
    }
}
