//! English, or Chinese where the locale says so.

use clap::CommandFactory;

use super::arguments::Arguments;
use super::texts::Texts;
use super::{chinese, chinese_help, english};

/// The language of help and output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    /// Reads the locale as POSIX says: the first of these variables that is set and not empty
    /// counts.
    pub(crate) fn of_locale(variable: impl Fn(&'static str) -> Option<String>) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|locale| !locale.is_empty());
        match locale {
            Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Language::Chinese,
            _ => Language::English,
        }
    }

    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Language::English => &english::TEXTS,
            Language::Chinese => &chinese::TEXTS,
        }
    }

    /// The command line in this language.
    pub(crate) fn command(self) -> clap::Command {
        match self {
            Language::English => Arguments::command(),
            Language::Chinese => chinese_help::translate(Arguments::command()),
        }
    }
}

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
