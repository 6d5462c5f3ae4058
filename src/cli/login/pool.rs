//! `login push`, and the end of `login codes`: the Worker is given the codes that it lends.

use serde::Serialize;
use serde_json::{Value, json};

use super::arguments::Push;
use super::error::{LoginError, LoginFinding};
use super::worker;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::qrcode::codes_csv::{CodesCsv, Made};
use crate::cli::scans::arguments::ConsoleArgs;
use crate::cli::scans::console::Console;

/// What the scenes of the pool begin with.
pub(super) const PREFIX: &str = "login.";

/// `login push --json`.
#[derive(Serialize)]
struct Report {
    sent: usize,
    url: String,
}

pub(super) fn run(push: &Push, args: &ConsoleArgs, output: &Output) -> Result<Exit, LoginError> {
    let list = match CodesCsv::read(&push.folder) {
        Ok(list) => list,
        Err(error) => {
            output.error(&error);
            return Ok(Exit::Usage);
        }
    };
    let codes = pool(&list.codes());
    if codes.is_empty() {
        let folder = push.folder.display().to_string();
        return Err(LoginError::Finding(LoginFinding::NoLoginCodes { folder }));
    }
    let console = Console::find(args, output.language)?;
    let sent = worker::send(&console, &codes, output)?;
    if output.json {
        let url = console.url();
        output.json(&Report { sent, url });
    }
    Ok(Exit::Ok)
}

/// The codes that can be lent, as the Worker takes them: permanent ones, since nobody would notice that one
/// has expired but the visitor who scans it.
pub(super) fn pool(codes: &[&Made]) -> Vec<Value> {
    let lent = codes.iter().filter(|code| code.valid_until.is_none());
    let lent = lent.map(|code| (code.scene.to_string(), &code.url));
    lent.filter(|(scene, _)| scene.starts_with(PREFIX))
        .map(|(scene, url)| json!({ "scene": scene, "url": url }))
        .collect()
}
