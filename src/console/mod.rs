//! `/console/`: what the codes brought, for the owner alone.
//!
//! What a request is for is told by [`door`]. It is let in by [`token`] by its [`session`] or by [`access`], understood by
//! [`parameters`], and answered by [`respond`] from what a
//! [`Database`](database::Database) holds: by [`figures`], [`list`], [`codes`] or [`health`]. An [`answer`] is JSON or
//! [`csv`]. Everything here is pure: `edge/console.rs` has the clock, `edge/d1.rs` the database.

pub mod access;
pub mod answer;
pub mod codes;
pub mod csv;
pub mod database;
pub mod door;
pub mod figures;
pub mod health;
pub mod list;
pub mod notes;
pub mod parameters;
pub mod respond;
pub mod response;
pub mod session;
pub mod token;
