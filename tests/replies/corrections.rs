//! What WeChat would refuse: each is corrected, and the correction is told.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wechat_edge::wechat::reply::{Article, Correction, MAX_TEXT, Music, Reply, Video};

use crate::{EVENT, MESSAGE, corrected_for, elements, every_reply, written};

#[test]
fn an_empty_text_becomes_no_reply() {
    for text in ["", "\0", "\u{1}\u{8}\u{b}\u{1f}", "\u{FFFE}\u{FFFF}"] {
        let reply = Reply::text(text);
        assert_eq!(reply.correction(), Some(Correction::EmptyText), "{text:?}");
        assert_eq!(written(&reply, MESSAGE), None, "{text:?}");
    }
}

#[test]
fn a_reply_without_its_media_id_becomes_no_reply() {
    for empty in ["", "\0\u{1f}"] {
        let video = Video {
            media_id: empty.into(),
            title: "标题".into(),
            description: "描述".into(),
        };
        let music = Music {
            thumb_media_id: empty.into(),
            music_url: "https://example.com/a.mp3".into(),
            ..Music::default()
        };
        let table = [
            (Reply::image(empty), "image", "MediaId"),
            (Reply::voice(empty), "voice", "MediaId"),
            (Reply::video(video), "video", "MediaId"),
            (Reply::music(music), "music", "ThumbMediaId"),
        ];
        for (reply, kind, element) in table {
            let expected = Correction::Missing(kind, element);
            assert_eq!(reply.correction(), Some(expected), "{empty:?}");
            assert_eq!(written(&reply, MESSAGE), None, "{kind} {empty:?}");
        }
    }
}

#[test]
fn a_long_text_is_cut_at_a_character_with_an_ellipsis() {
    let a = |count: usize| "a".repeat(count);
    let table = [
        // Up to 2048 bytes nothing is cut …
        (a(2048), None),
        ("门".repeat(682) + "aa", None),
        ("😀".repeat(512), None),
        // … also not where it is longer by what is not written.
        (a(2048) + "\0", None),
        (a(2047) + "\r\n", Some(a(2047) + "\n")),
        // From there on: 2045 bytes and the ellipsis, which has 3.
        (a(2049), Some(a(2045) + "…")),
        (a(100_000), Some(a(2045) + "…")),
        // Characters of 2, 3 and 4 bytes, with the end on each of their bytes.
        ("é".repeat(1025), Some("é".repeat(1022) + "…")),
        (
            a(1) + &"é".repeat(1024),
            Some(a(1) + &"é".repeat(1022) + "…"),
        ),
        ("门".repeat(683), Some("门".repeat(681) + "…")),
        (
            a(1) + &"门".repeat(683),
            Some(a(1) + &"门".repeat(681) + "…"),
        ),
        (
            a(2) + &"门".repeat(683),
            Some(a(2) + &"门".repeat(681) + "…"),
        ),
        ("😀".repeat(513), Some("😀".repeat(511) + "…")),
        (
            a(1) + &"😀".repeat(512),
            Some(a(1) + &"😀".repeat(511) + "…"),
        ),
        (
            a(2) + &"😀".repeat(512),
            Some(a(2) + &"😀".repeat(510) + "…"),
        ),
        (
            a(3) + &"😀".repeat(512),
            Some(a(3) + &"😀".repeat(510) + "…"),
        ),
        (a(2044) + "😀😀", Some(a(2044) + "…")),
        (a(2045) + "😀", Some(a(2045) + "…")),
    ];
    for (text, expected) in table {
        let end: String = text.chars().rev().take(3).collect();
        let reply = Reply::text(text.clone());
        let expected = expected.unwrap_or_else(|| text.replace('\0', ""));
        let content = content(&reply);
        assert!(content.len() <= MAX_TEXT, "…{end:?}: {}", content.len());
        assert!(content == expected, "…{end:?} became {content:?}");
        let cut = content
            .ends_with('…')
            .then_some(Correction::LongText(text.len()));
        assert_eq!(reply.correction(), cut, "…{end:?}");
    }
}

