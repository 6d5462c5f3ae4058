//! `scans`: figures of the console, as a table, as JSON, as CSV; and every way not to get them.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::console::{CONSOLE_TOKEN, Code, Console, json_of};
use crate::server::{Action, NOBODY, Response, Server};
use crate::tool::{Run, Tool};

const CODES: &[Code] = &[
    ("store-12", &[3, 0, 0, 0, 0, 0, 0, 2, 1, 4, 12, 5, 0, 9]),
    ("门店-杭州", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0]),
    ("", &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
];

const HOSTILE: &[Code] = &[
    ("=cmd|' /C calc'!A0", &[1]),
    (
        "\u{202e}txt.exe\u{1b}[2J\r\n\t\0",
        &[i64::MAX, i64::MAX / 2, 3],
    ),
    (
        "😀👨‍👩‍👧‍👦🇨🇳字母e\u{301}😀👨‍👩‍👧‍👦🇨🇳字母e\u{301}😀👨‍👩‍👧‍👦🇨🇳字母e\u{301}😀👨‍👩‍👧‍👦🇨🇳字母e\u{301}😀👨‍👩‍👧‍👦🇨🇳字母",
        &[7, 100],
    ),
    ("'; DROP TABLE scans; --", &[1, 2, 3, 4, 5]),
];

fn tool() -> Tool {
    Tool::new().with("CONSOLE_TOKEN", CONSOLE_TOKEN)
}

fn chinese() -> Tool {
    tool().with("LANG", "zh_CN.UTF-8")
}

/// Runs `scans` with the URL of a server. The token is never in what it prints.
#[track_caller]
fn scans(tool: &Tool, server: &Server, arguments: &[&str]) -> Run {
    let url = server.url("/wechat");
    let run = tool.run([&["scans"], arguments, &["--url", &url]].concat());
    assert!(
        !format!("{run:?}").contains(CONSOLE_TOKEN),
        "the token is shown: {run:#?}"
    );
    run
}

#[test]
fn each_code_has_its_figures_and_its_days_and_the_period_before_stands_below() {
    let console = Console::start(CODES);
    let url = console.server.url("/console/api/");
    let english = format!(
        "2026-11-15 to 2026-11-21 (Asia/Shanghai), {url}
scene       scans  people  new  existing  lost  net  trend    last scan
store-12       33      33    6        27     1    5  ▃▂▄█▄▁▇  2026-11-21 00:31
门店-杭州       3       3    1         2     0    1  ▁▁▁▁█▁▁  2026-11-21 00:31
other ways      0       0    7         0     0    7  ▁▁▁▁▁▁▁

total          36      36   14        29     1   13  ▃▂▄█▆▁▇
before          3       3    8         2     0    8
change        +33     +33   +6       +27    +1   +5
"
    );
    assert_eq!(scans(&tool(), &console.server, &[]).ends(0).stdout, english);
    let quiet = scans(&tool(), &console.server, &["--quiet"]).ends(0);
    assert_eq!(quiet.stdout, english.split_once('\n').unwrap().1);
    let chinese_table = format!(
        "2026-11-15 至 2026-11-21（Asia/Shanghai），{url}
场景       扫码次数  扫码人数  新增关注  老粉扫码  取关  净增  走势     最近扫码
store-12         33        33         6        27     1     5  ▃▂▄█▄▁▇  2026-11-21 00:31
门店-杭州         3         3         1         2     0     1  ▁▁▁▁█▁▁  2026-11-21 00:31
其他途径          0         0         7         0     0     7  ▁▁▁▁▁▁▁

合计             36        36        14        29     1    13  ▃▂▄█▆▁▇
上期              3         3         8         2     0     8
变化            +33       +33        +6       +27    +1    +5
"
    );
    let run = scans(&chinese(), &console.server, &[]).ends(0);
    assert_eq!(run.stdout, chinese_table);
}

