//! Documents that WeChat does not send, one a line. That well-formed documents are read as other
//! parsers read them is shown in `tests/differential.rs`, how large they may be in
//! `tests/xml_limits.rs`, that little memory is spent in `tests/linear.rs`.

mod oracle;

use oracle::xml::{assert_refused, assert_value, envelope, message};
use wechat_edge::wechat::xml::XmlError::*;

#[test]
fn what_is_no_document_is_refused() {
    assert_refused(&[
        ("", Empty),
        (" \t\r\n", Empty),
        ("\u{FEFF}", Empty),
        ("<?xml version=\"1.0\"?>", Empty),
        ("text", OutsideRoot(0)),
        ("text<xml/>", OutsideRoot(0)),
        ("<xml/>text", OutsideRoot(6)),
        ("<xml/>\n\0", OutsideRoot(6)),
        ("&amp;<xml/>", OutsideRoot(0)),
        ("<xml/>&#32;", OutsideRoot(6)),
        ("<![CDATA[]]><xml/>", OutsideRoot(0)),
        ("<xml/><![CDATA[ ]]>", OutsideRoot(6)),
        ("<xml/><xml/>", OutsideRoot(6)),
        ("<xml></xml><xml></xml>", OutsideRoot(11)),
        ("<xml/></xml>", NotWellFormed(6)),
        ("</xml>", NotWellFormed(0)),
        ("{\"a\":1}", OutsideRoot(0)),
        ("a=b&c=d", OutsideRoot(0)),
    ]);
}

#[test]
fn a_document_type_is_refused_before_its_entities_are_read() {
    assert_refused(&[
        ("<!DOCTYPE xml><xml/>", DocumentType(0)),
        (
            "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml/>",
            DocumentType(0),
        ),
        (
            "<!DOCTYPE xml SYSTEM 'http://localhost/'><xml/>",
            DocumentType(0),
        ),
        ("<!DOCTYPE xml PUBLIC \"a\" \"b\"><xml/>", DocumentType(0)),
        ("<!DOCTYPE xml []><xml/>", DocumentType(0)),
        (
            "<!DOCTYPE xml [<!ENTITY e \"v\">]><xml><a>&e;</a></xml>",
            DocumentType(0),
        ),
        (
            "<!DOCTYPE xml [<!ENTITY % e SYSTEM \"x\"> %e;]><xml/>",
            DocumentType(0),
        ),
        (
            "<!DOCTYPE xml [<!ATTLIST xml a CDATA \"v\">]><xml/>",
            DocumentType(0),
        ),
        ("<!DOCTYPE xml [<!-- ]> -->]><xml/>", DocumentType(0)),
        ("<!DOCTYPE xml [<?p ]>?>]><xml/>", DocumentType(0)),
        ("\n<!DOCTYPE xml><xml/>", DocumentType(1)),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE xml><xml/>",
            DocumentType(21),
        ),
        ("<!doctype xml><xml/>", DocumentType(0)),
        ("<xml><!DOCTYPE xml></xml>", DocumentType(5)),
        ("<xml/><!DOCTYPE xml>", DocumentType(6)),
        ("<!DOCTYPE xml", Truncated),
        ("<!DOCTYPE xml [<!ENTITY e \"", Truncated),
        ("<!DOCTYPE>", NotWellFormed(9)),
        ("<!ENTITY e \"v\"><xml/>", NotWellFormed(0)),
        ("<xml><!ELEMENT a ANY></xml>", NotWellFormed(5)),
    ]);
}

#[test]
fn a_billion_laughs_are_one_refusal() {
    let mut entities = String::from("<!ENTITY lol0 \"lol\">");
    for level in 1..10 {
        let ten = format!("&lol{};", level - 1).repeat(10);
        entities += &format!("<!ENTITY lol{level} \"{ten}\">");
    }
    let document = format!("<!DOCTYPE xml [{entities}]><xml><a>&lol9;</a></xml>");
    assert_refused(&[(&document, DocumentType(0))]);
    // Without the door, the entities are not there.
    assert_refused(&[("<xml><a>&lol9;</a></xml>", Reference(8))]);
}

