//! Digits of `wechat-server`, for the openid of whom they were given to, once.

use super::answer::Answer;
use super::bearer::hash;
use super::object::Object;
use super::store::{Store, StoreError};
use super::wechat_server::{MAX_WRONG, PAUSE, found};
use crate::scans::row::Row;
use crate::scans::statement::Statement;

/// The row that counts the wrong ones. No hash is empty.
const BRAKE: &str = "";

impl<S: Store> Object<'_, S> {
    /// Whose the digits are. After too many wrong ones nothing is looked at for a while.
    pub(super) fn redeem(&mut self, digits: &str) -> Result<Answer, StoreError> {
        let brake = Statement::new(
            "SELECT count(*) AS n FROM digits WHERE hash = ?1 AND wrong > ?2 AND ends > ?3",
        );
        let brake = brake.with(BRAKE.to_owned()).with(MAX_WRONG).with(self.now);
        if self.count(brake)? > 0 {
            return Ok(found("").logged("sign-in: too many wrong digits at /api/wechat/user"));
        }
        let take = "DELETE FROM digits WHERE hash = ?1 RETURNING openid, ends";
        let rows = self.run(Statement::new(take).with(hash(digits)))?;
        if let Some(row) = rows.first()
            && row.number("ends")? > self.now
        {
            return Ok(found(&row.text("openid")?));
        }
        // A minute after the first wrong one the count begins anew; the one too many begins the pause.
        let wrong = Statement::new(
            "INSERT INTO digits (hash, ends, wrong) VALUES (?1, ?2 + ?3, 1) ON CONFLICT (hash) DO UPDATE SET \
             wrong = CASE WHEN ends <= ?2 THEN 1 ELSE wrong + 1 END, \
             ends = CASE WHEN ends <= ?2 OR wrong = ?4 THEN excluded.ends ELSE ends END",
        );
        let wrong = wrong
            .with(BRAKE.to_owned())
            .with_all([self.now, PAUSE, MAX_WRONG]);
        self.run(wrong)?;
        Ok(found(""))
    }
}
