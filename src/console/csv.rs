//! CSV as spreadsheets read it (RFC 4180), and no formula in it that a stranger wrote.

/// A table. It begins with a byte order mark: without one Excel takes Chinese for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csv(String);

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A number.
    Number(i64),
    /// A text, empty where there is none.
    Text(String),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(text: Option<&str>) -> Cell {
        Cell::Text(text.unwrap_or_default().to_owned())
    }
}

impl Csv {
    /// A table with these names above its columns.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Csv {
        let mut csv = Csv("\u{feff}".to_owned());
        csv.row(names.into_iter().map(|name| Cell::text(Some(name))));
        csv
    }

    /// One row more.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Number(number) => self.0.push_str(&number.to_string()),
                Cell::Text(text) => self.text(&text),
            }
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, text: &str) {
        // What begins so is a formula to Excel, Numbers or LibreOffice, the full-width signs too where
        // the keyboard is a Chinese one. With an apostrophe before it it is a text (OWASP, "CSV
        // Injection").
        let is_formula = text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
            || text.starts_with(['\t', '\r', '\n']);
        let guard = if is_formula { "'" } else { "" };
        if is_formula || text.contains(['"', ',', '\r', '\n', ';']) {
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
