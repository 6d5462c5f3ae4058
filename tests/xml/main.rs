//! Documents that WeChat does not send, one a line, and how it writes those that it does. That
//! well-formed documents are read as other parsers read them is shown in `tests/differential.rs`,
//! that little memory is spent in `tests/allocations.rs`.

mod limits;
mod markup;
#[path = "../oracle/mod.rs"]
mod oracle;
mod prolog;
mod values;

use wechat_edge::wechat::xml::IllFormed::*;
use wechat_edge::wechat::xml::Limit;
use wechat_edge::wechat::xml::NotOfWeChat::*;

#[test]
fn each_error_says_what_it_found() {
    for (error, text) in [
        (NotUtf8.into(), "the body is not UTF-8"),
        (Empty.into(), "the body holds no XML element"),
        (
            NotWellFormed.at(7),
            "the XML is not well-formed near byte 7",
        ),
        (
            Truncated.into(),
            "the XML ends before its elements are closed: it was cut off",
        ),
        (
            DocumentType.at(7),
            "the XML has a DOCTYPE at byte 7, which WeChat never sends",
        ),
        (
            ProcessingInstruction.at(7),
            "the XML has a processing instruction at byte 7, which WeChat never sends",
        ),
        (
            Declaration.into(),
            "the XML declaration is not one of XML 1.0 in UTF-8",
        ),
        (
            Attributes.at(7),
            "an element has attributes at byte 7, which WeChat never sends",
        ),
        (Name.at(7), "an element's name at byte 7 is not an XML name"),
        (Reference.at(7), "a reference at byte 7 names no character"),
        (
            OutsideRoot.at(7),
            "there is content outside the root element at byte 7",
        ),
        (
            Limit::Depth.at(7),
            "elements are nested deeper than 8 at byte 7",
        ),
        (Limit::Elements.into(), "there are more than 256 elements"),
        (
            Limit::Value.at(7),
            "a value at byte 7 is longer than 8192 bytes",
        ),
        (
            Envelope.at(7),
            "the envelope has something at byte 7 that WeChat never puts there",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
