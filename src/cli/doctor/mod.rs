//! `doctor`: from the name's address to a sealed reply, one line per step.

mod attacks;
mod connection;
mod connection_finding;
mod examination;
mod login;
mod login_finding;
mod measures;
mod messages;
mod recording;
mod replies;
mod report;
mod verification;

use std::path::Path;
use std::time::{Duration, Instant};

use self::examination::Examination;
use self::measures::MeasureFinding;
use self::report::{Report, Step, Stop};
use super::account::address;
use super::account::credentials::{Credentials, CredentialsError};
use super::account::place::Place;
use super::account::settings::Settings;
use super::arguments::Doctor;
use super::exit::Exit;
use super::http::Client;
use super::output::Output;
use super::scans::console::{self, Console};
use super::simulator::push_request::now;
use super::url::without_password;

/// WeChat waits so long for an answer (`PROTOCOL.md`, section E).
const WECHAT_WAITS: Duration = Duration::from_secs(5);

pub(crate) fn run(doctor: &Doctor, output: &Output) -> Exit {
    let deadline = Instant::now().checked_add(doctor.timeout);
    let folder = Path::new(".");
    let settings = match Settings::read(folder) {
        Ok(settings) => settings,
        Err(error) => {
            output.error(&error);
            return Exit::Usage;
        }
    };
    let url = address::url(doctor.target.url.as_deref(), folder);
    let place = url.as_ref().map_or(Place::Local, Place::of);
    let settings = match &url {
        Ok(url) => settings.of(url),
        Err(_) => settings,
    };
    let console_token = console::token(&settings);
    let credentials = Credentials::find(&doctor.target, place, &settings, output.language);
    if let Err(finding @ CredentialsError::ModeNeedsKey) = credentials {
        output.report(&finding);
        return Exit::Usage;
    }
    let mut report = Report::new(output);
    let shown = match &url {
        Ok(url) => url.to_string(),
        Err(_) => without_password(doctor.target.url.as_deref().unwrap_or_default()),
    };
    // The way is looked at in any case; what needs a token, only with one.
    let credentials = configuration(credentials, place, &mut report);
    let examined = match url {
        Err(finding) => report.stop(Step::Url, &finding),
        Ok(url) => {
            let mut client = Client::new(url, doctor.timeout.min(WECHAT_WAITS));
            client.deadline = deadline;
            examine(&client, credentials, &mut report).map(|()| {
                let console = console_token
                    .map(|token| Console::new(&client.url, token, client.timeout, deadline));
                let finding = recording::recording(console.as_ref());
                report.add(Step::Scans, &finding);
                login::examine(&client, console.as_ref(), &mut report);
            })
        }
    };
    report.conclude(&shown, examined.is_err())
}

fn configuration(
    credentials: Result<Credentials, CredentialsError>,
    place: Place,
    report: &mut Report<'_>,
) -> Option<Credentials> {
    match credentials {
        Ok(credentials) => {
            let (from, mode) = (credentials.token_source, credentials.mode);
            report.add(
                Step::Configuration,
                &MeasureFinding::Configured { from, mode },
            );
            let key = credentials.sealing.as_ref();
            let published = [
                ("WECHAT_TOKEN", credentials.token.is_published_sample()),
                (
                    "WECHAT_AES_KEY",
                    key.is_some_and(|key| key.aes_key.is_published_sample()),
                ),
            ];
            for (name, _) in published
                .into_iter()
                .filter(|(_, is_published)| *is_published)
            {
                report.add(
                    Step::Configuration,
                    &MeasureFinding::Published { name, place },
                );
            }
            Some(credentials)
        }
        Err(finding) => {
            report.add(Step::Configuration, &finding);
            None
        }
    }
}

fn examine(
    client: &Client,
    credentials: Option<Credentials>,
    report: &mut Report<'_>,
) -> Result<(), Stop> {
    connection::examine(client, report)?;
    let mut examination = Examination {
        client,
        place: Place::of(&client.url),
        credentials: credentials.ok_or(Stop)?,
        report,
    };
    let echo = examination.verification()?;
    examination.strangers()?;
    let reply = examination.encryption()?;
    examination.reflection(&reply)?;
    examination.padding()?;
    examination.replies()?;
    examination.time()?;
    let clock = measures::clock(&[&echo, &reply], now());
    report.add(Step::Clock, &clock);
    for finding in measures::headers(&echo, &reply) {
        report.add(Step::Headers, &finding);
    }
    Ok(())
}

/// What the examination can find, for the test of all findings.
#[cfg(test)]
pub(crate) const ROWS: [&[crate::cli::findings::Row]; 7] = [
    attacks::AttackFinding::ROWS,
    connection_finding::ConnectionFinding::ROWS,
    login_finding::SignInFinding::ROWS,
    MeasureFinding::ROWS,
    recording::RecordingFinding::ROWS,
    replies::MessageFinding::ROWS,
    verification::VerificationFinding::ROWS,
];
