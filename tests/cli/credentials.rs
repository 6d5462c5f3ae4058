//! Where tokens, keys and ids come from, and what is said where one is missing.

use crate::send::send;
use crate::server::{NOBODY, Server};
use crate::tool::{Run, Tool};
use crate::worker::{AES_KEY, APP_ID, PLAIN, SAFE, TOKEN, WITH_TOKEN, worker};

#[test]
fn credentials_come_from_the_argument_then_the_environment_then_the_files() {
    let server = worker(SAFE);
    let url = server.url("/wechat");
    let push = ["send", "text", "你好", "--url", &url];
    let dev_vars = format!("# local\nWECHAT_TOKEN=\"{TOKEN}\"\nexport WECHAT_AES_KEY={AES_KEY}\n");
    let wrangler = format!("name = \"x\"\n[vars]\nWECHAT_APP_ID = \"{APP_ID}\"\nOTHER = 1\n");

    let files = Tool::new();
    files
        .file(".dev.vars", &dev_vars)
        .file("wrangler.toml", &wrangler);
    files.run(push).ends(0);

    let environment = Tool::new().with("WECHAT_TOKEN", &format!(" {TOKEN}\n"));
    environment
        .file(".dev.vars", dev_vars.replace(TOKEN, "wrong"))
        .file("wrangler.toml", &wrangler);
    environment.run(push).ends(0);

    let argument = Tool::new().with("WECHAT_TOKEN", "wrong");
    argument
        .file(".dev.vars", &dev_vars)
        .file("wrangler.toml", &wrangler);
    argument.run(push).ends(1);
    argument.run(push.into_iter().chain(WITH_TOKEN)).ends(0);
}

#[test]
fn what_is_missing_is_named_and_nothing_is_sent() {
    let server = worker(PLAIN);
    let cases: [(&[&str], &str); 5] = [
        (&["text", "a"], "there is no Token"),
        (
            &["text", "a", "--token", "tok", "--aes-key", "short"],
            "is not an EncodingAESKey",
        ),
        (
            &["text", "a", "--token", "tok", "--aes-key", AES_KEY],
            "but no app id",
        ),
        (
            &["text", "a", "--token", "tok", "--mode", "safe"],
            "this mode needs a key",
        ),
        (
            &["text", "a", "--token", "tok", "--url", "localhost:8787"],
            "is not a URL",
        ),
    ];
    for (arguments, error) in cases {
        let run = send_without_url_if_given(&server, arguments).ends(2);
        assert!(run.stderr.contains(error), "{run:#?}");
        assert_eq!(run.stdout, "");
    }
    assert!(server.requests().is_empty());
}

fn send_without_url_if_given(server: &Server, arguments: &[&str]) -> Run {
    if arguments.contains(&"--url") {
        return Tool::new().run(["send"].iter().chain(arguments));
    }
    send(server, arguments)
}

#[test]
fn a_line_of_dev_vars_that_cannot_be_read_is_not_quoted() {
    let tool = Tool::new();
    tool.file(".dev.vars", "WECHAT_APP_SECRET='topsecret\n");
    let run = tool.run(["send", "text", "你好"]).ends(2);
    assert!(run.stderr.contains(".dev.vars cannot be read"), "{run:#?}");
    assert!(!run.stderr.contains("topsecret"), "{run:#?}");
}

