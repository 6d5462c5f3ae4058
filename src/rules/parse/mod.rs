//! Reads `replies.toml`, at build time and in the command line tool; the wasm has no TOML in it.
//!
//! What is read lives as long as the program: a build script and a command line tool read one file
//! and end.

use std::fmt;
use std::sync::OnceLock;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reply::ReplyRule;
use super::text::Engine;
use super::when::When;
use super::{Rule, Rules};

/// What is wrong with a file of rules, and where: `3:9: unknown event …`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct SourceError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong, and what was meant.
    pub message: String,
}

/// Reads a file of rules.
///
/// # Errors
///
/// The first thing that is wrong with it.
///
/// ```
/// let rules = wechat_edge::rules::parse::read(
///     r#"
///     [[rule]]
///     when = { event = "subscibe" }
///     reply = "欢迎"
///     "#,
/// );
/// assert_eq!(
///     rules.unwrap_err().to_string(),
///     "3:22: unknown event `subscibe`; did you mean `subscribe`?",
/// );
/// ```
pub fn read(toml: &str) -> Result<Rules, SourceError> {
    read_rules(toml).map_err(|fault| fault.locate(toml))
}

fn read_rules(toml: &str) -> Result<Rules, Fault> {
    let file = DeTable::parse(toml).map_err(|error| Fault {
        at: error.span().map_or(0, |span| span.start),
        message: error.message().to_owned(),
    })?;
    let file = Spanned::new(file.span(), DeValue::Table(file.into_inner()));
    let mut entries = Entries::of(Node(&file))?;
    let nodes = entries.get("rule").map_or(Vec::new(), Node::list);
    entries.finish("the file")?;

    let mut rules: Vec<Rule> = Vec::with_capacity(nodes.len());
    let mut expressions = 0;
    for node in nodes {
        let rule = read_rule(node, &mut expressions, toml)?;
        if let Some(above) = rules.iter().find(|above| above.when.covers(&rule.when)) {
            return Err(node.fault(format!(
                "this rule never answers: the one in line {} takes all that it could",
                above.line
            )));
        }
        rules.push(rule);
    }
    let compiled: Vec<_> = (0..expressions).map(|_| OnceLock::new()).collect();
    let engine = (expressions > 0).then(|| Engine::new(compiled.leak()));
    Ok(Rules::new(rules, engine))
}

fn read_rule(node: Node<'_>, expressions: &mut usize, toml: &str) -> Result<Rule, Fault> {
    let mut entries = Entries::of(node)?;
    let when = entries.get("when");
    let reply = entries.get("reply");
    entries.finish("a rule")?;
    let when =
        when.ok_or_else(|| node.fault("the rule has no `when`; \"*\" stands for everything"))?;
    let when = When::read(when, expressions)?;
    let reply = reply.ok_or_else(|| {
        node.fault("the rule has no `reply`; to say nothing write { none = true }")
    })?;
    Ok(Rule {
        line: locate(toml, node.at()).0,
        when,
        reply: ReplyRule::read(reply, &when)?,
    })
}

/// What is wrong, and the byte where it stands.
#[derive(Debug)]
pub(super) struct Fault {
    at: usize,
    message: String,
}

impl Fault {
    fn locate(self, toml: &str) -> SourceError {
        let (line, column) = locate(toml, self.at);
        let message = self.message;
        SourceError {
            line,
            column,
            message,
        }
    }
}

fn locate(toml: &str, at: usize) -> (usize, usize) {
    let before = toml.get(..at).unwrap_or(toml);
    let line = before.split('\n').count();
    let column = before.chars().rev().take_while(|&c| c != '\n').count();
    (line, column.saturating_add(1))
}

/// A value in the file.
#[derive(Clone, Copy)]
pub(super) struct Node<'t>(&'t Spanned<DeValue<'t>>);

impl<'t> Node<'t> {
    /// The byte of the file where it starts.
    pub(super) fn at(self) -> usize {
        self.0.span().start
    }

    pub(super) fn fault(self, message: impl Into<String>) -> Fault {
        Fault {
            at: self.at(),
            message: message.into(),
        }
    }

    pub(super) fn is_string(self) -> bool {
        self.0.get_ref().is_str()
    }

    /// The string; `expected` says what it should have been.
    pub(super) fn string(self, expected: &str) -> Result<&'t str, Fault> {
        let is = self.0.get_ref().type_str();
        let string = self.0.get_ref().as_str();
        string.ok_or_else(|| self.fault(format!("expected {expected}, found a value of type {is}")))
    }

    pub(super) fn integer(self) -> Option<i64> {
        let integer = self.0.get_ref().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// `true`, as the value of a key that says something by being there.
    pub(super) fn yes(self) -> Result<(), Fault> {
        match self.0.get_ref().as_bool() {
            Some(true) => Ok(()),
            _ => Err(self.fault("write `true` here, or leave the key out")),
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

/// The entries of a table, checked off as they are read.
pub(super) struct Entries<'t> {
    node: Node<'t>,
    table: &'t DeTable<'t>,
    known: Vec<&'static str>,
}

impl<'t> Entries<'t> {
    pub(super) fn of(node: Node<'t>) -> Result<Entries<'t>, Fault> {
        let is = node.0.get_ref().type_str();
        let table = node.0.get_ref().as_table();
        Ok(Entries {
            node,
            table: table.ok_or_else(|| {
                node.fault(format!(
                    "expected {{ key = value, … }}, found a value of type {is}"
                ))
            })?,
            known: Vec::new(),
        })
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<Node<'t>> {
        self.known.push(key);
        self.table.get(key).map(Node)
    }

    /// Whether a key is there that says something by being `true`.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<bool, Fault> {
        self.get(key)
            .map_or(Ok(false), |node| node.yes().map(|()| true))
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        self.node.fault(message)
    }

    /// Refuses the first key that nobody read.
    pub(super) fn finish(self, what: &str) -> Result<(), Fault> {
        let unknown = self
            .table
            .keys()
            .filter(|key| !self.known.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        match unknown {
            None => Ok(()),
            Some(key) => Err(Fault {
                at: key.span().start,
                message: format!(
                    "unknown key `{key}` in {what}{}",
                    suggest(key.get_ref(), &self.known),
                    key = key.get_ref(),
                ),
            }),
        }
    }
}

/// `; did you mean …?` with the known name that is nearest, or all of them where they are few.
pub(super) fn suggest(name: &str, known: &[&str]) -> String {
    let name = name.to_lowercase();
    let nearest = known
        .iter()
        .map(|known| {
            (
                strsim::damerau_levenshtein(&known.to_lowercase(), &name),
                known,
            )
        })
        .min();
    match nearest {
        Some((distance, nearest)) if distance.saturating_mul(3) <= name.chars().count() => {
            format!("; did you mean `{nearest}`?")
        }
        _ if known.len() <= 12 => {
            let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("; there are {}", known.join(", "))
        }
        _ => String::new(),
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.when, self.reply)
    }
}
