//! What WeChat and the Worker share: the Token, the EncodingAESKey, the AppID.

use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::signature::Token;

use super::arguments::{Mode, Target};
use super::settings::{Setting, Settings, Source};
use super::texts::{Finding, Texts};

/// The credentials of an account, as WeChat's side of the exchange has them.
pub(crate) struct Credentials {
    pub(crate) token: Token,
    pub(crate) token_source: Source,
    /// Whether the Token is 3 to 32 letters and digits, as the admin page demands.
    pub(crate) token_is_usual: bool,
    /// `WECHAT_TOKEN_PREVIOUS`, which the Worker may accept beside the current one.
    pub(crate) token_previous: Option<Token>,
    pub(crate) sealing: Option<Sealing>,
    /// How messages are pushed. Never other than plain without a key.
    pub(crate) mode: Mode,
}

/// What messages are sealed with.
pub(crate) struct Sealing {
    pub(crate) aes_key: AesKey,
    pub(crate) app_id: String,
}

/// Why there are no credentials.
pub(crate) enum Lacking {
    /// Something is missing or malformed.
    Finding(Finding),
    /// A mode was asked for that needs a key, and there is none.
    Key,
}

impl Credentials {
    pub(crate) fn find(
        target: &Target,
        settings: &Settings,
        texts: &Texts,
    ) -> Result<Credentials, Lacking> {
        let token = settings
            .find("WECHAT_TOKEN", target.token.as_deref())
            .ok_or_else(|| Lacking::Finding(texts.no_token()))?;
        let token_previous = settings
            .find("WECHAT_TOKEN_PREVIOUS", None)
            .and_then(|token| Token::new(&token.value));
        let key = settings.find("WECHAT_AES_KEY", target.aes_key.as_deref());
        let (mode, sealing) = match (target.mode, key) {
            // Asked for, though there is a key: to see that the Worker refuses it.
            (Some(Mode::Plain), _) | (None, None) => (Mode::Plain, None),
            (Some(_), None) => return Err(Lacking::Key),
            (mode, Some(key)) => {
                let app_id = settings.find("WECHAT_APP_ID", target.app_id.as_deref());
                let sealing = sealing(&key, app_id, texts).map_err(Lacking::Finding)?;
                (mode.unwrap_or(Mode::Safe), Some(sealing))
            }
        };
        Ok(Credentials {
            token_is_usual: (3..=32).contains(&token.value.len())
                && token.value.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            token_source: token.source,
            token: Token::new(&token.value).ok_or_else(|| Lacking::Finding(texts.no_token()))?,
            token_previous,
            sealing,
            mode,
        })
    }
}

fn sealing(key: &Setting, app_id: Option<Setting>, texts: &Texts) -> Result<Sealing, Finding> {
    let source = key.source.text(texts);
    Ok(Sealing {
        aes_key: AesKey::new(&key.value).ok_or_else(|| texts.aes_key_malformed(&source))?,
        app_id: app_id
            .ok_or_else(|| texts.aes_key_without_app_id(&source))?
            .value,
    })
}

impl Mode {
    pub(crate) fn text(self, texts: &Texts) -> String {
        match self {
            Mode::Plain => texts.mode_plain(),
            Mode::Compatible => texts.mode_compatible(),
            Mode::Safe => texts.mode_safe(),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Plain => "plain",
            Mode::Compatible => "compatible",
            Mode::Safe => "safe",
        }
    }
}
