//! `menu`: the account's menu as a file.

pub(crate) mod arguments;
mod compare;
mod finding;
mod menu_toml;
mod rules;
mod run;

pub(crate) use run::run;
