//! A stand-in for a Worker that signs visitors in: its console's paths for that, what sites read first, and
//! the callback of the project itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wechat_edge::console::response::{self, Refusal};

use crate::console::{admit, json_of};
use crate::server::{Action, Request, Response, Server};
use crate::worker::{SAFE, answer, config, now};

/// When the first key began to sign.
pub(crate) const BEGUN: u64 = 1_790_000_000;

/// At most so many codes in a request.
const MAX_CODES: usize = 1000;

type Codes = Arc<Mutex<BTreeMap<String, String>>>;

pub(crate) struct LoginWorker {
    pub(crate) server: Server,
    codes: Codes,
}

impl LoginWorker {
    /// One that is as it should be.
    pub(crate) fn start() -> LoginWorker {
        LoginWorker::spoilt(|_, response| response)
    }

    /// One whose answers are changed.
    pub(crate) fn spoilt<A: Into<Action>>(
        spoil: impl Fn(&Request, Response) -> A + Send + Sync + 'static,
    ) -> LoginWorker {
        let codes = Codes::default();
        let of_server = codes.clone();
        let config = config(SAFE);
        let server = Server::start(move |request| {
            let response = match &*request.path {
                "/.well-known/openid-configuration" => discovery(request),
                "/jwks" => json_of(200, r#"{"keys":[{"kty":"RSA","kid":"k1","use":"sig"}]}"#),
                path => match path.strip_prefix("/console/api/") {
                    Some(path) => console(request, path, &mut of_server.lock().unwrap()),
                    None => answer(request, &config, now()),
                },
            };
            spoil(request, response).into()
        });
        LoginWorker { server, codes }
    }

    /// One whose status is changed.
    pub(crate) fn with_status(change: impl Fn(&mut Value) + Send + Sync + 'static) -> LoginWorker {
        LoginWorker::spoilt(move |request, mut response| {
            if is_status(request) && response.status == 200 {
                let mut status = serde_json::from_slice(&response.body).unwrap();
                change(&mut status);
                response.body = status.to_string().into_bytes();
            }
            response
        })
    }

    /// The codes it was given, by their scenes.
    pub(crate) fn codes(&self) -> BTreeMap<String, String> {
        self.codes.lock().unwrap().clone()
    }

    /// How many requests gave it codes.
    pub(crate) fn pushes(&self) -> usize {
        let requests = self.server.requests();
        let is_push = |request: &&Request| request.path.ends_with("/login/codes");
        requests.iter().filter(is_push).count()
    }
}

pub(crate) fn is_status(request: &Request) -> bool {
    request.path == "/console/api/login"
}

fn discovery(request: &Request) -> Response {
    let issuer = format!("http://{}", request.header("host"));
    let jwks = format!("{issuer}/jwks");
    json_of(
        200,
        &json!({ "issuer": issuer, "jwks_uri": jwks }).to_string(),
    )
}

fn console(request: &Request, path: &str, codes: &mut BTreeMap<String, String>) -> Response {
    if let Err(refusal) = admit(request) {
        return response::Response::from(refusal).into();
    }
    let answer = match (&*request.method, path) {
        ("GET", "login") => status(request, codes.len()),
        ("POST", "login/codes") => learn(request, codes),
        ("POST", "login/keys") if request.text() == "{}" => {
            json!({ "kid": "k2", "signs_from": now() + 86_400 })
        }
        _ => return response::Response::from(Refusal::Path).into(),
    };
    json_of(200, &answer.to_string())
}

fn learn(request: &Request, codes: &mut BTreeMap<String, String>) -> Value {
    let list: Vec<BTreeMap<String, String>> = serde_json::from_slice(&request.body).unwrap();
    assert!((1..=MAX_CODES).contains(&list.len()), "{}", list.len());
    for code in &list {
        assert_eq!(code.len(), 2, "{code:?}");
        assert!(code["scene"].starts_with("login."), "{code:?}");
        codes.insert(code["scene"].clone(), code["url"].clone());
    }
    json!({ "written": list.len() })
}

fn status(request: &Request, codes: usize) -> Value {
    json!({
        "issuer": format!("http://{}", request.header("host")),
        "sealed": true,
        "wechat_server": "set",
        "clients": [
            {
                "id": "grafana", "name": "公司 Grafana", "public": false,
                "secret": "GRAFANA_CLIENT_SECRET", "secret_set": true, "email": true,
                "redirect_uris": ["https://grafana.example.com/cb"],
            },
            {
                "id": "app", "name": "应用\u{1b}[2J\nkey", "public": true, "secret": null,
                "secret_set": false, "email": false, "redirect_uris": ["com.example.app:/cb"],
            },
        ],
        "pool": { "codes": codes, "free": codes.saturating_sub(2) },
        "keys": [
            { "kid": "k0", "signs_from": BEGUN - 1000, "retires": BEGUN + 600 },
            { "kid": "k1", "signs_from": BEGUN, "retires": null },
            { "kid": "k2", "signs_from": 4_000_000_000_u64, "retires": null },
        ],
        "attempts": 3,
        "figures": [{
            "day": "2026-11-21", "client": "grafana",
            "begun": 12, "finished": 9, "denied": 1, "burnt": 1, "expired": 1,
        }],
    })
}
