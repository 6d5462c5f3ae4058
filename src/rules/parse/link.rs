//! Links: the keys of a reply that are URLs, and links inside a text.
//!
//! What the owner wrote decides where a link leads; a visitor's value never stands in the scheme,
//! the host or the port.

use super::kind::{Findings, Kind};
use super::names::Expected;
use super::{placeholders, template};
use crate::rules::condition::Condition;
use crate::rules::template::{Form, Piece, Template};
use crate::toml_file::Node;

/// Stands for a value where a text is looked at; no URL has it.
const VALUE: char = '\u{0}';

/// What ends the host and the port of a URL.
const AFTER_HOST: [char; 3] = ['/', '?', '#'];

/// What ends a URL in a text.
const AFTER_URL: [char; 5] = ['"', '\'', '<', '>', '\u{3000}'];

/// Reads a URL; `Some(None)` where it is empty, which stands for none.
pub(super) fn read_url(
    node: Node<'_>,
    when: Option<&Condition>,
    findings: &mut Findings,
) -> Option<Option<Template>> {
    if node.string(Expected::Text, findings)?.is_empty() {
        return Some(None);
    }
    let pieces = template::read_pieces(node, when, findings)?;
    if let [Piece::Placeholder(only)] = *pieces {
        let forwarded = |when| placeholders::is_forwarded_link(when, only.value);
        if !when.is_none_or(forwarded) {
            return findings.refuse(node, Kind::WholeUrl(only.written));
        }
        return Some(Some(in_form(pieces, Form::WholeUrl)));
    }
    match wrong_url(&pieces) {
        Some(kind) => findings.refuse(node, kind),
        None => Some(Some(in_form(pieces, Form::UrlPart))),
    }
}

fn in_form(mut pieces: Vec<Piece>, form: Form) -> Template {
    for piece in &mut pieces {
        if let Piece::Placeholder(placeholder) = piece {
            placeholder.form = form;
        }
    }
    template::of(pieces)
}

fn wrong_url(pieces: &[Piece]) -> Option<Kind> {
    let url = outline(pieces);
    if url.contains(|c: char| c != VALUE && (c.is_control() || c.is_whitespace() || c == '\\')) {
        return Some(Kind::UrlCharacter);
    }
    let first = || first_placeholder(pieces);
    let Some((scheme, rest)) = url.split_once("://") else {
        // `javascript:…` and `data:…` have no host, `a.com/b` and `//a.com` no scheme.
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        let is_scheme = |scheme: &&str| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        return Some(match scheme.filter(is_scheme) {
            Some(scheme) if !scheme.contains('.') => Kind::WrongScheme(scheme.to_owned()),
            _ if url.starts_with(VALUE) => Kind::PlaceholderInHost(first()),
            _ => Kind::NoScheme,
        });
    };
    if scheme.contains(VALUE) {
        return Some(Kind::PlaceholderInHost(first()));
    }
    if !["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return Some(Kind::WrongScheme(scheme.to_owned()));
    }
    let host = rest.split(AFTER_HOST).next().unwrap_or_default();
    if host.contains(VALUE) {
        return Some(Kind::PlaceholderInHost(first()));
    }
    host.is_empty().then_some(Kind::NoHost)
}

/// Looks at the links inside a text: a value in one is written `{name|url}`, and not in its host.
pub(super) fn check_text(
    node: Node<'_>,
    template: &Template,
    findings: &mut Findings,
) -> Option<()> {
    let mut before = String::new();
    for piece in template.pieces {
        match *piece {
            Piece::Text(text) => before.push_str(text),
            Piece::Placeholder(placeholder) => {
                let ends = |c: char| c.is_whitespace() || AFTER_URL.contains(&c);
                let word = before.rsplit(ends).next().unwrap_or_default();
                let link = word.rsplit_once("://").map(|(_, link)| link);
                match (link, placeholder.form) {
                    (Some(link), Form::UrlPart) if !link.contains(AFTER_HOST) => {
                        let kind = Kind::PlaceholderInHost(placeholder.written);
                        return findings.refuse(node, kind);
                    }
                    (Some(_), Form::Plain) => {
                        findings.warn(node, Kind::PlainInLink(placeholder.written));
                    }
                    _ => {}
                }
                before.push(VALUE);
            }
        }
    }
    Some(())
}

/// The text with [`VALUE`] for each placeholder.
fn outline(pieces: &[Piece]) -> String {
    let mut outline = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => outline.push_str(text),
            Piece::Placeholder(_) => outline.push(VALUE),
        }
    }
    outline
}

fn first_placeholder(pieces: &[Piece]) -> &'static str {
    let written = |piece: &Piece| match piece {
        Piece::Placeholder(placeholder) => Some(placeholder.written),
        Piece::Text(_) => None,
    };
    pieces.iter().find_map(written).unwrap_or_default()
}
