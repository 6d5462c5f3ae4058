//! What a message costs natively, step by step: `cargo bench -p bench`.
//!
//! Times depend on the machine, so read them beside the yardsticks of the same run: checking that
//! the body is UTF-8, which every parser must, and parsing it with another parser.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop at a fault")]

use std::fmt::Write;

use divan::{Bencher, black_box};
use wechat_edge::callback::config::{Config, ConfigError, Setting};
use wechat_edge::callback::dispatch::Nobody;
use wechat_edge::callback::{Account, Answer, Head, answer};
use wechat_edge::context::Offline;
use wechat_edge::rules::{Rules, parse};
use wechat_edge::wechat::encryption::AesKey;
use wechat_edge::wechat::envelope::{Keys, SignedQuery};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::signature::Token;
use wechat_edge::wechat::xml::{Document, Strictness};

#[path = "../shipped/mod.rs"]
mod shipped;
use shipped::RULES;

const TOKEN: &str = "token";
const AES_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const APP_ID: &str = "wx2c2769f8efd9abc2";
const TIMESTAMP: &str = "1735700140";
const NOW: u64 = 1_735_700_140;
const NONCE: &str = "1320562132";
const RANDOM: [u8; 16] = *b"707722b803182950";
const FRESH: [u8; 8] = *b"707722b8";

/// A follower by QR code.
const EVENT: &str = include_str!("../samples/event_subscribe_qrscene_int.xml");

fn main() {
    divan::main();
}

#[divan::bench_group]
mod yardstick {
    use super::*;

    #[divan::bench]
    fn utf8(bencher: Bencher<'_, '_>) {
        bencher.bench(|| std::str::from_utf8(black_box(EVENT.as_bytes())).is_ok());
    }

    #[divan::bench]
    fn roxmltree(bencher: Bencher<'_, '_>) {
        bencher.bench(|| roxmltree::Document::parse(black_box(EVENT)).is_ok());
    }
}

#[divan::bench_group]
mod step {
    use super::*;

    #[divan::bench]
    fn signature(bencher: Bencher<'_, '_>) {
        let token = Token::new(TOKEN).unwrap();
        let given = token.sign(TIMESTAMP, NONCE);
        bencher.bench(|| {
            let signature = token.sign(black_box(TIMESTAMP), black_box(NONCE));
            signature.matches(given.as_str())
        });
    }

    #[divan::bench]
    fn parse(bencher: Bencher<'_, '_>) {
        bencher.bench(|| {
            Document::parse(black_box(EVENT.as_bytes()), Strictness::Message).map(|_| ())
        });
    }

    #[divan::bench]
    fn open(bencher: Bencher<'_, '_>) {
        let (keys, tokens) = keys();
        let (envelope, msg_signature) = sealed();
        let signed = SignedQuery {
            timestamp: TIMESTAMP,
            nonce: NONCE,
            msg_signature: &msg_signature,
        };
        bencher.bench(|| {
            keys.open(&tokens, signed, black_box(envelope.as_bytes()))
                .is_ok()
        });
    }

    #[divan::bench]
    fn seal(bencher: Bencher<'_, '_>) {
        let (keys, tokens) = keys();
        let (envelope, msg_signature) = sealed();
        let signed = SignedQuery {
            timestamp: TIMESTAMP,
            nonce: NONCE,
            msg_signature: &msg_signature,
        };
        let (_, seal) = keys.open(&tokens, signed, envelope.as_bytes()).unwrap();
        bencher.bench(|| seal.seal(black_box(EVENT), NOW, NONCE, FRESH));
    }

    /// A scan among so many rules about one scene each: found by its scene, so 1,000 rules should
    /// cost no more than 10 do.
    #[divan::bench(args = [10, 1_000])]
    fn dispatch_exact(bencher: Bencher<'_, '_>, rules: usize) {
        dispatch(bencher, rules, "store-");
    }

    /// A scan that so many patterns are tried on, of which the last fits: linear in their number.
    #[divan::bench(args = [10, 1_000])]
    fn dispatch_patterns(bencher: Bencher<'_, '_>, rules: usize) {
        dispatch(bencher, rules, "{name}-");
    }

    fn dispatch(bencher: Bencher<'_, '_>, rules: usize, scene: &str) {
        let rules = read(rules, scene);
        let scene = format!("qrscene_store-{}", rules.all.len() - 1);
        let event = EVENT.replace("qrscene_40021", &scene);
        assert!(event.contains(&scene), "the sample has another scene now");
        let document = Document::parse(event.as_bytes(), Strictness::Message).unwrap();
        let message = Message::read(&document).unwrap();
        assert_eq!(rules.reply(&message).msg_type(), Some("text"));
        bencher.bench(|| rules.reply(black_box(&message)));
    }

