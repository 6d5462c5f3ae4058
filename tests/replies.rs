//! What a reply promises: it is what WeChat accepts, it says what its author wrote, and what had to
//! be corrected is told.

mod samples;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use samples::samples;
use wechat_edge::callback::{Request, Surroundings, answer};
use wechat_edge::config::Config;
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::{Article, Correction, MAX_TEXT, Music, Reply, Video};
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml::{Document, Strictness, is_allowed};

/// When the replies here are written, in seconds since 1970; that of the samples.
const NOW: u64 = 1735702000;

const MESSAGE: &str = "<xml><ToUserName>gh_0a1b2c3d4e5f</ToUserName>\
    <FromUserName>oSAMPLE0user0000000000000001</FromUserName>\
    <MsgType>text</MsgType><Content>hi</Content></xml>";

const EVENT: &str = "<xml><ToUserName>gh_0a1b2c3d4e5f</ToUserName>\
    <FromUserName>oSAMPLE0user0000000000000001</FromUserName>\
    <MsgType>event</MsgType><Event>subscribe</Event></xml>";

// The form

#[test]
fn every_reply_sample_is_written_so() {
    let samples = samples(&["reply_"]);
    let replies = [
        ("reply_image", Reply::image("SAMPLE-m1")),
        (
            "reply_music",
            Reply::music(Music {
                title: "标题".into(),
                description: "描述".into(),
                music_url: "https://example.com/a.mp3".into(),
                hq_music_url: "https://example.com/a-hq.mp3".into(),
                thumb_media_id: "SAMPLE-m4".into(),
            }),
        ),
        (
            "reply_news",
            Reply::news(vec![Article {
                title: "标题".into(),
                description: "描述".into(),
                pic_url: "https://example.com/p.jpg".into(),
                url: "https://example.com/a".into(),
            }]),
        ),
        ("reply_text", Reply::text("您好\n请回复数字选择")),
        ("reply_transfer_biz_ai_ivr", Reply::transfer_biz_ai_ivr()),
        (
            "reply_transfer_customer_service",
            Reply::transfer_customer_service(None),
        ),
        (
            "reply_transfer_customer_service_kf",
            Reply::transfer_customer_service(Some("kf01@sample".into())),
        ),
        (
            "reply_video",
            Reply::video(Video {
                media_id: "SAMPLE-m3".into(),
                title: "标题".into(),
                description: "描述".into(),
            }),
        ),
        ("reply_voice", Reply::voice("SAMPLE-m2")),
    ];
    assert_eq!(replies.len(), samples.len());
    for ((name, reply), (file, xml)) in replies.iter().zip(&samples) {
        assert_eq!(name, file);
        assert_eq!(reply.correction(), None, "{name}");
        // Byte for byte, but for the line ends between the elements.
        assert_eq!(
            written(reply, MESSAGE),
            Some(xml.replace(">\n<", "><")),
            "{name}"
        );
    }
}