#[test]
fn a_declaration_is_that_of_xml_1_0_in_utf_8_or_it_is_refused() {
    for declaration in [
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0'?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\" encoding='utf-8' ?>",
        "<?xml version=\"1.0\" standalone=\"yes\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
        "<?xml\n\tversion = \"1.0\"\r\nencoding\n=\n\"UTF-8\"\n?>\n",
    ] {
        assert_eq!(
            message(format!("{declaration}<xml/>")),
            Ok(vec![]),
            "{declaration}"
        );
        assert_eq!(message(format!("\u{FEFF}{declaration}<xml/>")), Ok(vec![]));
    }
    assert_refused(&[
        ("<?xml?><xml/>", Declaration),
        ("<?xml ?><xml/>", Declaration),
        ("<?xml version?><xml/>", Declaration),
        ("<?xml version=?><xml/>", Declaration),
        ("<?xml version=1.0?><xml/>", Declaration),
        ("<?xml version=\"1.0?><xml/>", Declaration),
        ("<?xml version=\"1.0'?><xml/>", Declaration),
        ("<?xml version=\"\"?><xml/>", Declaration),
        ("<?xml version=\"1.1\"?><xml/>", Declaration),
        ("<?xml version=\"2.0\"?><xml/>", Declaration),
        ("<?xml encoding=\"UTF-8\"?><xml/>", Declaration),
        (
            "<?xml encoding=\"UTF-8\" version=\"1.0\"?><xml/>",
            Declaration,
        ),
        (
            "<?xml version=\"1.0\" encoding=\"GBK\"?><xml/>",
            Declaration,
        ),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><xml/>",
            Declaration,
        ),
        ("<?xml version=\"1.0\" encoding=\"\"?><xml/>", Declaration),
        (
            "<?xml version=\"1.0\"encoding=\"UTF-8\"?><xml/>",
            Declaration,
        ),
        (
            "<?xml version=\"1.0\" standalone=\"maybe\"?><xml/>",
            Declaration,
        ),
        (
            "<?xml version=\"1.0\" standalone=\"no\" encoding=\"UTF-8\"?><xml/>",
            Declaration,
        ),
        ("<?xml version=\"1.0\" version=\"1.0\"?><xml/>", Declaration),
        ("<?xml version=\"1.0\" x=\"y\"?><xml/>", Declaration),
        ("<?xml version=\"1.0\" x?><xml/>", Declaration),
        (" <?xml version=\"1.0\"?><xml/>", Declaration),
        (
            "<?xml version=\"1.0\"?><?xml version=\"1.0\"?><xml/>",
            Declaration,
        ),
        ("<xml><?xml version=\"1.0\"?></xml>", Declaration),
        ("<xml/><?xml version=\"1.0\"?>", Declaration),
        ("<?XML version=\"1.0\"?><xml/>", ProcessingInstruction(0)),
    ]);
}

#[test]
fn processing_instructions_are_refused() {
    assert_refused(&[
        ("<?p?><xml/>", ProcessingInstruction(0)),
        (
            "<?xml-stylesheet href=\"x\"?><xml/>",
            ProcessingInstruction(0),
        ),
        ("<xml><?php echo 1 ?></xml>", ProcessingInstruction(5)),
        ("<xml><a>x<?p?></a></xml>", ProcessingInstruction(9)),
        ("<xml/><?p?>", ProcessingInstruction(6)),
        ("<??><xml/>", ProcessingInstruction(0)),
        ("<?><xml/>", NotWellFormed(0)),
        ("<?", Truncated),
        ("<?p", Truncated),
    ]);
}

