//! CSV as spreadsheets read it (RFC 4180), and no formula in it that a stranger wrote.

use crate::scans::json::Value;

/// A table. It begins with a byte order mark: without one Excel takes Chinese for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csv(String);

impl Csv {
    /// A table with these names above its columns.
    pub fn new(names: &[&str]) -> Csv {
        Csv(format!("\u{feff}{}\r\n", names.join(",")))
    }

    /// One row more. What is no number is a text, empty where there is none.
    pub fn row(&mut self, cells: &[Value]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            match cell {
                Value::Text(text) => self.text(text),
                Value::Null => {}
                other => self.0.push_str(&other.to_string()),
            }
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, text: &str) {
        let guard = if is_formula(text) { "'" } else { "" };
        if !guard.is_empty() || text.contains(['"', ',', '\r', '\n', ';']) {
            let quoted = text.replace('"', "\"\"");
            self.0.push_str(&format!("\"{guard}{quoted}\""));
        } else {
            self.0.push_str(text);
        }
    }

    /// The table as a file.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether a text is a formula to Excel, Numbers or LibreOffice, the full-width signs too where the keyboard
/// is a Chinese one. With an apostrophe before it it is a text (OWASP, "CSV Injection").
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
