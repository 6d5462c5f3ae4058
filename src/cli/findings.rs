//! Findings: what is so, how grave that is, and what to do about it, in both languages side by side.
//!
//! [`findings!`] declares an enum of them as a table. A row is `Level Name { value: Type } => what;`
//! or, where all is not well, `Level Name { value: Type } => what => remedy;`, each in English and
//! Chinese. `with name = expression` makes a value for the texts, where it depends on the language.

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Level {
    #[serde(rename = "ok")]
    Ok,
    #[serde(rename = "warn")]
    Warn,
    #[serde(rename = "FAIL")]
    Fail,
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        }
    }
}

/// Something found out about an account, its Worker or a reply.
pub(crate) trait Finding: Bilingual {
    fn level(&self) -> Level;

    /// The finding's name, the same in every language and version: for scripts.
    fn name(&self) -> String;

    /// What to do about it; empty where all is well.
    fn remedy(&self, language: Language) -> String;
}

/// A finding in JSON. `what` and `todo` are for people, in their language; a script goes by the
/// other two.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) level: Level,
    pub(crate) finding: String,
    pub(crate) what: String,
    pub(crate) todo: String,
}

impl Found {
    pub(crate) fn new(finding: &(impl Finding + ?Sized), language: Language) -> Found {
        Found {
            level: finding.level(),
            finding: finding.name(),
            what: finding.text(language),
            todo: finding.remedy(language),
        }
    }
}

/// `NoToken` as scripts know it: `no_token`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

macro_rules! findings {
    (
        |$language:ident|
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident { $(
            $level:ident $variant:ident $({ $($field:ident: $type:ty),* })?
            $(with $($bound:ident = $value:expr),+)?
            => $english:literal, $chinese:literal
            $(=> $english_remedy:literal, $chinese_remedy:literal)?
            ;
        )* }
    ) => {
        $(#[$attribute])*
        $visibility enum $name { $( $variant $({ $($field: $type),* })? ),* }

        impl wechat_edge::language::Bilingual for $name {
            #[allow(unused_variables, reason = "a value may be for the remedy alone")]
            fn text(&self, $language: wechat_edge::language::Language) -> String {
                match self { $(
                    Self::$variant $({ $($field),* })? => {
                        $( $( let $bound = $value; )+ )?
                        wechat_edge::language::tr!($language, $english, $chinese)
                    }
                )* }
            }
        }

        impl $crate::cli::findings::Finding for $name {
            fn level(&self) -> $crate::cli::findings::Level {
                match self {
                    $( Self::$variant { .. } => $crate::cli::findings::Level::$level, )*
                }
            }

            fn name(&self) -> String {
                $crate::cli::findings::snake_case(match self {
                    $( Self::$variant { .. } => stringify!($variant), )*
                })
            }

            #[allow(unused_variables, reason = "a value may be for the other text alone")]
            fn remedy(&self, $language: wechat_edge::language::Language) -> String {
                match self { $(
                    Self::$variant $({ $($field),* })? => {
                        $( $( let $bound = $value; )+ )?
                        let remedy: &[String] = &[$( wechat_edge::language::tr!(
                            $language, $english_remedy, $chinese_remedy
                        ) )?];
                        remedy.concat()
                    }
                )* }
            }
        }

        #[cfg(test)]
        impl $name {
            /// Each row as it is written down.
            pub(crate) const ROWS: &'static [$crate::cli::findings::Row] = &[$(
                $crate::cli::findings::Row {
                    level: $crate::cli::findings::Level::$level,
                    name: stringify!($variant),
                    fields: &[$( $( stringify!($field) ),* )?],
                    bound: &[$( $( (stringify!($bound), stringify!($value)) ),+ )?],
                    english: &[$english $(, $english_remedy)?],
                    chinese: &[$chinese $(, $chinese_remedy)?],
                }
            ),*];
        }
    };
}
pub(crate) use findings;

/// A row of a table of [`findings!`], for tests.
#[cfg(test)]
pub(crate) struct Row {
    pub(crate) level: Level,
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [&'static str],
    pub(crate) bound: &'static [(&'static str, &'static str)],
    pub(crate) english: &'static [&'static str],
    pub(crate) chinese: &'static [&'static str],
}

#[cfg(test)]
impl Row {
    /// Holds for every row: both languages say each of its values, each is in its own language, and
    /// what is not well says what to do.
    pub(crate) fn check(&self) {
        use std::collections::BTreeSet;

        let Row { name, .. } = self;
        let used = |field: &&str| self.bound.iter().any(|(_, value)| value.contains(field));
        let fields = self.fields.iter().copied().filter(|field| !used(field));
        let values: BTreeSet<&str> = fields
            .chain(self.bound.iter().map(|(name, _)| *name))
            .collect();
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for texts in [self.english, self.chinese] {
            let parts = texts.iter().flat_map(|text| text.split('{').skip(1));
            let said: BTreeSet<&str> = parts
                .filter_map(|part| Some(part.split_once('}')?.0))
                .map(|part| part.split(':').next().unwrap_or_default())
                .collect();
            // A value that another is made of may be said beside it.
            let all: BTreeSet<&str> = values.iter().chain(self.fields).copied().collect();
            assert!(
                values.is_subset(&said) && said.is_subset(&all),
                "{name}: {said:?}"
            );
            assert_eq!(texts.len() == 1, self.level == Level::Ok, "{name}");
            assert!(texts.iter().all(|text| !text.is_empty()), "{name}");
        }
        let all = self.chinese.concat();
        assert!(all.contains(is_chinese), "{name}: {all}");
        let all = self.english.concat();
        let words = all.split(|c: char| !c.is_ascii_alphabetic());
        let has_words = words.filter(|word| word.len() > 1).count() > 0;
        assert!(has_words || !all.contains(is_chinese), "{name}: {all}");
    }
}
