//! Every message and every event that the tables know, read from its sample, and what holds for
//! those that they do not know.

#[path = "../samples/mod.rs"]
mod samples;
mod shown;
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::mem::discriminant;
use std::path::Path;

use proptest::prelude::*;
use samples::samples;
use shown::{leaves, shown, typed_fields, with_every_value};
use wechat_edge::wechat::event::Event;
use wechat_edge::wechat::message::{Message, MessageType};
use wechat_edge::wechat::scene::{Scan, Visitor};
use wechat_edge::wechat::xml::{Document, Strictness};

/// The samples of what the tables know.
const KNOWN: &[&str] = &["msg_", "event_", "device_"];

// The samples

#[test]
fn every_sample_file_is_of_one_of_the_five_sorts() {
    let sorts = [KNOWN, &["unknown_", "reply_"]].concat();
    for (name, _) in samples(&[""]) {
        assert!(
            sorts.iter().any(|sort| name.starts_with(sort)),
            "{name}: no test reads it"
        );
    }
}

#[test]
fn every_name_in_the_tables_has_a_sample() {
    let sampled: BTreeSet<(bool, String)> = samples(KNOWN)
        .iter()
        .map(|(_, xml)| {
            with_message(xml, |message| {
                let name = message.event_name().unwrap_or(message.msg_type);
                (message.is_event(), name.to_owned())
            })
        })
        .collect();
    for (is_event, names) in [(true, Event::NAMES), (false, MessageType::NAMES)] {
        for name in names {
            assert!(sampled.contains(&(is_event, (*name).to_owned())), "{name}");
        }
    }
}

#[test]
fn every_sample_is_of_a_known_kind() {
    for (name, xml) in samples(KNOWN) {
        with_message(&xml, |message| {
            assert_eq!(message.is_event(), name.starts_with("event_"), "{name}");
            let known = match message.event() {
                Some(event) => !matches!(event, Event::Unknown(_)),
                None => !matches!(message.kind(), MessageType::Unknown(_)),
            };
            assert!(known, "{name}");
        });
    }
}

/// `UPDATE_EXPECT=1` in the environment writes the file instead of comparing with it.
#[test]
fn every_sample_is_read_as_expected_txt_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages/expected.txt");
    let read: Vec<String> = samples(KNOWN)
        .iter()
        .map(|(name, xml)| format!("{name}\n{}\n", with_message(xml, shown)))
        .collect();
    if std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1") {
        fs::write(&path, read.join("\n")).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    // One by one, so that a failure shows the sample and not the whole file.
    let mut rest = expected.as_str();
    for sample in &read {
        let (next, after) = rest.split_once("\n\n").unwrap_or((rest.trim_end(), ""));
        assert_eq!(next, sample.trim_end());
        rest = after;
    }
    assert_eq!(rest, "");
}

/// Another parser and no table of expectations: so nothing wrong can be blessed into `expected.txt`.
#[test]
fn every_element_of_a_sample_is_read_by_a_field_of_its_name() {
    for (name, xml) in samples(KNOWN) {
        let mut fields = with_message(&xml, typed_fields);
        fields.retain(|field| !field.is_group());
        for (element, text) in leaves(&xml) {
            let at = fields
                .iter()
                .position(|field| field.is_named(&element) && field.shows(&text));
            assert!(at.is_some(), "{name}: {element} {text:?} in {fields:?}");
            fields.remove(at.unwrap());
        }
        fields.retain(|field| !field.is_empty());
        assert!(fields.is_empty(), "{name}: made up {fields:?}");
    }
}

