//! The contract of `wechat-server`, which one-api, new-api and their kin call: the visitor is given digits in
//! the chat and types them on the site, and the site asks here whose they are. It is always answered with
//! 200.

use super::answer::Answer;
use super::bearer::{hash, is_of};
use super::provider::Provider;

/// How long the digits hold, in seconds.
pub const LIFETIME: i64 = 180;
/// How many wrong ones in a minute nobody needs. Guessing 8 digits then takes years.
pub const MAX_WRONG: i64 = 50;
/// How long nothing is looked at after that, in seconds.
pub const PAUSE: i64 = 60;

/// Whose the digits are: an openid, or nobody's.
pub fn found(openid: &str) -> Answer {
    answer(true, "", openid)
}

/// Checks who asks, and for what.
///
/// # Errors
///
/// The answer that refuses it.
pub fn check(authorization: &str, code: &str, provider: &Provider<'_>) -> Result<(), Answer> {
    let name = provider.setup.wechat_server.unwrap_or_default();
    let Some(token) = (provider.secret)(name).filter(|token| !token.is_empty()) else {
        let line = format!("sign-in: the secret {name} of /api/wechat/user is not set");
        return Err(answer(false, "尚未配置", "").logged(line));
    };
    if !is_of(authorization, &hash(&token)) {
        return Err(answer(false, "token 不正确", ""));
    }
    if code.is_empty() {
        return Err(answer(false, "无效的参数", ""));
    }
    // What is none of ours costs nothing.
    if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(found(""));
    }
    Ok(())
}

fn answer(success: bool, message: &str, data: &str) -> Answer {
    let fields = vec![
        ("success", success.into()),
        ("message", message.into()),
        ("data", data.into()),
    ];
    Answer::json(200, fields)
}
