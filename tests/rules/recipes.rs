//! The recipes in the README, in both languages, each tried.

use crate::{event, reply_text, reply_xml, rules, scan, subscribe, text, voice};
use wechat_edge::rules::parse::read_file;

const READMES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../../README.zh-CN.md"),
];

const SHIPPED: &str = include_str!("../shipped/replies.toml");

/// Those for the top of a file, and the one for its end.
fn recipes(readme: &str) -> [&str; 2] {
    let mut blocks = readme.split("```toml\n").skip(1);
    let recipes = [(); 2].map(|()| blocks.next().unwrap().split_once("```").unwrap().0);
    assert_eq!(blocks.count(), 0);
    recipes
}

#[test]
fn pasted_where_the_readme_says_they_go_with_the_replies_that_ship() {
    for readme in READMES {
        let [top, end] = recipes(readme);
        let pasted = format!("{top}\n{SHIPPED}\n{end}");
        let (rules, warnings) = read_file(pasted.as_bytes()).unwrap();
        assert!(warnings.all.is_empty(), "{warnings:?}");
        assert!(reply_text(&rules, &subscribe("store-12")).starts_with("欢迎光临 12 号店！"));
        assert_eq!(
            reply_text(&rules, &subscribe("vip")),
            "感谢您的关注！场景值:vip"
        );
    }
}

#[test]
fn the_recipes_of_the_readme_do_what_they_say() {
    for readme in READMES {
        let rules = rules(&recipes(readme).concat());
        for (message, start) in [
            (subscribe("store-12"), "欢迎光临 12 号店！"),
            (scan("store-12"), ""),
            (text("请问营业时间？"), "我们每天"),
            (voice("几点开门"), "我们每天"),
            (text("你好"), ""),
            (event("subscribe", ""), ""),
        ] {
            let reply = reply_text(&rules, &message);
            assert!(reply.starts_with(start), "{message}: {reply}");
            assert_eq!(reply.is_empty(), start.is_empty(), "{message}: {reply}");
        }
        for (message, part) in [
            (
                event("CLICK", "ABOUT"),
                "<Title><![CDATA[关于我们]]></Title>",
            ),
            (
                text(" 人工 "),
                "<MsgType><![CDATA[transfer_customer_service]]></MsgType>",
            ),
        ] {
            let reply = reply_xml(&rules, &message);
            assert!(reply.contains(part), "{message}: {reply}");
        }
    }
}
