//! Tags, names, sections, references and comments, and documents that end too early.

use wechat_edge::wechat::xml::IllFormed::*;
use wechat_edge::wechat::xml::NotOfWeChat::*;

use crate::oracle::xml::{assert_refused, assert_value, envelope, message};

#[test]
fn attributes_are_refused() {
    assert_refused(&[
        ("<xml a=\"b\"/>", Attributes.at(0)),
        ("<xml a='b'></xml>", Attributes.at(0)),
        ("<xml xmlns=\"u\"/>", Attributes.at(0)),
        ("<xml><a b=\"c\">d</a></xml>", Attributes.at(5)),
        ("<xml><a b=\">\"/></xml>", Attributes.at(5)),
        ("<xml><a b></a></xml>", Attributes.at(5)),
        ("<xml><a / ></a></xml>", Attributes.at(5)),
        ("<xml><a \0/></xml>", Attributes.at(5)),
        ("<xml><a></a b=\"c\"></xml>", NotWellFormed.at(8)),
    ]);
    assert_value("<a \t\r\n></a \t\r\n>", "");
    assert_value("<a\n/>", "");
}

#[test]
fn a_name_is_a_name_of_xml_without_a_colon() {
    for name in [
        "a", "_", "A1-b.c_", "名字", "é", "a·b", "𐀀", "xml", "a\u{300}", "\u{FFFD}",
    ] {
        let document = format!("<xml><{name}>v</{name}><{name}/></xml>");
        let read = message(&document).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read.iter().all(|(_, read, _)| read == name));
        assert_eq!(read.len(), 2);
    }
    for name in [
        "1a",
        "-a",
        ".a",
        "·a",
        "\u{300}a",
        ":",
        "a:b",
        ":a",
        "a:",
        "a\"b\"",
        "a'b'",
        "a/b",
        "a=b",
        "a&b",
        "a;",
        "a<b",
        "<a",
        "!",
        "a!",
        "a\0",
        "\u{7}",
        "a\u{85}",
        "a\u{A0}",
        "a\u{3000}",
        "a\u{2028}",
        "×",
        "÷",
        "a\u{37E}",
        "a\u{200B}",
        "a\u{FFFE}",
        "a\u{F0000}",
        "",
    ] {
        let document = format!("<xml><{name}></{name}></xml>");
        if name.starts_with('!') {
            assert_eq!(message(&document), Err(NotWellFormed.at(5)), "{name:?}");
        } else {
            assert_eq!(message(&document), Err(Name.at(6)), "{name:?}");
        }
    }
    assert_refused(&[
        ("< xml/>", Name.at(1)),
        ("<>", Name.at(1)),
        ("<xml>< a></a></xml>", Name.at(6)),
        ("<xml><a>1 < 2</a></xml>", Name.at(11)),
        ("<xml><a>1 <2></a></xml>", Name.at(11)),
        ("<xml><a/ ></a></xml>", Name.at(6)),
    ]);
}

#[test]
fn an_end_tag_has_the_name_of_its_start_tag() {
    assert_refused(&[
        ("<xml><a></b></xml>", NotWellFormed.at(8)),
        ("<xml><a></A></xml>", NotWellFormed.at(8)),
        ("<xml><a><b></a></b></xml>", NotWellFormed.at(11)),
        ("<xml><a></ a></xml>", NotWellFormed.at(8)),
        ("<xml><a></></xml>", NotWellFormed.at(8)),
        ("<xml></a></xml>", NotWellFormed.at(5)),
        ("<xml><a></a/></xml>", NotWellFormed.at(8)),
        ("<xml></xml\u{A0}>", NotWellFormed.at(5)),
    ]);
}

#[test]
fn a_document_that_was_cut_off_is_refused_wherever_it_was() {
    for document in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><ToUserName><![CDATA[gh_1]]></ToUserName>\n\
         <CreateTime>1735700000</CreateTime><Content>a &lt; &#x4F60; ]] b</Content><Empty/>\
         <Group>\n<item><Title><![CDATA[你好]]> </Title></item>\n</Group></xml>",
        "<xml><!-- no > end --><a/></xml>",
    ] {
        assert!(message(document).is_ok());
        for length in 0..document.len() {
            let prefix = &document.as_bytes()[..length];
            let expected = match prefix {
                prefix if std::str::from_utf8(prefix).is_err() => NotUtf8.into(),
                prefix if !prefix.is_empty() && !prefix.ends_with(b"?>") => Truncated.into(),
                _ => Empty.into(),
            };
            let shown = String::from_utf8_lossy(prefix);
            assert_eq!(message(prefix), Err(expected), "{shown}");
        }
    }
}

