//! The provider with an SQLite of its own, a site, and visitors: each test says when what happens.

use rusqlite::types::ValueRef;
use serde_json::{Value, json};
use wechat_edge::login::bearer::RANDOM_BYTES;
use wechat_edge::login::check::check;
use wechat_edge::login::clients::{Client, Setup};
use wechat_edge::login::object::Object;
use wechat_edge::login::provider::Provider;
use wechat_edge::login::push::{Kind, Push};
use wechat_edge::login::request::Request;
use wechat_edge::login::schema::SCHEMA;
use wechat_edge::login::store::{Store, StoreError};
use wechat_edge::scans::statement::{Parameter, Statement};

pub(crate) const SITE: Client = Client {
    id: "site",
    name: "公司 <b>Wiki</b> 😀",
    redirect_uris: &["https://wiki.example.com/cb"],
    secret: Some("SITE_SECRET"),
    email: true,
};

pub(crate) const PUBLIC: Client = Client {
    id: "public",
    name: "App",
    redirect_uris: &["https://app.example.com/cb?a=1", "http://localhost:3000/cb"],
    secret: None,
    email: false,
};

pub(crate) const ONE: Setup = Setup {
    clients: &[SITE],
    wechat_server: Some("SERVER_TOKEN"),
};

pub(crate) const TWO: Setup = Setup {
    clients: &[SITE, PUBLIC],
    wechat_server: None,
};

pub(crate) const ISSUER: &str = "https://login.example.com";
pub(crate) const SECRET: &str = "a b+c%:ä";
/// When everything begins.
pub(crate) const START: i64 = 1_790_000_000;

pub(crate) struct Sqlite(rusqlite::Connection);

impl Store for Sqlite {
    type Row = Value;

    fn run(&self, statement: Statement) -> Result<Vec<Value>, StoreError> {
        let run = || {
            let mut prepared = self.0.prepare(&statement.sql)?;
            let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
            for (at, parameter) in statement.parameters.iter().enumerate() {
                match parameter {
                    Parameter::Text(text) => prepared.raw_bind_parameter(at + 1, text)?,
                    Parameter::Number(number) => prepared.raw_bind_parameter(at + 1, number)?,
                }
            }
            let mut rows = prepared.raw_query();
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let mut object = json!({});
                for (at, name) in names.iter().enumerate() {
                    object[name] = match row.get_ref(at)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(number) => number.into(),
                        // As the runtime gives it: a number.
                        ValueRef::Real(number) => (number as i64).into(),
                        text => text.as_str().unwrap().into(),
                    };
                }
                all.push(object);
            }
            Ok(all)
        };
        run().map_err(|error: rusqlite::Error| StoreError::Failed(error.to_string()))
    }
}

/// All that there is, at a moment.
pub(crate) struct World {
    pub(crate) store: Sqlite,
    pub(crate) setup: &'static Setup,
    pub(crate) now: i64,
    issuer: &'static str,
    seed: u64,
}

/// A browser with an attempt.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    pub(crate) cookie: String,
    pub(crate) view: Value,
}

impl Attempt {
    #[track_caller]
    pub(crate) fn text(&self, field: &str) -> &str {
        self.view[field].as_str().unwrap()
    }
}

pub(crate) fn secret(name: &str) -> Option<String> {
    match name {
        "SITE_SECRET" => Some(SECRET.to_owned()),
        "SERVER_TOKEN" => Some("server-token".to_owned()),
        _ => None,
    }
}

impl World {
    /// With so many codes in the pool.
    pub(crate) fn new(setup: &'static Setup, codes: usize) -> World {
        let store = Sqlite(rusqlite::Connection::open_in_memory().unwrap());
        for statement in SCHEMA {
            store.run(Statement::new(statement)).unwrap();
        }
        let mut world = World {
            store,
            setup,
            now: START,
            issuer: ISSUER,
            seed: 1,
        };
        let list: Vec<Value> = (0..codes)
            .map(|at| json!({"scene": format!("login.{at}"), "url": format!("http://weixin.qq.com/q/{at}")}))
            .collect();
        world.object(|object| object.add_codes(&Value::from(list).to_string()));
        world
    }

