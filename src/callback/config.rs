//! What the environment says, checked once per isolate.
//!
//! The configuration decides what is checked, never the request. What is set but cannot be used stops
//! the Worker: to take it for not set would check less than the owner meant.

use crate::wechat::encryption::AesKey;
use crate::wechat::envelope::Keys;
use crate::wechat::signature::{MAX_TOKEN, MIN_TOKEN, Token};

/// How far a request's timestamp may be from now, in seconds, if nothing else is said. WeChat names
/// no limit; SDKs that check use this one (PROTOCOL.md, section A).
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
        "{0} is set, but is no text: it must be a secret (`npx wrangler secret put {0}`) or a text in \
         [vars] of wrangler.toml, not a binding, an object or a number"
    )]
    NoText(&'static str),
    #[error("{0} is set, but empty: remove it, or give it a value")]
    Blank(&'static str),
    #[error(
        "WECHAT_TIMESTAMP_TOLERANCE is not a number of seconds: set it in wrangler.toml, or remove \
         it for {DEFAULT_TIMESTAMP_TOLERANCE}"
    )]
    TimestampTolerance,
    #[error(
        "{0} is not a Token, which has {MIN_TOKEN} to {MAX_TOKEN} letters and digits: run \
         `npx wrangler secret put {0}` and type the Token of WeChat's admin page"
    )]
    Token(&'static str),
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

/// What stands in the environment under a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Nothing.
    Absent,
    /// A secret, or a variable in quotes.
    Text(String),
    /// A variable without quotes.
    Number(f64),
    /// A binding, an object, a list, `true`: nothing that a setting can be.
    Other,
}

/// The settings that this Worker reads, and those of the tool, which stand beside them in
/// `.dev.vars`.
const NAMES: [&str; 7] = [
    TOKEN,
    TOKEN_PREVIOUS,
    AES_KEY,
    AES_KEY_PREVIOUS,
    APP_ID,
    TIMESTAMP_TOLERANCE,
    "WECHAT_APP_SECRET",
];

const TOKEN: &str = "WECHAT_TOKEN";
const TOKEN_PREVIOUS: &str = "WECHAT_TOKEN_PREVIOUS";
const AES_KEY: &str = "WECHAT_AES_KEY";
const AES_KEY_PREVIOUS: &str = "WECHAT_AES_KEY_PREVIOUS";
const APP_ID: &str = "WECHAT_APP_ID";
const TIMESTAMP_TOLERANCE: &str = "WECHAT_TIMESTAMP_TOLERANCE";

/// What is strange about an environment that is otherwise fine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum Warning {
    #[error("{0} is set, but nothing reads it: did you mean {1}?")]
    Unknown(String, &'static str),
    #[error(
        "{0} stands on WeChat's own pages as an example: whoever reads them can send what passes for \
         WeChat's. Choose another in the admin page, and set it here"
    )]
    Published(&'static str),
}

/// What is strange about these names of the environment: one that begins like a setting, and is none,
/// was meant to be one.
pub fn warnings(names: impl IntoIterator<Item = String>) -> Vec<Warning> {
    names
        .into_iter()
        .filter(|name| name.to_ascii_uppercase().starts_with("WECHAT_"))
        .filter(|name| !NAMES.contains(&name.as_str()))
        .map(|name| {
            let meant = NAMES
                .into_iter()
                .min_by_key(|known| strsim::levenshtein(known, &name.to_ascii_uppercase()))
                .unwrap_or(TOKEN);
            Warning::Unknown(name, meant)
        })
        .collect()
}

