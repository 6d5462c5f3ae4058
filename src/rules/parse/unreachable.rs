//! Finds rules that can never answer, since one above takes all that they could.
//!
//! Not every pair is compared, which with 10,000 rules takes half a minute: the rules above are
//! looked up by what one that covers this must have in common with it, and only those found are
//! compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::covers::{covers, sample};
use super::kind::Kind;
use crate::rules::condition::{Condition, Trigger};
use crate::rules::rule::Rule;
use crate::rules::scene::{Scene, Segment};
use crate::rules::text::Match;
use crate::wechat::scene::Visitor;

/// The rules above, each in one of these by what it asks for.
#[derive(Default)]
pub(super) struct Above {
    rules: Vec<Rule>,
    /// Those without words and without one scene, which are few: each takes much.
    broad: Vec<usize>,
    equals: Words,
    starts_with: Words,
    contains: Words,
    expressions: HashMap<&'static str, Vec<usize>>,
    scenes: HashMap<&'static str, Vec<usize>>,
    ranges: HashMap<Option<bool>, Ranges>,
    patterns: Patterns,
}

impl Above {
    /// What is wrong with a rule of which one above takes all.
    pub(super) fn covering(&self, rule: &Rule) -> Option<Kind> {
        let candidates = self.candidates(&rule.when);
        let mut candidates = candidates.into_iter().filter_map(|at| self.rules.get(at));
        let above = candidates.find(|above| covers(&above.when, &rule.when))?;
        let is_same = covers(&rule.when, &above.when);
        Some(Kind::NeverAnswers(above.line, is_same))
    }

    pub(super) fn add(&mut self, rule: Rule) {
        let at = self.rules.len();
        self.rules.push(rule);
        let Condition { trigger, text } = rule.when;
        match (trigger, text.map(|text| text.test)) {
            (_, Some(Match::Equals(words))) => self.equals.add(words, at),
            (_, Some(Match::StartsWith(words))) => self.starts_with.add(words, at),
            (_, Some(Match::Contains(words))) => self.contains.add(words, at),
            (_, Some(Match::Matches(expression))) => {
                self.expressions
                    .entry(expression.pattern)
                    .or_default()
                    .push(at);
            }
            (Trigger::Scan(Scene::Exact(scene), _), None) => {
                self.scenes.entry(scene).or_default().push(at);
            }
            (Trigger::Scan(Scene::Range(first, last), visitor), None) => {
                let ranges = self.ranges.entry(visitor.map(is_new)).or_default();
                ranges.add(first, last, at);
            }
            (Trigger::Scan(Scene::Pattern(segments), _), None) if segments.len() > 1 => {
                self.patterns.add(segments, at);
            }
            _ => self.broad.push(at),
        }
    }

    /// The places of the rules that may cover this one, in order, and all that do so among them
    /// except for ranges, of which it is the widest.
    pub(super) fn candidates(&self, when: &Condition) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = self.broad.iter().copied().collect();
        match when.text.map(|text| text.test) {
            None => {}
            Some(Match::Matches(expression)) => {
                found.extend(
                    self.expressions
                        .get(expression.pattern)
                        .into_iter()
                        .flatten(),
                );
            }
            Some(Match::Equals(words)) => {
                found.extend(self.equals.rarest(words, |words, word| words.whole(word)));
                found.extend(
                    self.starts_with
                        .rarest(words, |words, word| words.starts(word)),
                );
                found.extend(self.contains.rarest(words, |words, word| words.parts(word)));
            }
            Some(Match::StartsWith(words)) => {
                found.extend(
                    self.starts_with
                        .rarest(words, |words, word| words.starts(word)),
                );
                found.extend(self.contains.rarest(words, |words, word| words.parts(word)));
            }
            Some(Match::Contains(words)) => {
                found.extend(self.contains.rarest(words, |words, word| words.parts(word)));
            }
        }
        let Trigger::Scan(scene, visitor) = when.trigger else {
            return found;
        };
        let range = match scene {
            Scene::Range(first, last) => Some((first, last)),
            Scene::Exact(scene) => scene.parse().ok().map(|number| (number, number)),
            _ => None,
        };
        if let Some((first, last)) = range {
            let of = [None, visitor.map(is_new)];
            let ranges = of.iter().filter_map(|visitor| self.ranges.get(visitor));
            found.extend(ranges.filter_map(|ranges| ranges.around(first, last)));
        }
        if let Scene::Exact(scene) = scene {
            found.extend(self.scenes.get(scene).into_iter().flatten());
        }
        if let Scene::Exact(_) | Scene::Pattern(_) = scene {
            found.extend(self.patterns.around(&sample(&scene)));
        }
        found
    }
}

