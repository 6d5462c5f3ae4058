//! Where the Worker runs that is spoken to: its settings are at different places, and so is its log.

use wechat_edge::language::{Language, tr};

use crate::cli::url::Url;

/// This machine's own Worker, or a deployed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Local,
    Deployed,
}

impl Place {
    pub(crate) fn of(url: &Url) -> Place {
        match url.is_loopback() {
            true => Place::Local,
            false => Place::Deployed,
        }
    }

    /// How a setting of this Worker is set, as the beginning of a sentence.
    pub(crate) fn set(self, name: &str, language: Language) -> String {
        match self {
            Place::Local => tr!(
                language,
                "Put {name} into .dev.vars and restart `npm start`",
                "请在 .dev.vars 中设置 {name}，并重新运行 `npm start`"
            ),
            Place::Deployed => tr!(
                language,
                "Run `npx wrangler secret put {name}`",
                "请运行 `npx wrangler secret put {name}`"
            ),
        }
    }

    /// Where this Worker says why, as a part of a sentence.
    pub(crate) fn log(self, language: Language) -> String {
        match self {
            Place::Local => tr!(
                language,
                "the terminal of `npm start`",
                "`npm start` 的终端"
            ),
            Place::Deployed => tr!(
                language,
                "the Worker's log (npx wrangler tail)",
                "Worker 的日志（npx wrangler tail）"
            ),
        }
    }
}
