//! Sign-in by WeChat: an OpenID Connect provider.
//!
//! A site sends its visitor to `/authorize`. [`check`] looks at what is asked and says what it can; the rest
//! is asked of the account's one [`object`], which keeps each [`attempt`] and lends it a parametric QR code.
//! The visitor scans that, or sends the word beside it: such a push reaches the object by [`push`], and
//! all others pass it by. The page sees what became of the attempt and goes back to the site with a code,
//! which the site exchanges ([`grant`]) for an ID token that the runtime signs.
//!
//! All of it is pure: time, random bytes and the database are passed in.

pub mod answer;
pub mod attempt;
pub mod authorize;
pub mod bearer;
mod begin;
mod browser;
pub mod check;
pub mod clients;
pub mod device;
pub mod discovery;
pub mod form;
pub mod grant;
pub mod keys;
pub mod language;
pub mod manage;
pub mod object;
pub mod provider;
pub mod push;
mod redeem;
pub mod request;
pub mod route;
pub mod schema;
pub mod stage;
pub mod store;
pub mod token;
pub mod userinfo;
pub mod wechat_server;
mod wording;

include!(concat!(env!("OUT_DIR"), "/clients.rs"));

/// Whether nobody may sign in anywhere. Known when the Worker is compiled, so that what is off is not in it.
pub const IS_OFF: bool = SETUP.is_off();
