//! How much a document may have. The largest push known is far below each limit.

/// Elements nested deeper than this are refused; the root counts as 1. The deepest push known,
/// `PUBLISHJOBFINISH`, has 5.
pub const MAX_DEPTH: usize = 8;

/// Documents with more elements than this are refused. The largest push known, a
/// `MASSSENDJOBFINISH` about 8 articles, has about 120.
pub const MAX_ELEMENTS: usize = 256;

/// The longest value of a field, in bytes as sent. `Encrypt` is exempt: it holds a whole message and
/// is bounded by the body alone.
pub const MAX_VALUE: usize = 8 * 1024;
