//! WeChat's protocol, one noun a file. A push goes through them in this order:
//! [`signature`], [`envelope`] with [`encryption`], [`xml`], [`message`] with its [`event`] or
//! [`scene`], and back through [`reply`]. `api` is the other way round: what an account asks of
//! WeChat.
//!
//! Sections of `protocol.md` are named where a fact comes from there; see the README's section on
//! the code for what that page is.

#[cfg(not(target_arch = "wasm32"))]
pub mod api;
pub mod encryption;
pub mod envelope;
pub mod event;
pub mod field;
pub mod message;
pub mod reply;
pub mod scene;
pub mod signature;
pub mod xml;
pub mod xml_writer;
