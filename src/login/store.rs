//! What the object keeps its rows in: passed in, so that tests run the same statements in an SQLite of their
//! own.

use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;

/// A database of one writer, which answers at once.
pub trait Store {
    /// What it answers with.
    type Row: Row;

    /// Runs a statement; its rows.
    ///
    /// # Errors
    ///
    /// Where it fails.
    fn run(&self, statement: Statement) -> Result<Vec<Self::Row>, StoreError>;
}

/// Why the object gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum StoreError {
    #[error("the object's database fails: {0}")]
    Failed(String),
    #[error("the object's database has another schema: {0}")]
    Schema(#[from] FieldError),
}
