//! The worked examples of WeChat's pages, both ways: signatures, opening, and sealing with the same
//! random bytes to exactly the same ciphertext. Each is held against `src/` and against
//! `tests/wechat_side`, which stands for WeChat in the other tests.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wechat_edge::callback::ContentType;
use wechat_edge::wechat::encryption::{AesKey, OpenError};
use wechat_edge::wechat::envelope::{Keys, SignedQuery};
use wechat_edge::wechat::signature::Token;

use crate::wechat_side::{self, config, element, get, log, post};

/// One example: its fields, all of them texts.
struct Vector {
    name: String,
    fields: Value,
}

impl Vector {
    fn find(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    #[track_caller]
    fn get(&self, field: &str) -> &str {
        self.find(field)
            .unwrap_or_else(|| panic!("{} has no {field}", self.name))
    }

    fn number(&self, field: &str) -> usize {
        self.get(field).parse().unwrap()
    }

    fn token(&self) -> Token {
        Token::new(self.get("token")).unwrap()
    }

    fn aes_key(&self) -> AesKey {
        AesKey::new(self.get("encoding_aes_key")).unwrap()
    }

    fn random(&self) -> [u8; 16] {
        self.get("random").as_bytes().try_into().unwrap()
    }

    /// The variables of the Worker that this example is for. It is long ago.
    fn variables(&self) -> Vec<(&str, &str)> {
        let tolerance = [("WECHAT_TIMESTAMP_TOLERANCE", "0")];
        let secrets = [
            ("WECHAT_TOKEN", self.find("token")),
            ("WECHAT_AES_KEY", self.find("encoding_aes_key")),
            ("WECHAT_APP_ID", self.find("appid")),
        ];
        let secrets = secrets
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        tolerance.into_iter().chain(secrets).collect()
    }
}

fn vectors() -> Vec<Vector> {
    let file: Value = serde_json::from_str(include_str!("official.json")).unwrap();
    let vectors = file["vectors"].as_object().unwrap();
    assert_eq!(vectors.len(), 7);
    vectors
        .iter()
        .map(|(name, fields)| Vector {
            name: name.clone(),
            fields: fields.clone(),
        })
        .collect()
}

#[track_caller]
fn vector(name: &str) -> Vector {
    let mut vectors = vectors().into_iter();
    vectors.find(|vector| vector.name == name).unwrap()
}

/// The examples with a ciphertext.
fn sealed() -> Vec<Vector> {
    let sealed = vectors().into_iter();
    let sealed: Vec<_> = sealed
        .filter(|vector| vector.find("encrypt").is_some())
        .collect();
    assert_eq!(sealed.len(), 5);
    sealed
}

#[test]
fn the_signatures_are_those_of_the_pages() {
    let mut signatures = 0;
    for vector in vectors() {
        let (timestamp, nonce) = (vector.get("timestamp"), vector.get("nonce"));
        if let Some(signature) = vector.find("signature") {
            let ours = vector.token().sign(timestamp, nonce);
            assert_eq!(ours.as_str(), signature, "{}", vector.name);
            assert!(ours.matches(signature));
            let parts = [vector.get("token"), timestamp, nonce];
            assert_eq!(wechat_side::sign(parts), signature);
            signatures += 1;
        }
        if let Some(msg_signature) = vector.find("msg_signature") {
            let encrypt = vector.get("encrypt");
            let ours = vector.token().sign_encrypted(timestamp, nonce, encrypt);
            assert_eq!(ours.as_str(), msg_signature, "{}", vector.name);
            let parts = [vector.get("token"), timestamp, nonce, encrypt];
            assert_eq!(wechat_side::sign(parts), msg_signature);
            signatures += 1;
        }
    }
    assert_eq!(signatures, 5 + 5);
}

#[test]
fn the_ciphertexts_open_to_the_messages() {
    for vector in sealed() {
        let (encrypt, app_id) = (vector.get("encrypt"), vector.get("appid"));
        let opened = vector.aes_key().open(encrypt, app_id).unwrap();
        assert_eq!(opened.message(), vector.get("message").as_bytes());
        assert_eq!(opened.message().len(), vector.number("msg_len"));

        let key = vector.get("encoding_aes_key");
        let theirs = wechat_side::open(key, encrypt, app_id);
        assert_eq!(theirs.as_deref(), Some(opened.message()));
    }
}

#[test]
fn the_messages_seal_to_exactly_the_ciphertexts() {
    for vector in sealed() {
        let (message, app_id) = (vector.get("message"), vector.get("appid"));
        let encrypt = vector.aes_key().seal(message, app_id, vector.random());
        assert_eq!(encrypt, vector.get("encrypt"), "{}", vector.name);

        let mut frame = wechat_side::frame(message.as_bytes(), app_id);
        frame[..16].copy_from_slice(&vector.random());
        let padded = wechat_side::pad(frame.clone());
        assert_eq!(padded.len() - frame.len(), vector.number("pad"));
    }
}

#[test]
fn the_envelopes_open_and_the_reply_is_sealed_alike() {
    for vector in sealed() {
        let keys = Keys {
            app_id: vector.get("appid").to_owned(),
            aes_keys: vec![vector.aes_key()],
        };
        let tokens = [vector.token()];
        let signed = SignedQuery {
            timestamp: vector.get("timestamp"),
            nonce: vector.get("nonce"),
            msg_signature: vector.get("msg_signature"),
        };
        let body = wechat_side::envelope(vector.get("encrypt"));
        let (opened, seal) = keys.open(&tokens, signed, body.as_bytes()).unwrap();
        assert_eq!(opened.message(), vector.get("message").as_bytes());

        // The envelope of the reply pages: the same message back, at the same time.
        let timestamp = vector.get("timestamp");
        let nonce = vector.get("nonce");
        let random = vector.random();
        let fresh = *random.first_chunk().unwrap();
        let message = vector.get("message");
        let reply = seal.seal(message, timestamp.parse().unwrap(), nonce, fresh);
        let encrypt = element(&reply, "Encrypt");
        // The page's ciphertext, but for the mark in the random bytes.
        let key = vector.get("encoding_aes_key");
        let mut plaintext = wechat_side::decrypt(key, STANDARD.decode(&encrypt).unwrap());
        plaintext[8..16].copy_from_slice(&random[8..]);
        let unmarked = STANDARD.encode(wechat_side::encrypt(key, plaintext));
        assert_eq!(unmarked, vector.get("encrypt"));
        let parts = [vector.get("token"), timestamp, nonce, &encrypt];
        assert_eq!(element(&reply, "MsgSignature"), wechat_side::sign(parts));
        assert_eq!(element(&reply, "TimeStamp"), timestamp);
        assert_eq!(element(&reply, "Nonce"), nonce);
    }
}

#[test]
fn another_account_opens_none_of_them() {
    for vector in sealed() {
        let opened = vector
            .aes_key()
            .open(vector.get("encrypt"), "wx0000000000000000");
        assert_eq!(opened.err(), Some(OpenError::AppId), "{}", vector.name);
    }
}

#[test]
fn v1_is_answered_with_its_echostr() {
    let vector = vector("V1");
    let [signature, timestamp, nonce, echostr] =
        ["signature", "timestamp", "nonce", "echostr"].map(|field| vector.get(field));
    let answer = get(
        &config(&vector.variables()),
        &format!("signature={signature}&timestamp={timestamp}&nonce={nonce}&echostr={echostr}"),
    );
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, "4375120948345356249")
    );
}

