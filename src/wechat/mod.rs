//! WeChat's protocol, one noun a file. A push goes through them in this order:
//! [`signature`], [`envelope`] with [`encryption`], [`xml`], [`message`] with its [`event`] or
//! [`scene`], and back through [`reply`]. `api` is the other way round: what an account asks of
//! WeChat.
//!
//! What WeChat sends, takes and means stands in [`protocol`]; comments name its sections where a fact
//! comes from there.
//!
//! `build.rs` includes some of these files by their paths, and lists which. They use nothing of the
//! crate but each other.

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
mod table;
pub mod xml;
pub mod xml_writer;

// `PROTOCOL.md` beside this file, for who reads these pages.
#[cfg(doc)]
#[doc = include_str!("PROTOCOL.md")]
pub mod protocol {}
