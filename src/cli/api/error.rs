//! Why a call failed.

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::error::{Refusal, Remedy};

use crate::cli::http::{NoAnswer, TlsError};

/// A call that gave nothing. There is no secret in it, whatever it quotes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ApiError {
    /// Nothing came in time.
    Timeout { api: String, seconds: f64 },
    /// The connection was closed before the answer was whole.
    Cut { api: String, error: String },
    /// There was no connection to begin with: no such name, nobody there, a wrong certificate.
    Unreachable { api: String, error: String },
    /// Something answered that is not the API.
    NotJson { status: u16 },
    /// An answer that is not as it should be.
    Malformed { error: String },
    /// The API said no.
    Refused(Refusal),
}

/// An error as a script reads it: `code` and `errcode` never depend on the language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ErrorJson {
    pub(crate) code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) errcode: Option<i64>,
    /// For people.
    pub(crate) reason: String,
}

impl ApiError {
    pub(crate) fn of(no_answer: NoAnswer, api: &str, seconds: f64) -> ApiError {
        let api = api.to_owned();
        match no_answer {
            NoAnswer::Timeout(_) | NoAnswer::OutOfTime => ApiError::Timeout { api, seconds },
            NoAnswer::Cut(error) | NoAnswer::TooLarge(error) | NoAnswer::NotHttp(error) => {
                ApiError::Cut { api, error }
            }
            NoAnswer::Tls(TlsError { error, .. }) | NoAnswer::Unreachable(error) => {
                ApiError::Unreachable { api, error }
            }
        }
    }

    /// The same without these words in it.
    pub(crate) fn without(mut self, secrets: &[&str]) -> ApiError {
        let text = match &mut self {
            ApiError::Timeout { .. } | ApiError::NotJson { .. } => return self,
            ApiError::Cut { error, .. }
            | ApiError::Unreachable { error, .. }
            | ApiError::Malformed { error } => error,
            ApiError::Refused(refusal) => &mut refusal.message,
        };
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            *text = text.replace(secret, "…");
        }
        self
    }

    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            // A gateway's page stands for an API that is down for a moment.
            ApiError::Timeout { .. }
            | ApiError::Cut { .. }
            | ApiError::NotJson { status: 500..=599 } => Remedy::Retry,
            ApiError::Unreachable { .. }
            | ApiError::NotJson { .. }
            | ApiError::Malformed { .. } => Remedy::Owner,
            ApiError::Refused(refusal) => refusal.remedy(),
        }
    }

    /// Whether nobody answered, as the exit status tells.
    pub(crate) fn is_no_answer(&self) -> bool {
        matches!(
            self,
            ApiError::Timeout { .. } | ApiError::Cut { .. } | ApiError::Unreachable { .. }
        )
    }

    pub(crate) fn json(&self, language: Language) -> ErrorJson {
        ErrorJson {
            code: match self {
                ApiError::Timeout { .. } => "timeout",
                ApiError::Cut { .. } => "cut",
                ApiError::Unreachable { .. } => "unreachable",
                ApiError::NotJson { .. } => "not_json",
                ApiError::Malformed { .. } => "malformed",
                ApiError::Refused(_) => "refused",
            },
            errcode: match self {
                ApiError::Refused(refusal) => Some(refusal.code),
                _ => None,
            },
            reason: self.text(language),
        }
    }
}

impl Bilingual for ApiError {
    fn text(&self, language: Language) -> String {
        match self {
            ApiError::Timeout { api, seconds } => tr!(
                language,
                "{api} cannot be reached: no answer within {seconds} s",
                "无法连接 {api}：{seconds} 秒内没有应答"
            ),
            ApiError::Cut { api, error } | ApiError::Unreachable { api, error } => tr!(
                language,
                "{api} cannot be reached: {error}",
                "无法连接 {api}：{error}"
            ),
            ApiError::NotJson { status } => tr!(
                language,
                "the API's answer (status {status}) is not JSON: is there a proxy or a login page \
                 in between?",
                "接口的应答（状态码 {status}）不是 JSON：中间是否有代理或登录页？"
            ),
            ApiError::Malformed { error } => tr!(
                language,
                "the API's answer is not as WeChat describes it: {error}",
                "接口的应答与微信的说明不符：{error}"
            ),
            ApiError::Refused(refusal) => refusal.text(language),
        }
    }
}