#[test]
fn surplus_articles_are_dropped_from_the_end() {
    // How many are written, whether in answer to an event, how many are left.
    let table = [
        (0, EVENT, 0, Some(Correction::Missing("news", "Articles"))),
        (0, MESSAGE, 0, Some(Correction::Missing("news", "Articles"))),
        (1, EVENT, 1, None),
        (1, MESSAGE, 1, None),
        (2, EVENT, 2, None),
        (2, MESSAGE, 1, Some(Correction::Articles(2, 1))),
        (8, EVENT, 8, None),
        (8, MESSAGE, 1, Some(Correction::Articles(8, 1))),
        (9, EVENT, 8, Some(Correction::Articles(9, 8))),
        (9, MESSAGE, 1, Some(Correction::Articles(9, 1))),
        (100, EVENT, 8, Some(Correction::Articles(100, 8))),
    ];
    for (given, message, left, correction) in table {
        let article = |number: i32| Article {
            title: number.to_string().into(),
            ..Article::default()
        };
        let reply = corrected_for(Reply::news((1..=given).map(article).collect()), message);
        assert_eq!(reply.correction(), correction, "{given} {message}");
        if left == 0 {
            assert_eq!(written(&reply, message), None);
            continue;
        }
        let elements = elements(&reply, message);
        let titles: Vec<String> = elements
            .iter()
            .filter(|(path, _)| path == "Articles/item/Title")
            .map(|(_, title)| title.clone())
            .collect();
        let expected: Vec<String> = (1..=left).map(|number| number.to_string()).collect();
        assert_eq!(titles, expected, "{given} {message}");
        let count = ("ArticleCount".to_owned(), left.to_string());
        assert!(elements.contains(&count), "{given}: {elements:?}");
    }
}

#[test]
fn an_event_is_not_handed_over_to_an_agent_or_to_the_ai() {
    let table = [
        (
            Reply::transfer_customer_service(None),
            "transfer_customer_service",
        ),
        (
            Reply::transfer_customer_service(Some("kf01@sample".into())),
            "transfer_customer_service",
        ),
        (Reply::transfer_biz_ai_ivr(), "transfer_biz_ai_ivr"),
    ];
    for (reply, kind) in table {
        assert_eq!(corrected_for(reply.clone(), MESSAGE), reply);
        let corrected = corrected_for(reply, EVENT);
        assert_eq!(written(&corrected, EVENT), None);
        let expected = Correction::MessagesOnly(kind);
        assert_eq!(corrected.correction(), Some(expected));
    }
}

#[test]
fn what_fits_both_is_left_alone() {
    for reply in every_reply("a") {
        assert_eq!(reply.correction(), None);
        assert_eq!(corrected_for(reply.clone(), MESSAGE), reply);
        if !reply.msg_type().unwrap().starts_with("transfer_") {
            assert_eq!(corrected_for(reply.clone(), EVENT), reply);
        }
    }
}

#[test]
fn every_correction_says_what_was_done() {
    let articles = |count| vec![Article::default(); count];
    let table = [
        (
            Reply::text(""),
            "a text reply was empty, which WeChat shows as an error: nothing was replied",
        ),
        (
            Reply::text("a".repeat(2049)),
            "a text reply of 2049 bytes was cut to 2048",
        ),
        (
            Reply::image(""),
            "a reply of type image had no MediaId, which WeChat requires: nothing was replied",
        ),
        (
            Reply::voice(""),
            "a reply of type voice had no MediaId, which WeChat requires: nothing was replied",
        ),
        (
            Reply::video(Video::default()),
            "a reply of type video had no MediaId, which WeChat requires: nothing was replied",
        ),
        (
            Reply::music(Music::default()),
            "a reply of type music had no ThumbMediaId, which WeChat requires: nothing was replied",
        ),
        (
            Reply::news(vec![]),
            "a reply of type news had no Articles, which WeChat requires: nothing was replied",
        ),
        (
            Reply::news(articles(9)),
            "a news reply of 9 articles was cut to 8",
        ),
        (
            corrected_for(Reply::news(articles(9)), MESSAGE),
            "a news reply of 9 articles was cut to 1",
        ),
        (
            corrected_for(Reply::transfer_customer_service(None), EVENT),
            "transfer_customer_service answers messages only, not events: nothing was replied",
        ),
        (
            corrected_for(Reply::transfer_biz_ai_ivr(), EVENT),
            "transfer_biz_ai_ivr answers messages only, not events: nothing was replied",
        ),
    ];
    for (reply, expected) in table {
        assert_eq!(reply.correction().unwrap().to_string(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_long_text_is_cut_no_sooner_than_it_must(
        characters in vec(select(&['a', 'é', '门', '😀', '\n'][..]), 0..1500)
    ) {
        let text: String = characters.into_iter().collect();
        prop_assume!(!text.is_empty());
        let reply = Reply::text(text.as_str());
        let content = content(&reply);
        if text.len() <= MAX_TEXT {
            prop_assert_eq!(&content, &text);
            prop_assert_eq!(reply.correction(), None);
        } else {
            let kept = content.strip_suffix('…').unwrap();
            let rest = text.strip_prefix(kept).unwrap();
            let next = rest.chars().next().unwrap();
            prop_assert!(content.len() <= MAX_TEXT);
            prop_assert!(content.len() + next.len_utf8() > MAX_TEXT);
            prop_assert_eq!(reply.correction(), Some(Correction::LongText(text.len())));
        }
    }
}

/// The Content of a text reply.
#[track_caller]
fn content(reply: &Reply<'_>) -> String {
    let elements = elements(reply, MESSAGE);
    let content = elements.into_iter().find(|(path, _)| path == "Content");
    content.expect("a text").1
}
