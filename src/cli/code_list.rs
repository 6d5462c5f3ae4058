//! Lists of codes as CSV: those to make, and those that were made.

use std::collections::{HashMap, HashSet};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha1::{Digest, Sha1};

use super::scene::{Lifetime, Scene};
use super::texts::Texts;

/// Excel takes a CSV file for one in the local encoding unless it begins so. Our reader skips it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const COLUMNS: [&str; 6] = ["scene", "kind", "valid_until", "ticket", "url", "file"];

/// What stands in `valid_until` for a permanent code.
const PERMANENT: &str = "permanent";

/// The longest name of a file, in bytes, less its ending.
const MAX_FILE_NAME: usize = 200;

/// A code to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) scene: Scene,
    pub(crate) lifetime: Lifetime,
}

/// What tells codes apart: the scene, and whether it is permanent. WeChat gives the same permanent
/// code for the same scene; a temporary one can be replaced by another of any lifetime.
pub(crate) type Key = (Scene, bool);

impl Wanted {
    pub(crate) fn key(&self) -> Key {
        (self.scene.clone(), self.lifetime == Lifetime::Permanent)
    }
}

/// Reads a list of codes to make: a scene per line, then its lifetime if it has one of its own. A
/// first line that begins with `scene` names the columns. All faults are reported, not the first
/// alone.
pub(crate) fn read_wanted(
    path: &Path,
    default: Lifetime,
    string: bool,
    texts: &Texts,
) -> Result<Vec<Wanted>, Vec<String>> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| vec![texts.list_unreadable(name, error)])?;
    let text = String::from_utf8(bytes).map_err(|_| vec![texts.list_not_utf8(path.display())])?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut wanted = Vec::new();
    let mut faults = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let fault = |line: u64, error: &str| texts.list_line(path.display(), line, error);
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(fault(line, &error.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let scene = record.get(0).unwrap_or_default();
        if index == 0 && scene.eq_ignore_ascii_case("scene") {
            continue;
        }
        let own = record.get(1).map(str::trim).filter(|own| !own.is_empty());
        let lifetime = match own.map_or(Ok(default), Lifetime::parse) {
            Ok(lifetime) => lifetime,
            Err(_) => {
                faults.push(fault(line, &texts.lifetime(own.unwrap_or_default())));
                continue;
            }
        };
        match Scene::read(scene, lifetime, string, texts) {
            Ok(scene) => wanted.push(Wanted { scene, lifetime }),
            Err(error) => faults.push(fault(line, &error)),
        }
    }
    match (faults.is_empty(), wanted.is_empty()) {
        (true, false) => Ok(wanted),
        (true, true) => Err(vec![texts.no_scenes(path.display())]),
        (false, _) => Err(faults),
    }
}

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
}

impl Made {
    pub(crate) fn valid_until_text(&self) -> String {
        self.valid_until.map_or_else(|| PERMANENT.to_owned(), time)
    }

    fn key(&self) -> Key {
        (self.scene.clone(), self.valid_until.is_none())
    }
}

/// `codes.csv`: all codes that were made into a folder.
pub(crate) struct CodeList {
    path: PathBuf,
    /// The last of each.
    codes: HashMap<Key, Made>,
    /// The names of pictures, in lower case: some file systems do not tell it from upper case.
    files: HashSet<String>,
    /// Whether the file ends within a line: it was cut off, or an editor left out the last line end.
    is_cut: bool,
}

impl CodeList {
    /// Reads the list of a folder; there may be none yet. Lines that say nothing are passed over,
    /// such as one that was cut off.
    pub(crate) fn read(folder: &Path, texts: &Texts) -> Result<CodeList, String> {
        let path = folder.join("codes.csv");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(texts.list_unreadable(path.display(), error)),
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let codes: Vec<Made> = reader
            .records()
            .filter_map(|record| made(&record.ok()?))
            .collect();
        Ok(CodeList {
            path,
            files: codes.iter().map(|code| code.file.to_lowercase()).collect(),
            codes: codes.into_iter().map(|code| (code.key(), code)).collect(),
            is_cut: !text.is_empty() && !text.ends_with('\n'),
        })
    }

    /// A code that was made before and is valid at `now`.
    pub(crate) fn find(&self, wanted: &Wanted, now: u64) -> Option<&Made> {
        let code = self.codes.get(&wanted.key());
        code.filter(|code| code.valid_until.is_none_or(|until| until > now))
    }

