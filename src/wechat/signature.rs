//! The signature over a request: SHA-1 of the sorted parts, in lower-case hexadecimal
//! (PROTOCOL.md, section A).

use std::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// The Token that the owner typed into WeChat's admin page. Never empty, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token, or `None` where the text is empty: an empty token would let anybody sign.
    pub fn new(token: &str) -> Option<Token> {
        (!token.is_empty()).then(|| Token(token.to_owned()))
    }

    /// `signature`: over the token, the timestamp and the nonce.
    pub fn sign(&self, timestamp: &str, nonce: &str) -> Signature {
        Signature::over([&self.0, timestamp, nonce])
    }

    /// `msg_signature`: over the token, the timestamp, the nonce and the text of `Encrypt`.
    pub fn sign_encrypted(&self, timestamp: &str, nonce: &str, encrypt: &str) -> Signature {
        Signature::over([&self.0, timestamp, nonce, encrypt])
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A signature that was computed here.
///
/// ```
/// use wechat_edge::wechat::signature::Token;
///
/// // The worked example of WeChat's page on push configuration.
/// let signature = Token::new("AAAAA").unwrap().sign("1714036504", "1514711492");
/// assert!(signature.matches("f464b24fc39322e44b38aa78f5edd27bd1441696"));
/// ```
pub struct Signature([u8; 40]);

impl Signature {
    /// The parts are sorted by their bytes and joined without a separator.
    fn over<const N: usize>(mut parts: [&str; N]) -> Signature {
        parts.sort_unstable();
        let mut hash = Sha1::new();
        for part in parts {
            hash.update(part);
        }
        let mut hex = [0; 40];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(hash.finalize()) {
            pair.copy_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 15)]);
        }
        Signature(hex)
    }

    /// Whether `given` is this signature; the time taken does not tell how much of it is right.
    pub fn matches(&self, given: &str) -> bool {
        self.0.ct_eq(given.as_bytes()).into()
    }

    /// The 40 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        // Always ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0'.wrapping_add(nibble),
        _ => b'a'.wrapping_add(nibble.wrapping_sub(10)),
    }
}
