//! The project's own pipeline behind HTTP, and ways to spoil it.

use std::time::{SystemTime, UNIX_EPOCH};

use wechat_edge::callback::config::{Config, ConfigError, Setting};
use wechat_edge::callback::dispatch::Nobody;
use wechat_edge::callback::{self, Account, Head};
use wechat_edge::context::Offline;
use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::envelope::{Keys, SignedQuery};
use wechat_edge::wechat::signature::Token;

use crate::server::{Request, Response, Server};

#[path = "../shipped/mod.rs"]
mod shipped;

pub(crate) const TOKEN: &str = "MadeUpToken2026";
/// The last character has spare bits set, as many that WeChat makes up.
pub(crate) const AES_KEY: &str = "kM3vX8pQ2rT7yW1zA6bC9dE4fG5hJ0nL8sU2iO7aBcF";
pub(crate) const APP_ID: &str = "wx2c2769f8efd9abc2";

/// The arguments that go with [`PLAIN`] and [`SAFE`].
pub(crate) const WITH_TOKEN: [&str; 2] = ["--token", TOKEN];
pub(crate) const WITH_KEY: [&str; 6] = ["--token", TOKEN, "--aes-key", AES_KEY, "--app-id", APP_ID];

/// Variables of a Worker in plaintext mode.
pub(crate) const PLAIN: &[(&str, &str)] = &[("WECHAT_TOKEN", TOKEN)];

/// Variables of a Worker in safe or compatible mode.
pub(crate) const SAFE: &[(&str, &str)] = &[
    ("WECHAT_TOKEN", TOKEN),
    ("WECHAT_AES_KEY", AES_KEY),
    ("WECHAT_APP_ID", APP_ID),
];

/// A Worker's variables and secrets.
pub(crate) type Variables = &'static [(&'static str, &'static str)];

pub(crate) fn config(variables: Variables) -> Result<Config, ConfigError> {
    Config::read(|name| {
        let variable = variables.iter().find(|(known, _)| *known == name);
        match variable {
            Some((_, value)) => Setting::Text((*value).to_owned()),
            None => Setting::Absent,
        }
    })
}

pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// The pipeline's answer at a time.
pub(crate) fn answer(
    request: &Request,
    config: &Result<Config, ConfigError>,
    now: u64,
) -> Response {
    let head = Head {
        method: &request.method,
        path: &request.path,
        query: &request.query,
    };
    let account = Account {
        config,
        handler: &Nobody,
        rules: &shipped::RULES,
    };
    let offline = Offline::new(now).with_random(|| [7; 8]);
    let exchange = callback::answer(&head, &request.body, &account, &offline, now * 1000);
    let answer = offline.run(exchange).unwrap();
    let headers = answer.headers.list().iter();
    headers.fold(
        Response::new(answer.status, answer.body),
        |response, (name, value)| response.with(name, *value),
    )
}

/// A Worker that is as it should be.
pub(crate) fn worker(variables: Variables) -> Server {
    let config = config(variables);
    Server::start(move |request| answer(request, &config, now()).into())
}

/// A Worker whose answers are spoilt where `spoil` says so.
pub(crate) fn spoilt_worker(
    variables: Variables,
    spoil: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static,
) -> Server {
    let config = config(variables);
    Server::start(move |request| {
        let usual = || answer(request, &config, now());
        spoil(request).unwrap_or_else(usual).into()
    })
}

/// A Worker that checks as it should, but replies this to each message.
pub(crate) fn replying(variables: Variables, reply: impl Into<String>) -> Server {
    let reply = reply.into();
    let config = config(variables);
    Server::start(move |request| {
        let usual = answer(request, &config, now());
        match (&*request.method, usual.status) {
            ("POST", 200) => Response::new(200, reply.clone()).into(),
            _ => usual.into(),
        }
    })
}

/// The message in a request of safe mode, opened with the library's own code.
pub(crate) fn opened(request: &Request) -> String {
    let keys = Keys {
        app_id: APP_ID.to_owned(),
        aes_keys: vec![AesKey::new(AES_KEY).unwrap()],
    };
    let tokens = [Token::new(TOKEN).unwrap()];
    let [timestamp, nonce, msg_signature] =
        ["timestamp", "nonce", "msg_signature"].map(|name| request.parameter(name));
    let signed = SignedQuery {
        timestamp: &timestamp,
        nonce: &nonce,
        msg_signature: &msg_signature,
    };
    let (opened, _) = keys.open(&tokens, signed, &request.body).unwrap();
    String::from_utf8(opened.message().to_vec()).unwrap()
}

/// A reply's XML with the right ids; `rest` follows the CreateTime.
pub(crate) fn reply(rest: &str) -> String {
    reply_with("oWechatEdgeVisitor0000000001", "1700000000", rest)
}

pub(crate) fn reply_with(to: &str, create_time: &str, rest: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[{to}]]></ToUserName>\
         <FromUserName><![CDATA[gh_0a1b2c3d4e5f]]></FromUserName>\
         <CreateTime>{create_time}</CreateTime>{rest}</xml>"
    )
}

/// A sealed reply, made with these credentials.
pub(crate) fn sealed(xml: &str, token: &str, aes_key: &str, app_id: &str) -> String {
    let encrypt = AesKey::new(aes_key).unwrap().seal(xml, app_id, [7; 16]);
    let signature = Token::new(token)
        .unwrap()
        .sign_encrypted("1700000000", "1", &encrypt);
    format!(
        "<xml><Encrypt>{encrypt}</Encrypt><MsgSignature>{}</MsgSignature>\
         <TimeStamp>1700000000</TimeStamp><Nonce>1</Nonce></xml>",
        signature.as_str()
    )
}
