//! XML as WeChat writes it, read from whoever sends it.
//!
//! [`Document::parse`] accepts a small part of XML 1.0: elements, text, CDATA, references to
//! characters and to the five predefined entities. WeChat uses nothing else, so everything else is
//! refused: a DOCTYPE (the door to entity expansion), attributes, processing instructions. All
//! limits are checked before memory is spent, and the work is linear in the length of the input.
//!
//! What is accepted here is accepted by any conforming parser too, and read alike, but for what
//! [`Strictness`] lists.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesCData, BytesDecl, BytesStart, BytesText, Event};

/// Elements nested deeper than this are refused; the root counts as 1. The deepest push known,
/// `PUBLISHJOBFINISH`, has 5.
pub const MAX_DEPTH: usize = 8;

/// Documents with more elements than this are refused. The largest push known, a
/// `MASSSENDJOBFINISH` about 8 articles, has about 120.
pub const MAX_ELEMENTS: usize = 256;

/// The longest value of a field, in bytes as sent. `Encrypt` is exempt: it holds a whole message and
/// is bounded by the body alone.
pub const MAX_VALUE: usize = 8 * 1024;

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

/// Fields whose blanks are a user's own, also where they are not in CDATA (PROTOCOL.md, section H).
const VERBATIM: [&str; 2] = ["Content", "Label"];

/// Why a document was refused. Offsets are bytes from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum XmlError {
    #[error("the body is not UTF-8")]
    NotUtf8,
    #[error("the body holds no XML element")]
    Empty,
    #[error("the XML is not well-formed near byte {0}")]
    NotWellFormed(usize),
    #[error("the XML ends before its elements are closed: it was cut off")]
    Truncated,
    #[error("the XML has a DOCTYPE at byte {0}, which WeChat never sends")]
    DocumentType(usize),
    #[error("the XML has a processing instruction at byte {0}, which WeChat never sends")]
    ProcessingInstruction(usize),
    #[error("the XML declaration is not one of XML 1.0 in UTF-8")]
    Declaration,
    #[error("an element has attributes at byte {0}, which WeChat never sends")]
    Attributes(usize),
    #[error("an element's name at byte {0} is not an XML name")]
    Name(usize),
    #[error("a reference at byte {0} names no character")]
    Reference(usize),
    #[error("there is content outside the root element at byte {0}")]
    OutsideRoot(usize),
    #[error("elements are nested deeper than {MAX_DEPTH} at byte {0}")]
    TooDeep(usize),
    #[error("there are more than {MAX_ELEMENTS} elements")]
    TooManyElements,
    #[error("a value at byte {0} is longer than {MAX_VALUE} bytes")]
    ValueTooLong(usize),
    #[error("the envelope has something at byte {0} that WeChat never puts there")]
    Envelope(usize),
}

/// Whether XML 1.0 allows `character` in a document (its production `Char`).
pub fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// A parsed document: its elements in document order, without the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    elements: Vec<Element<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Element<'a> {
    name: &'a str,
    /// 2 for a child of the root.
    depth: usize,
    /// Borrowed from the body, but for references, split CDATA and line ends to be normalised.
    /// Empty for an element with children.
    value: Cow<'a, str>,
}

impl<'a> Document<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    ///
    /// For everything that is not well-formed, is not needed by WeChat's protocol, or is larger
    /// than the limits of this module.
    pub fn parse(body: &'a [u8], strictness: Strictness) -> Result<Document<'a>, XmlError> {
        let text = std::str::from_utf8(body).map_err(|_| XmlError::NotUtf8)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        // quick-xml would drop a second one, and count its offsets without it.
        if text.starts_with('\u{FEFF}') {
            return Err(XmlError::OutsideRoot(0));
        }
        Parser::new(text, strictness).run()
    }

    /// The children of the root.
    pub fn fields(&self) -> Fields<'_> {
        Fields {
            elements: &self.elements,
            depth: 2,
        }
    }
}

/// The child elements of one element, in document order.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'d> {
    elements: &'d [Element<'d>],
    depth: usize,
}

