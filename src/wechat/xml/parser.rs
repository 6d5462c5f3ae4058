//! From the events of quick-xml to elements: what is none of WeChat's and what is too much is refused
//! here.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesCData, BytesRef, BytesStart, BytesText, Event};

use super::characters::{is_allowed, is_blank, is_name};
use super::declaration::is_supported;
use super::error::{IllFormed, Limit, NotOfWeChat, XmlError};
use super::limits::{MAX_DEPTH, MAX_ELEMENTS, MAX_VALUE};
use super::value::Leaf;

/// How much besides WeChat's own way of writing is accepted.
///
/// Both read some things otherwise than XML 1.0 says, so that no message is lost:
///
/// - characters that XML forbids are kept in text, CDATA and references, because users' text
///   contains control characters; in compatible mode the envelope repeats that text;
/// - blanks around a value do not belong to it (PROTOCOL.md, section H), except inside CDATA and in
///   `Content` and `Label`;
/// - an element with children has no value: text beside them is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// The outer envelope of safe and compatible mode, which a machine wrote: the root must be
    /// `xml`, comments and text beside elements are refused.
    Envelope,
    /// The message itself.
    Message,
}

/// An element below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    /// 2 for a child of the root.
    pub(super) depth: usize,
    /// Borrowed from the body, but for references, split CDATA and line ends to be normalised.
    /// Empty for an element with children.
    pub(super) value: Cow<'a, str>,
}

/// Reads the elements of a document, in its order, without the root.
pub(super) fn parse(source: &str, strictness: Strictness) -> Result<Vec<Element<'_>>, XmlError> {
    Parser::new(source, strictness).run()
}

