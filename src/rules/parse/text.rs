//! Reads `equals`, `starts_with`, `contains` and `matches`.

use regex_lite::{Regex, RegexBuilder};

use super::kind::{Findings, Kind};
use super::names::Expected;
use crate::rules::expression::Expression;
use crate::rules::text::{Match, TextCondition};
use crate::toml_file::Node;
use crate::toml_file::Table;

/// How large an expression may become, as `regex-lite` counts it: in bytes of the compiled form on
/// 64 bits. The time of an expression is this size times the length of the text, so that the worst
/// one of this size takes less than 5 ms for 8 KiB, the longest field (`dispatch_expression` in
/// tests/bench/pipeline.rs); a Worker has 10 ms. 40 digits or 15 alternatives fit well.
const MAX_SIZE: usize = 2560;

/// How long an expression may be: it is read when the first message comes, however little it
/// compiles to.
const MAX_LENGTH: usize = 1000;

/// How deep its groups may nest.
const MAX_DEPTH: u32 = 20;

/// Reads the test of a rule: `Some(None)` where it has none, `None` where it is mistaken.
pub(super) fn read(
    table: &mut Table<'_>,
    when: Node<'_>,
    findings: &mut Findings,
) -> Option<Option<TextCondition>> {
    let ignore_case = table.flag("ignore_case", findings);
    let ignore_blanks = table.flag("ignore_blanks", findings);
    let tests =
        ["equals", "starts_with", "contains", "matches"].map(|key| Some((table.get(key)?, key)));
    let mut tests = tests.into_iter().flatten();
    let Some((node, key)) = tests.next() else {
        if ignore_case || ignore_blanks {
            return findings.refuse(when, Kind::FlagsAlone);
        }
        return Some(None);
    };
    if let Some((second, _)) = tests.next() {
        return findings.refuse(second, Kind::TwoTests);
    }
    let test = match key {
        "equals" => Match::Equals(words(node, ignore_case, true, findings)?),
        "starts_with" => Match::StartsWith(words(node, ignore_case, false, findings)?),
        "contains" => Match::Contains(words(node, ignore_case, false, findings)?),
        _ => Match::Matches(expression(node, ignore_case, findings)?),
    };
    Some(Some(TextCondition {
        test,
        ignore_case,
        ignore_blanks,
    }))
}

/// The names of the groups, in the order of [`TextCondition::captures`].
pub(super) fn groups(text: &TextCondition) -> &'static [&'static str] {
    match text.test {
        Match::Matches(expression) => expression.groups,
        _ => &[],
    }
}

fn expression(node: Node<'_>, ignore_case: bool, findings: &mut Findings) -> Option<Expression> {
    let written = node.string(Expected::Expression, findings)?;
    let pattern = if ignore_case {
        format!("(?i:{written})")
    } else {
        written.to_owned()
    };
    if pattern.len() > MAX_LENGTH {
        return findings.refuse(node, Kind::ExpressionTooLarge);
    }
    let built = RegexBuilder::new(&pattern)
        .size_limit(MAX_SIZE)
        .nest_limit(MAX_DEPTH)
        .build();
    let regex = match (built, Regex::new(&pattern)) {
        (Ok(regex), _) => regex,
        (Err(_), Ok(_)) => return findings.refuse(node, Kind::ExpressionTooLarge),
        (Err(error), Err(_)) => return findings.refuse(node, Kind::Expression(error.to_string())),
    };
    let groups: Vec<&'static str> = regex
        .capture_names()
        .flatten()
        .map(|name| &*name.to_owned().leak())
        .collect();
    Some(Expression {
        pattern: pattern.leak(),
        groups: groups.leak(),
        // Given when the rules are put together.
        index: 0,
    })
}

/// A text or a list of texts. An empty one tells something only where the whole text is compared.
fn words(
    node: Node<'_>,
    ignore_case: bool,
    may_be_empty: bool,
    findings: &mut Findings,
) -> Option<&'static [&'static str]> {
    let nodes = node.list();
    if nodes.is_empty() {
        return findings.refuse(node, Kind::EmptyList);
    }
    let words: Vec<Option<&'static str>> = nodes
        .into_iter()
        .map(|node| {
            let word = node.string(Expected::Words, findings)?;
            if word.is_empty() && !may_be_empty {
                return findings.refuse(node, Kind::EmptyWord);
            }
            let word = if ignore_case {
                word.to_lowercase()
            } else {
                word.to_owned()
            };
            Some(&*word.leak())
        })
        .collect();
    let words: Vec<&'static str> = words.into_iter().collect::<Option<_>>()?;
    Some(words.leak())
}