impl<'d> Fields<'d> {
    /// The value of the first child with this name, or `None` where there is no such child.
    pub fn get(self, name: &str) -> Option<&'d str> {
        self.values(name).next()
    }

    /// The children of the first child with this name; none where it is absent.
    pub fn group(self, name: &str) -> Fields<'d> {
        self.groups(name).next().unwrap_or(Fields {
            elements: &[],
            depth: self.depth,
        })
    }

    /// The children of each child with this name.
    pub fn groups(self, name: &str) -> impl Iterator<Item = Fields<'d>> {
        self.elements(name).map(|(_, children)| children)
    }

    /// The value and the children of each child with this name.
    pub fn elements(self, name: &str) -> impl Iterator<Item = (&'d str, Fields<'d>)> {
        let depth = self.depth;
        self.elements
            .iter()
            .enumerate()
            .filter(move |(_, element)| element.depth == depth && element.name == name)
            .map(move |(at, element)| {
                let rest = self.elements.get(at.saturating_add(1)..).unwrap_or(&[]);
                let end = rest
                    .iter()
                    .position(|element| element.depth <= depth)
                    .unwrap_or(rest.len());
                let children = Fields {
                    elements: rest.get(..end).unwrap_or(&[]),
                    depth: depth.saturating_add(1),
                };
                (element.value.as_ref(), children)
            })
    }

    /// The values of each child with this name.
    pub fn values(self, name: &str) -> impl Iterator<Item = &'d str> {
        self.iter()
            .filter(move |(child, _)| *child == name)
            .map(|(_, value)| value)
    }

    /// The names and values of the children.
    pub fn iter(self) -> impl Iterator<Item = (&'d str, &'d str)> {
        self.elements
            .iter()
            .filter(move |element| element.depth == self.depth)
            .map(|element| (element.name, element.value.as_ref()))
    }

    /// All elements below, in document order, as depth (1 for the children), name and value.
    pub fn descendants(self) -> impl Iterator<Item = (usize, &'d str, &'d str)> {
        self.elements.iter().map(move |element| {
            let level = element.depth.saturating_sub(self.depth).saturating_add(1);
            (level, element.name, element.value.as_ref())
        })
    }
}

/// The text of the innermost open element, as long as no child was seen in it.
#[derive(Default)]
struct Leaf<'a> {
    value: Cow<'a, str>,
    /// Whether a CDATA section was seen: then blanks before and after it are not part of the value.
    has_cdata: bool,
    /// Where in `value` the text since the last CDATA section starts.
    text_start: usize,
    /// Whether that text holds a reference: then it is no mere formatting.
    has_reference: bool,
}

