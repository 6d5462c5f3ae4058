//! Making parametric QR codes (PROTOCOL.md, section F): verified service accounts may, and test
//! accounts.

use serde::{Deserialize, Serialize, Serializer};

use super::call::{Call, is_plain};
use crate::language::{Bilingual, Language, tr};
use crate::wechat::scene::{Code, Lifetime, Scene, SceneError};

/// Asks for a code.
pub struct CreateQrcode<'a>(pub &'a Code);

/// A code as WeChat made it. Neither text has a control character in it: they are printed and listed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawTicket")]
pub struct Ticket {
    /// Fetches WeChat's own picture of it.
    pub ticket: String,
    /// What the code says when scanned.
    pub url: String,
}

#[derive(Deserialize)]
struct RawTicket {
    ticket: String,
    url: String,
}

impl TryFrom<RawTicket> for Ticket {
    type Error = &'static str;

    fn try_from(raw: RawTicket) -> Result<Ticket, &'static str> {
        let RawTicket { ticket, url } = raw;
        let is_http = url.starts_with("http://") || url.starts_with("https://");
        if !(is_plain(&ticket) && is_plain(&url) && is_http) {
            return Err("the ticket or the url is none");
        }
        Ok(Ticket { ticket, url })
    }
}

impl Call for CreateQrcode<'_> {
    const PATH: &'static str = "/cgi-bin/qrcode/create";
    type Answer = Ticket;
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_seconds: Option<u32>,
    action_name: &'static str,
    action_info: ActionInfo<'a>,
}

#[derive(Serialize)]
struct ActionInfo<'a> {
    scene: SceneValue<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum SceneValue<'a> {
    SceneId(u32),
    SceneStr(&'a str),
}

impl Serialize for CreateQrcode<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CreateQrcode(code) = self;
        let action_name = match (code.scene(), code.lifetime()) {
            (Scene::Id(_), Lifetime::Temporary(_)) => "QR_SCENE",
            (Scene::Str(_), Lifetime::Temporary(_)) => "QR_STR_SCENE",
            (Scene::Id(_), Lifetime::Permanent) => "QR_LIMIT_SCENE",
            (Scene::Str(_), Lifetime::Permanent) => "QR_LIMIT_STR_SCENE",
        };
        let scene = match code.scene() {
            Scene::Id(id) => SceneValue::SceneId(id.get()),
            Scene::Str(scene) => SceneValue::SceneStr(scene.as_str()),
        };
        let expire_seconds = match code.lifetime() {
            Lifetime::Temporary(seconds) => Some(seconds.get()),
            Lifetime::Permanent => None,
        };
        let action_info = ActionInfo { scene };
        Body {
            expire_seconds,
            action_name,
            action_info,
        }
        .serialize(serializer)
    }
}

impl Bilingual for SceneError {
    fn text(&self, language: Language) -> String {
        match self {
            SceneError::Empty => tr!(
                language,
                "a scene is empty: it has 1 to 64 characters",
                "场景值为空：应有 1 到 64 个字符"
            ),
            SceneError::TooLong { scene, length } => tr!(
                language,
                "the scene {scene} has {length} characters, 64 are allowed",
                "场景值 {scene} 有 {length} 个字符，最多 64 个"
            ),
            SceneError::ControlCharacter { scene } => tr!(
                language,
                "the scene {scene:?} has a control character in it, which WeChat's API refuses",
                "场景值 {scene:?} 含有控制字符，微信接口不接受"
            ),
            SceneError::NoSceneId { scene } => tr!(
                language,
                "the scene {scene} is a number, and these go from 1 to 4294967295; --string makes \
                 it a string scene",
                "场景值 {scene} 是数字，只能是 1 到 4294967295；加 --string 可作为字符串场景值"
            ),
            SceneError::NoPermanentSceneId { scene } => tr!(
                language,
                "the scene {scene} is a number, and for permanent codes these go from 1 to 100000; \
                 --string makes it a string scene",
                "场景值 {scene} 是数字，永久二维码的数字只能是 1 到 100000；加 --string 可作为字符串场景值"
            ),
        }
    }
}