#[test]
fn a_narrow_terminal_has_less_of_each_line_and_then_one_figure_below_the_other() {
    let console = Console::start(CODES);
    let at = |columns: &str| {
        let tool = tool().with("COLUMNS", columns);
        let run = scans(&tool, &console.server, &["--quiet"]).ends(0);
        run.stdout.lines().nth(1).unwrap_or_default().to_owned()
    };
    let whole = "store-12       33      33    6        27     1    5  ▃▂▄█▄▁▇  2026-11-21 00:31";
    assert_eq!(at("78"), whole);
    assert_eq!(at("77"), whole.split_once("  2026").unwrap().0);
    assert_eq!(at("59"), whole.split_once("  ▃").unwrap().0);
    assert_eq!(at("40"), "  scans 33  people 33  new 6");
}

#[test]
fn no_line_is_wider_than_the_terminal_whatever_a_scene_is() {
    let console = Console::start(HOSTILE);
    for columns in [32, 40, 61, 80, 99, 120, 200] {
        for tool in [tool(), chinese()] {
            let tool = tool.with("COLUMNS", &columns.to_string());
            let run = scans(&tool, &console.server, &["--quiet", "--days", "90"]).ends(0);
            for line in run.stdout.lines() {
                assert!(line.width() <= columns, "{columns}: {line:?}");
            }
            // Shown, not obeyed.
            for character in ["\u{202e}", "\u{1b}", "\r", "\t", "\0"] {
                assert!(!run.stdout.contains(character), "{run:#?}");
            }
        }
    }
}

#[test]
fn many_days_are_as_many_bars_as_there_is_room_for() {
    let console = Console::start(CODES);
    for (columns, bars) in [("200", 58), ("100", 31), ("78", 9)] {
        let tool = tool().with("COLUMNS", columns);
        let arguments = ["--days", "400", "--scene", "store-12", "--quiet"];
        let run = scans(&tool, &console.server, &arguments).ends(0);
        let line = run.stdout.lines().nth(1).unwrap();
        let is_bar = |character: &char| ('▁'..='█').contains(character);
        assert_eq!(line.chars().filter(is_bar).count(), bars, "{run:#?}");
    }
}

#[test]
fn the_days_and_codes_that_are_asked_for_are_those_that_are_meant() {
    const TODAY: &str = "days?scene=";
    let cases: [(&[&str], &[&str]); 7] = [
        (
            &[],
            &[
                TODAY,
                "scenes?from=2026-11-15&to=2026-11-21&series=scans",
                "days?from=2026-11-08&to=2026-11-14",
            ],
        ),
        (
            &["--days", "1"],
            &[
                TODAY,
                "scenes?from=2026-11-21&to=2026-11-21&series=scans",
                "days?from=2026-11-20&to=2026-11-20",
            ],
        ),
        (
            &["--to", "2026-03-01", "--days", "30"],
            &[
                "scenes?from=2026-01-31&to=2026-03-01&series=scans",
                "days?from=2026-01-01&to=2026-01-30",
            ],
        ),
        (
            &["--from", "2026-11-20", "--scene", "store-*&to=1"],
            &[
                TODAY,
                "scenes?from=2026-11-20&to=2026-11-21&scene=store-*%26to%3D1&series=scans",
                "days?from=2026-11-18&to=2026-11-19&scene=store-*%26to%3D1",
            ],
        ),
        (
            &["--from", "2026-11-01", "--to", "2026-11-21", "--scene", ""],
            &[
                "scenes?from=2026-11-01&to=2026-11-21&scene=&series=scans",
                "days?from=2026-10-11&to=2026-10-31&scene=",
            ],
        ),
        (
            &["--from", "2026-11-01", "--to", "2026-11-21", "--csv"],
            &["scenes.csv?from=2026-11-01&to=2026-11-21"],
        ),
        // The calendar begins with 1970.
        (
            &["--to", "1970-01-03"],
            &["scenes?from=1970-01-01&to=1970-01-03&series=scans"],
        ),
    ];
    for (arguments, questions) in cases {
        let console = Console::start(&[]);
        scans(&tool(), &console.server, arguments).ends(0);
        assert_eq!(console.questions(), questions, "{arguments:?}");
    }
}

