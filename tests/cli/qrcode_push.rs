//! The console is told of codes: at the end of `qrcode create`, and by `qrcode push`.

use serde_json::{Value, json};

use crate::console::{CONSOLE_TOKEN, Console};
use crate::qrcode::{create, tool};
use crate::server::{NOBODY, Response, Server};
use crate::tool::{Run, Tool};
use crate::wechat_api::WechatApi;

const HEADING: &str = "scene,kind,valid_until,ticket,url,file";

/// A tool that knows a console.
fn knowing(url: &str) -> Tool {
    tool()
        .with("CONSOLE_URL", url)
        .with("CONSOLE_TOKEN", CONSOLE_TOKEN)
}

#[track_caller]
fn push(tool: &Tool, arguments: &[&str]) -> Run {
    let run = tool.run([&["qrcode", "push"], arguments].concat());
    assert!(!format!("{run:?}").contains(CONSOLE_TOKEN), "{run:#?}");
    run
}

fn scenes(known: &[Value]) -> Vec<&str> {
    let scenes = known.iter().map(|code| code["scene"].as_str().unwrap());
    scenes.collect()
}

#[test]
fn create_tells_a_console_that_is_set_up_of_all_codes_with_their_names() {
    let (console, api) = (Console::start(&[]), WechatApi::start());
    let tool = knowing(&console.server.url("/wechat"));
    let list = "scene,lifetime,name,group\n\
        store-1,permanent,一店,杭州\n\
        store-2,permanent\n\
        \"<img src=x>\",permanent,=1+1,😀\n";
    tool.file("scenes.csv", list);
    let run = create(&tool, &api, &["--from", "scenes.csv", "--json"]).ends(0);
    assert_eq!(run.json()["sent"], 3);
    let known = console.known();
    assert_eq!(scenes(&known), ["store-1", "store-2", "<img src=x>"]);
    assert_eq!(
        known[0],
        json!({
            "scene": "store-1", "name": "一店", "group": "杭州", "expires": null,
            "ticket": "gQH47joAAAAAAAAAASxodHRwOi8v+/1==", "url": "http://weixin.qq.com/q/021XkeJVK5",
        })
    );
    assert_eq!(
        (&known[1]["name"], &known[1]["group"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&known[2]["name"], &known[2]["group"]),
        (&json!("=1+1"), &json!("😀"))
    );
    // Made before, and told of once more, with what the list says now.
    tool.file("scenes.csv", "store-2,permanent,二店\n");
    let run = create(&tool, &api, &["--from", "scenes.csv"]).ends(0);
    assert!(run.stdout.contains("1 sent to http"), "{run:#?}");
    assert_eq!(console.known()[3]["name"], "二店");
    // The names are in the list of the folder, where no cell is a formula.
    let list = tool.read("qrcodes/codes.csv");
    assert!(
        list.starts_with(&format!("\u{feff}{HEADING},name,group\n")),
        "{list}"
    );
    assert!(
        list.contains(",store-1,一店,杭州\n") && list.contains(",'=1+1,😀\n"),
        "{list}"
    );
    push(&tool, &[]).ends(0);
    let pushed = &console.known()[4..];
    assert_eq!(scenes(pushed), ["<img src=x>", "store-1", "store-2"]);
    assert_eq!(pushed[0]["name"], "=1+1");
}

#[test]
fn a_temporary_code_is_sent_with_its_end() {
    let (console, api) = (Console::start(&[]), WechatApi::start());
    let tool = knowing(&console.server.url("/"));
    create(&tool, &api, &["a", "--expires", "12h"]).ends(0);
    let known = console.known();
    let expires = known[0]["expires"].as_str().unwrap();
    let list = tool.read("qrcodes/codes.csv");
    assert!(list.contains(&format!("a,string,{expires},")), "{list}");
}

#[test]
fn push_sends_an_earlier_list_in_parts_with_the_names_that_were_added_by_hand() {
    let console = Console::start(&[]);
    let tool = knowing(&console.server.url("/wechat"));
    let lines = (0..1100).map(|at| {
        format!("s{at:04},string,permanent,t{at},http://weixin.qq.com/q/{at},s{at:04},店 {at}\r\n")
    });
    std::fs::create_dir(tool.folder.join("printed")).unwrap();
    let list = format!(
        "\u{feff}{HEADING},name\r\n{}cut off",
        lines.collect::<String>()
    );
    tool.file("printed/codes.csv", list);
    for _ in 0..2 {
        let run = push(&tool, &["printed", "--json"]).ends(0);
        assert_eq!(run.json()["sent"], 1100);
    }
    assert_eq!(console.server.requests().len(), 6);
    let known = console.known();
    assert_eq!(known.len(), 2200);
    assert_eq!(
        (&known[1099]["scene"], &known[1099]["name"]),
        (&json!("s1099"), &json!("店 1099"))
    );
}

#[test]
fn of_two_codes_of_one_scene_the_permanent_one_is_sent_last() {
    let console = Console::start(&[]);
    let tool = knowing(&console.server.url("/"));
    std::fs::create_dir(tool.folder.join("qrcodes")).unwrap();
    let list = format!(
        "{HEADING}\na,string,permanent,p,http://p,a\na,string,2026-12-01T00:00:00Z,t,http://t,a.1\n"
    );
    tool.file("qrcodes/codes.csv", list);
    push(&tool, &[]).ends(0);
    let known = console.known();
    assert_eq!(
        (&known[0]["ticket"], &known[1]["ticket"]),
        (&json!("t"), &json!("p"))
    );
}

#[test]
fn without_a_console_create_is_as_ever() {
    let api = WechatApi::start();
    let run = create(&tool(), &api, &["a", "--json"]).ends(0);
    assert_eq!(run.json()["sent"], Value::Null);
    // A token alone is what `npm start` leaves behind.
    let tool = tool().with("CONSOLE_TOKEN", CONSOLE_TOKEN);
    create(&tool, &api, &["b"]).ends(0);
}

#[test]
fn codes_that_the_console_does_not_take_are_made_all_the_same() {
    let api = WechatApi::start();
    let refusing = Console::start(&[]);
    let elsewhere = Server::start(|_| {
        Response::new(200, "<html>")
            .with("Content-Type", "text/html")
            .into()
    });
    let wrong = tool()
        .with("CONSOLE_URL", &refusing.server.url("/"))
        .with("CONSOLE_TOKEN", "another-token-than-this");
    for (tool, status) in [
        (wrong, 1),
        (knowing(&elsewhere.url("/")), 1),
        (knowing(NOBODY), 3),
        (knowing("http://shop.example/"), 2),
        (knowing("nothing"), 2),
    ] {
        let run = create(&tool, &api, &["a", "--json"]).ends(status);
        assert!(run.stderr.contains("`qrcode push`"), "{run:#?}");
        assert_eq!(
            (&run.json()["made"][0]["scene"], &run.json()["sent"]),
            (&json!("a"), &Value::Null)
        );
        assert!(tool.read("qrcodes/codes.csv").contains("\na,string,"));
    }
    assert!(refusing.known().is_empty());
}

#[test]
fn push_says_what_is_missing() {
    let console = Console::start(&[]);
    let url = console.server.url("/");
    let tool = knowing(&url);
    let run = push(&tool, &[]).ends(2);
    assert!(
        run.stderr.contains("there are no codes in qrcodes"),
        "{run:#?}"
    );
    tool.file("mine", "x");
    push(&tool, &["mine"]).ends(2);
    std::fs::create_dir(tool.folder.join("qrcodes")).unwrap();
    tool.file(
        "qrcodes/codes.csv",
        format!("{HEADING}\na,string,permanent,p,ftp://p,a\n"),
    );
    let run = push(&tool, &[]).ends(2);
    assert!(run.stderr.contains("at 0 of the list, url"), "{run:#?}");
    assert!(console.known().is_empty());
}
