//! The file as a whole.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::kind::{Kind, Place};
use super::mistake::{Lines, Mistakes};
use super::node::{Findings, Node};
use super::table::Table;
use super::unreachable::Above;
use super::{condition, reply, syntax};
use crate::rules::expression::Engine;
use crate::rules::rule::{Rule, Rules, bucket};

/// Reads a file of rules.
///
/// # Errors
///
/// All that is wrong with it.
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
pub fn read(toml: &str) -> Result<Rules, Mistakes> {
    let (rules, _) = read_file(toml.as_bytes())?;
    Ok(rules)
}

/// Reads a file of rules as it is on the disk, and gives what should be looked at although it can
/// be meant as it is.
///
/// # Errors
///
/// All that is wrong with it.
pub fn read_file(file: &[u8]) -> Result<(Rules, Mistakes), Mistakes> {
    let toml = match str::from_utf8(file) {
        // A mark that some editors begin a file with.
        Ok(toml) => toml.strip_prefix('\u{feff}').unwrap_or(toml),
        Err(error) => {
            let found = vec![(error.valid_up_to(), Kind::NotUtf8)];
            return Err(Mistakes::new(&String::from_utf8_lossy(file), found));
        }
    };
    let mut findings = Findings::default();
    let rules = read_rules(toml, &mut findings);
    if !findings.mistakes.is_empty() {
        return Err(Mistakes::new(toml, findings.mistakes));
    }
    let compiled: Vec<_> = (0..findings.expressions).map(|_| OnceLock::new()).collect();
    let engine = (!compiled.is_empty()).then(|| Engine::new(compiled.leak()));
    if rules.is_empty() {
        findings.warnings.push((0, Kind::AnswersNothing));
    }
    Ok((
        with_index(rules, engine),
        Mistakes::new(toml, findings.warnings),
    ))
}

fn read_rules(toml: &str, findings: &mut Findings) -> Vec<Rule> {
    let (file, errors) = DeTable::parse_recoverable(toml);
    findings.mistakes = syntax::mistakes(toml, &errors);
    let broken: BTreeSet<usize> = findings.mistakes.iter().map(|(at, _)| *at).collect();

    let file = Spanned::new(file.span(), DeValue::Table(file.into_inner()));
    let Some(mut table) = Table::of(Node(&file), findings) else {
        return Vec::new();
    };
    let nodes = table.get("rule").map_or(Vec::new(), Node::list);
    table.finish(Place::File, findings);

    let lines = Lines::of(toml);
    let mut rules: Vec<Rule> = Vec::with_capacity(nodes.len());
    let mut above = Above::default();
    for (place, node) in nodes.iter().enumerate() {
        let start = node.span().start;
        let next = nodes.get(place.saturating_add(1));
        let end = next.map_or(usize::MAX, |next| next.span().start);
        // What was not understood as TOML is not judged as a rule.
        if broken.range(start..end).next().is_some() {
            continue;
        }
        let (line, _) = lines.locate(start);
        let Some(rule) = read_rule(*node, line, findings) else {
            continue;
        };
        match above.covering(&rule) {
            Some(kind) => findings.refuse(*node, kind).unwrap_or_default(),
            None => {
                above.add(rule);
                rules.push(rule);
            }
        }
    }
    rules
}

fn read_rule(node: Node<'_>, line: usize, findings: &mut Findings) -> Option<Rule> {
    let mut table = Table::of(node, findings)?;
    let when = table.get("when");
    let reply = table.get("reply");
    table.finish(Place::Rule, findings);
    let when = when.or_else(|| findings.refuse(node, Kind::NoWhen));
    let when = when.and_then(|when| condition::read(when, findings));
    let reply = reply.or_else(|| findings.refuse(node, Kind::NoReply));
    let reply = reply.and_then(|reply| reply::read(reply, when.as_ref(), findings));
    Some(Rule {
        line,
        when: when?,
        reply: reply?,
    })
}

/// The rules, with those about one exact scene in a hash table.
fn with_index(all: Vec<Rule>, engine: Option<Engine>) -> Rules {
    let scene_of = |place: usize| all.get(place).and_then(|rule| rule.when.exact_scene());
    let (exact, others): (Vec<usize>, Vec<usize>) =
        (0..all.len()).partition(|place| scene_of(*place).is_some());
    // Twice as many as scenes: a bucket then mostly has one or none.
    let mut buckets = vec![Vec::new(); exact.len().saturating_mul(2)];
    for place in exact {
        let scene = scene_of(place).unwrap_or_default();
        let at = bucket(scene, buckets.len());
        if let Some(bucket) = at.and_then(|at| buckets.get_mut(at)) {
            bucket.push((scene, place));
        }
    }
    let buckets: Vec<_> = buckets.into_iter().map(|bucket| &*bucket.leak()).collect();
    Rules {
        all: all.leak(),
        exact: buckets.leak(),
        others: others.leak(),
        engine,
    }
}
