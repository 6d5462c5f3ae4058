//! The command line: what was asked, in which language, and with which exit status it ends.
//!
//! All that is printed goes through [`output`]. What is found is an enum of [`findings`]; an error is
//! an enum that implements `Bilingual`, printed by `output.error`; JSON is a type that derives
//! `Serialize`, printed by `output.json`. A plain sentence is a `tr!` where it is said.

mod account;
mod api;
mod arguments;
mod check;
mod clients;
mod doctor;
mod exit;
mod file;
mod findings;
mod http;
mod login;
mod media;
mod menu;
mod output;
mod qrcode;
mod scans;
mod simulator;
mod time;
mod url;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use exit::Exit;
use output::Output;
use wechat_edge::language::Language;

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let language = Language::of_locale(|name| std::env::var(name).ok());
    let arguments = Arguments::parse();
    let output = Output {
        language,
        quiet: arguments.quiet,
        json: arguments.json,
    };
    let exit = match &arguments.command {
        Command::Send(send) => simulator::run(send, &output),
        Command::Doctor(doctor) => doctor::run(doctor, &output),
        Command::Check(check) => check::run(check, &output),
        Command::Qrcode(qrcode) => qrcode::run(qrcode, &output),
        Command::Menu(menu) => menu::run(menu, &output),
        Command::Media(media) => media::run(media, &output),
        Command::Scans(scans) => scans::run(scans, &output),
        Command::Login(login) => login::run(login, &output),
        Command::Completions { shell } => completions(*shell, &output),
    };
    ExitCode::from(exit as u8)
}

fn completions(shell: clap_complete::Shell, output: &Output) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "wechat-edge", &mut script);
    output.result(String::from_utf8_lossy(&script).trim_end());
    Exit::Ok
}

#[cfg(test)]
mod tests {
    use super::account::{address::AddressError, credentials::CredentialsError};
    use super::login::error::LoginFinding;
    use super::scans::console_error::ConsoleError;
    use super::simulator::{delivery::NoAnswerFinding, reply_finding::ReplyFinding};

    #[test]
    fn every_finding_says_all_its_values_in_both_languages_and_what_to_do() {
        let tables = [
            AddressError::ROWS,
            CredentialsError::ROWS,
            NoAnswerFinding::ROWS,
            ReplyFinding::ROWS,
            ConsoleError::ROWS,
            LoginFinding::ROWS,
        ];
        let tables = tables.into_iter().chain(super::doctor::ROWS);
        let mut rows: Vec<_> = tables.flatten().collect();
        assert!(rows.len() > 60, "{}", rows.len());
        for row in &rows {
            row.check();
        }
        rows.sort_by_key(|row| row.name);
        for pair in rows.windows(2) {
            assert_ne!(pair[0].name, pair[1].name, "one name, one meaning");
        }
    }
}
