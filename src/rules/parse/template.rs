//! Reads a text with placeholders.

use super::braces::{Brace, braces, is_name};
use super::kind::{Findings, Kind};
use super::names::Expected;
use super::placeholders;
use crate::rules::condition::Condition;
use crate::rules::template::{Form, Piece, Placeholder, Template, Value};
use crate::toml_file::Node;
use crate::toml_file::Suggestion;

/// Reads a text whose placeholders `when` fills; where `when` itself is mistaken, they are not
/// judged.
pub(super) fn read(
    node: Node<'_>,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<Template> {
    Some(of(read_pieces(node, when, findings)?))
}

/// Keeps the pieces for as long as the rules live.
pub(super) fn of(pieces: Vec<Piece>) -> Template {
    Template {
        pieces: pieces.leak(),
    }
}

/// The pieces of such a text.
pub(super) fn read_pieces(
    node: Node<'_>,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<Vec<Piece>> {
    let text = node.string(Expected::Text, findings)?;
    let braces = match braces(text) {
        Ok(braces) => braces,
        Err(kind) => return findings.refuse(node, kind),
    };
    let pieces: Vec<Option<Piece>> = braces
        .into_iter()
        .map(|brace| match brace {
            Brace::Text(text) => Some(Piece::Text(text.leak())),
            Brace::Name(written) => placeholder(node, written, when, findings),
        })
        .collect();
    pieces.into_iter().collect()
}

/// `name` or `name|url`.
fn placeholder(
    node: Node<'_>,
    written: &str,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<Piece> {
    let (name, form) = match written.split_once('|') {
        None => (written, Form::Plain),
        Some((name, "url")) => (name, Form::UrlPart),
        Some((_, form)) => return findings.refuse(node, Kind::UnknownForm(form.to_owned())),
    };
    if !is_name(name) {
        return findings.refuse(node, Kind::NoName(name.to_owned()));
    }
    let value = match when {
        None => Value::Content,
        Some(when) => {
            let known = placeholders::of(when);
            match known.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => *value,
                None => {
                    let names: Vec<&'static str> = known.iter().map(|(name, _)| *name).collect();
                    let suggestion = Suggestion::of(name, &names);
                    let kind = Kind::UnknownPlaceholder(name.to_owned(), suggestion);
                    return findings.refuse(node, kind);
                }
            }
        }
    };
    Some(Piece::Placeholder(Placeholder {
        written: written.to_owned().leak(),
        value,
        form,
    }))
}

/// Its length in bytes with all placeholders empty.
pub(super) fn shortest(template: &Template) -> usize {
    let literal = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Placeholder(_) => 0,
    };
    template.pieces.iter().map(literal).sum()
}
