//! What holds for any text, any bytes and any request. `fuzz/` asks the same of what a fuzzer finds;
//! what it found is in the tables of the other tests.

mod oracle;
mod wechat_side;

use std::sync::LazyLock;

use oracle::reply::Written;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wechat_edge::callback::config::{Config, ConfigError};
use wechat_edge::callback::query::MAX_NONCE;
use wechat_edge::callback::{Answer, ContentType};
use wechat_edge::wechat::encryption::{AesKey, OpenError};
use wechat_edge::wechat::envelope::{EnvelopeError, Keys, SignedQuery};
use wechat_edge::wechat::reply::MAX_TEXT;
use wechat_edge::wechat::signature::Token;
use wechat_side::{
    AES_KEY, APP_ID, EVERYTHING, NONCE, OTHER_AES_KEY, PLAINTEXT, SAFE, TIMESTAMP, TOKEN,
};

type Configured = Result<Config, ConfigError>;

static UNSET: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(&[]));
static IN_PLAINTEXT: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(PLAINTEXT));
static IN_SAFE: LazyLock<Configured> = LazyLock::new(|| wechat_side::config(SAFE));

/// Text as users type it and as attackers do: Chinese, emoji, what ends CDATA, what XML forbids.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>(),
        2 => select(vec!['你', '好', '。', '👍', '\u{200D}', '\u{FE0F}', 'x', ' ']),
        2 => select(vec![']', '>', '<', '&', ';', '#', '!', '[', '"', '\'', '-']),
        1 => select(vec!['\0', '\u{8}', '\r', '\n', '\t', '\u{FFFE}', '\u{85}']),
    ];
    prop_oneof![
        4 => vec(character, 0..40).prop_map(String::from_iter),
        1 => "(\\]\\]>|\\]|>|\\r|\\n|\\x00){0,12}",
        1 => (".{1,3}", 600..2100_usize).prop_map(|(part, times)| part.repeat(times)),
        1 => Just("]]>".repeat(700)),
    ]
}

fn written() -> impl Strategy<Value = Written> {
    let texts = || text().boxed();
    prop_oneof![
        Just(Written::Nothing),
        text().prop_map(Written::Text),
        text().prop_map(Written::Image),
        text().prop_map(Written::Voice),
        [texts(), texts(), texts()].prop_map(Written::Video),
        [texts(), texts(), texts(), texts(), texts()].prop_map(Written::Music),
        vec([texts(), texts(), texts(), texts()], 0..11).prop_map(Written::News),
        proptest::option::of(text()).prop_map(Written::TransferCustomerService),
        Just(Written::TransferBizAiIvr),
    ]
}

