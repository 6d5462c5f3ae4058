//! What the project's XML must agree with: `roxmltree`, a parser of another make.
//!
//! `tests/differential.rs` and `tests/properties.rs` ask it about generated documents and replies,
//! the fuzz targets about whatever the fuzzer finds.
#![allow(dead_code, unreachable_pub, reason = "each binary uses a part of it")]

pub mod reply;
pub mod xml;
