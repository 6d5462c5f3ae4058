//! `/console/`: the request and the database of the runtime, for `crate::console`.

use std::cell::RefCell;
use std::time::Duration;

use worker::js_sys::{Array, Date, Function, Promise, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, console_warn, web_sys};

use super::d1::{self, D1, promised, within};
use super::promise::promise_of;
use super::request::path_and_query;
use super::scans::insert;
use super::timezone;
use crate::console::database::DatabaseError;
use crate::console::health::Backlog;
use crate::console::parameters::{self, Form, Question};
use crate::console::respond::{Surroundings, respond as respond_to};
use crate::console::response::{Refusal, Response};
use crate::console::token::{ConsoleToken, WrongTokens};
use crate::scans::json::Value;
use crate::scans::record::Record;

/// How long a queue may take to tell how much waits in it.
const METRICS_LIMIT: Duration = Duration::from_secs(1);

thread_local! {
    static WRONG: RefCell<WrongTokens> = RefCell::default();
}

/// Answers a request for `/console/…`: a promise of a `Response`.
pub(crate) fn answer(request: web_sys::Request, env: Env) -> Promise {
    promise_of(async move {
        let response = match respond(&request, &env).await {
            Ok(response) => response,
            Err(refusal) => {
                if let Some(line) = refusal.log() {
                    console_warn!("{line}");
                }
                Response::from(refusal)
            }
        };
        finish(&response)
    })
}

async fn respond(request: &web_sys::Request, env: &Env) -> Result<Response, Refusal> {
    let now = (Date::now() / 1000.0) as i64;
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let token = env.var("CONSOLE_TOKEN").ok().map(|token| token.to_string());
    let token = ConsoleToken::new(token.as_deref())?;
    let address = header("CF-Connecting-IP").unwrap_or_default();
    let authorization = header("Authorization");
    WRONG.with_borrow_mut(|wrong| {
        wrong.admit(
            &token,
            authorization.as_deref(),
            &address,
            now.unsigned_abs(),
        )
    })?;

    let url = request.url();
    let (path, query) = path_and_query(&url);
    let path = path.strip_prefix(parameters::API).ok_or(Refusal::Path)?;
    let database = D1::of(env).ok_or(Refusal::NoDatabase)?;
    let timezone = timezone::of(env);
    match (&*request.method(), path) {
        ("GET" | "HEAD", _) => {
            let (today, _) = timezone.day_and_hour(now);
            let call = parameters::read(path, query, today)?;
            let surroundings = Surroundings {
                now,
                timezone: &timezone,
                backlogs: match call.question {
                    Question::Health => [
                        backlog(env, "SCANS").await,
                        backlog(env, "SCANS_DEAD").await,
                    ],
                    _ => [Backlog::default(); 2],
                },
            };
            let answer = respond_to(&call.question, &database, surroundings).await?;
            match call.form {
                Form::Json => Ok(Response::json(&answer.json())),
                Form::Csv => Ok(Response::csv(path, answer.csv().unwrap_or_default())),
            }
        }
        ("POST", parameters::RESTORE) => {
            let records = read_records(request).await?;
            let records: Vec<&Record> = records.iter().collect();
            let inserted = insert(&database, &records, &timezone);
            within(d1::LIMIT, inserted)
                .await
                .map_err(DatabaseError::Failed)?;
            let restored = records.len() as u64;
            Ok(Response::json(&Value::Object(vec![(
                "restored",
                restored.into(),
            )])))
        }
        _ => Err(Refusal::Method),
    }
}

/// Records that were in the log, as a list.
async fn read_records(request: &web_sys::Request) -> Result<Vec<Record>, Refusal> {
    let length = request.headers().get("Content-Length").ok().flatten();
    let length: usize = length
        .and_then(|length| length.parse().ok())
        .unwrap_or(usize::MAX);
    if length > parameters::MAX_RESTORED_BYTES {
        return Err(Refusal::TooLarge);
    }
    let json = promised(request.json()).await;
    let list = json.ok().and_then(|json| json.dyn_into::<Array>().ok());
    let list = list.ok_or_else(|| Refusal::Records("the body is no list as JSON".to_owned()))?;
    if list.length() as usize > parameters::MAX_RESTORED {
        return Err(Refusal::TooLarge);
    }
    let records = list.iter().enumerate().map(|(at, record)| {
        Record::read(&d1::Object(record))
            .map_err(|error| Refusal::Records(format!("of record {at}, {error}")))
    });
    records.collect()
}

/// What waits in a queue. Older runtimes do not tell.
async fn backlog(env: &Env, name: &str) -> Backlog {
    let Ok(queue) = env.queue(name) else {
        return Backlog::default();
    };
    let count = async {
        let queue = JsValue::from(queue);
        let metrics: Function = Reflect::get(&queue, &"metrics".into())?.dyn_into()?;
        let metrics = promised(metrics.call0(&queue)?.dyn_into()).await?;
        Ok(Reflect::get(&metrics, &"backlogCount".into())?.as_f64())
    };
    let waiting = within(METRICS_LIMIT, count).await.ok().flatten();
    Backlog {
        bound: true,
        waiting: waiting.map(|count| count as u64),
    }
}

fn finish(response: &Response) -> Result<JsValue, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in &response.headers {
        headers.set(name, value)?;
    }
    let init = web_sys::ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers);
    let body = (!response.body.is_empty()).then_some(&*response.body);
    Ok(web_sys::Response::new_with_opt_str_and_init(body, &init)?.into())
}
