//! How the Queue's consumer retries.

use std::time::Duration;

/// `max_retries` in wrangler.toml; a test compares them.
pub const MAX_RETRIES: u32 = 20;

const FIRST: u64 = 10;
const LONGEST: u64 = 2 * 60 * 60;

/// How long a message waits after this attempt, the first being 1: 10 s, 20 s, … 2 h. All together are
/// 22 h, and the Free plan forgets a message after 24.
pub fn retry_delay(attempts: u32) -> Duration {
    let doubled = FIRST
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(LONGEST);
    let seconds = if attempts > 20 {
        LONGEST
    } else {
        doubled.min(LONGEST)
    };
    Duration::from_secs(seconds)
}
