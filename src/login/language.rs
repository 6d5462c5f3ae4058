//! In which language a visitor is spoken to.

/// One of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// By what the site asks for (`ui_locales`), else by what the browser prefers (`Accept-Language`); the
    /// first that is one of the two. Chinese where nothing says otherwise, as WeChat's users are.
    pub fn of(ui_locales: &str, accepted: &str) -> Language {
        let tags = ui_locales.split(' ').chain(accepted.split(','));
        tags.map(str::trim)
            .find_map(|tag| {
                let is = |name: &str| {
                    tag.get(..2)
                        .is_some_and(|prefix| prefix.eq_ignore_ascii_case(name))
                };
                match () {
                    () if is("zh") => Some(Language::Chinese),
                    () if is("en") => Some(Language::English),
                    () => None,
                }
            })
            .unwrap_or(Language::Chinese)
    }

    /// As HTML calls it.
    pub fn name(self) -> &'static str {
        match self {
            Language::Chinese => "zh",
            Language::English => "en",
        }
    }

    /// One of two texts.
    pub fn choose<T>(self, chinese: T, english: T) -> T {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}
