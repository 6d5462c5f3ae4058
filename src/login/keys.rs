//! The keys that sign: made by the runtime, kept by the object, changed without anybody noticing.
//!
//! A new key is published a day before it signs, so that a client which keeps what it read for a day knows
//! it by then; the one before is published for a day after it last signed.

use super::answer::{Answer, Body};
use super::object::Object;
use super::store::{Store, StoreError};
use crate::scans::json::Value;
use crate::scans::row::Row;
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// How long a key is published before and after it signs, in seconds.
pub const OVERLAP: Time = 24 * 60 * 60;

/// Those that no other took the place of a day ago.
const PUBLISHED: &str = "FROM keys WHERE signs_from >= coalesce(\
    (SELECT max(signs_from) FROM keys WHERE signs_from <= ?1), 0)";

impl<S: Store> Object<'_, S> {
    /// The public keys (RFC 7517, section 5).
    pub(super) fn jwks(&self) -> Result<Answer, StoreError> {
        let sql = format!("SELECT public {PUBLISHED} ORDER BY signs_from");
        let since = self.now.saturating_sub(OVERLAP);
        let mut keys = Vec::new();
        for row in self.run(Statement::new(sql).with(since))? {
            keys.push(Value::Raw(row.text("public")?));
        }
        Ok(Answer::new(
            200,
            Body::Json(Value::Object(vec![("keys", Value::List(keys))])),
        )
        .public())
    }

    /// The key that signs now, as a private JWK; `None` where there is none yet.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn signing_key(&self) -> Result<Option<String>, StoreError> {
        let sql =
            "SELECT private FROM keys WHERE signs_from <= ?1 ORDER BY signs_from DESC LIMIT 1";
        let rows = self.run(Statement::new(sql).with(self.now))?;
        Ok(rows.first().map(|row| row.text("private")).transpose()?)
    }

    /// Keeps a new key; from when it signs. The first does at once.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn add_key(&self, id: &str, private: &str, public: &str) -> Result<Time, StoreError> {
        let is_first = self.signing_key()?.is_none();
        let from = match is_first {
            true => self.now,
            false => self.now.saturating_add(OVERLAP),
        };
        // Of two that wait, one is enough.
        let waiting = Statement::new("DELETE FROM keys WHERE signs_from > ?1").with(self.now);
        self.run(waiting)?;
        let sql = "INSERT INTO keys (kid, private, public, signs_from) VALUES (?1, ?2, ?3, ?4)";
        let texts = [id, private, public].map(str::to_owned);
        self.run(Statement::new(sql).with_all(texts).with(from))?;
        Ok(from)
    }

    /// Deletes keys that are no longer published.
    pub(super) fn retire_keys(&self) -> Result<(), StoreError> {
        let sql = format!("DELETE FROM keys WHERE kid NOT IN (SELECT kid {PUBLISHED})");
        let since = self.now.saturating_sub(OVERLAP);
        self.run(Statement::new(sql).with(since)).map(|_| ())
    }
}
