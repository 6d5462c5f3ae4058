//! Times as arguments, and as text.

use std::time::{Duration, UNIX_EPOCH};

/// Reads a number of seconds, also a fraction.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero() && duration.as_secs() <= 3600)
        .ok_or_else(|| "not a number of seconds between 0 and 3600".to_owned())
}

/// The last second that can be written with a year of four digits.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970, as `2026-11-21T17:00:00Z`. Whoever says a time after the year 9999 is given
/// its end.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds.min(LAST)));
    humantime::format_rfc3339_seconds(time.unwrap_or(UNIX_EPOCH)).to_string()
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn no_time_is_too_late_to_be_written() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_735_700_000, "2025-01-01T02:53:20Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), text);
        }
    }
}
