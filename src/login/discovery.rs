//! What a client reads first (OpenID Connect Discovery, section 3; RFC 9207, section 3).

use super::answer::Answer;
use crate::scans::json::Value;

/// What the provider can do. `issuer` is what the client must have been given, byte by byte.
pub fn discovery(issuer: &str) -> Answer {
    let at = |path: &str| Value::from(format!("{issuer}{path}"));
    let list = |names: &[&str]| Value::List(names.iter().copied().map(Value::from).collect());
    Answer::json(
        200,
        vec![
            ("issuer", issuer.into()),
            ("authorization_endpoint", at("/authorize")),
            ("token_endpoint", at("/token")),
            ("userinfo_endpoint", at("/userinfo")),
            ("jwks_uri", at("/jwks")),
            ("response_types_supported", list(&["code"])),
            ("response_modes_supported", list(&["query"])),
            ("grant_types_supported", list(&["authorization_code"])),
            ("subject_types_supported", list(&["public"])),
            ("id_token_signing_alg_values_supported", list(&["RS256"])),
            ("scopes_supported", list(&["openid", "profile", "email"])),
            (
                "claims_supported",
                list(&[
                    "iss",
                    "sub",
                    "aud",
                    "exp",
                    "iat",
                    "auth_time",
                    "nonce",
                    "at_hash",
                    "name",
                    "preferred_username",
                    "email",
                    "email_verified",
                ]),
            ),
            (
                "token_endpoint_auth_methods_supported",
                list(&["client_secret_basic", "client_secret_post", "none"]),
            ),
            ("code_challenge_methods_supported", list(&["S256"])),
            ("ui_locales_supported", list(&["zh-CN", "en"])),
            ("claims_parameter_supported", false.into()),
            ("request_parameter_supported", false.into()),
            ("request_uri_parameter_supported", false.into()),
            (
                "authorization_response_iss_parameter_supported",
                true.into(),
            ),
        ],
    )
    .public()
}
