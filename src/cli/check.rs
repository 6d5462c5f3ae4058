//! `check`: what the rules of `replies.toml` do and whom `clients.toml` has, and which of the rules answers a
//! message.

use std::panic::AssertUnwindSafe;
use std::path::Path;

use serde::Serialize;
use wechat_edge::context::{Context, Offline};
use wechat_edge::handler;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::login::clients::Setup;
use wechat_edge::rules::parse::{self, read_file};
use wechat_edge::rules::{Rule, Rules};
use wechat_edge::toml_file::{Kind, Mistakes};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{Correction, Reply};
use wechat_edge::wechat::xml::{Document, Strictness};

use super::arguments::{Check, RULES};
use super::clients::{self, ClientsError, ListedClient, read_clients};
use super::exit::Exit;
use super::file::unreadable;
use super::output::Output;
use super::simulator::arguments::MessageArgs;
use super::simulator::push::{Addressed, Push, PushError};

/// Nothing is sent: who it comes from and when does not matter.
const ANYBODY: Addressed<'_> = Addressed {
    account: "gh_account",
    visitor: "o_visitor",
    create_time: 1_735_700_000,
    msg_id: 24_800_000_000_000_014,
};

/// `--json`, without a message. Keys and codes are the same in every language, texts are in that of
/// the locale.
#[derive(Serialize)]
struct Listed {
    rules: Vec<ListedRule>,
    mistakes: Vec<ListedMistake>,
    warnings: Vec<ListedMistake>,
    login: ListedLogin,
}

/// Who signs visitors in, by `clients.toml`.
#[derive(Serialize)]
struct ListedLogin {
    clients: Vec<ListedClient>,
    /// The name of the secret of the reverse way.
    wechat_server: Option<&'static str>,
    mistakes: Vec<ListedMistake>,
}

/// One rule.
#[derive(Serialize)]
struct ListedRule {
    line: usize,
    when: String,
    reply: String,
}

/// One mistake, or one warning.
#[derive(Serialize)]
struct ListedMistake {
    line: usize,
    column: usize,
    code: String,
    text: String,
}

/// `--json`, with a message.
#[derive(Serialize)]
struct Answered {
    /// The rule that answers; none where the owner's function does, or nobody.
    rule: Option<ListedRule>,
    /// Whether the owner's function answers.
    custom: bool,
    /// The `MsgType` of the reply; none where nothing is said.
    kind: Option<&'static str>,
    xml: Option<String>,
}

/// What is said on the way.
enum Told {
    /// A mistake or a warning, as the file's reader renders it.
    Mistake(String),
    /// The file cannot be read.
    Unreadable(String, std::io::Error),
    /// What to ask about is no push.
    NoPush(PushError),
    /// What was changed in the reply.
    Corrected(Correction),
    /// A line that the owner's function logs.
    Logged(String),
    /// The owner's function gave an error.
    HandlerFailed(String),
    /// The owner's function uses what only a Worker has.
    HandlerNeedsWorker,
}

impl Bilingual for Told {
    fn text(&self, language: Language) -> String {
        match self {
            Told::Mistake(text) | Told::Logged(text) => text.clone(),
            Told::NoPush(error) => error.text(language),
            Told::Unreadable(file, error) => unreadable(file, error, language),
            Told::Corrected(correction) => correction.to_string(),
            Told::HandlerFailed(error) => {
                tr!(
                    language,
                    "src/handler.rs: {error}",
                    "src/handler.rs：{error}"
                )
            }
            Told::HandlerNeedsWorker => tr!(
                language,
                "src/handler.rs needs a Worker to say what it answers: try `send`",
                "src/handler.rs 要在 Worker 里才能回答：请用 `send` 试"
            ),
        }
    }
}

pub(crate) fn run(check: &Check, output: &Output) -> Exit {
    let file = check.rules.display().to_string();
    let toml = match std::fs::read(&check.rules) {
        Ok(toml) => toml,
        Err(error) => {
            output.error(&Told::Unreadable(file, error));
            return Exit::Usage;
        }
    };
    let rules = read_file(&toml);
    if let (Ok((_, warnings)), false) = (&rules, output.json) {
        for warning in warnings.rendered(&file, output.language) {
            output.warn(&Told::Mistake(warning));
        }
    }
    match (check.message(), rules) {
        (Some(what), Ok((rules, _))) => ask(&rules, &what, output),
        // Of the rules alone: whom the other file has answers no message.
        (Some(_), rules) => list(rules, Ok(Setup::NONE), check, output),
        (None, rules) => match read_clients(&check.clients) {
            Err(error @ ClientsError::Unreadable(..)) => {
                output.error(&error);
                Exit::Usage
            }
            clients => list(rules, clients, check, output),
        },
    }
}

/// Whether a rule of `replies.toml` answers who scans the code of a scene, a new follower or an old
/// one; `None` where there is no file of rules here.
pub(crate) fn answered_scenes() -> Option<impl Fn(&str) -> bool> {
    let toml = std::fs::read(Path::new(RULES)).ok()?;
    let (rules, _) = read_file(&toml).ok()?;
    Some(move |scene: &str| {
        [true, false].into_iter().any(|new| {
            let push = ANYBODY.scan(scene, new);
            let document = Document::parse(push.xml.as_bytes(), Strictness::Message);
            let message = document.as_ref().ok().and_then(|it| Message::read(it).ok());
            message.is_some_and(|message| rules.find(&message).is_some())
        })
    })
}

