//! The files that the owner writes, `replies.toml` and `clients.toml`: read with all their mistakes at
//! once, each with its place, in the same words.
//!
//! Native only: the wasm has no TOML in it. `build.rs` includes this folder by its path, so all in here
//! uses nothing of the crate but `language`.

mod excerpt;
mod fault;
mod mistake;
mod node;
mod read;
mod suggestion;
mod syntax;
mod table;
mod toml_error;

pub(crate) use excerpt::{clean, quoted};
pub(crate) use fault::code_of;
pub use fault::{Fault, Kind, Words};
pub(crate) use mistake::Lines;
pub use mistake::{Mistake, Mistakes};
pub(crate) use node::{Findings, Node};
pub(crate) use read::{pieces, text_of};
pub use suggestion::Suggestion;
pub(crate) use table::Table;
pub use toml_error::Toml;