    fn with_provider<T>(&self, with: impl FnOnce(&Provider<'_>) -> T) -> T {
        with(&Provider {
            setup: self.setup,
            issuer: self.issuer,
            app_id: Some("wx0123456789abcdef"),
            account: "杭州小店",
            secret: &secret,
        })
    }

    /// Does something with the object.
    pub(crate) fn object<T>(
        &mut self,
        with: impl FnOnce(&mut Object<'_, Sqlite>) -> Result<T, StoreError>,
    ) -> T {
        self.seed += 1;
        // Not random, but never the same.
        let mut state = self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let random: Vec<u8> = (0..RANDOM_BYTES)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 24) as u8
            })
            .collect();
        self.with_provider(|provider| {
            with(&mut Object::new(&self.store, provider, self.now, &random)).unwrap()
        })
    }

    /// What a request for another issuer is answered with.
    pub(crate) fn ask_as(&mut self, issuer: &'static str, request: &Request) -> Value {
        self.issuer = issuer;
        self.ask(request)
    }

    /// What a request is answered with, as the border gets it.
    pub(crate) fn ask(&mut self, request: &Request) -> Value {
        let call = self.with_provider(|provider| check(request, provider));
        let answer = match call {
            Ok(call) => self.object(|object| object.answer(call, request)),
            Err(answer) => *answer,
        };
        serde_json::from_str(&answer.value().to_string()).unwrap()
    }

    /// Sends a visitor to sign in, from an address.
    #[track_caller]
    pub(crate) fn begin(&mut self, client: &Client, address: &str) -> Attempt {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", client.id)
            .append_pair("redirect_uri", client.redirect_uris[0])
            .append_pair("response_type", "code")
            .append_pair("scope", "openid profile email")
            .append_pair("state", "a state")
            .append_pair("nonce", "a nonce");
        if client.secret.is_none() {
            query
                .append_pair("code_challenge", CHALLENGE)
                .append_pair("code_challenge_method", "S256");
        }
        let answer = self.ask(&Request {
            address: address.to_owned(),
            agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36".to_owned(),
            place: "Hangzhou, CN".to_owned(),
            ..get("/authorize", &query.finish())
        });
        assert_eq!(answer["status"], 200, "{answer}");
        let cookie = header(&answer, "Set-Cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let view = answer["facts"].clone();
        Attempt {
            id: view["id"].as_str().unwrap().to_owned(),
            cookie,
            view,
        }
    }

    /// A request of the browser of an attempt.
    pub(crate) fn browse(&mut self, attempt: &Attempt, step: &str) -> Value {
        let method = if step == "/renew" { "POST" } else { "GET" };
        let path = format!("/login/attempt/{}{step}", attempt.id);
        self.ask(&Request {
            method: method.to_owned(),
            cookie: attempt.cookie.clone(),
            ..get(&path, "")
        })
    }

    pub(crate) fn stage(&mut self, attempt: &Attempt) -> String {
        self.browse(attempt, "/state")["json"]["stage"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The scene of the code that an attempt was lent.
    #[track_caller]
    pub(crate) fn scene(&self, attempt: &Attempt) -> String {
        attempt
            .text("url")
            .replace("http://weixin.qq.com/q/", "login.")
    }

    pub(crate) fn push(
        &mut self,
        openid: &str,
        kind: Kind,
        text: &str,
        created: i64,
        id: u64,
    ) -> Option<String> {
        let created = created as u64;
        self.object(|object| {
            object.push(&Push {
                openid,
                kind,
                text: text.into(),
                created,
                id,
            })
        })
    }

    pub(crate) fn scan(&mut self, openid: &str, scene: &str) -> Option<String> {
        self.push(openid, Kind::Scan, scene, self.now, 0)
    }

    pub(crate) fn say(&mut self, openid: &str, text: &str) -> Option<String> {
        self.seed += 1;
        self.push(openid, Kind::Text, text, self.now, self.seed)
    }

    /// Signs a visitor in as far as the code that the site gets.
    #[track_caller]
    pub(crate) fn signed_in(&mut self, client: &Client, openid: &str) -> (Attempt, String) {
        let attempt = self.begin(client, "192.0.2.1");
        self.scan(openid, &self.scene(&attempt)).unwrap();
        self.say(openid, attempt.text("number")).unwrap();
        let answer = self.browse(&attempt, "");
        assert_eq!(answer["status"], 303, "{answer}");
        let code = parameter(header(&answer, "Location"), "code").unwrap();
        (attempt, code)
    }

    /// How many rows a table has.
    pub(crate) fn rows(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        self.store.run(Statement::new(sql)).unwrap()[0]["n"]
            .as_i64()
            .unwrap()
    }
}

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// RFC 7636, appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) fn get(path: &str, query: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        origin: ISSUER.to_owned(),
        ..Request::default()
    }
}

pub(crate) fn post(path: &str, form: &[(&str, &str)]) -> Request {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    Request {
        method: "POST".to_owned(),
        body: body.finish(),
        ..get(path, "")
    }
}

#[track_caller]
pub(crate) fn header<'a>(answer: &'a Value, name: &str) -> &'a str {
    let headers = answer["headers"].as_array().unwrap();
    let found = headers.iter().find(|header| header[0] == name);
    found.unwrap_or_else(|| panic!("no {name}: {answer}"))[1]
        .as_str()
        .unwrap()
}

pub(crate) fn parameter(uri: &str, name: &str) -> Option<String> {
    let (_, query) = uri.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
