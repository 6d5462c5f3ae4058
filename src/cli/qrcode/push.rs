//! `qrcode push`, and the end of `qrcode create`: the console is told of the codes.

use serde::{Deserialize, Serialize};
use serde_json::json;
use wechat_edge::console::codes::CODES;
use wechat_edge::console::parameters::MAX_RESTORED;
use wechat_edge::language::{Bilingual, tr};

use super::arguments::Push;
use super::codes_csv::{CodesCsv, Made};
use super::error::{QrcodeError, boxed};
use super::folder::Folder;
use super::outcome::Warning;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::scans::console::Console;
use crate::cli::scans::console_error::{ConsoleError, ScansError};
use crate::cli::time::rfc3339;

/// `qrcode push --json`.
#[derive(Serialize)]
struct Report {
    sent: usize,
    url: String,
}

/// What the console answers.
#[derive(Deserialize)]
struct Written {
    written: usize,
}

pub(super) fn run(push: &Push, output: &Output) -> Result<Exit, Box<dyn Bilingual>> {
    let folder = Folder::new(&push.folder).map_err(boxed)?;
    let list = CodesCsv::read(folder.path()).map_err(boxed)?;
    let codes = list.codes();
    if codes.is_empty() {
        return Err(boxed(QrcodeError::NoCodes(push.folder.clone())));
    }
    let console = match Console::find(&push.console, output.language) {
        Ok(console) => console,
        Err(error) => return Ok(error.report(output)),
    };
    match send(&console, &codes, output) {
        Err(error) => Ok(error.report(output)),
        Ok(sent) => {
            if output.json {
                let url = console.url();
                output.json(&Report { sent, url });
            }
            Ok(Exit::Ok)
        }
    }
}

/// Tells the console of codes that were just made, where it is set up; how many it took, or how that ended.
pub(super) fn send_if_configured(codes: &[&Made], output: &Output) -> Option<Result<usize, Exit>> {
    if codes.is_empty() {
        return None;
    }
    let console = Console::configured()?;
    let sent = console.and_then(|console| send(&console, codes, output));
    Some(sent.map_err(|error| {
        let exit = error.report(output);
        output.warn(&Warning::NotSent);
        exit
    }))
}

fn send(console: &Console, codes: &[&Made], output: &Output) -> Result<usize, ScansError> {
    let list: Vec<_> = codes.iter().map(|code| json_of(code)).collect();
    Ok(send_list(console, CODES, &list, output)?)
}

/// Sends a list to a path of the console, in parts as large as it takes; how many it wrote.
pub(crate) fn send_list(
    console: &Console,
    path: &str,
    list: &[serde_json::Value],
    output: &Output,
) -> Result<usize, ConsoleError> {
    let mut sent: usize = 0;
    for part in list.chunks(MAX_RESTORED) {
        let body = serde_json::Value::from(part).to_string();
        let answer: Written = console.post(path, &body)?;
        sent = sent.saturating_add(answer.written);
    }
    let url = console.url();
    output.say(&tr!(
        output.language,
        "{sent} sent to {url}",
        "已发送 {sent} 个到 {url}"
    ));
    Ok(sent)
}

fn json_of(code: &Made) -> serde_json::Value {
    json!({
        "scene": code.scene.to_string(),
        "ticket": code.ticket,
        "url": code.url,
        "expires": code.valid_until.map(rfc3339),
        "name": code.label.name,
        "group": code.label.group,
    })
}
