//! The file as a whole: a list of tables such as `[[rule]]`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::mistake::Mistakes;
use super::node::{Findings, Node};
use super::syntax;

/// The text of a file as it is on the disk.
///
/// # Errors
///
/// It is no UTF-8.
pub(crate) fn text_of<K: From<Fault>>(file: &[u8]) -> Result<&str, Mistakes<K>> {
    match str::from_utf8(file) {
        // A mark that some editors begin a file with.
        Ok(toml) => Ok(toml.strip_prefix('\u{feff}').unwrap_or(toml)),
        Err(error) => {
            let found = vec![(error.valid_up_to(), Fault::NotUtf8.into())];
            Err(Mistakes::new(&String::from_utf8_lossy(file), found))
        }
    }
}

/// Gives the file, as a table, to `read`: in one piece where it is TOML as a whole. Where it is not, each
/// `[[table]]` is read on its own, so that one mistake neither hides others nor makes them.
pub(crate) fn pieces<K: From<Fault>>(
    toml: &str,
    findings: &mut Findings<K>,
    mut read: impl FnMut(Node<'_>, &mut Findings<K>),
) {
    for range in ranges(toml) {
        findings.offset = range.start;
        let piece = toml.get(range).unwrap_or_default();
        let (file, errors) = DeTable::parse_recoverable(piece);
        if let Some(error) = errors.first() {
            let (at, fault) = syntax::mistake(piece, error);
            findings.refuse_at(at, fault.into());
            continue;
        }
        let file = Spanned::new(file.span(), DeValue::Table(file.into_inner()));
        read(Node(&file), findings);
    }
}

fn ranges(toml: &str) -> Vec<Range<usize>> {
    let (_, errors) = DeTable::parse_recoverable(toml);
    let mut ranges = Vec::new();
    let (mut start, mut at) = (0, 0_usize);
    if !errors.is_empty() {
        for line in toml.split_inclusive('\n') {
            if at > 0 && line.trim_start().starts_with("[[") {
                ranges.push(start..at);
                start = at;
            }
            at = at.saturating_add(line.len());
        }
    }
    ranges.push(start..toml.len());
    ranges
}
