//! Where tokens, keys and ids come from: an argument, the environment, `.dev.vars`, `wrangler.toml`.

use std::io::{ErrorKind, IsTerminal};
use std::path::Path;

use crate::cli::file::unreadable;
use crate::cli::url::Url;
use wechat_edge::language::{Bilingual, Language, tr};

use super::address::{self, Running};
use super::place::Place;

/// The variables of the folder that the tool runs in.
pub(crate) struct Settings {
    dev_vars: Vec<(String, String)>,
    /// `[vars]` of `wrangler.toml`.
    wrangler: Vec<(String, String)>,
    /// The URL of the Worker that runs here with secrets of its own, and those.
    running: Option<(String, Vec<(String, String)>)>,
}

/// A value and where it was found. Often a secret, so there is no `Debug`.
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Argument,
    Environment,
    DevVars,
    Wrangler,
    /// Typed when it was asked for.
    Terminal,
}

impl Source {
    pub(crate) fn text(self, language: Language) -> String {
        match self {
            Source::Argument => tr!(language, "the argument", "命令行参数"),
            Source::Environment => tr!(language, "the environment", "环境变量"),
            Source::DevVars => tr!(language, ".dev.vars", ".dev.vars 文件"),
            Source::Wrangler => tr!(language, "wrangler.toml", "wrangler.toml 文件"),
            Source::Terminal => tr!(language, "the terminal", "终端输入"),
        }
    }
}

/// A file that cannot be read; never what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SettingsError {
    DevVars(String),
    Wrangler(String),
}

impl Bilingual for SettingsError {
    fn text(&self, language: Language) -> String {
        let (file, error) = match self {
            SettingsError::DevVars(error) => (".dev.vars", error),
            SettingsError::Wrangler(error) => ("wrangler.toml", error),
        };
        unreadable(file, error, language)
    }
}

impl Settings {
    /// Reads the files; one that is absent sets nothing.
    pub(crate) fn read(folder: &Path) -> Result<Settings, SettingsError> {
        let running = match address::running(folder) {
            Some(Running {
                url,
                vars: Some(vars),
                ..
            }) => Some((url, dev_vars(&folder.join(vars))?)),
            _ => None,
        };
        Ok(Settings {
            dev_vars: dev_vars(&folder.join(".dev.vars"))?,
            wrangler: wrangler(&folder.join("wrangler.toml"))?,
            running,
        })
    }

    /// The settings for the Worker at this URL: those of `.dev.vars` are the local one's, unless it has
    /// a file of its own.
    pub(crate) fn of(mut self, url: &Url) -> Settings {
        if Place::of(url) == Place::Deployed {
            self.dev_vars.clear();
        } else if let Some((_, vars)) = self
            .running
            .take_if(|(running, _)| *running == url.to_string())
        {
            self.dev_vars = vars;
        }
        self
    }

    /// The first of an argument, the environment and the files that says something. Empty counts as
    /// not set, and blanks around a value are dropped, as the Worker does.
    pub(crate) fn find(&self, name: &str, argument: Option<&str>) -> Option<Setting> {
        let listed = |list: &[(String, String)]| {
            let entry = list.iter().rev().find(|(known, _)| known == name);
            entry.map(|(_, value)| value.clone())
        };
        [
            (argument.map(str::to_owned), Source::Argument),
            (std::env::var(name).ok(), Source::Environment),
            (listed(&self.dev_vars), Source::DevVars),
            (listed(&self.wrangler), Source::Wrangler),
        ]
        .into_iter()
        .find_map(|(value, source)| setting(value?, source))
    }
}

/// Asks for a secret, without an echo; `None` where nobody sits there, or nothing is typed.
pub(crate) fn ask(prompt: &str) -> Option<Setting> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    setting(rpassword::prompt_password(prompt).ok()?, Source::Terminal)
}

fn setting(value: String, source: Source) -> Option<Setting> {
    let value = value.trim().to_owned();
    (!value.is_empty()).then_some(Setting { value, source })
}

fn dev_vars(path: &Path) -> Result<Vec<(String, String)>, SettingsError> {
    let read = match dotenvy::from_path_iter(path) {
        Ok(lines) => lines.collect(),
        Err(error) => Err(error),
    };
    match read {
        Err(dotenvy::Error::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(dotenvy::Error::Io(error)) => Err(SettingsError::DevVars(error.to_string())),
        // The whole message quotes the line, which may hold a secret.
        Err(dotenvy::Error::LineParse(_, position)) => Err(SettingsError::DevVars(format!(
            "character {position} of a line"
        ))),
        Err(_) => Err(SettingsError::DevVars("?".to_owned())),
        Ok(variables) => Ok(variables),
    }
}

fn wrangler(path: &Path) -> Result<Vec<(String, String)>, SettingsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(SettingsError::Wrangler(error.to_string())),
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| SettingsError::Wrangler(error.message().to_owned()))?;
    let variables = table.get("vars").and_then(toml::Value::as_table);
    Ok(variables
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect())
}
