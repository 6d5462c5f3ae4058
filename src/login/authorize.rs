//! A site sends its visitor: the authorization request (OpenID Connect Core, section 3.1.2.1).

use super::answer::Answer;
use super::clients::{Client, Setup};
use super::form::{Form, with_parameters};
use super::language::Language;
use super::request::Request;

/// How long `state` and `nonce` may be, in bytes: they are kept.
const MAX_KEPT: usize = 2048;

/// What a site asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Who asks.
    pub client: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Comes back as it was sent.
    pub state: Option<String>,
    /// Goes into the ID token as it was sent.
    pub nonce: Option<String>,
    /// `code_challenge` by S256.
    pub challenge: Option<String>,
    /// As it was sent.
    pub scope: String,
    /// Of the page.
    pub language: Language,
}

/// Why the site is told no (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as the standards do")]
pub enum AuthorizationError {
    InvalidRequest(&'static str),
    UnsupportedResponseType,
    InvalidScope,
    LoginRequired,
    RequestNotSupported,
    RequestUriNotSupported,
    AccessDenied,
}

impl AuthorizationError {
    fn code_and_description(self) -> (&'static str, &'static str) {
        match self {
            AuthorizationError::InvalidRequest(description) => ("invalid_request", description),
            AuthorizationError::UnsupportedResponseType => {
                ("unsupported_response_type", "response_type is to be code")
            }
            AuthorizationError::InvalidScope => ("invalid_scope", "scope is to contain openid"),
            AuthorizationError::LoginRequired => {
                ("login_required", "nobody is signed in without being asked")
            }
            AuthorizationError::RequestNotSupported => ("request_not_supported", ""),
            AuthorizationError::RequestUriNotSupported => ("request_uri_not_supported", ""),
            AuthorizationError::AccessDenied => ("access_denied", "the visitor did not sign in"),
        }
    }
}

/// Reads a request.
///
/// # Errors
///
/// The answer that refuses it: a page where it cannot be known that the address is the client's, since
/// whoever writes such a URL could send visitors anywhere; a redirect with the reason else.
pub fn read(request: &Request, setup: &Setup, issuer: &str) -> Result<Authorization, Box<Answer>> {
    let text = match request.is_read() {
        true => &request.query,
        false => &request.body,
    };
    let form = Form::parse(text);
    let language = Language::of(form.text("ui_locales"), &request.language);
    let page = |reason| Box::new(Answer::error_page(400, reason, language.name()));
    let client = form.get("client_id").and_then(|id| setup.client(id));
    let client = client.ok_or_else(|| page("unknown_client"))?;
    let redirect_uri = form.text("redirect_uri");
    if !client.redirect_uris.contains(&redirect_uri) {
        return Err(page("redirect_uri"));
    }
    match check(&form, client) {
        Err(error) => Err(Box::new(refusal(
            redirect_uri,
            form.get("state"),
            error,
            issuer,
        ))),
        Ok(()) => {
            let kept = |name| form.get(name).map(str::to_owned);
            Ok(Authorization {
                client: client.id.to_owned(),
                redirect_uri: redirect_uri.to_owned(),
                state: kept("state"),
                nonce: kept("nonce"),
                challenge: kept("code_challenge"),
                scope: form.text("scope").to_owned(),
                language,
            })
        }
    }
}

fn check(form: &Form<'_>, client: &Client) -> Result<(), AuthorizationError> {
    use AuthorizationError::InvalidRequest;

    if form.has_twice() {
        return Err(InvalidRequest("a parameter was sent twice"));
    }
    if form.get("request").is_some() {
        return Err(AuthorizationError::RequestNotSupported);
    }
    if form.get("request_uri").is_some() {
        return Err(AuthorizationError::RequestUriNotSupported);
    }
    match form.text("response_type") {
        "code" => {}
        "" => return Err(InvalidRequest("there is no response_type")),
        _ => return Err(AuthorizationError::UnsupportedResponseType),
    }
    if !matches!(form.text("response_mode"), "" | "query") {
        return Err(InvalidRequest("response_mode is to be query"));
    }
    if !has_scope(form.text("scope"), "openid") {
        return Err(AuthorizationError::InvalidScope);
    }
    check_challenge(form, client)?;
    let is_long = |name: &&str| form.text(name).len() > MAX_KEPT;
    if ["state", "nonce", "scope"].iter().any(is_long) {
        return Err(InvalidRequest("state, nonce or scope is too long"));
    }
    let max_age = form.text("max_age");
    if !max_age.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidRequest("max_age is to be a number of seconds"));
    }
    let mut prompts = form.text("prompt").split(' ');
    match prompts.any(|prompt| prompt == "none") {
        true if form.text("prompt") == "none" => Err(AuthorizationError::LoginRequired),
        true => Err(InvalidRequest("prompt=none stands alone")),
        false => Ok(()),
    }
}

/// PKCE (RFC 7636). A public client has nothing else that proves that a code is its own.
fn check_challenge(form: &Form<'_>, client: &Client) -> Result<(), AuthorizationError> {
    use AuthorizationError::InvalidRequest;

    let Some(challenge) = form.get("code_challenge") else {
        return match client.secret {
            None => Err(InvalidRequest("a public client needs a code_challenge")),
            Some(_) if form.get("code_challenge_method").is_some() => {
                Err(InvalidRequest("there is no code_challenge"))
            }
            Some(_) => Ok(()),
        };
    };
    // A hash of 32 bytes in base64url.
    let is_hash = challenge.len() == 43
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    match form.text("code_challenge_method") {
        "S256" if is_hash => Ok(()),
        "S256" => Err(InvalidRequest("code_challenge is no SHA-256 in base64url")),
        _ => Err(InvalidRequest("code_challenge_method is to be S256")),
    }
}

/// Whether a scope is among those that were asked for.
pub fn has_scope(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|asked| asked == scope)
}

/// Tells the site that there is no code. `iss` says who says so (RFC 9207).
pub fn refusal(
    redirect_uri: &str,
    state: Option<&str>,
    error: AuthorizationError,
    issuer: &str,
) -> Answer {
    let (code, description) = error.code_and_description();
    let mut parameters = vec![("error", code)];
    if !description.is_empty() {
        parameters.push(("error_description", description));
    }
    parameters.extend(state.map(|state| ("state", state)));
    parameters.push(("iss", issuer));
    Answer::redirect(with_parameters(redirect_uri, &parameters))
}
