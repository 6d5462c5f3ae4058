//! `media upload`: a file checked, uploaded, and what to write into `replies.toml`.

use std::fs;

use serde::Serialize;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::api::media::{
    Description, Format, Keeping, MAX_BYTES, MediaError, MediaType, Upload, Uploaded,
};

use super::arguments::UploadArgs;
use super::error::MediaFailure;
use crate::cli::api::error::ApiError;
use crate::cli::output::Output;

pub(crate) fn run(arguments: &UploadArgs, output: &Output) -> Result<(), MediaFailure> {
    let (content, format, media_type) = checked(arguments)?;
    let keeping = keeping(arguments);
    if format == Format::Gif {
        output.warn(&Gif);
    }
    let mut api = arguments.api.connect().map_err(MediaFailure::Account)?;
    let path = arguments.file.file_name().unwrap_or_default();
    let name = path.to_string_lossy();
    let description = Description {
        title: arguments.title.as_deref().unwrap_or(&name),
        introduction: &arguments.introduction,
    };
    let is_described = media_type == MediaType::Video && keeping == Keeping::Permanent;
    let upload = Upload {
        media_type,
        keeping,
        format,
        name: &name,
        content: &content,
        description: is_described.then_some(description),
    };
    let uploaded = api.upload(&upload, output).map_err(|error| match error {
        ApiError::Timeout { .. } | ApiError::Cut { .. } | ApiError::NotJson { .. } => {
            MediaFailure::Unsure(error)
        }
        error => MediaFailure::Api(error),
    })?;
    show(&upload, &uploaded, output);
    Ok(())
}

fn keeping(arguments: &UploadArgs) -> Keeping {
    match arguments.temporary {
        true => Keeping::Temporary,
        false => Keeping::Permanent,
    }
}

/// The file, if it is one that WeChat takes, by its size before it is read.
fn checked(arguments: &UploadArgs) -> Result<(Vec<u8>, Format, MediaType), MediaFailure> {
    let path = &arguments.file;
    let unreadable = |error| MediaFailure::Unreadable(path.clone(), error);
    let refused = |error| MediaFailure::Refused(path.clone(), error);
    let bytes = fs::metadata(path).map_err(unreadable)?.len();
    if bytes > MAX_BYTES {
        let max = MAX_BYTES;
        return Err(refused(MediaError::TooLarge { bytes, max }));
    }
    let content = fs::read(path).map_err(unreadable)?;
    if content.is_empty() {
        return Err(refused(MediaError::Empty));
    }
    let format = Format::detect(&content).ok_or_else(|| refused(MediaError::UnknownFormat))?;
    let media_type = match arguments.thumb {
        true => MediaType::Thumb,
        false => format.media_type(),
    };
    let seconds = format.seconds(&content);
    media_type
        .check(keeping(arguments), format, bytes, seconds)
        .map_err(refused)?;
    Ok((content, format, media_type))
}

fn show(upload: &Upload<'_>, uploaded: &Uploaded, output: &Output) {
    let language = output.language;
    let media_id = uploaded.media_id.as_str();
    let media_type = upload.media_type.name();
    let is_temporary = upload.keeping == Keeping::Temporary;
    if output.json {
        return output.json(&UploadedJson {
            media_id,
            media_type,
            temporary: is_temporary,
            url: uploaded.url.as_deref(),
        });
    }
    output.result(media_id);
    output.say(&match is_temporary {
        true => tr!(
            language,
            "{media_type}, for 3 days; in replies.toml:",
            "{media_type}，三天内有效；在 replies.toml 中写："
        ),
        false => tr!(
            language,
            "{media_type}, for ever; in replies.toml:",
            "{media_type}，永久有效；在 replies.toml 中写："
        ),
    });
    output.say(&match upload.media_type {
        MediaType::Image => format!("reply = {{ image = \"{media_id}\" }}"),
        MediaType::Voice => format!("reply = {{ voice = \"{media_id}\" }}"),
        MediaType::Video => format!("reply = {{ video = {{ media_id = \"{media_id}\" }} }}"),
        MediaType::Thumb => format!(
            "reply = {{ music = {{ title = \"…\", music_url = \"…\", thumb_media_id = \"{media_id}\" }} }}"
        ),
    });
}

#[derive(Serialize)]
struct UploadedJson<'a> {
    media_id: &'a str,
    #[serde(rename = "type")]
    media_type: &'static str,
    temporary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// An image reply takes none (PROTOCOL.md, section E).
struct Gif;

impl Bilingual for Gif {
    fn text(&self, language: Language) -> String {
        tr!(
            language,
            "WeChat keeps a GIF, but an image reply cannot send it: save it as JPG or PNG for that",
            "微信可以保存 GIF，但图片回复不能发送它：请另存为 JPG 或 PNG"
        )
    }
}