#[test]
fn what_only_looks_like_markup_is_refused() {
    assert_refused(&[
        ("<xml><![CDATA[x</xml>", Truncated.into()),
        ("<xml><a><![CDATA[x]]</a></xml>", Truncated.into()),
        ("<xml><a><![CDATA[x] ]></a></xml>", Truncated.into()),
        ("<xml><a><![cdata[x]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><![CDATA [x]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><! [CDATA[x]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><![INCLUDE[x]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><!></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><!-x-></a></xml>", Truncated.into()),
        ("<xml><a><!-x--></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><b</a></xml>", Name.at(9)),
        ("<xml><a>x</a", Truncated.into()),
        ("<xml", Truncated.into()),
    ]);
    // The official guide's own mistake: no `<` before `![CDATA[`, so it ends what never began.
    assert_refused(&[("<xml><a>![CDATA[x]]></a></xml>", NotWellFormed.at(8))]);
}

#[test]
fn the_end_of_cdata_stands_in_no_text() {
    assert_refused(&[
        ("<xml><a>]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a>x]]>y</a></xml>", NotWellFormed.at(8)),
        ("<xml>]]></xml>", NotWellFormed.at(5)),
        ("<xml><a/>]]></xml>", NotWellFormed.at(9)),
        ("<xml/>]]>", NotWellFormed.at(6)),
        ("<xml><a>]]]></a></xml>", NotWellFormed.at(8)),
        ("<xml><a><![CDATA[x]]>]]></a></xml>", NotWellFormed.at(21)),
    ]);
    assert_value("<a>]] > ]> ]]&gt; ]&#93;></a>", "]] > ]> ]]> ]]>");
    assert_value("<a>]]<![CDATA[>]]></a>", "]]>");
    assert_value("<a><![CDATA[]]]]><![CDATA[>]]></a>", "]]>");
    assert_value("<a><![CDATA[]]]]></a>", "]]");
    assert_value("<a><![CDATA[]>]]></a>", "]>");
}

#[test]
fn only_references_that_everybody_knows_are_read() {
    for (content, value) in [
        ("&lt;&gt;&amp;&apos;&quot;", "<>&'\""),
        ("&#65;&#x42;&#x4f60;&#x4F60;&#x1F44D;", "AB你你👍"),
        ("&#000000000065;&#x000041;", "AA"),
        ("&amp;amp;&amp;#65;", "&amp;&#65;"),
        ("a&lt;b&#38;c", "a<b&c"),
        ("&#x10FFFF;", "\u{10FFFF}"),
        ("&#xD7FF;&#xE000;", "\u{D7FF}\u{E000}"),
        ("x&#9;&#10;&#13;x", "x\t\n\rx"),
    ] {
        assert_value(&format!("<a>{content}</a>"), value);
    }
    assert_value("<a><![CDATA[&lt;&#65;&x]]></a>", "&lt;&#65;&x");
    for reference in [
        "&;",
        "&#;",
        "&#x;",
        "&#X41;",
        "&x41;",
        "&#-1;",
        "&#+65;",
        "&#x+41;",
        "&# 65;",
        "&#65 ;",
        "&#6_5;",
        "&#xG;",
        "&#65.0;",
        "&#0;",
        "&#x0;",
        "&#xD800;",
        "&#55296;",
        "&#xDFFF;",
        "&#x110000;",
        "&#1114112;",
        "&#4294967361;",
        "&#x100000041;",
        "&#99999999999999999999;",
        "&nbsp;",
        "&LT;",
        "&lt&gt;",
        "& lt;",
        "&lt ;",
        "&unknown;",
        "&xml;",
        "&#６５;",
        "&%e;",
    ] {
        let document = format!("<xml><a>x{reference}</a></xml>");
        let refused = message(&document).unwrap_err();
        assert!(
            [Reference.at(9), NotWellFormed.at(9)].contains(&refused),
            "{reference}: {refused}"
        );
    }
    assert_refused(&[
        ("<xml><a>&lt</a></xml>", NotWellFormed.at(8)),
        ("<xml><a>a & b</a></xml>", NotWellFormed.at(10)),
        ("<xml><a>a && b;</a></xml>", NotWellFormed.at(10)),
        ("<xml><a>&", Truncated.into()),
        ("<xml><a>&lt", Truncated.into()),
    ]);
}

