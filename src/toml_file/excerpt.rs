//! A line of the file with a caret below it, as a terminal shows it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns of a long line are shown.
const WIDTH: usize = 100;

/// How many of them stand before the place.
const BEFORE: usize = 60;

/// Before the line and the caret.
const INDENT: &str = "    ";

/// How much of a name in the file is repeated.
const MAX_QUOTED: usize = 60;

/// The line with a caret below the column, which counts characters from 1; both begin on a new
/// line. A long line is cut around the place.
pub(super) fn excerpt(line: &str, column: usize) -> String {
    let line = line.trim_end_matches('\r');
    let at = line.char_indices().nth(column.saturating_sub(1));
    let (before, after) = line.split_at(at.map_or(line.len(), |(at, _)| at));
    let (before, after) = (clean(before), clean(after));
    let (before, cut) = last_columns(&before, BEFORE);
    let ellipsis = if cut { "…" } else { "" };
    let room = WIDTH.saturating_sub(before.width());
    let (after, rest) = first_columns(&after, room);
    let end = if rest { "…" } else { "" };
    let blanks = " ".repeat(before.width().saturating_add(ellipsis.width()));
    format!("\n{INDENT}{ellipsis}{before}{after}{end}\n{INDENT}{blanks}^")
}

/// A text on one line, without what a terminal would obey: a tab is a blank, and any other control
/// character, or one that reorders the text around it, is `\u{fffd}`.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => ' ',
            '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}' => char::REPLACEMENT_CHARACTER,
            _ if character.is_control() => char::REPLACEMENT_CHARACTER,
            _ => character,
        })
        .collect()
}

/// A name of the file as far as it fits a line.
pub(crate) fn quoted(name: &str) -> String {
    match name.char_indices().nth(MAX_QUOTED) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
    }
}

fn first_columns(text: &str, columns: usize) -> (&str, bool) {
    let mut width: usize = 0;
    for (at, character) in text.char_indices() {
        width = width.saturating_add(character.width().unwrap_or_default());
        if width > columns {
            return (text.get(..at).unwrap_or_default(), true);
        }
    }
    (text, false)
}

fn last_columns(text: &str, columns: usize) -> (&str, bool) {
    let mut width: usize = 0;
    for (at, character) in text.char_indices().rev() {
        width = width.saturating_add(character.width().unwrap_or_default());
        if width > columns {
            let next = at.saturating_add(character.len_utf8());
            return (text.get(next..).unwrap_or_default(), true);
        }
    }
    (text, false)
}
