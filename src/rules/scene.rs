//! Which scenes a rule takes: one, a range of numbers, or all of a pattern.

/// A rule's `scan = …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::scene))]
pub enum Scene {
    /// `"*"`
    Any,
    /// `"vip"`
    Exact(&'static str),
    /// `"1000..=1999"`, both ends included.
    Range(u32, u32),
    /// `"store-{store}"`: literals and parts in turn, no two parts side by side.
    Pattern(&'static [Segment]),
}

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::scene))]
pub enum Segment {
    /// Text that the scene has here.
    Literal(&'static str),
    /// The name of a part: one character or more, as few as fit.
    Part(&'static str),
}

impl Scene {
    /// The texts of the pattern's parts in `scene`; `None` where it does not fit.
    pub fn captures<'m>(&self, scene: &'m str) -> Option<Vec<&'m str>> {
        match *self {
            Scene::Any => Some(Vec::new()),
            Scene::Exact(exact) => (exact == scene).then(Vec::new),
            Scene::Range(first, last) => {
                let number = scene_id(scene)?;
                (first <= number && number <= last).then(Vec::new)
            }
            Scene::Pattern(segments) => fit(segments, scene),
        }
    }
}

/// A scene as a number, written as WeChat writes a `scene_id`: digits without a leading zero.
fn scene_id(scene: &str) -> Option<u32> {
    let is_canonical = scene.bytes().all(|byte| byte.is_ascii_digit())
        && (scene == "0" || !scene.starts_with('0'));
    scene.parse().ok().filter(|_| is_canonical)
}

/// Each part takes as little as it can, and the last literal stands at the end: that finds a fit
/// wherever there is one, without going back.
fn fit<'m>(segments: &[Segment], scene: &'m str) -> Option<Vec<&'m str>> {
    let mut captures = Vec::with_capacity(segments.len());
    let mut rest = scene;
    let mut segments = segments.iter().peekable();
    while let Some(segment) = segments.next() {
        match segment {
            Segment::Literal(literal) => rest = rest.strip_prefix(literal)?,
            Segment::Part(_) => {
                let part = match segments.next_if(|next| matches!(next, Segment::Literal(_))) {
                    None => std::mem::take(&mut rest),
                    Some(Segment::Literal(literal)) if segments.peek().is_none() => {
                        std::mem::take(&mut rest).strip_suffix(literal)?
                    }
                    Some(Segment::Literal(literal)) => {
                        let first = rest.chars().next()?.len_utf8();
                        let (_, after) = rest.get(first..)?.split_once(literal)?;
                        let taken = rest.len().checked_sub(after.len())?;
                        let part = rest.get(..taken)?.strip_suffix(literal)?;
                        rest = after;
                        part
                    }
                    Some(Segment::Part(_)) => return None,
                };
                if part.is_empty() {
                    return None;
                }
                captures.push(part);
            }
        }
    }
    rest.is_empty().then_some(captures)
}

#[cfg(not(target_arch = "wasm32"))]
mod source {
    use std::fmt;

    use super::{Scene, Segment};
    use crate::rules::parse::{Fault, Node};
    use crate::rules::template::{Brace, braces};

    /// The longest `scene_str`, in characters (protocol.md, section F).
    const MAX_SCENE: usize = 64;

    impl Scene {
        pub(in crate::rules) fn read(node: Node<'_>) -> Result<Scene, Fault> {
            if let Some(number) = node.integer() {
                let number = u32::try_from(number)
                    .ok()
                    .filter(|&number| number > 0)
                    .ok_or_else(|| node.fault("a scene's number is 1 to 4294967295"))?;
                return Ok(Scene::Exact(number.to_string().leak()));
            }
            let text = node.string("a scene, such as \"vip\", \"store-{store}\" or \"1..=99\"")?;
            match text {
                "" => Err(node.fault("the scene is empty; \"*\" stands for any")),
                "*" => Ok(Scene::Any),
                _ => match text.split_once("..=") {
                    Some((first, last)) => Scene::range(node, first, last),
                    None => Scene::pattern(node, text),
                },
            }
        }

