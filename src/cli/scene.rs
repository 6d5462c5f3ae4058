//! What a code is made of: its scene and how long it is valid (protocol.md, section F).

use std::fmt;
use std::time::Duration;

use super::texts::Texts;

/// The most characters of a string scene.
const MAX_LENGTH: usize = 64;

/// The highest number that a permanent code may have.
const MAX_PERMANENT: u32 = 100_000;

/// The longest that a temporary code is valid, in seconds: 30 days.
const MAX_SECONDS: u64 = 2_592_000;

/// A scene that WeChat takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scene {
    /// `scene_id`
    Number(u32),
    /// `scene_str`
    Text(String),
}

/// How long a code is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// So many seconds.
    Temporary(u32),
    Permanent,
}

impl Lifetime {
    /// Reads `90s`, `10m`, `12h`, `30d`.
    pub(crate) fn parse_temporary(text: &str) -> Result<Lifetime, String> {
        let fault = || "write 90s, 10m, 12h or 30d, at most 30 days".to_owned();
        let duration: Duration = humantime::parse_duration(text).map_err(|_| fault())?;
        let seconds = duration.as_secs();
        if !(1..=MAX_SECONDS).contains(&seconds) {
            return Err(fault());
        }
        u32::try_from(seconds)
            .map(Lifetime::Temporary)
            .map_err(|_| fault())
    }

    /// The same, or `permanent` (永久).
    pub(crate) fn parse(text: &str) -> Result<Lifetime, String> {
        match text.to_ascii_lowercase().as_str() {
            "permanent" | "永久" => Ok(Lifetime::Permanent),
            other => Lifetime::parse_temporary(other),
        }
    }
}

impl Scene {
    /// Digits alone, written as a number is, make a number scene, unless `string` is wished.
    pub(crate) fn read(
        text: &str,
        lifetime: Lifetime,
        string: bool,
        texts: &Texts,
    ) -> Result<Scene, String> {
        let length = text.chars().count();
        if length == 0 {
            return Err(texts.scene_empty());
        }
        if text.contains(char::is_control) {
            return Err(texts.scene_character(format_args!("{text:?}")));
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit())
            && (length == 1 || !text.starts_with('0'));
        if is_number && !string {
            return number(text, lifetime, texts);
        }
        if length > MAX_LENGTH {
            return Err(texts.scene_too_long(text, length));
        }
        Ok(Scene::Text(text.to_owned()))
    }
}

fn number(text: &str, lifetime: Lifetime, texts: &Texts) -> Result<Scene, String> {
    let number: Option<u32> = text.parse().ok().filter(|number| *number > 0);
    match (number, lifetime) {
        (Some(number), Lifetime::Permanent) if number > MAX_PERMANENT => {
            Err(texts.scene_number_permanent(text))
        }
        (None, Lifetime::Permanent) => Err(texts.scene_number_permanent(text)),
        (None, Lifetime::Temporary(_)) => Err(texts.scene_number_temporary(text)),
        (Some(number), _) => Ok(Scene::Number(number)),
    }
}

/// As it comes in the EventKey of a scan.
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scene::Number(number) => write!(f, "{number}"),
            Scene::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lifetime, Scene};
    use crate::cli::english::TEXTS;

    const TEMPORARY: Lifetime = Lifetime::Temporary(60);

    fn read(text: &str, lifetime: Lifetime) -> Option<Scene> {
        Scene::read(text, lifetime, false, &TEXTS).ok()
    }

    #[test]
    fn digits_make_a_number_within_the_bounds_of_their_lifetime() {
        let cases = [
            ("1", Some(1), Some(1)),
            ("100000", Some(100_000), Some(100_000)),
            ("100001", Some(100_001), None),
            ("4294967295", Some(u32::MAX), None),
            ("4294967296", None, None),
            ("99999999999999999999", None, None),
            ("0", None, None),
        ];
        for (text, temporary, permanent) in cases {
            assert_eq!(
                read(text, TEMPORARY),
                temporary.map(Scene::Number),
                "{text}"
            );
            let found = read(text, Lifetime::Permanent);
            assert_eq!(found, permanent.map(Scene::Number), "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_string_of_1_to_64_characters() {
        let longest = "店".repeat(64);
        for text in [
            "store-12", "007", "00", "+1", "1 ", "１２", "😀", "-1", &longest,
        ] {
            let scene = Some(Scene::Text(text.to_owned()));
            assert_eq!(read(text, TEMPORARY), scene, "{text}");
        }
        for text in ["", "a\nb", "a\u{0}", "a\u{7f}", &"店".repeat(65)] {
            assert_eq!(read(text, TEMPORARY), None, "{text:?}");
        }
    }

    #[test]
    fn digits_are_a_string_if_that_is_wished() {
        let scene = Scene::read("13800138000", Lifetime::Permanent, true, &TEXTS);
        assert_eq!(scene, Ok(Scene::Text("13800138000".to_owned())));
    }

    #[test]
    fn a_lifetime_is_between_a_second_and_30_days() {
        let cases = [
            ("1s", Some(1)),
            ("90s", Some(90)),
            ("10m", Some(600)),
            ("12h", Some(43_200)),
            ("30d", Some(2_592_000)),
            ("2592001s", None),
            ("31d", None),
            ("0s", None),
            ("10ms", None),
            ("", None),
            ("soon", None),
            ("-1d", None),
        ];
        for (text, seconds) in cases {
            let found = Lifetime::parse(text).ok();
            assert_eq!(found, seconds.map(Lifetime::Temporary), "{text}");
        }
        assert_eq!(Lifetime::parse("Permanent"), Ok(Lifetime::Permanent));
        assert_eq!(Lifetime::parse("永久"), Ok(Lifetime::Permanent));
    }
}
