//! Why there is no medium.

use std::io;
use std::path::PathBuf;

use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::media::{Format, MAX_VOICE_SECONDS, MediaError};

use crate::cli::api::account::AccountError;
use crate::cli::api::error::ApiError;
use crate::cli::exit::Exit;
use crate::cli::file::unreadable;

pub(crate) enum MediaFailure {
    Account(AccountError),
    Api(ApiError),
    /// The upload may have arrived, though no answer did.
    Unsure(ApiError),
    Unreadable(PathBuf, io::Error),
    /// WeChat does not take the file.
    Refused(PathBuf, MediaError),
}

impl MediaFailure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            MediaFailure::Account(_) | MediaFailure::Unreadable(..) => Exit::Usage,
            MediaFailure::Api(error) | MediaFailure::Unsure(error) if error.is_no_answer() => {
                Exit::NoAnswer
            }
            MediaFailure::Api(_) | MediaFailure::Unsure(_) | MediaFailure::Refused(..) => {
                Exit::Problem
            }
        }
    }
}

impl Bilingual for MediaFailure {
    fn text(&self, language: Language) -> String {
        match self {
            MediaFailure::Account(error) => error.text(language),
            MediaFailure::Api(error) => error.text(language),
            MediaFailure::Unsure(error) => {
                let error = error.text(language);
                tr!(
                    language,
                    "{error}\nThe file may have arrived: see wechat-edge media list before you \
                     upload it again.",
                    "{error}\n文件可能已经上传：再次上传之前请先用 wechat-edge media list 查看。"
                )
            }
            MediaFailure::Unreadable(path, error) => unreadable(path.display(), error, language),
            MediaFailure::Refused(path, error) => {
                let (path, error) = (path.display(), reason(*error, language));
                tr!(language, "{path}: {error}", "{path}：{error}")
            }
        }
    }
}

fn reason(error: MediaError, language: Language) -> String {
    match error {
        MediaError::Empty => tr!(language, "the file is empty", "文件是空的"),
        MediaError::UnknownFormat => tr!(
            language,
            "by its content, this is none of JPG, PNG, GIF, BMP, MP3, AMR, WMA, WAV, MP4",
            "从内容看，它不是 JPG、PNG、GIF、BMP、MP3、AMR、WMA、WAV 或 MP4"
        ),
        MediaError::WrongFormat {
            found,
            media_type,
            allowed,
        } => {
            let (found, media_type) = (found.name(), media_type.name());
            let names: Vec<&str> = allowed.iter().copied().map(Format::name).collect();
            let (english, chinese) = (names.join(", "), names.join("、"));
            tr!(
                language,
                "by its content, this is {found}; for {media_type} WeChat takes {english} here",
                "从内容看，它是 {found}；这里的 {media_type} 只接受 {chinese}"
            )
        }
        MediaError::TooLarge { bytes, max } => {
            let max = max / 1024;
            tr!(
                language,
                "the file has {bytes} bytes, WeChat allows {max} KB",
                "文件有 {bytes} 字节，微信最多允许 {max} KB"
            )
        }
        MediaError::TooLong { seconds } => tr!(
            language,
            "the recording has {seconds} seconds, WeChat allows {MAX_VOICE_SECONDS}",
            "录音长 {seconds} 秒，微信最多允许 {MAX_VOICE_SECONDS} 秒"
        ),
    }
}
