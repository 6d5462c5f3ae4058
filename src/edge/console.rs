//! `/console/`: the request and the database of the runtime, for `crate::console`.

use std::cell::RefCell;
use std::time::Duration;

use serde::de::DeserializeOwned;
use worker::js_sys::{Promise, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{D1Database, Env, console_error, console_warn, web_sys};

use super::promise::promise_of;
use super::request::path_and_query;
use super::scans::{bind, insert, json, reason, within};
use super::timezone;
use crate::console::answer::{Answer, Surroundings, answer as answer_question};
use crate::console::database::{Database, Parameter, Statement};
use crate::console::health::Backlog;
use crate::console::parameters::{self, Form, Question};
use crate::console::response::{Refusal, Response};
use crate::console::token::{ConsoleToken, WrongTokens};
use crate::scans::record::Record;

/// How long the database may take for a page.
const DATABASE_LIMIT: Duration = Duration::from_secs(10);
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
    let now = (worker::js_sys::Date::now() / 1000.0) as i64;
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
    let database = env.d1("DB").map_err(|_| Refusal::NoDatabase)?;
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
            let answer = answer_question(&call.question, &D1(database), surroundings).await;
            let answer = answer.map_err(Refusal::Database)?;
            match call.form {
                Form::Json => Ok(Response::json(as_json(&answer)?)),
                Form::Csv => Ok(Response::csv(path, answer.csv().unwrap_or_default())),
            }
        }
        ("POST", parameters::RESTORE) => {
            let records = read_records(request).await?;
            let records: Vec<&Record> = records.iter().collect();
            let inserted = insert(&database, &records, &timezone);
            within(DATABASE_LIMIT, inserted)
                .await
                .map_err(Refusal::Database)?;
            Ok(Response::json(format!(
                r#"{{"restored":{}}}"#,
                records.len()
            )))
        }
        _ => Err(Refusal::Method),
    }
}

fn as_json(answer: &Answer) -> Result<String, Refusal> {
    json(answer).map_err(|error| Refusal::Database(reason(&error)))
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
    let read = async {
        let json = worker::wasm_bindgen_futures::JsFuture::from(request.json()?).await?;
        Ok::<_, JsValue>(json)
    };
    let json = read
        .await
        .map_err(|_| Refusal::Records("the body is no JSON".to_owned()))?;
    let records: Vec<Record> = serde_wasm_bindgen::from_value(json)
        .map_err(|error| Refusal::Records(error.to_string()))?;
    if records.len() > parameters::MAX_RESTORED {
        return Err(Refusal::TooLarge);
    }
    match records.iter().position(|record| !record.is_sound()) {
        Some(at) => Err(Refusal::Records(format!(
            "record {at} was not written by this Worker"
        ))),
        None => Ok(records),
    }
}

/// What waits in a queue. Older runtimes do not tell.
async fn backlog(env: &Env, name: &str) -> Backlog {
    let Ok(queue) = env.queue(name) else {
        return Backlog::default();
    };
    let count = async {
        let queue = JsValue::from(queue);
        let metrics = Reflect::get(&queue, &"metrics".into())?;
        let metrics: worker::js_sys::Function = metrics.dyn_into()?;
        let promise: Promise = metrics.call0(&queue)?.dyn_into()?;
        let metrics = worker::wasm_bindgen_futures::JsFuture::from(promise).await?;
        Ok(Reflect::get(&metrics, &"backlogCount".into())?.as_f64())
    };
    let waiting = within(METRICS_LIMIT, count).await.ok().flatten();
    Backlog {
        bound: true,
        waiting: waiting.map(|count| count as u64),
    }
}

fn finish(response: &Response) -> worker::Result<JsValue> {
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

/// D1, as the console asks it.
struct D1(D1Database);

impl Database for D1 {
    type Error = String;

    async fn read<T: DeserializeOwned>(
        &self,
        questions: Vec<Statement>,
    ) -> Result<Vec<Vec<T>>, String> {
        let read = async {
            let mut statements = Vec::new();
            for Statement { sql, parameters } in &questions {
                let parameters: Vec<JsValue> = parameters.iter().map(as_js).collect();
                statements.push(bind(&self.0, sql, &parameters)?);
            }
            let answers = self.0.batch(statements).await?;
            answers.iter().map(worker::D1Result::results).collect()
        };
        within(DATABASE_LIMIT, read)
            .await
            .inspect_err(|reason| console_error!("D1: {reason}"))
    }
}

fn as_js(parameter: &Parameter) -> JsValue {
    match parameter {
        Parameter::Text(text) => text.into(),
        Parameter::Number(number) => (*number).into(),
    }
}