    /// The slowest expressions that a file may have, each as large as it may become, on the longest
    /// text that a push may have. Less than 5 ms each: the bound was chosen so (rules/parse/text.rs).
    #[divan::bench(args = ["(?<x>.{1,#})!", "(?<x>.?){#}!", ".*", "(?<x>)(a|b){#}!"])]
    fn dispatch_expression(bencher: Bencher<'_, '_>, expression: &str) {
        let largest = |n: usize| {
            let pattern = match expression {
                ".*" => expression.repeat(n) + "!",
                _ => expression.replace('#', &n.to_string()),
            };
            let when = format!("{{ message = \"text\", matches = '{pattern}' }}");
            parse::read(&format!("[[rule]]\nwhen = {when}\nreply = \"好\"\n")).ok()
        };
        let rules = (1..100).rev().find_map(largest).unwrap();
        let text = format!(
            "<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName>\
             <MsgType>text</MsgType><Content>{}</Content></xml>",
            "a".repeat(8 * 1024)
        );
        let document = Document::parse(text.as_bytes(), Strictness::Message).unwrap();
        let message = Message::read(&document).unwrap();
        bencher.bench(|| rules.find(black_box(&message)).is_none());
    }

    fn read(count: usize, scene: &str) -> Rules {
        let mut toml = String::new();
        for rule in 0..count {
            writeln!(
                toml,
                "[[rule]]\nwhen = {{ scan = \"{scene}{rule}\" }}\nreply = \"欢迎\""
            )
            .unwrap();
        }
        parse::read(&toml).unwrap()
    }
}

/// From a request to its answer.
#[divan::bench_group]
mod pipeline {
    use super::*;

    #[divan::bench]
    fn plaintext(bencher: Bencher<'_, '_>) {
        run(bencher, &[], &signed(), EVENT);
    }

    #[divan::bench]
    fn safe(bencher: Bencher<'_, '_>) {
        let variables = [("WECHAT_AES_KEY", AES_KEY), ("WECHAT_APP_ID", APP_ID)];
        let (envelope, msg_signature) = sealed();
        let query = format!("{}&msg_signature={msg_signature}", signed());
        run(bencher, &variables, &query, &envelope);
    }

    /// A body of so many KiB: linear in its length.
    #[divan::bench(args = [1, 4, 16, 60])]
    fn body_of_kib(bencher: Bencher<'_, '_>, kib: usize) {
        // No value may be longer than 8 KiB.
        let field = format!("<Other>{}</Other>", "长".repeat(336));
        let body = EVENT.replace("<Event>", &format!("{}<Event>", field.repeat(kib)));
        run(bencher, &[], &signed(), &body);
    }

    fn run(bencher: Bencher<'_, '_>, variables: &[(&str, &str)], query: &str, body: &str) {
        let config = config(variables);
        let offline = Offline::new(NOW).with_random(|| FRESH);
        let account = Account {
            config: &config,
            handler: &Nobody,
            rules: &RULES,
        };
        let answer = || -> Answer {
            let head = Head {
                method: "POST",
                path: "/wechat",
                query: black_box(query),
            };
            let body = black_box(body.as_bytes());
            offline
                .run(answer(&head, body, &account, &offline, NOW * 1000))
                .unwrap()
        };
        assert_eq!(answer().log, None);
        bencher.bench_local(answer);
    }
}

fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(|name| {
        let mut all = variables.iter().chain(&[("WECHAT_TOKEN", TOKEN)]);
        match all.find(|(other, _)| *other == name) {
            Some((_, value)) => Setting::Text((*value).to_owned()),
            None => Setting::Absent,
        }
    })
}

/// A query as WeChat's.
fn signed() -> String {
    let signature = Token::new(TOKEN).unwrap().sign(TIMESTAMP, NONCE);
    let signature = signature.as_str();
    format!(
        "signature={signature}&timestamp={TIMESTAMP}&nonce={NONCE}\
         &openid=oia2TjuEGTNoeX76QEjQNrcURxG8&encrypt_type=aes"
    )
}

fn keys() -> (Keys, [Token; 1]) {
    let keys = Keys {
        app_id: APP_ID.to_owned(),
        aes_keys: vec![AesKey::new(AES_KEY).unwrap()],
    };
    (keys, [Token::new(TOKEN).unwrap()])
}

/// The event in an envelope, and its `msg_signature`.
fn sealed() -> (String, String) {
    let encrypt = AesKey::new(AES_KEY).unwrap().seal(EVENT, APP_ID, RANDOM);
    let signature = Token::new(TOKEN)
        .unwrap()
        .sign_encrypted(TIMESTAMP, NONCE, &encrypt);
    let envelope = format!(
        "<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>\
         <Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    );
    (envelope, signature.as_str().to_owned())
}
