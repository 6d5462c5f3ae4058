//! What WeChat and the Worker share: the Token, the EncodingAESKey, the AppID.

use wechat_edge::language::{Language, tr};
use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::signature::Token;

use super::arguments::{Mode, Target};
use super::place::Place;
use super::settings::{Setting, Settings, Source, ask};
use crate::cli::findings::findings;

/// The credentials of an account, as WeChat's side of the exchange has them.
pub(crate) struct Credentials {
    pub(crate) token: Token,
    pub(crate) token_source: Source,
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

findings! {
    |language|
    /// Why there are no credentials.
    #[derive(Clone, Debug)]
    pub(crate) enum CredentialsError {
        Fail NoToken { place: Place }
            with todo = no_token(*place, language)
            => "there is no Token", "没有令牌（Token）"
            => "{todo}", "{todo}";
        Fail TokenMalformed { from: Source }
            with source = from.text(language)
            => "the Token from {source} is not 3 to 32 letters and digits",
               "来自{source}的令牌不是 3 到 32 个字母和数字"
            => "Neither WeChat's admin page nor the Worker takes such a Token (令牌): choose another one, and set it at both.",
               "公众平台和 Worker 都不接受这样的令牌：请换一个，并在两边都设置。";
        Fail AesKeyMalformed { from: Source }
            with source = from.text(language)
            => "the key of {source} is not an EncodingAESKey, which has 43 letters and digits",
               "来自{source}的密钥不是 EncodingAESKey，它应有 43 个字母和数字"
            => "Copy the EncodingAESKey (消息加解密密钥) from WeChat's admin page once more.",
               "请从公众平台重新复制消息加解密密钥（EncodingAESKey）。";
        Fail AesKeyWithoutAppId { from: Source }
            with source = from.text(language)
            => "there is a key, from {source}, but no app id", "有密钥（来自{source}），但没有 AppID"
            => "Give --app-id, or set WECHAT_APP_ID: the AppID (wx…) of WeChat's admin page.",
               "请给出 --app-id，或设置 WECHAT_APP_ID：即公众平台上的 AppID（wx…）。";
        Fail ModeNeedsKey
            => "this mode needs a key, and there is none", "这种模式需要密钥，但没有密钥"
            => "Give --aes-key and --app-id, or set WECHAT_AES_KEY and WECHAT_APP_ID.",
               "请给出 --aes-key 和 --app-id，或设置 WECHAT_AES_KEY 和 WECHAT_APP_ID。";
    }
}

fn no_token(place: Place, language: Language) -> String {
    match place {
        Place::Local => tr!(
            language,
            "Give --token, or set WECHAT_TOKEN in the environment or in .dev.vars: the Token (令牌) of WeChat's admin page.",
            "请给出 --token，或在环境变量或 .dev.vars 中设置 WECHAT_TOKEN：即公众平台上的令牌。"
        ),
        Place::Deployed => tr!(
            language,
            "Set WECHAT_TOKEN (and WECHAT_AES_KEY) of the deployed Worker in the environment, or run this in a terminal, where they are asked for. Those in .dev.vars are the local Worker's, and not used.",
            "请在环境变量中设置已部署的 Worker 的 WECHAT_TOKEN（和 WECHAT_AES_KEY），或在终端中运行，届时会询问。.dev.vars 中的是本地 Worker 的，不会使用。"
        ),
    }
}

impl Credentials {
    /// Those of the Worker at this place, from its settings. A deployed one's are asked for where nobody
    /// gives them.
    pub(crate) fn find(
        target: &Target,
        place: Place,
        settings: &Settings,
        language: Language,
    ) -> Result<Credentials, CredentialsError> {
        let mut token = settings.find("WECHAT_TOKEN", target.token.as_deref());
        let mut key = settings.find("WECHAT_AES_KEY", target.aes_key.as_deref());
        if token.is_none() && place == Place::Deployed {
            let [of_token, of_key] = prompts(language);
            token = ask(&of_token);
            if token.is_some() && key.is_none() && target.mode != Some(Mode::Plain) {
                key = ask(&of_key);
            }
        }
        let token = token.ok_or(CredentialsError::NoToken { place })?;
        let (mode, sealing) = match (target.mode, key) {
            // Asked for, though there is a key: to see that the Worker refuses it.
            (Some(Mode::Plain), _) | (None, None) => (Mode::Plain, None),
            (Some(_), None) => return Err(CredentialsError::ModeNeedsKey),
            (mode, Some(key)) => {
                let app_id = settings.find("WECHAT_APP_ID", target.app_id.as_deref());
                (mode.unwrap_or(Mode::Safe), Some(sealing(&key, app_id)?))
            }
        };
        let token_previous = settings.find("WECHAT_TOKEN_PREVIOUS", None);
        Ok(Credentials {
            token_source: token.source,
            token: Token::new(&token.value)
                .map_err(|_| CredentialsError::TokenMalformed { from: token.source })?,
            token_previous: token_previous.and_then(|token| Token::new(&token.value).ok()),
            sealing,
            mode,
        })
    }
}

fn prompts(language: Language) -> [String; 2] {
    [
        tr!(
            language,
            "Token of the deployed Worker (not shown): ",
            "已部署的 Worker 的令牌（不显示）："
        ),
        tr!(
            language,
            "Its EncodingAESKey, or Enter in plaintext mode (not shown): ",
            "它的消息加解密密钥，明文模式请直接回车（不显示）："
        ),
    ]
}

fn sealing(key: &Setting, app_id: Option<Setting>) -> Result<Sealing, CredentialsError> {
    let from = key.source;
    Ok(Sealing {
        aes_key: AesKey::new(&key.value).ok_or(CredentialsError::AesKeyMalformed { from })?,
        app_id: app_id
            .ok_or(CredentialsError::AesKeyWithoutAppId { from })?
            .value,
    })
}

impl Mode {
    pub(crate) fn text(self, language: Language) -> String {
        match self {
            Mode::Plain => tr!(language, "plaintext mode", "明文模式"),
            Mode::Compatible => tr!(language, "compatible mode", "兼容模式"),
            Mode::Safe => tr!(language, "safe mode", "安全模式"),
        }
    }
}
