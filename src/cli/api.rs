//! WeChat's API: an access token, and codes (protocol.md, sections F and G).

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use etcetera::BaseStrategy;
use form_urlencoded::Serializer;
use serde_json::{Value, json};

use super::api_errors::{self, Remedy};
use super::http::{Client, NoAnswer, with_query};
use super::language::Language;
use super::scene::{Lifetime, Scene};
use super::signed::now;
use super::texts::Texts;
use super::token_cache::TokenCache;

/// A call that can be tried again is tried so often.
const TRIES: u32 = 6;

/// One account at WeChat's API. Holds secrets, so there is no `Debug`.
pub(crate) struct Api {
    base: String,
    app_id: String,
    secret: String,
    client: Client,
    cache: TokenCache,
    /// Before the second try; it doubles from there.
    pause: Duration,
    texts: &'static Texts,
    language: Language,
    token: Option<String>,
}

/// A code as the API made it.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) ticket: String,
    /// What the code says when scanned.
    pub(crate) url: String,
}

/// Why a call failed.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// No connection, or no answer.
    NoAnswer(NoAnswer),
    /// Something answered that is not the API.
    NotJson(u16),
    /// An answer without an element that it should have.
    Incomplete(&'static str),
    /// The API said no.
    Refused { code: i64, message: String },
}

impl Api {
    pub(crate) fn new(
        base: &str,
        (app_id, secret): (String, String),
        timeout: Duration,
        pause: Duration,
        texts: &'static Texts,
        language: Language,
    ) -> Api {
        Api {
            cache: TokenCache::new(cache_folder(), &app_id, base),
            client: Client::new(base, timeout),
            base: base.trim_end_matches('/').to_owned(),
            app_id,
            secret,
            pause,
            texts,
            language,
            token: None,
        }
    }

    /// Makes a code. Pauses and tries again where the API asks for it, and gets a new token where
    /// the one at hand is refused. `warn` shows what is worth knowing meanwhile.
    pub(crate) fn create(
        &mut self,
        scene: &Scene,
        lifetime: Lifetime,
        warn: &dyn Fn(&str),
    ) -> Result<Ticket, ApiError> {
        let body = request(scene, lifetime);
        let mut pause = self.pause;
        let mut tries: u32 = 1;
        let mut refused: Option<String> = None;
        loop {
            let called = self.call_with_token(&body, refused.as_deref(), warn);
            let error = match called {
                Ok(answer) => return ticket(&answer),
                Err(error) => error,
            };
            match error.remedy() {
                Remedy::Token if refused.is_none() && self.token.is_some() => {
                    refused = self.token.take();
                    self.cache.forget();
                }
                Remedy::Pause if tries < TRIES => {
                    tries = tries.saturating_add(1);
                    let reason = self.describe(&error);
                    let reason = reason.lines().next().unwrap_or_default();
                    let seconds = pause.as_secs_f64();
                    warn(&self.texts.pausing(reason, seconds));
                    std::thread::sleep(pause);
                    pause = pause.saturating_mul(2);
                }
                _ => return Err(error),
            }
        }
    }

    fn call_with_token(
        &mut self,
        body: &Value,
        refused: Option<&str>,
        warn: &dyn Fn(&str),
    ) -> Result<Value, ApiError> {
        let token = match &self.token {
            Some(token) => token.clone(),
            None => self.get_token(refused, warn)?,
        };
        self.token = Some(token.clone());
        let query = Serializer::new(String::new())
            .append_pair("access_token", &token)
            .finish();
        self.call("/cgi-bin/qrcode/create", &query, body)
    }

    /// The token that is kept, or the API's. Should that still be the one that was just refused, it
    /// is asked for another: not right away, since it grants that 20 times a day only.
    fn get_token(&self, refused: Option<&str>, warn: &dyn Fn(&str)) -> Result<String, ApiError> {
        if let Some(token) = self.cache.load(now()) {
            return Ok(token);
        }
        let (mut token, mut expires_in) = self.stable_token(false)?;
        if refused == Some(&token) {
            (token, expires_in) = self.stable_token(true)?;
        }
        if let Err(error) = self.cache.store(&token, now().saturating_add(expires_in)) {
            let path = self.cache.path().display();
            warn(&self.texts.cache_unwritable(path, error));
        }
        Ok(token)
    }

    fn stable_token(&self, force_refresh: bool) -> Result<(String, u64), ApiError> {
        let body = json!({
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self.secret,
            "force_refresh": force_refresh,
        });
        let answer = self.call("/cgi-bin/stable_token", "", &body)?;
        let token = answer.get("access_token").and_then(Value::as_str);
        let expires_in = answer.get("expires_in").and_then(Value::as_u64);
        Ok((
            token
                .ok_or(ApiError::Incomplete("access_token"))?
                .to_owned(),
            expires_in.ok_or(ApiError::Incomplete("expires_in"))?,
        ))
    }

