//! The build script, run as cargo runs it: what it bakes, and what it says of a file that is wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const WRONG: &str = "[[rule]]\nwhen = { event = \"subscibe\" }\nreply = \"\"\n";
const RIGHT: &str = "[[rule]]\nwhen = \"*\"\nreply = \"好\"\n";

struct Built {
    directives: Vec<String>,
    /// What `WECHAT_EDGE_MISTAKES` names has in it.
    mistakes: String,
    rules: String,
    clients: String,
}

/// The build script that this test was built after: the newest, since cargo keeps old ones.
fn script() -> PathBuf {
    let builds = Path::new(env!("OUT_DIR")).ancestors().nth(2).unwrap();
    let scripts = fs::read_dir(builds).unwrap().filter_map(|build| {
        let build = build.unwrap();
        let is_ours = build.file_name().to_str()?.starts_with("wechat-edge-");
        let script = build.path().join(format!(
            "build-script-build{}",
            std::env::consts::EXE_SUFFIX
        ));
        let time = fs::metadata(&script).ok()?.modified().unwrap();
        is_ours.then_some((time, script))
    });
    scripts.max().unwrap().1
}

#[track_caller]
fn build(name: &str, replies: &[u8], architecture: &str, locale: &str) -> Built {
    build_both(name, replies, None, architecture, locale)
}

