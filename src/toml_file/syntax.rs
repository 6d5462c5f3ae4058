//! What TOML itself does not allow.

use toml::de::Error;

use super::fault::Fault;
use super::toml_error::Toml;

/// Signs of a Chinese keyboard, each with the one that was meant. What Unicode calls fullwidth
/// (`＝`, `，`, `｛`, …) stands in the order of ASCII and is not listed.
const SIGNS: &[(&[char], char)] = &[
    (
        &[
            '“', '”', '„', '‟', '「', '」', '『', '』', '«', '»', '〝', '〞',
        ],
        '"',
    ),
    (&['‘', '’', '‚', '‛'], '\''),
    (&['【', '〔', '〖'], '['),
    (&['】', '〕', '〗'], ']'),
    (&['、'], ','),
    (&['。'], '.'),
    (&['—', '–', '−'], '-'),
    (&['\u{3000}', '\u{a0}', '\u{2003}', '\u{2002}'], ' '),
];

/// What nobody sees, and an editor or a chat may have left.
const INVISIBLE: [char; 5] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// An error of the parser, with its byte; where a sign of a Chinese keyboard in the same line
/// explains it, that sign.
pub(super) fn mistake(toml: &str, error: &Error) -> (usize, Fault) {
    let at = error.span().map_or(0, |span| span.start);
    match chinese_sign(toml, at) {
        Some((at, found, meant)) => (at, Fault::ChineseSign(found, meant)),
        None => (at, Fault::Toml(Toml(error.message().to_owned()))),
    }
}

/// The first and the last byte of the line that a byte is in.
fn line_of(toml: &str, at: usize) -> (usize, usize) {
    let before = toml.get(..at).unwrap_or(toml);
    let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let end = toml.get(at..).and_then(|after| after.find('\n'));
    (start, end.map_or(toml.len(), |end| at.saturating_add(end)))
}

/// The first such sign of the line that stands in no text and no comment.
fn chinese_sign(toml: &str, at: usize) -> Option<(usize, char, Option<char>)> {
    let (start, end) = line_of(toml, at);
    let mut quote = None;
    let mut escaped = false;
    for (offset, character) in toml.get(start..end)?.char_indices() {
        match quote {
            Some(open) => {
                if character == open && !escaped {
                    quote = None;
                }
                escaped = open == '"' && character == '\\' && !escaped;
            }
            None => match character {
                '#' => return None,
                '"' | '\'' => quote = Some(character),
                _ => {
                    if let Some(meant) = meant_by(character) {
                        return Some((start.saturating_add(offset), character, meant));
                    }
                }
            },
        }
    }
    None
}

fn meant_by(character: char) -> Option<Option<char>> {
    if INVISIBLE.contains(&character) {
        return Some(None);
    }
    let listed = SIGNS.iter().find(|(signs, _)| signs.contains(&character));
    if let Some((_, ascii)) = listed {
        return Some(Some(*ascii));
    }
    let code = u32::from(character);
    let ascii = code.checked_sub(0xFEE0).and_then(char::from_u32);
    ascii
        .filter(|_| (0xFF01..=0xFF5E).contains(&code))
        .map(Some)
}
