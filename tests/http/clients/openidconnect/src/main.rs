//! A site that signs its visitors in with `openidconnect`.
//!
//! It prints where the visitor is to be sent, reads where they came back to, and prints who they are. What the
//! library leaves to a site, to compare `state` and `iss`, is done here as its manual says.

use std::error::Error;
use std::io::stdin;
use std::{env, process};

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::url::Url;
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse,
};
use serde_json::json;

fn main() {
    if let Err(error) = run() {
        println!("{}", json!({ "refused": error.to_string() }));
        process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut argument = || {
        arguments
            .next()
            .ok_or("issuer, client_id, client_secret, redirect_uri are wanted")
    };
    let issuer = IssuerUrl::new(argument()?)?;
    let id = ClientId::new(argument()?);
    let secret = ClientSecret::new(argument()?);
    let redirect = RedirectUrl::new(argument()?)?;

    let metadata = CoreProviderMetadata::discover(&issuer, &ask)?;
    let client =
        CoreClient::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    println!("{url}");

    let mut line = String::new();
    stdin().read_line(&mut line)?;
    let back = Url::parse(line.trim())?;
    let parameter = |wanted: &str| {
        let mut pairs = back.query_pairs();
        pairs
            .find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
            .ok_or(format!("no {wanted}"))
    };
    if parameter("state")? != *state.secret() {
        return Err("another state".into());
    }
    if parameter("iss")? != *issuer.as_str() {
        return Err("another issuer".into());
    }

    let code = AuthorizationCode::new(parameter("code")?);
    let tokens = client
        .exchange_code(code)?
        .set_pkce_verifier(verifier)
        .request(&ask)?;
    let id_token = tokens.id_token().ok_or("no ID token")?;
    let id_verifier = client.id_token_verifier();
    let claims = id_token.claims(&id_verifier, &nonce)?;
    let hash = AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg()?,
        id_token.signing_key(&id_verifier)?,
    )?;
    if claims.access_token_hash() != Some(&hash) {
        return Err("at_hash is of another token".into());
    }
    let userinfo: CoreUserInfoClaims = client
        .user_info(
            tokens.access_token().clone(),
            Some(claims.subject().clone()),
        )?
        .request(&ask)?;
    println!("{}", json!({ "claims": claims, "userinfo": userinfo }));
    Ok(())
}

fn ask(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into();
    let (parts, mut body) = agent.run(request)?.into_parts();
    Ok(HttpResponse::from_parts(parts, body.read_to_vec()?))
}