struct Parser<'a> {
    source: &'a str,
    strictness: Strictness,
    elements: Vec<Element<'a>>,
    /// How many elements are open.
    depth: usize,
    leaf: Option<Leaf<'a>>,
    root_seen: bool,
    /// Where the event at hand starts.
    at: usize,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, strictness: Strictness) -> Parser<'a> {
        Parser {
            source,
            strictness,
            // A usual push has 5 to 8 elements.
            elements: Vec::with_capacity(12),
            depth: 0,
            leaf: None,
            root_seen: false,
            at: 0,
        }
    }

    fn run(mut self) -> Result<Vec<Element<'a>>, XmlError> {
        let mut reader = Reader::from_str(self.source);
        reader.config_mut().check_comments = true;
        loop {
            self.at = offset(reader.buffer_position());
            let event = reader
                .read_event()
                .map_err(|error| self.not_well_formed(&error, &reader))?;
            match event {
                Event::Start(tag) => self.open(&tag)?,
                Event::Empty(tag) => {
                    self.open(&tag)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => self.text(&text)?,
                Event::CData(section) => self.cdata(&section)?,
                Event::GeneralRef(reference) => self.reference(&reference)?,
                // At the start of the document only.
                Event::Decl(text) if self.at == 0 && is_supported(&text) => {}
                Event::Decl(_) => return Err(IllFormed::Declaration.into()),
                Event::Comment(_) if self.strictness == Strictness::Envelope => {
                    return Err(NotOfWeChat::Envelope.at(self.at));
                }
                Event::Comment(text) if text.chars().all(is_allowed) => {}
                Event::Comment(_) => return Err(IllFormed::NotWellFormed.at(self.at)),
                Event::PI(_) => return Err(NotOfWeChat::ProcessingInstruction.at(self.at)),
                Event::DocType(_) => return Err(NotOfWeChat::DocumentType.at(self.at)),
                Event::Eof if self.depth > 0 => return Err(IllFormed::Truncated.into()),
                Event::Eof if !self.root_seen => return Err(IllFormed::Empty.into()),
                Event::Eof => break,
            }
        }
        Ok(self.elements)
    }

    fn not_well_formed(&self, error: &Error, reader: &Reader<&[u8]>) -> XmlError {
        let at = offset(reader.error_position());
        let is_unclosed = matches!(
            error,
            Error::Syntax(_) | Error::IllFormed(IllFormedError::UnclosedReference)
        );
        // quick-xml looked for the end of the markup up to here, or does not know yet what it is.
        let is_at_end = offset(reader.buffer_position()) >= self.source.len()
            || matches!(self.source.get(at..), Some("<" | "<!"));
        if is_unclosed && is_at_end {
            IllFormed::Truncated.into()
        } else {
            IllFormed::NotWellFormed.at(at)
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), XmlError> {
        let name_at = self.at.saturating_add(1);
        let name = self
            .source
            .get(name_at..name_at.saturating_add(tag.name().as_ref().len()))
            .unwrap_or_default();
        if !is_name(name) {
            return Err(IllFormed::Name.at(name_at));
        }
        if !tag.attributes_raw().bytes().all(is_blank) {
            return Err(NotOfWeChat::Attributes.at(self.at));
        }
        if self.depth >= MAX_DEPTH {
            return Err(Limit::Depth.at(self.at));
        }
        if self.depth == 0 {
            return self.open_root(name);
        }
        // The root is an element too.
        if self.elements.len().saturating_add(1) >= MAX_ELEMENTS {
            return Err(Limit::Elements.into());
        }
        if self.strictness == Strictness::Envelope {
            self.refuse_text_before_child()?;
        }
        self.depth = self.depth.saturating_add(1);
        self.leaf = Some(Leaf::default());
        self.elements.push(Element {
            name,
            depth: self.depth,
            value: Cow::Borrowed(""),
        });
        Ok(())
    }

    fn open_root(&mut self, name: &str) -> Result<(), XmlError> {
        if self.root_seen {
            return Err(IllFormed::OutsideRoot.at(self.at));
        }
        if self.strictness == Strictness::Envelope && name != "xml" {
            return Err(NotOfWeChat::Envelope.at(self.at));
        }
        self.root_seen = true;
        self.depth = 1;
        Ok(())
    }

    fn refuse_text_before_child(&self) -> Result<(), XmlError> {
        match &self.leaf {
            Some(leaf) if !leaf.value.bytes().all(is_blank) => {
                Err(NotOfWeChat::Envelope.at(self.at))
            }
            _ => Ok(()),
        }
    }

    /// quick-xml has matched the end tag with its start tag already.
    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        // An element with children has no leaf: text between its children is formatting.
        if let (Some(leaf), Some(element)) = (self.leaf.take(), self.elements.last_mut()) {
            element.value = leaf.finish(element.name);
        }
    }

    fn text(&mut self, text: &BytesText<'a>) -> Result<(), XmlError> {
        // XML 1.0, section 2.4: this must not stand in text other than as the end of CDATA.
        if text.contains("]]>") {
            return Err(IllFormed::NotWellFormed.at(self.at));
        }
        if self.depth == 0 {
            if text.bytes().all(is_blank) {
                return Ok(());
            }
            return Err(IllFormed::OutsideRoot.at(self.at));
        }
        self.push(text, || text.xml10_content())
    }

    fn cdata(&mut self, section: &BytesCData<'a>) -> Result<(), XmlError> {
        if self.depth == 0 {
            return Err(IllFormed::OutsideRoot.at(self.at));
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.begin_cdata();
        }
        self.push(section, || section.xml10_content())?;
        if let Some(leaf) = &mut self.leaf {
            leaf.end_cdata();
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        if self.depth == 0 {
            return Err(IllFormed::OutsideRoot.at(self.at));
        }
        let named: &str = reference;
        let character = match named {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => match reference.resolve_char_ref() {
                Ok(Some(character)) => character,
                _ => return Err(IllFormed::Reference.at(self.at)),
            },
        };
        if let Some(leaf) = &mut self.leaf {
            leaf.keep_blanks();
        }
        let mut utf8 = [0; 4];
        let character = character.encode_utf8(&mut utf8);
        self.push(character, || Cow::Owned(character.to_owned()))
    }

    /// Adds to the value of the innermost element; text beside children is formatting, which an
    /// envelope has none of but blanks. `raw` is the text as it was sent, `text` makes its line
    /// ends uniform, which may copy it: so what is refused is refused before.
    fn push(&mut self, raw: &str, text: impl FnOnce() -> Cow<'a, str>) -> Result<(), XmlError> {
        let Some(leaf) = &mut self.leaf else {
            if self.strictness == Strictness::Envelope && !raw.bytes().all(is_blank) {
                return Err(NotOfWeChat::Envelope.at(self.at));
            }
            return Ok(());
        };
        let is_encrypt = matches!(self.elements.last(), Some(element) if element.name == "Encrypt");
        if !is_encrypt && leaf.value.len().saturating_add(raw.len()) > MAX_VALUE {
            return Err(Limit::Value.at(self.at));
        }
        leaf.push(text());
        Ok(())
    }
}

/// quick-xml counts in u64; the documents here are at most 64 KiB.
fn offset(position: u64) -> usize {
    usize::try_from(position).expect("a place in a text that is in memory")
}
