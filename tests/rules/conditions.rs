//! When a rule answers.

use proptest::collection::vec;
use proptest::prelude::*;
use regex_lite::Regex;

use crate::{event, message, reply_text, rule, rules, scan, subscribe, text, voice};

/// Whether a rule with this condition answers this message.
#[track_caller]
fn check(when: &str, message: &str, answers: bool) {
    let rules = rules(&rule(when, "是"));
    let answered = reply_text(&rules, message) == "是";
    assert_eq!(answered, answers, "when = {when}: {message}");
}

#[test]
fn a_message_is_told_by_its_kind() {
    let image = message(&[("MsgType", "image"), ("MediaId", "m")]);
    let unheard_of = message(&[("MsgType", "hologram")]);
    for (when, message, answers) in [
        (r#"{ message = "text" }"#, text("你好"), true),
        (r#"{ message = "text" }"#, image.clone(), false),
        (r#"{ message = "TEXT" }"#, text("你好"), true),
        (r#"{ message = ["image", "video"] }"#, image.clone(), true),
        (r#"{ message = ["image", "video"] }"#, text("你好"), false),
        (r#"{ message = "*" }"#, image, true),
        (r#"{ message = "*" }"#, unheard_of, true),
        (r#"{ message = "*" }"#, event("CLICK", "K"), false),
    ] {
        check(when, &message, answers);
    }
}

#[test]
fn an_event_is_told_by_its_name_in_any_letter_case() {
    for (when, message, answers) in [
        (r#"{ event = "subscribe" }"#, event("subscribe", ""), true),
        (r#"{ event = "subscribe" }"#, event("SUBSCRIBE", ""), true),
        (
            r#"{ event = "subscribe" }"#,
            event("unsubscribe", ""),
            false,
        ),
        (
            r#"{ event = ["CLICK", "VIEW"] }"#,
            event("VIEW", "https://example.com"),
            true,
        ),
        (r#"{ event = "location" }"#, event("LOCATION", ""), true),
        (
            r#"{ event = "LOCATION" }"#,
            message(&[("MsgType", "location"), ("Label", "杭州")]),
            false,
        ),
        (r#"{ event = "*" }"#, event("unheard_of", ""), true),
        (r#"{ event = "*" }"#, text("subscribe"), false),
    ] {
        check(when, &message, answers);
    }
}

#[test]
fn a_scan_is_one_thing_whichever_way_it_comes() {
    for (when, message, answers) in [
        (r#"{ scan = "*" }"#, subscribe("vip"), true),
        (r#"{ scan = "*" }"#, scan("vip"), true),
        (r#"{ scan = "*" }"#, event("scan", "vip"), true),
        (r#"{ scan = "*" }"#, event("subscribe", ""), false),
        (r#"{ scan = "*" }"#, event("subscribe", "qrscene_"), false),
        (
            r#"{ scan = "*" }"#,
            event("subscribe", "last_trade_no_4200000000"),
            false,
        ),
        (r#"{ scan = "*" }"#, event("SCAN", ""), false),
        (r#"{ scan = "*" }"#, text("vip"), false),
        (r#"{ scan = "*", visitor = "new" }"#, subscribe("vip"), true),
        (r#"{ scan = "*", visitor = "new" }"#, scan("vip"), false),
        (
            r#"{ scan = "*", visitor = "existing" }"#,
            subscribe("vip"),
            false,
        ),
        (r#"{ scan = "*", visitor = "existing" }"#, scan("vip"), true),
    ] {
        check(when, &message, answers);
    }
}

#[test]
fn a_scene_is_exact_or_a_range_or_a_pattern() {
    let longest = "店".repeat(64);
    for (scene, scanned, answers) in [
        (r#""vip""#, "vip", true),
        (r#""vip""#, "VIP", false),
        (r#""vip""#, "vip2", false),
        (r#""qrscene_1""#, "qrscene_1", true),
        ("123", "123", true),
        ("123", "0123", false),
        ("4294967295", "4294967295", true),
        (r#""{{x}}""#, "{x}", true),
        (r#""1000..=1999""#, "999", false),
        (r#""1000..=1999""#, "1000", true),
        (r#""1000..=1999""#, "1999", true),
        (r#""1000..=1999""#, "2000", false),
        (r#""1000..=1999""#, "01500", false),
        (r#""1000..=1999""#, "+1500", false),
        (r#""1000..=1999""#, "1500 ", false),
        (r#""1000..=1999""#, "99999999999999999999", false),
        (r#""0..=4294967295""#, "0", true),
        (r#""store-{store}""#, "store-12", true),
        (r#""store-{store}""#, "store-", false),
        (r#""store-{store}""#, "a-store-12", false),
        (r#""{a}-{b}""#, "x-y-z", true),
        (r#""{a}-{b}""#, "-y", false),
        (r#""{a}-{b}.x""#, "1-2.x.x", true),
        (r#""{a}-end""#, "x-end-end", true),
        (r#""{店}号店""#, "十二号店", true),
        (r#""{a}""#, longest.as_str(), true),
        (r#""{a}""#, "😀", true),
    ] {
        check(&format!("{{ scan = {scene} }}"), &scan(scanned), answers);
        check(
            &format!("{{ scan = {scene} }}"),
            &subscribe(scanned),
            answers,
        );
    }
}

#[test]
fn words_are_compared_as_the_rule_says() {
    for (test, content, answers) in [
        (r#"equals = "你好""#, "你好", true),
        (r#"equals = "你好""#, "你好 ", false),
        (r#"equals = ["你好", "您好"]"#, "您好", true),
        (
            r#"equals = "你好", ignore_blanks = true"#,
            "　你好 \n",
            true,
        ),
        (r#"equals = "hello""#, "Hello", false),
        (r#"equals = "Hello", ignore_case = true"#, "hELLO", true),
        (r#"equals = "ÀÉ", ignore_case = true"#, "àé", true),
        (r#"starts_with = "查询""#, "查询订单", true),
        (r#"starts_with = "查询""#, "我要查询", false),
        (r#"contains = ["营业", "几点"]"#, "今天几点开门？", true),
        (r#"contains = "营业""#, "今天几点开门？", false),
        (r#"contains = "😀""#, "好😀好", true),
        (r"matches = '^\d{4}$'", "2026", true),
        (r"matches = '^\d{4}$'", "20261", false),
        (r"matches = '^hi$', ignore_case = true", "HI", true),
        (
            r"matches = '^hi$', ignore_case = true, ignore_blanks = true",
            " HI ",
            true,
        ),
        (r"matches = 'a|b'", "xbx", true),
    ] {
        check(
            &format!(r#"{{ message = "text", {test} }}"#),
            &text(content),
            answers,
        );
        check(
            &format!(r#"{{ message = "voice", {test} }}"#),
            &voice(content),
            answers,
        );
        let key = format!(r#"{{ menu = "*", {test} }}"#);
        check(&key, &event("CLICK", content), answers);
    }
}

#[test]
fn a_menu_key_is_that_of_any_button() {
    for (when, message, answers) in [
        (r#"{ menu = "ABOUT" }"#, event("CLICK", "ABOUT"), true),
        (
            r#"{ menu = "ABOUT" }"#,
            event("scancode_waitmsg", "ABOUT"),
            true,
        ),
        (r#"{ menu = "ABOUT" }"#, event("CLICK", "about"), false),
        (r#"{ menu = "ABOUT" }"#, event("SCAN", "ABOUT"), false),
        (r#"{ menu = "ABOUT" }"#, text("ABOUT"), false),
        (
            r#"{ menu = "*" }"#,
            event("view_miniprogram", "pages/index"),
            true,
        ),
        (
            r#"{ menu = "*", starts_with = "HELP_" }"#,
            event("CLICK", "HELP_2"),
            true,
        ),
    ] {
        check(when, &message, answers);
    }
}

#[test]
fn a_star_takes_everything() {
    for message in [
        text("你好"),
        voice(""),
        scan("vip"),
        event("unheard_of", ""),
    ] {
        check(r#""*""#, &message, true);
    }
}

#[test]
fn the_first_rule_that_fits_answers() {
    let rules = rules(
        &[
            rule(r#"{ scan = "store-1", visitor = "new" }"#, "一号店新粉丝"),
            rule(
                r#"{ scan = "store-{n}", visitor = "new" }"#,
                "{n} 号店新粉丝",
            ),
            rule(r#"{ scan = "store-1" }"#, "一号店"),
            rule(r#"{ event = ["SCAN", "CLICK"] }"#, "事件"),
            rule(r#"{ scan = "vip" }"#, "贵宾"),
            rule(r#""*""#, "其他"),
        ]
        .concat(),
    );
    for (message, reply) in [
        (subscribe("store-1"), "一号店新粉丝"),
        (subscribe("store-2"), "2 号店新粉丝"),
        (scan("store-1"), "一号店"),
        (scan("store-2"), "事件"),
        (scan("vip"), "事件"),
        (subscribe("vip"), "贵宾"),
        (subscribe("other"), "其他"),
        (text("你好"), "其他"),
    ] {
        assert_eq!(reply_text(&rules, &message), reply, "{message}");
    }
}

#[test]
fn nothing_fits_nothing_is_said() {
    let none = rules("");
    let one = rules(&rule(r#"{ scan = "vip" }"#, "贵宾"));
    for message in [text("你好"), scan("store-1"), event("unsubscribe", "")] {
        assert_eq!(reply_text(&none, &message), "");
        assert_eq!(reply_text(&one, &message), "");
    }
}

/// The rule that answers is looked up, not searched for: of 1,000 exact scenes each finds its own,
/// also with rules of other kinds between them.
#[test]
fn a_thousand_scenes_each_find_their_rule() {
    let mut toml = String::new();
    for n in 0..1000 {
        toml += &rule(
            &format!(r#"{{ scan = "store-{n}" }}"#),
            &format!("{n} 号店"),
        );
        if n == 500 {
            toml += &rule(r#"{ scan = "store-9{x}" }"#, "九");
        }
    }
    // The pattern takes all that comes below it and starts with a nine.
    let mistakes = wechat_edge::rules::parse::read(&toml).unwrap_err();
    assert_eq!(mistakes.all.len(), 100);
    assert_eq!(
        mistakes.all[0].to_string(),
        "2704:1: this rule never answers: the one in line 1504 takes all that it could; move it \
         above line 1504, or remove it",
    );
    let toml = toml.replace("store-9{x}", "store-x{x}");
    let rules = rules(&toml);
    let exact: usize = rules.exact.iter().map(|bucket| bucket.len()).sum();
    assert_eq!((exact, rules.others.len()), (1000, 1));
    // Hardly more than one has to be compared, whichever scene it is.
    assert!(rules.exact.iter().all(|bucket| bucket.len() <= 6));
    for n in 0..1000 {
        assert_eq!(
            reply_text(&rules, &scan(&format!("store-{n}"))),
            format!("{n} 号店")
        );
    }
    assert_eq!(reply_text(&rules, &scan("store-1000")), "");
    assert_eq!(reply_text(&rules, &scan("store-xy")), "九");
}

proptest! {
    /// A pattern takes a scene wherever a search that tries everything would, and its parts and
    /// literals put together are the scene.
    #[test]
    fn a_pattern_finds_a_fit_wherever_there_is_one(
        literals in vec("[ab店]{1,2}", 1..4),
        starts_with_part in any::<bool>(),
        ends_with_part in any::<bool>(),
        scanned in "[ab店]{1,12}",
    ) {
        let mut pattern = if starts_with_part { "{first}" } else { "" }.to_owned();
        pattern += &literals.iter().enumerate().map(|(n, literal)| {
            if n == 0 { literal.clone() } else { format!("{{p{n}}}{literal}") }
        }).collect::<String>();
        pattern += if ends_with_part { "{last}" } else { "" };
        prop_assume!(pattern.contains('{'));

        let every_part = Regex::new(r"\{\w+\}").unwrap();
        let expression = format!("^{}$", every_part.replace_all(&pattern, "(.+)"));
        let fits = Regex::new(&expression).unwrap().is_match(&scanned);
        let rules = rules(&rule(&format!("{{ scan = {pattern:?} }}"), &pattern));
        let filled = reply_text(&rules, &scan(&scanned));
        prop_assert_eq!(filled, if fits { scanned } else { String::new() });
    }
}
