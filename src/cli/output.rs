//! The only way to print: results to standard output, errors to standard error, colours to a
//! terminal only (and not where `NO_COLOR` is set, which `anstream` sees to).
//!
//! Every text passes [`shown`] here, whoever wrote it, and a colour is added afterwards. So no
//! caller can forget that an API's message or a visitor's name may hold what a terminal obeys.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use wechat_edge::language::{Bilingual, Language, tr};

use super::findings::{Finding, Level};

/// Where output goes, in which language, and how much of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) language: Language,
    pub(crate) quiet: bool,
    pub(crate) json: bool,
}

impl Output {
    /// The result, of one or many lines. What went to a reader who is gone is lost, which is no
    /// error.
    pub(crate) fn result(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{}", shown(text));
    }

    /// A file, word for word; where it would be seen on a terminal, as any other result.
    pub(crate) fn file(&self, content: &str) {
        if self.is_terminal() {
            let text = content.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            self.result(text.trim_end());
        } else {
            let _ = io::stdout().write_all(content.as_bytes());
        }
    }

    /// How many columns there are: on a terminal as many as it has, else as many as COLUMNS says, or any
    /// number.
    pub(crate) fn columns(&self) -> usize {
        let set = std::env::var("COLUMNS").ok();
        let set = set.and_then(|columns| columns.parse().ok());
        let size = terminal_size::terminal_size_of(io::stdout());
        let size = size.map(|(terminal_size::Width(columns), _)| columns.into());
        size.or(set).unwrap_or(usize::MAX)
    }

    /// A line that `--quiet` and `--json` leave out.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet && !self.json {
            self.result(&one_line(line));
        }
    }

    /// As [`say`](Output::say), but less conspicuous.
    pub(crate) fn note(&self, line: &str) {
        if !self.quiet && !self.json {
            self.heading(line);
        }
    }

    /// A line that stands above a part of the result.
    pub(crate) fn heading(&self, line: &str) {
        let style = Style::new().dimmed();
        let line = shown(&one_line(line));
        let _ = writeln!(anstream::stdout(), "{style}{line}{style:#}");
    }

    /// A QR code drawn in half blocks: in white on black, so that it can be scanned from any screen.
    pub(crate) fn drawing(&self, text: &str) {
        let style = Style::new()
            .fg_color(Some(AnsiColor::BrightWhite.into()))
            .bg_color(Some(AnsiColor::Black.into()));
        for line in text.lines() {
            let _ = writeln!(anstream::stdout(), "{style}{}{style:#}", shown(line));
        }
    }

    /// One JSON object. Strings hold exactly what was found; what a terminal would obey is escaped.
    pub(crate) fn json(&self, object: &impl Serialize) {
        let mut text = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut text, Escaping);
        if object.serialize(&mut serializer).is_ok() {
            text.push(b'\n');
            let _ = io::stdout().write_all(&text);
        }
    }

    /// What went wrong, to standard error.
    pub(crate) fn error(&self, what: &dyn Bilingual) {
        self.complain(Level::Fail, &what.text(self.language));
    }

    /// What may be wrong, to standard error.
    pub(crate) fn warn(&self, what: &dyn Bilingual) {
        self.complain(Level::Warn, &what.text(self.language));
    }

    /// A finding as an error or a warning, with what to do on the next line.
    pub(crate) fn report(&self, finding: &dyn Finding) {
        let text = one_line(&finding.text(self.language));
        let text = match finding.remedy(self.language) {
            remedy if remedy.is_empty() => text,
            remedy => format!("{text}\n{remedy}"),
        };
        match finding.level() {
            Level::Ok => self.say(&text),
            level => self.complain(level, &text),
        }
    }

    /// A finding as a line of the result, with what to do on the next; `--quiet` leaves out what is
    /// well, and `--json` all of them.
    pub(crate) fn step(&self, label: &str, finding: &dyn Finding) {
        let level = finding.level();
        if self.json || self.quiet && level == Level::Ok {
            return;
        }
        let style = level.style();
        let text = labelled(self.language, label, &finding.text(self.language));
        let line = shown(&one_line(&text));
        let _ = writeln!(
            anstream::stdout(),
            "{style}{:<4}{style:#}  {line}",
            level.name()
        );
        let remedy = finding.remedy(self.language);
        if !remedy.is_empty() {
            self.result(&format!("      {}", one_line(&remedy)));
        }
    }

    /// How far a longer run is, on a terminal; `done` equal to `of` takes it away.
    pub(crate) fn progress(&self, done: u32, of: u32) {
        if self.quiet || !io::stderr().is_terminal() {
            return;
        }
        let line = if done < of {
            format!("{done}/{of}")
        } else {
            String::new()
        };
        let _ = write!(io::stderr(), "\r\u{1b}[K{line}");
    }

    /// Whether somebody looks at the result.
    pub(crate) fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// The lines after the first are indented: nobody's text can pass for a line of ours.
    fn complain(&self, level: Level, text: &str) {
        let style = level.style();
        let label = match level {
            Level::Fail => tr!(self.language, "error: ", "错误："),
            _ => tr!(self.language, "warning: ", "注意："),
        };
        let text = shown(text).replace('\n', "\n  ");
        let _ = writeln!(anstream::stderr(), "{style}{label}{style:#}{text}");
    }
}

