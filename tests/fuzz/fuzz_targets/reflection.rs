//! Any bytes as a reply: what is sealed here opens for WeChat, and never here, whichever parts of it
//! are called the nonce, the timestamp and `Encrypt`.
//! Seeds: `tests/samples`.
#![no_main]

#[path = "../../wechat_side/mod.rs"]
mod wechat_side;

use std::sync::LazyLock;

use wechat_edge::wechat::encryption::{AesKey, OpenError};
use wechat_edge::wechat::envelope::{EnvelopeError, Keys, SignedQuery};
use wechat_edge::wechat::signature::Token;
use wechat_side::{AES_KEY, APP_ID, NONCE, OTHER_AES_KEY, TIMESTAMP, TOKEN};

static TOKENS: LazyLock<Vec<Token>> = LazyLock::new(|| Token::new(TOKEN).into_iter().collect());
/// Before, during and after a rotation.
static ROTATION: LazyLock<[Keys; 4]> = LazyLock::new(|| {
    let keys: [&[&str]; 4] = [
        &[AES_KEY],
        &[AES_KEY, OTHER_AES_KEY],
        &[OTHER_AES_KEY, AES_KEY],
        &[AES_KEY, AES_KEY],
    ];
    keys.map(|keys| Keys {
        app_id: APP_ID.to_owned(),
        aes_keys: keys.iter().filter_map(|key| AesKey::new(key)).collect(),
    })
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((fresh, rest)) = bytes.split_first_chunk() else {
        return;
    };
    let reply = String::from_utf8_lossy(rest);

    // What the reply is sealed with is what opened the push.
    let encrypt = wechat_side::seal(AES_KEY, b"m", APP_ID);
    let msg_signature = wechat_side::sign([TOKEN, TIMESTAMP, NONCE, &encrypt]);
    let push = SignedQuery {
        timestamp: TIMESTAMP,
        nonce: NONCE,
        msg_signature: &msg_signature,
    };
    let push_body = wechat_side::envelope(&encrypt);
    for sealing in &*ROTATION {
        let (_, seal) = sealing.open(&TOKENS, push, push_body.as_bytes()).unwrap();
        let envelope = seal.seal(&reply, 1_735_700_000, NONCE, *fresh);
        let encrypt = wechat_side::element(&envelope, "Encrypt");
        assert_eq!(
            wechat_side::open(AES_KEY, &encrypt, APP_ID).as_deref(),
            Some(reply.as_bytes())
        );
        let msg_signature = wechat_side::element(&envelope, "MsgSignature");
        for keys in &*ROTATION {
            let signed = SignedQuery {
                timestamp: TIMESTAMP,
                nonce: NONCE,
                msg_signature: &msg_signature,
            };
            let refused = keys.open(&TOKENS, signed, envelope.as_bytes()).err();
            assert_eq!(refused, Some(EnvelopeError::Open(OpenError::OwnReply)));
        }
        // Other cuts of what is signed. The parts are sorted, so most of them do not fit.
        let mut parts = [TOKEN, TIMESTAMP, NONCE, &encrypt];
        parts.sort_unstable();
        let joined = parts.concat().replacen(TOKEN, "", 1);
        for first in 0..joined.len().min(64) {
            for second in [first + 10, first + 20, joined.len().saturating_sub(10)] {
                let (Some(a), Some(b), Some(c)) =
                    (joined.get(..first), joined.get(first..second), joined.get(second..))
                else {
                    continue;
                };
                for [timestamp, nonce, encrypt] in [[a, b, c], [b, a, c], [a, c, b], [c, a, b]] {
                    if nonce.len() > 43 || timestamp.len() != 10 {
                        continue;
                    }
                    let signed = SignedQuery {
                        timestamp,
                        nonce,
                        msg_signature: &msg_signature,
                    };
                    let body = wechat_side::envelope(encrypt);
                    for keys in &*ROTATION {
                        assert!(keys.open(&TOKENS, signed, body.as_bytes()).is_err());
                    }
                }
            }
        }
    }
});
