//! The command line: what was asked, in which language, and with which exit status it ends.
//!
//! All that is printed goes through [`output`]. What is found is an enum of [`findings`]; an error is
//! an enum that implements `Bilingual`, printed by `output.error`; JSON is a type that derives
//! `Serialize`, printed by `output.json`. A plain sentence is a `tr!` where it is said.

mod account;
mod api;
mod arguments;
mod check;
mod chinese;
#[allow(dead_code, reason = "those who print by it move to output")]
mod console;
mod doctor;
mod english;
mod exit;
mod findings;
mod http;
mod language;
mod media;
mod menu;
mod output;
mod qrcode;
mod simulator;
#[allow(dead_code, reason = "those who print by it move to output")]
mod texts;
mod time;
mod url;

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
        Command::Send(send) => simulator::run(send, &output),
        Command::Doctor(doctor) => doctor::run(doctor, &output),
        Command::Check(check) => check::run(check, &console),
        Command::Qrcode(qrcode) => qrcode::run(qrcode, &output),
        Command::Menu(menu) => menu::run(menu, &output),
        Command::Media(media) => media::run(media, &output),
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
