//! The codes asked for, by arguments or in a list.

use std::collections::HashSet;
use std::path::Path;

use wechat_edge::wechat::scene::{Code, Lifetime, Scene, SceneError, SceneStr};

use super::arguments::{Create, lifetime};
use super::error::{LineError, QrcodeError};

/// The codes asked for, each once, and the scenes that were given twice. All faults are reported, not
/// the first alone.
pub(crate) fn wanted(create: &Create) -> Result<(Vec<Code>, Vec<String>), Vec<QrcodeError>> {
    let mut faults = Vec::new();
    let mut all = Vec::new();
    for scene in &create.scenes {
        match code(scene, create.lifetime(), create.string) {
            Ok(code) => all.push(code),
            Err(error) => faults.push(QrcodeError::Scene(error)),
        }
    }
    if let Some(path) = &create.from {
        match listed(path, create) {
            Ok(listed) => all.extend(listed),
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
    Ok((all, twice))
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

/// A list has a scene per line, then its lifetime if it has one of its own. A first line that begins
/// with `scene` names the columns.
fn listed(path: &Path, create: &Create) -> Result<Vec<Code>, Vec<QrcodeError>> {
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

fn listed_code(record: &csv::StringRecord, create: &Create) -> Result<Code, LineError> {
    let scene = record.get(0).unwrap_or_default();
    let own = record.get(1).map(str::trim).filter(|own| !own.is_empty());
    let lifetime = match own {
        None => create.lifetime(),
        Some(own) => lifetime(own).ok_or_else(|| LineError::Lifetime(own.to_owned()))?,
    };
    code(scene, lifetime, create.string).map_err(LineError::Scene)
}
