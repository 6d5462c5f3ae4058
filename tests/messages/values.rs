//! What is in an element: numbers, flags, lists, and elements that are there twice.

use wechat_edge::wechat::event::Event;
use wechat_edge::wechat::message::MessageType;

use crate::{check_event, event_xml, with_message};

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
            assert!(matches!(message.kind(), MessageType::Text(text) if text.content() == "a"));
        },
    );
}
