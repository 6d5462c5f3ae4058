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
