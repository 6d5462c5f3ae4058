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

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_locale_decides_on_the_language_and_its_first_variable_counts() {
        let cases: [(&[(&str, &str)], Language); 9] = [
            (&[], Language::English),
            (&[("LANG", "zh_CN.UTF-8")], Language::Chinese),
            (&[("LANG", "zh-Hant")], Language::Chinese),
            (&[("LANG", "ZH_TW")], Language::Chinese),
            (&[("LANG", "en_GB.UTF-8")], Language::English),
            (&[("LC_ALL", "C"), ("LANG", "zh_CN")], Language::English),
            (&[("LC_ALL", ""), ("LANG", "zh_CN")], Language::Chinese),
            (&[("LC_ALL", "zh_CN"), ("LANG", "en")], Language::Chinese),
            (&[("LC_MESSAGES", "zh"), ("LANG", "en")], Language::Chinese),
        ];
        for (variables, language) in cases {
            let found = Language::of_locale(|name| {
                let variable = variables.iter().find(|(known, _)| *known == name);
                variable.map(|(_, value)| (*value).to_owned())
            });
            assert_eq!(found, language, "{variables:?}");
        }
    }
}
