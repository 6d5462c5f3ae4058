//! `scans restore`: the records that stand in a log alone, back to the Worker.

use std::io::{IsTerminal, Read};
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
    if file.to_str() == Some("-") && std::io::stdin().is_terminal() {
        output.note(&tr!(
            output.language,
            "the log is read from the terminal; it ends with Ctrl-D",
            "从终端读取日志；按 Ctrl-D 结束"
        ));
    }
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
    output.say(&match records {
        0 => tr!(
            output.language,
            "no record to restore in {lines} lines",
            "{lines} 行中没有可恢复的记录"
        ),
        _ => tr!(
            output.language,
            "{records} records in {lines} lines, {sent} were sent; what was recorded already counts for nothing",
            "{lines} 行中有 {records} 条记录，发送了 {sent} 条；已记录过的不会重复计数"
        ),
    });
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use wechat_edge::scans::record::{Record, RecordedEvent, UNWRITTEN};

    use super::{find, lists};

    proptest! {
        #[test]
        fn a_record_of_any_text_is_found_between_any_others(
            scene in any::<String>(), before in "\\PC{0,9}", after in "\\PC{0,9}", quoted in 0..3
        ) {
            let record = Record {
                key: "KeyKeyKeyKeyKey1".to_owned(),
                visitor: "VisitorVisitor01".to_owned(),
                openid: "o".to_owned(),
                event: RecordedEvent::Subscribe,
                scene: scene.chars().take(64).collect(),
                ticket: String::new(),
                created: 1,
                received: 2,
            };
            let json = record.json().to_string();
            let mut log = format!("{before}{UNWRITTEN}{json}{after}");
            for _ in 0..quoted {
                log = serde_json::json!({ "message": [log, after] }).to_string();
            }
            let found = find(&log);
            prop_assert!(found.damaged.is_empty(), "{}: {}", log, found.damaged[0].reason);
            prop_assert_eq!(found.records, [json]);
        }

        #[test]
        fn whatever_else_stands_behind_a_mark_is_damaged_and_nothing_worse(
            rest in "[{\"\\\\a:,}\u{0}é]{0,40}"
        ) {
            let found = find(&format!("{UNWRITTEN}{rest}"));
            prop_assert_eq!((found.records.len(), found.damaged.len()), (0, 1));
            prop_assert!(lists(&found.records).is_empty());
        }
    }
}