impl Config {
    /// Reads the variables and secrets of the Worker. Blanks around a value are dropped, since a
    /// pasted secret often has a line end.
    ///
    /// # Errors
    ///
    /// Where something is missing or makes no sense. Nothing is answered then, rather than with less
    /// checked than the owner meant.
    pub fn read(setting: impl Fn(&'static str) -> Setting) -> Result<Config, ConfigError> {
        let text = |name| match setting(name) {
            Setting::Absent => Ok(None),
            Setting::Text(text) => match text.trim() {
                "" => Err(ConfigError::Blank(name)),
                text => Ok(Some(text.to_owned())),
            },
            Setting::Number(_) | Setting::Other => Err(ConfigError::NoText(name)),
        };
        let token = |name| {
            text(name)?
                .map(|token| Token::new(&token).map_err(|_| ConfigError::Token(name)))
                .transpose()
        };
        let current = token(TOKEN)?.ok_or(ConfigError::NoToken)?;
        Ok(Config {
            tokens: [Some(current), token(TOKEN_PREVIOUS)?]
                .into_iter()
                .flatten()
                .collect(),
            keys: keys(&text)?,
            timestamp_tolerance: timestamp_tolerance(setting(TIMESTAMP_TOLERANCE))?,
        })
    }

    /// Whether something is accepted beside the current token and key.
    pub fn is_rotating(&self) -> bool {
        let keys = self.keys.as_ref().map_or(0, |keys| keys.aes_keys.len());
        self.tokens.len() > 1 || keys > 1
    }

    /// What works, and protects nothing.
    pub fn warnings(&self) -> Vec<Warning> {
        let tokens = self.tokens.iter().map(Token::is_published_sample);
        let keys = self.keys.iter().flat_map(|keys| &keys.aes_keys);
        let keys = keys.map(AesKey::is_published_sample);
        [TOKEN, TOKEN_PREVIOUS]
            .into_iter()
            .zip(tokens)
            .chain([AES_KEY, AES_KEY_PREVIOUS].into_iter().zip(keys))
            .filter(|(_, is_published)| *is_published)
            .map(|(name, _)| Warning::Published(name))
            .collect()
    }
}

fn keys(
    text: &impl Fn(&'static str) -> Result<Option<String>, ConfigError>,
) -> Result<Option<Keys>, ConfigError> {
    let key = |name| {
        text(name)?
            .map(|key| AesKey::new(&key).ok_or(ConfigError::AesKey(name)))
            .transpose()
    };
    let current = key(AES_KEY)?;
    let previous = key(AES_KEY_PREVIOUS)?;
    let app_id = text(APP_ID)?;
    match (current, previous) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError::OnlyPrevious(AES_KEY_PREVIOUS, AES_KEY)),
        (Some(current), previous) => Ok(Some(Keys {
            app_id: app_id.ok_or(ConfigError::NoAppId)?,
            aes_keys: [Some(current), previous].into_iter().flatten().collect(),
        })),
    }
}

/// In `wrangler.toml` a number may stand without quotes.
fn timestamp_tolerance(setting: Setting) -> Result<Option<u64>, ConfigError> {
    let text = match setting {
        Setting::Absent => return Ok(Some(DEFAULT_TIMESTAMP_TOLERANCE)),
        Setting::Text(text) if text.trim().is_empty() => {
            return Err(ConfigError::Blank(TIMESTAMP_TOLERANCE));
        }
        Setting::Text(text) => text,
        Setting::Number(number) => return whole(number).map(tolerance),
        Setting::Other => return Err(ConfigError::TimestampTolerance),
    };
    let seconds = text.trim().parse();
    seconds
        .map(tolerance)
        .map_err(|_| ConfigError::TimestampTolerance)
}

fn whole(number: f64) -> Result<u64, ConfigError> {
    // Exact below 2^53; a number that is none, or negative, or infinite becomes another one here.
    let seconds = number as u64;
    if seconds as f64 == number && seconds < 1 << 53 {
        Ok(seconds)
    } else {
        Err(ConfigError::TimestampTolerance)
    }
}

/// 0 switches the check off.
fn tolerance(seconds: u64) -> Option<u64> {
    (seconds > 0).then_some(seconds)
}
