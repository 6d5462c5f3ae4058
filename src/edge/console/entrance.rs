//! Who gets in, and how a session begins and ends.

use std::cell::RefCell;

use worker::Env;

use super::super::d1::Object;
use super::access;
use super::exchange::Exchange;
use crate::console::access::{Access, HEADER};
use crate::console::response::Refusal;
use crate::console::session;
use crate::console::token::{ConsoleToken, Denied, WrongTokens};
use crate::scans::row::Row;
use crate::scans::statement::Statement;

/// How long the body of who signs in may be, in bytes.
const MAX_SIGN_IN: usize = 4096;

thread_local! {
    static WRONG: RefCell<WrongTokens> = RefCell::default();
}

/// What opens the console.
pub(super) struct Entrance {
    token: Option<ConsoleToken>,
    access: Option<Access>,
}

/// By what somebody got in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// `Authorization: Bearer`, which no browser sends by itself.
    Bearer,
    /// A session.
    Session,
    /// Cloudflare Access.
    Access,
}

impl By {
    pub(super) fn name(self) -> &'static str {
        match self {
            By::Bearer | By::Session => "token",
            By::Access => "access",
        }
    }
}

impl Entrance {
    /// Where there is one.
    pub(super) fn of(env: &Env) -> Result<Entrance, Refusal> {
        let token = env.var("CONSOLE_TOKEN").ok().map(|token| token.to_string());
        match (ConsoleToken::new(token.as_deref()), access::configured(env)) {
            (Err(error), None) => Err(error.into()),
            (token, access) => Ok(Entrance {
                token: token.ok(),
                access,
            }),
        }
    }

    /// Lets in who may come in. For a `file` it is enough that a session began and is not over by time:
    /// there is nothing in it but the page, and no question to the database is worth it.
    pub(super) async fn admit(&self, exchange: &Exchange, file: bool) -> Result<By, Refusal> {
        let authorization = exchange.header("Authorization");
        let cookies = exchange.header("Cookie").unwrap_or_default();
        if authorization.is_none() {
            let token = self.token.as_ref();
            let session = token.and_then(|token| session::read(token, &cookies, exchange.now));
            if let Some(epoch) = session
                && (file || session::epoch(&exchange.database()?).await? == epoch)
            {
                return Ok(By::Session);
            }
            if let (Some(access), Some(jwt)) = (&self.access, exchange.header(HEADER))
                && access::vouches(access, &jwt, exchange.now).await
            {
                return Ok(By::Access);
            }
        }
        self.try_token(exchange, |wrong, token, address, now| {
            wrong.admit(token, authorization.as_deref(), address, now)
        })?;
        Ok(By::Bearer)
    }

    /// Begins a session: the `Set-Cookie`.
    pub(super) async fn sign_in(&self, exchange: &Exchange) -> Result<String, Refusal> {
        exchange.check_origin()?;
        let body = Object(exchange.json(MAX_SIGN_IN).await?);
        let presented = body.text("token").map_err(|_| Refusal::Json)?;
        let token = self.try_token(exchange, |wrong, token, address, now| {
            wrong.admit_token(token, Some(presented.trim()), address, now)
        })?;
        let epoch = session::epoch(&exchange.database()?).await?;
        Ok(session::begin(token, epoch, exchange.now))
    }

    /// Compares a token with the one that is set.
    fn try_token(
        &self,
        exchange: &Exchange,
        admit: impl FnOnce(&mut WrongTokens, &ConsoleToken, &str, u64) -> Result<(), Denied>,
    ) -> Result<&ConsoleToken, Refusal> {
        let token = self.token.as_ref().ok_or(Denied::Absent)?;
        let address = exchange.header("CF-Connecting-IP").unwrap_or_default();
        let now = exchange.now.unsigned_abs();
        WRONG.with_borrow_mut(|wrong| admit(wrong, token, &address, now))?;
        Ok(token)
    }
}

/// Ends this session or all: the `Set-Cookie`.
pub(super) async fn sign_out(exchange: &Exchange, query: &str) -> Result<String, Refusal> {
    match query {
        "" => {}
        "everywhere" => exchange.run(&Statement::new(session::END_ALL)).await?,
        // Whoever means all sessions may not be told that they ended when one did.
        _ => return Err(Refusal::Path),
    }
    Ok(session::end())
}
