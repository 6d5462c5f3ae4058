//! The XML declaration (XML 1.0, section 2.8):
//! `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, the last two optional and in this
//! order.

use super::characters::{BLANKS, is_blank};

/// Whether what stands between `<?` and `?>` declares XML 1.0 in UTF-8. Not version 1.1, which has
/// other line ends.
pub(super) fn is_supported(declaration: &str) -> bool {
    let supported = || -> Option<()> {
        let rest = declaration.strip_prefix("xml")?;
        let (version, mut rest) = pseudo_attribute(rest, "version")?;
        if version != "1.0" {
            return None;
        }
        if let Some((encoding, after)) = pseudo_attribute(rest, "encoding") {
            if !encoding.eq_ignore_ascii_case("utf-8") {
                return None;
            }
            rest = after;
        }
        if let Some((standalone, after)) = pseudo_attribute(rest, "standalone") {
            if !matches!(standalone, "yes" | "no") {
                return None;
            }
            rest = after;
        }
        rest.bytes().all(is_blank).then_some(())
    };
    supported().is_some()
}

/// Takes ` name="value"` off the start of `text`: the value, and what follows it.
fn pseudo_attribute<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let trimmed = trim_start(text);
    if trimmed.len() == text.len() {
        return None;
    }
    let after_equals = trim_start(trimmed.strip_prefix(name)?).strip_prefix('=')?;
    let quoted = trim_start(after_equals);
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    quoted.get(1..)?.split_once(quote)
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(BLANKS)
}
