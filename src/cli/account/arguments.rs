//! How a command is told which Worker it is about, and what they share. The comments are the help.

use clap::{Args, ValueEnum};
use serde::Serialize;
use wechat_edge::wechat::signature::Token;

/// Who to speak to, and with which credentials.
#[derive(Args)]
pub(crate) struct Target {
    /// The URL of the callback; default: of the Worker that `npm start` runs here, or
    /// http://localhost:8787/wechat
    #[arg(long, global = true)]
    pub(crate) url: Option<String>,
    /// The Token; default: WECHAT_TOKEN of the environment, or of .dev.vars for a local Worker; for a
    /// deployed one it is asked for
    #[arg(long, global = true, value_parser = token)]
    pub(crate) token: Option<String>,
    /// The EncodingAESKey; default: WECHAT_AES_KEY, likewise
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) aes_key: Option<String>,
    /// The AppID; default: WECHAT_APP_ID, likewise, or of wrangler.toml
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// The message encryption mode; default: safe where there is a key, plain where there is none
    #[arg(long, global = true)]
    pub(crate) mode: Option<Mode>,
}

/// How messages are pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    // 明文模式
    Plain,
    // 兼容模式
    Compatible,
    // 安全模式
    Safe,
}

fn token(text: &str) -> Result<String, String> {
    match Token::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("a Token has 3 to 32 letters and digits".to_owned()),
    }
}
