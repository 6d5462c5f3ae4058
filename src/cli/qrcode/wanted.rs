//! The codes asked for, by arguments or in a list.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use wechat_edge::console::codes::MAX_NAME;
use wechat_edge::wechat::scene::{Code, Lifetime, Scene, SceneError, SceneStr};

use super::arguments::{Create, lifetime};
use super::error::{LineError, QrcodeError};

/// The codes asked for.
pub(crate) struct Wanted {
    /// Each once.
    pub(crate) codes: Vec<Code>,
    /// The scenes that were given twice.
    pub(crate) twice: Vec<String>,
    /// What they are called, where a list says it.
    pub(crate) labels: HashMap<Key, Label>,
}

/// What the console is to call a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: Option<String>,
    pub(crate) group: Option<String>,
}

impl Label {
    /// Of two cells; an empty one says nothing.
    pub(crate) fn new(cells: [Option<&str>; 2]) -> Label {
        let text = |cell: &str| Some(cell.trim().to_owned()).filter(|text| !text.is_empty());
        let [name, group] = cells.map(|cell| cell.and_then(text));
        Label { name, group }
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.name.is_none() && self.group.is_none()
    }
}

/// The codes asked for. All faults are reported, not the first alone.
pub(crate) fn wanted(create: &Create) -> Result<Wanted, Vec<QrcodeError>> {
    let mut faults = Vec::new();
    let mut all = Vec::new();
    let mut labels = HashMap::new();
    for scene in &create.scenes {
        match code(scene, create.lifetime(), create.string) {
            Ok(code) => all.push(code),
            Err(error) => faults.push(QrcodeError::Scene(error)),
        }
    }
    if let Some(path) = &create.from {
        match listed(path, create) {
            Ok(listed) => {
                for (code, label) in listed {
                    if !label.is_empty() {
                        labels.insert(key(&code), label);
                    }
                    all.push(code);
                }
            }
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut seen, mut twice) = (HashSet::new(), Vec::new());
    all.retain(|code| {
        let is_new = seen.insert(key(code));
        if !is_new {
            twice.push(code.scene().to_string());
        }
        is_new
    });
    Ok(Wanted {
        codes: all,
        twice,
        labels,
    })
}

/// What tells codes apart: the scene, and whether it is permanent. WeChat gives the same permanent
/// code for the same scene; a temporary one can be replaced by another of any lifetime.
pub(crate) type Key = (Scene, bool);

pub(crate) fn key(code: &Code) -> Key {
    let is_permanent = code.lifetime() == Lifetime::Permanent;
    (code.scene().clone(), is_permanent)
}

fn code(scene: &str, lifetime: Lifetime, string: bool) -> Result<Code, SceneError> {
    let scene = match string {
        true => SceneStr::new(scene).map(Scene::Str)?,
        false => Scene::read(scene)?,
    };
    Code::new(scene, lifetime)
}

/// A list has a scene per line, then its lifetime if it has one of its own, its name and its group. A first line that begins
/// with `scene` names the columns.
fn listed(path: &Path, create: &Create) -> Result<Vec<(Code, Label)>, Vec<QrcodeError>> {
    let unreadable = |error| vec![QrcodeError::Unreadable(path.to_owned(), error)];
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| vec![QrcodeError::NotUtf8(path.to_owned())])?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut codes = Vec::new();
    let mut faults = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let place = match &record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let line = place.map_or(0, csv::Position::line);
        match record {
            Ok(record) if index == 0 && is_heading(&record) => {}
            Ok(record) => match listed_code(&record, create) {
                Ok(code) => codes.push(code),
                Err(error) => faults.push(QrcodeError::Line(path.to_owned(), line, error)),
            },
            Err(error) => {
                let error = LineError::Csv(error.to_string());
                faults.push(QrcodeError::Line(path.to_owned(), line, error));
            }
        }
    }
    match (faults.is_empty(), codes.is_empty()) {
        (true, false) => Ok(codes),
        (true, true) => Err(vec![QrcodeError::NoScenes(path.to_owned())]),
        (false, _) => Err(faults),
    }
}

fn is_heading(record: &csv::StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default();
    first.eq_ignore_ascii_case("scene")
}

fn listed_code(record: &csv::StringRecord, create: &Create) -> Result<(Code, Label), LineError> {
    let scene = record.get(0).unwrap_or_default();
    let own = record.get(1).map(str::trim).filter(|own| !own.is_empty());
    let lifetime = match own {
        None => create.lifetime(),
        Some(own) => lifetime(own).ok_or_else(|| LineError::Lifetime(own.to_owned()))?,
    };
    let label = Label::new([2, 3].map(|column| record.get(column)));
    for text in [&label.name, &label.group].into_iter().flatten() {
        if text.chars().count() > MAX_NAME {
            return Err(LineError::LongName(text.clone()));
        }
    }
    let code = code(scene, lifetime, create.string).map_err(LineError::Scene)?;
    Ok((code, label))
}
