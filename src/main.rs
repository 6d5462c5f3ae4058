//! `wechat-edge`, the tool for the owner's terminal: be WeChat, find what is wrong, make the codes.
//!
//! A native program; nothing of it reaches the wasm.

// As in lib.rs; a test may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::run()
}

/// A build of all targets for wasm32 passes by here.
#[cfg(target_arch = "wasm32")]
fn main() {}
