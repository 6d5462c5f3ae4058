//! The callback, `/wechat`: a request verified, read, answered or refused.
//!
//! A push is looked at twice. [`check`] sees its head, and refuses what need not be read. With the
//! body, [`answer()`] does the same again, so that no body is believed without its head, then opens,
//! parses and answers the message. [`exchange`] has both, to be read from top to bottom.

pub mod answer;
pub mod config;
pub mod content_type;
pub mod dispatch;
pub mod exchange;
pub mod limits;
pub mod log;
pub mod push;
pub mod query;
pub mod refusal;

pub use self::answer::Answer;
pub use self::content_type::ContentType;
pub use self::exchange::{Account, Checked, Head, answer, check};
pub use self::limits::{BODY_TIMEOUT, HANDLER_TIMEOUT, MAX_BODY, PATH};
pub use self::log::Log;
pub use self::refusal::Refusal;