impl Leaf<'_> {
    /// Drops the text since the last CDATA section if it is blank. Called before the first section
    /// and after the last: there it only formats.
    fn drop_blank_run(&mut self) {
        let run = self.value.get(self.text_start..).unwrap_or_default();
        if self.has_reference || run.is_empty() || !run.bytes().all(is_blank) {
            return;
        }
        match &mut self.value {
            Cow::Borrowed(text) => *text = text.get(..self.text_start).unwrap_or_default(),
            Cow::Owned(text) => text.truncate(self.text_start),
        }
    }
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

    fn run(mut self) -> Result<Document<'a>, XmlError> {
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
                Event::Decl(declaration) => self.declaration(&declaration)?,
                Event::Comment(_) if self.strictness == Strictness::Envelope => {
                    return Err(XmlError::Envelope(self.at));
                }
                Event::Comment(text) if text.chars().all(is_allowed) => {}
                Event::Comment(_) => return Err(XmlError::NotWellFormed(self.at)),
                Event::PI(_) => return Err(XmlError::ProcessingInstruction(self.at)),
                Event::DocType(_) => return Err(XmlError::DocumentType(self.at)),
                Event::Eof if self.depth > 0 => return Err(XmlError::Truncated),
                Event::Eof if !self.root_seen => return Err(XmlError::Empty),
                Event::Eof => break,
            }
        }
        Ok(Document {
            elements: self.elements,
        })
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
            XmlError::Truncated
        } else {
            XmlError::NotWellFormed(at)
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), XmlError> {
        let name_at = self.at.saturating_add(1);
        let name = self
            .source
            .get(name_at..name_at.saturating_add(tag.name().as_ref().len()))
            .unwrap_or_default();
        if !is_name(name) {
            return Err(XmlError::Name(name_at));
        }
        if !tag.attributes_raw().bytes().all(is_blank) {
            return Err(XmlError::Attributes(self.at));
        }
        if self.depth >= MAX_DEPTH {
            return Err(XmlError::TooDeep(self.at));
        }
        if self.depth == 0 {
            return self.open_root(name);
        }
        // The root is an element too.
        if self.elements.len().saturating_add(1) >= MAX_ELEMENTS {
            return Err(XmlError::TooManyElements);
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
            return Err(XmlError::OutsideRoot(self.at));
        }
        if self.strictness == Strictness::Envelope && name != "xml" {
            return Err(XmlError::Envelope(self.at));
        }
        self.root_seen = true;
        self.depth = 1;
        Ok(())
    }

    fn refuse_text_before_child(&self) -> Result<(), XmlError> {
        match &self.leaf {
            Some(leaf) if !leaf.value.bytes().all(is_blank) => Err(XmlError::Envelope(self.at)),
            _ => Ok(()),
        }
    }

    /// quick-xml has matched the end tag with its start tag already.
    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        // An element with children has no leaf: text between its children is formatting.
        if let (Some(mut leaf), Some(element)) = (self.leaf.take(), self.elements.last_mut()) {
            if leaf.has_cdata {
                leaf.drop_blank_run();
                element.value = leaf.value;
            } else if VERBATIM.contains(&element.name) {
                element.value = leaf.value;
            } else {
                element.value = trimmed(leaf.value);
            }
        }
    }

    fn text(&mut self, text: &BytesText<'a>) -> Result<(), XmlError> {
        // XML 1.0, section 2.4: this must not stand in text other than as the end of CDATA.
        if text.contains("]]>") {
            return Err(XmlError::NotWellFormed(self.at));
        }
        if self.depth == 0 {
            if text.bytes().all(is_blank) {
                return Ok(());
            }
            return Err(XmlError::OutsideRoot(self.at));
        }
        self.push(text, || text.xml10_content())
    }

    fn cdata(&mut self, section: &BytesCData<'a>) -> Result<(), XmlError> {
        if self.depth == 0 {
            return Err(XmlError::OutsideRoot(self.at));
        }
        if let Some(leaf) = &mut self.leaf
            && !leaf.has_cdata
        {
            leaf.drop_blank_run();
            leaf.has_cdata = true;
        }
        self.push(section, || section.xml10_content())?;
        if let Some(leaf) = &mut self.leaf {
            leaf.text_start = leaf.value.len();
            leaf.has_reference = false;
        }
        Ok(())
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) -> Result<(), XmlError> {
        if self.depth == 0 {
            return Err(XmlError::OutsideRoot(self.at));
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
                _ => return Err(XmlError::Reference(self.at)),
            },
        };
        if let Some(leaf) = &mut self.leaf {
            leaf.has_reference = true;
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
                return Err(XmlError::Envelope(self.at));
            }
            return Ok(());
        };
        let is_encrypt = matches!(self.elements.last(), Some(element) if element.name == "Encrypt");
        if !is_encrypt && leaf.value.len().saturating_add(raw.len()) > MAX_VALUE {
            return Err(XmlError::ValueTooLong(self.at));
        }
        let text = text();
        if leaf.value.is_empty() {
            leaf.value = text;
        } else {
            leaf.value.to_mut().push_str(&text);
        }
        Ok(())
    }

    /// XML 1.0, section 2.8: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, at the
    /// start of the document only, the last two optional and in this order. Not version 1.1, which
    /// has other line ends.
    fn declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
        let well_formed = || -> Option<()> {
            let rest = declaration.strip_prefix("xml")?;
            let (version, mut rest) = pseudo_attribute(rest, "version")?;
            if version != "1.0" {
                return None;
            }
            if let Some((encoding, after)) = pseudo_attribute(rest, "encoding") {
                if !encoding.eq_ignore_ascii_case("utf-8") {
                    return None;
                }
                rest = after;
            }
            if let Some((standalone, after)) = pseudo_attribute(rest, "standalone") {
                if !matches!(standalone, "yes" | "no") {
                    return None;
                }
                rest = after;
            }
            rest.bytes().all(is_blank).then_some(())
        };
        if self.at > 0 || well_formed().is_none() {
            return Err(XmlError::Declaration);
        }
        Ok(())
    }
}

/// Takes ` name="value"` off the start of `text`: the value, and what follows it.
fn pseudo_attribute<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let trimmed = trim_start(text);
    if trimmed.len() == text.len() {
        return None;
    }
    let after_equals = trim_start(trimmed.strip_prefix(name)?).strip_prefix('=')?;
    let quoted = trim_start(after_equals);
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    quoted.get(1..)?.split_once(quote)
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\r', '\n'])
}

fn trimmed(value: Cow<'_, str>) -> Cow<'_, str> {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    match value {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(BLANKS)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(BLANKS).to_owned()),
    }
}

/// XML 1.0, production `S`.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// XML 1.0, production `Name`, without the colon: a prefix would need an attribute to declare it.
fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_character)
}

fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// quick-xml counts in u64; the documents here are at most 64 KiB.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