#[test]
fn json_is_what_the_console_answers_with_the_period_before_in_every_language() {
    let console = Console::start(CODES);
    let arguments = ["--days", "2", "--scene", "store-*", "--json"];
    let json = scans(&tool(), &console.server, &arguments).ends(0).json();
    let figures = |scans, people, new, existing, lost, net| {
        json!({
            "scans": scans, "people": people, "new": new, "existing": existing, "lost": lost,
            "net": net,
        })
    };
    let mut code = figures(9, 9, 1, 8, 0, 1);
    code["scene"] = json!("store-12");
    code["last_scan"] = json!("2026-11-20T16:31:00Z");
    code["series"] = json!([0, 9]);
    assert_eq!(
        json,
        json!({
            "url": console.server.url("/console/api/"),
            "from": "2026-11-20", "to": "2026-11-21", "timezone": "Asia/Shanghai",
            "totals": figures(9, 9, 1, 8, 0, 1),
            "scenes": [code],
            "before": {
                "from": "2026-11-18", "to": "2026-11-19",
                "totals": figures(17, 17, 2, 15, 1, 1),
            },
            "change": figures(-8, -8, -1, -7, -1, 0),
        })
    );
    assert_eq!(scans(&chinese(), &console.server, &arguments).json(), json);
    let json = scans(&tool(), &Console::start(HOSTILE).server, &["--json"]).ends(0);
    assert!(!json.stdout.contains(['\u{1b}', '\u{202e}']), "{json:#?}");
    let scene = &json.json()["scenes"][1]["scene"];
    assert_eq!(*scene, HOSTILE[1].0, "exactly what was found");
}

#[test]
fn csv_is_what_the_console_wrote_byte_for_byte() {
    let console = Console::start(HOSTILE);
    let run = scans(&chinese(), &console.server, &["--csv"]).ends(0);
    assert!(run.stdout.starts_with("\u{feff}scene,net\r\n"), "{run:#?}");
    assert!(
        run.stdout.contains("\r\n\"=cmd|' /C calc'!A0\",1\r\n"),
        "{run:#?}"
    );
    let page = answering(Response::new(200, "<html>Log in</html>"));
    let run = scans(&tool(), &page, &["--csv", "--to", "2026-11-21"]).ends(1);
    assert_eq!(
        run.stdout, "",
        "no page of a stranger's in the owner's file"
    );
}

#[test]
fn a_question_that_makes_no_sense_ends_with_2() {
    let console = Console::start(CODES);
    let cases: [(&[&str], &str); 9] = [
        (&["--from", "2026-11-31"], "not a day such as"),
        (&["--to", "yesterday"], "not a day such as"),
        (&["--days", "0"], "0 is not in 1..=400"),
        (&["--days", "401"], "401 is not in 1..=400"),
        (
            &["--from", "2026-11-01", "--days", "3"],
            "cannot be used with",
        ),
        (&["--csv", "--json"], "cannot be used with"),
        (&["restor"], "restore"),
        // What only the Worker can say.
        (
            &["--from", "2026-11-22"],
            "from (2026-11-22) is after to (2026-11-21)",
        ),
        (&["--from", "2025-01-01"], "is more than 400 days"),
    ];
    for (arguments, words) in cases {
        let run = scans(&tool(), &console.server, arguments).ends(2);
        assert!(run.stderr.contains(words), "{run:#?}");
        assert_eq!(run.stdout, "");
    }
}

fn answering(response: Response) -> Server {
    Server::start(move |_| response.clone().into())
}

