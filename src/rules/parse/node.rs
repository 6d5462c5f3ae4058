//! A value of the file, and the mistakes found so far.

use toml::Spanned;
use toml::de::DeValue;

use super::kind::Kind;
use super::names::Expected;

/// Collects what is wrong. Readers give back `None` where they noted a mistake, so that the rest of
/// the file is read nevertheless.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What stops the build, each with the byte where it stands.
    pub(super) mistakes: Vec<(usize, Kind)>,
    /// What may be meant as it is.
    pub(super) warnings: Vec<(usize, Kind)>,
    /// How many regular expressions were read.
    pub(super) expressions: usize,
    /// Where in the file that stands which is read now.
    pub(super) offset: usize,
}

impl Findings {
    pub(super) fn refuse<T>(&mut self, node: Node<'_>, kind: Kind) -> Option<T> {
        self.refuse_at(node.start(), kind);
        None
    }

    pub(super) fn refuse_at(&mut self, start: usize, kind: Kind) {
        let at = self.offset.saturating_add(start);
        self.mistakes.push((at, kind));
    }

    pub(super) fn warn(&mut self, node: Node<'_>, kind: Kind) {
        let at = self.offset.saturating_add(node.start());
        self.warnings.push((at, kind));
    }
}

/// A value in the file.
#[derive(Clone, Copy)]
pub(super) struct Node<'t>(pub(super) &'t Spanned<DeValue<'t>>);

impl<'t> Node<'t> {
    /// The byte where it begins.
    pub(super) fn start(self) -> usize {
        self.0.span().start
    }

    pub(super) fn is_string(self) -> bool {
        self.0.get_ref().is_str()
    }

    /// The string; `expected` says what it should have been.
    pub(super) fn string(self, expected: Expected, findings: &mut Findings) -> Option<&'t str> {
        let string = self.0.get_ref().as_str();
        string.or_else(|| findings.refuse(self, self.wrong_type(expected)))
    }

    pub(super) fn wrong_type(self, expected: Expected) -> Kind {
        Kind::WrongType(expected, self.0.get_ref().type_str())
    }

    pub(super) fn integer(self) -> Option<i64> {
        let integer = self.0.get_ref().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    pub(super) fn is_integer(self) -> bool {
        self.0.get_ref().as_integer().is_some()
    }

    /// `true`, as the value of a key that says something by being there.
    pub(super) fn yes(self, findings: &mut Findings) -> Option<()> {
        match self.0.get_ref().as_bool() {
            Some(true) => Some(()),
            _ => findings.refuse(self, Kind::NotTrue),
        }
    }

    /// The elements of an array; a single value counts as an array of one.
    pub(super) fn list(self) -> Vec<Node<'t>> {
        match self.0.get_ref().as_array() {
            Some(array) => array.iter().map(Node).collect(),
            None => vec![self],
        }
    }
}
