//! `scans restore`: the records that stand in a log alone, back to the Worker.

use std::io::Read;
use std::path::Path;

use serde::Serialize;
use serde_json::{Deserializer, Value};
use wechat_edge::console::parameters::{MAX_RESTORED, MAX_RESTORED_BYTES, RESTORE};
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::scans::record::{Record, UNWRITTEN};

use super::answer::Restored;
use super::arguments::ConsoleArgs;
use super::console::Console;
use super::console_error::{ConsoleError, ScansError};
use crate::cli::exit::Exit;
use crate::cli::output::{Output, excerpt};

/// A line of a log may be quoted in JSON that is quoted in JSON.
const MAX_QUOTED: usize = 3;

/// What a log holds.
#[derive(Default)]
struct Found {
    lines: usize,
    /// Each as JSON.
    records: Vec<String>,
    damaged: Vec<Damaged>,
}

/// A line with a record that cannot be read.
#[derive(Serialize)]
struct Damaged {
    line: usize,
    reason: String,
}

/// `scans restore --json`.
#[derive(Serialize)]
struct Report<'r> {
    lines: usize,
    records: usize,
    sent: usize,
    damaged: &'r [Damaged],
}

/// Said where only a part was sent.
struct Interrupted {
    sent: usize,
    of: usize,
}

pub(super) fn run(file: &Path, args: &ConsoleArgs, output: &Output) -> Result<Exit, ScansError> {
    let log = read(file).map_err(|error| ConsoleError::LogUnreadable {
        file: file.display().to_string(),
        error: error.to_string(),
    })?;
    let found = find(&log);
    found
        .damaged
        .iter()
        .for_each(|damaged| output.warn(damaged));
    let mut sent: usize = 0;
    if !found.records.is_empty() {
        let console = Console::find(args, output.language)?;
        for list in lists(&found.records) {
            let answer = console.post::<Restored>(RESTORE, &list);
            let answer = answer.inspect_err(|_| {
                let of = found.records.len();
                output.warn(&Interrupted { sent, of });
            });
            sent = sent.saturating_add(answer?.restored);
        }
    }
    let (lines, records, damaged) = (found.lines, found.records.len(), found.damaged.len());
    if output.json {
        let damaged = &found.damaged;
        output.json(&Report {
            lines,
            records,
            sent,
            damaged,
        });
    }
    output.say(&tr!(
        output.language,
        "{records} records in {lines} lines, {damaged} more are damaged; {sent} were sent, and what was recorded already counts for nothing",
        "{lines} 行中有 {records} 条记录，另有 {damaged} 条已损坏；发送了 {sent} 条，已记录过的不会重复计数"
    ));
    Ok(match damaged {
        0 => Exit::Ok,
        _ => Exit::Problem,
    })
}

/// The text of a log, which Windows' PowerShell writes in UTF-16.
fn read(file: &Path) -> Result<String, std::io::Error> {
    let mut bytes = Vec::new();
    match file.to_str() {
        Some("-") => drop(std::io::stdin().read_to_end(&mut bytes)?),
        _ => bytes = std::fs::read(file)?,
    }
    Ok(match bytes.strip_prefix(&[0xff, 0xfe]) {
        Some(utf16) => {
            let (units, _) = utf16.as_chunks();
            let units: Vec<u16> = units.iter().copied().map(u16::from_le_bytes).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// What stands behind the marks in a log.
fn find(log: &str) -> Found {
    let mut found = Found::default();
    for (at, line) in (1..).zip(log.lines()) {
        found.lines = at;
        for rest in line.split(UNWRITTEN).skip(1) {
            match record(rest) {
                Ok(record) => found.records.push(record),
                Err(reason) => found.damaged.push(Damaged { line: at, reason }),
            }
        }
    }
    found
}

/// The record that a text begins with, as JSON: as it was logged, or quoted as JSON quotes, or CSV.
fn record(text: &str) -> Result<String, String> {
    let mut candidates = vec![text.to_owned()];
    for _ in 0..MAX_QUOTED {
        let quoted = format!("\"{}", candidates.last().map_or("", |text| text));
        match Deserializer::from_str(&quoted).into_iter::<String>().next() {
            Some(Ok(text)) => candidates.push(text),
            _ => break,
        }
    }
    candidates.push(text.replace("\"\"", "\""));
    let mut reason = None;
    for text in candidates.iter().filter(|text| text.starts_with("{\"")) {
        let read = match Deserializer::from_str(text).into_iter::<Value>().next() {
            Some(Ok(value)) => Record::read(&value).map_err(|error| error.to_string()),
            Some(Err(error)) => Err(error.to_string()),
            None => continue,
        };
        match read {
            Ok(record) => return Ok(record.json().to_string()),
            Err(error) => reason.get_or_insert(excerpt(&error, 100)),
        };
    }
    Err(reason.unwrap_or_else(|| "it does not begin as one".to_owned()))
}

/// Lists that the console takes, as JSON.
fn lists(records: &[String]) -> Vec<String> {
    let mut lists: Vec<(usize, String)> = Vec::new();
    for record in records {
        match lists.last_mut() {
            Some((count, list))
                if *count < MAX_RESTORED
                    && list.len().saturating_add(record.len()) < MAX_RESTORED_BYTES - 2 =>
            {
                *count = count.saturating_add(1);
                list.push(',');
                list.push_str(record);
            }
            _ => lists.push((1, format!("[{record}"))),
        }
    }
    lists.into_iter().map(|(_, list)| list + "]").collect()
}

impl Bilingual for Damaged {
    fn text(&self, language: Language) -> String {
        let Damaged { line, reason } = self;
        tr!(
            language,
            "line {line} has a record that cannot be read: {reason}",
            "第 {line} 行的记录无法读取：{reason}"
        )
    }
}

impl Bilingual for Interrupted {
    fn text(&self, language: Language) -> String {
        let Interrupted { sent, of } = self;
        tr!(
            language,
            "{sent} of {of} records were sent; run this again, those count for nothing then",
            "{of} 条记录中已发送 {sent} 条；请重新运行，已发送的不会重复计数"
        )
    }
}
