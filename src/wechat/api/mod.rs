//! WeChat's server API: what it takes, what it gives, and how it refuses (PROTOCOL.md, sections F
//! and G). Data alone: who asks, and how often, is the tool's business.
//!
//! Native only: the Worker asks nothing, since WeChat gives tokens to known addresses only, and a
//! Worker has none of its own.

pub mod button;
pub mod call;
pub mod error;
pub mod media;
mod media_format;
pub mod menu;
pub mod menu_calls;
pub mod qrcode;
pub mod token;
