//! Trigger a rule asks of a text: a visitor's words, or the key of a menu button.

use std::borrow::Cow;

use super::expression::{Engine, Expression};

/// A rule's `equals`, `starts_with`, `contains` or `matches`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::text))]
pub struct TextCondition {
    /// Trigger is asked.
    pub test: Match,
    /// `ignore_case`: letter case does not matter. The words of the test are in lower case then.
    pub ignore_case: bool,
    /// `ignore_blanks`: blanks around the text do not matter.
    pub ignore_blanks: bool,
}

/// The test itself; of several words, any one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::text))]
pub enum Match {
    /// The whole text.
    Equals(&'static [&'static str]),
    /// Its start.
    StartsWith(&'static [&'static str]),
    /// Any place in it.
    Contains(&'static [&'static str]),
    /// A regular expression, anywhere in it.
    Matches(Expression),
}

impl TextCondition {
    /// The groups of the expression, none for other tests; `None` where the text does not fit.
    pub fn captures<'m>(&self, text: &'m str, engine: Option<Engine>) -> Option<Vec<&'m str>> {
        let text = if self.ignore_blanks {
            text.trim()
        } else {
            text
        };
        if let Match::Matches(expression) = self.test {
            let engine = engine?;
            return engine.captures(&expression, text);
        }
        let text = if self.ignore_case {
            Cow::Owned(text.to_lowercase())
        } else {
            Cow::Borrowed(text)
        };
        let fits = match self.test {
            Match::Equals(words) => words.contains(&text.as_ref()),
            Match::StartsWith(words) => words.iter().any(|word| text.starts_with(word)),
            Match::Contains(words) => words.iter().any(|word| text.contains(word)),
            Match::Matches(_) => false,
        };
        fits.then(Vec::new)
    }
}
