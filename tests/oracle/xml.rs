//! Reads a document with both parsers and compares.
//!
//! All that they may disagree on stands in this file: [`may_be_refused`] what we refuse and a
//! general parser need not, [`as_xml`] and [`agrees`] what we read otherwise
//! (the docs of `Strictness` in `src/wechat/xml/`).

use wechat_edge::wechat::xml::{
    Document, IllFormed, NotOfWeChat, Strictness, XmlError, XmlErrorKind, is_allowed,
};

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// An element below the root: its depth (1 for the root's children), name and value.
pub type Element = (usize, String, String);

/// The elements as the project's parser reads them.
pub fn ours(body: &[u8], strictness: Strictness) -> Result<Vec<Element>, XmlError> {
    let document = Document::parse(body, strictness)?;
    Ok(document
        .fields()
        .descendants()
        .map(|(depth, name, value)| (depth, name.to_owned(), value.to_owned()))
        .collect())
}

pub fn message(document: impl AsRef<[u8]>) -> Result<Vec<Element>, XmlError> {
    ours(document.as_ref(), Strictness::Message)
}

pub fn envelope(document: impl AsRef<[u8]>) -> Result<Vec<Element>, XmlError> {
    ours(document.as_ref(), Strictness::Envelope)
}

/// Documents that are refused as a message and as an envelope, for this reason.
#[track_caller]
pub fn assert_refused(rows: &[(&str, XmlError)]) {
    let wrong: Vec<_> = rows
        .iter()
        .flat_map(|(document, error)| {
            [message(document), envelope(document)]
                .into_iter()
                .filter(move |read| *read != Err(*error))
                .map(move |read| format!("{document:?}: {read:?}, and not {error:?}"))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

/// The value of the only element in `<xml>`, as a message and as an envelope.
#[track_caller]
pub fn assert_value(content: &str, value: &str) {
    let document = format!("<xml>{content}</xml>");
    for strictness in [Strictness::Message, Strictness::Envelope] {
        let read = ours(document.as_bytes(), strictness);
        let read = read.unwrap_or_else(|error| panic!("{content:?}: {error}"));
        let [(1, _, read)] = &read[..] else {
            panic!("{content:?}: not one element but {read:?}")
        };
        assert_eq!(read, value, "{content:?}");
    }
}

/// The elements as `roxmltree` reads them; the text of an element is that directly in it.
pub fn theirs(document: &str) -> Result<Vec<Element>, roxmltree::Error> {
    let document = roxmltree::Document::parse(document)?;
    Ok(document
        .root_element()
        .descendants()
        .skip(1)
        .filter(roxmltree::Node::is_element)
        .map(|node| {
            let depth = node.ancestors().filter(|node| node.is_element()).count() - 1;
            let texts = node.children().filter(roxmltree::Node::is_text);
            let value = texts.filter_map(|text| text.text()).collect();
            (depth, node.tag_name().name().to_owned(), value)
        })
        .collect())
}

/// Holds the two parsers against each other.
#[track_caller]
pub fn compare(body: &[u8]) {
    let message = message(body);
    if let Ok(elements) = &message {
        let source = std::str::from_utf8(body).expect("accepted, but not UTF-8");
        let theirs = theirs(&as_xml(source));
        let theirs = theirs.unwrap_or_else(|error| panic!("accepted, but {error}: {source:?}"));
        let names = |elements: &[Element]| -> Vec<(usize, String)> {
            let names = elements.iter();
            names
                .map(|(depth, name, _)| (*depth, name.clone()))
                .collect()
        };
        assert_eq!(names(elements), names(&theirs), "in {source:?}");
        for (at, (element, their)) in elements.iter().zip(&theirs).enumerate() {
            let next = elements.get(at + 1);
            let has_children = next.is_some_and(|(depth, ..)| *depth > element.0);
            assert!(
                agrees(&element.2, &their.2, has_children),
                "{element:?} is to others {their:?} in {source:?}"
            );
        }
    }
    if let (Err(error), Ok(source)) = (&message, std::str::from_utf8(body)) {
        // roxmltree takes `</:name>` for `</name>`.
        let is_misread = source.contains("</:");
        assert!(
            may_be_refused(error) || is_misread || theirs(&line_ends(source)).is_err(),
            "{error}, which others do not find: {source:?}"
        );
    }
    // An envelope is read as a message is, or refused.
    match envelope(body) {
        Ok(envelope) => assert_eq!(Ok(envelope), message),
        Err(XmlError {
            kind: XmlErrorKind::NotOfWeChat(NotOfWeChat::Envelope),
            ..
        }) => {}
        Err(error) => assert_eq!(Err(error), message),
    }
}

/// What is refused although it may be XML: WeChat sends none of it. Everything else that we refuse,
/// others must refuse too.
pub fn may_be_refused(error: &XmlError) -> bool {
    match error.kind {
        XmlErrorKind::NotOfWeChat(_) | XmlErrorKind::Limit(_) => true,
        // roxmltree takes any version, encoding and standalone, a name with a colon, and reads
        // U+FFFD for a surrogate or a number that is too large.
        XmlErrorKind::IllFormed(kind) => matches!(
            kind,
            IllFormed::Declaration | IllFormed::Name | IllFormed::Reference
        ),
    }
}

/// A document that we accept, as XML: U+FFFD for each character in text that XML forbids.
pub fn as_xml(source: &str) -> String {
    let source = line_ends(source);
    let mut xml = String::new();
    let mut rest = source.as_str();
    while let Some(at) = rest.find(['<', '&']) {
        let (before, markup) = rest.split_at(at);
        xml.extend(before.chars().map(replaced));
        let end = if markup.starts_with("<![CDATA[") {
            "]]>"
        } else if markup.starts_with("<!--") {
            "-->"
        } else if markup.starts_with('&') {
            ";"
        } else {
            ">"
        };
        let Some((inside, after)) = markup.split_once(end) else {
            break;
        };
        let number = inside
            .strip_prefix("&#")
            .map(|number| match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            });
        match number {
            Some(Ok(number)) if char::from_u32(number).is_some_and(|c| !is_allowed(c)) => {
                xml.push_str("&#xFFFD");
            }
            _ if end == "]]>" => xml.extend(inside.chars().map(replaced)),
            // Names and comments have none.
            _ => xml.push_str(inside),
        }
        xml.push_str(end);
        rest = after;
    }
    xml.extend(rest.chars().map(replaced));
    xml
}

/// Line ends as XML 1.0, section 2.11, wants them before parsing. roxmltree does that while parsing,
/// and leaves a `\r` that stands beside a reference.
fn line_ends(source: &str) -> String {
    source.replace("\r\n", "\n").replace('\r', "\n")
}

fn replaced(character: char) -> char {
    if is_allowed(character) {
        character
    } else {
        char::REPLACEMENT_CHARACTER
    }
}

/// Whether our value stands for theirs: it may lack blanks at its ends, and beside children there
/// is none. `tests/xml/values.rs` says which blanks; roxmltree's tree does not tell CDATA from text.
fn agrees(ours: &str, theirs: &str, has_children: bool) -> bool {
    if has_children {
        return ours.is_empty();
    }
    let ours: String = ours.chars().map(replaced).collect();
    theirs.trim_matches(BLANKS) == ours.trim_matches(BLANKS) && theirs.contains(&ours)
}
