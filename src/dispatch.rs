//! Which reply a message gets.

use crate::custom;
use crate::rules::Rules;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The reply to a message: first [`custom::answer`] is asked, then the rules from top to bottom.
pub fn dispatch<'m>(message: &Message<'m>, rules: &Rules) -> Reply<'m> {
    custom::answer(message).unwrap_or_else(|| rules.reply(message))
}
