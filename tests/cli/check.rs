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
        "error: replies.toml:2:18: unknown event `subscibe`; did you mean `subscribe`?\n      \
         when = { event = \"subscibe\" }\n                       ^\n"
    );
}

const WRONG: &str = "[[rule]]\nwhen = { event = \"subscibe\" }\nreply = \"{nmae}\"\n\n\
                     [[rule]]\nwhen = { message = \"text\" }\nreplay = \"好\"\n\n\
                     [[rule]]\nwhen = \"*\"\nreply = \"{nmae}\"\n";

#[test]
fn all_mistakes_are_shown_at_once_and_in_the_language_of_the_locale() {
    let tool = Tool::new();
    tool.file("replies.toml", WRONG);
    let run = tool.run(["check"]).ends(1);
    let places = [
        "replies.toml:2:18: ",
        "replies.toml:7:1: ",
        "replies.toml:11:9: ",
    ];
    let told: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(told.len(), 3, "{}", run.stderr);
    for (told, place) in told.iter().zip(places) {
        assert!(told.starts_with(&format!("error: {place}")), "{told}");
    }

    let tool = Tool::new().with("LANG", "zh_CN.UTF-8");
    tool.file("replies.toml", WRONG);
    let run = tool.run(["check"]).ends(1);
    let first = run.stderr.lines().next().unwrap();
    assert_eq!(
        first,
        "错误：replies.toml:2:18: 没有 `subscibe` 这种事件；是否想写 `subscribe`？"
    );
}

