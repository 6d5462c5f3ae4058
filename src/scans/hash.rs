//! SHA-1, once in the wasm for all that need not be quick.

use sha1::{Digest, Sha1};

/// What [`sha1()`] gives.
pub type Sha1Hash = [u8; 20];

/// The hash of the parts, one after the other.
#[inline(never)]
pub fn sha1(parts: &[&[u8]]) -> Sha1Hash {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
