//! What the provider knows of itself.

use super::answer::Answer;
use super::clients::Setup;
use super::request::Request;

/// The provider of one account.
pub struct Provider<'p> {
    /// Who may send visitors.
    pub setup: &'p Setup,
    /// Who signs: the origin that was asked, or `LOGIN_ISSUER`.
    pub issuer: &'p str,
    /// `WECHAT_APP_ID`, where messages are sealed; `None` in plaintext mode.
    pub app_id: Option<&'p str>,
    /// What the account is called in WeChat: who has no code must find it. Empty where the owner did not say.
    pub account: &'p str,
    /// A secret of the Worker, by its name.
    pub secret: &'p dyn Fn(&str) -> Option<String>,
}

impl Provider<'_> {
    /// Lets the scripts of registered sites read an answer, and no others.
    pub(super) fn shared(&self, answer: Answer, request: &Request) -> Answer {
        let answer = answer.with("Vary", "Origin");
        let mut uris = self.setup.clients.iter().flat_map(|it| it.redirect_uris);
        let is_registered = uris.any(|uri| origin(uri) == Some(&request.from));
        match is_registered {
            true => answer.with("Access-Control-Allow-Origin", &*request.from),
            false => answer,
        }
    }
}

/// `scheme://host:port` of a URI.
fn origin(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once("://")?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let length = scheme.len().saturating_add(3).saturating_add(host.len());
    uri.get(..length)
}
