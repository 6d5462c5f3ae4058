//! What is said before the object is asked.

use super::answer::{Answer, Body};
use super::authorize::{self, Authorization};
use super::browser;
use super::discovery::discovery;
use super::form::Form;
use super::provider::Provider;
use super::request::Request;
use super::route::{Route, Step};
use super::token::{self, Exchange};
use super::{userinfo, wechat_server};

/// What only the object can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as the paths are named")]
pub enum Call {
    Begin(Box<Authorization>),
    Attempt(String, Step),
    Exchange(Exchange),
    UserInfo(String),
    Jwks,
    Redeem(String),
}

/// Why there is no sign-in: whoever saw one URL of plaintext mode could sign in as anybody (PROTOCOL.md,
/// section A).
const NOT_SEALED: &str = "sign-in is off: it needs WECHAT_AES_KEY and WECHAT_APP_ID, since in plaintext \
                          mode whoever saw one URL could sign in as anybody";

const NO_ISSUER: &str = " is no issuer: LOGIN_ISSUER is to be an origin such as \
                         https://login.example.com, without a path, and http only on this machine";

/// Whether browsers and clients can trust it: an origin, by TLS unless it is this machine.
fn is_issuer(issuer: &str) -> bool {
    let Some((scheme, host)) = issuer.split_once("://") else {
        return false;
    };
    let name = match host.starts_with('[') {
        true => host.split_inclusive(']').next(),
        false => host.split(':').next(),
    };
    let is_near = matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_host = host
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b':' | b'[' | b']'));
    is_host && !host.is_empty() && (scheme == "https" || scheme == "http" && is_near)
}

/// What a request leads to.
///
/// # Errors
///
/// The answer, where the object need not be asked.
pub fn check(request: &Request, provider: &Provider<'_>) -> Result<Call, Box<Answer>> {
    let answered = |answer: Answer| Err(Box::new(answer));
    let Some(route) = Route::of(&request.path) else {
        return answered(Answer::new(404, Body::Empty));
    };
    let is_server = route == Route::WechatServer;
    if match is_server {
        true => provider.setup.wechat_server.is_none(),
        false => provider.setup.clients.is_empty(),
    } {
        return answered(Answer::new(404, Body::Empty));
    }
    if provider.app_id.is_none() {
        return answered(Answer::new(503, Body::Empty).logged(NOT_SEALED));
    }
    if !is_issuer(provider.issuer) {
        let line = format!("sign-in is off: {}{NO_ISSUER}", provider.issuer);
        return answered(Answer::new(503, Body::Empty).logged(line));
    }
    let methods = route.methods();
    if !methods.split(", ").any(|method| method == request.method) {
        return answered(Answer::new(405, Body::Empty).with("Allow", methods));
    }
    let refuse = |answer| Box::new(provider.shared(answer, request));
    if request.method == "OPTIONS" {
        let answer = Answer::new(204, Body::Empty)
            .with("Access-Control-Allow-Methods", methods)
            .with(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type",
            )
            .with("Access-Control-Max-Age", "3600");
        return Err(refuse(answer));
    }
    match route {
        Route::Discovery => answered(discovery(provider.issuer)),
        Route::Jwks => Ok(Call::Jwks),
        Route::Authorize => {
            let authorization = authorize::read(request, provider.setup, provider.issuer)?;
            Ok(Call::Begin(Box::new(authorization)))
        }
        Route::Token => match token::read(request, provider) {
            Ok(exchange) => Ok(Call::Exchange(exchange)),
            Err(error) => Err(refuse(error.into())),
        },
        Route::UserInfo => match userinfo::read(request) {
            Ok(token) => Ok(Call::UserInfo(token)),
            Err(error) => Err(refuse(error.into())),
        },
        // The object need not be asked, whatever a stranger makes up.
        Route::Attempt(_, step) if browser::of(&request.cookie).is_none() => {
            answered(browser::refused(request, step, 403, "foreign"))
        }
        Route::Attempt(id, step) => Ok(Call::Attempt(id.to_owned(), step)),
        Route::File => answered(Answer::new(404, Body::Empty)),
        Route::WechatServer => {
            let code = Form::parse(&request.query).text("code").to_owned();
            wechat_server::check(&request.authorization, &code, provider).map_err(Box::new)?;
            Ok(Call::Redeem(code))
        }
    }
}
