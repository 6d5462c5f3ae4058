//! An attempt begins: it is lent a code, and gets a word and a number.

use super::answer::{Answer, Body};
use super::attempt::{Attempt, LIFETIME};
use super::authorize::{Authorization, AuthorizationError, refusal};
use super::bearer::hash;
use super::browser;
use super::device::device;
use super::object::Object;
use super::request::Request;
use super::store::{Store, StoreError};
use crate::scans::row::Row;
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// How long a code rests after it was lent, in seconds: longer than a push may be late, and than somebody
/// keeps a photograph in mind.
const REST: Time = 600;
/// What was lent then or before has rested `now`.
pub(super) fn last_rested(now: Time) -> Time {
    now.saturating_sub(LIFETIME).saturating_sub(REST)
}

/// How many codes one address may be lent at once. It still gets words.
const MAX_LENT: i64 = 10;
/// How many attempts one address may have at once.
const MAX_ATTEMPTS: i64 = 60;
/// How many words are tried. Each is taken with a chance of one in thousands.
const WORDS: usize = 4;

/// What an id begins with: a time. Ids are compared as texts.
fn id_at(time: Time) -> String {
    format!("{time:010x}")
}

/// What an address and a client have of late.
const RECENT: &str = "\
    SELECT count(*) FILTER (WHERE address = ?1) AS attempts, \
      count(url) FILTER (WHERE address = ?1) AS lent_there, \
      count(url) FILTER (WHERE client = ?2) AS lent_to_it, \
      (SELECT coalesce(max(codes), 0) FROM pool) AS codes \
    FROM attempts WHERE id >= ?3";

/// Whose an address is: of IPv6 a whole network of 64 bits is one customer's.
fn network(address: &str) -> String {
    let (head, tail) = match address.split_once("::") {
        Some((head, _)) => (head, ":0:0:0:0"),
        None => (address, ""),
    };
    let groups = format!("{head}{tail}");
    let groups: Vec<&str> = groups.split(':').take(4).collect();
    groups.join(":")
}

/// What is absent is an empty text on the way, which none of it may be.
const INSERT: &str = "\
    INSERT INTO attempts (begun, ends, renewals, id, word, client, redirect_uri, scope, issuer, language, \
      browser, address, agent, place, number, state, nonce, challenge, url) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, nullif(?16, ''), \
      nullif(?17, ''), nullif(?18, ''), nullif(?19, '')) \
    ON CONFLICT (word) DO NOTHING RETURNING *";

impl<S: Store> Object<'_, S> {
    /// Begins an attempt, and shows its page.
    pub(super) fn begin(
        &mut self,
        asked: Authorization,
        renewals: i64,
        request: &Request,
    ) -> Result<Answer, StoreError> {
        let known = browser::of(&request.cookie).map(str::to_owned);
        let is_known = known.is_some();
        let browser = known.unwrap_or_else(|| self.random.secret());
        let language = asked.language;
        let Some(attempt) = self.insert(asked, renewals, &browser, request)? else {
            return Ok(Answer::error_page(429, "busy", language.name()).with("Retry-After", "60"));
        };
        let page = match renewals {
            0 => Answer::new(200, Body::Page("attempt", self.view(&attempt))),
            _ => Answer::redirect(format!("/login/attempt/{}", attempt.id)),
        };
        Ok(match is_known {
            true => page,
            false => page.with("Set-Cookie", browser::set_cookie(&browser)),
        })
    }

    /// The same once more, with another code and word.
    pub(super) fn renew(
        &mut self,
        attempt: Attempt,
        request: &Request,
    ) -> Result<Answer, StoreError> {
        let asked = Authorization {
            client: attempt.client,
            redirect_uri: attempt.redirect_uri,
            state: attempt.state,
            nonce: attempt.nonce,
            challenge: attempt.challenge,
            scope: attempt.scope,
            language: attempt.language,
        };
        // Its code must not be scanned any more by who has a picture of it.
        let end = "UPDATE attempts SET ends = min(ends, ?2) WHERE id = ?1 AND stage IN ('waiting', 'scanned')";
        self.run(Statement::new(end).with(attempt.id).with(self.now))?;
        self.begin(asked, attempt.renewals.saturating_add(1), request)
    }

    /// Tells the site that nobody signs in.
    pub(super) fn cancel(&mut self, mut attempt: Attempt) -> Result<Answer, StoreError> {
        if attempt.token.is_none() {
            attempt.cancel();
        }
        self.keep(&attempt)?;
        let (state, error) = (attempt.state.as_deref(), AuthorizationError::AccessDenied);
        let issuer = &attempt.issuer;
        Ok(refusal(&attempt.redirect_uri, state, error, issuer))
    }

    fn insert(
        &mut self,
        asked: Authorization,
        renewals: i64,
        browser: &str,
        request: &Request,
    ) -> Result<Option<Attempt>, StoreError> {
        let address = hash(&network(&request.address));
        let recent = Statement::new(RECENT)
            .with(address.clone())
            .with(asked.client.clone())
            .with(id_at(self.now.saturating_sub(LIFETIME).saturating_add(1)));
        let rows = self.run(recent)?;
        let number = |field| rows.first().map_or(Ok(0), |row| row.number(field));
        if number("attempts")? >= MAX_ATTEMPTS {
            return Ok(None);
        }
        // Where there are several sites, one may not have all of the codes.
        let may_borrow = number("lent_there")? < MAX_LENT
            && (self.provider.setup.clients.len() < 2
                || number("lent_to_it")?.saturating_mul(4) < number("codes")?.saturating_mul(3));
        let id = format!("{}{}", id_at(self.now), self.random.secret());
        let url = match may_borrow {
            true => self.lend(&id)?,
            false => None,
        };
        let number = self.random.below(90).saturating_add(10).to_string();
        let texts = [
            asked.client,
            asked.redirect_uri,
            asked.scope,
            self.provider.issuer.to_owned(),
            asked.language.name().to_owned(),
            hash(browser),
            address,
            device(&request.agent),
            request.place.clone(),
            number,
            asked.state.unwrap_or_default(),
            asked.nonce.unwrap_or_default(),
            asked.challenge.unwrap_or_default(),
            url.unwrap_or_default(),
        ];
        for _ in 0..WORDS {
            let word = format!("{:06}", self.random.below(1_000_000));
            let statement = Statement::new(INSERT)
                .with_all([self.now, self.now.saturating_add(LIFETIME), renewals])
                .with_all([id.clone(), word])
                .with_all(texts.iter().cloned());
            if let Some(row) = self.run(statement)?.first() {
                return Ok(Some(Attempt::read(row)?));
            }
        }
        Ok(None)
    }

    /// Lends the code that has rested longest, where one has rested long enough: its URL.
    fn lend(&self, id: &str) -> Result<Option<String>, StoreError> {
        let statement = Statement::new(
            "UPDATE codes SET lent = ?1, attempt = ?2 WHERE scene = \
             (SELECT scene FROM codes WHERE lent <= ?3 ORDER BY lent, scene LIMIT 1) RETURNING url",
        );
        let rested = last_rested(self.now);
        let statement = statement.with(self.now).with(id.to_owned()).with(rested);
        let rows = self.run(statement)?;
        Ok(rows.first().map(|row| row.text("url")).transpose()?)
    }
}
