//! Who may send visitors here to sign in: what the owner wrote into `clients.toml`.
//!
//! The file is read when the Worker is built (`build.rs`), so a mistake in it stops the build, and a Worker
//! without clients has nothing of the sign-in in it. `build.rs` includes this folder by its path, so all in
//! here uses nothing of the crate but `toml_file` and `language`.

#[cfg(not(target_arch = "wasm32"))]
pub mod parse;
pub mod setup;

pub use setup::{Client, Setup};
