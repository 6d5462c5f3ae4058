//! `menu check`, `menu pull` and `menu push`, against the stand-in for WeChat's API.

use serde_json::{Value, json};

use crate::qrcode::tool;
use crate::server::NOBODY;
use crate::tool::{Run, Tool};
use crate::wechat_api::{Fault, WechatApi};

const CREATE: &str = "/cgi-bin/menu/create";

const MENU: &str = "
[[button]]
name = \"关于我们\"
type = \"click\"
key = \"ABOUT\"

[[button]]
name = \"更多\"
[[button.sub_button]]
name = \"官网\"
type = \"view\"
url = \"https://example.com/?a=1&b=2\"
[[button.sub_button]]
name = \"扫一扫\"
type = \"scancode_waitmsg\"
key = \"SCAN\"
";

fn as_json() -> Value {
    json!([
        { "name": "关于我们", "type": "click", "key": "ABOUT" },
        { "name": "更多", "sub_button": [
            { "name": "官网", "type": "view", "url": "https://example.com/?a=1&b=2" },
            { "name": "扫一扫", "type": "scancode_waitmsg", "key": "SCAN" },
        ] },
    ])
}

fn transfer(tool: &Tool, api: &WechatApi, arguments: &[&str]) -> Run {
    api.run(tool, "menu", arguments)
}

fn check(menu: &str) -> Run {
    let tool = Tool::new();
    tool.file("menu.toml", menu);
    tool.run(["menu", "check"])
}

