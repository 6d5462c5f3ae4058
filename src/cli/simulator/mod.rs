//! `send`: be WeChat, and show what comes back.

pub(crate) mod arguments;
pub(crate) mod delivery;
pub(crate) mod load;
pub(crate) mod push;
pub(crate) mod push_request;
pub(crate) mod reply_check;
pub(crate) mod reply_finding;

use std::path::Path;

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};

use self::arguments::{MessageArgs, Send};
use self::delivery::{
    Delivery, NoAnswerFinding, deliver, milliseconds, milliseconds_as_number, on_the_phone,
};
use self::load::Load;
use self::push::{Addressed, Push, PushError};
use self::push_request::{now, random_number};
use self::reply_check::ReplyCheck;
use crate::cli::account::address::{self, AddressError};
use crate::cli::account::arguments::Mode;
use crate::cli::account::credentials::{Credentials, CredentialsError};
use crate::cli::account::place::Place;
use crate::cli::account::settings::{Settings, SettingsError};
use crate::cli::exit::Exit;
use crate::cli::findings::{Finding, Found};
use crate::cli::http::{Answer, Client, NoAnswer};
use crate::cli::output::{Output, excerpt, labelled};

/// `send --json`.
#[derive(Serialize)]
struct Report<'d> {
    /// Without the user name and password.
    url: String,
    mode: Mode,
    /// The push in a word or two.
    push: &'d str,
    /// How many requests were made.
    attempts: u32,
    /// Whether WeChat would accept the answer.
    accepted: bool,
    /// The HTTP status.
    status: Option<u16>,
    milliseconds: Option<f64>,
    /// The reply's MsgType.
    kind: Option<&'d str>,
    /// What there is to see of it.
    text: Option<&'d str>,
    findings: Vec<Found>,
    /// What the visitor sees.
    phone: &'d str,
    #[serde(flatten)]
    wire: Option<Wire<'d>>,
}

/// With `--xml`: what went over the wire, and what was sealed in it.
#[derive(Serialize)]
struct Wire<'d> {
    request_query: &'d str,
    request_body: &'d str,
    request_opened: &'d str,
    answer_body: Option<String>,
    answer_opened: Option<&'d str>,
}

/// What stands in the way of sending.
enum PrepareError {
    Settings(SettingsError),
    Address(AddressError),
    Credentials(CredentialsError),
    Push(PushError),
}

impl PrepareError {
    fn report(&self, output: &Output) -> Exit {
        match self {
            PrepareError::Settings(error) => output.error(error),
            PrepareError::Address(finding) => output.report(finding),
            PrepareError::Credentials(finding) => output.report(finding),
            PrepareError::Push(error) => output.error(error),
        }
        Exit::Usage
    }
}

pub(crate) fn run(send: &Send, output: &Output) -> Exit {
    let (push, credentials, client) = match prepare(send, output.language) {
        Ok(prepared) => prepared,
        Err(error) => return error.report(output),
    };
    let (url, name) = (&client.url, excerpt(&push.name, 60));
    let mode = credentials.mode.text(output.language);
    output.note(&tr!(
        output.language,
        "→ {name}, to {url} ({mode})",
        "→ 发送 {name} 到 {url}（{mode}）"
    ));
    let Some(count) = send.count else {
        return once(send, &push, &credentials, &client, output);
    };
    let load = Load {
        client: &client,
        credentials: &credentials,
        count,
        concurrency: send.concurrency,
    };
    // Standard input can be read once only.
    let again = || match send.message {
        MessageArgs::File { .. } => push.clone(),
        _ => build(send).unwrap_or_else(|_| push.clone()),
    };
    load::run(&load, again, output)
}

fn prepare(send: &Send, language: Language) -> Result<(Push, Credentials, Client), PrepareError> {
    let folder = Path::new(".");
    let settings = Settings::read(folder).map_err(PrepareError::Settings)?;
    let url = address::url(send.target.url.as_deref(), folder).map_err(PrepareError::Address)?;
    let push = build(send).map_err(PrepareError::Push)?;
    let place = Place::of(&url);
    let credentials = Credentials::find(&send.target, place, &settings.of(&url), language)
        .map_err(PrepareError::Credentials)?;
    Ok((push, credentials, Client::new(url, send.timeout)))
}

fn build(send: &Send) -> Result<Push, PushError> {
    let to = Addressed {
        account: &send.to,
        visitor: &send.from,
        create_time: now(),
        msg_id: random_number(),
    };
    Push::build(&send.message, to)
}

