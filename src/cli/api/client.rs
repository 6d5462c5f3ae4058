//! Calls to the API of one account, with its token, and again where that helps.

use std::time::Duration;

use form_urlencoded::Serializer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::call::{Call, Method, Status};
use wechat_edge::wechat::api::error::{Refusal, Remedy};
use wechat_edge::wechat::api::media::{Upload, Uploaded};
use wechat_edge::wechat::api::token::StableToken;

use super::error::ApiError;
use super::form::form;
use crate::cli::http::{Answer, Client, NoAnswer};
use crate::cli::output::Output;
use crate::cli::url::Url;

/// A call that can be tried again is tried so often.
const TRIES: u32 = 6;

/// One account at WeChat's API. Holds secrets, so there is no `Debug`.
pub(crate) struct Api {
    app_id: String,
    secret: String,
    client: Client,
    /// Before the second try; it doubles from there.
    pause: Duration,
    /// The token of this run. WeChat keeps it for the next ([`StableToken`]), so that no file has to.
    token: Option<String>,
}

/// Said before a pause.
struct Pausing<'a> {
    error: &'a ApiError,
    seconds: f64,
}

impl Api {
    pub(crate) fn new(
        base: Url,
        app_id: String,
        secret: String,
        timeout: Duration,
        pause: Duration,
    ) -> Api {
        Api {
            client: Client::new(base, timeout),
            app_id,
            secret,
            pause,
            token: None,
        }
    }

    /// Makes a call whose repetition does no harm.
    pub(crate) fn call<C: Call>(
        &mut self,
        call: &C,
        output: &Output,
    ) -> Result<C::Answer, ApiError> {
        self.persist(output, |_| true, |api, token| api.call_with(token, call))
    }

    /// Uploads a file. An upload that nobody answered may have arrived: it is not sent again, since
    /// there might be two of it then.
    pub(crate) fn upload(
        &mut self,
        upload: &Upload<'_>,
        output: &Output,
    ) -> Result<Uploaded, ApiError> {
        let (content_type, body) = form(upload);
        let is_known = |error: &ApiError| matches!(error, ApiError::Refused(_));
        self.persist(output, is_known, |api, token| {
            let query = [("access_token", token), ("type", upload.media_type.name())];
            let url = api.url(upload.path(), &query);
            api.read(api.client.post(&url, &content_type, &body))
        })
    }

    /// Tries until it works: pauses and tries again where the API asks for it, and gets a new token
    /// where the one at hand is refused.
    fn persist<T>(
        &mut self,
        output: &Output,
        may_repeat: impl Fn(&ApiError) -> bool,
        attempt: impl Fn(&Api, &str) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut pause = self.pause;
        let mut tries: u32 = 1;
        let mut refused: Option<String> = None;
        loop {
            let mut has_token = self.token.is_some();
            let result = self.token(refused.as_deref()).and_then(|token| {
                has_token = true;
                attempt(self, &token)
            });
            let error = match result {
                Ok(answer) => return Ok(answer),
                Err(error) => error.without(&self.secrets()),
            };
            match error.remedy() {
                Remedy::NewToken if refused.is_none() && has_token => refused = self.token.take(),
                Remedy::Retry if tries < TRIES && (!has_token || may_repeat(&error)) => {
                    tries = tries.saturating_add(1);
                    let seconds = pause.as_secs_f64();
                    let error = &error;
                    output.warn(&Pausing { error, seconds });
                    std::thread::sleep(pause);
                    pause = pause.saturating_mul(2);
                }
                _ => return Err(error),
            }
        }
    }

    /// The token of this run, or the one that WeChat keeps. Should that still be the one that was
    /// just refused, it is asked for another: not right away, since it grants that 20 times a day
    /// only.
    fn token(&mut self, refused: Option<&str>) -> Result<String, ApiError> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        let ask = |call: &StableToken<'_>| {
            let url = self.url(StableToken::PATH, &[]);
            let answer = self.read::<<StableToken<'_> as Call>::Answer>(self.post(&url, call));
            answer.map(|answer| answer.access_token)
        };
        let mut token = ask(&StableToken::new(&self.app_id, &self.secret))?;
        if refused == Some(&token) {
            token = ask(&StableToken::forced(&self.app_id, &self.secret))?;
        }
        self.token = Some(token.clone());
        Ok(token)
    }

    fn call_with<C: Call>(&self, token: &str, call: &C) -> Result<C::Answer, ApiError> {
        let url = self.url(C::PATH, &[("access_token", token)]);
        self.read(match C::METHOD {
            Method::Get => self.client.get(&url),
            Method::Post => self.post(&url, call),
        })
    }

    /// serde_json writes other characters than control characters as they are. The API demands
    /// that: it refuses `\u` escapes (40033).
    fn post(&self, url: &str, call: &impl Call) -> Result<Answer, NoAnswer> {
        #[expect(
            clippy::expect_used,
            reason = "a call is a struct of strings and numbers"
        )]
        let body = serde_json::to_string(call).expect("a call is JSON");
        self.client
            .post(url, "application/json; charset=utf-8", &body)
    }

    fn url(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        self.client.url.below(path).with_query(&query)
    }

    fn read<T: DeserializeOwned>(&self, answer: Result<Answer, NoAnswer>) -> Result<T, ApiError> {
        let answer = answer.map_err(|no_answer| {
            let seconds = self.client.timeout.as_secs_f64();
            ApiError::of(no_answer, &self.client.url.to_string(), seconds)
        })?;
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&answer.body).map_err(|_| ApiError::NotJson {
                status: answer.status,
            })?;
        let object = serde_json::Value::Object(object);
        let malformed = |error: serde_json::Error| ApiError::Malformed {
            error: error.to_string(),
        };
        match Status::deserialize(&object).map_err(malformed)? {
            Status { errcode: 0, .. } => T::deserialize(&object).map_err(malformed),
            Status { errcode, errmsg } => Err(ApiError::Refused(Refusal {
                code: errcode,
                message: errmsg,
            })),
        }
    }

    fn secrets(&self) -> [&str; 2] {
        [&self.secret, self.token.as_deref().unwrap_or_default()]
    }
}

/// The error's first line says enough: what a person could do comes with the last of them.
impl Bilingual for Pausing<'_> {
    fn text(&self, language: Language) -> String {
        let error = self.error.text(language);
        let error = error.lines().next().unwrap_or_default();
        let seconds = self.seconds;
        tr!(
            language,
            "{error}; trying again in {seconds} s",
            "{error}；{seconds} 秒后重试"
        )
    }
}
