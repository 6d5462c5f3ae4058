//! The plan of the house, held by reading what each file of `src/` names of the others: folders use
//! each other in one direction, files never in a circle, and the facts that comments cite are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may use whom: only what stands further down. What stands in one line has nothing to do with
/// each other.
const FLOORS: [&[&str]; 7] = [
    &["main"],
    &["edge", "cli"],
    &["callback", "console", "login"],
    &["scans", "handler", "rules"],
    &["context"],
    &["wechat", "toml_file"],
    &["language"],
];

/// The files of `src/`, by the path of their module (`wechat::xml`), and the code in them.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for path in below(Path::new("src"), "rs") {
        let module = path.strip_prefix("src").unwrap().with_extension("");
        let module = module.to_str().unwrap().replace(['/', '\\'], "::");
        let module = module.strip_suffix("::mod").unwrap_or(&module).to_owned();
        let text = fs::read_to_string(&path).unwrap();
        // To the tests in a file, `super` is the file itself.
        let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        files.insert(module, code.collect::<Vec<_>>().join("\n"));
    }
    assert!(files.len() > 30, "read from another folder");
    files
}

fn below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path, extension));
        } else if path.extension().is_some_and(|has| has == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Which files each file names: `crate::…`, `wechat_edge::…`, `super::…`, `self::…`, and in a parent
/// the names of its children.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let files = files();
    let mut all = BTreeMap::new();
    for (module, code) in &files {
        let mut named = Vec::new();
        for (at, _) in code.match_indices("::") {
            let head = code[..at].rsplit(|c: char| !is_word(c)).next().unwrap();
            let before = code[..at - head.len()].chars().next_back();
            // `super::super::x` is read from its start.
            if before == Some(':') {
                continue;
            }
            let mut base: Vec<&str> = module.split("::").collect();
            match head {
                "crate" | "wechat_edge" => base.clear(),
                "self" => {}
                "super" => drop(base.pop()),
                child if files.contains_key(&format!("{module}::{child}")) => base.push(child),
                _ => continue,
            }
            let base = base.into_iter().map(str::to_owned).collect();
            paths(&code[at + 2..], base, &mut named);
        }
        // What is named may be an item in a file, so the file is the longest path that is one.
        let uses = named.into_iter().filter_map(|mut path| {
            while !path.is_empty() && !files.contains_key(&path.join("::")) {
                path.pop();
            }
            let used = path.join("::");
            (!used.is_empty() && used != *module).then_some(used)
        });
        all.insert(module.clone(), uses.collect());
    }
    all
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Reads `a::b`, `a::{b, c::d}` and `super::a` behind a path; gives back what is left.
fn paths<'c>(code: &'c str, mut base: Vec<String>, found: &mut Vec<Vec<String>>) -> &'c str {
    if let Some(mut rest) = code.strip_prefix('{') {
        loop {
            rest = paths(rest.trim_start(), base.clone(), found).trim_start();
            match rest.strip_prefix(',') {
                Some(after) => rest = after.trim_start(),
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
        }
    }
    let end = code.find(|c| !is_word(c)).unwrap_or(code.len());
    let (word, rest) = code.split_at(end);
    match word {
        "super" => drop(base.pop()),
        "" | "self" => {}
        _ => base.push(word.to_owned()),
    }
    if let Some(rest) = rest.strip_prefix("::") {
        return paths(rest, base, found);
    }
    found.push(base);
    // `name as other`
    let end = rest.find(|c| !(is_word(c) || c == ' ')).unwrap_or(0);
    rest.get(end..).unwrap_or_default()
}

fn floor(module: &str) -> usize {
    let room = module.split("::").next().unwrap();
    FLOORS
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("{room} has no place in FLOORS"))
}

#[test]
fn folders_use_each_other_in_one_direction() {
    let mut wrong = Vec::new();
    for (file, uses) in uses() {
        // The table of contents.
        if file == "lib" {
            assert_eq!(uses, BTreeSet::new(), "lib.rs says what there is, no more");
            continue;
        }
        let room = file.split("::").next().unwrap();
        for used in uses {
            let same_room = used.split("::").next() == Some(room);
            if !same_room && floor(&used) <= floor(&file) {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses();
    // All that a file uses, directly or not.
    let reached = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            for used in &uses[next] {
                if reached.insert(used) {
                    open.push(used);
                }
            }
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        uses.keys().map(|file| (file, reached(file))).collect();
    let circles: BTreeSet<Vec<&String>> = reached
        .iter()
        .filter(|(file, used)| used.contains(*file))
        .map(|(file, used)| {
            let back = |other: &&&String| reached[**other].contains(file);
            used.iter().filter(back).copied().collect()
        })
        .collect();
    assert_eq!(circles, BTreeSet::new());
}

#[test]
fn every_fact_that_is_cited_stands_in_the_protocol() {
    let protocol = fs::read_to_string("src/wechat/PROTOCOL.md").unwrap();
    let headings = protocol.lines().filter(|line| line.starts_with("##"));
    let sections: BTreeSet<&str> = headings
        .filter_map(|line| line.trim_start_matches('#').split_whitespace().next())
        .map(|name| name.trim_end_matches('.'))
        .collect();
    let mut citations = 0;
    for path in [
        below(Path::new("src"), "rs"),
        below(Path::new("tests"), "rs"),
    ]
    .concat()
    {
        let text = fs::read_to_string(&path).unwrap();
        // A comment that goes on in the next line is one text.
        let words = text.split_whitespace();
        let text: Vec<&str> = words
            .filter(|word| !matches!(*word, "//" | "///" | "//!"))
            .collect();
        let text = text.join(" ");
        for (at, cited) in text.match_indices(concat!("PROTOCOL", ".md, section")) {
            let list = &text[at + cited.len()..];
            let list = &list[..list.find([')', '.', ';']).unwrap_or(list.len())];
            let mut names = list
                .split([' ', ','])
                .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
                .peekable();
            let place = format!("{} cites{list}", path.display());
            assert!(names.peek().is_some(), "{place}: no section");
            for name in names {
                assert!(sections.contains(name), "{place}: there is no {name}");
            }
            citations += 1;
        }
        let elsewhere = concat!("proto", "col.md");
        assert!(
            !text.contains(elsewhere),
            "{}: spelled otherwise",
            path.display()
        );
    }
    assert!(citations > 25, "{citations}");
}
