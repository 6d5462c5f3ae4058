//! What the sign-in promises, over its pure parts.

mod clients;
mod clients_mistakes;
