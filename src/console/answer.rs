//! What is answered.

use super::csv::Csv;
use crate::scans::json::Value;

/// An answer: some facts, and mostly a table. As JSON each row is an object with the columns' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What is said beside the table.
    pub facts: Vec<(&'static str, Value)>,
    /// The table.
    pub table: Option<Table>,
}

/// Rows of figures, or of scans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What its rows are.
    pub name: &'static str,
    /// What each column is.
    pub columns: Vec<&'static str>,
    /// A value for each column.
    pub rows: Vec<Vec<Value>>,
}

impl Answer {
    /// The answer as JSON.
    pub fn json(self) -> Value {
        let mut fields = self.facts;
        fields.extend(self.table.map(
            |Table {
                 name,
                 columns,
                 rows,
             }| {
                let object = |row: Vec<Value>| {
                    let named = columns.iter().copied().zip(row);
                    Value::Object(named.collect())
                };
                (name, Value::List(rows.into_iter().map(object).collect()))
            },
        ));
        Value::Object(fields)
    }

    /// Its table as CSV.
    pub fn csv(&self) -> Option<String> {
        let table = self.table.as_ref()?;
        let mut csv = Csv::new(&table.columns);
        for row in &table.rows {
            csv.row(row);
        }
        Some(csv.into_string())
    }
}
