//! Where tokens, keys and ids come from: an argument, the environment, `.dev.vars`, `wrangler.toml`.

use std::io::ErrorKind;
use std::path::Path;

use super::texts::Texts;

/// The variables of the folder that the tool runs in.
pub(crate) struct Settings {
    dev_vars: Vec<(String, String)>,
    /// `[vars]` of `wrangler.toml`.
    wrangler: Vec<(String, String)>,
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
}

impl Source {
    pub(crate) fn text(self, texts: &Texts) -> String {
        match self {
            Source::Argument => texts.source_argument(),
            Source::Environment => texts.source_environment(),
            Source::DevVars => texts.source_dev_vars(),
            Source::Wrangler => texts.source_wrangler(),
        }
    }
}

impl Settings {
    /// Reads the files; one that is absent sets nothing. An error says which file cannot be read,
    /// and never what is in it.
    pub(crate) fn read(folder: &Path, texts: &Texts) -> Result<Settings, String> {
        Ok(Settings {
            dev_vars: dev_vars(&folder.join(".dev.vars"), texts)?,
            wrangler: wrangler(&folder.join("wrangler.toml"), texts)?,
        })
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
        .find_map(|(value, source)| {
            let value = value?.trim().to_owned();
            (!value.is_empty()).then_some(Setting { value, source })
        })
    }
}

fn dev_vars(path: &Path, texts: &Texts) -> Result<Vec<(String, String)>, String> {
    let iterator = match dotenvy::from_path_iter(path) {
        Ok(iterator) => iterator,
        Err(dotenvy::Error::Io(error)) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(texts.dev_vars_unreadable(without_content(&error))),
    };
    iterator
        .collect::<Result<_, _>>()
        .map_err(|error| texts.dev_vars_unreadable(without_content(&error)))
}

/// dotenvy's message for a line that it cannot read quotes the line, which may hold a secret.
fn without_content(error: &dotenvy::Error) -> String {
    match error {
        dotenvy::Error::LineParse(_, position) => format!("character {position} of a line"),
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "?".to_owned(),
    }
}

fn wrangler(path: &Path, texts: &Texts) -> Result<Vec<(String, String)>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(texts.wrangler_unreadable(error)),
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| texts.wrangler_unreadable(error.message()))?;
    let variables = table.get("vars").and_then(toml::Value::as_table);
    Ok(variables
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect())
}
