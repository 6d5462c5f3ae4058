//! The browser comes back, and the site exchanges its code.

use super::answer::{Answer, Body};
use super::attempt::{Attempt, TOKEN_LIFETIME};
use super::bearer::{hash, is_of};
use super::form::with_parameters;
use super::object::Object;
use super::request::Request;
use super::stage::Stage;
use super::store::{Store, StoreError};
use super::token::{Exchange, TokenError};
use super::userinfo::{UserInfoError, Visitor, at_hash};
use crate::scans::json::Value;

impl<S: Store> Object<'_, S> {
    /// The page of an attempt, or the way back to the site once it is confirmed.
    pub(super) fn page(&mut self, mut attempt: Attempt) -> Result<Answer, StoreError> {
        let code = format!("{}.{}", attempt.id, self.random.secret());
        if !attempt.finish(hash(&code), self.now) {
            let view = self.view(&attempt);
            return Ok(Answer::new(200, Body::Page("attempt", view)));
        }
        self.keep(&attempt)?;
        let mut parameters = vec![("code", &*code)];
        parameters.extend(attempt.state.as_deref().map(|state| ("state", state)));
        parameters.push(("iss", &attempt.issuer));
        let location = with_parameters(&attempt.redirect_uri, &parameters);
        Ok(Answer::redirect(location))
    }

    /// A code for an ID token and an access token.
    pub(super) fn exchange(
        &mut self,
        exchange: &Exchange,
        request: &Request,
    ) -> Result<Answer, StoreError> {
        let answer = match self.grant(exchange)? {
            Ok(answer) => answer,
            Err(error) => error.into(),
        };
        Ok(self.provider.shared(answer, request))
    }

    fn grant(&mut self, exchange: &Exchange) -> Result<Result<Answer, TokenError>, StoreError> {
        let Some(mut attempt) = self.of_bearer(&exchange.code, |attempt| &attempt.code)? else {
            return Ok(Err(TokenError::InvalidGrant));
        };
        let token = format!("{}.{}", attempt.id, self.random.secret());
        // By nobody else, but whoever tried has the code: it is used up all the same.
        let is_theirs = attempt.client == exchange.client.id
            && attempt.redirect_uri == exchange.redirect_uri
            && match (&attempt.challenge, &exchange.verifier) {
                (Some(challenge), Some(verifier)) => is_of(verifier, challenge),
                (None, None) => true,
                _ => false,
            };
        let is_granted = attempt.exchange(hash(&token), self.now) && is_theirs;
        if !is_theirs {
            attempt.revoke();
        }
        self.keep(&attempt)?;
        if !is_granted {
            return Ok(Err(TokenError::InvalidGrant));
        }
        let mut claims = self.claims(&attempt).unwrap_or_default();
        claims.extend([
            ("iss", attempt.issuer.into()),
            ("aud", attempt.client.into()),
            ("exp", self.now.saturating_add(TOKEN_LIFETIME).into()),
            ("iat", self.now.into()),
            ("auth_time", attempt.signed_in.into()),
            ("at_hash", at_hash(&token).into()),
        ]);
        claims.extend(attempt.nonce.map(|nonce| ("nonce", nonce.into())));
        let json = Value::Object(vec![
            ("access_token", token.into()),
            ("token_type", "Bearer".into()),
            ("expires_in", TOKEN_LIFETIME.into()),
            ("scope", attempt.scope.into()),
        ]);
        let claims = Value::Object(claims);
        let body = Body::Signed { json, claims };
        Ok(Ok(Answer::new(200, body)))
    }

    /// Who signed in.
    pub(super) fn user_info(
        &mut self,
        token: &str,
        request: &Request,
    ) -> Result<Answer, StoreError> {
        let attempt = self.of_bearer(token, |attempt| &attempt.token)?;
        let attempt = attempt.filter(|it| it.stage == Stage::Finished && self.now < it.ends);
        let claims = attempt.and_then(|attempt| self.claims(&attempt));
        let answer = match claims {
            Some(claims) => Answer::json(200, claims),
            None => UserInfoError::InvalidToken.into(),
        };
        Ok(self.provider.shared(answer, request))
    }

    /// The attempt of a code or a token, which begin with its id.
    fn of_bearer(
        &self,
        bearer: &str,
        kept: fn(&Attempt) -> &Option<String>,
    ) -> Result<Option<Attempt>, StoreError> {
        let (id, _) = bearer.split_once('.').unwrap_or_default();
        let attempt = self.attempt("id = ?1", [id])?;
        Ok(attempt.filter(|it| kept(it).as_deref().is_some_and(|kept| is_of(bearer, kept))))
    }

    /// What the site gets to know of the visitor; `None` where it is no client any more.
    fn claims(&self, attempt: &Attempt) -> Option<Vec<(&'static str, Value)>> {
        let visitor = Visitor {
            openid: attempt.openid.as_deref()?,
            app_id: self.provider.app_id?,
            client: self.provider.setup.client(&attempt.client)?,
            scope: &attempt.scope,
            issuer: &attempt.issuer,
        };
        Some(visitor.claims())
    }
}
