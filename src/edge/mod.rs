//! The border to the Workers runtime: one synchronous call in (from `entry.js`), one response out.
//!
//! Written against `wasm-bindgen` alone. An asynchronous handler would cost a promise, a task and
//! two closures per request, and read the request's properties one call at a time.
//! `tests/bench/README.md` has what each step here was measured at.

use std::cell::OnceCell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::callback::config::{Config, ConfigError};
use crate::callback::dispatch::RULES;
use crate::callback::{self, Answer, ContentType, Log, Refusal, Request, Surroundings};
use crate::wechat::encryption::FRESH_BYTES;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);

    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(text: &str);

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn milliseconds_now() -> f64;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);

    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn parse_json(json: &str) -> JsValue;

    /// The variables and secrets of the Worker.
    pub type Env;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Env, name: &str) -> JsValue;

    /// <https://developers.cloudflare.com/workers/runtime-apis/response/>
    pub type Response;

    #[wasm_bindgen(constructor)]
    fn new(body: Option<&str>, init: &JsValue) -> Response;

    /// A response with the status and headers of another: the runtime then copies its own header
    /// table and reads no JavaScript object. The body is taken as bytes, which the constructor
    /// copies right out of the wasm memory; a string would be decoded here and encoded again there.
    #[wasm_bindgen(constructor, js_class = "Response")]
    fn like(body: &[u8], model: &Response) -> Response;
}

/// What is made once per isolate: its environment never changes.
struct Isolate {
    config: Result<Config, ConfigError>,
    /// The models of the two answers that are not refusals.
    text: Response,
    xml: Response,
}

thread_local! {
    static ISOLATE: OnceCell<Isolate> = const { OnceCell::new() };
}

/// Runs first in every instance. A panic's message and place go to the log; then the instance is
/// thrown away, and the next request gets a new one. So a panic costs the request in which it
/// happens, no other.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
    wasm_bindgen::handler::set_on_abort(wasm_bindgen::handler::schedule_reinit);
}

/// To be called before [`answer`]. The first call after a panic makes the new instance, but a call
/// with arguments has by then copied them into the memory of the old one. This has none.
#[wasm_bindgen]
pub fn recover() {}

/// Answers one request. `body` is `None` where it is longer than [`max_body`].
#[wasm_bindgen]
pub fn answer(method: &str, url: &str, body: Option<Box<[u8]>>, env: &Env) -> Response {
    let (path, query) = path_and_query(url);
    #[cfg(feature = "provoke-panic")]
    provoke_panic(path);
    let request = Request {
        method,
        path,
        query,
        body: body.as_deref(),
    };
    let surroundings = Surroundings {
        rules: &RULES,
        now: (milliseconds_now() / 1000.0) as u64,
        random: || {
            let mut bytes = [0; FRESH_BYTES];
            get_random_values(&mut bytes);
            bytes
        },
    };
    ISOLATE.with(|isolate| {
        let isolate = isolate.get_or_init(|| Isolate::new(env));
        let answer = callback::answer(&request, &isolate.config, surroundings);
        log(&answer);
        isolate.respond(&answer)
    })
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

/// The longest body that [`answer`] takes, in bytes.
#[wasm_bindgen]
pub fn max_body() -> usize {
    callback::MAX_BODY
}

impl Isolate {
    fn new(env: &Env) -> Isolate {
        Isolate {
            config: Config::read(|name| env.get(name).as_string()),
            text: empty_response(200, ContentType::Text),
            xml: empty_response(200, ContentType::Xml),
        }
    }

    fn respond(&self, answer: &Answer) -> Response {
        let body = answer.body.as_bytes();
        match (answer.status, answer.headers) {
            (200, ContentType::Text) => Response::like(body, &self.text),
            (200, ContentType::Xml) => Response::like(body, &self.xml),
            (status, headers) => empty_response(status, headers),
        }
    }
}

/// A response without a body. Its `ResponseInit` is made by way of JSON: that takes one call, and no
/// bindings for objects.
fn empty_response(status: u16, headers: ContentType) -> Response {
    let headers: Vec<String> = headers
        .list()
        .iter()
        .map(|(name, value)| format!("{name:?}:{value:?}"))
        .collect();
    let headers = headers.join(",");
    let init = parse_json(&format!(r#"{{"status":{status},"headers":{{{headers}}}}}"#));
    Response::new(None, &init)
}

fn log(answer: &Answer) {
    match answer.log {
        // A Worker that is not configured answers nobody: that is an error. The rest are strangers'
        // requests and replies that were corrected.
        Some(Log::Refused(Refusal::Config(error))) => console_error(&error.to_string()),
        Some(log) => console_warn(&log.to_string()),
        None => {}
    }
}

/// Cuts a URL as the runtime writes it, `scheme://host/path?query#fragment`: it has parsed and
/// checked it already, and the `url` crate would double the size of the wasm.
fn path_and_query(url: &str) -> (&str, &str) {
    let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let (_scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let path = rest.find('/').and_then(|at| rest.get(at..));
    (path.unwrap_or("/"), query)
}
