//! A value of the file, and the mistakes found so far.

use toml::Spanned;
use toml::de::DeValue;

use super::fault::{Fault, Words};

/// Collects what is wrong. Readers give back `None` where they noted a mistake, so that the rest of
/// the file is read nevertheless.
#[derive(Debug)]
pub(crate) struct Findings<K> {
    /// What stops the build, each with the byte where it stands.
    pub(crate) mistakes: Vec<(usize, K)>,
    /// What may be meant as it is.
    pub(crate) warnings: Vec<(usize, K)>,
    /// Where in the file that stands which is read now.
    pub(crate) offset: usize,
}

impl<K> Default for Findings<K> {
    fn default() -> Findings<K> {
        Findings {
            mistakes: Vec::new(),
            warnings: Vec::new(),
            offset: 0,
        }
    }
}

impl<K: From<Fault>> Findings<K> {
    pub(crate) fn refuse<T>(&mut self, node: Node<'_>, kind: K) -> Option<T> {
        self.refuse_at(node.start(), kind);
        None
    }

    pub(crate) fn refuse_at(&mut self, start: usize, kind: K) {
        let at = self.offset.saturating_add(start);
        self.mistakes.push((at, kind));
    }

    pub(crate) fn warn(&mut self, node: Node<'_>, kind: K) {
        self.warnings.push((self.place_of(node), kind));
    }

    /// The byte of the file where a value begins.
    pub(crate) fn place_of(&self, node: Node<'_>) -> usize {
        self.offset.saturating_add(node.start())
    }
}

/// A value in the file.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t>(pub(crate) &'t Spanned<DeValue<'t>>);

impl<'t> Node<'t> {
    /// The byte where it begins.
    pub(crate) fn start(self) -> usize {
        self.0.span().start
    }

    pub(crate) fn is_string(self) -> bool {
        self.0.get_ref().is_str()
    }

    /// The string; `expected` says what it should have been.
    pub(crate) fn string<K: From<Fault>>(
        self,
        expected: impl Into<Words>,
        findings: &mut Findings<K>,
    ) -> Option<&'t str> {
        let string = self.0.get_ref().as_str();
        string.or_else(|| self.wrong_type(expected, findings))
    }

    /// Notes that a value of another type was expected.
    pub(crate) fn wrong_type<T, K: From<Fault>>(
        self,
        expected: impl Into<Words>,
        findings: &mut Findings<K>,
    ) -> Option<T> {
        let fault = Fault::WrongType(expected.into(), self.0.get_ref().type_str());
        findings.refuse(self, fault.into())
    }

    pub(crate) fn integer(self) -> Option<i64> {
        let integer = self.0.get_ref().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    pub(crate) fn is_integer(self) -> bool {
        self.0.get_ref().as_integer().is_some()
    }

    /// `true`, as the value of a key that says something by being there.
    pub(crate) fn yes<K: From<Fault>>(self, findings: &mut Findings<K>) -> Option<()> {
        match self.0.get_ref().as_bool() {
            Some(true) => Some(()),
            _ => findings.refuse(self, Fault::NotTrue.into()),
        }
    }

    /// The elements of an array; a single value counts as an array of one.
    pub(crate) fn list(self) -> Vec<Node<'t>> {
        match self.0.get_ref().as_array() {
            Some(array) => array.iter().map(Node).collect(),
            None => vec![self],
        }
    }
}
