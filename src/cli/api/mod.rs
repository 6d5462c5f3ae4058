//! WeChat's server API over HTTP: whose account, which address, and what is tried again.

pub(crate) mod account;
pub(crate) mod client;
pub(crate) mod error;
mod form;
