//! Every message and every event that the tables know, read from its sample, and what holds for
//! those that they do not know.

mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::mem::discriminant;
use std::path::Path;

use proptest::prelude::*;
use samples::samples;
use wechat_edge::wechat::event::Event;
use wechat_edge::wechat::message::{Kind, Message};
use wechat_edge::wechat::scan::{Scan, Visitor};
use wechat_edge::wechat::xml::{Document, Strictness};

/// The samples of what the tables know.
const KNOWN: &[&str] = &["msg_", "event_", "device_"];

/// What [`Message`] reads itself; the views have the rest.
const COMMON: &[&str] = &[
    "ToUserName",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "MsgId",
    "MsgDataId",
    "Idx",
    "BusinessId",
];

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
    for (is_event, names) in [(true, Event::NAMES), (false, Kind::NAMES)] {
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
                None => !matches!(message.kind(), Kind::Unknown(_)),
            };
            assert!(known, "{name}");
        });
    }
}

/// `UPDATE_EXPECT=1` in the environment writes the file instead of comparing with it.
#[test]
fn every_sample_is_read_as_kinds_txt_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds.txt");
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

/// Another parser and no table of expectations: so nothing wrong can be blessed into `kinds.txt`.
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
                    Kind::Unknown(unknown) => unknown.fields(),
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
                matches!(message.kind(), Kind::Device(device) if device.event() == "subscribe")
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
    for names in [Event::NAMES, Kind::NAMES] {
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

// Numbers

#[test]
fn numbers_are_read_in_cdata_and_with_blanks_and_what_is_none_is_none() {
    let table = [
        ("7", "Some(7)"),
        ("<![CDATA[7]]>", "Some(7)"),
        (" 7\n", "Some(7)"),
        ("<![CDATA[ 7 ]]>", "Some(7)"),
        ("\n<![CDATA[7]]>\t", "Some(7)"),
        ("<![CDATA[4]]><![CDATA[2]]>", "Some(42)"),
        ("&#55;", "Some(7)"),
        ("007", "Some(7)"),
        ("0", "Some(0)"),
        ("5832509444155992350", "Some(5832509444155992350)"),
        ("18446744073709551615", "Some(18446744073709551615)"),
        ("18446744073709551616", "None"),
        ("-7", "None"),
        ("7.0", "None"),
        ("7e3", "None"),
        ("0x7", "None"),
        ("7 8", "None"),
        ("７", "None"),
        ("七", "None"),
        ("7😀", "None"),
        ("<![CDATA[]]>", "None"),
        ("", "None"),
        ("<item>7</item>", "None"),
    ];
    for (value, expected) in table {
        check_event(
            "TEMPLATESENDJOBFINISH",
            &format!("<MsgID>{value}</MsgID>"),
            &format!(r#"TemplateSendJobFinish {{ msg_id: {expected}, status: "" }}"#),
        );
    }
    check_event(
        "TEMPLATESENDJOBFINISH",
        "",
        r#"TemplateSendJobFinish { msg_id: None, status: "" }"#,
    );
}

#[test]
fn signed_numbers_are_read() {
    let table = [
        ("-5", "Some(-5)"),
        ("5", "Some(5)"),
        ("<![CDATA[ -5 ]]>", "Some(-5)"),
        ("-9223372036854775808", "Some(-9223372036854775808)"),
        ("9223372036854775808", "None"),
        ("- 5", "None"),
        ("−5", "None"),
    ];
    for (value, expected) in table {
        let xml = event_xml(
            "update_member_card",
            &format!("<ModifyBonus>{value}</ModifyBonus>"),
        );
        with_message(&xml, |message| match message.event() {
            Some(Event::UpdateMemberCard(card)) => {
                assert_eq!(format!("{:?}", card.modify_bonus()), expected, "{value}");
            }
            event => panic!("{event:?}"),
        });
    }
}

#[test]
fn degrees_are_read_and_what_is_no_finite_number_is_none() {
    let table = [
        ("30.2741", "Some(30.2741)"),
        ("<![CDATA[30]]>", "Some(30.0)"),
        (" -0.5 ", "Some(-0.5)"),
        ("65.000000", "Some(65.0)"),
        ("NaN", "None"),
        ("inf", "None"),
        ("-infinity", "None"),
        ("1e999", "None"),
        ("30,27", "None"),
        ("30°", "None"),
        ("", "None"),
    ];
    for (value, expected) in table {
        check_event(
            "LOCATION",
            &format!("<Latitude>{value}</Latitude>"),
            &format!("Location {{ latitude: {expected}, longitude: None, precision: None }}"),
        );
    }
}

#[test]
fn flags_are_read_as_digits_and_as_words() {
    let table = [
        ("1", "Some(true)"),
        ("0", "Some(false)"),
        ("true", "Some(true)"),
        ("false", "Some(false)"),
        ("True", "Some(true)"),
        ("<![CDATA[ 1 ]]>", "Some(true)"),
        ("2", "None"),
        ("yes", "None"),
        ("是", "None"),
        ("", "None"),
    ];
    for (value, expected) in table {
        check_event(
            "card_merchant_check_result",
            &format!("<IsPass>{value}</IsPass>"),
            &format!(
                "CardMerchantCheckResult {{ merchant_id: None, is_pass: {expected}, reason: \"\" }}"
            ),
        );
    }
}

#[test]
fn a_msg_id_of_19_digits_survives() {
    for id in [5832509444155992350, u64::MAX] {
        let xml = format!(
            "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>\
             <MsgType>text</MsgType><MsgId>{id}</MsgId></xml>"
        );
        with_message(&xml, |message| assert_eq!(message.msg_id(), Some(id)));
    }
}

// Lists

#[test]
fn a_list_has_what_is_there_whatever_its_count_says() {
    let pic = |sum: &str| format!("<item><PicMd5Sum>{sum}</PicMd5Sum></item>");
    let pics = |count: &str, list: &str| {
        format!("<SendPicsInfo><Count>{count}</Count>{list}</SendPicsInfo>")
    };
    let (a, b) = (pic("a"), pic("b"));
    let two = format!("<PicList>{a}{b}</PicList>");
    let shown_two = r#"[Pic { pic_md5_sum: "a" }, Pic { pic_md5_sum: "b" }]"#;
    let table = [
        (pics("2", &two), "Some(2)", shown_two),
        (pics("1", &two), "Some(1)", shown_two),
        (pics("99999999", &two), "Some(99999999)", shown_two),
        (pics("", &two), "None", shown_two),
        (pics("2", "<PicList></PicList>"), "Some(2)", "[]"),
        (pics("2", "<PicList/>"), "Some(2)", "[]"),
        (
            pics("2", "<PicList><![CDATA[]]></PicList>"),
            "Some(2)",
            "[]",
        ),
        (pics("0", ""), "Some(0)", "[]"),
        ("<SendPicsInfo/>".to_owned(), "None", "[]"),
        (String::new(), "None", "[]"),
        (
            pics("1", "<PicList><item/></PicList>"),
            "Some(1)",
            r#"[Pic { pic_md5_sum: "" }]"#,
        ),
    ];
    for (elements, count, list) in table {
        check_event(
            "pic_weixin",
            &elements,
            &format!(r#"SendPics {{ event_key: "", count: {count}, pic_list: {list} }}"#),
        );
    }
}

#[test]
fn fail_idx_repeats_beside_the_other_elements() {
    let table = [
        ("", vec![]),
        ("<fail_idx>2</fail_idx>", vec![2]),
        (
            "<fail_idx>1</fail_idx><article_id>a</article_id><fail_idx>3</fail_idx>",
            vec![1, 3],
        ),
        ("<fail_idx>1</fail_idx><fail_idx>1</fail_idx>", vec![1, 1]),
        // What is no number is not in the list, and does not take the others with it.
        ("<fail_idx>x</fail_idx><fail_idx>3</fail_idx>", vec![3]),
    ];
    for (elements, expected) in table {
        let xml = event_xml(
            "PUBLISHJOBFINISH",
            &format!("<PublishEventInfo>{elements}</PublishEventInfo>"),
        );
        with_message(&xml, |message| match message.event() {
            Some(Event::PublishJobFinish(job)) => assert_eq!(job.fail_idx(), expected),
            event => panic!("{event:?}"),
        });
    }
}

#[test]
fn the_first_of_two_equal_elements_counts() {
    let table = [
        (
            "VIEW",
            "<EventKey>a</EventKey><EventKey>b</EventKey><MenuId>1</MenuId><MenuId>2</MenuId>",
            r#"View { event_key: "a", menu_id: Some(1) }"#,
        ),
        // Also where it is empty or makes no sense.
        (
            "VIEW",
            "<EventKey/><EventKey>b</EventKey><MenuId>x</MenuId><MenuId>2</MenuId>",
            r#"View { event_key: "", menu_id: None }"#,
        ),
        (
            "scancode_push",
            "<ScanCodeInfo><ScanResult>a</ScanResult></ScanCodeInfo>\
             <ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>b</ScanResult></ScanCodeInfo>",
            r#"ScanCode { event_key: "", scan_type: "", scan_result: "a" }"#,
        ),
        // An element of the same name further down is another one.
        (
            "scancode_push",
            "<ScanCodeInfo><EventKey>a</EventKey></ScanCodeInfo><EventKey>b</EventKey>",
            r#"ScanCode { event_key: "b", scan_type: "", scan_result: "" }"#,
        ),
    ];
    for (event, elements, expected) in table {
        check_event(event, elements, expected);
    }
    with_message(
        "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>\
         <FromUserName>o2</FromUserName><MsgType>text</MsgType><MsgType>image</MsgType>\
         <Content>a</Content><Content>b</Content><MsgId>1</MsgId><MsgId>2</MsgId></xml>",
        |message| {
            assert_eq!((message.from_user_name, message.msg_id()), ("o1", Some(1)));
            assert!(matches!(message.kind(), Kind::Text(text) if text.content() == "a"));
        },
    );
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

/// All that is read of a message: what all messages have where it is there, then the view.
fn shown(message: &Message<'_>) -> String {
    let common = [
        ("create_time", format!("{:?}", message.create_time())),
        ("msg_id", format!("{:?}", message.msg_id())),
        ("msg_data_id", format!("{:?}", message.msg_data_id())),
        ("idx", format!("{:?}", message.idx())),
        ("business_id", format!("{:?}", message.business_id())),
    ];
    common
        .into_iter()
        .filter(|(_, value)| value != "None" && value != "\"\"")
        .map(|(name, value)| format!("{name}: {value}\n"))
        .chain([shown_view(message)])
        .collect()
}

/// The view with one field a line: the standard form spreads each `Some(…)` over three.
fn shown_view(message: &Message<'_>) -> String {
    let spread = match message.event() {
        Some(event) => format!("{event:#?}"),
        None => format!("{:#?}", message.kind()),
    };
    let mut lines: Vec<&str> = spread.lines().collect();
    let mut shown = String::new();
    while !lines.is_empty() {
        match lines[..] {
            [open, value, close, ..] if open.ends_with("Some(") && close.trim() == ")," => {
                let value = value.trim().trim_end_matches(',');
                shown += &format!("{open}{value}),\n");
                lines.drain(..3);
            }
            [line, ..] => {
                shown += &format!("{line}\n");
                lines.drain(..1);
            }
            [] => {}
        }
    }
    shown.trim_end().to_owned()
}

/// A field as [`shown_view`] shows it.
#[derive(Debug)]
struct TypedField {
    view: String,
    name: String,
    value: String,
}

impl TypedField {
    /// Whether it holds views, whose fields are listed on their own.
    fn is_group(&self) -> bool {
        self.value == "…"
    }

    fn is_empty(&self) -> bool {
        matches!(self.value.as_str(), "None" | "\"\"" | "[]")
    }

    /// Whether this is the element's name turned into Rust style. Where names clash, that of the
    /// group stands before it; of two spellings (`AppId`, `AuthorizeAppId`) the field has the first.
    fn is_named(&self, element: &str) -> bool {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let (name, element) = (plain(&self.name), plain(element));
        name.ends_with(&element) || element.ends_with(&name)
    }

    fn shows(&self, text: &str) -> bool {
        let number = text
            .parse()
            .ok()
            .map(|number: f64| format!("Some({number:?})"));
        self.value == format!("{text:?}")
            || self.value == format!("Some({text})")
            || self.value == text
            || number.is_some_and(|number| self.value == number)
            || matches!(
                (self.value.as_str(), text),
                ("Some(true)", "1") | ("Some(false)", "0") | ("[]", "")
            )
    }
}

/// The fields of a message's view and of the views in it.
fn typed_fields(message: &Message<'_>) -> Vec<TypedField> {
    let shown = shown_view(message);
    let mut fields = Vec::new();
    // The view that the line is in, and the field, where that is a list or holds a view.
    let mut inside: Vec<(&str, Option<&str>)> = Vec::new();
    for line in shown.lines().map(str::trim) {
        let (view, list) = inside.last().copied().unwrap_or_default();
        let mut push = |name: &str, value: &str| {
            fields.push(TypedField {
                view: view.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            });
        };
        let (name, value) = line
            .split_once(": ")
            .unwrap_or((list.unwrap_or_default(), line));
        if let Some(inner) = value.strip_suffix(" {") {
            inside.push((inner, None));
        } else if value.ends_with(['[', '(']) {
            push(name, "…");
            inside.push((view, Some(name)));
        } else if matches!(value.trim_end_matches(','), "}" | "]" | ")") {
            inside.pop();
        } else if !inside.is_empty() {
            push(name, value.trim_end_matches(','));
        }
    }
    fields
}

/// The names and values of those elements of a sample that the views are to read.
fn leaves(xml: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    leaf_nodes(&document)
        .map(|node| {
            let text = node.text().unwrap_or_default().to_owned();
            (node.tag_name().name().to_owned(), text)
        })
        .collect()
}

/// The sample with one value in all those elements.
fn with_every_value(xml: &str, value: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    let mut filled = xml.to_owned();
    for node in leaf_nodes(&document).collect::<Vec<_>>().into_iter().rev() {
        let name = node.tag_name().name();
        let element = format!("<{name}><![CDATA[{value}]]></{name}>");
        filled.replace_range(node.range(), &element);
    }
    filled
}

/// The elements that hold no others, less those that all messages have and the event's name.
fn leaf_nodes<'a>(
    document: &'a roxmltree::Document<'_>,
) -> impl Iterator<Item = roxmltree::Node<'a, 'a>> {
    let is_event = document
        .descendants()
        .any(|node| node.has_tag_name("MsgType") && node.text() == Some("event"));
    document
        .root_element()
        .descendants()
        .filter(|node| node.is_element() && node.children().all(|child| !child.is_element()))
        .filter(|node| !COMMON.contains(&node.tag_name().name()))
        .filter(move |node| !(is_event && node.has_tag_name("Event")))
}
