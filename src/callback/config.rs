//! What the environment says, checked once per isolate.
//!
//! The configuration decides what is checked, never the request.

use crate::wechat::encryption::AesKey;
use crate::wechat::envelope::Keys;
use crate::wechat::signature::Token;

/// How far a request's timestamp may be from now, in seconds, if nothing else is said. WeChat names
/// no limit; SDKs that check use this one (protocol.md, section A).
pub const DEFAULT_TIMESTAMP_TOLERANCE: u64 = 300;

/// The checked configuration.
#[derive(Debug)]
pub struct Config {
    /// `WECHAT_TOKEN`, then `WECHAT_TOKEN_PREVIOUS` if there is one.
    pub tokens: Vec<Token>,
    /// `WECHAT_AES_KEY`, `WECHAT_AES_KEY_PREVIOUS` and `WECHAT_APP_ID`. Where a key is set, nothing
    /// that is not encrypted is accepted.
    pub keys: Option<Keys>,
    /// `WECHAT_TIMESTAMP_TOLERANCE` in seconds; `None` where the check is switched off (`0`).
    pub timestamp_tolerance: Option<u64>,
}

/// What is wrong with the environment, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum ConfigError {
    #[error(
        "WECHAT_TOKEN is not set: run `npx wrangler secret put WECHAT_TOKEN` and type the Token of \
         WeChat's admin page (locally: put it into .dev.vars)"
    )]
    NoToken,
    #[error(
        "WECHAT_TIMESTAMP_TOLERANCE is not a number of seconds: set it in wrangler.toml, or remove \
         it for {DEFAULT_TIMESTAMP_TOLERANCE}"
    )]
    TimestampTolerance,
    #[error(
        "{0} is not an EncodingAESKey, which has 43 letters and digits: run \
         `npx wrangler secret put {0}` and paste the one of WeChat's admin page"
    )]
    AesKey(&'static str),
    #[error(
        "WECHAT_AES_KEY is set, but WECHAT_APP_ID is not: set it to the AppID (wx…) of WeChat's \
         admin page, in wrangler.toml"
    )]
    NoAppId,
    #[error("{0} is set, but {1} is not: the previous one is accepted beside a current one only")]
    OnlyPrevious(&'static str, &'static str),
}

impl Config {
    /// Reads the variables and secrets of the Worker. One that is empty counts as not set; blanks
    /// around a value are dropped, since a pasted secret often has a line end.
    ///
    /// # Errors
    ///
    /// Where something is missing or makes no sense. Nothing is answered then, rather than with less
    /// checked than the owner meant.
    pub fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Config, ConfigError> {
        let variable = |name| {
            let value = variable(name)?;
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let token = |name| variable(name).and_then(|token| Token::new(&token));
        let current = token("WECHAT_TOKEN").ok_or(ConfigError::NoToken)?;
        Ok(Config {
            tokens: [Some(current), token("WECHAT_TOKEN_PREVIOUS")]
                .into_iter()
                .flatten()
                .collect(),
            keys: keys(&variable)?,
            timestamp_tolerance: timestamp_tolerance(&variable)?,
        })
    }
}

fn keys(variable: &impl Fn(&'static str) -> Option<String>) -> Result<Option<Keys>, ConfigError> {
    let key = |name| {
        variable(name)
            .map(|key| AesKey::new(&key).ok_or(ConfigError::AesKey(name)))
            .transpose()
    };
    let current = key("WECHAT_AES_KEY")?;
    let previous = key("WECHAT_AES_KEY_PREVIOUS")?;
    match (current, previous) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError::OnlyPrevious(
            "WECHAT_AES_KEY_PREVIOUS",
            "WECHAT_AES_KEY",
        )),
        (Some(current), previous) => Ok(Some(Keys {
            app_id: variable("WECHAT_APP_ID").ok_or(ConfigError::NoAppId)?,
            aes_keys: [Some(current), previous].into_iter().flatten().collect(),
        })),
    }
}

fn timestamp_tolerance(
    variable: &impl Fn(&'static str) -> Option<String>,
) -> Result<Option<u64>, ConfigError> {
    match variable("WECHAT_TIMESTAMP_TOLERANCE") {
        None => Ok(Some(DEFAULT_TIMESTAMP_TOLERANCE)),
        Some(seconds) => match seconds.parse() {
            Ok(0) => Ok(None),
            Ok(seconds) => Ok(Some(seconds)),
            Err(_) => Err(ConfigError::TimestampTolerance),
        },
    }
}
