//! Where output goes: results to standard output, errors to standard error, colours to a terminal
//! only (and not where `NO_COLOR` is set, which `anstream` sees to).

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use super::texts::{Finding, Level, Texts};

pub(crate) struct Console {
    pub(crate) texts: &'static Texts,
    pub(crate) quiet: bool,
    pub(crate) json: bool,
}

impl Console {
    pub(crate) fn new(texts: &'static Texts, quiet: bool, json: bool) -> Console {
        Console { texts, quiet, json }
    }

    /// A line of the result. Lines that went to a reader who is gone are lost, which is no error.
    pub(crate) fn result(&self, line: &str) {
        let _ = writeln!(anstream::stdout(), "{line}");
    }

    /// A line that `--quiet` and `--json` leave out.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet && !self.json {
            self.result(line);
        }
    }

    pub(crate) fn error(&self, what: &str) {
        let label = painted(AnsiColor::Red, &self.texts.error(what), what);
        let _ = writeln!(anstream::stderr(), "{label}");
    }

    pub(crate) fn warn(&self, what: &str) {
        let label = painted(AnsiColor::Yellow, &self.texts.warning(what), what);
        let _ = writeln!(anstream::stderr(), "{label}");
    }

    /// A finding as an error or a warning, with what to do on the next line.
    pub(crate) fn report(&self, finding: &Finding) {
        let mut text = visible(&finding.what);
        if !finding.todo.is_empty() {
            text.push_str("\n  ");
            text.push_str(&visible(&finding.todo));
        }
        match finding.level {
            Level::Ok => self.say(&text),
            Level::Warn => self.warn(&text),
            Level::Fail => self.error(&text),
        }
    }

    pub(crate) fn is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }
}

/// Colours what stands around `what` in a text: `error: `.
fn painted(color: AnsiColor, text: &str, what: &str) -> String {
    let style = Style::new().bold().fg_color(Some(color.into()));
    match text.split_once(what) {
        Some((label, rest)) if !what.is_empty() => format!("{style}{label}{style:#}{what}{rest}"),
        _ => text.to_owned(),
    }
}

/// `ok`, `warn` or `FAIL` in its colour, filled up to the same width.
pub(crate) fn badge(level: Level) -> String {
    let color = match level {
        Level::Ok => AnsiColor::Green,
        Level::Warn => AnsiColor::Yellow,
        Level::Fail => AnsiColor::Red,
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{:<4}{style:#}", level.name())
}

pub(crate) fn dimmed(text: &str) -> String {
    let style = Style::new().dimmed();
    format!("{style}{text}{style:#}")
}

/// A stranger's text with its control characters made visible: a terminal would obey them.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            '\r' => '␍',
            '\u{7f}' => '␡',
            // Control pictures stand in the same order as what they picture.
            '\0'..='\u{1f}' => char::from_u32(u32::from(character).saturating_add(0x2400))
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
            // These reorder the text around them.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
            _ => character,
        })
        .collect()
}

/// At most `limit` characters of a text, on one line.
pub(crate) fn excerpt(text: &str, limit: usize) -> String {
    let line = text.replace(['\n', '\r', '\t'], " ");
    match line.char_indices().nth(limit) {
        None => line,
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::{excerpt, visible};

    #[test]
    fn what_a_stranger_wrote_cannot_steer_the_terminal() {
        assert_eq!(
            visible("\u{1b}[2J你好\r\n\t😀\u{9b}"),
            "␛[2J你好␍\n\t😀\u{fffd}"
        );
        assert_eq!(visible("a\u{202e}b"), "a\u{fffd}b");
    }

    #[test]
    fn an_excerpt_counts_characters_and_is_one_line() {
        assert_eq!(excerpt("一\n二三", 3), "一 二…");
        assert_eq!(excerpt("一二三", 3), "一二三");
    }
}
