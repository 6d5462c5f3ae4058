//! What is said of a file that cannot be used.

use std::fmt::Display;

use wechat_edge::language::{Language, tr};

pub(crate) fn unreadable(file: impl Display, error: impl Display, language: Language) -> String {
    tr!(
        language,
        "{file} cannot be read: {error}",
        "无法读取 {file}：{error}"
    )
}

pub(crate) fn unwritable(file: impl Display, error: impl Display, language: Language) -> String {
    tr!(
        language,
        "{file} cannot be written: {error}",
        "无法写入 {file}：{error}"
    )
}
