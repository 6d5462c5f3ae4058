//! `scans`: what the codes brought, asked of the Worker's console.

pub(crate) mod answer;
pub(crate) mod arguments;
pub(crate) mod console;
pub(crate) mod console_error;
mod figures;
mod restore;
mod sparkline;
mod table;

use self::arguments::{Scans, ScansCommand};
use super::exit::Exit;
use super::output::Output;

pub(crate) fn run(scans: &Scans, output: &Output) -> Exit {
    let result = match &scans.command {
        None => figures::run(scans, output).map(|()| Exit::Ok),
        Some(ScansCommand::Restore { file }) => restore::run(file, &scans.console, output),
    };
    result.unwrap_or_else(|error| error.report(output))
}
