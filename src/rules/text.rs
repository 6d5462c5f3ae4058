//! What a rule asks of a text: a visitor's words, or the key of a menu button.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex_lite::Regex;

/// A rule's `equals`, `starts_with`, `contains` or `matches`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::text))]
pub struct Text {
    /// What is asked.
    pub test: Test,
    /// `ignore_case`: letter case does not matter. The words of the test are in lower case then.
    pub ignore_case: bool,
    /// `ignore_blanks`: blanks around the text do not matter.
    pub ignore_blanks: bool,
}

/// The test itself; of several words, any one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::text))]
pub enum Test {
    /// The whole text.
    Equals(&'static [&'static str]),
    /// Its start.
    StartsWith(&'static [&'static str]),
    /// Any place in it.
    Contains(&'static [&'static str]),
    /// A regular expression, anywhere in it.
    Matches(Expression),
}

/// A regular expression, whose time is linear in the text (`regex-lite`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::text))]
pub struct Expression {
    /// The expression, in the syntax of `regex-lite`.
    pub pattern: &'static str,
    /// The names of its groups.
    pub groups: &'static [&'static str],
    /// Its place among the file's expressions.
    pub index: usize,
}

/// What runs the expressions of a file. Only the rules of a file that has some refer to it: without
/// one, the linker leaves `regex-lite` out of the wasm, which is then a quarter smaller.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    compiled: &'static Compiled,
    captures: for<'m> fn(&Compiled, &Expression, &'m str) -> Option<Vec<&'m str>>,
}

/// A place for each expression, compiled when it is first tried. It cannot be before: `regex-lite`
/// has no form that could be written into the wasm.
pub type Compiled = [OnceLock<Option<Regex>>];

impl Engine {
    /// An engine for as many expressions as there are places.
    pub const fn new(compiled: &'static Compiled) -> Engine {
        Engine {
            compiled,
            captures: run,
        }
    }
}

fn run<'m>(compiled: &Compiled, expression: &Expression, text: &'m str) -> Option<Vec<&'m str>> {
    let regex = compiled
        .get(expression.index)?
        .get_or_init(|| Regex::new(expression.pattern).ok())
        .as_ref()?;
    if expression.groups.is_empty() {
        return regex.is_match(text).then(Vec::new);
    }
    let captures = regex.captures(text)?;
    let group = |name: &&str| captures.name(name).map_or("", |group| group.as_str());
    Some(expression.groups.iter().map(group).collect())
}

