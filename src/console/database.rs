//! What an answer is read from: passed in, so that the answers are pure.

use std::future::Future;

use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;

/// The database, as far as the console asks it.
pub trait Database {
    /// What it answers with.
    type Row: Row;

    /// The rows of each statement, all as of one moment.
    fn read(
        &self,
        statements: Vec<Statement>,
    ) -> impl Future<Output = Result<Vec<Vec<Self::Row>>, DatabaseError>>;
}

/// Why the database gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum DatabaseError {
    #[error("{0}")]
    Failed(String),
    #[error("the database has another schema than this Worker: {0}")]
    Schema(#[from] FieldError),
}
