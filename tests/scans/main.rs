//! What is recorded of a push, and how days and codes are told apart. What the database makes of it is
//! asked in `figures.test.mjs`, of a real one.

mod codes;
mod json;
mod record;
mod time;
