//! Parametric QR codes (带参数二维码): the scene that one is made with, and its scan, which comes in
//! two ways: `subscribe` from who follows the account by it, `SCAN` from who does already
//! (PROTOCOL.md, sections D1 and F).

use std::fmt;
use std::num::NonZeroU32;

use super::xml::Fields;

/// The most characters of a `scene_str`.
pub const MAX_SCENE_STR: usize = 64;

/// The highest `scene_id` of a permanent code.
pub const MAX_PERMANENT_SCENE_ID: u32 = 100_000;

/// The longest that a temporary code is valid, in seconds: 30 days.
pub const MAX_EXPIRE_SECONDS: u32 = 2_592_000;

/// Who scanned which code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scan<'d> {
    /// What the code was made with: a `scene_str` of 1 to 64 characters, or the digits of a
    /// `scene_id`. Never empty.
    pub scene: &'d str,
    /// The code's ticket, which fetches its picture; empty where WeChat left it out.
    pub ticket: &'d str,
    /// Whether the scan made the visitor a follower.
    pub visitor: Visitor,
}

/// Whether who scanned followed the account before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(databake::Bake))]
#[cfg_attr(not(target_arch = "wasm32"), databake(path = crate::wechat::scene))]
pub enum Visitor {
    /// The scan made them a follower (`subscribe`).
    New,
    /// They were one before (`SCAN`).
    Existing,
}

impl<'d> Scan<'d> {
    /// The scan in an event; `None` where the event is none. After a payment `subscribe` has the
    /// EventKey `last_trade_no_…`, which is no scene.
    pub fn read(event: &str, fields: Fields<'d>) -> Option<Scan<'d>> {
        let key = fields.get("EventKey")?;
        let (scene, visitor) = if event.eq_ignore_ascii_case("SCAN") {
            (key, Visitor::Existing)
        } else if event.eq_ignore_ascii_case("subscribe") {
            // Once only: a scene may itself begin with `qrscene_`.
            (key.strip_prefix("qrscene_")?, Visitor::New)
        } else {
            return None;
        };
        (!scene.is_empty()).then(|| Scan {
            scene,
            ticket: fields.get("Ticket").unwrap_or_default(),
            visitor,
        })
    }
}

/// What a code is made with. Its text is the same as that of [`Scan::scene`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scene {
    /// `scene_id`, a number of 32 bits that is not 0.
    Id(NonZeroU32),
    /// `scene_str`
    Str(SceneStr),
}

/// A `scene_str`: 1 to 64 characters, no control character among them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SceneStr(String);

/// How long a temporary code is valid: 1 to 2592000 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExpireSeconds(u32);

/// How long a code is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lifetime {
    /// For some time.
    Temporary(ExpireSeconds),
    /// For ever; an account has at most 100000 such codes.
    Permanent,
}

/// A code that WeChat makes: a scene and a lifetime that go together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    scene: Scene,
    lifetime: Lifetime,
}

/// Why WeChat makes no such code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SceneError {
    /// There is no scene without a character.
    #[error("the scene is empty")]
    Empty,
    /// A string scene of more than [`MAX_SCENE_STR`] characters.
    #[error("the scene has {length} characters")]
    TooLong {
        /// The scene.
        scene: String,
        /// How many it has.
        length: usize,
    },
    /// The API refuses these.
    #[error("the scene has a control character in it")]
    ControlCharacter {
        /// The scene.
        scene: String,
    },
    /// A number that is none of a temporary code.
    #[error("{scene} is no scene_id")]
    NoSceneId {
        /// The digits.
        scene: String,
    },
    /// A number above [`MAX_PERMANENT_SCENE_ID`].
    #[error("{scene} is no scene_id of a permanent code")]
    NoPermanentSceneId {
        /// The digits.
        scene: String,
    },
}

impl Scene {
    /// Digits alone, written as a number is, make a `scene_id`; anything else is a `scene_str`.
    pub fn read(text: &str) -> Result<Scene, SceneError> {
        let is_number = text == "0"
            || !text.is_empty()
                && !text.starts_with('0')
                && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return SceneStr::new(text).map(Scene::Str);
        }
        text.parse().map(Scene::Id).map_err(|_| {
            let scene = text.to_owned();
            SceneError::NoSceneId { scene }
        })
    }
}

/// As it comes in the EventKey of a scan.
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scene::Id(id) => write!(f, "{id}"),
            Scene::Str(scene) => f.write_str(scene.as_str()),
        }
    }
}

impl SceneStr {
    /// A text as a `scene_str`, digits too.
    pub fn new(text: &str) -> Result<SceneStr, SceneError> {
        let length = text.chars().count();
        let scene = text.to_owned();
        if length == 0 {
            return Err(SceneError::Empty);
        }
        if text.contains(char::is_control) {
            return Err(SceneError::ControlCharacter { scene });
        }
        if length > MAX_SCENE_STR {
            return Err(SceneError::TooLong { scene, length });
        }
        Ok(SceneStr(scene))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ExpireSeconds {
    /// `None` where WeChat allows no such time.
    pub fn new(seconds: u64) -> Option<ExpireSeconds> {
        let seconds = u32::try_from(seconds).ok()?;
        (1..=MAX_EXPIRE_SECONDS)
            .contains(&seconds)
            .then_some(ExpireSeconds(seconds))
    }

    /// The number of seconds.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Code {
    /// A number of a permanent code has a bound of its own.
    pub fn new(scene: Scene, lifetime: Lifetime) -> Result<Code, SceneError> {
        match (&scene, lifetime) {
            (Scene::Id(id), Lifetime::Permanent) if id.get() > MAX_PERMANENT_SCENE_ID => {
                let scene = scene.to_string();
                Err(SceneError::NoPermanentSceneId { scene })
            }
            _ => Ok(Code { scene, lifetime }),
        }
    }

    /// What the code is made with.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// How long it is valid.
    pub fn lifetime(&self) -> Lifetime {
        self.lifetime
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
mod tests {
    use super::{Code, ExpireSeconds, Lifetime, Scene, SceneError, SceneStr};

    fn code(text: &str, lifetime: Lifetime) -> Result<Scene, SceneError> {
        let code = Code::new(Scene::read(text)?, lifetime)?;
        Ok(code.scene().clone())
    }

    fn temporary() -> Lifetime {
        Lifetime::Temporary(ExpireSeconds::new(60).unwrap())
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
        for (text, short, permanent) in cases {
            let id = |number: Option<u32>| Some(Scene::Id(number?.try_into().unwrap()));
            assert_eq!(code(text, temporary()).ok(), id(short), "{text}");
            let found = code(text, Lifetime::Permanent).ok();
            assert_eq!(found, id(permanent), "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_string_of_1_to_64_characters() {
        let longest = "店".repeat(64);
        for text in [
            "store-12", "007", "00", "+1", "1 ", "１２", "😀", "-1", &longest,
        ] {
            let scene = Scene::Str(SceneStr::new(text).unwrap());
            assert_eq!(scene.to_string(), text);
            assert_eq!(code(text, temporary()), Ok(scene), "{text}");
        }
        for text in ["", "a\nb", "a\u{0}", "a\u{7f}", &"店".repeat(65)] {
            assert!(code(text, temporary()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_temporary_code_is_valid_between_a_second_and_30_days() {
        for seconds in [1, 2_592_000] {
            assert_eq!(
                u64::from(ExpireSeconds::new(seconds).unwrap().get()),
                seconds
            );
        }
        for seconds in [0, 2_592_001, u64::MAX] {
            assert_eq!(ExpireSeconds::new(seconds), None);
        }
    }
}
