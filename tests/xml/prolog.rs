//! What stands before the root, and what is no document at all.

use wechat_edge::wechat::xml::XmlError::*;

use crate::oracle::xml::{assert_refused, assert_value, envelope, message};

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
