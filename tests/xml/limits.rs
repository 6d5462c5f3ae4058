//! How deep, how many and how long: up to each limit, and not one beyond it.

use crate::oracle::xml::{assert_refused, assert_value, envelope, message};
use wechat_edge::wechat::xml::{Limit, MAX_DEPTH, MAX_ELEMENTS, MAX_VALUE};

#[test]
fn eight_elements_deep_and_no_deeper() {
    let nested = |depth: usize| {
        let open: String = (1..depth).map(|level| format!("<a{level}>")).collect();
        let close: String = (1..depth)
            .rev()
            .map(|level| format!("</a{level}>"))
            .collect();
        format!("<xml>{open}x{close}</xml>")
    };
    let deepest = message(nested(MAX_DEPTH)).unwrap();
    assert_eq!(deepest.last(), Some(&(7, "a7".to_owned(), "x".to_owned())));
    assert_eq!(envelope(nested(MAX_DEPTH)).as_ref(), Ok(&deepest));
    for depth in [MAX_DEPTH + 1, MAX_DEPTH + 2, 1000, 10_000] {
        assert_refused(&[(
            &nested(depth),
            Limit::Depth.at("<xml><a1><a2><a3><a4><a5><a6><a7>".len()),
        )]);
    }
    assert_refused(&[(
        &"<a>".repeat(1000).replacen("<a>", "<xml>", 1),
        Limit::Depth.at(5 + 7 * 3),
    )]);
    // Siblings are not nested.
    let empty = "<a/><b></b>".repeat(50);
    assert_eq!(message(format!("<xml>{empty}</xml>")).unwrap().len(), 100);
}

#[test]
fn two_hundred_fifty_six_elements_and_no_more() {
    let with = |elements: usize| {
        // The root is one of them.
        format!("<xml>{}</xml>", "<a/>".repeat(elements - 1))
    };
    assert_eq!(message(with(MAX_ELEMENTS)).unwrap().len(), MAX_ELEMENTS - 1);
    assert_eq!(
        envelope(with(MAX_ELEMENTS)).unwrap().len(),
        MAX_ELEMENTS - 1
    );
    assert_refused(&[
        (&with(MAX_ELEMENTS + 1), Limit::Elements.into()),
        (&with(10_000), Limit::Elements.into()),
    ]);
    // Nested ones count, too.
    let pairs = |count: usize| format!("<xml>{}</xml>", "<a><b>x</b></a>".repeat(count));
    assert_eq!(message(pairs(127)).unwrap().len(), 254);
    assert_refused(&[(&pairs(128), Limit::Elements.into())]);
}

#[test]
fn a_value_has_8_kib_and_not_a_byte_more() {
    let exactly = "v".repeat(MAX_VALUE);
    let half = "v".repeat(MAX_VALUE / 2);
    let chinese = "字".repeat(MAX_VALUE / 3) + "vv";
    assert_eq!(chinese.len(), MAX_VALUE);
    for content in [
        exactly.clone(),
        format!("<![CDATA[{exactly}]]>"),
        format!("<![CDATA[{half}]]><![CDATA[{half}]]>"),
        format!("{half}<![CDATA[{half}]]>"),
        format!("<![CDATA[{chinese}]]>"),
        "&amp;".repeat(MAX_VALUE),
    ] {
        let document = format!("<xml><a>{content}</a></xml>");
        assert_eq!(message(&document).unwrap()[0].2.len(), MAX_VALUE);
        assert_eq!(envelope(&document).unwrap()[0].2.len(), MAX_VALUE);

        let at = |before: &str| 8 + before.len();
        for (more, at) in [
            (format!("{content}<![CDATA[v]]>"), at(&content)),
            (format!("{content}<!-- --><![CDATA[v]]>"), at(&content) + 8),
            (format!("<![CDATA[]]>{content}&lt;"), at(&content) + 12),
        ] {
            let document = format!("<xml><a>{more}</a></xml>");
            assert_eq!(message(&document), Err(Limit::Value.at(at)));
        }
    }
    assert_refused(&[(&format!("<xml><a>{exactly}v</a></xml>"), Limit::Value.at(8))]);
    // As sent: two bytes for `\r\n`, blanks that are dropped too.
    let line_ends = "\r\n".repeat(MAX_VALUE / 2);
    assert_value(
        &format!("<Content>{line_ends}</Content>"),
        &"\n".repeat(MAX_VALUE / 2),
    );
    assert_refused(&[(
        &format!("<xml><a>{line_ends}\n</a></xml>"),
        Limit::Value.at(8),
    )]);
}

#[test]
fn encrypt_is_as_long_as_the_body_allows() {
    let long = "v".repeat(60 * 1024);
    assert_value(&format!("<Encrypt>{long}</Encrypt>"), &long);
    assert_value(&format!("<Encrypt><![CDATA[{long}]]></Encrypt>"), &long);
    assert_refused(&[(
        &format!("<xml><encrypt>{long}</encrypt></xml>"),
        Limit::Value.at(14),
    )]);
}

#[test]
fn text_beside_children_is_no_value_however_long() {
    let long = "v".repeat(60 * 1024);
    let read = message(format!("<xml>{long}<a>x<b/>{long}</a></xml>"));
    let empty = |depth, name: &str| (depth, name.to_owned(), String::new());
    assert_eq!(read, Ok(vec![empty(1, "a"), empty(2, "b")]));
}
