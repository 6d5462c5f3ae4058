//! The file as a whole.

use std::sync::OnceLock;

use super::kind::{Findings, Kind, Mistakes};
use super::names::Place;
use super::unreachable::Above;
use super::{condition, reply};
use crate::rules::expression::Engine;
use crate::rules::rule::{Rule, Rules, bucket};
use crate::rules::text::Match;
use crate::toml_file::{Lines, Node, Table, pieces, text_of};

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
    let toml = text_of(file)?;
    let mut findings = Findings::default();
    let mut rules = read_rules(toml, &mut findings);
    if !findings.mistakes.is_empty() {
        return Err(Mistakes::new(toml, findings.mistakes));
    }
    let compiled: Vec<_> = (0..number_expressions(&mut rules))
        .map(|_| OnceLock::new())
        .collect();
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
    let lines = Lines::of(toml);
    let mut rules = Vec::new();
    let mut above = Above::default();
    pieces(toml, findings, |file, findings| {
        for rule in read_piece(file, &lines, findings) {
            match above.covering(&rule) {
                Some(kind) => findings.mistakes.push((lines.start_of(rule.line), kind)),
                None => {
                    above.add(rule);
                    rules.push(rule);
                }
            }
        }
    });
    rules
}

fn read_piece(file: Node<'_>, lines: &Lines<'_>, findings: &mut Findings) -> Vec<Rule> {
    let Some(mut table) = Table::of(file, findings) else {
        return Vec::new();
    };
    let nodes = table.get("rule").map_or(Vec::new(), Node::list);
    table.finish(Place::File, findings);
    let rules = nodes.into_iter().filter_map(|node| {
        let line = lines.line_of(findings.place_of(node));
        read_rule(node, line, findings)
    });
    rules.collect()
}

/// Gives each regular expression its place among them; how many there are.
fn number_expressions(rules: &mut [Rule]) -> usize {
    let texts = rules.iter_mut().filter_map(|rule| rule.when.text.as_mut());
    let mut count = 0_usize;
    for text in texts {
        if let Match::Matches(expression) = &mut text.test {
            expression.index = count;
            count = count.saturating_add(1);
        }
    }
    count
}

fn read_rule(node: Node<'_>, line: usize, findings: &mut Findings) -> Option<Rule> {
    let mut table = Table::of(node, findings)?;
    let when = table.get("when");
    let reply = table.get("reply");
    let is_known = table.finish(Place::Rule, findings);
    for (is_missing, kind) in [
        (when.is_none(), Kind::NoWhen),
        (reply.is_none(), Kind::NoReply),
    ] {
        if is_missing && is_known {
            let _: Option<()> = findings.refuse(node, kind);
        }
    }
    let when = when.and_then(|when| condition::read(when, findings));
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