#[test]
fn a_reply_goes_back_to_who_wrote() {
    for reply in every_reply("a") {
        let elements = elements(&reply, MESSAGE);
        let value = |name: &str| {
            elements
                .iter()
                .find(|(path, _)| path == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("ToUserName"), Some("oSAMPLE0user0000000000000001"));
        assert_eq!(value("FromUserName"), Some("gh_0a1b2c3d4e5f"));
        assert_eq!(value("MsgType"), reply.msg_type());
    }
}

#[test]
fn ids_that_are_no_ids_do_not_break_the_reply() {
    let message = MESSAGE
        .replace("gh_0a1b2c3d4e5f", "a]]&gt;&lt;/xml&gt;")
        .replace("oSAMPLE0user0000000000000001", "😀&#1;&amp;b");
    let elements = elements(&Reply::text("hi"), &message);
    assert_eq!(elements[0], ("ToUserName".to_owned(), "😀&b".to_owned()));
    assert_eq!(
        elements[1],
        ("FromUserName".to_owned(), "a]]></xml>".to_owned())
    );
}

#[test]
fn create_time_is_the_given_seconds_without_cdata() {
    for seconds in [0, NOW, u64::MAX] {
        for reply in every_reply("a") {
            let xml = with_message(MESSAGE, |message| reply.to(message, seconds)).unwrap();
            let element = format!("<CreateTime>{seconds}</CreateTime>");
            assert!(xml.contains(&element), "{xml}");
        }
    }
}

#[test]
fn create_time_in_an_answer_is_the_time_of_the_request_in_seconds() {
    let config = Config::read(|name| (name == "WECHAT_TOKEN").then(|| "abc".to_owned()));
    let signature = Token::new("abc").unwrap().sign("1735702000", "n");
    let query = format!(
        "signature={}&timestamp=1735702000&nonce=n",
        signature.as_str()
    );
    let request = Request {
        method: "POST",
        path: "/wechat",
        query: &query,
        body: Some(MESSAGE.as_bytes()),
    };
    for now in [NOW - 7, NOW, NOW + 7] {
        let random = || [0; 16];
        let answer = answer(&request, &config, Surroundings { now, random });
        let element = format!("<CreateTime>{now}</CreateTime>");
        assert!(answer.body.contains(&element), "{answer:?}");
    }
}

#[test]
fn no_reply_is_no_xml_and_no_correction() {
    let none = Reply::none();
    assert_eq!((none.msg_type(), none.correction()), (None, None));
    for message in [MESSAGE, EVENT] {
        assert_eq!(written(&none, message), None);
        assert_eq!(fitting(none.clone(), message), none);
    }
}

#[test]
fn what_is_optional_and_empty_is_left_out() {
    let names = |reply: &Reply<'_>| -> Vec<String> {
        let elements = elements(reply, MESSAGE).into_iter().skip(4);
        elements.map(|(path, _)| path).collect()
    };
    for empty in ["", "\u{1}"] {
        let video = Video {
            media_id: "m".into(),
            title: empty.into(),
            description: empty.into(),
        };
        assert_eq!(names(&Reply::video(video)), ["Video/MediaId"]);
        let music = Music {
            thumb_media_id: "m".into(),
            title: empty.into(),
            ..Music::default()
        };
        assert_eq!(names(&Reply::music(music)), ["Music/ThumbMediaId"]);
        let transfer = Reply::transfer_customer_service(Some(empty.into()));
        assert_eq!(names(&transfer), [""; 0]);
    }
    // WeChat requires all elements of an article.
    assert_eq!(
        names(&Reply::news(vec![Article::default()])),
        [
            "ArticleCount",
            "Articles/item/Title",
            "Articles/item/Description",
            "Articles/item/PicUrl",
            "Articles/item/Url",
        ]
    );
}

// What WeChat would refuse

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
        let reply = fitting(Reply::news((1..=given).map(article).collect()), message);
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
        assert_eq!(fitting(reply.clone(), MESSAGE), reply);
        let corrected = fitting(reply, EVENT);
        assert_eq!(written(&corrected, EVENT), None);
        let expected = Correction::MessagesOnly(kind);
        assert_eq!(corrected.correction(), Some(expected));
    }
}

#[test]
fn what_fits_both_is_left_alone() {
    for reply in every_reply("a") {
        assert_eq!(reply.correction(), None);
        assert_eq!(fitting(reply.clone(), MESSAGE), reply);
        if !reply.msg_type().unwrap().starts_with("transfer_") {
            assert_eq!(fitting(reply.clone(), EVENT), reply);
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
            fitting(Reply::news(articles(9)), MESSAGE),
            "a news reply of 9 articles was cut to 1",
        ),
        (
            fitting(Reply::transfer_customer_service(None), EVENT),
            "transfer_customer_service answers messages only, not events: nothing was replied",
        ),
        (
            fitting(Reply::transfer_biz_ai_ivr(), EVENT),
            "transfer_biz_ai_ivr answers messages only, not events: nothing was replied",
        ),
    ];
    for (reply, expected) in table {
        assert_eq!(reply.correction().unwrap().to_string(), expected);
    }
}

// What the author wrote

