//! Values in links. A visitor chooses a value, never where a link leads: a value stays one segment
//! of the path, or one value of the query, of the host that the owner wrote.

use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a value may have in a URL as it is (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What ends a segment of a path, in a URL and in a text around one.
const DELIMITERS: &[char] = &[
    '/', '\\', '?', '#', '&', '=', '"', '\'', '<', '>', ' ', '\t', '\r', '\n',
];

/// Puts a value behind a text, percent-encoded, and says where it stands.
pub fn escape_into(text: &mut String, value: &str) -> Range<usize> {
    let start = text.len();
    text.extend(utf8_percent_encode(value, UNRESERVED));
    start..text.len()
}

/// Whether the segment that a value stands in is `.` or `..`, which browsers leave out of a path
/// together with what stands before. Encoding the dots does not help: `%2e%2e` is the same to them
/// (URL Standard, "double-dot path segment").
pub fn leaves_its_place(text: &str, value: Range<usize>) -> bool {
    let (Some(before), Some(after)) = (text.get(..value.start), text.get(value.start..)) else {
        return true;
    };
    let start = before
        .rfind(DELIMITERS)
        .map_or(0, |at| at.saturating_add(1));
    let end = after
        .find(DELIMITERS)
        .map_or(text.len(), |at| value.start.saturating_add(at));
    let segment = text.get(start..end).unwrap_or_default();
    let dots = segment.replace("%2e", ".").replace("%2E", ".");
    before
        .get(..start)
        .is_some_and(|before| before.ends_with(['/', '\\']))
        && matches!(dots.as_str(), "." | "..")
}

/// Whether this is a link to the web: what a visitor forwarded can be anything.
pub fn is_web_link(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let is_web = ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let has_host = rest.starts_with(|first: char| !DELIMITERS.contains(&first));
    is_web && has_host && !url.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
}
