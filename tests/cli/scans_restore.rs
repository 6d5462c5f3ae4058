//! `scans restore`: what stands in a log alone comes back, from whatever a log looks like.

use serde_json::json;
use wechat_edge::scans::record::{Record, RecordedEvent, UNWRITTEN};

use crate::console::{CONSOLE_TOKEN, Console, json_of};
use crate::server::{NOBODY, Server};
use crate::tool::{Run, Tool};

/// Text that JSON, CSV and terminals have to quote.
const SCENE: &str = "\"=cmd\",;'\\\u{202e}\u{1b}[2J\0\n门店😀";

fn record(number: usize, scene: &str) -> Record {
    Record {
        key: format!("{number:016}"),
        visitor: "VisitorVisitor01".to_owned(),
        openid: "oAAAAAAAAAAAAAAAAAAAAAAAAA01".to_owned(),
        event: RecordedEvent::Scan,
        scene: scene.to_owned(),
        ticket: String::new(),
        created: 1_793_000_000,
        received: 1_793_000_001,
    }
}

/// As the Worker logs it.
fn logged(record: &Record) -> String {
    format!("{UNWRITTEN}{}", record.json())
}

/// Runs `scans restore` with the log on standard input. No visitor's openid is shown.
fn restore(console: &Console, log: &str, arguments: &[&str]) -> Run {
    let url = console.server.url("/wechat");
    let tool = Tool::new().with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    let arguments = [&["scans", "restore"], arguments, &["--url", &url]].concat();
    let run = tool.run_with_input(&arguments, log);
    assert!(!format!("{run:?}").contains(CONSOLE_TOKEN), "{run:#?}");
    run
}

#[test]
fn a_record_is_found_in_whatever_a_log_quotes_it() {
    let record = record(1, SCENE);
    let expected = [record.clone()];
    let line = logged(&record);
    let quoted = json!(line).to_string();
    let event = json!({ "outcome": "ok", "logs": [{ "level": "error", "message": [line] }] });
    let csv = format!("2026-11-21,error,\"{}\",x", line.replace('"', "\"\""));
    let forms = [
        line.clone(),
        format!("\u{1b}[31m✘ [ERROR]\u{1b}[0m  (error) {line}\u{1b}[0m  \r"),
        format!("2026-11-21T08:00:00Z {line} (workerd/io/worker.c++)"),
        quoted.clone(),
        serde_json::to_string_pretty(&event).unwrap(),
        event.to_string(),
        json!({ "message": event.to_string() }).to_string(),
        json!(json!(event.to_string()).to_string()).to_string(),
        csv,
    ];
    for log in forms {
        let log = format!("GET https://wechat.example.com/wechat - Ok\n{log}\nmore\n");
        let console = Console::start(&[]);
        let json = restore(&console, &log, &["--json"]).ends(0).json();
        let lines = log.lines().count();
        assert_eq!(
            json,
            json!({ "lines": lines, "records": 1, "sent": 1, "damaged": [] }),
            "{log}"
        );
        assert_eq!(console.restored(), expected, "{log}");
    }
}

#[test]
fn several_records_may_stand_in_one_line_and_a_log_may_be_of_powershell() {
    let records: Vec<Record> = (0..3).map(|number| record(number, "门店")).collect();
    let messages: Vec<String> = records.iter().map(logged).collect();
    let log = json!({ "logs": messages }).to_string();
    let console = Console::start(&[]);
    restore(&console, &log, &[]).ends(0);
    assert_eq!(console.restored(), records);

    let tool = Tool::new().with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    let units = format!("\u{feff}{log}\r\n");
    let bytes: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    tool.file("tail.log", bytes);
    let console = Console::start(&[]);
    let url = console.server.url("");
    let run = tool
        .run(["scans", "restore", "tail.log", "--url", &url])
        .ends(0);
    assert_eq!(console.restored(), records);
    assert!(run.stdout.contains("3 records in 1 lines"), "{run:#?}");
}

