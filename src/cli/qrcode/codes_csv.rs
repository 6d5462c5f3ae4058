//! `codes.csv`: the list of the codes that were made into a folder.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha1::{Digest, Sha1};
use wechat_edge::wechat::scene::{Code, Scene, SceneStr};

use super::csv_cell;
use super::error::QrcodeError;
use super::file_name::{file_name, folded, stays_in_folder};
use super::folder::{is_file, open_to_append};
use super::wanted::{Key, Label, key};
use crate::cli::time::rfc3339;

/// Excel takes a CSV file for one in the local encoding unless it begins so. Our reader skips it.
const BYTE_ORDER_MARK: char = '\u{feff}';

const COLUMNS: &str = "scene,kind,valid_until,ticket,url,file";

/// What a line goes on with where a code has a name or a group; the owner may add it by hand, too.
const LABEL: &str = ",name,group";

/// What stands in `valid_until` for a permanent code.
const PERMANENT: &str = "permanent";

/// A code that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) scene: Scene,
    /// Seconds since 1970; `None` for a permanent code.
    pub(crate) valid_until: Option<u64>,
    pub(crate) ticket: String,
    pub(crate) url: String,
    /// The name of its pictures, without their ending.
    pub(crate) file: String,
    /// What the console is to call it.
    pub(crate) label: Label,
}

impl Made {
    pub(crate) fn valid_until_text(&self) -> String {
        self.valid_until
            .map_or_else(|| PERMANENT.to_owned(), rfc3339)
    }

    pub(crate) fn key(&self) -> Key {
        (self.scene.clone(), self.valid_until.is_none())
    }
}

/// The list, and the names that are taken.
pub(crate) struct CodesCsv {
    path: PathBuf,
    /// The last of each.
    codes: HashMap<Key, Made>,
    /// The names of pictures, [`folded`].
    files: HashSet<String>,
    /// Open once something is to be written.
    file: Option<File>,
    /// What is written before the next line: the heading, or the line end that was cut off or that
    /// an editor left out.
    before: String,
    /// Whether this run made the file, and has nothing in it yet.
    is_empty: bool,
}

impl CodesCsv {
    /// Reads the list of a folder; there may be none yet. Lines that say nothing are passed over,
    /// such as one that was cut off.
    pub(crate) fn read(folder: &Path) -> Result<CodesCsv, QrcodeError> {
        let path = folder.join("codes.csv");
        let text = match is_file(&path)? {
            true => fs::read_to_string(&path)
                .map_err(|error| QrcodeError::Unreadable(path.clone(), error))?,
            false => String::new(),
        };
        let content = text.trim_start_matches(BYTE_ORDER_MARK);
        if !content.is_empty() && !content.starts_with(COLUMNS) {
            return Err(QrcodeError::NotOurList(path));
        }
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(content.as_bytes());
        let codes: Vec<Made> = reader
            .records()
            .filter_map(|record| made(&record.ok()?))
            .collect();
        Ok(CodesCsv {
            path,
            files: codes.iter().map(|code| folded(&code.file)).collect(),
            codes: codes.into_iter().map(|code| (code.key(), code)).collect(),
            file: None,
            before: match content {
                "" => format!("{BYTE_ORDER_MARK}{COLUMNS}\n"),
                _ if content.ends_with('\n') => String::new(),
                _ => "\n".to_owned(),
            },
            is_empty: false,
        })
    }

    /// A code that was made before and is valid at `now`.
    pub(crate) fn find(&self, wanted: &Code, now: u64) -> Option<&Made> {
        let code = self.codes.get(&key(wanted));
        code.filter(|code| code.valid_until.is_none_or(|until| until > now))
    }

    /// The name for the pictures of a code, and whether they are its own: it had the name before, or
    /// it is free.
    pub(crate) fn file_name(&self, wanted: &Code) -> (String, bool) {
        if let Some(before) = self.codes.get(&key(wanted)) {
            return (before.file.clone(), true);
        }
        let is_free = |name: &str| !self.files.contains(&folded(name));
        let scene = wanted.scene().to_string();
        (file_name(&scene, &digest(wanted), is_free), false)
    }

