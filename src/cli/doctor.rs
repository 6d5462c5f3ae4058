//! `doctor`: from the name's address to a sealed reply, one line per step.

use std::path::Path;

use serde_json::{Value, json};

use super::Exit;
use super::arguments::Doctor;
use super::console::{Console, badge, visible};
use super::credentials::{Credentials, Lacking};
use super::doctor_behaviour;
use super::doctor_connection;
use super::http::{self, Client};
use super::settings::Settings;
use super::texts::{Finding, Level};

/// A step of the examination. The names are the same in every language: for scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Configuration,
    Url,
    Address,
    Connection,
    Tls,
    Path,
    Verification,
    Signature,
    Encryption,
    /// The reply to this push.
    Event(String),
    Time,
    Clock,
    ContentType,
}

/// What was found so far; lines are printed as they come.
pub(crate) struct Report<'c> {
    pub(crate) console: &'c Console,
    lines: Vec<(Step, Finding)>,
}

/// Ends the examination: what follows could not succeed.
pub(crate) struct Stop;

pub(crate) fn run(doctor: &Doctor, console: &Console) -> Exit {
    let mut report = Report {
        console,
        lines: Vec::new(),
    };
    let settings = match Settings::read(Path::new("."), console.texts) {
        Ok(settings) => settings,
        Err(error) => {
            console.error(&error);
            return Exit::Usage;
        }
    };
    let credentials = Credentials::find(&doctor.target, &settings, console.texts);
    if let Err(Lacking::Key) = credentials {
        console.error(&console.texts.mode_needs_key());
        return Exit::Usage;
    }
    let stopped = examine(doctor, credentials, &mut report).is_err();
    report.conclude(&doctor.target.url, stopped)
}

fn examine(
    doctor: &Doctor,
    credentials: Result<Credentials, Lacking>,
    report: &mut Report<'_>,
) -> Result<(), Stop> {
    let texts = report.console.texts;
    let url = &doctor.target.url;
    // The way is looked at in any case; what needs a token, only with one.
    let credentials = match credentials {
        Ok(credentials) => {
            let source = credentials.token_source.text(texts);
            let mode = credentials.mode.text(texts);
            report.add(Step::Configuration, texts.configured(&source, mode));
            // Nobody types the token of local development into the admin page.
            let is_local = http::host(url).is_some_and(|host| http::is_loopback(&host));
            if !credentials.token_is_usual && !is_local {
                report.add(Step::Configuration, texts.token_unusual(source));
            }
            Some(credentials)
        }
        Err(Lacking::Finding(finding)) => {
            report.add(Step::Configuration, finding);
            None
        }
        Err(Lacking::Key) => None,
    };
    doctor_connection::examine(url, doctor.target.timeout, report)?;
    let client = Client::new(url, doctor.target.timeout);
    doctor_connection::examine_path(url, &client, report)?;
    doctor_behaviour::examine(url, &client, credentials.ok_or(Stop)?, report)
}

impl Report<'_> {
    pub(crate) fn add(&mut self, step: Step, finding: Finding) {
        let texts = self.console.texts;
        let shown = !self.console.quiet || finding.level != Level::Ok;
        if shown && !self.console.json {
            let badge = badge(finding.level);
            let label = step.text(texts);
            let what = visible(&finding.what);
            self.console.result(&format!("{badge}  {label}: {what}"));
            if !finding.todo.is_empty() {
                self.console
                    .result(&format!("      {}", visible(&finding.todo)));
            }
        }
        self.lines.push((step, finding));
    }

    /// Adds a `FAIL` after which nothing else makes sense.
    pub(crate) fn stop(&mut self, step: Step, finding: Finding) -> Result<(), Stop> {
        self.add(step, finding);
        Err(Stop)
    }

    fn count(&self, level: Level) -> usize {
        let of_level = self.lines.iter().filter(|(_, line)| line.level == level);
        of_level.count()
    }

    fn conclude(&self, url: &str, stopped: bool) -> Exit {
        let texts = self.console.texts;
        let [ok, warn, fail] = [Level::Ok, Level::Warn, Level::Fail].map(|level| self.count(level));
        let well = fail == 0 && !stopped;
        if self.console.json {
            let steps: Vec<_> = self
                .lines
                .iter()
                .map(|(step, finding)| {
                    let mut line = finding_as_json(finding);
                    if let Some(line) = line.as_object_mut() {
                        line.insert("step".into(), json!(step.name()));
                        if let Step::Event(push) = step {
                            line.insert("push".into(), json!(push));
                        }
                    }
                    line
                })
                .collect();
            let object = json!({ "url": url, "well": well, "steps": steps });
            self.console.result(&object.to_string());
        } else if well {
            self.console.say(&texts.doctor_well(ok, warn));
        } else {
            self.console.say(&texts.doctor_not_well(fail, warn));
        }
        match well {
            true => Exit::Ok,
            false => Exit::Problem,
        }
    }
}

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Step::Configuration => "configuration",
            Step::Url => "url",
            Step::Address => "address",
            Step::Connection => "connection",
            Step::Tls => "tls",
            Step::Path => "path",
            Step::Verification => "verification",
            Step::Signature => "signature",
            Step::Encryption => "encryption",
            Step::Event(_) => "event",
            Step::Time => "time",
            Step::Clock => "clock",
            Step::ContentType => "headers",
        }
    }

    fn text(&self, texts: &super::texts::Texts) -> String {
        match self {
            Step::Configuration => texts.step_configuration(),
            Step::Url => texts.step_url(),
            Step::Address => texts.step_address(),
            Step::Connection => texts.step_connection(),
            Step::Tls => texts.step_tls(),
            Step::Path => texts.step_path(),
            Step::Verification => texts.step_verification(),
            Step::Signature => texts.step_signature(),
            Step::Encryption => texts.step_encryption(),
            Step::Event(push) => texts.step_event(push),
            Step::Time => texts.step_time(),
            Step::Clock => texts.step_clock(),
            Step::ContentType => texts.step_headers(),
        }
    }
}

pub(crate) fn finding_as_json(finding: &Finding) -> Value {
    json!({
        "level": finding.level.name(),
        "finding": finding.name,
        "what": finding.what,
        "todo": finding.todo,
    })
}
