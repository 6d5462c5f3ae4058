//! The owner's rules: data, read from `replies.toml` when the Worker is built.
//!
//! `build.rs` reads the file with [`parse`] and writes what it read as Rust constants; those are
//! in the wasm, and nothing has to be parsed when a message comes. Rules are tried from top to
//! bottom, and the first that fits answers. Rules about one exact scene are not tried one after
//! the other: they are found by their scene.

#[cfg(not(target_arch = "wasm32"))]
pub mod parse;
pub mod reply;
pub mod scene;
pub mod template;
pub mod text;
pub mod when;

use self::reply::ReplyRule;
use self::template::Values;
use self::text::Engine;
#[cfg(not(target_arch = "wasm32"))]
use self::text::{Test, Text};
use self::when::When;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

/// One `[[rule]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules))]
pub struct Rule {
    /// The line of the file where it starts.
    pub line: usize,
    /// What it answers.
    pub when: When,
    /// What it answers it with.
    pub reply: ReplyRule,
}

/// The rules of one file.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// All of them, in the order of the file.
    pub all: &'static [Rule],
    /// The rules about one exact scene, as (scene, place in `all`), in a hash table: each in the
    /// bucket of its scene, in the order of the file.
    pub exact: &'static [&'static [(&'static str, usize)]],
    /// The places in `all` of the others, in order.
    pub others: &'static [usize],
    /// What runs the regular expressions, where there are some.
    pub engine: Option<Engine>,
}

impl Rules {
    /// The first rule that fits, and what it captured.
    pub fn find<'m>(&self, message: &Message<'m>) -> Option<(&'static Rule, Vec<&'m str>)> {
        let scene = message.scan().map_or("", |scan| scan.scene);
        let bucket = bucket(scene, self.exact.len()).and_then(|at| self.exact.get(at));
        // Both are in order already: a rule about this scene comes before an other where it stands
        // above it in the file.
        let mut exact = bucket
            .copied()
            .unwrap_or_default()
            .iter()
            .filter(|(exact, _)| *exact == scene)
            .map(|(_, place)| place)
            .peekable();
        let mut others = self.others.iter().peekable();
        loop {
            let place = match (exact.peek(), others.peek()) {
                (Some(one), Some(other)) if one < other => exact.next(),
                (_, Some(_)) => others.next(),
                (_, None) => exact.next(),
            };
            let rule = self.all.get(*place?)?;
            if let Some(captures) = rule.when.captures(message, self.engine) {
                return Some((rule, captures));
            }
        }
    }

    /// What the rules answer; nothing where none fits.
    pub fn reply<'m>(&self, message: &Message<'m>) -> Reply<'m> {
        let Some((rule, captures)) = self.find(message) else {
            return Reply::none();
        };
        rule.reply.fill(Values {
            message,
            captures: &captures,
        })
    }
}

/// Which bucket of so many is that of a scene: by FNV-1a, which is short, quick on short texts, and
/// gives the same at build time as at run time.
fn bucket(scene: &str, buckets: usize) -> Option<usize> {
    let hash = scene.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash).ok()?.checked_rem(buckets)
}

#[cfg(not(target_arch = "wasm32"))]
impl Rules {
    /// How many of the rules have a regular expression.
    pub fn expressions(&self) -> usize {
        let has_expression = |rule: &&Rule| {
            matches!(
                rule.when.text,
                Some(Text {
                    test: Test::Matches(_),
                    ..
                })
            )
        };
        self.all.iter().filter(has_expression).count()
    }

    fn new(all: Vec<Rule>, engine: Option<Engine>) -> Rules {
        let (exact, others): (Vec<usize>, Vec<usize>) =
            (0..all.len()).partition(|place| exact_scene(&all, *place).is_some());
        // Twice as many as scenes: a bucket then mostly has one or none.
        let mut buckets = vec![Vec::new(); exact.len().saturating_mul(2)];
        for place in exact {
            let scene = exact_scene(&all, place).unwrap_or_default();
            let at = bucket(scene, buckets.len());
            if let Some(bucket) = at.and_then(|at| buckets.get_mut(at)) {
                bucket.push((scene, place));
            }
        }
        let buckets: Vec<_> = buckets.into_iter().map(|bucket| &*bucket.leak()).collect();
        Rules {
            all: all.leak(),
            exact: buckets.leak(),
            others: others.leak(),
            engine,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn exact_scene(rules: &[Rule], place: usize) -> Option<&'static str> {
    rules.get(place)?.when.exact_scene()
}