#[test]
fn every_field_of_the_tables_is_filled_by_a_sample() {
    let (mut filled, mut empty) = (BTreeSet::new(), BTreeSet::new());
    for (_, xml) in samples(KNOWN) {
        for field in with_message(&xml, typed_fields) {
            let set = if field.is_empty() {
                &mut empty
            } else {
                &mut filled
            };
            set.insert((field.view, field.name));
        }
    }
    let never: Vec<_> = empty.difference(&filled).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn the_order_of_the_elements_does_not_matter() {
    for (name, xml) in samples(KNOWN) {
        let document = roxmltree::Document::parse(&xml).unwrap();
        let reversed: String = document
            .root_element()
            .children()
            .rev()
            .map(|child| &xml[child.range()])
            .collect();
        let reversed = format!("<xml>{reversed}</xml>");
        assert_eq!(
            with_message(&reversed, shown),
            with_message(&xml, shown),
            "{name}"
        );
    }
}

// What the tables do not know

#[test]
fn what_is_unknown_is_kept_with_all_its_elements() {
    for (name, xml) in samples(&["unknown_"]) {
        with_message(&xml, |message| {
            let fields = match message.event() {
                Some(Event::Unknown(unknown)) => unknown.fields(),
                Some(known) => panic!("{name}: {known:?}"),
                None => match message.kind() {
                    MessageType::Unknown(unknown) => unknown.fields(),
                    known => panic!("{name}: {known:?}"),
                },
            };
            let kept: Vec<(usize, &str, &str)> = fields.descendants().collect();
            let document = roxmltree::Document::parse(&xml).unwrap();
            let sent: Vec<(usize, &str, &str)> = document
                .root_element()
                .descendants()
                .skip(1)
                .filter(roxmltree::Node::is_element)
                .map(|element| {
                    let depth = element.ancestors().filter(|node| node.is_element()).count();
                    let is_leaf = element.children().all(|child| !child.is_element());
                    let text = element.text().filter(|_| is_leaf).unwrap_or_default();
                    (depth - 1, element.tag_name().name(), text)
                })
                .collect();
            assert_eq!(kept, sent, "{name}");
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_event_name_is_read_and_only_those_in_the_table_are_known(name in "\\PC{0,24}|[a-z_]{1,24}") {
        let document = Document::parse(b"<xml><EventKey>k</EventKey></xml>", Strictness::Message);
        let document = document.unwrap();
        let is_known = Event::NAMES.iter().any(|known| known.eq_ignore_ascii_case(&name));
        match Event::read(&name, document.fields()) {
            Event::Unknown(unknown) => {
                prop_assert!(!is_known);
                prop_assert_eq!(unknown.fields().get("EventKey"), Some("k"));
            }
            _ => prop_assert!(is_known),
        }
    }

    #[test]
    fn any_text_in_every_field_is_given_back_or_is_none(
        text in "\\PC{0,24}|0|-?[1-9][0-9]{0,19}(\\.[1-9])?"
    ) {
        let text = text.replace("]]>", "");
        for (name, xml) in samples(KNOWN) {
            for field in with_message(&with_every_value(&xml, &text), typed_fields) {
                prop_assert!(
                    field.is_group() || field.is_empty() || field.shows(&text),
                    "{}: {:?}", name, field
                );
            }
        }
    }
}

#[test]
fn a_push_of_the_hardware_platform_is_no_event_although_it_has_an_event_name() {
    with_message(
        "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>\
         <MsgType>device_event</MsgType><Event>subscribe</Event></xml>",
        |message| {
            assert!(message.event().is_none());
            assert!(message.scan().is_none());
            assert!(
                matches!(message.kind(), MessageType::Device(device) if device.event() == "subscribe")
            );
        },
    );
}

// Names

#[test]
fn the_letter_case_of_an_event_name_does_not_matter() {
    let document = Document::parse(b"<xml></xml>", Strictness::Message).unwrap();
    for name in Event::NAMES {
        let spelled = Event::read(name, document.fields());
        assert!(!matches!(spelled, Event::Unknown(_)), "{name}");
        for other in [name.to_uppercase(), name.to_lowercase(), swapped_case(name)] {
            let event = Event::read(&other, document.fields());
            assert_eq!(discriminant(&event), discriminant(&spelled), "{other}");
        }
    }
}

#[test]
fn no_name_is_in_a_table_twice() {
    for names in [Event::NAMES, MessageType::NAMES] {
        let different: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), names.len());
    }
}

#[test]
fn an_element_with_two_spellings_is_read_in_either_and_the_first_counts_where_both_are_there() {
    let table = [
        ("VIEW", "MenuId", "MenuID"),
        ("view_miniprogram", "MenuId", "MenuID"),
        ("user_info_modified", "OpenID", "openid"),
        ("user_authorization_revoke", "AppID", "appid"),
        ("user_authorize_invoice", "AppId", "AuthorizeAppId"),
        ("poi_check_notify", "Msg", "msg"),
    ];
    for (event, spelling, other) in table {
        let with = |elements: &str| with_message(&event_xml(event, elements), shown);
        let expected = with(&format!("<{spelling}>12</{spelling}>"));
        assert!(expected.contains("12"), "{event} {spelling}: {expected}");
        assert_eq!(with(&format!("<{other}>12</{other}>")), expected);
        let both = format!("<{other}>34</{other}><{spelling}>12</{spelling}>");
        assert_eq!(with(&both), expected);
    }
}

#[test]
fn a_scan_is_an_event_of_the_table_too() {
    let xml = event_xml("scan", "<EventKey>vip</EventKey><Ticket>T</Ticket>");
    with_message(&xml, |message| {
        assert_eq!(
            message.scan(),
            Some(Scan {
                scene: "vip",
                ticket: "T",
                visitor: Visitor::Existing
            })
        );
        let event = message.event();
        assert!(matches!(event, Some(Event::Scan(scan)) if scan.event_key() == "vip"));
    });
}

// How it is tested

/// Reads a message, for as long as `look` looks at it.
#[track_caller]
fn with_message<T>(xml: &str, look: impl FnOnce(&Message<'_>) -> T) -> T {
    let document = match Document::parse(xml.as_bytes(), Strictness::Message) {
        Ok(document) => document,
        Err(error) => panic!("{error}: {xml}"),
    };
    match Message::read(&document) {
        Ok(message) => look(&message),
        Err(error) => panic!("{error}: {xml}"),
    }
}

fn event_xml(event: &str, elements: &str) -> String {
    format!(
        "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>\
         <MsgType>event</MsgType><Event>{event}</Event>{elements}</xml>"
    )
}

#[track_caller]
fn check_event(event: &str, elements: &str, expected: &str) {
    let read = with_message(&event_xml(event, elements), |message| {
        format!("{:?}", message.event().unwrap())
    });
    assert_eq!(read, expected, "{elements}");
}

fn swapped_case(name: &str) -> String {
    name.chars()
        .map(|character| match character.is_ascii_lowercase() {
            true => character.to_ascii_uppercase(),
            false => character.to_ascii_lowercase(),
        })
        .collect()
}
