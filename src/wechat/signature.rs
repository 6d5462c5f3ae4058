//! The signature over a request: SHA-1 of the sorted parts, in lower-case hexadecimal
//! (PROTOCOL.md, section A).

use std::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// The shortest Token that WeChat's admin page takes, in characters.
pub const MIN_TOKEN: usize = 3;

/// The longest.
pub const MAX_TOKEN: usize = 32;

/// Tokens of WeChat's own pages and sample code, which whoever reads them knows.
const PUBLISHED: [&str; 5] = ["AAAAA", "spamtest", "pamtest", "weixin", "QDG6eK"];

/// The Token that the owner typed into WeChat's admin page: 3 to 32 letters and digits. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Why a text is no Token. It says nothing of the text: that may be a secret meant for elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// An empty one would let anybody sign, and a short one can be guessed.
    #[error("it is shorter than {MIN_TOKEN} or longer than {MAX_TOKEN} characters")]
    Length,
    /// WeChat's admin page takes no other characters, so no push is signed with them.
    #[error("it has other characters than letters and digits")]
    Character,
}

impl Token {
    /// A Token, by the rule of WeChat's admin page (PROTOCOL.md, section A).
    ///
    /// # Errors
    ///
    /// Where the admin page would not have taken the text either.
    pub fn new(token: &str) -> Result<Token, TokenError> {
        if !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(TokenError::Character);
        }
        if !(MIN_TOKEN..=MAX_TOKEN).contains(&token.len()) {
            return Err(TokenError::Length);
        }
        Ok(Token(token.to_owned()))
    }

    /// Whether anybody can read it on WeChat's own pages: then it proves nothing.
    pub fn is_published_sample(&self) -> bool {
        PUBLISHED.contains(&self.0.as_str())
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
        std::str::from_utf8(&self.0).expect("hexadecimal digits are ASCII")
    }
}

fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0'.wrapping_add(nibble),
        _ => b'a'.wrapping_add(nibble.wrapping_sub(10)),
    }
}
