//! `check`: what each rule does, and which one answers, without starting anything.

use crate::tool::Tool;

const RULES: &str = r#"
[[rule]]
when = { scan = "store-{store}", visitor = "new" }
reply = "欢迎光临 {store} 号店"

[[rule]]
when = { message = ["text", "voice"], contains = ["营业", "几点"], ignore_case = true }
reply = "9 点"

[[rule]]
when = { menu = "ABOUT" }
reply = { news = { title = "关于", url = "https://example.com/" } }

[[rule]]
when = { message = "text", equals = "人工" }
reply = { transfer_customer_service = true }

[[rule]]
when = { event = "subscribe" }
reply = { none = true }
"#;

fn tool() -> Tool {
    let tool = Tool::new();
    tool.file("replies.toml", RULES);
    tool
}

#[test]
fn without_a_message_it_says_in_a_line_what_each_rule_does() {
    assert_eq!(
        tool().run(["check"]).ends(0).stdout,
        "line 2: scan of scene store-{store} by a new follower → text: 欢迎光临 {store} 号店\n\
         line 6: message text or voice whose text contains “营业” or “几点” (in any letter case) → text: 9 点\n\
         line 10: menu key equals “ABOUT” → news of 1: [关于]\n\
         line 14: message text whose text equals “人工” → transfer_customer_service\n\
         line 18: event subscribe → nothing\n"
    );
}

#[test]
fn with_a_message_it_says_which_rule_answers_and_with_what() {
    let tool = tool();
    let push = "<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName>\
                <MsgType>text</MsgType><Content>几点？</Content></xml>";
    tool.file("push.xml", push);
    for (arguments, line, reply) in [
        (
            &["--scan", "store-12", "--new"][..],
            "line 2: ",
            "欢迎光临 12 号店\n",
        ),
        (&["--scan", "store-12"], "no rule fits", "no reply\n"),
        (&["--text", "几点开门？"], "line 6: ", "9 点\n"),
        (&["--voice", "营业时间"], "line 6: ", "9 点\n"),
        (&["--push", "push.xml"], "line 6: ", "9 点\n"),
        (
            &["--event", "CLICK", "--key", "ABOUT"],
            "line 10: ",
            "<Title><![CDATA[关于]]></Title>",
        ),
        (
            &["--text", "人工"],
            "line 14: ",
            "<![CDATA[transfer_customer_service]]>",
        ),
        (&["--event", "subscribe"], "line 18: ", "no reply\n"),
        (&["--text", "你好😀"], "no rule fits", "no reply\n"),
    ] {
        let run = tool.run(["check"].iter().chain(arguments)).ends(0);
        assert!(
            run.stdout.starts_with(line),
            "{arguments:?}: {}",
            run.stdout
        );
        assert!(run.stdout.contains(reply), "{arguments:?}: {}", run.stdout);
    }
}

#[test]
fn a_mistake_is_shown_with_its_place() {
    let tool = Tool::new();
    tool.file(
        "replies.toml",
        "[[rule]]\nwhen = { event = \"subscibe\" }\nreply = \"好\"\n",
    );
    let run = tool.run(["check"]).ends(1);
    assert_eq!(
        run.stderr,
        "error: replies.toml:2:18: unknown event `subscibe`; did you mean `subscribe`?\n"
    );
}

#[test]
fn it_reads_another_file_and_says_so_where_there_is_none() {
    let tool = tool();
    tool.file("others.toml", "[[rule]]\nwhen = \"*\"\nreply = \"好\"\n");
    let run = tool.run(["check", "--rules", "others.toml"]).ends(0);
    assert_eq!(run.stdout, "line 1: anything → text: 好\n");
    let run = tool.run(["check", "--rules", "none.toml"]).ends(2);
    assert!(run.stderr.contains("none.toml"), "{}", run.stderr);
}

#[test]
fn scripts_get_json() {
    let run = tool()
        .run(["check", "--json", "--scan", "store-12", "--new"])
        .ends(0);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["rule"]["line"], 2);
    assert_eq!(answer["kind"], "text");
    let run = tool().run(["check", "--json"]).ends(0);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["rules"].as_array().map(Vec::len), Some(5));
}
