//! The place for a reply of your own, in Rust.

use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

/// Sees each message before the rules of `replies.toml` do. `Some` is the answer; `None` leaves the
/// message to the rules.
///
/// ```
/// use wechat_edge::wechat::message::{MessageType, Message};
/// use wechat_edge::wechat::reply::Reply;
///
/// pub fn answer<'m>(message: &Message<'m>) -> Option<Reply<'m>> {
///     match message.kind() {
///         MessageType::Location(place) => Some(Reply::text(format!("您在{}", place.label()))),
///         _ => None,
///     }
/// }
/// ```
#[allow(unused_variables, reason = "yours to use")]
pub fn answer<'m>(message: &Message<'m>) -> Option<Reply<'m>> {
    None
}
