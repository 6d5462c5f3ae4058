//! Which reply a message gets.

use crate::handler;
use crate::rules::Rules;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The reply to a message: first [`handler::answer`] is asked, then the rules from top to bottom.
pub fn dispatch<'m>(message: &Message<'m>, rules: &Rules) -> Reply<'m> {
    handler::answer(message).unwrap_or_else(|| rules.reply(message))
}
