//! A cell of a CSV file that a spreadsheet does not take for a formula.

use wechat_edge::console::csv;

/// An apostrophe that stands there already is another's, and is read back as well.
fn is_formula(text: &str) -> bool {
    csv::is_formula(text.trim_start_matches('\''))
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

    use super::{csv, read, written};

    #[test]
    fn no_cell_begins_as_a_formula_does() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("\u{3000}=1", "'\u{3000}=1"),
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
        fn every_text_is_read_as_it_was(text in "[ '=+@\t\r＝a-]{0,6}\\PC{0,3}") {
            let cell = written(&text);
            prop_assert_eq!(read(&cell), &text);
            prop_assert!(!csv::is_formula(&cell));
        }
    }
}
