//! What is replied, by the rules that ship.

use wechat_edge::callback::Log;
use wechat_edge::wechat::reply::{Correction, MAX_TEXT};

use crate::wechat_side::{self, element, log, push};
use crate::{assert_replies_text, assert_success, event, message};

#[test]
fn a_text_is_answered_with_the_same_content() {
    let long = "长".repeat(600);
    for content in [
        "早上好",
        " blanks of the visitor's own ",
        "two\nlines",
        "👨‍👩‍👧‍👦 🇨🇳 [微笑] /::)",
        "<b>&amp;</b>",
        "'\"--",
        "null",
        "【收到不支持的消息类型，暂无法显示】",
        &long,
    ] {
        let answer = push(&wechat_side::text_message(content));
        assert_replies_text(&answer, content);
    }
}

#[test]
fn a_reply_stays_well_formed_whatever_was_typed() {
    for (typed, replied) in [
        ("a]]]]><![CDATA[>b", "a]]>b"),
        ("]]]]><![CDATA[>]]]]><![CDATA[>", "]]>]]>"),
        ("bell\u{7} escape\u{1b} nul\0", "bell escape nul"),
        ("nonfinal \u{FFFF}\u{FFFE}", "nonfinal "),
        ("\u{1f}\u{1f}x", "x"),
        ("]]\u{8}>", "]]>"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ] {
        let answer = push(&wechat_side::text_message(typed));
        assert_replies_text(&answer, replied);
    }
}

#[test]
fn a_reply_swaps_the_ids_and_has_the_time_in_seconds() {
    let answer = push(&wechat_side::text_message("x"));
    assert_eq!(
        answer.body,
        "<xml><ToUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></ToUserName>\
         <FromUserName><![CDATA[gh_10f6c3c3ac5a]]></FromUserName>\
         <CreateTime>1735700000</CreateTime>\
         <MsgType><![CDATA[text]]></MsgType>\
         <Content><![CDATA[x]]></Content></xml>"
    );
}

#[test]
fn a_text_of_nothing_that_can_be_shown_is_answered_with_success_and_logged() {
    for content in ["", "\u{7}", "\0\u{1f}"] {
        let answer = push(&wechat_side::text_message(content));
        assert_success(&answer);
        assert_eq!(answer.log, Some(Log::Corrected(Correction::EmptyText)));
    }
}

#[test]
fn a_reply_that_was_cut_is_logged() {
    let answer = push(&wechat_side::text_message(&"长".repeat(683)));
    let content = element(&answer.body, "Content");
    assert_eq!(content, "长".repeat(681) + "…");
    assert_eq!(content.len(), MAX_TEXT - 2);
    assert_eq!(log(&answer), "a text reply of 2049 bytes was cut to 2048");
}

#[test]
fn voice_is_answered_with_what_was_recognised() {
    for (recognition, replied) in [
        (
            "<Recognition><![CDATA[腾讯微信团队]]></Recognition>",
            "腾讯微信团队",
        ),
        ("<Recognition><![CDATA[]]></Recognition>", "未识别"),
        ("<Recognition/>", "未识别"),
        ("", "未识别"),
    ] {
        let elements = format!(
            "<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>{recognition}\
             <MsgId>1234567890123456</MsgId>"
        );
        assert_replies_text(&message("voice", &elements), replied);
    }
}

#[test]
fn a_new_follower_is_greeted_with_the_scene_where_there_is_one() {
    for (event_key, replied) in [
        (
            "<EventKey><![CDATA[qrscene_123]]></EventKey>",
            "感谢您的关注！场景值:123",
        ),
        (
            "<EventKey><![CDATA[qrscene_门店 12]]></EventKey>",
            "感谢您的关注！场景值:门店 12",
        ),
        // Once, at the start: the scene may look like anything.
        (
            "<EventKey><![CDATA[qrscene_qrscene_1]]></EventKey>",
            "感谢您的关注！场景值:qrscene_1",
        ),
        (
            "<EventKey><![CDATA[xqrscene_1]]></EventKey>",
            "感谢您的关注！",
        ),
        (
            "<EventKey><![CDATA[qrscene_]]></EventKey>",
            "感谢您的关注！",
        ),
        (
            "<EventKey><![CDATA[last_trade_no_40000]]></EventKey>",
            "感谢您的关注！",
        ),
        ("<EventKey><![CDATA[]]></EventKey>", "感谢您的关注！"),
        ("<EventKey/>", "感谢您的关注！"),
        ("", "感谢您的关注！"),
    ] {
        assert_replies_text(&event("subscribe", event_key), replied);
        assert_replies_text(&event("SUBSCRIBE", event_key), replied);
    }
}

#[test]
fn a_followers_scan_is_answered_with_the_scene_in_any_letter_case() {
    for (event_key, replied) in [
        ("123", "您扫描的场景值为：123"),
        // No prefix is taken off here.
        ("qrscene_123", "您扫描的场景值为：qrscene_123"),
        ("last_trade_no_4", "您扫描的场景值为：last_trade_no_4"),
        ("]]]]><![CDATA[>", "您扫描的场景值为：]]>"),
    ] {
        let elements = format!("<EventKey><![CDATA[{event_key}]]></EventKey>");
        for name in ["SCAN", "scan", "Scan"] {
            assert_replies_text(&event(name, &elements), replied);
        }
    }
}

#[test]
fn any_other_event_known_or_not_is_answered_with_success() {
    for name in [
        "unsubscribe",
        "CLICK",
        "VIEW",
        "LOCATION",
        "TEMPLATESENDJOBFINISH",
        "debug_demo",
        "an_event_of_next_year",
        "",
    ] {
        assert_success(&event(name, "<EventKey><![CDATA[qrscene_1]]></EventKey>"));
    }
    assert_success(&message("event", ""));
}

#[test]
fn any_other_message_is_answered_with_the_same_words() {
    for msg_type in [
        "image",
        "video",
        "shortvideo",
        "location",
        "link",
        "file",
        "未知",
    ] {
        assert_replies_text(&message(msg_type, ""), "I love you, itcast!");
    }
}

#[test]
fn every_sample_gets_an_answer() {
    let mut samples = 0;
    for entry in std::fs::read_dir("tests/samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            let body = std::fs::read_to_string(&path).unwrap();
            assert_eq!(push(&body).status, 200, "{}", path.display());
            samples += 1;
        }
    }
    assert!(samples >= 100, "{samples} samples");
}
