//! The mistakes of a file, each with its place, and how the owner is told.

use std::fmt;

use super::excerpt::{clean, excerpt};
use crate::language::{Bilingual, Language};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake<K> {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub kind: K,
}

/// What is wrong is said on one line, and without anything that a terminal would obey: it quotes
/// the file.
impl<K: Bilingual> Bilingual for Mistake<K> {
    fn text(&self, language: Language) -> String {
        clean(&self.kind.text(language))
    }
}

/// `3:9: unknown event …`, in English.
impl<K: Bilingual> fmt::Display for Mistake<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text(Language::English);
        write!(f, "{}:{}: {text}", self.line, self.column)
    }
}

/// The mistakes of a file, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes<K> {
    /// All of them.
    pub all: Vec<Mistake<K>>,
    /// The file, for the excerpts.
    toml: String,
}

impl<K> Mistakes<K> {
    /// Finds the line and the column of each place.
    pub(crate) fn new(toml: &str, found: Vec<(usize, K)>) -> Mistakes<K> {
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
}

impl<K: Bilingual> Mistakes<K> {
    /// Each mistake as `replies.toml:3:9: …`, and below it the line with a caret at the place.
    pub fn rendered(&self, file: &str, language: Language) -> Vec<String> {
        let lines: Vec<&str> = self.toml.split('\n').collect();
        let file = clean(file);
        let render = |mistake: &Mistake<K>| {
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
impl<K: Bilingual> fmt::Display for Mistakes<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.all.iter().enumerate() {
            let between = if at == 0 { "" } else { "\n" };
            write!(f, "{between}{mistake}")?;
        }
        Ok(())
    }
}

impl<K: Bilingual + fmt::Debug> std::error::Error for Mistakes<K> {}

/// Where the lines of a file begin.
pub(crate) struct Lines<'t> {
    toml: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(toml: &'t str) -> Lines<'t> {
        let after = |(at, _): (usize, &str)| at.saturating_add(1);
        let starts = [0].into_iter().chain(toml.match_indices('\n').map(after));
        Lines {
            toml,
            starts: starts.collect(),
        }
    }

    /// The byte where a line begins, counted from 1.
    pub(crate) fn start_of(&self, line: usize) -> usize {
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line));
        start.copied().unwrap_or_default()
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The line and the column of a byte, both counted from 1.
    pub(crate) fn locate(&self, at: usize) -> (usize, usize) {
        let line = self.line_of(at);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line));
        let before = self.toml.get(start.copied().unwrap_or_default()..at);
        let column = before.map_or(0, |before| before.chars().count());
        (line, column.saturating_add(1))
    }
}