#[test]
fn comments_are_read_over_in_a_message_and_refused_in_an_envelope() {
    for (document, at) in [
        ("<!----><xml><a>v</a></xml>", 0),
        ("<xml><!-- a - b > <c> &x; ]]> --><a>v</a></xml>", 5),
        ("<xml><a><!-- --><![CDATA[v]]><!-- --></a></xml>", 8),
        ("<xml><a>v<!--v--></a></xml>", 9),
        ("<xml><a>v</a></xml><!-- 完 -->", 19),
        ("<xml><!--<!DOCTYPE x>--><a>v</a></xml>", 5),
    ] {
        let value = vec![(1, "a".to_owned(), "v".to_owned())];
        assert_eq!(message(document), Ok(value), "{document}");
        assert_eq!(envelope(document), Err(Envelope.at(at)), "{document}");
    }
    assert_eq!(
        message("<xml><a>v<!-- -->w</a></xml>"),
        Ok(vec![(1, "a".to_owned(), "vw".to_owned())])
    );
    assert_refused(&[
        ("<xml><!-- -- --></xml>", NotWellFormed.at(10)),
        ("<xml><!-- ---></xml>", NotWellFormed.at(10)),
        ("<xml><!--->-></xml>", Truncated.into()),
        ("<xml><!-- ", Truncated.into()),
    ]);
    for character in ['\0', '\u{7}', '\u{1F}', '\u{FFFE}'] {
        let document = format!("<xml><!--{character}--></xml>");
        assert_eq!(message(&document), Err(NotWellFormed.at(5)));
        assert_eq!(envelope(&document), Err(Envelope.at(5)));
    }
}

#[test]
fn an_envelope_is_a_flat_xml_with_nothing_between() {
    for (document, at) in [
        ("<XML/>", 0),
        ("<a/>", 0),
        ("<xmlx/>", 0),
        ("<xml>x</xml>", 5),
        ("<xml>x<a/></xml>", 5),
        ("<xml><a/>x</xml>", 9),
        ("<xml>&#65;<a/></xml>", 5),
        ("<xml><![CDATA[x]]></xml>", 5),
        ("<xml><a>x<b/></a></xml>", 9),
        ("<xml><a><b/>x</a></xml>", 12),
        ("<xml><a><![CDATA[x]]><b/></a></xml>", 21),
        ("<xml>\u{A0}</xml>", 5),
        ("<xml>\0</xml>", 5),
    ] {
        assert_eq!(envelope(document), Err(Envelope.at(at)), "{document}");
        assert!(message(document).is_ok(), "{document}");
    }
    assert!(envelope("<xml>\n<a>\t<b/>\r</a> &#32;<![CDATA[ ]]></xml>").is_ok());
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    for bytes in [
        &b"\xFF"[..],
        b"\xC0\x80",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xE4\xBD",
        b"\x80",
        // 你好 in GBK.
        b"\xC4\xE3\xBA\xC3",
    ] {
        for (before, after) in [
            (&b""[..], &b"<xml/>"[..]),
            (b"<xml><a>", b"</a></xml>"),
            (b"<xml><a><![CDATA[", b"]]></a></xml>"),
            (b"<xml><", b"/></xml>"),
            (b"<xml/><!--", b"-->"),
            (b"<xml/>", b""),
        ] {
            let document = [before, bytes, after].concat();
            assert_eq!(message(&document), Err(NotUtf8.into()), "{document:?}");
            assert_eq!(envelope(&document), Err(NotUtf8.into()), "{document:?}");
        }
    }
    for utf_16 in [&b"\xFE\xFF\0<\0x\0/\0>"[..], b"\xFF\xFE<\0x\0/\0>\0"] {
        assert_eq!(message(utf_16), Err(NotUtf8.into()));
    }
}
