//! A stand-in for a Worker's console. It lets in and understands what it is asked by the functions of the
//! Worker, and answers from a list of figures.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wechat_edge::console::codes;
use wechat_edge::console::parameters::{
    API, Form, MAX_RESTORED, MAX_RESTORED_BYTES, ParameterError, Period, Question, read,
};
use wechat_edge::console::response::{self, Refusal};
use wechat_edge::console::token::{ConsoleToken, WrongTokens};
use wechat_edge::scans::figures::{Counts, FIGURES, Figures};
use wechat_edge::scans::json;
use wechat_edge::scans::record::Record;
use wechat_edge::scans::time::Day;

use crate::server::{Request, Response, Server};

pub(crate) const CONSOLE_TOKEN: &str = "a-console-token-of-the-tests";

/// What day it is there.
const TODAY: &str = "2026-11-21";

/// A scene, and how many scanned it on each of the last days. Of each day's, one follows the account; on
/// days of ten and more, one leaves.
pub(crate) type Code = (&'static str, &'static [i64]);

/// A Worker that has these codes.
pub(crate) struct Console {
    pub(crate) server: Server,
    restored: Arc<Mutex<Vec<Record>>>,
    known: Arc<Mutex<Vec<Value>>>,
}

impl Console {
    pub(crate) fn start(codes: &'static [Code]) -> Console {
        let restored: Arc<Mutex<Vec<Record>>> = Arc::default();
        let known: Arc<Mutex<Vec<Value>>> = Arc::default();
        let (of_server, known_of_server) = (restored.clone(), known.clone());
        let server = Server::start(move |request| {
            let mut restored = of_server.lock().unwrap();
            let mut known = known_of_server.lock().unwrap();
            let answer = admit(request).and_then(|()| match request.path.strip_prefix(API) {
                Some(codes::CODES) => learn(request, &mut known),
                _ => answer(request, codes, &mut restored),
            });
            let refused = |refusal| Response::from(response::Response::from(refusal));
            answer.unwrap_or_else(refused).into()
        });
        Console {
            server,
            restored,
            known,
        }
    }

    /// The codes that it was told of, in all.
    pub(crate) fn known(&self) -> Vec<Value> {
        self.known.lock().unwrap().clone()
    }

    /// The records that were sent back to it, in all.
    pub(crate) fn restored(&self) -> Vec<Record> {
        self.restored.lock().unwrap().clone()
    }

    /// What it was asked.
    pub(crate) fn questions(&self) -> Vec<String> {
        let requests = self.server.requests().into_iter();
        let question = |request: Request| format!("{}?{}", request.path, request.query);
        requests
            .map(question)
            .map(|question| question.trim_start_matches(API).to_owned())
            .collect()
    }
}

impl From<response::Response> for Response {
    fn from(response: response::Response) -> Response {
        let headers = response.headers.into_iter();
        headers.fold(
            Response::new(response.status, response.body),
            |response, (name, value)| response.with(name, value),
        )
    }
}

pub(crate) fn admit(request: &Request) -> Result<(), Refusal> {
    let token = ConsoleToken::new(Some(CONSOLE_TOKEN))?;
    let authorization = Some(request.header("authorization"));
    Ok(WrongTokens::default().admit(&token, authorization, "", 0)?)
}

/// Takes codes as the Worker does.
fn learn(request: &Request, known: &mut Vec<Value>) -> Result<Response, Refusal> {
    let codes: Vec<Value> = serde_json::from_slice(&request.body).unwrap();
    assert!(request.body.len() <= MAX_RESTORED_BYTES && codes.len() <= MAX_RESTORED);
    for (at, code) in codes.iter().enumerate() {
        let read = codes::pushed(code).map_err(|error| Refusal::Item(at, error))?;
        known.push(serde_json::from_str(&read.to_string()).unwrap());
    }
    let answer = json!({ "written": codes.len() });
    Ok(json_of(200, &answer.to_string()))
}

