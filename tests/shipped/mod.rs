//! The rules that ship. Tests read this copy of `replies.toml`, so that they hold in the clone of an
//! owner, too, who has edited theirs; `.ci/run` sees to it that the copy is one.

use std::sync::LazyLock;

use wechat_edge::rules::{Rules, parse};

pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| parse::read(include_str!("replies.toml")).unwrap());
