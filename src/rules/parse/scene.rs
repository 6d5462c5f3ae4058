//! Reads `scan`: `"*"`, one scene, a range of numbers, or a pattern.

use super::braces::{Brace, braces, is_name};
use super::kind::{Findings, Kind};
use super::names::Expected;
use crate::rules::scene::{Scene, Segment};
use crate::toml_file::Node;
use crate::wechat::scene::MAX_SCENE_STR;

pub(super) fn read(node: Node<'_>, findings: &mut Findings) -> Option<Scene> {
    if node.is_integer() {
        let number = node.integer().and_then(|number| u32::try_from(number).ok());
        return match number {
            None | Some(0) => findings.refuse(node, Kind::SceneNumber),
            Some(number) => Some(Scene::Exact(number.to_string().leak())),
        };
    }
    let text = node.string(Expected::Scene, findings)?;
    match text {
        "" => return findings.refuse(node, Kind::SceneEmpty),
        "*" => return Some(Scene::Any),
        _ => {}
    }
    if let Some((first, last)) = text.split_once("..=") {
        return range(node, first, last, findings);
    }
    if let Some((first, last)) = as_range(text) {
        findings.warn(node, Kind::LooksLikeRange(text.to_owned(), first, last));
    }
    pattern(node, text, findings)
}

/// `1000-1999` and the like, which are scenes as good as any, but are rarely meant so.
fn as_range(text: &str) -> Option<(u32, u32)> {
    let between = ["...", "..", "-", "–", "—", "~", "～", "至", "到"];
    let (first, last) = between.iter().find_map(|sign| text.split_once(sign))?;
    let number = |text: &str| {
        let digits = text.trim();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| is_number)
    };
    let (first, last) = (number(first)?, number(last)?);
    (first < last).then_some((first, last))
}

fn range(node: Node<'_>, first: &str, last: &str, findings: &mut Findings) -> Option<Scene> {
    let mut number = |text: &str| {
        let number = text.trim().parse().ok();
        number.or_else(|| findings.refuse(node, Kind::RangeBound(text.to_owned())))
    };
    let (first, last): (u32, u32) = (number(first)?, number(last)?);
    if first > last {
        return findings.refuse(node, Kind::RangeEmpty(first, last));
    }
    Some(Scene::Range(first, last))
}

fn pattern(node: Node<'_>, text: &str, findings: &mut Findings) -> Option<Scene> {
    let braces = match braces(text) {
        Ok(braces) => braces,
        Err(kind) => return findings.refuse(node, kind),
    };
    let characters = |brace: &Brace<'_>| match brace {
        Brace::Text(literal) => literal.chars().count(),
        Brace::Name(_) => 1,
    };
    let shortest: usize = braces.iter().map(characters).sum();
    if shortest > MAX_SCENE_STR {
        return findings.refuse(node, Kind::SceneTooLong(shortest, MAX_SCENE_STR));
    }
    let mut segments = Vec::new();
    for brace in braces {
        match brace {
            Brace::Text(literal) => segments.push(Segment::Literal(literal.leak())),
            Brace::Name(name) => {
                if !is_name(name) {
                    return findings.refuse(node, Kind::NoName(name.to_owned()));
                }
                let name: &'static str = name.to_owned().leak();
                if let Some(Segment::Part(before)) = segments.last() {
                    return findings.refuse(node, Kind::PartsTouch(before, name));
                }
                if segments.contains(&Segment::Part(name)) {
                    return findings.refuse(node, Kind::PartTwice(name));
                }
                segments.push(Segment::Part(name));
            }
        }
    }
    Some(match segments.as_slice() {
        [Segment::Literal(exact)] => Scene::Exact(exact),
        _ => Scene::Pattern(segments.leak()),
    })
}

/// The names of a scene's parts, in the order of [`Scene::captures`].
pub(super) fn parts(scene: &Scene) -> Vec<&'static str> {
    let Scene::Pattern(segments) = scene else {
        return Vec::new();
    };
    let name = |segment: &Segment| match segment {
        Segment::Part(name) => Some(*name),
        Segment::Literal(_) => None,
    };
    segments.iter().filter_map(name).collect()
}