impl Level {
    fn style(self) -> Style {
        let color = match self {
            Level::Ok => AnsiColor::Green,
            Level::Warn => AnsiColor::Yellow,
            Level::Fail => AnsiColor::Red,
        };
        Style::new().bold().fg_color(Some(color.into()))
    }
}

/// `label: text`, with the colon of the language.
pub(crate) fn labelled(language: Language, label: &str, text: &str) -> String {
    tr!(language, "{label}: {text}", "{label}：{text}")
}

/// A text with its control characters made visible, for a terminal or a file: whoever shows it
/// would obey them. Line feeds and tabs stay.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\t' => character,
            '\u{7f}' => '␡',
            // Control pictures stand in the same order as what they picture.
            '\0'..='\u{1f}' => char::from_u32(u32::from(character).saturating_add(0x2400))
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            _ if is_obeyed(character) => char::REPLACEMENT_CHARACTER,
            _ => character,
        })
        .collect()
}

/// What terminals and editors obey: C0 and C1 (DEL among them), and what reorders or breaks the
/// text around it (Unicode's Bidi_Control, and its line and paragraph separators).
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// A text of several lines as one, with `␊` where a line ended.
pub(crate) fn one_line(text: &str) -> String {
    text.replace('\n', "␊")
}

/// At most `limit` characters of a text, on one line.
pub(crate) fn excerpt(text: &str, limit: usize) -> String {
    let line = text.replace(['\n', '\r', '\t'], " ");
    match line.char_indices().nth(limit) {
        None => line,
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
    }
}

/// Compact JSON in which [`is_obeyed`] characters are escaped. serde_json does that for C0 itself.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| is_obeyed(*c)) {
            let (before, after) = rest.split_at(at);
            CompactFormatter.write_string_fragment(writer, before)?;
            write!(writer, "\\u{:04x}", u32::from(character))?;
            rest = after.get(character.len_utf8()..).unwrap_or_default();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::{Escaping, excerpt, is_obeyed, shown};

    /// A character of each kind that somebody obeys.
    const HOSTILE: &str = "\u{1b}[2J\r\0\u{7f}\u{9b}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}";

    #[test]
    fn what_a_stranger_wrote_cannot_steer_the_terminal() {
        assert_eq!(
            shown("\u{1b}[2J你好\r\n\t😀\u{9b}"),
            "␛[2J你好␍\n\t😀\u{fffd}"
        );
        assert_eq!(shown("a\u{202e}b"), "a\u{fffd}b");
        assert!(!shown(HOSTILE).contains(is_obeyed));
    }

    #[test]
    fn json_says_exactly_what_was_found_and_no_terminal_obeys_it() {
        for text in [HOSTILE, "你好 \"\\\n\t😀", ""] {
            let mut json = Vec::new();
            let mut serializer = serde_json::Serializer::with_formatter(&mut json, Escaping);
            text.serialize(&mut serializer).expect("a string is JSON");
            let json = String::from_utf8(json).expect("UTF-8");
            assert!(!json.contains(is_obeyed), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        }
    }

    #[test]
    fn an_excerpt_counts_characters_and_is_one_line() {
        assert_eq!(excerpt("一\n二三", 3), "一 二…");
        assert_eq!(excerpt("一二三", 3), "一二三");
    }
}
