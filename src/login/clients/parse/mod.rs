//! Reads `clients.toml`, at build time and in the command line tool; the wasm has no TOML in it.
//!
//! What is read lives as long as the program, as with the rules. All mistakes of a file are found at once,
//! each with its place.

mod client;
mod file;
mod kind;
mod secret;
mod uri;
mod wording;

pub use file::read;
pub use kind::{Kind, Mistake, Mistakes};
pub use uri::UriFault;
