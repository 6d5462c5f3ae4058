//! Why a document was refused: what kind of fault, and where.

use std::fmt;

use super::limits::{MAX_DEPTH, MAX_ELEMENTS, MAX_VALUE};

/// A fault in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlError {
    /// What is wrong.
    pub kind: XmlErrorKind,
    /// Where, in bytes from the start; `None` where that is the whole document or its end.
    pub at: Option<usize>,
}

/// The kinds of faults: of XML, of WeChat's way to use it, of size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlErrorKind {
    /// No parser that conforms to XML 1.0 with namespaces would take it.
    IllFormed(IllFormed),
    /// It may be XML, but WeChat sends nothing like it.
    NotOfWeChat(NotOfWeChat),
    /// It has more than this module takes.
    Limit(Limit),
}

/// What is not XML, by the clauses of XML 1.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IllFormed {
    /// Section 4.3.3: WeChat's encoding is UTF-8.
    NotUtf8,
    /// Production 1: a document has an element.
    Empty,
    /// Markup that does not end as it began, or begins as nothing does.
    NotWellFormed,
    /// The document ends before its elements do.
    Truncated,
    /// Section 2.8.
    Declaration,
    /// Production 5.
    Name,
    /// Production 66, and the five entities of section 4.6.
    Reference,
    /// Production 1: around the root there are blanks and comments only.
    OutsideRoot,
}

/// What WeChat has no use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOfWeChat {
    /// The door to entities, and through them to files and to memory.
    DocumentType,
    /// `<?target …?>`
    ProcessingInstruction,
    /// `<xml a="b">`
    Attributes,
    /// In an envelope: another root than `xml`, a comment, or text beside elements.
    Envelope,
}

/// What there may be so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`MAX_DEPTH`]
    Depth,
    /// [`MAX_ELEMENTS`]
    Elements,
    /// [`MAX_VALUE`]
    Value,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use XmlErrorKind::{IllFormed, Limit, NotOfWeChat};
        let at = self.at.unwrap_or_default();
        match self.kind {
            IllFormed(kind) => kind.write(f, at),
            NotOfWeChat(kind) => kind.write(f, at),
            Limit(kind) => kind.write(f, at),
        }
    }
}

impl std::error::Error for XmlError {}

impl IllFormed {
    fn write(self, f: &mut fmt::Formatter<'_>, at: usize) -> fmt::Result {
        match self {
            IllFormed::NotUtf8 => f.write_str("the body is not UTF-8"),
            IllFormed::Empty => f.write_str("the body holds no XML element"),
            IllFormed::NotWellFormed => write!(f, "the XML is not well-formed near byte {at}"),
            IllFormed::Truncated => {
                f.write_str("the XML ends before its elements are closed: it was cut off")
            }
            IllFormed::Declaration => {
                f.write_str("the XML declaration is not one of XML 1.0 in UTF-8")
            }
            IllFormed::Name => write!(f, "an element's name at byte {at} is not an XML name"),
            IllFormed::Reference => write!(f, "a reference at byte {at} names no character"),
            IllFormed::OutsideRoot => {
                write!(f, "there is content outside the root element at byte {at}")
            }
        }
    }
}

impl NotOfWeChat {
    fn write(self, f: &mut fmt::Formatter<'_>, at: usize) -> fmt::Result {
        let has = match self {
            NotOfWeChat::DocumentType => "the XML has a DOCTYPE",
            NotOfWeChat::ProcessingInstruction => "the XML has a processing instruction",
            NotOfWeChat::Attributes => "an element has attributes",
            NotOfWeChat::Envelope => {
                return write!(
                    f,
                    "the envelope has something at byte {at} that WeChat never puts there"
                );
            }
        };
        write!(f, "{has} at byte {at}, which WeChat never sends")
    }
}

impl Limit {
    fn write(self, f: &mut fmt::Formatter<'_>, at: usize) -> fmt::Result {
        match self {
            Limit::Depth => {
                write!(
                    f,
                    "elements are nested deeper than {MAX_DEPTH} at byte {at}"
                )
            }
            Limit::Elements => write!(f, "there are more than {MAX_ELEMENTS} elements"),
            Limit::Value => write!(f, "a value at byte {at} is longer than {MAX_VALUE} bytes"),
        }
    }
}

/// The ways to an error: with a place (`at`) and without one (`into`).
macro_rules! kinds {
    ($($kind:ident),*) => {$(
        impl $kind {
            /// The error, at a byte of the document.
            pub fn at(self, at: usize) -> XmlError {
                let kind = XmlErrorKind::$kind(self);
                XmlError { kind, at: Some(at) }
            }
        }

        impl From<$kind> for XmlError {
            fn from(kind: $kind) -> XmlError {
                let kind = XmlErrorKind::$kind(kind);
                XmlError { kind, at: None }
            }
        }
    )*};
}

kinds!(IllFormed, NotOfWeChat, Limit);
