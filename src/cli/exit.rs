//! How a run ends.

/// The exit status; `--help` and the README list these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Ok = 0,
    /// It worked, and what was found is not well: a reply that WeChat would not accept, a `FAIL` of
    /// `doctor`, a code that was not made.
    Problem = 1,
    /// The command cannot be carried out as given: an argument, a file, a missing token.
    Usage = 2,
    /// Nobody answered.
    NoAnswer = 3,
}
