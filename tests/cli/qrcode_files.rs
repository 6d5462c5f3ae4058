//! Files of `qrcode create`: nothing of another's making is overwritten, no link is followed,
//! nothing is left of a run that made nothing, and no spreadsheet calculates.

use std::fs;

use crate::qrcode::{create, tool};
use crate::server::NOBODY;
use crate::tool::Tool;
use crate::wechat_api::{Fault, WechatApi};

const CREATE: &str = "/cgi-bin/qrcode/create";

fn names(tool: &Tool, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(tool.folder.join(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_of_another_s_making_is_left_as_it_is_and_no_code_is_asked_for() {
    for ending in ["png", "svg"] {
        let (tool, api) = (tool(), WechatApi::start());
        fs::create_dir(tool.folder.join("qrcodes")).unwrap();
        let path = format!("qrcodes/logo.{ending}");
        tool.file(&path, "mine");
        let run = create(&tool, &api, &["logo", "b"]).ends(1);
        assert!(run.stderr.contains("is there already"), "{run:#?}");
        assert_eq!(tool.read(&path), "mine");
        assert_eq!(api.calls(CREATE), 1, "the other one is made");
    }
}

#[test]
fn a_list_of_another_s_making_is_not_written_to() {
    let (tool, api) = (tool(), WechatApi::start());
    // The list of what to make lies where that of what was made would.
    let list = "store-1\nstore-2\n";
    tool.file("codes.csv", list);
    let run = create(&tool, &api, &["--from", "codes.csv", "--out", "."]).ends(2);
    assert!(run.stderr.contains("is no list of codes"), "{run:#?}");
    assert_eq!(tool.read("codes.csv"), list);
    assert_eq!(names(&tool, "."), ["codes.csv"]);
    assert!(api.server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_wherever_it_stands() {
    use std::os::unix::fs::symlink;
    for (link, leads_to) in [
        ("qrcodes/a.png", "mine"),
        ("qrcodes/a.svg", "mine"),
        ("qrcodes/codes.csv", "mine"),
        // One that leads to nothing would be made by who follows it.
        ("qrcodes/a.png", "nothing"),
        ("qrcodes/codes.csv", "nothing"),
        ("qrcodes", "elsewhere"),
        ("qrcodes", "nothing"),
    ] {
        let (tool, api) = (tool(), WechatApi::start());
        tool.file("mine", "mine");
        fs::create_dir(tool.folder.join("elsewhere")).unwrap();
        if link != "qrcodes" {
            fs::create_dir(tool.folder.join("qrcodes")).unwrap();
        }
        symlink(tool.folder.join(leads_to), tool.folder.join(link)).unwrap();
        let run = create(&tool, &api, &["a"]);
        assert!(matches!(run.status, 1 | 2), "{link}: {run:#?}");
        assert!(run.stderr.contains("is a link"), "{link}: {run:#?}");
        assert_eq!(tool.read("mine"), "mine");
        assert!(names(&tool, "elsewhere").is_empty(), "{link}");
        assert!(!tool.folder.join("nothing").exists(), "{link}");
        assert_eq!(api.calls(CREATE), 0, "{link}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_picture_is_not_followed_when_the_code_is_made_anew() {
    use std::os::unix::fs::symlink;
    let (tool, api) = (tool(), WechatApi::start());
    fs::create_dir(tool.folder.join("qrcodes")).unwrap();
    let list = "scene,kind,valid_until,ticket,url,file\n\
                old,string,2020-01-01T00:00:00Z,t,http://weixin.qq.com/q/1,old\n";
    tool.file("qrcodes/codes.csv", list).file("mine", "mine");
    symlink("../mine", tool.folder.join("qrcodes/old.png")).unwrap();
    let run = create(&tool, &api, &["old"]).ends(1);
    assert!(run.stderr.contains("is a link"), "{run:#?}");
    assert_eq!(tool.read("mine"), "mine");
    fs::remove_file(tool.folder.join("qrcodes/old.png")).unwrap();
    tool.file("qrcodes/old.png", "of the code that has expired");
    create(&tool, &api, &["old"]).ends(0);
    let png = fs::read(tool.folder.join("qrcodes/old.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn a_run_that_makes_nothing_leaves_nothing() {
    let refused = WechatApi::with_code_faults(&vec![Fault::Error(40013, "invalid appid"); 2]);
    let cases = [
        (refused.url(), 1),
        (NOBODY.to_owned(), 3),
        ("http://192.0.2.1".to_owned(), 2),
    ];
    for (api, status) in cases {
        for out in ["qrcodes", "a/b/c"] {
            let tool = tool();
            let arguments = ["qrcode", "create", "x", "--api", &api, "--out", out];
            tool.run(arguments).ends(status);
            assert_eq!(names(&tool, "."), [""; 0], "{api}");
        }
    }
    // What was there before stays, empty as it is.
    let tool = tool();
    fs::create_dir(tool.folder.join("qrcodes")).unwrap();
    let arguments = ["qrcode", "create", "x", "--api", NOBODY];
    tool.run(arguments).ends(3);
    assert_eq!(names(&tool, "."), ["qrcodes"]);
    assert_eq!(names(&tool, "qrcodes"), [""; 0]);
}

#[test]
fn a_url_that_no_code_can_hold_leaves_nothing() {
    let url = format!("http://weixin.qq.com/q/{}", "x".repeat(3000));
    let answer = format!(r#"{{"ticket":"t","url":"{url}"}}"#);
    let api = WechatApi::with_code_faults(&[Fault::Answer(answer.leak())]);
    let tool = tool();
    let run = create(&tool, &api, &["a"]).ends(1);
    assert!(run.stderr.contains("too long for a QR code"), "{run:#?}");
    assert_eq!(names(&tool, "."), [""; 0]);
}

#[test]
fn a_ticket_or_url_that_would_steer_whoever_shows_it_is_refused() {
    for answer in [
        r#"{"ticket":"t\u001b[2J","url":"http://weixin.qq.com/q/1"}"#,
        r#"{"ticket":"t","url":"http://weixin.qq.com/q/1\n,"}"#,
        r#"{"ticket":"t","url":"http://weixin.qq.com/\u202eq"}"#,
        r#"{"ticket":"t","url":"javascript:alert(1)"}"#,
        r#"{"ticket":"","url":"http://weixin.qq.com/q/1"}"#,
        r#"{"ticket":1,"url":["http://weixin.qq.com/q/1"]}"#,
    ] {
        let api = WechatApi::with_code_faults(&[Fault::Answer(answer)]);
        let tool = tool();
        let run = create(&tool, &api, &["a"]).ends(1);
        assert!(!run.stderr.contains('\u{1b}'), "{run:#?}");
        assert_eq!(names(&tool, "."), [""; 0], "{answer}");
    }
}

#[test]
fn a_message_of_the_api_cannot_steer_the_terminal_or_pass_for_a_line_of_ours() {
    let message = "a\u{1b}[2J\u{9b}31m\u{202e}b\nerror: forged\r";
    let api =
        WechatApi::with_code_faults(&[Fault::Error(99999, message), Fault::Error(99999, message)]);
    let run = create(&tool(), &api, &["a"]).ends(1);
    assert!(
        !run.stderr.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']),
        "{run:#?}"
    );
    assert!(
        !run.stderr.lines().any(|line| line == "error: forged"),
        "{run:#?}"
    );
    let run = create(&tool(), &api, &["a", "--json"]).ends(1);
    assert!(
        !run.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']),
        "{run:#?}"
    );
    let json = run.json();
    assert_eq!(json["failed"][0]["code"], "refused");
    assert_eq!(json["failed"][0]["errcode"], 99999);
    let reason = json["failed"][0]["reason"].as_str().unwrap();
    assert!(reason.contains(message), "word for word: {reason:?}");
}

#[test]
fn a_spreadsheet_takes_no_scene_for_a_formula_and_the_next_run_reads_it_as_it_was() {
    let (tool, api) = (tool(), WechatApi::start());
    let scenes = [
        "=1+1", "@SUM(A1)", "+86", "'=1", "＝1", "'quoted'", "a,\"b\"",
    ];
    let arguments = [&["--permanent", "--"], &scenes[..]].concat();
    create(&tool, &api, &arguments).ends(0);
    let mut reader = csv::Reader::from_path(tool.folder.join("qrcodes/codes.csv")).unwrap();
    let cells: Vec<String> = reader
        .records()
        .flat_map(|record| {
            record
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(cells.len(), scenes.len() * 6);
    for cell in cells {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']),
            "{cell}"
        );
    }
    let calls = api.server.requests().len();
    create(&tool, &api, &arguments).ends(0);
    assert_eq!(api.server.requests().len(), calls, "all are known");
}

#[test]
fn names_that_some_system_takes_for_one_are_two_files() {
    let (tool, api) = (tool(), WechatApi::start());
    let scenes = [
        "caf\u{e9}",
        "cafe\u{301}",
        "Ä",
        "ä",
        "CON.x",
        "a/b",
        "a%2Fb",
        "x.",
        "x",
    ];
    create(&tool, &api, &scenes).ends(0);
    let names = names(&tool, "qrcodes");
    assert_eq!(names.len(), scenes.len() * 2 + 1, "{names:?}");
    for name in &names {
        let stem = name.split('.').next().unwrap();
        assert!(!stem.eq_ignore_ascii_case("con"), "{name}");
        // What is not ASCII and has another form is told apart by ASCII.
        let is_plain =
            name.is_ascii() || name.rsplit_once('-').is_some_and(|(_, end)| end.is_ascii());
        assert!(is_plain, "{name}");
    }
    create(&tool, &api, &scenes).ends(0);
    assert_eq!(api.created().len(), scenes.len());
}