#[test]
fn v2_lets_a_message_in() {
    let vector = vector("V2");
    let [signature, timestamp, nonce] =
        ["signature", "timestamp", "nonce"].map(|field| vector.get(field));
    let answer = post(
        &config(&vector.variables()),
        &format!("signature={signature}&timestamp={timestamp}&nonce={nonce}"),
        wechat_side::text_message("hello").as_bytes(),
    );
    assert_eq!(element(&answer.body, "Content"), "hello");
}

/// Pushes an example as WeChat does.
fn push(vector: &Vector) -> wechat_edge::callback::Answer {
    let [signature, msg_signature, timestamp, nonce] =
        ["signature", "msg_signature", "timestamp", "nonce"].map(|field| vector.get(field));
    post(
        &config(&vector.variables()),
        &format!(
            "signature={signature}&timestamp={timestamp}&nonce={nonce}&openid=o\
             &encrypt_type=aes&msg_signature={msg_signature}"
        ),
        wechat_side::envelope(vector.get("encrypt")).as_bytes(),
    )
}

#[test]
fn v7_is_answered_in_an_envelope() {
    let vector = vector("V7");
    let answer = push(&vector);
    assert_eq!((answer.status, answer.headers), (200, ContentType::Xml));
    let encrypt = element(&answer.body, "Encrypt");
    let key = vector.get("encoding_aes_key");
    let reply = wechat_side::open(key, &encrypt, vector.get("appid")).unwrap();
    let reply = String::from_utf8(reply).unwrap();
    assert_eq!(element(&reply, "Content"), "abcdteT");
    assert_eq!(
        element(&reply, "ToUserName"),
        "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
    );
}

#[test]
fn v5_is_an_event_that_is_answered_with_success() {
    let answer = push(&vector("V5"));
    assert_eq!((answer.status, answer.body.as_str()), (200, "success"));
}

#[test]
fn v3_is_json_which_official_accounts_do_not_send() {
    let answer = push(&vector("V3"));
    assert_eq!(answer.status, 400);
    assert_eq!(
        log(&answer),
        "there is content outside the root element at byte 0"
    );
}
