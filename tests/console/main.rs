//! The console's API as far as it needs no database: who gets in, what is understood, how it is written.
//! What it answers over HTTP is asked in `http/scans-api.test.mjs` and `http/console-*.test.mjs`.

mod access;
mod csv;
mod notes;
mod parameters;
mod session;
mod token;
