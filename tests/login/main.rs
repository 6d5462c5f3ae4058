//! What the sign-in promises, over its pure parts.

mod authorize;
mod clients;
mod clients_mistakes;
mod keys;
mod moves;
mod pool;
mod pushes;
mod site;
mod tokens;
mod wechat_server;