    /// All codes, of two with the same scene the permanent one last.
    pub(crate) fn codes(&self) -> Vec<&Made> {
        let mut codes: Vec<&Made> = self.codes.values().collect();
        codes.sort_by_cached_key(|code| (code.scene.to_string(), code.valid_until.is_none()));
        codes
    }

    /// Sees to it that codes can be added: before one is made that could not be. A new list has columns for
    /// names where some are `labelled`.
    pub(crate) fn open(&mut self, labelled: bool) -> Result<(), QrcodeError> {
        if self.file.is_none() {
            let (file, is_new) = open_to_append(&self.path)?;
            (self.file, self.is_empty) = (Some(file), is_new);
            if is_new && labelled {
                self.before = format!("{BYTE_ORDER_MARK}{COLUMNS}{LABEL}\n");
            }
        }
        Ok(())
    }

    /// Adds a code, on disk at once: what was made is known to the next run, however this one ends.
    pub(crate) fn add(&mut self, code: Made) -> Result<(), QrcodeError> {
        self.open(false)?;
        let scene = csv_cell::written(&code.scene.to_string());
        let [ticket, url, file] =
            [&code.ticket, &code.url, &code.file].map(|it| csv_cell::written(it));
        let until = code.valid_until_text();
        let mut cells = vec![&*scene, kind(&code.scene), &until, &ticket, &url, &file];
        let Label { name, group } = &code.label;
        let label =
            [name, group].map(|text| csv_cell::written(text.as_deref().unwrap_or_default()));
        if !code.label.is_empty() {
            cells.extend(label.iter().map(String::as_str));
        }
        let mut lines = std::mem::take(&mut self.before).into_bytes();
        let written = csv::Writer::from_writer(&mut lines).write_record(cells);
        let written = written.map_err(std::io::Error::other);
        written
            .and_then(|()| {
                self.file
                    .as_ref()
                    .map_or(Ok(()), |mut it| it.write_all(&lines))
            })
            .map_err(QrcodeError::unwritable(&self.path))?;
        self.is_empty = false;
        self.files.insert(folded(&code.file));
        self.codes.insert(code.key(), code);
        Ok(())
    }
}

/// A list with nothing in it is not left behind.
impl Drop for CodesCsv {
    fn drop(&mut self) {
        if self.is_empty {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn made(record: &csv::StringRecord) -> Option<Made> {
    let [scene, kind, valid_until, ticket, url, file] = [0, 1, 2, 3, 4, 5].map(|column| {
        let cell = record.get(column).map(csv_cell::read);
        cell.filter(|value| !value.is_empty())
    });
    Some(Made {
        scene: match kind? {
            "number" => Scene::Id(scene?.parse().ok()?),
            _ => Scene::Str(SceneStr::new(scene?).ok()?),
        },
        valid_until: match valid_until? {
            PERMANENT => None,
            time => {
                let time = humantime::parse_rfc3339(time).ok()?;
                Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
            }
        },
        ticket: ticket?.to_owned(),
        url: url?.to_owned(),
        // The file may have been edited: no name leads out of the folder.
        file: file.filter(|file| stays_in_folder(file))?.to_owned(),
        label: Label::new([6, 7].map(|column| record.get(column).map(csv_cell::read))),
    })
}

fn kind(scene: &Scene) -> &'static str {
    match scene {
        Scene::Id(_) => "number",
        Scene::Str(_) => "string",
    }
}

/// Tells codes apart whose scenes give the same name.
fn digest(wanted: &Code) -> String {
    let (scene, is_permanent) = &key(wanted);
    let hash = Sha1::digest(format!("{}\n{is_permanent}\n{scene}", kind(scene)));
    hash.iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
