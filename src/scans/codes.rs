//! Which codes a question is about.

/// Chosen by their scenes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// All, 其他途径 too.
    All,
    /// The one with this scene; 其他途径 where it is empty.
    One(String),
    /// Those whose scenes fit a text in which `*` stands for any characters, or none.
    Like(String),
}

impl Codes {
    /// Reads `store-*`, and `store-12`.
    pub fn read(text: &str) -> Codes {
        match text {
            "*" => Codes::All,
            _ if text.contains('*') => Codes::Like(text.to_owned()),
            _ => Codes::One(text.to_owned()),
        }
    }

    /// Whether a scene is one of them.
    pub fn include(&self, scene: &str) -> bool {
        match self {
            Codes::All => true,
            Codes::One(one) => one == scene,
            Codes::Like(pattern) => fits(pattern, scene),
        }
    }

    /// What the database is asked, with parameters from the `at`th on: the part of the pattern before
    /// its first `*`. The rest is for [`Codes::include`] to say: D1 bounds the length of a pattern.
    pub(super) fn condition(&self, at: u8) -> String {
        match self.parameters().len() {
            0 => String::new(),
            _ if matches!(self, Codes::One(_)) => format!(" AND scene = ?{at}"),
            1 => format!(" AND scene >= ?{at}"),
            _ => format!(" AND scene >= ?{at} AND scene < ?{}", at.saturating_add(1)),
        }
    }

    /// The parameters of a statement that ends in such a condition.
    pub fn parameters(&self) -> Vec<String> {
        match self {
            Codes::All => Vec::new(),
            Codes::One(scene) => vec![scene.clone()],
            Codes::Like(pattern) => {
                let prefix = pattern.split('*').next().unwrap_or_default();
                let parameters = [Some(prefix.to_owned()), after(prefix)];
                parameters.into_iter().flatten().collect()
            }
        }
    }
}

/// The first text that comes after all that begin with `prefix`, in the order of their bytes.
fn after(prefix: &str) -> Option<String> {
    let mut prefix = prefix.to_owned();
    while let Some(last) = prefix.pop() {
        // Steps over the surrogates, which are no characters.
        if let Some(next) = (last..=char::MAX).nth(1) {
            prefix.push(next);
            return Some(prefix);
        }
    }
    None
}

/// Whether a scene fits a pattern with at least one `*`. The parts between are taken as early as they
/// come, which is right for all but the last.
fn fits(pattern: &str, scene: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == scene;
    };
    let Some(mut scene) = scene.strip_prefix(first) else {
        return false;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match scene.split_once(part) {
            Some((_, after)) => scene = after,
            None => return false,
        }
    }
    scene.ends_with(last)
}
