//! A file that cannot be wrong at night: each mistake, and exactly what the owner is told.

use wechat_edge::rules::parse::read;

/// A rule with this `when`, in line 2, that replies with a text.
fn when(when: &str) -> String {
    format!("[[rule]]\nwhen = {when}\nreply = \"好\"\n")
}

/// A rule about text messages with this `reply`, in line 3.
fn reply(reply: &str) -> String {
    format!("[[rule]]\nwhen = {{ message = \"text\" }}\nreply = {reply}\n")
}

/// A rule about scans with this `reply`, in line 3.
fn reply_to_scan(reply: &str) -> String {
    format!("[[rule]]\nwhen = {{ scan = \"store-{{store}}\" }}\nreply = {reply}\n")
}

#[track_caller]
fn check(rows: &[(String, &str)]) {
    for (toml, message) in rows {
        match read(toml) {
            Ok(_) => panic!("this was accepted:\n{toml}"),
            Err(error) => assert_eq!(error.to_string(), *message, "{toml}"),
        }
    }
}

#[test]
fn what_is_no_toml_is_refused() {
    check(&[
        (
            "[[rule]\n".to_owned(),
            "1:8: unclosed array table, expected `]`",
        ),
        (
            "[[rule]]\nwhen = \"*\n".to_owned(),
            "2:10: invalid basic string, expected `\"`",
        ),
        (
            "[[rule]]\nwhen = \"*\"\nwhen = \"*\"\n".to_owned(),
            "3:1: duplicate key",
        ),
    ]);
}

