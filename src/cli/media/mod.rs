//! `media`: what replies send that is not text.

pub(crate) mod arguments;
mod error;
mod list;
mod run;
mod upload;

pub(crate) use run::run;
