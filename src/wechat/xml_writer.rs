//! XML as WeChat reads it: elements without attributes, every string in CDATA, integers bare
//! (PROTOCOL.md, section E).

use std::borrow::Cow;

use super::xml::is_allowed;

/// Writes one document into one buffer.
///
/// ```
/// use wechat_edge::wechat::xml_writer::XmlWriter;
///
/// let mut xml = XmlWriter::with_capacity(64);
/// xml.open("xml");
/// xml.text("Content", "a ]]> b");
/// xml.close("xml");
/// assert_eq!(
///     xml.finish(),
///     "<xml><Content><![CDATA[a ]]]]><![CDATA[> b]]></Content></xml>",
/// );
/// ```
#[derive(Debug)]
pub struct XmlWriter {
    xml: String,
}

impl XmlWriter {
    /// A writer whose document fits `capacity` bytes without growing.
    pub fn with_capacity(capacity: usize) -> XmlWriter {
        XmlWriter {
            xml: String::with_capacity(capacity),
        }
    }

    /// Writes `<name>`.
    pub fn open(&mut self, name: &str) {
        self.xml.push('<');
        self.xml.push_str(name);
        self.xml.push('>');
    }

    /// Writes `</name>`.
    pub fn close(&mut self, name: &str) {
        self.xml.push_str("</");
        self.xml.push_str(name);
        self.xml.push('>');
    }

    /// Writes an element with any text in it, less what XML forbids.
    pub fn text(&mut self, name: &str, text: &str) {
        self.open(name);
        self.xml.push_str("<![CDATA[");
        let text = allowed(Cow::Borrowed(text));
        let mut rest = text.as_ref();
        // `]]>` ends a section: split it between two (XML 1.0, section 2.7).
        while let Some((before, after)) = rest.split_once("]]>") {
            self.xml.push_str(before);
            self.xml.push_str("]]]]><![CDATA[>");
            rest = after;
        }
        self.xml.push_str(rest);
        self.xml.push_str("]]>");
        self.close(name);
    }

    /// Writes an element with a number in it, as is.
    pub fn verbatim(&mut self, name: &str, digits: &str) {
        self.open(name);
        self.xml.push_str(digits);
        self.close(name);
    }

    /// The document.
    pub fn finish(self) -> String {
        self.xml
    }
}

/// The text as a parser of XML would give it back: without the characters that XML 1.0 forbids, and
/// with `\n` for `\r\n` and `\r` (its section 2.11). Borrowed where that changes nothing.
pub fn allowed(text: Cow<'_, str>) -> Cow<'_, str> {
    let needs_change = |character| character == '\r' || !is_allowed(character);
    if !text.contains(needs_change) {
        return text;
    }
    Cow::Owned(
        text.replace("\r\n", "\n")
            .chars()
            .filter(|&character| is_allowed(character))
            .map(|character| if character == '\r' { '\n' } else { character })
            .collect(),
    )
}
