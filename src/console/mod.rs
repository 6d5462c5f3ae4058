//! `/console/`: what the codes brought, for the owner alone.
//!
//! A request is let in by [`token`], understood by [`parameters`], and answered by [`respond`] from what a
//! [`Database`](database::Database) holds: by [`figures`], [`list`] or [`health`]. An [`answer`] is JSON or
//! [`csv`]. Everything here is pure: `edge/console.rs` has the database and the clock.

pub mod answer;
pub mod csv;
pub mod database;
pub mod figures;
pub mod health;
pub mod list;
pub mod parameters;
pub mod respond;
pub mod response;
pub mod token;
