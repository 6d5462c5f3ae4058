//! The recipes in the README, in both languages, each tried.

use crate::{event, reply_text, reply_xml, rules, scan, subscribe, text, voice};

fn recipes(readme: &str) -> wechat_edge::rules::Rules {
    let (_, after) = readme.split_once("```toml\n").unwrap();
    let (toml, _) = after.split_once("```").unwrap();
    rules(toml)
}

#[test]
fn the_recipes_of_the_readme_do_what_they_say() {
    for readme in [
        include_str!("../../README.md"),
        include_str!("../../README.zh-CN.md"),
    ] {
        let rules = recipes(readme);
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
