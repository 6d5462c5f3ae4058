//! What whoever has it may do something with: codes, tokens, cookies. They are given out once, and only
//! their hashes are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Random bytes that are taken piece by piece. Whoever asks gives as many as a call can need.
pub struct Random<'r>(&'r [u8]);

/// How many random bytes a call is given.
pub const RANDOM_BYTES: usize = 128;

impl<'r> Random<'r> {
    /// Of these bytes, each of which is used once.
    pub fn new(bytes: &'r [u8]) -> Random<'r> {
        Random(bytes)
    }

    fn take(&mut self, count: usize) -> &'r [u8] {
        #[expect(clippy::expect_used, reason = "a repeated secret would be none")]
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .expect("no call takes more than RANDOM_BYTES");
        self.0 = rest;
        taken
    }

    /// A secret of 128 bits, in letters that may stand in a URL.
    pub fn secret(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.take(16))
    }

    /// A number below `bound`, which is far below 2^64: the bias is none that anybody could use.
    pub fn below(&mut self, bound: u64) -> u64 {
        let number = self.take(8).iter();
        let number = number.fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
        number.checked_rem(bound).unwrap_or_default()
    }
}

/// SHA-256, in letters that may stand in a URL: what is kept of a bearer, and what PKCE calls S256 (RFC
/// 7636, section 4.2).
pub fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(text))
}

/// SHA-256.
#[inline(never)]
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Whether this is the bearer of a hash, in the same time whatever differs.
pub fn is_of(bearer: &str, kept: &str) -> bool {
    hash(bearer).as_bytes().ct_eq(kept.as_bytes()).into()
}
