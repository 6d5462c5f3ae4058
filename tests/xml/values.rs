//! What a value is in WeChat's way of writing: blanks, CDATA, line ends, characters that XML forbids
//! (PROTOCOL.md, section H).

use crate::oracle::xml::assert_value;
use wechat_edge::wechat::xml::{Document, Strictness};

#[test]
fn blanks_around_cdata_are_formatting() {
    for (content, value) in [
        ("<a> <![CDATA[x]]> </a>", "x"),
        ("<a>\r\n\t<![CDATA[ x ]]>\n</a>", " x "),
        ("<a><![CDATA[]]></a>", ""),
        ("<a> <![CDATA[]]> </a>", ""),
        ("<a> <![CDATA[ ]]> </a>", " "),
        ("<Content> <![CDATA[ x ]]> </Content>", " x "),
        // Between sections they are the text's own.
        ("<a><![CDATA[x]]> <![CDATA[y]]></a>", "x y"),
        ("<a>\n<![CDATA[x]]>\n<![CDATA[y]]>\n</a>", "x\ny"),
        ("<a><![CDATA[x]]><![CDATA[y]]></a>", "xy"),
        ("<a><![CDATA[]]> <![CDATA[]]></a>", " "),
        // Not formatting.
        ("<a>x <![CDATA[y]]> z</a>", "x y z"),
        ("<a> x<![CDATA[y]]></a>", " xy"),
        ("<a>&#32;<![CDATA[x]]>&#32;</a>", " x "),
        ("<a> &#32;<![CDATA[x]]>\n&#32;</a>", "  x\n "),
        ("<a>\u{A0}<![CDATA[x]]>\u{3000}</a>", "\u{A0}x\u{3000}"),
    ] {
        assert_value(content, value);
    }
}

#[test]
fn blanks_around_a_bare_value_are_formatting_but_in_content_and_label() {
    for (content, value) in [
        ("<a> 12 </a>", "12"),
        ("<a>\r\n\t12\n 3\n</a>", "12\n 3"),
        ("<a> \t\n</a>", ""),
        ("<a>&#32;x&#32;</a>", "x"),
        ("<a>\u{A0}x\u{3000}</a>", "\u{A0}x\u{3000}"),
        ("<Content> x </Content>", " x "),
        ("<Content>\n</Content>", "\n"),
        ("<Label> 广州市</Label>", " 广州市"),
        ("<label> 广州市</label>", "广州市"),
    ] {
        assert_value(content, value);
    }
}

#[test]
fn line_ends_are_made_uniform_outside_references() {
    for (content, value) in [
        (
            "<Content>a\r\nb\rc\nd\r\r\n\n</Content>",
            "a\nb\nc\nd\n\n\n",
        ),
        ("<a><![CDATA[a\r\nb\rc\n\r]]></a>", "a\nb\nc\n\n"),
        ("<a>x\r<![CDATA[\n]]></a>", "x\n\n"),
        ("<Content>\r&#10;</Content>", "\n\n"),
        ("<Content>&#13;\n</Content>", "\r\n"),
        // XML 1.1 would, XML 1.0 does not.
        ("<Content>\u{85}\u{2028}</Content>", "\u{85}\u{2028}"),
    ] {
        assert_value(content, value);
    }
}

#[test]
fn characters_that_xml_forbids_lose_no_message() {
    for character in [
        '\0', '\u{1}', '\u{8}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}',
    ] {
        let value = format!("a{character}b");
        assert_value(&format!("<a>{value}</a>"), &value);
        assert_value(&format!("<a><![CDATA[{value}]]></a>"), &value);
        if character != '\0' {
            let number = u32::from(character);
            assert_value(&format!("<a>a&#{number};b</a>"), &value);
            assert_value(&format!("<a>a&#x{number:X};b</a>"), &value);
        }
    }
    // U+007F to U+009F are allowed, if discouraged.
    assert_value("<a>\u{7F}\u{80}\u{9F}</a>", "\u{7F}\u{80}\u{9F}");
}

#[test]
fn the_elements_come_in_any_order_and_as_often_as_they_like() {
    let document = Document::parse(
        "<xml><b>1</b><list><item><x>1</x></item><item><x>2</x><y/></item></list><a/><b>2</b>\
         <list/></xml>"
            .as_bytes(),
        Strictness::Message,
    )
    .unwrap();
    let fields = document.fields();
    assert_eq!(fields.get("b"), Some("1"));
    assert_eq!(fields.values("b").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(fields.get("a"), Some(""));
    assert_eq!(fields.get("x"), None);
    assert_eq!(fields.get("B"), None);
    let items: Vec<_> = fields.group("list").groups("item").collect();
    assert_eq!(items.len(), 2);
    assert_eq!(items[1].iter().collect::<Vec<_>>(), [("x", "2"), ("y", "")]);
    assert_eq!(fields.groups("list").count(), 2);
    assert_eq!(fields.group("none").iter().count(), 0);
    let names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["b", "list", "a", "b", "list"]);
}