#[test]
fn unknown_keys_are_refused() {
    check(&[
        (
            "[[rules]]\n".to_owned(),
            "1:3: unknown key `rules` in the file; did you mean `rule`?",
        ),
        (
            "[[rule]]\nwhen = \"*\"\nreplay = \"好\"\n".to_owned(),
            "3:1: unknown key `replay` in a rule; did you mean `reply`?",
        ),
        (
            when(r#"{ mesage = "text" }"#),
            "2:10: unknown key `mesage` in when; did you mean `message`?",
        ),
        (
            when(r#"{ message = "text", startswith = "查" }"#),
            "2:28: unknown key `startswith` in when; did you mean `starts_with`?",
        ),
        (
            reply(r#"{ txt = "好" }"#),
            "3:11: unknown key `txt` in reply; did you mean `text`?",
        ),
        (
            reply(r#"{ video = { mediaid = "M" } }"#),
            "3:21: unknown key `mediaid` in video; did you mean `media_id`?",
        ),
        (
            reply(r#"{ news = { title = "题", link = "https://a" } }"#),
            "3:33: unknown key `link` in news; there are `title`, `description`, `pic_url`, `url`",
        ),
    ]);
}

#[test]
fn a_rule_says_when_and_what() {
    check(&[
        (
            "[[rule]]\nreply = \"好\"\n".to_owned(),
            "1:1: the rule has no `when`; \"*\" stands for everything",
        ),
        (
            "[[rule]]\nwhen = \"*\"\n".to_owned(),
            "1:1: the rule has no `reply`; to say nothing write { none = true }",
        ),
        (
            when(r#""text""#),
            "2:8: `when = \"text\"` says nothing: write \"*\" for everything, or for example \
             { message = \"text\" } or { scan = \"vip\" }",
        ),
        (
            when("{ visitor = \"new\" }"),
            "2:8: `when` says nothing of what happened: message, event, menu or scan",
        ),
        (
            when("5"),
            "2:8: expected { key = value, … }, found a value of type integer",
        ),
        (
            when(r#"{ scan = "*", event = "subscribe" }"#),
            "2:30: `when` has scan and event: one rule, one of them",
        ),
        (
            when(r#"{ message = "text", visitor = "new" }"#),
            "2:38: only a scan has a visitor",
        ),
        (
            reply("{}"),
            "3:9: the reply is empty; to say nothing write { none = true }",
        ),
        (
            reply("5"),
            "3:9: expected { key = value, … }, found a value of type integer",
        ),
        (
            reply(r#"{ text = "好", image = "M" }"#),
            "3:31: the reply has text and image: WeChat takes one",
        ),
        (
            reply("{ none = false }"),
            "3:18: write `true` here, or leave the key out",
        ),
    ]);
}

#[test]
fn unknown_names_are_refused_with_what_was_meant() {
    check(&[
        (
            when(r#"{ event = "subscibe" }"#),
            "2:18: unknown event `subscibe`; did you mean `subscribe`?",
        ),
        (
            when(r#"{ event = ["CLICK", "VEIW"] }"#),
            "2:28: unknown event `VEIW`; did you mean `VIEW`?",
        ),
        (
            when(r#"{ event = "刚关注的人" }"#),
            "2:18: unknown event `刚关注的人`",
        ),
        (
            when(r#"{ message = "txt" }"#),
            "2:20: unknown message `txt`; did you mean `text`?",
        ),
        (
            when(r#"{ message = "event" }"#),
            "2:20: an event is no message: write event = \"…\"",
        ),
        (
            when("{ message = [] }"),
            "2:20: the list is empty: this rule would never answer",
        ),
        (
            when("{ message = 5 }"),
            "2:20: expected a name, or a list of names, found a value of type integer",
        ),
        (
            when(r#"{ scan = "*", visitor = "old" }"#),
            "2:32: unknown visitor `old`; there are `new`, `existing`",
        ),
    ]);
}

#[test]
fn a_scene_that_no_code_can_have_is_refused() {
    let long = "店".repeat(65);
    check(&[
        (
            when(r#"{ scan = "" }"#),
            "2:17: the scene is empty; \"*\" stands for any",
        ),
        (
            when(&format!("{{ scan = {long:?} }}")),
            "2:17: the scene has 65 characters, WeChat allows 64",
        ),
        (
            when(&format!("{{ scan = \"{}{{x}}\" }}", "a".repeat(64))),
            "2:17: the scene has 65 characters, WeChat allows 64",
        ),
        (
            when("{ scan = 4294967296 }"),
            "2:17: a scene's number is 1 to 4294967295",
        ),
        (
            when("{ scan = 0 }"),
            "2:17: a scene's number is 1 to 4294967295",
        ),
        (
            when("{ scan = -1 }"),
            "2:17: a scene's number is 1 to 4294967295",
        ),
        (
            when(r#"{ scan = "1..=4294967296" }"#),
            "2:17: a range of scenes is two numbers up to 4294967295, such as \"1000..=1999\"; \
             `4294967296` is none",
        ),
        (
            when(r#"{ scan = "a..=b" }"#),
            "2:17: a range of scenes is two numbers up to 4294967295, such as \"1000..=1999\"; \
             `a` is none",
        ),
        (
            when(r#"{ scan = "9..=1" }"#),
            "2:17: the range is empty: 9 is greater than 1",
        ),
        (
            when(r#"{ scan = "{a}{b}" }"#),
            "2:17: nothing tells where {a} ends and {b} begins: put a character between them",
        ),
        (
            when(r#"{ scan = "{a}-{a}" }"#),
            "2:17: the part {a} is there twice",
        ),
        (
            when(r#"{ scan = "store-{" }"#),
            "2:17: a brace has no `}`; for a brace itself write it twice",
        ),
        (
            when(r#"{ scan = "store-}" }"#),
            "2:17: a brace has no `{`; for a brace itself write it twice",
        ),
        (
            when(r#"{ scan = "{store no}" }"#),
            "2:17: `{store no}` is no placeholder: its name has letters, digits and `_`; for a \
             brace itself write it twice",
        ),
        (
            when("{ scan = true }"),
            "2:17: expected a scene, such as \"vip\", \"store-{store}\" or \"1..=99\", found a \
             value of type boolean",
        ),
    ]);
}

#[test]
fn a_test_of_words_that_makes_no_sense_is_refused() {
    check(&[
        (
            when(r#"{ message = "text", contains = "" }"#),
            "2:39: every text has the empty one in it: write a word, or leave the key out",
        ),
        (
            when(r#"{ message = "text", equals = [] }"#),
            "2:37: the list is empty: this rule would never answer",
        ),
        (
            when(r#"{ message = "text", equals = "a", contains = "b" }"#),
            "2:53: a rule has one of equals, starts_with, contains and matches, not several",
        ),
        (
            when(r#"{ message = "text", ignore_case = true }"#),
            "2:8: ignore_case and ignore_blanks need equals, starts_with, contains or matches \
             beside them",
        ),
        (
            when(r#"{ message = "image", equals = "a" }"#),
            "2:20: equals, starts_with, contains and matches ask for words: those of \
             message = \"text\" or \"voice\", or the key of menu",
        ),
        (
            when(r#"{ scan = "*", equals = "a" }"#),
            "2:17: equals, starts_with, contains and matches ask for words: those of \
             message = \"text\" or \"voice\", or the key of menu",
        ),
        (
            when(r#"{ message = "text", matches = "(" }"#),
            "2:38: the regular expression is wrong: found open group without closing ')'",
        ),
        (
            when(r#"{ menu = "" }"#),
            "2:17: the menu key is empty; \"*\" stands for any",
        ),
        (
            when(r#"{ menu = "A", equals = "B" }"#),
            "2:17: the menu key is said twice: write menu = \"*\" here",
        ),
    ]);
}

#[test]
fn a_placeholder_that_nothing_fills_is_refused() {
    check(&[
        (
            reply_to_scan(r#""{stor} 号店""#),
            "3:9: nothing in this rule fills {stor}; did you mean `store`?",
        ),
        (
            reply(r#""{scene}""#),
            "3:9: nothing in this rule fills {scene}; there are `content`, `bizmsgmenuid`, \
             `msg_id`, `openid`, `create_time`",
        ),
        (
            reply(r#"{ news = { title = "{contnt}", url = "https://a" } }"#),
            "3:28: nothing in this rule fills {contnt}; did you mean `content`?",
        ),
        (
            "[[rule]]\nwhen = \"*\"\nreply = \"{content}\"\n".to_owned(),
            "3:9: nothing in this rule fills {content}; there are `openid`, `create_time`",
        ),
        (
            reply(r#""{""#),
            "3:9: a brace has no `}`; for a brace itself write it twice",
        ),
    ]);
}

#[test]
fn a_reply_that_wechat_would_refuse_is_refused() {
    let article = r#"{ title = "题", url = "https://a" }"#;
    let articles = |count| format!("{{ news = [{}] }}", vec![article; count].join(", "));
    let long = format!("\"{}\"", "长".repeat(683));
    check(&[
        (
            reply(r#""""#),
            "3:9: the text is empty, which WeChat shows as an error",
        ),
        (
            reply(r#"{ text = " " }"#),
            "3:18: the text is empty, which WeChat shows as an error",
        ),
        (
            reply(&long),
            "3:9: the text has 2049 bytes, WeChat allows 2048 (a Chinese character has 3)",
        ),
        (
            reply(r#"{ image = "" }"#),
            "3:19: this is empty, and the reply needs it",
        ),
        (
            reply(r#"{ video = { title = "题" } }"#),
            "3:19: video has no media_id, which WeChat requires",
        ),
        (
            reply(r#"{ music = { title = "题" } }"#),
            "3:19: music has no thumb_media_id, which WeChat requires",
        ),
        (
            reply(r#"{ news = { title = "题" } }"#),
            "3:18: the article has no url, which opens on a tap; where nothing is to open, write \
             url = \"\"",
        ),
        (reply("{ news = [] }"), "3:18: news has no article"),
        (
            reply(&articles(2)),
            "3:18: news has 2 articles, WeChat allows 1 in answer to a message",
        ),
        (
            reply_to_scan(&articles(9)),
            "3:18: news has 9 articles, WeChat allows 8",
        ),
        (
            reply_to_scan("{ transfer_customer_service = true }"),
            "3:39: transfer_customer_service answers messages only, not events and scans",
        ),
        (
            reply_to_scan("{ transfer_biz_ai_ivr = true }"),
            "3:33: transfer_biz_ai_ivr answers messages only, not events and scans",
        ),
        (
            reply("{ transfer_customer_service = false }"),
            "3:39: write `true` here, or leave the key out",
        ),
    ]);
}

#[test]
fn a_rule_that_never_answers_is_refused() {
    for (above, below) in [
        (r#""*""#, r#"{ scan = "vip" }"#),
        (r#"{ message = "*" }"#, r#"{ message = "text" }"#),
        (
            r#"{ message = ["text", "image"] }"#,
            r#"{ message = "image" }"#,
        ),
        (
            r#"{ message = "text" }"#,
            r#"{ message = "text", equals = "a" }"#,
        ),
        (
            r#"{ message = "text", contains = "a" }"#,
            r#"{ message = "text", starts_with = "ba" }"#,
        ),
        (
            r#"{ message = "text", starts_with = ["a", "b"] }"#,
            r#"{ message = "text", equals = ["bc", "ad"] }"#,
        ),
        (
            r"{ message = 'text', matches = 'a' }",
            r"{ message = 'text', matches = 'a' }",
        ),
        (r#"{ event = "*" }"#, r#"{ menu = "ABOUT" }"#),
        (
            r#"{ event = ["subscribe", "SCAN"] }"#,
            r#"{ scan = "vip" }"#,
        ),
        (
            r#"{ event = "subscribe" }"#,
            r#"{ scan = "vip", visitor = "new" }"#,
        ),
        (
            r#"{ event = "SCAN" }"#,
            r#"{ scan = "vip", visitor = "existing" }"#,
        ),
        (r#"{ menu = "*" }"#, r#"{ event = "CLICK" }"#),
        (r#"{ scan = "*" }"#, r#"{ scan = "{x}" }"#),
        (r#"{ scan = "{x}" }"#, r#"{ scan = "1..=2" }"#),
        (
            r#"{ scan = "vip" }"#,
            r#"{ scan = "vip", visitor = "new" }"#,
        ),
        (r#"{ scan = "store-{s}" }"#, r#"{ scan = "store-12" }"#),
        (r#"{ scan = "store-{s}" }"#, r#"{ scan = "store-{s}-{t}" }"#),
        (r#"{ scan = "1..=9" }"#, r#"{ scan = 5 }"#),
        (r#"{ scan = "1..=9" }"#, r#"{ scan = "2..=8" }"#),
    ] {
        let toml = [when(above), when(below)].concat();
        let is_same = read(&[when(below), when(above)].concat()).is_err();
        check(&[(
            toml,
            if is_same {
                "4:1: this rule never answers: the one in line 1 asks for the same; remove one of \
                 them"
            } else {
                "4:1: this rule never answers: the one in line 1 takes all that it could; move it \
                 above line 1, or remove it"
            },
        )]);
    }
}

#[test]
fn a_rule_that_may_still_answer_is_accepted() {
    for (above, below) in [
        (
            r#"{ message = "text" }"#,
            r#"{ message = ["text", "image"] }"#,
        ),
        (r#"{ message = "*" }"#, r#""*""#),
        (
            r#"{ message = "text", equals = "a" }"#,
            r#"{ message = "text" }"#,
        ),
        (
            r#"{ message = "text", equals = "a" }"#,
            r#"{ message = "text", equals = "a", ignore_case = true }"#,
        ),
        (r#"{ event = "subscribe" }"#, r#"{ scan = "vip" }"#),
        (r#"{ scan = "*", visitor = "new" }"#, r#"{ scan = "*" }"#),
        (r#"{ scan = "*" }"#, r#"{ event = "subscribe" }"#),
        (r#"{ scan = "1..=5" }"#, r#"{ scan = "2..=8" }"#),
        (r#"{ scan = "store-{s}-{t}" }"#, r#"{ scan = "store-{s}" }"#),
        (r#"{ menu = "A" }"#, r#"{ menu = "*" }"#),
    ] {
        let toml = [when(above), when(below)].concat();
        assert!(read(&toml).is_ok(), "{toml}");
    }
}
