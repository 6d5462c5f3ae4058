//! The owner's rules: data, read from `replies.toml` when the Worker is built.
//!
//! `build.rs` reads the file with [`parse`] and writes what it read as Rust constants; those are
//! in the wasm, and nothing has to be parsed when a message comes. Rules are tried from top to
//! bottom, and the first that fits answers. Rules about one exact scene are not tried one after
//! the other: they are found by their scene.
//!
//! `build.rs` includes this folder by its path, as a module of the build script. So all in here
//! uses nothing of the crate but what `build.rs` includes beside it: `wechat` as listed there, and
//! `language`.

pub mod condition;
pub mod expression;
pub mod link;
#[cfg(not(target_arch = "wasm32"))]
pub mod parse;
pub mod reply;
pub mod rule;
pub mod scene;
pub mod template;
pub mod text;

pub use rule::{Rule, Rules};
