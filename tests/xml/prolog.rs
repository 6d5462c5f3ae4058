//! What stands before the root, and what is no document at all.

use wechat_edge::wechat::xml::IllFormed::*;
use wechat_edge::wechat::xml::NotOfWeChat::*;

use crate::oracle::xml::{assert_refused, assert_value, envelope, message};

#[test]
fn what_is_no_document_is_refused() {
    assert_refused(&[
        ("", Empty.into()),
        (" \t\r\n", Empty.into()),
        ("\u{FEFF}", Empty.into()),
        ("<?xml version=\"1.0\"?>", Empty.into()),
        ("text", OutsideRoot.at(0)),
        ("text<xml/>", OutsideRoot.at(0)),
        ("<xml/>text", OutsideRoot.at(6)),
        ("<xml/>\n\0", OutsideRoot.at(6)),
        ("&amp;<xml/>", OutsideRoot.at(0)),
        ("<xml/>&#32;", OutsideRoot.at(6)),
        ("<![CDATA[]]><xml/>", OutsideRoot.at(0)),
        ("<xml/><![CDATA[ ]]>", OutsideRoot.at(6)),
        ("<xml/><xml/>", OutsideRoot.at(6)),
        ("<xml></xml><xml></xml>", OutsideRoot.at(11)),
        ("<xml/></xml>", NotWellFormed.at(6)),
        ("</xml>", NotWellFormed.at(0)),
        ("{\"a\":1}", OutsideRoot.at(0)),
        ("a=b&c=d", OutsideRoot.at(0)),
    ]);
}

#[test]
fn a_document_type_is_refused_before_its_entities_are_read() {
    assert_refused(&[
        ("<!DOCTYPE xml><xml/>", DocumentType.at(0)),
        (
            "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml/>",
            DocumentType.at(0),
        ),
        (
            "<!DOCTYPE xml SYSTEM 'http://localhost/'><xml/>",
            DocumentType.at(0),
        ),
        (
            "<!DOCTYPE xml PUBLIC \"a\" \"b\"><xml/>",
            DocumentType.at(0),
        ),
        ("<!DOCTYPE xml []><xml/>", DocumentType.at(0)),
        (
            "<!DOCTYPE xml [<!ENTITY e \"v\">]><xml><a>&e;</a></xml>",
            DocumentType.at(0),
        ),
        (
            "<!DOCTYPE xml [<!ENTITY % e SYSTEM \"x\"> %e;]><xml/>",
            DocumentType.at(0),
        ),
        (
            "<!DOCTYPE xml [<!ATTLIST xml a CDATA \"v\">]><xml/>",
            DocumentType.at(0),
        ),
        ("<!DOCTYPE xml [<!-- ]> -->]><xml/>", DocumentType.at(0)),
        ("<!DOCTYPE xml [<?p ]>?>]><xml/>", DocumentType.at(0)),
        ("\n<!DOCTYPE xml><xml/>", DocumentType.at(1)),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE xml><xml/>",
            DocumentType.at(21),
        ),
        ("<!doctype xml><xml/>", DocumentType.at(0)),
        ("<xml><!DOCTYPE xml></xml>", DocumentType.at(5)),
        ("<xml/><!DOCTYPE xml>", DocumentType.at(6)),
        ("<!DOCTYPE xml", Truncated.into()),
        ("<!DOCTYPE xml [<!ENTITY e \"", Truncated.into()),
        ("<!DOCTYPE>", NotWellFormed.at(9)),
        ("<!ENTITY e \"v\"><xml/>", NotWellFormed.at(0)),
        ("<xml><!ELEMENT a ANY></xml>", NotWellFormed.at(5)),
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
    assert_refused(&[(&document, DocumentType.at(0))]);
    // Without the door, the entities are not there.
    assert_refused(&[("<xml><a>&lol9;</a></xml>", Reference.at(8))]);
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
        ("<?xml?><xml/>", Declaration.into()),
        ("<?xml ?><xml/>", Declaration.into()),
        ("<?xml version?><xml/>", Declaration.into()),
        ("<?xml version=?><xml/>", Declaration.into()),
        ("<?xml version=1.0?><xml/>", Declaration.into()),
        ("<?xml version=\"1.0?><xml/>", Declaration.into()),
        ("<?xml version=\"1.0'?><xml/>", Declaration.into()),
        ("<?xml version=\"\"?><xml/>", Declaration.into()),
        ("<?xml version=\"1.1\"?><xml/>", Declaration.into()),
        ("<?xml version=\"2.0\"?><xml/>", Declaration.into()),
        ("<?xml encoding=\"UTF-8\"?><xml/>", Declaration.into()),
        (
            "<?xml encoding=\"UTF-8\" version=\"1.0\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" encoding=\"GBK\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" encoding=\"\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\"encoding=\"UTF-8\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" standalone=\"maybe\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" standalone=\"no\" encoding=\"UTF-8\"?><xml/>",
            Declaration.into(),
        ),
        (
            "<?xml version=\"1.0\" version=\"1.0\"?><xml/>",
            Declaration.into(),
        ),
        ("<?xml version=\"1.0\" x=\"y\"?><xml/>", Declaration.into()),
        ("<?xml version=\"1.0\" x?><xml/>", Declaration.into()),
        (" <?xml version=\"1.0\"?><xml/>", Declaration.into()),
        (
            "<?xml version=\"1.0\"?><?xml version=\"1.0\"?><xml/>",
            Declaration.into(),
        ),
        ("<xml><?xml version=\"1.0\"?></xml>", Declaration.into()),
        ("<xml/><?xml version=\"1.0\"?>", Declaration.into()),
        ("<?XML version=\"1.0\"?><xml/>", ProcessingInstruction.at(0)),
    ]);
}

#[test]
fn processing_instructions_are_refused() {
    assert_refused(&[
        ("<?p?><xml/>", ProcessingInstruction.at(0)),
        (
            "<?xml-stylesheet href=\"x\"?><xml/>",
            ProcessingInstruction.at(0),
        ),
        ("<xml><?php echo 1 ?></xml>", ProcessingInstruction.at(5)),
        ("<xml><a>x<?p?></a></xml>", ProcessingInstruction.at(9)),
        ("<xml/><?p?>", ProcessingInstruction.at(6)),
        ("<??><xml/>", ProcessingInstruction.at(0)),
        ("<?><xml/>", NotWellFormed.at(0)),
        ("<?", Truncated.into()),
        ("<?p", Truncated.into()),
    ]);
}

#[test]
fn a_byte_order_mark_stands_at_the_start_and_once() {
    assert_eq!(message("\u{FEFF}<xml/>"), Ok(vec![]));
    assert_eq!(envelope("\u{FEFF}<xml/>"), Ok(vec![]));
    assert_refused(&[
        ("\u{FEFF}\u{FEFF}<xml/>", OutsideRoot.at(0)),
        (" \u{FEFF}<xml/>", OutsideRoot.at(0)),
        ("<xml/>\u{FEFF}", OutsideRoot.at(6)),
    ]);
    // Within an element it is a character like others (U+FEFF, zero width no-break space).
    assert_value("<a>\u{FEFF}</a>", "\u{FEFF}");
}
