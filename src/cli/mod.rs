//! The command line: what was asked, in which language, and with which exit status it ends.

mod api;
mod api_errors;
mod arguments;
mod check;
mod chinese;
mod chinese_help;
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
mod http;
mod language;
mod load;
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

use std::io::Write;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::FromArgMatches;
use console::Console;
use language::Language;

/// How a run ends; `--help` and the README list these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Well = 0,
    /// It worked, and what was found is not well: a reply that WeChat would not accept, a `FAIL` of
    /// `doctor`, a code that was not made.
    NotWell = 1,
    /// The command cannot be carried out as given: an argument, a file, a missing token.
    Usage = 2,
    /// Nobody answered.
    NoAnswer = 3,
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let language = Language::of_locale(|name| std::env::var(name).ok());
    let matches = language.command().get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let console = Console::new(language.texts(), arguments.quiet, arguments.json);
    let exit = match &arguments.command {
        Command::Send(send) => send::run(send, &console),
        Command::Doctor(doctor) => doctor::run(doctor, &console),
        Command::Check(check) => check::run(check, &console),
        Command::Qrcode(qrcode) => qrcode::run(qrcode, language, &console),
        Command::Completions { shell } => completions(*shell, language),
    };
    ExitCode::from(exit as u8)
}

fn completions(shell: clap_complete::Shell, language: Language) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut language.command(), "wechat-edge", &mut script);
    // A reader that went away is no error.
    let _ = std::io::stdout().write_all(&script);
    Exit::Well
}
