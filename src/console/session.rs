//! A session: who signed in need not send `CONSOLE_TOKEN` again, for 12 hours.
//!
//! The cookie is `<expires>.<epoch>.<signature>`, signed by HMAC (RFC 2104) with what `CONSOLE_TOKEN` hashes
//! to: another token ends all sessions, and so does another epoch, which is kept in the database. Nothing is
//! stored of a single session.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use super::database::{Database, DatabaseError};
use super::token::ConsoleToken;
use crate::scans::hash::sha1;
use crate::scans::row::Row;
use crate::scans::statement::Statement;
use crate::scans::time::Time;

/// How long a session lasts, in seconds.
pub const LIFETIME: Time = 12 * 60 * 60;

/// A browser takes a cookie of such a name only from HTTPS (or this machine), for this very host and all of
/// its paths.
const COOKIE: &str = "__Host-session=";

/// Blocks of SHA-1, in bytes.
const BLOCK: usize = 64;

/// How often all sessions were ended.
const EPOCH: &str = "SELECT value FROM settings WHERE name = 'sessions_ended'";

/// Ends all sessions.
pub const END_ALL: &str = "\
    INSERT INTO settings (name, value) VALUES ('sessions_ended', 1) \
    ON CONFLICT (name) DO UPDATE SET value = value + 1";

/// Which epoch it is.
///
/// # Errors
///
/// Where the database fails.
pub async fn epoch<D: Database>(database: &D) -> Result<i64, DatabaseError> {
    let answers = database.read(vec![Statement::new(EPOCH)]).await?;
    let row = answers.iter().flatten().next();
    Ok(row.map_or(Ok(0), |row| row.number("value"))?)
}

/// The `Set-Cookie` that begins a session at `now`.
pub fn begin(token: &ConsoleToken, epoch: i64, now: Time) -> String {
    let expires = now.saturating_add(LIFETIME);
    let claims = format!("{expires}.{epoch}");
    let signature = sign(token, &claims);
    cookie(&format!("{claims}.{signature}"), LIFETIME)
}

/// The `Set-Cookie` that takes the cookie back.
pub fn end() -> String {
    cookie("", 0)
}

fn cookie(value: &str, seconds: Time) -> String {
    format!("{COOKIE}{value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict")
}

/// The epoch of the session in a `Cookie` header; `None` where there is none that is valid `now`.
pub fn read(token: &ConsoleToken, cookies: &str, now: Time) -> Option<i64> {
    cookies.split(';').find_map(|cookie| {
        let (claims, signature) = cookie.trim().strip_prefix(COOKIE)?.rsplit_once('.')?;
        let is_ours: bool = sign(token, claims)
            .as_bytes()
            .ct_eq(signature.as_bytes())
            .into();
        let (expires, epoch) = claims.split_once('.').filter(|_| is_ours)?;
        let is_valid = expires.parse().is_ok_and(|expires: Time| expires > now);
        epoch.parse().ok().filter(|_| is_valid)
    })
}

/// HMAC with SHA-1, which is in the wasm for WeChat's signatures. What is known of it helps nobody here:
/// HMAC does not rest on collisions being hard to find (RFC 6194, section 3.3).
fn sign(token: &ConsoleToken, claims: &str) -> String {
    let padded = |pad: u8| {
        let mut block = [pad; BLOCK];
        for (byte, key) in block.iter_mut().zip(token.key()) {
            *byte ^= key;
        }
        block
    };
    // What else may ever be signed with the key begins with other words.
    let inner = sha1(&[&padded(0x36), b"session ", claims.as_bytes()]);
    URL_SAFE_NO_PAD.encode(sha1(&[&padded(0x5c), &inner]))
}
