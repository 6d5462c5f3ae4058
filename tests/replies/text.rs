//! What the author wrote is what another parser reads, whatever it is.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wechat_edge::wechat::xml::is_allowed;

use crate::{MESSAGE, elements, every_reply, written};

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