    /// The name for the pictures of a code: the one it had before, or one that is free.
    pub(crate) fn file_name(&self, wanted: &Wanted) -> String {
        if let Some(before) = self.codes.get(&wanted.key()) {
            return before.file.clone();
        }
        let name = safe(&wanted.scene.to_string());
        let free = |name: &str| !self.files.contains(&name.to_lowercase());
        if free(&name) && name.len() <= MAX_FILE_NAME && !is_reserved(&name) {
            return name;
        }
        let end = name.floor_char_boundary(MAX_FILE_NAME);
        let short = name.get(..end).unwrap_or_default();
        format!("{short}-{}", digest(wanted))
    }

    /// Adds a code, on disk at once: what was made is known to the next run, however this one ends.
    pub(crate) fn add(&mut self, code: Made) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let is_new = !self.path.exists();
        if is_new {
            writer.write_record(COLUMNS)?;
        }
        let scene = code.scene.to_string();
        let kind = kind(&code.scene);
        let valid_until = code.valid_until_text();
        let Made {
            ticket, url, file, ..
        } = &code;
        writer.write_record([&scene, kind, &valid_until, ticket, url, file])?;
        let mut lines = writer.into_inner().map_err(|error| error.into_error())?;
        if is_new {
            lines.splice(..0, BYTE_ORDER_MARK.bytes());
        } else if self.is_cut {
            lines.insert(0, b'\n');
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        file.write_all(&lines)?;
        self.files.insert(code.file.to_lowercase());
        self.codes.insert(code.key(), code);
        self.is_cut = false;
        Ok(())
    }
}

fn made(record: &csv::StringRecord) -> Option<Made> {
    let [scene, kind, valid_until, ticket, url, file] =
        [0, 1, 2, 3, 4, 5].map(|column| record.get(column).filter(|value| !value.is_empty()));
    Some(Made {
        scene: match kind? {
            "number" => Scene::Number(scene?.parse().ok()?),
            _ => Scene::Text(scene?.to_owned()),
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
        file: file.filter(|file| *file == safe(file))?.to_owned(),
    })
}

fn kind(scene: &Scene) -> &'static str {
    match scene {
        Scene::Number(_) => "number",
        Scene::Text(_) => "string",
    }
}

fn time(seconds: u64) -> String {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    humantime::format_rfc3339_seconds(time.unwrap_or(UNIX_EPOCH)).to_string()
}

/// A name that every file system takes: letters and digits of any script, `-`, `_`, `.` and what was
/// made by this function; the rest as `%` and the bytes' hexadecimal digits.
fn safe(scene: &str) -> String {
    let mut name = String::new();
    for (at, character) in scene.char_indices() {
        let is_safe = character.is_alphanumeric()
            || matches!(character, '-' | '_' | '%')
            // Not first: such files are hidden. Not last: Windows drops it.
            || character == '.' && at > 0 && at.saturating_add(1) < scene.len();
        if is_safe {
            name.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    name
}

/// What Windows keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let is_numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || is_numbered("COM")
        || is_numbered("LPT")
}

/// Tells codes apart whose scenes give the same name.
fn digest(wanted: &Wanted) -> String {
    let (scene, is_permanent) = &wanted.key();
    let hash = Sha1::digest(format!("{}\n{is_permanent}\n{scene}", kind(scene)));
    hash.iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_reserved, safe};

    #[test]
    fn a_scene_gives_a_name_that_stays_in_its_folder() {
        let cases = [
            ("store-12", "store-12"),
            ("门店.12", "门店.12"),
            ("order/12", "order%2F12"),
            ("../etc", "%2E.%2Fetc"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("a\\b:c*?", "a%5Cb%3Ac%2A%3F"),
            ("😀", "%F0%9F%98%80"),
            (" a ", "%20a%20"),
            ("%2F", "%2F"),
        ];
        for (scene, name) in cases {
            assert_eq!(safe(scene), name);
            assert_eq!(safe(name), name, "what is safe stays so");
        }
    }

    #[test]
    fn the_names_of_devices_are_known() {
        for name in ["con", "NUL.txt", "Com1", "lpt9.x"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["console", "com", "com10", "store"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
