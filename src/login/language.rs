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
        // A site's wish stands above all weights; of equal ones the first is preferred.
        let wished = ui_locales.split(' ').map(|tag| (tag, "2"));
        let accepted = accepted.split(',').map(|tag| {
            let (tag, weight) = tag.split_once(";q=").unwrap_or((tag, "1"));
            (tag.trim(), weight.trim())
        });
        let mut preferred = (Language::Chinese, "");
        for (tag, weight) in wished.chain(accepted) {
            let language = match tag.as_bytes() {
                [b'z' | b'Z', b'h' | b'H', ..] => Language::Chinese,
                [b'e' | b'E', b'n' | b'N', ..] => Language::English,
                _ => continue,
            };
            // 0.8 and 1 compare as texts do.
            if weight > preferred.1 {
                preferred = (language, weight);
            }
        }
        preferred.0
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