fn once(
    send: &Send,
    push: &Push,
    credentials: &Credentials,
    client: &Client,
    output: &Output,
) -> Exit {
    let delivery = deliver(push, credentials, client, &|attempt| output.warn(attempt));
    let findings: Vec<Box<dyn Finding>> = match &delivery.end {
        Err(error) => vec![Box::new(NoAnswerFinding::of(error, Place::of(&client.url)))],
        Ok((_, check)) => {
            let findings = check.findings.iter().cloned();
            findings.map(|finding| Box::new(finding) as _).collect()
        }
    };
    let phone = Phone(on_the_phone(push, &delivery, output.language));
    if output.json {
        let found = findings
            .iter()
            .map(|finding| Found::new(&**finding, output.language));
        output.json(&Report {
            findings: found.collect(),
            phone: &phone.0,
            ..Report::new(send, push, credentials, client, &delivery)
        });
    } else if send.xml {
        show_wire(push, &delivery, credentials, output);
    }
    if let Ok((answer, check)) = &delivery.end {
        show_reply(answer, check, output);
    }
    for finding in &findings {
        output.report(&**finding);
    }
    match &delivery.end {
        Err(NoAnswer::Unreachable(_) | NoAnswer::Tls(_)) => {
            output.say(&phone.text(output.language));
            Exit::NoAnswer
        }
        Err(_) => {
            output.error(&phone);
            Exit::NoAnswer
        }
        Ok((_, check)) => {
            if !check.is_accepted() || delivery.failed > 0 || check.kind.is_none() {
                output.say(&phone.text(output.language));
            }
            match check.is_accepted() {
                true => Exit::Ok,
                false => Exit::Problem,
            }
        }
    }
}

/// What the visitor sees.
struct Phone(String);

impl Bilingual for Phone {
    fn text(&self, language: Language) -> String {
        labelled(
            language,
            &tr!(language, "On the phone", "手机上显示"),
            &self.0,
        )
    }
}

fn show_reply(answer: &Answer, check: &ReplyCheck, output: &Output) {
    let (status, bytes) = (answer.status, answer.body.len());
    let milliseconds = milliseconds(answer.time);
    output.note(&tr!(
        output.language,
        "← {status} in {milliseconds} ms, {bytes} bytes",
        "← 状态码 {status}，{milliseconds} 毫秒，{bytes} 字节"
    ));
    if output.json {
        return;
    }
    match &check.kind {
        Some(_) if output.quiet => output.result(&check.text),
        Some(kind) => output.result(&labelled(output.language, kind, &check.text)),
        None if check.is_accepted() => output.say(&tr!(output.language, "no reply", "不回复")),
        None => {}
    }
}

fn show_wire(push: &Push, delivery: &Delivery, credentials: &Credentials, output: &Output) {
    let language = output.language;
    let section = |heading: &str, body: &str| {
        output.heading(&format!("── {heading} ──"));
        output.result(body);
    };
    let sealed_in_it = tr!(language, "sealed in it", "密文内容");
    let sent = &delivery.sent;
    section(
        &tr!(language, "request", "请求"),
        &format!("?{}\n\n{}", sent.query, sent.body),
    );
    if credentials.sealing.is_some() {
        section(&sealed_in_it, &push.xml);
    }
    let Ok((answer, check)) = &delivery.end else {
        return;
    };
    let mut text = String::new();
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        text.push_str(&format!("{name}: {value}\n"));
    }
    let status = answer.status;
    section(
        &tr!(language, "answer, status {status}", "应答，状态码 {status}"),
        &format!("{text}\n{}", answer.text()),
    );
    if let Some(opened) = &check.opened {
        section(&sealed_in_it, opened);
    }
}

impl<'d> Report<'d> {
    /// What does not depend on the language.
    fn new(
        send: &Send,
        push: &'d Push,
        credentials: &Credentials,
        client: &Client,
        delivery: &'d Delivery,
    ) -> Report<'d> {
        let answer = delivery.end.as_ref().ok().map(|(answer, _)| answer);
        let check = delivery.end.as_ref().ok().map(|(_, check)| check);
        Report {
            url: client.url.to_string(),
            mode: credentials.mode,
            push: &push.name,
            attempts: delivery.failed.saturating_add(u32::from(answer.is_some())),
            accepted: check.is_some_and(ReplyCheck::is_accepted),
            status: answer.map(|answer| answer.status),
            milliseconds: answer.map(|answer| milliseconds_as_number(answer.time)),
            kind: check.and_then(|check| check.kind.as_deref()),
            text: check.map(|check| &*check.text),
            findings: Vec::new(),
            phone: "",
            wire: send.xml.then(|| Wire {
                request_query: &delivery.sent.query,
                request_body: &delivery.sent.body,
                request_opened: &push.xml,
                answer_body: answer.map(Answer::text),
                answer_opened: check.and_then(|check| check.opened.as_deref()),
            }),
        }
    }
}
