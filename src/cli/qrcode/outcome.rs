//! What became of the codes, as it is said and as JSON.

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::error::Remedy;
use wechat_edge::wechat::scene::Scene;

use super::codes_csv::Made;
use super::error::QrcodeError;
use crate::cli::api::error::{ApiError, ErrorJson};

pub(crate) enum Warning {
    Twice(String),
    NoRule(String),
    NotSent,
}

/// Why a code was not made.
pub(crate) enum Failure {
    Api(ApiError),
    Own(QrcodeError),
}

impl Failure {
    /// Whether the others would fail as well.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Failure::Api(error) => error.remedy() != Remedy::Other,
            Failure::Own(QrcodeError::NotOurs(_) | QrcodeError::UrlTooLong(_)) => false,
            Failure::Own(_) => true,
        }
    }

    pub(crate) fn json(&self, language: Language) -> ErrorJson {
        match self {
            Failure::Api(error) => error.json(language),
            Failure::Own(error) => ErrorJson {
                code: match error {
                    QrcodeError::NotOurs(_) => "file_exists",
                    QrcodeError::Link(_) => "link",
                    QrcodeError::UrlTooLong(_) => "url_too_long",
                    _ => "unwritable",
                },
                errcode: None,
                reason: error.text(language),
            },
        }
    }
}

#[derive(Serialize)]
pub(crate) struct ResultJson<'a> {
    pub(crate) made: Vec<MadeJson<'a>>,
    pub(crate) existing: Vec<MadeJson<'a>>,
    pub(crate) failed: Vec<FailedJson>,
    pub(crate) folder: String,
    /// How many the console has been told of; none where it is not set up, or not reached.
    pub(crate) sent: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct MadeJson<'a> {
    pub(crate) scene: String,
    pub(crate) valid_until: String,
    pub(crate) ticket: &'a str,
    pub(crate) url: &'a str,
    pub(crate) file: &'a str,
}

impl<'a> MadeJson<'a> {
    pub(crate) fn new(made: &'a Made) -> Self {
        MadeJson {
            scene: made.scene.to_string(),
            valid_until: made.valid_until_text(),
            ticket: &made.ticket,
            url: &made.url,
            file: &made.file,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct FailedJson {
    pub(crate) scene: String,
    #[serde(flatten)]
    pub(crate) error: ErrorJson,
}

pub(crate) struct NotMade<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) failure: &'a Failure,
}

pub(crate) struct Stopped {
    pub(crate) remaining: usize,
}

impl Bilingual for NotMade<'_> {
    fn text(&self, language: Language) -> String {
        let scene = self.scene;
        let reason = match self.failure {
            Failure::Api(error) => error.text(language),
            Failure::Own(error) => error.text(language),
        };
        tr!(language, "{scene}: {reason}", "{scene}：{reason}")
    }
}

impl Bilingual for Stopped {
    fn text(&self, language: Language) -> String {
        let remaining = self.remaining;
        tr!(
            language,
            "stopped, {remaining} not tried; run the same command again when this is solved, and \
             what is made already is not made twice",
            "已停止，还有 {remaining} 个没有生成；解决后再运行同一条命令，已生成的不会重复生成"
        )
    }
}

impl Bilingual for Warning {
    fn text(&self, language: Language) -> String {
        match self {
            Warning::Twice(scene) => tr!(
                language,
                "the scene {scene} is given twice; it is made once",
                "场景值 {scene} 出现了两次，只生成一次"
            ),
            Warning::NotSent => tr!(
                language,
                "the codes are made, but the console does not know all of them: `qrcode push` sends them",
                "二维码已生成，但控制台还不知道全部：可用 `qrcode push` 发送"
            ),
            Warning::NoRule(scene) => tr!(
                language,
                "no rule of replies.toml fits the scene {scene}: who scans it gets no answer",
                "replies.toml 里没有适用于场景值 {scene} 的规则：扫码的人得不到回复"
            ),
        }
    }
}