#[test]
fn a_token_that_the_admin_page_refuses_is_refused_here_wherever_it_comes_from() {
    let server = worker(PLAIN);
    let url = server.url("/wechat");
    for token in ["a-b", "ab", "令牌令牌", &"a".repeat(33)] {
        for command in [&["send", "text", "a"][..], &["doctor"]] {
            let argument = [command, &["--url", &url, "--token", token]].concat();
            let run = Tool::new().run(argument).ends(2);
            assert!(
                run.stderr.contains("3 to 32 letters and digits"),
                "{run:#?}"
            );
        }
        let tool = Tool::new().with("WECHAT_TOKEN", token);
        let run = tool.run(["send", "text", "a", "--url", &url]).ends(2);
        assert!(
            run.stderr.contains("3 to 32 letters and digits"),
            "{run:#?}"
        );
        assert!(!run.stderr.contains(token), "{run:#?}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_deployed_worker_is_not_examined_with_the_local_token() {
    // Nothing goes out: there is no Token, and the address is a private one.
    let url = "http://10.0.0.1/wechat";
    let tool = Tool::new();
    tool.file(".dev.vars", format!("WECHAT_TOKEN={TOKEN}\n"));
    let run = tool.run(["send", "text", "a", "--url", url]).ends(2);
    assert!(run.stderr.contains("there is no Token"), "{run:#?}");
    assert!(run.stderr.contains("WECHAT_TOKEN"), "{run:#?}");
    assert!(
        run.stderr.contains(".dev.vars are the local Worker's"),
        "{run:#?}"
    );
    let json = tool
        .run(["doctor", "--json", "--timeout", "1", "--url", url])
        .ends(1)
        .json();
    assert_eq!(json["steps"][0]["finding"], "no_token", "{json}");
}

#[test]
fn a_password_in_a_url_is_never_shown() {
    let server = worker(PLAIN);
    let with_password = |url: &str| url.replace("://", "://user:topsecret@");
    let urls = [
        with_password(&server.url("/wechat")),
        with_password(NOBODY),
        "ftp://user:topsecret@example.com/".to_owned(),
        "user:topsecret@example.com".to_owned(),
    ];
    for url in urls {
        let runs = [
            &["send", "text", "a", "--url", &url, "--token", TOKEN][..],
            &[
                "send", "text", "a", "--json", "--url", &url, "--token", TOKEN,
            ],
            &["doctor", "--url", &url, "--token", TOKEN],
            &["doctor", "--json", "--url", &url, "--token", TOKEN],
        ];
        for arguments in runs {
            let run = Tool::new().run(arguments);
            let all = format!("{}{}", run.stdout, run.stderr);
            assert!(!all.contains("topsecret"), "{run:#?}");
        }
    }
}

#[test]
fn without_a_url_the_worker_of_npm_start_is_spoken_to() {
    let server = worker(PLAIN);
    let running = |pid: u32| {
        let url = server.url("/wechat");
        format!(r#"{{"url": "{url}", "console": "", "pid": {pid}}}"#)
    };
    let tool = Tool::new().with("WECHAT_TOKEN", TOKEN);
    std::fs::create_dir(tool.folder.join(".wrangler")).unwrap();
    tool.file(".wrangler/wechat-edge.json", running(std::process::id()));
    tool.run(["send", "text", "a"]).ends(0);
    tool.run(["doctor"]).ends(0);

    // Left over by a process that is gone, or not written to its end.
    let requests = server.requests().len();
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    for content in [running(gone.id()), "{".to_owned()] {
        tool.file(".wrangler/wechat-edge.json", content);
        let run = tool.run(["send", "unsubscribe", "--timeout", "0.5"]);
        let default = "http://localhost:8787/wechat";
        assert!(run.stdout.contains(default), "{run:#?}");
    }
    assert_eq!(server.requests().len(), requests);
}

#[test]
fn a_worker_that_runs_with_secrets_of_its_own_is_spoken_to_with_those_and_no_other_is() {
    let (server, other) = (worker(PLAIN), worker(PLAIN));
    let tool = Tool::new();
    std::fs::create_dir(tool.folder.join(".wrangler")).unwrap();
    let (url, pid) = (server.url("/wechat"), std::process::id());
    tool.file(
        ".wrangler/wechat-edge.json",
        format!(r#"{{"url": "{url}", "pid": {pid}, "vars": "example.vars"}}"#),
    );
    tool.file(".dev.vars", "WECHAT_TOKEN=ownersToken1");
    tool.file("example.vars", format!("WECHAT_TOKEN={TOKEN}"));
    tool.run(["send", "text", "a"]).ends(0);
    tool.run(["send", "text", "a", "--url", &url]).ends(0);
    let run = tool.run(["send", "text", "a", "--url", &other.url("/wechat")]);
    assert_ne!(run.status, 0, "{run:#?}");
    tool.file("example.vars", "WECHAT_TOKEN=ownersToken1");
    tool.file(".dev.vars", format!("WECHAT_TOKEN={TOKEN}"));
    assert_ne!(tool.run(["send", "text", "a"]).status, 0);
}
