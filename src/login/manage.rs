//! What the owner does: puts codes into the pool, and looks at how it goes.

use super::begin::last_rested;
use super::keys::OVERLAP;
use super::object::Object;
use super::push::{SCENES, WORDS_TIME};
use super::store::{Store, StoreError};
use crate::scans::json::Value;
use crate::scans::row::{FieldError, Row};
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// The longest scene and URL, in bytes.
const MAX_SCENE: usize = 64;
const MAX_URL: usize = 512;
/// How long an attempt that did not finish can be renewed, in seconds.
const RENEWABLE: Time = 600;
/// How many days of figures are shown.
const DAYS: u32 = 400;

/// A code as the tool sends it.
///
/// # Errors
///
/// Names the field that is not one of a code for signing in.
pub fn code(row: &impl Row) -> Result<Value, FieldError> {
    let scene = row.text("scene")?;
    let url = row.text("url")?;
    if !scene.starts_with(SCENES) || scene.len() > MAX_SCENE {
        return Err(FieldError("scene"));
    }
    if !url.starts_with("http") || url.len() > MAX_URL {
        return Err(FieldError("url"));
    }
    Ok(Value::Object(vec![
        ("scene", scene.into()),
        ("url", url.into()),
    ]))
}

impl<S: Store> Object<'_, S> {
    /// Puts codes into the pool, as [`code`] read them. Those that are there stay lent.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn add_codes(&self, codes: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO codes (scene, url) \
                   SELECT value->>'scene', value->>'url' FROM json_each(?1) WHERE true \
                   ON CONFLICT (scene) DO UPDATE SET url = excluded.url WHERE url <> excluded.url";
        self.run(Statement::new(sql).with(codes.to_owned()))?;
        self.run(Statement::new("DELETE FROM pool"))?;
        let count = "INSERT INTO pool (codes) SELECT count(*) FROM codes";
        self.run(Statement::new(count)).map(|_| ())
    }

    /// How it goes.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn status(&self) -> Result<Value, StoreError> {
        let setup = self.provider.setup;
        let is_set = |name: &str| (self.provider.secret)(name).is_some_and(|it| !it.is_empty());
        let clients = setup.clients.iter().map(|client| {
            let uris = client.redirect_uris.iter().map(|uri| Value::from(*uri));
            Value::Object(vec![
                ("id", client.id.into()),
                ("name", client.name.into()),
                ("public", client.secret.is_none().into()),
                ("secret", client.secret.into()),
                ("secret_set", client.secret.is_some_and(is_set).into()),
                ("email", client.email.into()),
                ("redirect_uris", Value::List(uris.collect())),
            ])
        });
        let wechat_server = setup.wechat_server.map(|name| match is_set(name) {
            true => "set",
            false => "missing",
        });
        let pool = Statement::new(
            "SELECT json_object('codes', count(*), 'free', count(*) FILTER (WHERE lent <= ?1)) AS json \
             FROM codes",
        );
        let keys = Statement::new(
            "SELECT json_group_array(json_object('kid', kid, 'signs_from', signs_from, 'retires', retires)) \
             AS json FROM (SELECT kid, signs_from, \
               lead(signs_from) OVER (ORDER BY signs_from) + CAST(?1 AS INTEGER) AS retires FROM keys ORDER BY signs_from)",
        );
        let figures = Statement::new(
            "SELECT json_group_array(json_object('day', day, 'client', client, 'begun', begun, \
               'finished', finished, 'denied', denied, 'burnt', burnt, 'expired', expired)) AS json \
             FROM (SELECT * FROM figures ORDER BY day DESC, client LIMIT ?1)",
        );
        let live = Statement::new("SELECT count(*) AS n FROM attempts WHERE ends > ?1");
        Ok(Value::Object(vec![
            ("issuer", self.provider.issuer.into()),
            ("sealed", self.provider.app_id.is_some().into()),
            ("wechat_server", wechat_server.into()),
            ("clients", Value::List(clients.collect())),
            ("pool", self.json(pool.with(last_rested(self.now)))?),
            ("keys", self.json(keys.with(OVERLAP))?),
            ("attempts", self.count(live.with(self.now))?.into()),
            ("figures", self.json(figures.with(DAYS))?),
        ]))
    }

    /// The one text that a statement gives.
    fn json(&self, statement: Statement) -> Result<Value, StoreError> {
        let rows = self.run(statement)?;
        let json = rows
            .first()
            .map_or_else(|| Ok(String::new()), |row| row.text("json"))?;
        Ok(Value::Raw(json))
    }

    /// Deletes what is over, and counts it; whether anything is left that will be.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn sweep(&self) -> Result<bool, StoreError> {
        // A day is one of China's.
        const OVER: &str = "ends <= CASE WHEN token IS NULL THEN ?1 - ?2 ELSE ?1 END";
        let figures = format!(
            "INSERT INTO figures (day, client, begun, finished, denied, burnt, expired) \
             SELECT date(begun + 28800, 'unixepoch') AS d, client, count(*), \
               sum(stage = 'finished'), sum(stage = 'denied'), sum(stage = 'burnt'), \
               sum(stage NOT IN ('finished', 'denied', 'burnt')) \
             FROM attempts WHERE {OVER} GROUP BY d, client \
             ON CONFLICT (day, client) DO UPDATE SET begun = begun + excluded.begun, \
               finished = finished + excluded.finished, denied = denied + excluded.denied, \
               burnt = burnt + excluded.burnt, expired = expired + excluded.expired"
        );
        let attempts = format!("DELETE FROM attempts WHERE {OVER}");
        for sql in [figures, attempts] {
            self.run(Statement::new(sql).with_all([self.now, RENEWABLE]))?;
        }
        let words = "DELETE FROM wrong_words WHERE at <= ?1";
        self.run(Statement::new(words).with(self.now.saturating_sub(WORDS_TIME)))?;
        let digits = "DELETE FROM digits WHERE ends <= ?1";
        self.run(Statement::new(digits).with(self.now))?;
        self.retire_keys()?;
        let left = "SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM wrong_words) + \
                    (SELECT count(*) FROM digits) AS n";
        Ok(self.count(Statement::new(left))? > 0)
    }
}
