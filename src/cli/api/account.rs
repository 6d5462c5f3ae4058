//! The account that a command works on, and where its API is.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use wechat_edge::language::{Bilingual, Language, tr};

use super::client::Api;
use crate::cli::account::settings::{Settings, SettingsError};
use crate::cli::time::seconds;
use crate::cli::url::{Url, without_password};

/// What all commands take that speak to the API.
#[derive(Args)]
pub(crate) struct ApiArgs {
    /// The API's address, for a proxy with a fixed one
    #[arg(long, default_value = "https://api.weixin.qq.com", value_name = "URL")]
    pub(crate) api: String,
    /// The app id; default: WECHAT_APP_ID
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// The first pause before a call is tried again, in seconds; it doubles each time
    #[arg(long, default_value = "2", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) pause: Duration,
    /// How long to wait for the API, in seconds
    #[arg(long, default_value = "20", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Duration,
}

/// Why the API cannot be asked at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AccountError {
    /// The secret would go over a connection that others can read, or nowhere.
    NoApi {
        url: String,
    },
    NoAppId,
    NoAppSecret,
    /// A file with settings cannot be read.
    Settings(SettingsError),
}

impl ApiArgs {
    /// Whether the secret may go there: by https, or within this machine.
    pub(crate) fn check(&self) -> Result<Url, AccountError> {
        let url = Url::parse(&self.api).filter(|url| url.is_tls() || url.is_loopback());
        url.ok_or_else(|| AccountError::NoApi {
            url: without_password(&self.api),
        })
    }

    /// The account of the environment or of `.dev.vars`.
    pub(crate) fn connect(&self) -> Result<Api, AccountError> {
        let url = self.check()?;
        let settings = Settings::read(Path::new(".")).map_err(AccountError::Settings)?;
        let app_id = settings.find("WECHAT_APP_ID", self.app_id.as_deref());
        let app_id = app_id.ok_or(AccountError::NoAppId)?.value;
        let secret = settings.find("WECHAT_APP_SECRET", None);
        let secret = secret.ok_or(AccountError::NoAppSecret)?.value;
        Ok(Api::new(url, app_id, secret, self.timeout, self.pause))
    }
}

impl Bilingual for AccountError {
    fn text(&self, language: Language) -> String {
        match self {
            AccountError::NoApi { url } => tr!(
                language,
                "{url} is not the address of an API: it begins with https://",
                "{url} 不是接口地址：应以 https:// 开头"
            ),
            AccountError::NoAppId => tr!(
                language,
                "WECHAT_APP_ID is not set: put the AppID (wx…) of WeChat's admin page into the \
                 environment or .dev.vars",
                "没有设置 WECHAT_APP_ID：请把公众平台上的 AppID（wx…）写入环境变量或 .dev.vars"
            ),
            AccountError::NoAppSecret => tr!(
                language,
                "WECHAT_APP_SECRET is not set: put the AppSecret of WeChat's admin page \
                 (设置与开发 > 基本配置) into the environment or .dev.vars; it is never taken from \
                 an argument, where other programs could read it",
                "没有设置 WECHAT_APP_SECRET：请把公众平台上的 AppSecret（设置与开发 > 基本配置）写入\
                 环境变量或 .dev.vars；不接受命令行参数，因为其他程序能看到它"
            ),
            AccountError::Settings(error) => error.text(language),
        }
    }
}
