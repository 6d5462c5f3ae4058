//! The object of an account: all attempts and codes are in its database, and it does one thing after the
//! other, so that no code is lent twice and no attempt moves in two ways.

use super::answer::{Answer, Body};
use super::attempt::Attempt;
use super::bearer::Random;
use super::browser;
use super::check::Call;
use super::provider::Provider;
use super::request::Request;
use super::route::Step;
use super::store::{Store, StoreError};
use crate::scans::json::Value;
use crate::scans::row::Row;
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// The object, for one call.
pub struct Object<'o, S> {
    pub(super) store: &'o S,
    pub(super) provider: &'o Provider<'o>,
    pub(super) now: Time,
    pub(super) random: Random<'o>,
    /// The attempts that moved, and how they look now: who waits for one is told.
    pub changed: Vec<(String, Value)>,
}

impl<'o, S: Store> Object<'o, S> {
    /// At `now`, in seconds since 1970, with [`RANDOM_BYTES`](super::bearer::RANDOM_BYTES).
    pub fn new(
        store: &'o S,
        provider: &'o Provider<'o>,
        now: Time,
        random: &'o [u8],
    ) -> Object<'o, S> {
        Object {
            store,
            provider,
            now,
            random: Random::new(random),
            changed: Vec::new(),
        }
    }

    /// What it knows of itself.
    pub fn provider(&self) -> &'o Provider<'o> {
        self.provider
    }

    /// Answers what the Worker could not.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn answer(&mut self, call: Call, request: &Request) -> Result<Answer, StoreError> {
        match call {
            Call::Begin(authorization) => self.begin(*authorization, 0, request),
            Call::Attempt(id, step) => self.step(&id, step, request),
            Call::Exchange(exchange) => self.exchange(&exchange, request),
            Call::UserInfo(token) => self.user_info(&token, request),
            Call::Jwks => self.jwks(),
            Call::Redeem(digits) => self.redeem(&digits),
        }
    }

    /// The page of an attempt, or what else a browser asks of it.
    fn step(&mut self, id: &str, step: Step, request: &Request) -> Result<Answer, StoreError> {
        let Some(attempt) = self.attempt("id = ?1", [id])? else {
            return Ok(browser::refused(request, step, 404, "gone"));
        };
        let foreign = || browser::refused(request, step, 403, "foreign");
        if !browser::is_of(&request.cookie, &attempt.browser) {
            return Ok(foreign());
        }
        match step {
            Step::Page => self.page(attempt),
            Step::State => Ok(Answer::new(200, Body::Json(self.view(&attempt)))),
            Step::Socket if request.from != request.origin => Ok(foreign()),
            Step::Socket => {
                let view = self.view(&attempt);
                Ok(Answer::new(101, Body::Socket(attempt.id, view)))
            }
            Step::Renew => self.renew(attempt, request),
            Step::Cancel => self.cancel(attempt),
        }
    }

    pub(super) fn view(&self, attempt: &Attempt) -> Value {
        let client = self.provider.setup.client(&attempt.client);
        let name = client.map_or("", |client| client.name);
        attempt.view(name, self.provider.account, self.now)
    }

    pub(super) fn run(&self, statement: Statement) -> Result<Vec<S::Row>, StoreError> {
        self.store.run(statement)
    }

    /// The only number that a statement gives.
    pub(super) fn count(&self, statement: Statement) -> Result<i64, StoreError> {
        let rows = self.run(statement)?;
        Ok(rows.first().map_or(Ok(0), |row| row.number("n"))?)
    }

    /// The latest attempt that a condition fits.
    pub(super) fn attempt<const N: usize>(
        &self,
        condition: &str,
        parameters: [&str; N],
    ) -> Result<Option<Attempt>, StoreError> {
        let sql = format!("SELECT * FROM attempts WHERE {condition} ORDER BY bound DESC LIMIT 1");
        let parameters = parameters.map(str::to_owned);
        let rows = self.run(Statement::new(sql).with_all(parameters))?;
        Ok(rows.first().map(Attempt::read).transpose()?)
    }

    /// Writes what became of an attempt, if anything did.
    pub(super) fn keep(&mut self, after: &Attempt) -> Result<(), StoreError> {
        if !after.has_moved {
            return Ok(());
        }
        let mut statement = Statement::new(
            "UPDATE attempts SET stage = ?2, way = ?3, bound = ?4, ends = ?5, signed_in = ?6, \
             openid = nullif(?7, ''), code = nullif(?8, ''), \
             token = CASE ?9 WHEN '-' THEN NULL ELSE ?9 END WHERE id = ?1",
        )
        .with(after.id.clone())
        .with(after.stage.name().to_owned())
        .with(after.way.name().to_owned())
        .with_all([after.bound, after.ends, after.signed_in]);
        for text in [&after.openid, &after.code] {
            statement = statement.with(text.clone().unwrap_or_default());
        }
        // Empty is a token that was taken back.
        statement = statement.with(after.token.clone().unwrap_or_else(|| "-".to_owned()));
        self.run(statement)?;
        self.changed.push((after.id.clone(), self.view(after)));
        Ok(())
    }
}
