//! A document that was read, and the way to its fields.

use super::error::{IllFormed, XmlError};
use super::parser::{Element, Strictness, parse};

/// A parsed document: its elements in document order, without the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    elements: Vec<Element<'a>>,
}

impl<'a> Document<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    ///
    /// For everything that is not well-formed, is not needed by WeChat's protocol, or is larger
    /// than the limits of this module.
    pub fn parse(body: &'a [u8], strictness: Strictness) -> Result<Document<'a>, XmlError> {
        let text = std::str::from_utf8(body).map_err(|_| IllFormed::NotUtf8)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        // quick-xml would drop a second one, and count its offsets without it.
        if text.starts_with('\u{FEFF}') {
            return Err(IllFormed::OutsideRoot.at(0));
        }
        Ok(Document {
            elements: parse(text, strictness)?,
        })
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
