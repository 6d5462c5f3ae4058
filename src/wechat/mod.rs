//! WeChat's protocol, one noun a file. A push goes through them in this order:
//! [`signature`], [`envelope`] with [`encryption`], [`xml`], [`message`] with its [`event`] or
//! [`scene`], and back through [`reply`].
//!
//! `build.rs` includes some of these files by their paths; it lists which. They use nothing of the
//! crate but each other.
//!
//! Sections of `protocol.md` are named where a fact comes from there; see the README's section on
//! the code for what that page is.

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
