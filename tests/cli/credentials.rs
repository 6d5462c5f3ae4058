//! Where tokens, keys and ids come from, and what is said where one is missing.

use crate::send::send;
use crate::server::Server;
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
            &["text", "a", "--token", "t", "--aes-key", "short"],
            "is not an EncodingAESKey",
        ),
        (
            &["text", "a", "--token", "t", "--aes-key", AES_KEY],
            "but no app id",
        ),
        (
            &["text", "a", "--token", "t", "--mode", "safe"],
            "this mode needs a key",
        ),
        (
            &["text", "a", "--token", "t", "--url", "localhost:8787"],
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
