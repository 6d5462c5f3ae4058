//! Braces in a text: `{name}`, and `{{` and `}}` for themselves.

use super::kind::Kind;

/// A text with braces, taken apart.
pub(super) enum Brace<'t> {
    /// Text, with `{{` and `}}` made `{` and `}`.
    Text(String),
    /// What stands between `{` and `}`.
    Name(&'t str),
}

/// Takes a text with braces apart.
pub(super) fn braces(text: &str) -> Result<Vec<Brace<'_>>, Kind> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        literal.push_str(before);
        if let Some(after) = brace.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = brace.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else {
            let inner = brace.strip_prefix('{').ok_or(Kind::BraceNotOpened)?;
            let (name, after) = inner.split_once('}').ok_or(Kind::BraceNotClosed)?;
            if !literal.is_empty() {
                pieces.push(Brace::Text(std::mem::take(&mut literal)));
            }
            pieces.push(Brace::Name(name));
            rest = after;
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Brace::Text(literal));
    }
    Ok(pieces)
}

/// Whether this can be the name of a part or a placeholder.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}
