//! Answers WeChat at the edge.
//!
//! A request goes through these modules in this order: [`callback`] routes, verifies, opens
//! and answers it, by what [`wechat`] says of the protocol; [`handler`] and [`rules`] say what to reply.
//! Beside that way, [`scans`] says what is recorded, [`console`] what the owner sees of it, and [`login`] signs
//! visitors in to other sites.
//! All of them are pure: the time and random bytes are passed in. The border to the Workers runtime
//! is `edge/`, which exists in the wasm only, and `entry.js`, which the runtime calls.
//!
//! Nothing that comes from outside makes them panic: what could is denied by lints. What is certain
//! is an `expect` that says why, never a default that nobody would notice.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

/// In [`handler`] and in what the README shows, this crate has its name.
extern crate self as wechat_edge;

/// Shadows the one that would print to nowhere.
#[cfg(target_arch = "wasm32")]
#[allow(unused_macros, reason = "nobody should")]
macro_rules! println {
    ($($anything:tt)*) => {
        compile_error!("println! goes nowhere in a Worker: use context.log(…)")
    };
}

pub mod callback;
pub mod console;
pub mod context;
#[cfg(target_arch = "wasm32")]
pub mod edge;
#[allow(missing_docs, reason = "the owner's own")]
pub mod handler;
#[cfg(not(target_arch = "wasm32"))]
pub mod language;
pub mod login;
pub mod rules;
pub mod scans;
#[cfg(not(target_arch = "wasm32"))]
pub mod toml_file;
pub mod wechat;

/// Compiles what the README shows in Rust.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