#[test]
fn each_answer_that_is_none_has_its_message_its_remedy_and_its_status() {
    let big = format!("\"{}\"", "x".repeat(17 << 20));
    let no_database =
        r#"{"error":"scans are not recorded: the Worker has no database bound as DB"}"#;
    let moved = Response::new(302, "").with(
        "Location",
        format!("https://example.com/login?{CONSOLE_TOKEN}"),
    );
    let cases: [(Response, i32, &str, &str, &str); 17] = [
        (
            Response::new(401, ""),
            1,
            "refuses the CONSOLE_TOKEN from the environment",
            "Put CONSOLE_TOKEN into .dev.vars and restart",
            "不接受来自环境变量的",
        ),
        (
            Response::new(429, ""),
            1,
            "too many wrong tokens",
            "Wait a minute",
            "请等一分钟",
        ),
        (
            Response::new(503, ""),
            1,
            "has no CONSOLE_TOKEN, or one that is too short",
            "at least 16 characters",
            "控制台没有开放",
        ),
        (
            json_of(503, no_database),
            1,
            "scans are not recorded",
            "[[d1_databases]]",
            "没有记录扫码",
        ),
        (
            json_of(
                503,
                r#"{"error":"the database does not answer: overloaded"}"#,
            ),
            1,
            "does not answer: overloaded",
            "Try again in a minute",
            "请过一分钟再试",
        ),
        (
            Response::new(404, ""),
            1,
            "there is no console at ",
            "deploy this one",
            "没有控制台",
        ),
        (
            Response::new(404, "<html>"),
            1,
            "there is no console at ",
            "deploy this one",
            "没有控制台",
        ),
        (
            json_of(404, r#"{"error":"there is no scenes"}"#),
            1,
            "status 404: there is no scenes",
            "npm start",
            "状态码 404",
        ),
        (
            json_of(400, r#"{"error":"series means nothing here"}"#),
            2,
            "series means nothing here",
            "--help",
            "无法回答",
        ),
        (
            moved,
            1,
            "redirects to https://example.com/login",
            "give its URL",
            "不会向那里发送",
        ),
        (
            Response::new(200, "<html>").with("Content-Type", "text/html"),
            1,
            "(status 200, “text/html”)",
            "login page",
            "不是控制台的",
        ),
        (
            json_of(200, "<html>"),
            1,
            "not as it should be",
            "npm run deploy",
            "不符合约定",
        ),
        (
            json_of(200, r#"{"to":"tomorrow"}"#),
            1,
            "missing field `from`",
            "npm run deploy",
            "不符合约定",
        ),
        (
            json_of(
                200,
                r#"{"from":"","to":"tomorrow","totals":{"scans":0,"people":0,"new":0,"existing":0,"lost":0,"net":0}}"#,
            ),
            1,
            "\"tomorrow\" is no day",
            "npm run deploy",
            "不符合约定",
        ),
        (
            json_of(200, &big),
            1,
            "too large",
            "--days, --scene",
            "太大",
        ),
        (
            Response::new(500, "error code: 1101"),
            1,
            "(status 500, “”)",
            "the Worker's?",
            "状态码 500",
        ),
        (
            json_of(418, &format!(r#"{{"error":"\u001b[2J{CONSOLE_TOKEN}"}}"#)),
            1,
            "status 418: ␛[2J…",
            "npm start",
            "状态码 418",
        ),
    ];
    for (response, status, message, remedy, chinese_words) in cases {
        let server = answering(response);
        let run = scans(&tool(), &server, &[]).ends(status);
        for words in ["error: ", message, "\n  ", remedy] {
            assert!(run.stderr.contains(words), "{words:?}: {run:#?}");
        }
        assert_eq!(run.stdout, "");
        let run = scans(&chinese(), &server, &["--json"]).ends(status);
        for words in ["错误：", chinese_words] {
            assert!(run.stderr.contains(words), "{words:?}: {run:#?}");
        }
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn nobody_who_answers_in_time_is_a_status_of_3() {
    let hanging = Server::start(|_| Action::Hang);
    let run = scans(&tool(), &hanging, &["--timeout", "0.3"]).ends(3);
    assert!(
        run.stderr.contains("did not answer within 0.3 s"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("--timeout"), "{run:#?}");
    let cut =
        Server::start(|_| Action::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()));
    let run = scans(&tool(), &cut, &[]).ends(3);
    assert!(run.stderr.contains("no whole answer"), "{run:#?}");
    let run = tool().run(["scans", "--url", NOBODY]).ends(3);
    assert!(run.stderr.contains("cannot be reached"), "{run:#?}");
}

#[test]
fn the_token_goes_to_the_worker_alone_and_never_in_the_open() {
    let target = Console::start(CODES);
    let location = target.server.url("/console/api/scenes");
    let moved = answering(Response::new(307, "").with("Location", location));
    scans(&tool(), &moved, &[]).ends(1);
    assert!(target.questions().is_empty(), "no redirect is followed");

    let cases: [(&str, &str, &str); 6] = [
        ("http://10.0.0.1/wechat", CONSOLE_TOKEN, "was not sent"),
        (
            "http://localhost.example.com",
            CONSOLE_TOKEN,
            "was not sent",
        ),
        ("http://127.0.0.1@10.0.0.1/", CONSOLE_TOKEN, "was not sent"),
        (
            "http://127.0.0.1:1/",
            "too-short",
            "not at least 16 letters",
        ),
        (
            "http://127.0.0.1:1/",
            "a-console-token\r\nX-More: 1",
            "not at least 16 letters",
        ),
        (
            "http://127.0.0.1:1/",
            "令牌令牌令牌令牌令牌令牌",
            "not at least 16 letters",
        ),
    ];
    for (url, token, words) in cases {
        let run = Tool::new()
            .with("CONSOLE_TOKEN", token)
            .run(["scans", "--url", url])
            .ends(2);
        assert!(run.stderr.contains(words), "{run:#?}");
        assert!(!run.stderr.contains(token), "{run:#?}");
    }
}

#[test]
fn the_token_of_dev_vars_is_for_the_local_worker_alone() {
    let console = Console::start(CODES);
    let local = Tool::new();
    local.file(
        ".dev.vars",
        format!("CONSOLE_TOKEN=\" {CONSOLE_TOKEN} \"\n"),
    );
    scans(&local, &console.server, &[]).ends(0);
    let run = local
        .run(["scans", "--url", "https://wechat.example.com"])
        .ends(2);
    for words in [
        "there is no CONSOLE_TOKEN",
        "npx wrangler secret put CONSOLE_TOKEN",
        ".dev.vars",
    ] {
        assert!(run.stderr.contains(words), "{run:#?}");
    }
    let run = Tool::new().run(["scans", "--url", NOBODY]).ends(2);
    assert!(
        run.stderr.contains("Put CONSOLE_TOKEN into .dev.vars"),
        "{run:#?}"
    );
}

#[test]
fn the_worker_is_named_or_that_of_npm_start_is_asked() {
    let run = tool().run(["scans"]).ends(2);
    assert!(run.stderr.contains("no Worker runs here"), "{run:#?}");
    assert!(run.stderr.contains("CONSOLE_URL"), "{run:#?}");

    let console = Console::start(CODES);
    let asked = |tool: &Tool, arguments: &[&str]| {
        let before = console.questions().len();
        tool.run([&["scans"], arguments].concat()).ends(0);
        assert_eq!(console.questions().len(), before + 3);
    };
    let running = tool();
    std::fs::create_dir(running.folder.join(".wrangler")).unwrap();
    let (url, pid) = (console.server.url("/wechat"), std::process::id());
    running.file(
        ".wrangler/wechat-edge.json",
        format!(r#"{{"url": "{url}", "pid": {pid}}}"#),
    );
    asked(&running, &[]);
    // Any URL of the Worker's will do.
    for path in ["", "/", "/wechat?x=1#y", "/console", "/console/api/"] {
        let url = console.server.url(path);
        asked(&tool().with("CONSOLE_URL", &url), &[]);
        asked(&tool().with("CONSOLE_URL", NOBODY), &["--url", &url]);
        asked(
            &tool(),
            &["--url", &url.replace("://", "://user:topsecret@")],
        );
    }
    for url in [
        "wechat.example.com",
        "ftp://user:topsecret@wechat.example.com",
    ] {
        let run = tool().run(["scans", "--url", url]).ends(2);
        assert!(
            run.stderr.contains("is not a URL that begins with"),
            "{run:#?}"
        );
        assert!(!run.stderr.contains("topsecret"), "{run:#?}");
    }
}
