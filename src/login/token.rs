//! A site exchanges a code: the token request (OpenID Connect Core, section 3.1.3).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::answer::{Answer, Body};
use super::bearer::{hash, is_of};
use super::clients::Client;
use super::form::Form;
use super::provider::Provider;
use super::request::Request;

/// A request whose client proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Who asks.
    pub client: &'static Client,
    /// The authorization code.
    pub code: String,
    /// What the code was sent to.
    pub redirect_uri: String,
    /// What the challenge is the hash of.
    pub verifier: Option<String>,
}

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages document the variants")]
pub enum TokenError {
    #[error("{0}")]
    InvalidRequest(&'static str),
    #[error("the client is unknown, or did not prove who it is")]
    InvalidClient,
    #[error("the code is unknown, used, expired, or another client's, address's or verifier's")]
    InvalidGrant,
    #[error("the secret {0}, named in clients.toml, is not set: npx wrangler secret put {0}")]
    SecretUnset(&'static str),
    #[error("grant_type is to be authorization_code")]
    UnsupportedGrantType,
}

impl TokenError {
    fn code(self) -> &'static str {
        match self {
            TokenError::InvalidRequest(_) => "invalid_request",
            TokenError::InvalidClient => "invalid_client",
            TokenError::InvalidGrant => "invalid_grant",
            TokenError::SecretUnset(_) => "temporarily_unavailable",
            TokenError::UnsupportedGrantType => "unsupported_grant_type",
        }
    }
}

impl From<TokenError> for Answer {
    fn from(error: TokenError) -> Answer {
        // The owner's to know.
        if let TokenError::SecretUnset(_) = error {
            return Answer::new(503, Body::Empty).logged(format!("sign-in: {error}"));
        }
        let status = match error {
            TokenError::InvalidClient => 401,
            _ => 400,
        };
        let fields = vec![
            ("error", error.code().into()),
            ("error_description", error.to_string().into()),
        ];
        let answer = Answer::json(status, fields);
        match error {
            TokenError::InvalidClient => answer.with("WWW-Authenticate", "Basic realm=\"token\""),
            _ => answer,
        }
    }
}

/// Reads a request and checks who sends it.
///
/// # Errors
///
/// See [`TokenError`].
pub fn read(request: &Request, provider: &Provider<'_>) -> Result<Exchange, TokenError> {
    let form = Form::parse(&request.body);
    if form.has_twice() {
        return Err(TokenError::InvalidRequest("a parameter was sent twice"));
    }
    let client = authenticate(&form, &request.authorization, provider)?;
    if form.text("grant_type") != "authorization_code" {
        return Err(match form.get("grant_type") {
            None => TokenError::InvalidRequest("there is no grant_type"),
            Some(_) => TokenError::UnsupportedGrantType,
        });
    }
    let required = |name, missing| match form.get(name) {
        Some(text) => Ok(text.to_owned()),
        None => Err(TokenError::InvalidRequest(missing)),
    };
    Ok(Exchange {
        client,
        code: required("code", "there is no code")?,
        redirect_uri: required("redirect_uri", "there is no redirect_uri")?,
        verifier: form.get("code_verifier").map(str::to_owned),
    })
}

/// Which client it is, by `Authorization: Basic` or by the form, never by both (RFC 6749, section 2.3).
fn authenticate(
    form: &Form<'_>,
    authorization: &str,
    provider: &Provider<'_>,
) -> Result<&'static Client, TokenError> {
    let basic = match authorization {
        "" => None,
        header => Some(basic(header).ok_or(TokenError::InvalidClient)?),
    };
    let (id, secret) = match (&basic, form.get("client_secret")) {
        (Some(_), Some(_)) => {
            return Err(TokenError::InvalidRequest(
                "the client_secret is sent in two ways",
            ));
        }
        (Some((id, secret)), None) => {
            // Some send the id in the form, too.
            if form.get("client_id").is_some_and(|other| other != id) {
                return Err(TokenError::InvalidClient);
            }
            (
                id.as_str(),
                Some(secret.as_str()).filter(|it| !it.is_empty()),
            )
        }
        (None, secret) => (form.text("client_id"), secret),
    };
    let client = provider.setup.client(id).ok_or(TokenError::InvalidClient)?;
    let is_right = match (client.secret, secret) {
        (None, None) => true,
        (Some(name), Some(secret)) => {
            let right = (provider.secret)(name).ok_or(TokenError::SecretUnset(name))?;
            is_of(secret, &hash(&right))
        }
        _ => false,
    };
    is_right.then_some(client).ok_or(TokenError::InvalidClient)
}

/// Id and secret of `Basic`, each encoded as a form's values are (RFC 6749, section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let credentials = STANDARD.decode(credentials.trim()).ok()?;
    let credentials = String::from_utf8(credentials).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8();
        decoded.map(Cow::into_owned).ok()
    };
    Some((decode(id)?, decode(secret)?))
}