    /// serde_json writes other characters than control characters as they are. The API demands
    /// that: it refuses `\u` escapes (40033).
    fn call(&self, path: &str, query: &str, body: &Value) -> Result<Value, ApiError> {
        let url = format!("{}{path}", self.base);
        let url = match query {
            "" => url,
            query => with_query(&url, query),
        };
        let answer = self
            .client
            .post(&url, "application/json; charset=utf-8", &body.to_string())
            .map_err(ApiError::NoAnswer)?;
        let value: Value =
            serde_json::from_slice(&answer.body).map_err(|_| ApiError::NotJson(answer.status))?;
        if !value.is_object() {
            return Err(ApiError::NotJson(answer.status));
        }
        match value.get("errcode").and_then(Value::as_i64) {
            None | Some(0) => Ok(value),
            Some(code) => {
                let message = value.get("errmsg").and_then(Value::as_str);
                let message = message.unwrap_or_default().to_owned();
                Err(ApiError::Refused { code, message })
            }
        }
    }

    /// An error in words, without a secret in it, whatever it quotes.
    pub(crate) fn describe(&self, error: &ApiError) -> String {
        let texts = self.texts;
        let text = match error {
            ApiError::NoAnswer(NoAnswer::Timeout) => {
                let waited = texts.outcome_timeout(self.client.timeout.as_secs_f64());
                texts.api_unreachable(&self.base, waited)
            }
            ApiError::NoAnswer(NoAnswer::Cut(error) | NoAnswer::Unreachable(error)) => {
                texts.api_unreachable(&self.base, error)
            }
            ApiError::NotJson(status) => texts.api_not_json(status),
            ApiError::Incomplete(element) => texts.api_incomplete(element),
            ApiError::Refused { code, message } => match api_errors::find(*code) {
                None => texts.api_unknown_error(code, message),
                Some(entry) => {
                    let (cause, next) = entry.texts(self.language);
                    texts.api_error(code, message, cause, next)
                }
            },
        };
        let text = match whitelist_address(error) {
            Some(address) => format!("{text}\n  {}", texts.whitelist(address)),
            None => text,
        };
        let secrets = [Some(&self.secret), self.token.as_ref()];
        let secrets = secrets.into_iter().flatten();
        secrets.fold(text, |text, secret| text.replace(secret, "…"))
    }
}

/// The user's folder for what programs can fetch again.
fn cache_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.cache_dir())
}

impl ApiError {
    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            ApiError::NoAnswer(NoAnswer::Timeout | NoAnswer::Cut(_)) => Remedy::Pause,
            ApiError::NoAnswer(NoAnswer::Unreachable(_)) => Remedy::Owner,
            // A gateway's page for an API that is down for a moment.
            ApiError::NotJson(500..=599) => Remedy::Pause,
            ApiError::NotJson(_) | ApiError::Incomplete(_) => Remedy::Owner,
            ApiError::Refused { code, .. } => {
                api_errors::find(*code).map_or(Remedy::Next, |entry| entry.remedy)
            }
        }
    }
}

/// The address that the API saw, in the message of 40164:
/// `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist`.
fn whitelist_address(error: &ApiError) -> Option<IpAddr> {
    match error {
        ApiError::Refused {
            code: 40164,
            message,
        } => message.split([' ', ',']).find_map(|word| word.parse().ok()),
        _ => None,
    }
}

fn request(scene: &Scene, lifetime: Lifetime) -> Value {
    let action_name = match (scene, lifetime) {
        (Scene::Number(_), Lifetime::Temporary(_)) => "QR_SCENE",
        (Scene::Text(_), Lifetime::Temporary(_)) => "QR_STR_SCENE",
        (Scene::Number(_), Lifetime::Permanent) => "QR_LIMIT_SCENE",
        (Scene::Text(_), Lifetime::Permanent) => "QR_LIMIT_STR_SCENE",
    };
    let scene = match scene {
        Scene::Number(number) => json!({ "scene_id": number }),
        Scene::Text(text) => json!({ "scene_str": text }),
    };
    let action_info = json!({ "scene": scene });
    match lifetime {
        Lifetime::Temporary(seconds) => json!({
            "expire_seconds": seconds, "action_name": action_name, "action_info": action_info,
        }),
        Lifetime::Permanent => json!({ "action_name": action_name, "action_info": action_info }),
    }
}

fn ticket(answer: &Value) -> Result<Ticket, ApiError> {
    let text = |name: &'static str| {
        let value = answer.get(name).and_then(Value::as_str);
        value.map(str::to_owned).ok_or(ApiError::Incomplete(name))
    };
    Ok(Ticket {
        ticket: text("ticket")?,
        url: text("url")?,
    })
}

#[cfg(test)]
mod tests {
    use super::{ApiError, whitelist_address};

    #[test]
    fn the_address_to_whitelist_is_found_in_the_message_whatever_its_form() {
        let cases = [
            (
                "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1",
                Some("203.0.113.7"),
            ),
            (
                "invalid ip 2001:db8::7, not in whitelist",
                Some("2001:db8::7"),
            ),
            ("not in whitelist", None),
        ];
        for (message, address) in cases {
            let message = message.to_owned();
            let error = ApiError::Refused {
                code: 40164,
                message,
            };
            assert_eq!(
                whitelist_address(&error)
                    .map(|ip| ip.to_string())
                    .as_deref(),
                address
            );
        }
    }
}