#[test]
fn what_may_be_meant_as_it_is_is_a_warning() {
    for (toml, warning) in [
        (
            "# 还没有\n",
            "replies.toml:1:1: there is no rule in this file: it answers nothing",
        ),
        (
            "[[rule]]\nwhen = { scan = \"1000-1999\" }\nreply = \"好\"\n",
            "replies.toml:2:17: this is the one scene `1000-1999`; the range is written \
             \"1000..=1999\"",
        ),
    ] {
        let tool = Tool::new();
        tool.file("replies.toml", toml);
        let run = tool.run(["check"]).ends(0);
        assert!(
            run.stderr.starts_with(&format!("warning: {warning}\n")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn under_a_chinese_locale_the_rules_are_described_in_chinese_with_one_colon() {
    let tool = Tool::new().with("LC_ALL", "zh_CN.UTF-8");
    tool.file("replies.toml", RULES);
    assert_eq!(
        tool.run(["check"]).ends(0).stdout,
        "第 2 行：新粉丝扫码，场景值 store-{store} → 文字：欢迎光临 {store} 号店\n\
         第 6 行：消息 text 或 voice，文字包含“营业”或“几点”（不分大小写） → 文字：9 点\n\
         第 10 行：菜单 key 等于“ABOUT” → 图文 1 篇： [关于]\n\
         第 14 行：消息 text，文字等于“人工” → 转人工客服\n\
         第 18 行：事件 subscribe → 不回复\n"
    );
}

#[test]
fn a_file_cannot_steer_the_terminal() {
    let tool = Tool::new();
    tool.file(
        "replies.toml",
        "[[rule]]\nwhen = { event = \"\\u001b[2J\\ncargo::error=x\u{202e}\" }\nreply = \"好\"\n",
    );
    let run = tool.run(["check"]).ends(1);
    assert!(
        !run.stderr.contains(['\u{1b}', '\u{202e}']),
        "{:?}",
        run.stderr
    );
    assert!(
        !run.stderr.lines().any(|line| line.starts_with("cargo::")),
        "{}",
        run.stderr
    );
}

#[test]
fn a_placeholder_is_shown_as_the_file_has_it() {
    let tool = Tool::new();
    let toml = "[[rule]]\nwhen = { event = \"VIEW\" }\n\
                reply = \"{openid} {menu_id} https://a.com/{event_key|url}\"\n";
    tool.file("replies.toml", toml);
    assert_eq!(
        tool.run(["check"]).ends(0).stdout,
        "line 1: event VIEW → text: {openid} {menu_id} https://a.com/{event_key|url}\n"
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
    assert_eq!(answer["mistakes"].as_array().map(Vec::len), Some(0));
}

#[test]
fn scripts_get_the_mistakes_with_the_same_keys_and_codes_in_every_language() {
    for (locale, text) in [
        ("C", "unknown event `subscibe`; did you mean `subscribe`?"),
        (
            "zh_CN.UTF-8",
            "没有 `subscibe` 这种事件；是否想写 `subscribe`？",
        ),
    ] {
        let tool = Tool::new().with("LC_ALL", locale);
        tool.file("replies.toml", WRONG);
        let answer = tool.run(["check", "--json"]).ends(1).json();
        let mistake = serde_json::json!(
            { "line": 2, "column": 18, "code": "unknown_name", "text": text }
        );
        assert_eq!(answer["mistakes"][0], mistake);
        let codes = [1, 2].map(|at| answer["mistakes"][at]["code"].as_str().unwrap().to_owned());
        assert_eq!(codes, ["unknown_key", "unknown_placeholder"]);
    }
}

const CLIENTS: &str = "wechat_server = \"NEW_API_TOKEN\"\n\
     [[client]]\nid = \"grafana\"\nname = \"公司 Grafana\"\n\
     redirect_uris = \"https://grafana.example.com/cb\"\nsecret = \"GRAFANA_CLIENT_SECRET\"\nemail = true\n\
     [[client]]\nid = \"app\"\nname = \"应用\"\nredirect_uris = \"com.example.app:/cb\"\npublic = true\n";

#[test]
fn whom_the_file_of_clients_has_is_the_last_line() {
    for (locale, clients, line) in [
        ("C", "# nobody\n", ""),
        (
            "C",
            CLIENTS,
            "clients.toml: 2 clients (公司 Grafana, 应用); wechat-server, with the token in NEW_API_TOKEN\n",
        ),
        (
            "zh_CN.UTF-8",
            CLIENTS,
            "clients.toml：2 个 client（公司 Grafana、应用）；wechat-server 接口（令牌在 NEW_API_TOKEN）\n",
        ),
        (
            "C",
            "wechat_server = \"NEW_API_TOKEN\"\n",
            "clients.toml: wechat-server, with the token in NEW_API_TOKEN\n",
        ),
    ] {
        let tool = Tool::new().with("LC_ALL", locale);
        tool.file("replies.toml", RULES)
            .file("clients.toml", clients);
        let run = tool.run(["check"]).ends(0);
        assert!(run.stdout.ends_with(&format!("\n{line}")), "{}", run.stdout);
        assert_eq!(
            run.stdout.lines().count(),
            5 + usize::from(!line.is_empty())
        );
        // Asked about a message, it speaks of the rules alone.
        let run = tool.run(["check", "--text", "人工"]).ends(0);
        assert!(!run.stdout.contains("client"), "{}", run.stdout);
    }
}

#[test]
fn the_mistakes_of_both_files_are_shown_at_once() {
    let tool = Tool::new();
    tool.file("replies.toml", WRONG);
    tool.file(
        "clients.toml",
        "[[client]]\nid = \"a\"\nnmae = \"\\u001b[2J\"\n[[clients]]\n",
    );
    let run = tool.run(["check"]).ends(1);
    let told: Vec<&str> = run
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("error: "))
        .collect();
    assert_eq!(told.len(), 5, "{}", run.stderr);
    assert_eq!(
        told[3..],
        [
            "clients.toml:3:1: unknown key `nmae` in a client; did you mean `name`?",
            "clients.toml:4:3: unknown key `clients` in the file; did you mean `client`?",
        ]
    );
    let json = tool.run(["check", "--json"]).ends(1).json();
    assert_eq!(json["mistakes"].as_array().map(Vec::len), Some(3));
    let codes = [0, 1].map(|at| json["login"]["mistakes"][at]["code"].clone());
    assert_eq!(codes, ["unknown_key", "unknown_key"]);
    // What is right is shown beside what is wrong.
    tool.file("replies.toml", RULES);
    let run = tool.run(["check"]).ends(1);
    assert!(run.stdout.starts_with("line 2: "), "{}", run.stdout);
    tool.run(["check", "--text", "人工"]).ends(0);
}

#[test]
fn scripts_get_the_clients() {
    let tool = tool();
    let login = || tool.run(["check", "--json"]).ends(0).json()["login"].take();
    let nobody = serde_json::json!({ "clients": [], "wechat_server": null, "mistakes": [] });
    assert_eq!(login(), nobody);
    tool.file("clients.toml", CLIENTS);
    let login = login();
    assert_eq!(login["wechat_server"], "NEW_API_TOKEN");
    assert_eq!(
        login["clients"][0],
        serde_json::json!({
            "id": "grafana", "name": "公司 Grafana", "public": false, "email": true,
            "redirect_uris": ["https://grafana.example.com/cb"], "secret": "GRAFANA_CLIENT_SECRET",
        })
    );
    assert_eq!(login["clients"][1]["public"], true);
}

#[test]
fn a_file_of_clients_that_is_named_must_be_there() {
    let tool = tool();
    let run = tool.run(["check", "--clients", "none.toml"]).ends(2);
    assert!(run.stderr.contains("none.toml"), "{}", run.stderr);
    tool.file("others.toml", CLIENTS);
    let run = tool.run(["check", "--clients", "others.toml"]).ends(0);
    assert!(
        run.stdout.contains("\nothers.toml: 2 clients"),
        "{}",
        run.stdout
    );
}
