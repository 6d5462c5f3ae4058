//! English and Chinese, side by side: what the owner is told is written down in both at the place
//! where it is decided, and rendered by [`tr`].
//!
//! Native only. What the Worker logs is English, since logs are searched.

/// The language of what the owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Where nothing else is asked for.
    English,
    /// Where the locale begins with `zh`.
    Chinese,
}

impl Language {
    /// Reads the locale as POSIX says: the first of these variables that is set and not empty
    /// counts.
    ///
    /// ```
    /// use wechat_edge::language::Language;
    ///
    /// let language = Language::of_locale(|name| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned()));
    /// assert_eq!(language, Language::Chinese);
    /// ```
    pub fn of_locale(variable: impl Fn(&'static str) -> Option<String>) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|locale| !locale.is_empty());
        match locale {
            Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Language::Chinese,
            _ => Language::English,
        }
    }
}

/// What is said in both languages: a finding, a mistake, a failure.
pub trait Bilingual {
    /// The text for people. Keys of JSON never come from here.
    fn text(&self, language: Language) -> String;
}

/// `tr!(language, "English {x}", "中文 {x}")`: the text of the language, formatted.
#[macro_export]
macro_rules! tr {
    ($language:expr, $english:literal, $chinese:literal $(, $($argument:tt)*)?) => {
        match $language {
            $crate::language::Language::English => format!($english $(, $($argument)*)?),
            $crate::language::Language::Chinese => format!($chinese $(, $($argument)*)?),
        }
    };
}
pub use crate::tr;