#[test]
fn a_byte_order_mark_stands_at_the_start_and_once() {
    assert_eq!(message("\u{FEFF}<xml/>"), Ok(vec![]));
    assert_eq!(envelope("\u{FEFF}<xml/>"), Ok(vec![]));
    assert_refused(&[
        ("\u{FEFF}\u{FEFF}<xml/>", OutsideRoot(0)),
        (" \u{FEFF}<xml/>", OutsideRoot(0)),
        ("<xml/>\u{FEFF}", OutsideRoot(6)),
    ]);
    // Within an element it is a character like others (U+FEFF, zero width no-break space).
    assert_value("<a>\u{FEFF}</a>", "\u{FEFF}");
}

#[test]
fn attributes_are_refused() {
    assert_refused(&[
        ("<xml a=\"b\"/>", Attributes(0)),
        ("<xml a='b'></xml>", Attributes(0)),
        ("<xml xmlns=\"u\"/>", Attributes(0)),
        ("<xml><a b=\"c\">d</a></xml>", Attributes(5)),
        ("<xml><a b=\">\"/></xml>", Attributes(5)),
        ("<xml><a b></a></xml>", Attributes(5)),
        ("<xml><a / ></a></xml>", Attributes(5)),
        ("<xml><a \0/></xml>", Attributes(5)),
        ("<xml><a></a b=\"c\"></xml>", NotWellFormed(8)),
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
            assert_eq!(message(&document), Err(NotWellFormed(5)), "{name:?}");
        } else {
            assert_eq!(message(&document), Err(Name(6)), "{name:?}");
        }
    }
    assert_refused(&[
        ("< xml/>", Name(1)),
        ("<>", Name(1)),
        ("<xml>< a></a></xml>", Name(6)),
        ("<xml><a>1 < 2</a></xml>", Name(11)),
        ("<xml><a>1 <2></a></xml>", Name(11)),
        ("<xml><a/ ></a></xml>", Name(6)),
    ]);
}

#[test]
fn an_end_tag_has_the_name_of_its_start_tag() {
    assert_refused(&[
        ("<xml><a></b></xml>", NotWellFormed(8)),
        ("<xml><a></A></xml>", NotWellFormed(8)),
        ("<xml><a><b></a></b></xml>", NotWellFormed(11)),
        ("<xml><a></ a></xml>", NotWellFormed(8)),
        ("<xml><a></></xml>", NotWellFormed(8)),
        ("<xml></a></xml>", NotWellFormed(5)),
        ("<xml><a></a/></xml>", NotWellFormed(8)),
        ("<xml></xml\u{A0}>", NotWellFormed(5)),
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
                prefix if std::str::from_utf8(prefix).is_err() => NotUtf8,
                prefix if !prefix.is_empty() && !prefix.ends_with(b"?>") => Truncated,
                _ => Empty,
            };
            let shown = String::from_utf8_lossy(prefix);
            assert_eq!(message(prefix), Err(expected), "{shown}");
        }
    }
}

#[test]
fn what_only_looks_like_markup_is_refused() {
    assert_refused(&[
        ("<xml><![CDATA[x</xml>", Truncated),
        ("<xml><a><![CDATA[x]]</a></xml>", Truncated),
        ("<xml><a><![CDATA[x] ]></a></xml>", Truncated),
        ("<xml><a><![cdata[x]]></a></xml>", NotWellFormed(8)),
        ("<xml><a><![CDATA [x]]></a></xml>", NotWellFormed(8)),
        ("<xml><a><! [CDATA[x]]></a></xml>", NotWellFormed(8)),
        ("<xml><a><![INCLUDE[x]]></a></xml>", NotWellFormed(8)),
        ("<xml><a><!></a></xml>", NotWellFormed(8)),
        ("<xml><a><!-x-></a></xml>", Truncated),
        ("<xml><a><!-x--></a></xml>", NotWellFormed(8)),
        ("<xml><a><b</a></xml>", Name(9)),
        ("<xml><a>x</a", Truncated),
        ("<xml", Truncated),
    ]);
    // The official guide's own mistake: no `<` before `![CDATA[`, so it ends what never began.
    assert_refused(&[("<xml><a>![CDATA[x]]></a></xml>", NotWellFormed(8))]);
}

