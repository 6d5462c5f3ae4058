//! What was meant by a name that is not known.

use crate::language::Language;
use crate::tr;

/// The most names that are listed.
const MAX_LISTED: usize = 12;

/// What was meant, as far as it can be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// The known name that is much like it.
    DidYouMean(&'static str),
    /// All known names, where they are few.
    ThereAre(Vec<&'static str>),
    /// There are too many.
    Nothing,
}

impl Suggestion {
    /// What was meant by `name`, among those that are known.
    pub fn of(name: &str, known: &[&'static str]) -> Suggestion {
        let name = name.to_lowercase();
        let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &name);
        // A name that long is none of ours, and comparing takes the square of its length.
        let near = known
            .iter()
            .filter(|_| name.len() <= 100)
            .map(|known| (distance(known), *known))
            .min();
        match near {
            Some((distance, near)) if distance.saturating_mul(3) <= name.chars().count() => {
                Suggestion::DidYouMean(near)
            }
            _ if (1..=MAX_LISTED).contains(&known.len()) => Suggestion::ThereAre(known.to_vec()),
            _ => Suggestion::Nothing,
        }
    }

    /// What follows after the mistake; empty where there is nothing to suggest.
    pub(crate) fn tail(&self, language: Language) -> String {
        match self {
            Suggestion::DidYouMean(name) => {
                tr!(
                    language,
                    "; did you mean `{name}`?",
                    "；是否想写 `{name}`？"
                )
            }
            Suggestion::ThereAre(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                match language {
                    Language::English => format!("; there are {}", names.join(", ")),
                    Language::Chinese => format!("；可用的有 {}", names.join("、")),
                }
            }
            Suggestion::Nothing => String::new(),
        }
    }
}