#[test]
fn a_damaged_line_is_named_and_the_others_are_restored() {
    let (first, last) = (record(1, "a"), record(2, "b"));
    let whole = logged(&record(3, SCENE));
    let unsound = logged(&Record {
        key: "short".to_owned(),
        ..record(4, "")
    });
    let foreign = whole.replacen("\"SCAN\"", "\"VIEW\"", 1);
    let quoted = json!(whole).to_string();
    let damaged = [
        &whole[..whole.len() - 30],
        &quoted[..quoted.len() - 30],
        &unsound,
        &foreign,
        UNWRITTEN,
        &format!("{UNWRITTEN}\u{1b}[2J"),
        &format!("{UNWRITTEN}{}", "{\"a\":".repeat(10_000)),
    ];
    let mut log = format!("\n{}\n", logged(&first));
    for line in damaged {
        log.push_str(line);
        log.push('\n');
    }
    log.push_str(&logged(&last));
    let console = Console::start(&[]);
    let run = restore(&console, &log, &[]).ends(1);
    for line in 3..10 {
        assert!(
            run.stderr.contains(&format!("line {line} has a record")),
            "{run:#?}"
        );
    }
    assert_eq!(run.stderr.matches("warning: ").count(), 7, "{run:#?}");
    assert!(
        run.stdout.contains("2 records in 10 lines, 2 were sent"),
        "{run:#?}"
    );
    assert_eq!(console.restored(), [first, last]);
    let json = restore(&Console::start(&[]), &log, &["--json"])
        .ends(1)
        .json();
    assert_eq!(json["damaged"].as_array().unwrap().len(), 7, "{json:#}");
    assert_eq!(json["damaged"][0]["line"], 3);
}

#[test]
fn no_list_is_longer_than_the_console_takes() {
    // Control characters are six times as long in JSON: 500 of these are more than a mebibyte.
    for (scene, posts) in [("", 3), (&*"\u{1}".repeat(256), 3)] {
        let ticket = scene.to_owned();
        let records: Vec<Record> = (0..1203)
            .map(|number| Record {
                ticket: ticket.clone(),
                ..record(number, scene)
            })
            .collect();
        let log: Vec<String> = records.iter().map(logged).collect();
        let console = Console::start(&[]);
        restore(&console, &log.join("\n"), &[]).ends(0);
        assert_eq!(console.restored(), records);
        assert!(console.questions().len() >= posts);
    }
}

#[test]
fn a_log_without_records_asks_nobody() {
    for log in ["", "\n", "GET https://wechat.example.com/wechat - Ok\n"] {
        // Nobody is there, and there is no token either.
        let arguments = ["scans", "restore", "--url", NOBODY, "--json"];
        let json = Tool::new().run_with_input(&arguments, log).ends(0).json();
        assert_eq!((&json["records"], &json["sent"]), (&json!(0), &json!(0)));
    }
    let run = Tool::new().run(["scans", "restore", "no.log"]).ends(2);
    assert!(run.stderr.contains("no.log cannot be read"), "{run:#?}");
}

#[test]
fn where_the_console_gives_up_halfway_it_is_said_how_much_was_sent() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match number {
            0 => json_of(200, r#"{"restored":500}"#).into(),
            _ => json_of(503, r#"{"error":"the database does not answer: \u001b"}"#).into(),
        }
    });
    let log: Vec<String> = (0..700)
        .map(|number| logged(&record(number, "a")))
        .collect();
    let tool = Tool::new().with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    let arguments = ["scans", "restore", "--url", &server.url("")];
    let run = tool.run_with_input(&arguments, &log.join("\n")).ends(1);
    assert!(
        run.stderr
            .contains("500 of 700 records were sent; run this again"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("does not answer: ␛"), "{run:#?}");
    assert_eq!(run.stdout, "");
}
