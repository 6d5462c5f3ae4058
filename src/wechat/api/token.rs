//! The access token that every other call needs.

use serde::{Deserialize, Serialize};

use super::call::Call;

/// Asks for the token.
///
/// WeChat keeps it: until 5 minutes before its end every call gives the same one, so that nobody
/// else has to keep it. It does not disturb the tokens that other programs got from
/// `/cgi-bin/token`. Holds a secret, so there is no `Debug`.
#[derive(Serialize)]
pub struct StableToken<'a> {
    grant_type: &'static str,
    appid: &'a str,
    secret: &'a str,
    force_refresh: bool,
}

/// A token. There is no `Debug`: it is a secret for two hours.
#[derive(Deserialize)]
pub struct AccessToken {
    /// It goes into the query of every call.
    pub access_token: String,
}

impl<'a> StableToken<'a> {
    /// The one that is valid now.
    pub fn new(appid: &'a str, secret: &'a str) -> Self {
        StableToken {
            grant_type: "client_credential",
            appid,
            secret,
            force_refresh: false,
        }
    }

    /// A new one, which ends the one before: 20 times a day at most, 30 seconds apart.
    pub fn forced(appid: &'a str, secret: &'a str) -> Self {
        StableToken {
            force_refresh: true,
            ..StableToken::new(appid, secret)
        }
    }
}

impl Call for StableToken<'_> {
    const PATH: &'static str = "/cgi-bin/stable_token";
    type Answer = AccessToken;
}
