//! Whether visitors can sign in: what sites read first, and what the Worker says of it. Nothing is said where
//! nobody wants it.

use std::path::Path;

use serde::Deserialize;
use wechat_edge::login::clients::Setup;

use super::login_finding::SignInFinding;
use super::measures::date;
use super::report::{Report, Step};
use crate::cli::account::place::Place;
use crate::cli::clients::{CLIENTS, ClientsError, read_clients};
use crate::cli::findings::Finding;
use crate::cli::http::{Answer, Client};
use crate::cli::login::answer::{Presence, Status};
use crate::cli::login::error::LoginError;
use crate::cli::login::worker;
use crate::cli::scans::console::Console;
use crate::cli::scans::console_error::{ConsoleError, ScansError};
use crate::cli::simulator::push_request::now;
use crate::cli::url::Url;

/// Fewer free codes than these are soon none.
const LOW: u64 = 10;

/// Sites allow for so much between their clock and the issuer's, the strict ones.
const CLOCK_TOLERANCE: u64 = 30;

/// What sites read first, as far as it is looked at.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

/// One that can be told from others.
#[derive(Deserialize)]
struct Key {
    kid: String,
}

/// Looks at it, where clients.toml has somebody or the Worker says that it is on.
pub(super) fn examine(
    client: &Client,
    console: Option<&Result<Console, ConsoleError>>,
    report: &mut Report<'_>,
) {
    let setup = read_clients(Path::new(CLIENTS));
    let is_wanted = !matches!(&setup, Ok(setup) if setup.is_off());
    let status = console.map(|console| match console {
        Ok(console) => worker::status(console),
        Err(error) => Err(error.clone().into()),
    });
    if !is_wanted && !matches!(status, Some(Ok(_))) {
        return;
    }
    let mut add = |finding: &dyn Finding| report.add(Step::Login, finding);
    if let Err(ClientsError::Mistakes(..) | ClientsError::Unreadable(..)) = setup {
        add(&SignInFinding::ClientsUnread);
    }
    match status {
        // What else is wrong follows from this.
        Some(Err(LoginError::Finding(finding))) => return add(&finding),
        Some(Err(LoginError::Scans(ScansError::Console(finding)))) => add(&finding),
        Some(Err(LoginError::Scans(ScansError::Address(finding)))) => add(&finding),
        Some(Err(LoginError::Scans(ScansError::Settings(_)))) => {}
        None => add(&SignInFinding::SignInUnseen),
        Some(Ok(status)) => {
            let setup = setup.unwrap_or(Setup::NONE);
            for finding in of_status(&status, &setup, Place::of(&client.url)) {
                add(&finding);
            }
            if !status.sealed {
                return;
            }
        }
    }
    for finding in discovery(client) {
        add(&finding);
    }
}

/// What the Worker says of it.
fn of_status(status: &Status, setup: &Setup, place: Place) -> Vec<SignInFinding> {
    if !status.sealed {
        return vec![SignInFinding::Unsealed { place }];
    }
    let mut findings = Vec::new();
    let is_known = |id: &str| status.clients.iter().any(|client| client.id == id);
    let ids = setup.clients.iter().map(|client| client.id);
    let unknown: Vec<&str> = ids.filter(|id| !is_known(id)).collect();
    if !unknown.is_empty() {
        let clients = unknown.join(", ");
        findings.push(SignInFinding::ClientsNotDeployed { clients });
    }
    for client in &status.clients {
        let (client, uris) = (client, &client.redirect_uris);
        if let Some(secret) = client.missing_secret() {
            findings.push(SignInFinding::SecretMissing {
                client: client.id.clone(),
                secret: secret.to_owned(),
                place,
            });
        }
        let doubtful = uris.iter().filter(|_| place == Place::Deployed);
        findings.extend(doubtful.filter_map(|uri| redirect(&client.id, uri)));
    }
    if status.wechat_server == Some(Presence::Missing) {
        findings.push(SignInFinding::ServerTokenMissing);
    }
    let count = status.clients.len();
    if findings.is_empty() && count > 0 {
        findings.push(SignInFinding::ClientsFine { count });
    }
    let (codes, free) = (status.pool.codes, status.pool.free);
    findings.push(match (codes, free) {
        (0, _) => SignInFinding::PoolEmpty,
        (_, 0..LOW) => SignInFinding::PoolLow { free, codes },
        _ => SignInFinding::PoolFine { free, codes },
    });
    findings
}

/// Where a code should not be sent from a Worker that is live.
fn redirect(client: &str, uri: &str) -> Option<SignInFinding> {
    let (client, parsed) = (client.to_owned(), Url::parse(uri)?);
    let uri = uri.to_owned();
    match (parsed.is_loopback(), parsed.is_tls()) {
        (true, _) => Some(SignInFinding::RedirectLocal { client, uri }),
        (false, false) => Some(SignInFinding::RedirectHttp { client, uri }),
        (false, true) => None,
    }
}

