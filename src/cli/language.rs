//! The texts of what is not yet converted to findings and errors with both languages in them.

pub(crate) use wechat_edge::language::Language;

use super::texts::Texts;
use super::{chinese, english};

pub(crate) fn texts(language: Language) -> &'static Texts {
    match language {
        Language::English => &english::TEXTS,
        Language::Chinese => &chinese::TEXTS,
    }
}
