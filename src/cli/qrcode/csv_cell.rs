//! A cell of a CSV file that a spreadsheet does not take for a formula.

/// What formulas begin with, also the wide characters of Chinese keyboards.
const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(STARTS)
}

/// The cell for a text: an apostrophe before what would be a formula, as spreadsheets write it.
pub(crate) fn written(text: &str) -> String {
    match is_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// The text of a cell.
pub(crate) fn read(cell: &str) -> &str {
    let text = cell.strip_prefix('\'').filter(|text| is_formula(text));
    text.unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{read, written};

    #[test]
    fn no_cell_begins_as_a_formula_does() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'", "'"),
            ("'90s", "'90s"),
            ("store-12", "store-12"),
            ("", ""),
        ] {
            assert_eq!(written(text), cell);
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_it_was(text in "['=+@\t\r＝a-]{0,6}\\PC{0,3}") {
            let cell = written(&text);
            prop_assert_eq!(read(&cell), &text);
            prop_assert!(!cell.starts_with(super::STARTS));
        }
    }
}
