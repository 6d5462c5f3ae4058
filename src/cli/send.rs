//! `send`: be WeChat, and show what comes back.

use std::path::Path;

use serde_json::json;

use super::Exit;
use super::arguments::{Pushed, Send};
use super::console::{Console, dimmed, excerpt, visible};
use super::credentials::{Credentials, Lacking};
use super::exchange::{Exchange, exchange, milliseconds, milliseconds_as_number, on_the_phone};
use super::http::{self, Answer, Client, NoAnswer};
use super::load;
use super::push::{Addressed, Push};
use super::settings::Settings;
use super::signed;
use super::texts::Texts;
use super::verdict::Verdict;

pub(crate) fn run(send: &Send, console: &Console) -> Exit {
    match prepare(send, console.texts) {
        Err(error) => {
            error.report(console);
            Exit::Usage
        }
        Ok((push, credentials)) => {
            let client = Client::new(&send.target.url, send.target.timeout);
            let url = &send.target.url;
            let mode = credentials.mode.text(console.texts);
            let name = visible(&excerpt(&push.name, 60));
            console.say(&dimmed(&console.texts.sending(name, url, mode)));
            match send.count {
                Some(count) => {
                    // Standard input can be read once only.
                    let build = || match send.what {
                        Pushed::File { .. } => Some(push.clone()),
                        _ => build(send, console.texts).ok(),
                    };
                    let load = load::Load {
                        url,
                        client: &client,
                        credentials: &credentials,
                        count,
                        concurrency: send.concurrency,
                    };
                    load::run(&load, build, console)
                }
                None => once(send, &push, &credentials, &client, console),
            }
        }
    }
}

/// What stands in the way of sending.
enum Unprepared {
    Text(String),
    Lacking(Lacking),
    Finding(super::texts::Finding),
}

impl Unprepared {
    fn report(&self, console: &Console) {
        match self {
            Unprepared::Text(text) => console.error(text),
            Unprepared::Lacking(Lacking::Key) => console.error(&console.texts.mode_needs_key()),
            Unprepared::Lacking(Lacking::Finding(finding)) | Unprepared::Finding(finding) => {
                console.report(finding);
            }
        }
    }
}

fn prepare(send: &Send, texts: &Texts) -> Result<(Push, Credentials), Unprepared> {
    let settings = Settings::read(Path::new("."), texts).map_err(Unprepared::Text)?;
    let credentials =
        Credentials::find(&send.target, &settings, texts).map_err(Unprepared::Lacking)?;
    if http::uri(&send.target.url).is_none() {
        return Err(Unprepared::Finding(texts.url_malformed(&send.target.url)));
    }
    let push = build(send, texts).map_err(Unprepared::Text)?;
    Ok((push, credentials))
}

fn build(send: &Send, texts: &Texts) -> Result<Push, String> {
    let to = Addressed {
        account: &send.to,
        visitor: &send.from,
        create_time: signed::now(),
        msg_id: signed::random_number().ok_or_else(|| texts.random_failed())?,
    };
    Push::build(&send.what, to, texts)
}

fn once(
    send: &Send,
    push: &Push,
    credentials: &Credentials,
    client: &Client,
    console: &Console,
) -> Exit {
    let texts = console.texts;
    let warn = |what: &str| console.warn(what);
    let Some(exchange) = exchange(&send.target.url, push, credentials, client, texts, &warn) else {
        console.error(&texts.random_failed());
        return Exit::Usage;
    };
    if send.xml {
        show_wire(push, &exchange, credentials, console);
    }
    if console.json {
        console.result(&as_json(send, push, credentials, &exchange, texts));
    }
    let phone = on_the_phone(push, &exchange, texts);
    match &exchange.end {
        Err(NoAnswer::Unreachable(error)) => {
            console.report(&texts.unreachable(error));
            console.say(&texts.phone(phone));
            Exit::NoAnswer
        }
        Err(NoAnswer::Timeout | NoAnswer::Cut(_)) => {
            console.error(&texts.phone(phone));
            Exit::NoAnswer
        }
        Ok((answer, verdict)) => {
            show_reply(answer, verdict, console);
            for finding in &verdict.findings {
                console.report(finding);
            }
            if !verdict.is_accepted() || exchange.failed > 0 || verdict.kind.is_none() {
                console.say(&texts.phone(phone));
            }
            match verdict.is_accepted() {
                true => Exit::Ok,
                false => Exit::Problem,
            }
        }
    }
}

fn show_reply(answer: &Answer, verdict: &Verdict, console: &Console) {
    let texts = console.texts;
    let milliseconds = milliseconds(answer.time);
    let size = answer.body.len();
    console.say(&dimmed(&texts.answered(answer.status, milliseconds, size)));
    if console.json {
        return;
    }
    let text = visible(&verdict.text);
    match &verdict.kind {
        Some(_) if console.quiet => console.result(&text),
        Some(kind) => console.result(&format!("{}: {text}", visible(kind))),
        None if verdict.is_accepted() => console.say(&texts.reply_none()),
        None => {}
    }
}

fn show_wire(push: &Push, exchange: &Exchange, credentials: &Credentials, console: &Console) {
    let texts = console.texts;
    if console.json {
        return;
    }
    let section = |heading: &str, body: &str| {
        console.result(&dimmed(heading));
        console.result(&visible(body));
    };
    section(
        &texts.request_heading(),
        &format!("?{}\n\n{}", exchange.sent.query, exchange.sent.body),
    );
    if credentials.sealing.is_some() {
        section(&texts.sealed_heading(), &push.xml);
    }
    if let Ok((answer, verdict)) = &exchange.end {
        let mut head = String::new();
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            head.push_str(&format!("{name}: {value}\n"));
        }
        let heading = texts.answer_heading(answer.status);
        section(&heading, &format!("{head}\n{}", answer.text()));
        if let Some(opened) = &verdict.opened {
            section(&texts.opened_heading(), opened);
        }
    }
}

fn as_json(
    send: &Send,
    push: &Push,
    credentials: &Credentials,
    exchange: &Exchange,
    texts: &Texts,
) -> String {
    let answer = exchange.end.as_ref().ok();
    let findings: Vec<_> = answer
        .into_iter()
        .flat_map(|(_, verdict)| &verdict.findings)
        .map(super::doctor::finding_as_json)
        .collect();
    let mut object = json!({
        "url": send.target.url,
        "mode": credentials.mode.name(),
        "push": push.name,
        "attempts": exchange.failed.saturating_add(u32::from(answer.is_some())),
        "accepted": answer.is_some_and(|(_, verdict)| verdict.is_accepted()),
        "status": answer.map(|(answer, _)| answer.status),
        "milliseconds": answer.map(|(answer, _)| milliseconds_as_number(answer.time)),
        "kind": answer.and_then(|(_, verdict)| verdict.kind.as_ref()),
        "text": answer.map(|(_, verdict)| &verdict.text),
        "findings": findings,
        "phone": on_the_phone(push, exchange, texts),
    });
    if send.xml
        && let Some(object) = object.as_object_mut()
    {
        object.insert("request_query".into(), json!(exchange.sent.query));
        object.insert("request_body".into(), json!(exchange.sent.body));
        object.insert("request_opened".into(), json!(push.xml));
        let body = answer.map(|(answer, _)| answer.text());
        object.insert("answer_body".into(), json!(body));
        let opened = answer.and_then(|(_, verdict)| verdict.opened.as_ref());
        object.insert("answer_opened".into(), json!(opened));
    }
    object.to_string()
}
