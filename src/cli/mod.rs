//! The command line: what was asked, in which language, and with which exit status it ends.
//!
//! All that is printed goes through [`output`]. What is found is an enum of [`findings`]; an error is
//! an enum that implements `Bilingual`, printed by `output.error`; JSON is a type that derives
//! `Serialize`, printed by `output.json`. A plain sentence is a `tr!` where it is said.

mod api;
mod api_errors;
mod arguments;
mod check;
mod chinese;
mod code_list;
mod console;
mod credentials;
mod doctor;
mod doctor_behaviour;
mod doctor_connection;
mod doctor_measures;
mod doctor_visits;
mod english;
mod exchange;
mod exit;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "those who print follow"
)]
mod findings;
mod http;
mod language;
mod load;
#[allow(dead_code, reason = "those who print follow")]
mod output;
mod picture;
mod push;
mod qrcode;
mod scene;
mod send;
mod settings;
mod signed;
mod texts;
mod token_cache;
mod verdict;
mod workshop;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use console::Console;
pub(crate) use exit::Exit;
use language::Language;
use output::Output;

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let language = Language::of_locale(|name| std::env::var(name).ok());
    let arguments = Arguments::parse();
    let output = Output {
        language,
        quiet: arguments.quiet,
        json: arguments.json,
    };
    // For what does not yet print by `output`.
    let console = Console::new(language::texts(language), output.quiet, output.json);
    let exit = match &arguments.command {
        Command::Send(send) => send::run(send, &console),
        Command::Doctor(doctor) => doctor::run(doctor, &console),
        Command::Check(check) => check::run(check, &console),
        Command::Qrcode(qrcode) => qrcode::run(qrcode, language, &console),
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
