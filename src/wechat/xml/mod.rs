//! XML as WeChat writes it, read from whoever sends it.
//!
//! [`Document::parse`] accepts a small part of XML 1.0: elements, text, CDATA, references to
//! characters and to the five predefined entities. WeChat uses nothing else, so everything else is
//! refused: a DOCTYPE (the door to entity expansion), attributes, processing instructions. All
//! limits are checked before memory is spent, and the work is linear in the length of the input.
//!
//! What is accepted here is accepted by any conforming parser too, and read alike, but for what
//! [`Strictness`] lists.

#![allow(
    unused_imports,
    reason = "build.rs compiles these files, too, and uses a part"
)]

mod characters;
mod declaration;
mod document;
mod error;
mod limits;
mod parser;
mod value;

pub use self::characters::is_allowed;
pub use self::document::{Document, Fields};
pub use self::error::{IllFormed, Limit, NotOfWeChat, XmlError, XmlErrorKind};
pub use self::limits::{MAX_DEPTH, MAX_ELEMENTS, MAX_VALUE};
pub use self::parser::Strictness;