#[test]
fn hostile_text_is_given_back_as_it_was_but_for_what_xml_forbids() {
    let table = [
        ("]]>", "]]>"),
        ("]]>]]>", "]]>]]>"),
        ("]]]]>>", "]]]]>>"),
        ("]]", "]]"),
        ("]]\0>", "]]>"),
        (
            "]]><Content>x</Content><![CDATA[",
            "]]><Content>x</Content><![CDATA[",
        ),
        ("</xml><xml>", "</xml><xml>"),
        ("&lt;&amp;&#0;&nbsp;", "&lt;&amp;&#0;&nbsp;"),
        (
            "<!DOCTYPE x [<!ENTITY e \"e\">]>&e;",
            "<!DOCTYPE x [<!ENTITY e \"e\">]>&e;",
        ),
        ("a\0b\u{1}c\u{8}d\u{b}e\u{c}f\u{1f}g", "abcdefg"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
        ("a\u{FFFE}\u{FFFF}b", "ab"),
        ("a\u{7f}\u{85}\u{2028}b", "a\u{7f}\u{85}\u{2028}b"),
        ("  两边空白  ", "  两边空白  "),
        ("😀👨‍👩‍👧‍👦🇨🇳[微笑]/::)", "😀👨‍👩‍👧‍👦🇨🇳[微笑]/::)"),
        ("\u{FEFF}a\u{200d}\u{202e}b", "\u{FEFF}a\u{200d}\u{202e}b"),
        ("\u{10FFFF}", "\u{10FFFF}"),
    ];
    for (text, expected) in table {
        check_given_back(text, expected);
    }
}

const HOSTILE: &[&str] = &[
    "]]>",
    "]]",
    ">",
    "<![CDATA[",
    "<",
    "&",
    "\r\n",
    "\r",
    "\0",
    "\u{FFFE}",
    "门",
];

fn hostile_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<char>().prop_map(String::from),
        select(HOSTILE).prop_map(str::to_owned),
    ];
    // No part has more than 9 bytes: the text is never cut.
    vec(part, 0..200).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_given_back_by_any_reply(text in hostile_text()) {
        let line_ends = text.replace("\r\n", "\n").replace('\r', "\n");
        let expected: String = line_ends.chars().filter(|c| is_allowed(*c)).collect();
        check_given_back(&text, &expected);
    }

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

// How it is tested

/// Every kind of reply that says something, with `text` wherever a text can stand.
fn every_reply(text: &str) -> Vec<Reply<'_>> {
    vec![
        Reply::text(text),
        Reply::image(text),
        Reply::voice(text),
        Reply::video(Video {
            media_id: text.into(),
            title: text.into(),
            description: text.into(),
        }),
        Reply::music(Music {
            title: text.into(),
            description: text.into(),
            music_url: text.into(),
            hq_music_url: text.into(),
            thumb_media_id: text.into(),
        }),
        Reply::news(vec![Article {
            title: text.into(),
            description: text.into(),
            pic_url: text.into(),
            url: text.into(),
        }]),
        Reply::transfer_customer_service(Some(text.into())),
        Reply::transfer_biz_ai_ivr(),
    ]
}

/// Checks that all elements of all replies that hold `text` read `expected`.
#[track_caller]
fn check_given_back(text: &str, expected: &str) {
    let mut texts = 0;
    for reply in every_reply(text) {
        if written(&reply, MESSAGE).is_none() {
            assert_eq!(expected, "", "{:?}", reply.correction());
            continue;
        }
        for (path, value) in elements(&reply, MESSAGE).into_iter().skip(4) {
            if path != "ArticleCount" {
                assert_eq!(value, expected, "{path} of {text:?}");
                texts += 1;
            }
        }
    }
    // Of an empty text only the article is left.
    assert_eq!(texts, if expected.is_empty() { 4 } else { 16 }, "{text:?}");
}

#[track_caller]
fn with_message<T>(xml: &str, look: impl FnOnce(&Message<'_>) -> T) -> T {
    let document = Document::parse(xml.as_bytes(), Strictness::Message).unwrap();
    look(&Message::read(&document).unwrap())
}

/// The reply as it answers a message.
fn written(reply: &Reply<'_>, message: &str) -> Option<String> {
    with_message(message, |message| reply.to(message, NOW))
}

fn fitting<'a>(reply: Reply<'a>, message: &str) -> Reply<'a> {
    with_message(message, |message| reply.fitting(message))
}

/// The elements of a reply that hold no others, read by another parser: path below the root, value.
#[track_caller]
fn elements(reply: &Reply<'_>, message: &str) -> Vec<(String, String)> {
    let xml = written(reply, message).expect("a reply");
    let document = roxmltree::Document::parse(&xml).expect(&xml);
    let is_leaf = |node: &roxmltree::Node<'_, '_>| {
        node.is_element() && node.children().all(|child| !child.is_element())
    };
    document
        .root_element()
        .descendants()
        .filter(is_leaf)
        .map(|node| {
            let mut path: Vec<&str> = node
                .ancestors()
                .map(|node| node.tag_name().name())
                .take_while(|name| *name != "xml")
                .collect();
            path.reverse();
            // A section that was split is several text nodes.
            let value = node.children().filter_map(|child| child.text()).collect();
            (path.join("/"), value)
        })
        .collect()
}

/// The Content of a text reply.
#[track_caller]
fn content(reply: &Reply<'_>) -> String {
    let elements = elements(reply, MESSAGE);
    let content = elements.into_iter().find(|(path, _)| path == "Content");
    content.expect("a text").1
}