fn is_new(visitor: Visitor) -> bool {
    visitor == Visitor::New
}

/// Rules by each of their words.
#[derive(Default)]
struct Words {
    rules: HashMap<&'static str, Vec<usize>>,
    lengths: BTreeSet<usize>,
}

impl Words {
    fn add(&mut self, words: &'static [&'static str], at: usize) {
        for word in words {
            self.rules.entry(word).or_default().push(at);
            self.lengths.insert(word.len());
        }
    }

    /// A rule that covers all words covers each: the fewest rules that do so for one.
    fn rarest<'w>(
        &'w self,
        words: &[&str],
        rules: impl Fn(&'w Words, &str) -> Vec<&'w [usize]>,
    ) -> Vec<usize> {
        let count = |rules: &Vec<&[usize]>| rules.iter().map(|rules| rules.len()).sum::<usize>();
        let fewest = words.iter().map(|word| rules(self, word)).min_by_key(count);
        fewest.unwrap_or_default().concat()
    }

    fn get(&self, word: Option<&str>) -> Option<&[usize]> {
        self.rules.get(word?).map(Vec::as_slice)
    }

    fn whole(&self, word: &str) -> Vec<&[usize]> {
        self.get(Some(word)).into_iter().collect()
    }

    fn starts(&self, word: &str) -> Vec<&[usize]> {
        let starts = self.lengths.range(..=word.len());
        starts
            .filter_map(|length| self.get(word.get(..*length)))
            .collect()
    }

    fn parts(&self, word: &str) -> Vec<&[usize]> {
        let tails = word.char_indices().filter_map(|(at, _)| word.get(at..));
        tails.flat_map(|tail| self.starts(tail)).collect()
    }
}

/// Ranges of scenes, of which none is inside another: both their ends rise together.
#[derive(Default)]
struct Ranges(BTreeMap<u32, (u32, usize)>);

impl Ranges {
    fn add(&mut self, first: u32, last: u32, at: usize) {
        if self.around(first, last).is_some() {
            return;
        }
        let after = self.0.range(first..);
        let inside = after.take_while(|(_, (to, _))| *to <= last);
        let inside: Vec<u32> = inside.map(|(from, _)| *from).collect();
        for from in inside {
            self.0.remove(&from);
        }
        self.0.insert(first, (last, at));
    }

    fn around(&self, first: u32, last: u32) -> Option<usize> {
        let (_, (to, at)) = self.0.range(..=first).next_back()?;
        (*to >= last).then_some(*at)
    }
}

/// Patterns by the literals that they begin and end with.
#[derive(Default)]
struct Patterns {
    rules: HashMap<(&'static str, &'static str), Vec<usize>>,
    starts: BTreeSet<usize>,
    ends: BTreeSet<usize>,
}

impl Patterns {
    fn add(&mut self, segments: &'static [Segment], at: usize) {
        let literal = |segment: Option<&Segment>| match segment {
            Some(Segment::Literal(literal)) => *literal,
            _ => "",
        };
        let (start, end) = (literal(segments.first()), literal(segments.last()));
        self.rules.entry((start, end)).or_default().push(at);
        self.starts.insert(start.len());
        self.ends.insert(end.len());
    }

    fn around(&self, scene: &str) -> Vec<usize> {
        let starts = self.starts.range(..=scene.len());
        let starts = starts.filter_map(|length| scene.get(..*length));
        let ends = || {
            let ends = self.ends.range(..=scene.len());
            ends.filter_map(|length| scene.get(scene.len().checked_sub(*length)?..))
        };
        let pairs = starts.flat_map(|start| ends().map(move |end| (start, end)));
        let rules = pairs.filter_map(|pair| self.rules.get(&pair));
        rules.flatten().copied().collect()
    }
}