        fn range(node: Node<'_>, first: &str, last: &str) -> Result<Scene, Fault> {
            let number = |text: &str| {
                text.trim().parse().map_err(|_| {
                    node.fault(format!(
                        "a range of scenes is two numbers up to 4294967295, such as \"1000..=1999\"; \
                         `{text}` is none"
                    ))
                })
            };
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                return Err(node.fault(format!(
                    "the range is empty: {first} is greater than {last}"
                )));
            }
            Ok(Scene::Range(first, last))
        }

        fn pattern(node: Node<'_>, text: &str) -> Result<Scene, Fault> {
            let braces = braces(text).map_err(|message| node.fault(message))?;
            let characters = |brace: &Brace<'_>| match brace {
                Brace::Text(literal) => literal.chars().count(),
                Brace::Name(_) => 1,
            };
            let shortest: usize = braces.iter().map(characters).sum();
            if shortest > MAX_SCENE {
                return Err(node.fault(format!(
                    "the scene has {shortest} characters, WeChat allows {MAX_SCENE}"
                )));
            }
            let mut segments = Vec::new();
            for brace in braces {
                match brace {
                    Brace::Text(literal) => segments.push(Segment::Literal(literal.leak())),
                    Brace::Name(name) => {
                        if let Some(Segment::Part(before)) = segments.last() {
                            return Err(node.fault(format!(
                                "nothing tells where {{{before}}} ends and {{{name}}} begins: put \
                                 a character between them"
                            )));
                        }
                        let name: &'static str = name.to_owned().leak();
                        if segments.contains(&Segment::Part(name)) {
                            return Err(node.fault(format!("the part {{{name}}} is there twice")));
                        }
                        segments.push(Segment::Part(name));
                    }
                }
            }
            Ok(match segments.as_slice() {
                [Segment::Literal(exact)] => Scene::Exact(exact),
                _ => Scene::Pattern(segments.leak()),
            })
        }

        /// The names of the parts, in the order of [`Scene::captures`].
        pub(in crate::rules) fn parts(&self) -> Vec<&'static str> {
            let Scene::Pattern(segments) = self else {
                return Vec::new();
            };
            segments
                .iter()
                .filter_map(|segment| match segment {
                    Segment::Part(name) => Some(*name),
                    Segment::Literal(_) => None,
                })
                .collect()
        }

        /// Whether this takes every scene that `other` takes. `false` where that is not plain.
        pub(in crate::rules) fn covers(&self, other: &Scene) -> bool {
            match (self, other) {
                (Scene::Any | Scene::Pattern([Segment::Part(_)]), _) => true,
                (_, Scene::Exact(scene)) => self.captures(scene).is_some(),
                (Scene::Range(first, last), Scene::Range(from, to)) => first <= from && to <= last,
                (Scene::Pattern(pattern), Scene::Pattern(narrower)) => {
                    // As a text with one odd character for each part: what fits that, fits all.
                    let sample: String = narrower
                        .iter()
                        .map(|segment| match segment {
                            Segment::Literal(literal) => literal,
                            Segment::Part(_) => "\u{0}",
                        })
                        .collect();
                    super::fit(pattern, &sample).is_some()
                }
                _ => false,
            }
        }
    }

    impl fmt::Display for Scene {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Scene::Any => f.write_str("any scene"),
                Scene::Exact(scene) => write!(f, "scene {scene}"),
                Scene::Range(first, last) => write!(f, "scene {first} to {last}"),
                Scene::Pattern(segments) => {
                    f.write_str("scene ")?;
                    segments.iter().try_for_each(|segment| match segment {
                        Segment::Literal(literal) => f.write_str(literal),
                        Segment::Part(name) => write!(f, "{{{name}}}"),
                    })
                }
            }
        }
    }
}
