//! A time as an argument.

/// Reads a number of seconds, also a fraction.
pub(crate) fn seconds(text: &str) -> Result<std::time::Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero() && duration.as_secs() <= 3600)
        .ok_or_else(|| "not a number of seconds between 0 and 3600".to_owned())
}
