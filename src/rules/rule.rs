//! A rule, the rules of a file, and which of them answers.

use super::condition::Condition;
use super::expression::Engine;
use super::reply::ReplyRule;
use super::template::Values;
use crate::wechat::message::Message;
use crate::wechat::reply::Reply;

/// One `[[rule]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::rules::rule))]
pub struct Rule {
    /// The line of the file where it starts.
    pub line: usize,
    /// What it answers.
    pub when: Condition,
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
    /// No rules, which answer nothing.
    pub const NONE: Rules = Rules {
        all: &[],
        exact: &[],
        others: &[],
        engine: None,
    };

    /// How many places the engine has, which is how many rules have an expression.
    pub fn expressions(&self) -> usize {
        self.engine.map_or(0, |engine| engine.expressions())
    }

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
pub(super) fn bucket(scene: &str, buckets: usize) -> Option<usize> {
    let hash = scene.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash).ok()?.checked_rem(buckets)
}
