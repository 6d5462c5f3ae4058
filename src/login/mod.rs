//! Sign-in by WeChat: an OpenID Connect provider.

pub mod clients;

include!(concat!(env!("OUT_DIR"), "/clients.rs"));