fn answer(
    request: &Request,
    codes: &[Code],
    restored: &mut Vec<Record>,
) -> Result<Response, Refusal> {
    let path = request.path.strip_prefix(API).ok_or(Refusal::Path)?;
    if request.method == "POST" {
        let records: Vec<Value> = serde_json::from_slice(&request.body).unwrap();
        assert!(request.body.len() <= MAX_RESTORED_BYTES && records.len() <= MAX_RESTORED);
        let answer = json!({ "restored": records.len() });
        restored.extend(records.iter().map(|record| Record::read(record).unwrap()));
        return Ok(json_of(200, &answer.to_string()));
    }
    let today = Day::parse(TODAY).unwrap();
    let call = read(path, &request.query, today)?;
    let answer = match call.question {
        Question::Scenes {
            period,
            codes: chosen,
            ..
        } => {
            let chosen = codes.iter().filter(|(scene, _)| chosen.include(scene));
            let answer = scenes(chosen, period, today);
            if call.form == Form::Csv {
                return Ok(Response::new(200, csv(&answer))
                    .with("Content-Type", "text/csv; charset=utf-8"));
            }
            answer
        }
        Question::Days {
            period,
            codes: chosen,
        } => {
            let chosen = codes.iter().filter(|(scene, _)| chosen.include(scene));
            let mut answer = scenes(chosen, period, today);
            answer.as_object_mut().unwrap().remove("scenes");
            answer
        }
        Question::Health => health(0),
        _ => return Err(ParameterError::Before.into()),
    };
    Ok(json_of(200, &answer.to_string()))
}

pub(crate) fn health(dead: u64) -> Value {
    json!({
        "timezone": "Asia/Shanghai",
        "rows_written_today": 1234,
        "rows_free_plan": 100_000,
        "recorded_today": 321,
        "queue": { "bound": true, "waiting": null },
        "dead_letter_queue": { "bound": true, "waiting": dead },
        "last_push": null,
    })
}

fn scenes<'c>(codes: impl Iterator<Item = &'c Code>, period: Period, today: Day) -> Value {
    let mut totals = Figures::default();
    let scenes = codes.map(|(scene, scans)| {
        let mut figures = Figures::default();
        let mut series = Vec::new();
        for day in period.days() {
            let ago = usize::try_from(today.number() - day.number()).unwrap();
            let scans = scans.iter().rev().nth(ago).copied().unwrap_or(0);
            let new = scans.min(1);
            let counts = Counts {
                people: if scene.is_empty() { 0 } else { scans },
                new,
                existing: scans - new,
                lost: i64::from(scans > 9),
            };
            figures.count(counts.figures(scene));
            series.push(counts.figures(scene).scans);
        }
        totals.count(figures);
        let mut code = as_json(figures);
        code["scene"] = (!scene.is_empty()).then_some(*scene).into();
        code["last_scan"] = (figures.scans > 0).then_some("2026-11-20T16:31:00Z").into();
        code["series"] = series.into();
        code
    });
    let scenes: Vec<Value> = scenes.collect();
    json!({
        "from": period.from.to_string(),
        "to": period.to.to_string(),
        "timezone": "Asia/Shanghai",
        "totals": as_json(totals),
        "scenes": scenes,
    })
}

fn as_json(figures: Figures) -> Value {
    let fields = FIGURES.into_iter().zip(figures.values()).collect();
    serde_json::from_str(&json::Value::Object(fields).to_string()).unwrap()
}

/// An answer in JSON.
pub(crate) fn json_of(status: u16, body: &str) -> Response {
    Response::new(status, body).with("Content-Type", "application/json")
}

/// Enough to be told from JSON.
fn csv(answer: &Value) -> String {
    let mut csv = String::from("\u{feff}scene,net\r\n");
    for code in answer["scenes"].as_array().unwrap() {
        csv.push_str(&format!("{},{}\r\n", code["scene"], code["net"]));
    }
    csv
}