#[test]
fn a_menu_is_pushed_as_wechat_wants_it_and_what_changes_is_shown() {
    let (tool, api) = (tool(), WechatApi::start());
    tool.file("menu.toml", MENU);
    let run = transfer(&tool, &api, &["push", "menu.toml", "--yes"]).ends(0);
    assert!(
        run.stdout.contains("+ 关于我们  click  ABOUT\n"),
        "{run:#?}"
    );
    let menu = api.content(|content| content.menu.clone()).unwrap();
    assert_eq!(menu["menu"]["button"], as_json());

    // The same again is not sent.
    let run = transfer(&tool, &api, &["push", "--yes"]).ends(0);
    assert!(run.stdout.contains("has this menu already"), "{run:#?}");
    assert_eq!(api.calls(CREATE), 1);

    tool.file("menu.toml", MENU.replace("ABOUT", "US"));
    let run = transfer(&tool, &api, &["push", "--yes"]).ends(0);
    for line in [
        "- 关于我们  click  ABOUT\n",
        "+ 关于我们  click  US\n",
        "  更多\n",
        "    官网  view  https://example.com/?a=1&b=2\n",
    ] {
        assert!(run.stdout.contains(line), "{line}: {run:#?}");
    }
    let json = transfer(&tool, &api, &["push", "--yes", "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&json["changed"], &json["button"][0]["key"]),
        (&json!(false), &json!("US"))
    );
}

#[test]
fn nothing_is_replaced_without_a_word() {
    let (tool, api) = (tool(), WechatApi::start());
    tool.file("menu.toml", MENU);
    for arguments in [&["push"][..], &["push", "--json"]] {
        let run = transfer(&tool, &api, arguments).ends(2);
        assert!(run.stderr.contains("give --yes"), "{run:#?}");
    }
    api.content(|content| {
        content.menu =
            Some(json!({ "menu": { "button": [{ "name": "x", "type": "click", "key": "X" }] } }))
    });
    let run = transfer(&tool, &api, &["pull"]).ends(2);
    assert!(run.stderr.contains("give --yes"), "{run:#?}");
    assert_eq!((api.calls(CREATE), &*tool.read("menu.toml")), (0, MENU));
    // What is no menu at all may still be somebody's.
    tool.file("menu.toml", "not a menu");
    transfer(&tool, &api, &["pull"]).ends(2);
    assert_eq!(tool.read("menu.toml"), "not a menu");
}

#[test]
fn what_is_pulled_can_be_pushed_and_is_the_same() {
    let (tool, api) = (tool(), WechatApi::start());
    let menu = json!({ "menu": { "button": as_json(), "menuid": 208_396_938 } });
    api.content(|content| content.menu = Some(menu));
    let run = transfer(&tool, &api, &["pull"]).ends(0);
    assert!(run.stdout.contains("written to menu.toml"), "{run:#?}");
    let run = transfer(&tool, &api, &["push", "--yes"]).ends(0);
    assert!(run.stdout.contains("has this menu already"), "{run:#?}");
    transfer(&tool, &api, &["pull"]).ends(0);
    tool.run(["menu", "check"]).ends(0);
}

#[test]
fn a_menu_of_the_admin_page_is_pulled_as_far_as_the_api_has_such() {
    let (tool, api) = (tool(), WechatApi::start());
    let run = transfer(&tool, &api, &["pull"]).ends(1);
    assert!(run.stderr.contains("has no menu"), "{run:#?}");
    let menu = json!({ "is_menu_open": 0, "selfmenu_info": { "button": [
        { "name": "图", "type": "img", "value": "MEDIA" },
        { "name": "更多", "sub_button": { "list": [
            { "name": "官网", "type": "view", "url": "https://example.com" },
            { "name": "文", "type": "text", "value": "你好" },
        ] } },
    ] } });
    api.content(|content| content.self_menu = Some(menu));
    let run = transfer(&tool, &api, &["pull"]).ends(0);
    assert!(
        run.stderr.contains("更多 › 文 has the type text"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("is switched off"), "{run:#?}");
    let file = tool.read("menu.toml");
    assert!(file.contains("media_id = \"MEDIA\""), "{file}");
    tool.run(["menu", "check"]).ends(1);
}

#[test]
fn all_that_wechat_would_refuse_is_said_before_anybody_is_asked() {
    let four = "[[button]]\nname = \"a\"\ntype = \"click\"\nkey = \"k\"\n".repeat(4);
    let sub = "[[button.sub_button]]\nname = \"s\"\ntype = \"click\"\nkey = \"k\"\n";
    let button = |rest: &str| format!("[[button]]\n{rest}\n");
    let cases = [
        (String::new(), "menu has 0 buttons"),
        (four, "menu has 4 buttons"),
        (
            button(&format!("name = \"a\"\n{}", sub.repeat(6))),
            "a has 6 buttons",
        ),
        (
            button("type = \"click\"\nkey = \"k\""),
            "a button of menu has no name",
        ),
        (
            button("name = \"公众号菜单\"\ntype = \"click\"\nkey = \"k\"")
                .replace("菜单", "菜单二"),
            "has 18 bytes",
        ),
        (
            button("name = \"a\""),
            "a has neither a type nor sub-buttons",
        ),
        (
            button(&format!("name = \"a\"\ntype = \"click\"\n{sub}")),
            "a has a type and sub-buttons",
        ),
        (
            button(
                "name = \"a\"\n[[button.sub_button]]\nname = \"b\"\n[[button.sub_button.sub_button]]\nname = \"c\"",
            ),
            "a › b has sub-buttons, and is one itself",
        ),
        (
            button("name = \"a\"\ntype = \"klick\""),
            "a has the type klick",
        ),
        (button("name = \"a\"\ntype = \"click\""), "a has no key"),
        (
            button("name = \"a\"\ntype = \"view\"\nurl = \"https://e.com\"\nkey = \"k\""),
            "a has a key, which",
        ),
        (
            button(&format!(
                "name = \"a\"\ntype = \"click\"\nkey = \"{}\"",
                "k".repeat(129)
            )),
            "the key of a has 129 bytes",
        ),
        (
            button(&format!(
                "name = \"a\"\ntype = \"view\"\nurl = \"https://{}\"",
                "e".repeat(1017)
            )),
            "the url of a has 1025 bytes",
        ),
        (
            button("name = \"a\"\ntype = \"view\"\nurl = \"example.com\""),
            "does not begin with http",
        ),
        (
            button("name = \"a\"\ntype = \"view\"\nurl = \"javascript:alert(1)\""),
            "does not begin with http",
        ),
        (
            button("name = \"a\"\ntype = \"click\"\nkey = \"k\"\nkye = \"k\""),
            "a has kye, which buttons do not have",
        ),
        (
            button(
                "name = \"a\"\ntype = \"miniprogram\"\nurl = \"https://e.com\"\nappid = \"wx1\"",
            ),
            "a has no pagepath",
        ),
        (
            button("name = \"a\"\ntype = \"media_id\""),
            "a has no media_id",
        ),
    ];
    let api = WechatApi::start();
    for (menu, words) in cases {
        let run = check(&menu).ends(1);
        assert!(run.stderr.contains(words), "{words}: {run:#?}");
        let tool = tool();
        tool.file("menu.toml", &menu);
        transfer(&tool, &api, &["push", "--yes"]).ends(1);
    }
    assert!(api.server.requests().is_empty());
    // All of it, not the first alone.
    let run = check("[[button]]\nname = \"a\"\n[[button]]\nname = \"b\"\ntype = \"x\"\n").ends(1);
    assert_eq!(run.stderr.matches("error: ").count(), 2, "{run:#?}");
}

#[test]
fn what_is_at_the_limits_is_allowed() {
    let longest = |size: usize| "k".repeat(size);
    let sub = format!(
        "[[button.sub_button]]\nname = \"{}\"\ntype = \"click\"\nkey = \"{}\"\n",
        longest(60),
        longest(128)
    );
    let menu = format!(
        "[[button]]\nname = \"{}\"\ntype = \"view\"\nurl = \"https://{}\"\n\
         [[button]]\nname = \"b\"\n{}[[button]]\nname = \"c\"\n{sub}",
        longest(16),
        longest(1016),
        sub.repeat(5),
    );
    check(&menu).ends(0);
    check(MENU).ends(0);
}

#[test]
fn a_file_that_is_no_menu_is_said_with_its_place() {
    for (menu, words) in [
        ("[[button]]\nname = 5\n", "line 2"),
        ("[[button]\n", "line 1"),
        ("[[buton]]\nname = \"a\"\n", "unknown field `buton`"),
    ] {
        let run = check(menu).ends(2);
        assert!(
            run.stderr.contains("menu.toml") && run.stderr.contains(words),
            "{run:#?}"
        );
    }
    let run = Tool::new().run(["menu", "check", "none.toml"]).ends(2);
    assert!(run.stderr.contains("none.toml cannot be read"), "{run:#?}");
}

#[test]
fn keys_without_a_rule_and_rules_without_a_key_are_found() {
    let tool = Tool::new();
    let rules = "[[rule]]\nwhen = { menu = \"ABUOT\" }\nreply = \"好\"\n\
                 [[rule]]\nwhen = { menu = \"SCAN\" }\nreply = \"好\"\n";
    tool.file("menu.toml", MENU).file("replies.toml", rules);
    let run = tool.run(["menu", "check"]).ends(0);
    assert!(
        run.stderr
            .contains("no rule of replies.toml answers the key ABOUT"),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains("replies.toml, line 1: no button has"),
        "{run:#?}"
    );
    assert!(
        !run.stderr.contains("SCAN") && !run.stderr.contains("line 4"),
        "{run:#?}"
    );
    let json = tool.run(["menu", "check", "--json"]).ends(0).json();
    let names: Vec<_> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["finding"].clone())
        .collect();
    assert_eq!(names, ["key_unanswered", "rule_without_button"]);
    // The words are the owner's; the names are for scripts.
    let chinese = Tool::new().with("LC_ALL", "zh_CN.UTF-8");
    chinese.file("menu.toml", MENU).file("replies.toml", rules);
    let other = chinese.run(["menu", "check", "--json"]).ends(0).json();
    assert_eq!(other["findings"][0]["finding"], "key_unanswered");
    assert_ne!(other, json);
    // A rule for any menu key has no key to be mistyped.
    tool.file(
        "replies.toml",
        "[[rule]]\nwhen = { menu = \"*\" }\nreply = \"好\"\n",
    );
    let run = tool.run(["menu", "check"]).ends(0);
    assert_eq!(run.stderr, "");
    tool.file("replies.toml", "[[rule]\n");
    let run = tool.run(["menu", "check"]).ends(0);
    assert!(
        run.stderr.contains("replies.toml has a mistake"),
        "{run:#?}"
    );
}

#[test]
fn a_hostile_answer_is_refused_or_shown_and_never_obeyed() {
    const GET: &str = "/cgi-bin/menu/get";
    let deep = format!("{}{}", "{\"a\":".repeat(500), "1");
    for (answer, status) in [
        ("[]", 1),
        ("{\"menu\":5}", 1),
        ("{\"menu\":{\"button\":[{\"name\":7}]}}", 1),
        (&*deep.leak(), 1),
        ("{\"errcode\":\"x\"}", 1),
        (
            "{\"menu\":{\"button\":[{\"name\":\"a\\u001b[2J\\n+ b\",\"type\":\"click\",\"key\":\"\\u202e\"}]}}",
            2,
        ),
    ] {
        let api = WechatApi::with_faults(GET, &[Fault::Answer(answer)]);
        let tool = tool();
        tool.file("menu.toml", MENU);
        let run = transfer(&tool, &api, &["push"]).ends(status);
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{run:#?}");
        assert!(
            !shown.lines().any(|line| line.starts_with("+ b")),
            "{run:#?}"
        );
        assert_eq!(api.calls(CREATE), 0);
    }
    for (fault, status) in [
        (Fault::Page(404), 1),
        (Fault::Error(48001, "api unauthorized"), 1),
    ] {
        let api = WechatApi::with_faults(GET, &[fault]);
        transfer(&tool(), &api, &["pull"]).ends(status);
    }
    let tool = tool();
    tool.file("menu.toml", MENU);
    tool.run(["menu", "push", "--yes", "--api", NOBODY]).ends(3);
    tool.run(["menu", "push", "--yes", "--api", "http://192.0.2.1"])
        .ends(2);
}

#[test]
fn personalised_menus_are_mentioned_and_left_alone() {
    let (tool, api) = (tool(), WechatApi::start());
    let menu = json!({ "menu": { "button": as_json() }, "conditionalmenu": [{ "button": [], "matchrule": { "tag_id": "2" } }] });
    api.content(|content| content.menu = Some(menu));
    let run = transfer(&tool, &api, &["pull"]).ends(0);
    assert!(run.stderr.contains("1 personalised menus"), "{run:#?}");
}

#[test]
fn the_example_of_the_help_is_a_menu() {
    let help = Tool::new().run(["menu", "--help"]).ends(0).stdout;
    let from = help.find("[[button]]").unwrap();
    let to = help.find("A menu has").unwrap();
    check(&help[from..to]).ends(0);
}