/// What sites read: the document, then the keys.
fn discovery(client: &Client) -> Vec<SignInFinding> {
    let asked = client.url.elsewhere("");
    let document = client
        .url
        .elsewhere("/.well-known/openid-configuration")
        .with_query("");
    let answer = match client.get(&document) {
        Ok(answer) if answer.status == 200 => answer,
        Ok(Answer { status, .. }) => {
            let place = Place::of(&client.url);
            return vec![SignInFinding::DiscoveryRefused { status, place }];
        }
        Err(error) => return vec![SignInFinding::DiscoverySilent { error }],
    };
    let issuer = match serde_json::from_slice(&answer.body) {
        Ok(Discovery { issuer }) => issuer,
        Err(error) => {
            let error = error.to_string();
            return vec![SignInFinding::DiscoveryMalformed { error }];
        }
    };
    let mut findings: Vec<SignInFinding> = of_issuer(&issuer, &asked).into_iter().collect();
    findings.extend(keys(client).err());
    let theirs = date(&answer).map(|theirs| theirs.abs_diff(now()));
    let apart = theirs.filter(|seconds| *seconds > CLOCK_TOLERANCE);
    findings.extend(apart.map(|seconds| SignInFinding::SignInClock { seconds }));
    if findings.is_empty() {
        findings.push(SignInFinding::DiscoveryFine { issuer });
    }
    findings
}

/// Whether sites that are given the URL that was asked take this issuer for it (OpenID Connect Discovery,
/// section 4.3).
fn of_issuer(issuer: &str, asked: &Url) -> Option<SignInFinding> {
    let (issuer, here) = (issuer.to_owned(), asked.to_string());
    let host = |text: &str| Url::parse(text).map(|url| (url.host().to_lowercase(), url.port()));
    if issuer == here {
        let is_open = !asked.is_tls() && !asked.is_loopback();
        return is_open.then_some(SignInFinding::IssuerInTheOpen { issuer });
    }
    Some(match host(&issuer) == host(&here) {
        true => SignInFinding::IssuerDiffers {
            issuer,
            asked: here,
        },
        false => SignInFinding::IssuerElsewhere {
            issuer,
            asked: here,
        },
    })
}

fn keys(client: &Client) -> Result<(), SignInFinding> {
    let missing = |error: String| SignInFinding::KeysMissing { error };
    let answer = client.get(&client.url.elsewhere("/jwks").with_query(""));
    let answer = answer.map_err(|error| SignInFinding::DiscoverySilent { error })?;
    let keys: Result<Keys, _> = serde_json::from_slice(&answer.body);
    match (answer.status, keys) {
        (200, Ok(Keys { keys })) if keys.iter().any(|key| !key.kid.is_empty()) => Ok(()),
        (200, Ok(_)) => Err(missing("the list is empty".to_owned())),
        (200, Err(error)) => Err(missing(error.to_string())),
        (status, _) => Err(missing(format!("status {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Place, Setup, SignInFinding, Status, Url, of_issuer, of_status};
    use crate::cli::findings::Finding;

    fn names(findings: impl IntoIterator<Item = SignInFinding>) -> Vec<String> {
        findings.into_iter().map(|it| it.name()).collect()
    }

    #[test]
    fn an_issuer_is_the_url_that_was_asked_byte_by_byte() {
        for (issuer, asked, found) in [
            ("https://a.example", "https://a.example/wechat", None),
            (
                "http://localhost:8787",
                "http://localhost:8787/wechat",
                None,
            ),
            (
                "https://a.example/",
                "https://a.example/wechat",
                Some("issuer_differs"),
            ),
            (
                "https://A.example",
                "https://a.example/wechat",
                Some("issuer_differs"),
            ),
            (
                "https://a.example:443",
                "https://a.example/",
                Some("issuer_differs"),
            ),
            (
                "https://b.example",
                "https://a.example/",
                Some("issuer_elsewhere"),
            ),
            ("nonsense", "https://a.example/", Some("issuer_elsewhere")),
            (
                "http://a.example",
                "http://a.example/",
                Some("issuer_in_the_open"),
            ),
        ] {
            let asked = Url::parse(asked).unwrap().elsewhere("");
            let names = names(of_issuer(issuer, &asked));
            assert_eq!(names.first().map(String::as_str), found, "{issuer} {asked}");
        }
    }

    #[test]
    fn what_a_site_may_do_while_it_is_built_is_doubtful_once_it_is_live() {
        let client = |uris: &[&str]| {
            json!({
                "id": "a", "name": "甲", "public": true, "secret": null, "secret_set": false,
                "email": false, "redirect_uris": uris,
            })
        };
        let status = |uris: &[&str]| -> Status {
            serde_json::from_value(json!({
                "issuer": "https://a.example", "sealed": true, "wechat_server": null,
                "clients": [client(uris)], "pool": { "codes": 300, "free": 300 },
                "keys": [], "attempts": 0, "figures": [],
            }))
            .unwrap()
        };
        for (uri, place, found) in [
            (
                "http://localhost:3000/cb",
                Place::Deployed,
                "redirect_local",
            ),
            ("https://127.0.0.1/cb", Place::Deployed, "redirect_local"),
            ("http://[::1]/cb", Place::Deployed, "redirect_local"),
            ("http://a.example/cb", Place::Deployed, "redirect_http"),
            ("https://a.example/cb", Place::Deployed, "clients_fine"),
            ("com.example.app:/cb", Place::Deployed, "clients_fine"),
            ("http://localhost:3000/cb", Place::Local, "clients_fine"),
        ] {
            let found_of = names(of_status(&status(&[uri]), &Setup::NONE, place));
            assert_eq!(found_of, [found, "pool_fine"], "{uri} {place:?}");
        }
    }
}
