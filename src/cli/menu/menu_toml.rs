//! `menu.toml`: the buttons by WeChat's own names.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::cli::file::{unreadable, unwritable};
use serde::{Deserialize, Serialize};
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::button::Button;

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    button: Vec<Button>,
}

/// Why there are no buttons to be had, or none to be written.
#[derive(Debug)]
pub(crate) enum FileError {
    Unreadable(PathBuf, io::Error),
    Unwritable(PathBuf, String),
    /// No TOML, or a value of the wrong kind, with its place.
    Toml(PathBuf, String),
}

/// The buttons of a file, right or wrong; `None` where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<Button>>, FileError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::Unreadable(path.to_owned(), error)),
    };
    let file: File = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| FileError::Toml(path.to_owned(), error.to_string()))?;
    Ok(Some(file.button))
}

/// The same where there must be a file.
pub(crate) fn read_existing(path: &Path) -> Result<Vec<Button>, FileError> {
    let missing = || FileError::Unreadable(path.to_owned(), ErrorKind::NotFound.into());
    read(path)?.ok_or_else(missing)
}

/// Writes a file, also over one that is there; not through a link.
pub(crate) fn write(path: &Path, buttons: &[Button]) -> Result<(), FileError> {
    let unwritable =
        |error: &dyn ToString| FileError::Unwritable(path.to_owned(), error.to_string());
    let button = buttons.to_vec();
    let text = toml::to_string(&File { button }).map_err(|error| unwritable(&error))?;
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(unwritable(&"it is a link, or no plain file"));
    }
    fs::write(path, text).map_err(|error| unwritable(&error))
}

impl Bilingual for FileError {
    fn text(&self, language: Language) -> String {
        match self {
            FileError::Unreadable(path, error) => unreadable(path.display(), error, language),
            FileError::Unwritable(path, error) => unwritable(path.display(), error, language),
            FileError::Toml(path, error) => {
                tr!(language, "{}: {error}", "{}：{error}", path.display())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn a_menu_is_written_as_it_is_read() {
        let text = "[[button]]\nname = \"关于 \\\"我们\\\"\"\ntype = \"click\"\nkey = \"ABOUT\"\n\n\
                    [[button]]\nname = \"更多\"\n\n\
                    [[button.sub_button]]\nname = \"官网\"\ntype = \"view\"\n\
                    url = \"https://example.com\"\n";
        let file: File = toml::from_str(text).unwrap();
        assert_eq!(file.button.len(), 2);
        let written = toml::to_string(&file).unwrap();
        let again: File = toml::from_str(&written).unwrap();
        assert_eq!(again.button, file.button, "{written}");
    }
}
