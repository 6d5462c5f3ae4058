//! Reads `replies.toml`, at build time and in the command line tool; the wasm has no TOML in it.
//!
//! What is read lives as long as the program: a build script and a command line tool read one file
//! and end. All mistakes of a file are found at once, each with its place.

mod braces;
mod condition;
mod covers;
mod describe;
mod file;
mod kind;
mod link;
mod names;
mod placeholders;
mod reply;
mod scene;
mod template;
mod text;
mod unreachable;
mod wording;

#[cfg(test)]
mod tests;

pub use file::{read, read_file};
pub use kind::{Kind, Mistake, Mistakes};
