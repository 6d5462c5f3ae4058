//! Regular expressions, and what runs them.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression, whose time is linear in the text (`regex-lite`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::expression))]
pub struct Expression {
    /// The expression, in the syntax of `regex-lite`.
    pub pattern: &'static str,
    /// The names of its groups.
    pub groups: &'static [&'static str],
    /// Its place among the file's expressions.
    pub index: usize,
}

/// Trigger runs the expressions of a file. Only the rules of a file that has some refer to it: without
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

    /// How many expressions it can run.
    pub const fn expressions(&self) -> usize {
        self.compiled.len()
    }

    /// The groups of the expression; `None` where the text does not fit.
    pub fn captures<'m>(&self, expression: &Expression, text: &'m str) -> Option<Vec<&'m str>> {
        (self.captures)(self.compiled, expression, text)
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
