//! The files in this directory, see its README.

use std::fs;
use std::path::Path;

/// The sample files whose names start with one of `prefixes`, by name: name and content.
pub(crate) fn samples(prefixes: &[&str]) -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut samples: Vec<(String, String)> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
        .collect();
    samples.sort();
    assert!(!samples.is_empty(), "there are no samples {prefixes:?}");
    samples
}
