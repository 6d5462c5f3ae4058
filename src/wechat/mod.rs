//! WeChat's protocol, one noun a file. A push goes through them in this order:
//! [`signature`], [`envelope`] with [`encryption`], [`xml`], [`message`] with its [`event`] or
//! [`scene`], and back through [`reply`].
//!
//! What WeChat sends, takes and means stands in [`protocol`]; comments name its sections where a fact
//! comes from there.

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

// `PROTOCOL.md` beside this file, for who reads these pages.
#[cfg(doc)]
#[doc = include_str!("PROTOCOL.md")]
pub mod protocol {}
