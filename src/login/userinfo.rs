//! Who signed in (OpenID Connect Core, section 5.3), and what is said of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answer::Answer;
use super::authorize::has_scope;
use super::bearer::sha256;
use super::clients::Client;
use super::form::Form;
use super::request::Request;
use crate::scans::json::Value;

/// Why nothing is said (RFC 6750, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserInfoError {
    /// No token was sent.
    NoToken,
    /// Two were.
    TwoTokens,
    /// It is unknown, expired, or was taken back.
    InvalidToken,
}

impl From<UserInfoError> for Answer {
    fn from(error: UserInfoError) -> Answer {
        let (status, challenge) = match error {
            // Who sends nothing is told nothing (RFC 6750, section 3.1).
            UserInfoError::NoToken => (401, "Bearer"),
            UserInfoError::TwoTokens => (400, "Bearer error=\"invalid_request\""),
            UserInfoError::InvalidToken => (401, "Bearer error=\"invalid_token\""),
        };
        Answer::new(status, super::answer::Body::Empty).with("WWW-Authenticate", challenge)
    }
}

/// The token, of the header or of a form.
///
/// # Errors
///
/// Where there is none, or more than one.
pub fn read(request: &Request) -> Result<String, UserInfoError> {
    let header = request.authorization.split_once(' ');
    let header = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let form = Form::parse(&request.body);
    match (header, form.get("access_token")) {
        (Some(_), Some(_)) => Err(UserInfoError::TwoTokens),
        (Some((_, token)), None) => Ok(token.trim().to_owned()),
        (None, Some(token)) => Ok(token.to_owned()),
        (None, None) => Err(UserInfoError::NoToken),
    }
}

/// A visitor, as a site gets to know them. Nickname and picture are no longer WeChat's to give.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'v> {
    /// The openid, which is `sub`.
    pub openid: &'v str,
    /// The account's.
    pub app_id: &'v str,
    /// Who asks.
    pub client: &'v Client,
    /// What it asked for.
    pub scope: &'v str,
    /// Of the e-mail address.
    pub issuer: &'v str,
}

impl Visitor<'_> {
    /// The claims that belong to the scopes.
    pub fn claims(&self) -> Vec<(&'static str, Value)> {
        let letters = base32(&sha256(&format!("{}|{}", self.app_id, self.openid)));
        let username = format!("wx_{}", letters.get(..10).unwrap_or_default());
        let mut claims = vec![("sub", self.openid.into())];
        if has_scope(self.scope, "profile") {
            let four = letters.get(..4).unwrap_or_default();
            claims.push(("name", format!("微信用户{four}").into()));
            claims.push(("preferred_username", username.as_str().into()));
        }
        if self.client.email && has_scope(self.scope, "email") {
            let (_, host) = self.issuer.split_once("://").unwrap_or_default();
            let host = host.split(':').next().unwrap_or_default();
            claims.push(("email", format!("{username}@{host}").into()));
            claims.push(("email_verified", false.into()));
        }
        claims
    }
}

/// RFC 4648, section 6, in lower case and without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r',
        's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
    ];
    let mut out = String::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8 | u32::from(*byte)) & 0xffff;
        count = count.saturating_add(8);
        while count >= 5 {
            count = count.saturating_sub(5);
            let letter = (bits >> count) & 31;
            out.extend(LETTERS.get(letter as usize));
        }
    }
    out
}

/// `at_hash`: the left half of the token's hash (OpenID Connect Core, section 3.1.3.6).
pub fn at_hash(token: &str) -> String {
    let [half @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = sha256(token);
    URL_SAFE_NO_PAD.encode(half)
}