/// One line for each rule and one for the clients, or what is wrong with them.
fn list(
    rules: Result<(Rules, Mistakes<parse::Kind>), Mistakes<parse::Kind>>,
    clients: Result<Setup, ClientsError>,
    check: &Check,
    output: &Output,
) -> Exit {
    let language = output.language;
    let exit = match rules.is_ok() && clients.is_ok() {
        true => Exit::Ok,
        false => Exit::Problem,
    };
    if output.json {
        let (rules, mistakes, warnings) = match &rules {
            Ok((rules, warnings)) => (rules.all, None, Some(warnings)),
            Err(mistakes) => (&[][..], Some(mistakes), None),
        };
        let told = |told: Option<&Mistakes<parse::Kind>>| {
            told.map_or(Vec::new(), |told| listed_mistakes(told, language))
        };
        output.json(&Listed {
            rules: rules.iter().map(|rule| listed(rule, language)).collect(),
            mistakes: told(mistakes),
            warnings: told(warnings),
            login: listed_login(&clients, language),
        });
        return exit;
    }
    match rules {
        Ok((rules, _)) => {
            for rule in rules.all {
                output.result(&line(rule, language));
            }
        }
        Err(mistakes) => {
            for mistake in mistakes.rendered(&check.rules.display().to_string(), language) {
                output.error(&Told::Mistake(mistake));
            }
        }
    }
    match clients {
        Ok(setup) => {
            if let Some(line) = clients::line(&setup, &check.clients, language) {
                output.result(&line);
            }
        }
        Err(error) => {
            for told in error.told(language) {
                output.error(&Told::Mistake(told));
            }
        }
    }
    exit
}

fn listed_login(clients: &Result<Setup, ClientsError>, language: Language) -> ListedLogin {
    let setup = clients.as_ref().unwrap_or(&Setup::NONE);
    ListedLogin {
        clients: setup.clients.iter().map(ListedClient::from).collect(),
        wechat_server: setup.wechat_server,
        mistakes: match clients {
            Err(ClientsError::Mistakes(_, mistakes)) => listed_mistakes(mistakes, language),
            _ => Vec::new(),
        },
    }
}

/// The rule that answers a message, and its answer.
fn ask(rules: &Rules, what: &MessageArgs, output: &Output) -> Exit {
    let push = match Push::build(what, ANYBODY) {
        Ok(push) => push,
        Err(error) => {
            output.error(&Told::NoPush(error));
            return Exit::Usage;
        }
    };
    let document = Document::parse(push.xml.as_bytes(), Strictness::Message);
    let Some(message) = document.as_ref().ok().and_then(|it| Message::read(it).ok()) else {
        let error = PushError::NoPush(push.name.clone(), "<xml>".to_owned());
        output.error(&Told::NoPush(error));
        return Exit::Usage;
    };

    let offline = Offline::new(ANYBODY.create_time);
    let own = own_answer(&message, &offline, output);
    for line in offline.logged() {
        output.warn(&Told::Logged(line));
    }
    let custom = own.is_some();
    let rule = match own {
        Some(_) => None,
        None => rules.find(&message).map(|(rule, _)| rule),
    };
    let reply = own.unwrap_or_else(|| rules.reply(&message));
    let reply = reply.corrected_for(&message);
    if let Some(correction) = reply.correction() {
        output.warn(&Told::Corrected(correction));
    }
    let xml = reply.to_xml(&message, ANYBODY.create_time);
    let language = output.language;
    if output.json {
        output.json(&Answered {
            rule: rule.map(|rule| listed(rule, language)),
            custom,
            kind: reply.msg_type(),
            xml,
        });
        return Exit::Ok;
    }
    output.say(&match rule {
        Some(rule) => line(rule, language),
        None if custom => tr!(language, "src/handler.rs answers", "由 src/handler.rs 回复"),
        None => tr!(language, "no rule fits", "没有适用的规则"),
    });
    output.result(&shown(&reply, xml.as_deref(), language));
    Exit::Ok
}

fn line(rule: &Rule, language: Language) -> String {
    let (line, rule) = (rule.line, rule.text(language));
    tr!(language, "line {line}: {rule}", "第 {line} 行：{rule}")
}

fn listed(rule: &Rule, language: Language) -> ListedRule {
    ListedRule {
        line: rule.line,
        when: rule.when.text(language),
        reply: rule.reply.text(language),
    }
}

fn listed_mistakes<K: Kind>(mistakes: &Mistakes<K>, language: Language) -> Vec<ListedMistake> {
    let listed = mistakes.all.iter().map(|mistake| ListedMistake {
        line: mistake.line,
        column: mistake.column,
        code: mistake.kind.code(),
        text: mistake.text(language),
    });
    listed.collect()
}

/// A text as the visitor sees it, any other reply as its XML, which names everything in it.
fn shown(reply: &Reply<'_>, xml: Option<&str>, language: Language) -> String {
    let Some(xml) = xml else {
        return tr!(language, "no reply", "不回复");
    };
    let document = Document::parse(xml.as_bytes(), Strictness::Message);
    let content = document
        .as_ref()
        .ok()
        .filter(|_| reply.msg_type() == Some("text"))
        .and_then(|document| document.fields().get("Content"));
    content.unwrap_or(xml).to_owned()
}

/// What `src/handler.rs` answers. One that needs a Worker cannot be asked here: its bindings are not
/// there, and what it awaits does not come.
fn own_answer<'m>(message: &Message<'m>, offline: &Offline, output: &Output) -> Option<Reply<'m>> {
    let context = Context::new(offline);
    let asked = std::panic::catch_unwind(AssertUnwindSafe(|| {
        offline.run(handler::answer(message, &context))
    }));
    match asked {
        Ok(Some(Ok(own))) => own,
        Ok(Some(Err(error))) => {
            output.warn(&Told::HandlerFailed(error.to_string()));
            None
        }
        Ok(None) | Err(_) => {
            output.warn(&Told::HandlerNeedsWorker);
            None
        }
    }
}
