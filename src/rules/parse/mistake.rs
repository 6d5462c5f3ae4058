//! The mistakes of a file, each with its place, and how the owner is told.

use std::fmt;

use super::excerpt::{clean, excerpt};
use super::kind::Kind;
use crate::language::{Bilingual, Language};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub kind: Kind,
}

/// What is wrong is said on one line, and without anything that a terminal would obey: it quotes
/// the file.
impl Bilingual for Mistake {
    fn text(&self, language: Language) -> String {
        clean(&self.kind.text(language))
    }
}

/// `3:9: unknown event …`, in English.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text(Language::English);
        write!(f, "{}:{}: {text}", self.line, self.column)
    }
}

/// The mistakes of a file, in the order of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// All of them.
    pub all: Vec<Mistake>,
    /// The file, for the excerpts.
    toml: String,
}

impl Mistakes {
    /// Finds the line and the column of each place.
    pub(super) fn new(toml: &str, found: Vec<(usize, Kind)>) -> Mistakes {
        let lines = Lines::of(toml);
        let mut found = found;
        found.sort_by_key(|(at, _)| *at);
        let all = found.into_iter().map(|(at, kind)| {
            let (line, column) = lines.locate(at);
            Mistake { line, column, kind }
        });
        Mistakes {
            all: all.collect(),
            toml: toml.to_owned(),
        }
    }

    /// Each mistake as `replies.toml:3:9: …`, and below it the line with a caret at the place.
    pub fn rendered(&self, file: &str, language: Language) -> Vec<String> {
        let lines: Vec<&str> = self.toml.split('\n').collect();
        let file = clean(file);
        let render = |mistake: &Mistake| {
            let Mistake { line, column, .. } = mistake;
            let text = mistake.text(language);
            let at = line.checked_sub(1).and_then(|line| lines.get(line));
            let below = excerpt(at.copied().unwrap_or_default(), *column);
            format!("{file}:{line}:{column}: {text}{below}")
        };
        self.all.iter().map(render).collect()
    }
}

/// One line for each, without excerpts.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.all.iter().enumerate() {
            let between = if at == 0 { "" } else { "\n" };
            write!(f, "{between}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

/// Where the lines of a file begin.
pub(super) struct Lines<'t> {
    toml: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(toml: &'t str) -> Lines<'t> {
        let after = |(at, _): (usize, &str)| at.saturating_add(1);
        let starts = [0].into_iter().chain(toml.match_indices('\n').map(after));
        Lines {
            toml,
            starts: starts.collect(),
        }
    }

    /// The byte where a line begins, counted from 1.
    pub(super) fn start_of(&self, line: usize) -> usize {
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line));
        start.copied().unwrap_or_default()
    }

    /// The line and the column of a byte, both counted from 1.
    pub(super) fn locate(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line));
        let before = self.toml.get(start.copied().unwrap_or_default()..at);
        let column = before.map_or(0, |before| before.chars().count());
        (line, column.saturating_add(1))
    }
}