#[test]
fn the_end_of_cdata_stands_in_no_text() {
    assert_refused(&[
        ("<xml><a>]]></a></xml>", NotWellFormed(8)),
        ("<xml><a>x]]>y</a></xml>", NotWellFormed(8)),
        ("<xml>]]></xml>", NotWellFormed(5)),
        ("<xml><a/>]]></xml>", NotWellFormed(9)),
        ("<xml/>]]>", NotWellFormed(6)),
        ("<xml><a>]]]></a></xml>", NotWellFormed(8)),
        ("<xml><a><![CDATA[x]]>]]></a></xml>", NotWellFormed(21)),
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
            matches!(refused, Reference(9) | NotWellFormed(9)),
            "{reference}: {refused}"
        );
    }
    assert_refused(&[
        ("<xml><a>&lt</a></xml>", NotWellFormed(8)),
        ("<xml><a>a & b</a></xml>", NotWellFormed(10)),
        ("<xml><a>a && b;</a></xml>", NotWellFormed(10)),
        ("<xml><a>&", Truncated),
        ("<xml><a>&lt", Truncated),
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
        assert_eq!(envelope(document), Err(Envelope(at)), "{document}");
    }
    assert_eq!(
        message("<xml><a>v<!-- -->w</a></xml>"),
        Ok(vec![(1, "a".to_owned(), "vw".to_owned())])
    );
    assert_refused(&[
        ("<xml><!-- -- --></xml>", NotWellFormed(10)),
        ("<xml><!-- ---></xml>", NotWellFormed(10)),
        ("<xml><!--->-></xml>", Truncated),
        ("<xml><!-- ", Truncated),
    ]);
    for character in ['\0', '\u{7}', '\u{1F}', '\u{FFFE}'] {
        let document = format!("<xml><!--{character}--></xml>");
        assert_eq!(message(&document), Err(NotWellFormed(5)));
        assert_eq!(envelope(&document), Err(Envelope(5)));
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
        assert_eq!(envelope(document), Err(Envelope(at)), "{document}");
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
            assert_eq!(message(&document), Err(NotUtf8), "{document:?}");
            assert_eq!(envelope(&document), Err(NotUtf8), "{document:?}");
        }
    }
    for utf_16 in [&b"\xFE\xFF\0<\0x\0/\0>"[..], b"\xFF\xFE<\0x\0/\0>\0"] {
        assert_eq!(message(utf_16), Err(NotUtf8));
    }
}

#[test]
fn each_error_says_what_it_found() {
    for (error, text) in [
        (NotUtf8, "the body is not UTF-8"),
        (Empty, "the body holds no XML element"),
        (NotWellFormed(7), "the XML is not well-formed near byte 7"),
        (
            Truncated,
            "the XML ends before its elements are closed: it was cut off",
        ),
        (
            DocumentType(7),
            "the XML has a DOCTYPE at byte 7, which WeChat never sends",
        ),
        (
            ProcessingInstruction(7),
            "the XML has a processing instruction at byte 7, which WeChat never sends",
        ),
        (
            Declaration,
            "the XML declaration is not one of XML 1.0 in UTF-8",
        ),
        (
            Attributes(7),
            "an element has attributes at byte 7, which WeChat never sends",
        ),
        (Name(7), "an element's name at byte 7 is not an XML name"),
        (Reference(7), "a reference at byte 7 names no character"),
        (
            OutsideRoot(7),
            "there is content outside the root element at byte 7",
        ),
        (TooDeep(7), "elements are nested deeper than 8 at byte 7"),
        (TooManyElements, "there are more than 256 elements"),
        (
            ValueTooLong(7),
            "a value at byte 7 is longer than 8192 bytes",
        ),
        (
            Envelope(7),
            "the envelope has something at byte 7 that WeChat never puts there",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
