//! Reads `replies.toml`, at build time and in the command line tool; the wasm has no TOML in it.
//!
//! What is read lives as long as the program: a build script and a command line tool read one file
//! and end. All mistakes of a file are found at once, each with its place.

mod braces;
mod condition;
mod covers;
mod describe;
mod excerpt;
mod file;
mod kind;
mod link;
mod mistake;
mod names;
mod node;
mod placeholders;
mod reply;
mod scene;
mod suggestion;
mod syntax;
mod table;
mod template;
mod text;
mod toml_error;
mod unreachable;
mod wording;

#[cfg(test)]
mod tests;

pub use file::{read, read_file};
pub use kind::Kind;
pub use mistake::{Mistake, Mistakes};
