//! What stands behind `/console/api/`.

use std::time::Duration;

use worker::Env;
use worker::js_sys::{Array, Function, Reflect};
use worker::wasm_bindgen::JsCast;

use super::super::d1::{self, Object, promised, within};
use super::super::environment::binding;
use super::super::isolate::Isolate;
use super::super::login::stub;
use super::super::notes;
use super::super::scans::insert;
use super::super::timezone;
use super::exchange::Exchange;
use crate::callback::config::Config;
use crate::callback::dispatch::RULES;
use crate::console::codes;
use crate::console::database::DatabaseError;
use crate::console::health::{Backlog, Callback};
use crate::console::parameters::{self, Form, Question};
use crate::console::respond::{Surroundings, respond as respond_to};
use crate::console::response::{Refusal, Response};
use crate::login::{IS_OFF, manage};
use crate::scans::json::Value;
use crate::scans::record::Record;
use crate::scans::row::FieldError;

/// How long a queue may take to tell how much waits in it.
const METRICS_LIMIT: Duration = Duration::from_secs(1);

/// The list in a body, each of it read by `read`.
async fn list<T>(
    exchange: &Exchange,
    read: impl Fn(&Object) -> Result<T, FieldError>,
) -> Result<Vec<T>, Refusal> {
    let json = exchange.json(parameters::MAX_RESTORED_BYTES).await?;
    let list: Array = json.dyn_into().map_err(|_| Refusal::Json)?;
    if list.length() as usize > parameters::MAX_RESTORED {
        return Err(Refusal::TooLarge);
    }
    let items = list.iter().enumerate();
    items
        .map(|(at, item)| read(&Object(item)).map_err(|error| Refusal::Item(at, error)))
        .collect()
}

/// Answers what the owner asks.
pub(super) async fn answer(
    exchange: &Exchange,
    path: &str,
    query: &str,
) -> Result<Response, Refusal> {
    if let Some(what) = path.strip_prefix("login") {
        return sign_in(exchange, what).await;
    }
    let database = exchange.database()?;
    let timezone = timezone::of(&exchange.env);
    match (&*exchange.method, path) {
        ("GET" | "HEAD", _) => {
            let (today, _) = timezone.day_and_hour(exchange.now);
            let call = parameters::read(path, query, today)?;
            if call.question == Question::Health {
                // What this isolate knows is asked for: no need to wait until it is written by itexchange.
                notes::flush(&exchange.env).await;
            }
            let isolate = Isolate::of(&exchange.env);
            let config = isolate.config.as_ref();
            let mode = |config: &Config| match config.keys {
                None => "plaintext",
                Some(_) => "encrypted",
            };
            let surroundings = Surroundings {
                now: exchange.now,
                rules: &RULES,
                timezone: &timezone,
                callback: Callback {
                    mode: config.map(mode).ok(),
                    is_rotating: config.is_ok_and(Config::is_rotating),
                },
                backlogs: match call.question {
                    Question::Health => [
                        backlog(&exchange.env, "SCANS").await,
                        backlog(&exchange.env, "SCANS_DEAD").await,
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
            let records = list(exchange, Record::read).await?;
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
        ("POST" | "PATCH", codes::CODES) => {
            let is_pushed = exchange.method == "POST";
            let read = if is_pushed {
                codes::pushed
            } else {
                codes::edited
            };
            let codes = list(exchange, read).await?;
            let count = codes.len() as u64;
            exchange.run(&codes::write(codes, is_pushed)).await?;
            Ok(Response::json(&Value::Object(vec![(
                "written",
                count.into(),
            )])))
        }
        _ => Err(Refusal::Method),
    }
}

const OFF: &str = "sign-in is off: clients.toml has no client";

/// What the owner asks of the sign-in.
async fn sign_in(exchange: &Exchange, what: &str) -> Result<Response, Refusal> {
    if IS_OFF {
        return Err(Refusal::SignIn(OFF.to_owned()));
    }
    let ask = async |what: &str, with: &str| {
        let answer = stub::manage(&exchange.env, what, with).await;
        answer.map_err(|error| Refusal::SignIn(error.to_string()))
    };
    let answer = match (&*exchange.method, what) {
        ("GET" | "HEAD", "") => ask("status", &exchange.url).await?,
        ("POST", "/keys") => ask("keys", "").await?,
        ("POST", "/codes") => {
            let codes = list(exchange, manage::code).await?;
            let count = codes.len() as u64;
            ask("codes", &Value::List(codes).to_string()).await?;
            Value::Object(vec![("written", count.into())]).to_string()
        }
        (_, "" | "/keys" | "/codes") => return Err(Refusal::Method),
        _ => return Err(Refusal::Path),
    };
    Ok(Response::json(&Value::Raw(answer)))
}

/// What waits in a queue. Older runtimes do not tell.
async fn backlog(env: &Env, name: &str) -> Backlog {
    let Some(queue) = binding(env, name) else {
        return Backlog::default();
    };
    let count = async {
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
