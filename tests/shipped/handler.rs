//! The place for an answer of your own, in Rust.
//!
//! What does not work in a Worker, and what to use instead: `std::env::var` is always empty
//! ([`Context::variable`]), `SystemTime::now` and `Instant::now` panic ([`Context::now`]),
//! `println!` does not compile ([`Context::log`]), threads and `std::thread::sleep` panic
//! (`worker::Delay`). `cargo clippy --lib --target wasm32-unknown-unknown` refuses them.

use wechat_edge::context::{Context, Error};
use wechat_edge::wechat::message::Message;
use wechat_edge::wechat::reply::Reply;

/// Sees each message before the rules of `replies.toml` do. `Some` is the answer; `None` leaves the
/// message to the rules, and so does an error, which the log gets.
///
/// Where it awaits nothing it is answered at once, without a promise. What is not there after 4.5 s
/// is given up, since WeChat hangs up after 5: the visitor then gets no reply, and the log says so.
///
/// ```
/// use wechat_edge::context::{Context, Error};
/// use wechat_edge::wechat::message::{Message, MessageType};
/// use wechat_edge::wechat::reply::Reply;
///
/// pub async fn answer<'m>(
///     message: &Message<'m>,
///     context: &Context<'_>,
/// ) -> Result<Option<Reply<'m>>, Error> {
///     Ok(match message.kind() {
///         MessageType::Location(place) => Some(Reply::text(format!("您在{}", place.label()))),
///         _ => None,
///     })
/// }
/// ```
///
/// # Errors
///
/// Those that it returns; none stops a visitor from getting the reply of the rules.
#[allow(unused_variables, reason = "yours to use")]
pub async fn answer<'m>(
    message: &Message<'m>,
    context: &Context<'_>,
) -> Result<Option<Reply<'m>>, Error> {
    Ok(None)
}
