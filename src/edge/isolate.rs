//! What is made once per isolate: its environment never changes.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use worker::Env;

use super::d1::D1;
use super::environment::{names, setting};
use super::notes;
use super::response::Models;
use super::runtime::{console_error, console_warn};
use crate::callback::config::{self, Config, ConfigError};
use crate::callback::log::Throttle;
use crate::callback::{Answer, Log, Refusal};

pub(super) struct Isolate {
    pub(super) config: Result<Config, ConfigError>,
    /// Whether there is a database for scans.
    pub(super) records: bool,
    models: Models,
    throttle: RefCell<Throttle>,
    env: Env,
}

thread_local! {
    static ISOLATE: RefCell<Option<Rc<Isolate>>> = const { RefCell::new(None) };
}

impl Isolate {
    /// The one of this isolate.
    pub(super) fn of(env: &Env) -> Rc<Isolate> {
        ISOLATE.with_borrow_mut(|isolate| {
            Rc::clone(isolate.get_or_insert_with(|| Rc::new(Isolate::new(env))))
        })
    }

    fn new(env: &Env) -> Isolate {
        // A panic's message and place go to the log. Not when the instance starts: `worker` has a
        // start function too, whose hook would print them once more.
        std::panic::set_hook(Box::new(console_error_panic_hook::hook));
        let config = Config::read(|name| setting(env, name));
        let of_values = config.as_ref().map(Config::warnings).unwrap_or_default();
        for warning in config::warnings(names(env)).iter().chain(&of_values) {
            console_warn(&warning.to_string());
        }
        Isolate {
            config,
            records: D1::of(env).is_some(),
            models: Models::new(),
            throttle: RefCell::default(),
            env: env.clone(),
        }
    }

    /// The response, after its line in the log. `now` is in milliseconds.
    pub(super) fn respond(&self, answer: &Answer, now: u64) -> JsValue {
        if let Some(log) = &answer.log
            && let Some(line) = self.throttle.borrow_mut().line(log, now)
        {
            match log.is_error() {
                true => console_error(&line),
                false => console_warn(&line),
            }
        }
        // At another path nobody meant the callback.
        if let Some(Log::Refused(refusal)) = &answer.log
            && *refusal != Refusal::Path
        {
            notes::refused(refusal.is_signature(), &self.env);
        }
        self.models.response(answer).into()
    }
}
