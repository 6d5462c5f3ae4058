//! The account that is spoken for: where its Worker is, and what they share.

pub(crate) mod address;
pub(crate) mod arguments;
pub(crate) mod credentials;
pub(crate) mod place;
pub(crate) mod settings;