#[track_caller]
fn build_both(
    name: &str,
    replies: &[u8],
    clients: Option<&[u8]>,
    architecture: &str,
    locale: &str,
) -> Built {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("build-{name}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("replies.toml"), replies).unwrap();
    if let Some(clients) = clients {
        fs::write(folder.join("clients.toml"), clients).unwrap();
    }
    fs::write(folder.join("mistakes"), "what was wrong before\n").unwrap();
    let output = Command::new(script())
        .current_dir(&folder)
        .env_clear()
        .env("OUT_DIR", &folder)
        .env("CARGO_CFG_TARGET_ARCH", architecture)
        .env("WECHAT_EDGE_MISTAKES", "mistakes")
        .env("LC_ALL", locale)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let built = Built {
        directives: String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect(),
        mistakes: read("mistakes"),
        rules: read("rules.rs"),
        clients: read("clients.rs"),
    };
    fs::remove_dir_all(&folder).unwrap();
    built
}

fn said(built: &Built, directive: &str) -> Vec<String> {
    let prefix = format!("cargo::{directive}=");
    let of = |line: &String| line.strip_prefix(&prefix).map(str::to_owned);
    built.directives.iter().filter_map(of).collect()
}

#[test]
fn a_mistake_stops_the_build_of_the_worker_and_the_tool_is_built_without_rules() {
    for (architecture, directive, other) in [
        ("wasm32", "error", "warning"),
        ("x86_64", "warning", "error"),
    ] {
        let built = build(architecture, WRONG.as_bytes(), architecture, "C");
        let told = said(&built, directive).join("\n") + "\n";
        assert!(
            told.starts_with("replies.toml:2:18: unknown event `subscibe`"),
            "{told}"
        );
        assert!(
            told.contains("\nreplies.toml:3:9: the text is empty"),
            "{told}"
        );
        assert_eq!(built.mistakes, told);
        assert_eq!(said(&built, other), [""; 0]);
        assert!(built.rules.contains("all : & []"), "{}", built.rules);
    }
}

#[test]
fn what_is_wrong_is_said_in_the_language_of_the_locale() {
    let built = build("chinese", WRONG.as_bytes(), "wasm32", "zh_CN.UTF-8");
    let told = "replies.toml:2:18: 没有 `subscibe` 这种事件；是否想写 `subscribe`？";
    assert_eq!(said(&built, "error")[0], told);
    // In the other language it is said anew.
    assert!(said(&built, "rerun-if-env-changed").contains(&"LC_ALL".to_owned()));
}

#[test]
fn a_right_file_says_nothing_and_takes_back_what_was_wrong_before() {
    let built = build("right", RIGHT.as_bytes(), "wasm32", "C");
    assert_eq!(said(&built, "error"), [""; 0]);
    assert_eq!(said(&built, "warning"), [""; 0]);
    assert_eq!(built.mistakes, "");
    assert!(built.rules.contains("好"), "{}", built.rules);
}

#[test]
fn the_mistakes_of_both_files_are_told_at_once() {
    let built = build_both(
        "both",
        WRONG.as_bytes(),
        Some(b"[[clients]]\n"),
        "wasm32",
        "C",
    );
    let told = said(&built, "error").join("\n") + "\n";
    assert!(told.starts_with("replies.toml:2:18: "), "{told}");
    assert!(
        told.contains("\nclients.toml:1:3: unknown key `clients` in the file"),
        "{told}"
    );
    assert_eq!(built.mistakes, told);
    assert!(
        built.clients.contains("clients : & []"),
        "{}",
        built.clients
    );
}

#[test]
fn the_clients_are_baked_and_without_a_file_there_are_none() {
    let clients = "wechat_server = \"NEW_API\"\n[[client]]\nid = \"a\"\nname = \"甲\"\n\
                   redirect_uris = \"https://a/cb\"\nsecret = \"A_SECRET\"\n";
    let built = build_both(
        "clients",
        RIGHT.as_bytes(),
        Some(clients.as_bytes()),
        "wasm32",
        "C",
    );
    assert_eq!(said(&built, "error"), [""; 0]);
    for part in ["\"NEW_API\"", "\"甲\"", "\"https://a/cb\"", "\"A_SECRET\""] {
        assert!(built.clients.contains(part), "{part}: {}", built.clients);
    }
    assert!(said(&built, "rerun-if-changed").contains(&"clients.toml".to_owned()));

    let none = build("without-clients", RIGHT.as_bytes(), "wasm32", "C");
    assert_eq!(said(&none, "error"), [""; 0]);
    assert!(none.clients.contains("clients : & []"), "{}", none.clients);
}

#[test]
fn a_file_of_clients_that_is_named_must_be_there() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-named");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("replies.toml"), RIGHT).unwrap();
    let output = Command::new(script())
        .current_dir(&folder)
        .env_clear()
        .env("OUT_DIR", &folder)
        .env("WECHAT_EDGE_CLIENTS", "none.toml")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("cargo::error=none.toml: "), "{said}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn nothing_that_the_file_says_reaches_cargo_or_the_terminal() {
    for (at, replies) in [
        &b"[[rule]]\nwhen = { event = \"x\\ncargo::rustc-link-arg=-x\\u001b[2J\" }\nreply = \"a\"\n"[..],
        b"[[rule]]\nwhen = { event = \"x\" }\rcargo::rustc-env=A=B\nreply = \"a\"\n",
        b"cargo::rustc-env=A=B\ncargo:rustc-env=A=B\n",
        b"[[rule]]\nwhen = \"\x1b[2Jx\xe2\x80\xae\"\nreply = \"a\"\n",
        b"[[rule]]\nwhen = \"\xff\x1b\ncargo::rustc-env=A=B\"\n",
    ]
    .into_iter()
    .enumerate()
    {
        let clients: Vec<u8> = replies.to_ascii_lowercase();
        let built = build_both(&format!("hostile-{at}"), replies, Some(&clients), "wasm32", "C");
        for file in ["replies.toml:", "clients.toml:"] {
            let told = said(&built, "error");
            assert!(told.iter().any(|line| line.starts_with(file)), "{told:?}");
        }
        for line in &built.directives {
            let known = ["cargo::error=", "cargo::rerun-if-changed=", "cargo::rerun-if-env-changed="];
            assert!(known.iter().any(|known| line.starts_with(known)), "{line}");
            assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line:?}");
        }
    }
}