impl Text {
    /// The groups of the expression, none for other tests; `None` where the text does not fit.
    pub fn captures<'m>(&self, text: &'m str, engine: Option<Engine>) -> Option<Vec<&'m str>> {
        let text = if self.ignore_blanks {
            text.trim()
        } else {
            text
        };
        if let Test::Matches(expression) = self.test {
            let engine = engine?;
            return (engine.captures)(engine.compiled, &expression, text);
        }
        let text = if self.ignore_case {
            Cow::Owned(text.to_lowercase())
        } else {
            Cow::Borrowed(text)
        };
        let fits = match self.test {
            Test::Equals(words) => words.contains(&text.as_ref()),
            Test::StartsWith(words) => words.iter().any(|word| text.starts_with(word)),
            Test::Contains(words) => words.iter().any(|word| text.contains(word)),
            Test::Matches(_) => false,
        };
        fits.then(Vec::new)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use std::fmt;

    use regex_lite::Regex;

    use super::{Expression, Test, Text};
    use crate::rules::parse::{Entries, Fault, Node};

    impl Text {
        /// Reads the test of a rule, if it has one. `expressions` counts those of the file.
        pub(in crate::rules) fn read(
            entries: &mut Entries<'_>,
            expressions: &mut usize,
        ) -> Result<Option<Text>, Fault> {
            let ignore_case = entries.flag("ignore_case")?;
            let ignore_blanks = entries.flag("ignore_blanks")?;
            let words = |node, may_be_empty, test: fn(&'static [&'static str]) -> Test| {
                Ok((node, test(words(node, ignore_case, may_be_empty)?)))
            };
            let mut expression = |node| {
                let expression = Expression::read(node, *expressions, ignore_case)?;
                *expressions = expressions.saturating_add(1);
                Ok((node, Test::Matches(expression)))
            };
            let tests = [
                entries
                    .get("equals")
                    .map(|node| words(node, true, Test::Equals)),
                entries
                    .get("starts_with")
                    .map(|node| words(node, false, Test::StartsWith)),
                entries
                    .get("contains")
                    .map(|node| words(node, false, Test::Contains)),
                entries.get("matches").map(&mut expression),
            ];
            let mut tests = tests.into_iter().flatten();
            let Some(first) = tests.next().transpose()? else {
                if ignore_case || ignore_blanks {
                    return Err(entries.fault(
                        "ignore_case and ignore_blanks need equals, starts_with, contains or \
                         matches beside them",
                    ));
                }
                return Ok(None);
            };
            if let Some(second) = tests.next() {
                return Err(second?.0.fault(
                    "a rule has one of equals, starts_with, contains and matches, not several",
                ));
            }
            Ok(Some(Text {
                test: first.1,
                ignore_case,
                ignore_blanks,
            }))
        }

        /// The names of the groups, in the order of [`Text::captures`].
        pub(in crate::rules) fn groups(&self) -> &'static [&'static str] {
            match self.test {
                Test::Matches(expression) => expression.groups,
                _ => &[],
            }
        }

        /// Whether this takes every text that `other` takes. `false` where that is not plain.
        pub(in crate::rules) fn covers(&self, other: &Text) -> bool {
            let same_flags =
                (self.ignore_case, self.ignore_blanks) == (other.ignore_case, other.ignore_blanks);
            let all = |words: &[&str], others: &[&str], fit: fn(&str, &str) -> bool| {
                others
                    .iter()
                    .all(|other| words.iter().any(|word| fit(other, word)))
            };
            let starts = |other: &str, word: &str| other.starts_with(word);
            let contains = |other: &str, word: &str| other.contains(word);
            same_flags
                && match (self.test, other.test) {
                    (Test::Equals(words), Test::Equals(others)) => {
                        all(words, others, |a, b| a == b)
                    }
                    (Test::StartsWith(words), Test::Equals(others) | Test::StartsWith(others)) => {
                        all(words, others, starts)
                    }
                    (
                        Test::Contains(words),
                        Test::Equals(others) | Test::StartsWith(others) | Test::Contains(others),
                    ) => all(words, others, contains),
                    (Test::Matches(one), Test::Matches(other)) => one.pattern == other.pattern,
                    _ => false,
                }
        }
    }

    impl Expression {
        fn read(node: Node<'_>, index: usize, ignore_case: bool) -> Result<Expression, Fault> {
            let written = node.string("a regular expression")?;
            let pattern = if ignore_case {
                format!("(?i:{written})")
            } else {
                written.to_owned()
            };
            let regex = Regex::new(&pattern)
                .map_err(|error| node.fault(format!("the regular expression is wrong: {error}")))?;
            let groups: Vec<&'static str> = regex
                .capture_names()
                .flatten()
                .map(|name| &*name.to_owned().leak())
                .collect();
            Ok(Expression {
                pattern: pattern.leak(),
                groups: groups.leak(),
                index,
            })
        }
    }

    /// A text or a list of texts. An empty one tells something only where the whole text is compared.
    fn words(
        node: Node<'_>,
        ignore_case: bool,
        may_be_empty: bool,
    ) -> Result<&'static [&'static str], Fault> {
        let words: Vec<&'static str> = node
            .list()
            .into_iter()
            .map(|node| {
                let word = node.string("a text, or a list of texts")?;
                if word.is_empty() && !may_be_empty {
                    return Err(node.fault("an empty text tells nothing apart"));
                }
                let word = if ignore_case {
                    word.to_lowercase()
                } else {
                    word.to_owned()
                };
                Ok(&*word.leak())
            })
            .collect::<Result<_, Fault>>()?;
        if words.is_empty() {
            return Err(node.fault("the list is empty: this rule would never answer"));
        }
        Ok(words.leak())
    }

    impl fmt::Display for Text {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let any_of = |words: &[&str]| {
                let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
                quoted.join(" or ")
            };
            match self.test {
                Test::Equals(words) => write!(f, "equals {}", any_of(words))?,
                Test::StartsWith(words) => write!(f, "starts with {}", any_of(words))?,
                Test::Contains(words) => write!(f, "contains {}", any_of(words))?,
                Test::Matches(expression) => write!(f, "matches {}", expression.pattern)?,
            }
            match (self.ignore_case, self.ignore_blanks) {
                (false, false) => Ok(()),
                (true, false) => f.write_str(" (in any letter case)"),
                (false, true) => f.write_str(" (blanks around it ignored)"),
                (true, true) => f.write_str(" (in any letter case, blanks around it ignored)"),
            }
        }
    }
}