/// Bytes that look more or less like a document.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"<xml>".to_vec()),
        Just(b"</xml>".to_vec()),
        Just(b"<MsgType>text</MsgType>".to_vec()),
        Just(b"<MsgType><![CDATA[event]]></MsgType>".to_vec()),
        Just(b"<ToUserName>a</ToUserName><FromUserName>b</FromUserName>".to_vec()),
        Just(b"<Event>SCAN</Event><EventKey>1</EventKey>".to_vec()),
        Just(b"<Content>".to_vec()),
        Just(b"</Content>".to_vec()),
        Just(b"<Encrypt>".to_vec()),
        Just(b"<![CDATA[".to_vec()),
        Just(b"]]>".to_vec()),
        text().prop_map(String::into_bytes),
        vec(any::<u8>(), 0..20),
    ];
    prop_oneof![
        2 => vec(any::<u8>(), 0..300),
        3 => vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

/// A message with this Content, which stays one element whatever it is.
fn message(content: &str) -> String {
    wechat_side::text_message(&content.replace("]]>", "]]]]><![CDATA[>"))
}

/// The answer as it was before it was sealed.
#[track_caller]
fn unsealed(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    if answer.headers == ContentType::Xml {
        let encrypt = wechat_side::element(&answer.body, "Encrypt");
        let signature = wechat_side::sign([TOKEN, TIMESTAMP, NONCE, &encrypt]);
        assert_eq!(
            wechat_side::element(&answer.body, "MsgSignature"),
            signature
        );
        let reply = wechat_side::open(AES_KEY, &encrypt, APP_ID).expect("a reply that opens");
        answer.body = String::from_utf8(reply).unwrap();
    }
    answer
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_was_sealed_opens_to_the_same(
        message in text(),
        app_id in "[a-z0-9]{0,40}",
        key in "[A-Za-z0-9+/]{43}",
        random: [u8; 16],
    ) {
        let aes_key = AesKey::new(&key).unwrap();
        let sealed = aes_key.seal(&message, &app_id, random);
        let opened = aes_key.open(&sealed, &app_id).unwrap();
        prop_assert_eq!(opened.message(), message.as_bytes());
        // WeChat opens it, too, and what WeChat sealed is opened.
        let theirs = wechat_side::open(&key, &sealed, &app_id);
        prop_assert_eq!(theirs.as_deref(), Some(message.as_bytes()));
        let theirs = wechat_side::seal(&key, message.as_bytes(), &app_id);
        let opened = aes_key.open(&theirs, &app_id).unwrap();
        prop_assert_eq!(opened.message(), message.as_bytes());
    }

    #[test]
    fn a_sealed_reply_is_an_envelope_that_opens(
        reply in text(),
        token in "[A-Za-z0-9]{3,32}",
        // A nonce that XML can carry.
        nonce in "[0-9a-zA-Z<>&\\]\"' 你👍]{0,10}",
        timestamp: u64,
        fresh: [u8; 8],
    ) {
        let keys = Keys {
            app_id: APP_ID.to_owned(),
            aes_keys: vec![AesKey::new(OTHER_AES_KEY).unwrap(), AesKey::new(AES_KEY).unwrap()],
        };
        let tokens = [Token::new("other").unwrap(), Token::new(&token).unwrap()];
        let encrypt = wechat_side::seal(AES_KEY, b"m", APP_ID);
        let msg_signature = wechat_side::sign([&token, TIMESTAMP, NONCE, &encrypt]);
        let signed = SignedQuery { timestamp: TIMESTAMP, nonce: NONCE, msg_signature: &msg_signature };
        let body = wechat_side::envelope(&encrypt);
        let (_, seal) = keys.open(&tokens, signed, body.as_bytes()).unwrap();

        let envelope = seal.seal(&reply, timestamp, &nonce, fresh);
        let timestamp = wechat_side::element(&envelope, "TimeStamp");
        let nonce_back = wechat_side::element(&envelope, "Nonce");
        prop_assert_eq!(&nonce_back, &nonce);
        let msg_signature = wechat_side::element(&envelope, "MsgSignature");
        let encrypt = wechat_side::element(&envelope, "Encrypt");
        prop_assert_eq!(
            &msg_signature,
            &wechat_side::sign([&token, &timestamp, &nonce, &encrypt])
        );
        let opened = wechat_side::open(AES_KEY, &encrypt, APP_ID);
        prop_assert_eq!(opened.as_deref(), Some(reply.as_bytes()));

        // WeChat opens it, but sent back here it is none of WeChat's: with either order of the keys.
        let signed = SignedQuery {
            timestamp: &timestamp,
            nonce: &nonce,
            msg_signature: &msg_signature,
        };
        let own_reply = EnvelopeError::Open(OpenError::OwnReply);
        let refused = keys.open(&tokens, signed, envelope.as_bytes()).err();
        prop_assert_eq!(refused, Some(own_reply));
        let mut rotated = keys;
        rotated.aes_keys.reverse();
        let refused = rotated.open(&tokens, signed, envelope.as_bytes()).err();
        prop_assert_eq!(refused, Some(own_reply));
    }

    #[test]
    fn a_reply_says_exactly_what_was_written(
        written in written(),
        visitor in text(),
        account in text(),
        time: u64,
        to_event: bool,
    ) {
        oracle::reply::compare(&written, &visitor, &account, time, to_event);
    }

    #[test]
    fn a_text_comes_back_less_what_xml_forbids(content in text()) {
        let content = content.get(..content.floor_char_boundary(MAX_TEXT)).unwrap();
        let answer = wechat_side::push(&message(content));
        let expected = oracle::reply::readable(content);
        if expected.is_empty() {
            prop_assert_eq!(answer.body, "success");
        } else {
            prop_assert_eq!(wechat_side::element(&answer.body, "Content"), expected);
        }
    }

    #[test]
    fn any_request_gets_an_answer(
        method in prop_oneof![Just("GET".to_owned()), Just("POST".to_owned()), ".{0,8}"],
        path in prop_oneof![3 => Just("/wechat".to_owned()), 1 => ".{0,12}"],
        query in prop_oneof![
            ".{0,80}",
            "((signature|msg_signature|timestamp|nonce|echostr|[a-z]{0,3})=[0-9a-f%+]{0,12}&?){0,9}",
        ],
        body in bytes(),
    ) {
        for config in [&*UNSET, &*IN_PLAINTEXT, &*IN_SAFE] {
            let answer = wechat_side::send(config, &method, &path, &query, &body);
            wechat_side::assert_is_an_answer(&answer);
            // None of them is signed.
            prop_assert_ne!(answer.status, 200);
        }
    }

    #[test]
    fn any_signed_body_gets_an_answer_and_the_same_when_it_is_sealed(body in bytes()) {
        let query = wechat_side::signed(TOKEN, TIMESTAMP, NONCE);
        let plain = wechat_side::post(&IN_PLAINTEXT, &query, &body);
        wechat_side::assert_is_an_answer(&plain);

        let encrypt = wechat_side::seal(AES_KEY, &body, APP_ID);
        let sealed = wechat_side::push_encrypt(SAFE, &encrypt);
        wechat_side::assert_is_an_answer(&sealed);
        prop_assert_eq!(unsealed(&sealed), plain);
    }

    #[test]
    fn any_message_gets_a_reply_that_wechat_can_read_whatever_the_rules(
        msg_type in select(vec!["text", "voice", "location", "image", "event", "unknown"]),
        event in select(vec!["SCAN", "subscribe", "CLICK", "VIEW", "unknown"]),
        start in select(vec!["", "qrscene_", "store-", "qrscene_store-", "order/a/", "SONG_", "订单1", "人工"]),
        value in text(),
    ) {
        let value = (start.to_owned() + &value).replace("]]>", "]]]]><![CDATA[>");
        let mut body = format!("<xml><MsgType>{msg_type}</MsgType><Event>{event}</Event>");
        for element in [
            "ToUserName", "FromUserName", "Content", "Recognition", "EventKey", "Ticket", "Label",
            "Location_X", "Location_Y",
        ] {
            body += &format!("<{element}><![CDATA[{value}]]></{element}>");
        }
        let answer = wechat_side::push_by(&EVERYTHING, (body + "</xml>").as_bytes());
        wechat_side::assert_is_an_answer(&answer);
        if answer.headers == ContentType::Xml {
            let document = roxmltree::Document::parse(&answer.body).unwrap();
            let content = document.descendants().find(|node| node.has_tag_name("Content"));
            let length = content.and_then(|content| content.text()).map_or(0, str::len);
            prop_assert!(length <= MAX_TEXT);
        }
    }

    #[test]
    fn any_text_of_encrypt_gets_an_answer_although_it_is_signed(
        encrypt in prop_oneof!["[A-Za-z0-9+/]{0,200}={0,3}", "[ -~&&[^\\]]]{0,60}"],
    ) {
        let answer = wechat_side::push_encrypt(SAFE, &encrypt);
        wechat_side::assert_is_an_answer(&answer);
        prop_assert_eq!(answer.status, 403);
    }

    #[test]
    fn any_plaintext_gets_an_answer_although_it_is_sealed(
        mut plaintext in vec(any::<u8>(), 1..200),
        padding in proptest::option::of(0..40_u8),
    ) {
        plaintext.resize(plaintext.len().next_multiple_of(32), padding.unwrap_or(7));
        let ciphertext = wechat_side::encrypt(AES_KEY, plaintext);
        let encrypt = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, ciphertext);
        let answer = wechat_side::push_encrypt(SAFE, &encrypt);
        wechat_side::assert_is_an_answer(&answer);
        let opened = wechat_side::open(AES_KEY, &encrypt, APP_ID);
        prop_assert_eq!(answer.status == 403, opened.is_none());
    }

    #[test]
    fn a_signature_fits_its_own_parts_and_no_others(
        token in "[A-Za-z0-9]{3,32}",
        timestamp in "[0-9]{10}",
        nonce in ".{0,10}",
        other in ".{1,12}",
    ) {
        let (token, timestamp, nonce) = (&*token, &*timestamp, &*nonce);
        let signature = Token::new(token).unwrap().sign(timestamp, nonce);
        prop_assert!(signature.matches(&wechat_side::sign([token, timestamp, nonce])));
        prop_assume!(other != token);
        // The parts have no separators: other parts of the same letters are the same.
        let sorted = |token: &str| {
            let mut parts = [token, timestamp, nonce];
            parts.sort_unstable();
            parts.concat()
        };
        prop_assume!(sorted(&other) != sorted(token));
        prop_assert!(!signature.matches(&wechat_side::sign([&other, timestamp, nonce])));
    }

    #[test]
    fn any_signed_query_verifies_the_url(
        nonce in "[^&=%+#]{0,10}",
        echostr in text(),
        others in vec("k[0-9]{8}", 0..4),
    ) {
        prop_assume!(nonce.len() <= MAX_NONCE);
        let mut unique = others.clone();
        unique.sort();
        unique.dedup();
        prop_assume!(unique.len() == others.len());
        let signature = wechat_side::sign([TOKEN, TIMESTAMP, &nonce]);
        let others: String = others.iter().map(|key| format!("{key}=v&")).collect();
        let encode = |text: &str| -> String {
            text.bytes().map(|byte| format!("%{byte:02X}")).collect()
        };
        let query = format!(
            "{others}signature={signature}&nonce={}&timestamp={TIMESTAMP}&echostr={}",
            encode(&nonce),
            encode(&echostr),
        );
        for config in [&*IN_PLAINTEXT, &*IN_SAFE] {
            let answer = wechat_side::get(config, &query);
            prop_assert_eq!((answer.status, &answer.body), (200, &echostr));
        }
    }
}
