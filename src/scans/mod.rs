//! Scans of parametric QR codes: what is recorded of them, and the figures made of it.
//!
//! A [`record`] is made of a push, written by [`statements`], counted by the triggers of `migrations/`, and
//! read back as [`figures`] of [`time`]'s days. Everything here is pure: the runtime's part is
//! `edge/scans/`. `README.md` beside this file says what is counted how, and what it costs.

pub mod codes;
pub mod figures;
pub mod hash;
pub mod json;
pub mod order;
pub mod queue;
pub mod record;
pub mod row;
pub mod statement;
pub mod statements;
pub mod sweep;
pub mod time;
