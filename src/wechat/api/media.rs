//! Media that replies send (PROTOCOL.md, section G): what WeChat takes, and how it is uploaded and
//! listed.

use serde::{Deserialize, Serialize};

use super::call::{Call, is_plain};

/// What a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// For `image`.
    Image,
    /// For `voice`.
    Voice,
    /// For `video`.
    Video,
    /// For the `thumb_media_id` of `music`.
    Thumb,
}

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG
    Jpg,
    /// PNG
    Png,
    /// GIF
    Gif,
    /// BMP
    Bmp,
    /// AMR, as phones record.
    Amr,
    /// MP3
    Mp3,
    /// WMA
    Wma,
    /// WAV
    Wav,
    /// MP4
    Mp4,
}

/// How long WeChat keeps a medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// For 3 days, in any number.
    Temporary,
    /// For ever; an account may have 100000 images and 1000 of each other type.
    Permanent,
}

/// Why WeChat does not take a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaError {
    /// There is nothing in it.
    Empty,
    /// It is none of the formats that WeChat takes.
    UnknownFormat,
    /// It is another format than its type has.
    WrongFormat {
        /// What it is.
        found: Format,
        /// What it should become.
        media_type: MediaType,
        /// What WeChat takes for that.
        allowed: &'static [Format],
    },
    /// It has too many bytes.
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// How many WeChat allows.
        max: u64,
    },
    /// A recording of more than 60 seconds.
    TooLong {
        /// How long it is.
        seconds: u64,
    },
}

/// The longest recording.
pub const MAX_VOICE_SECONDS: u64 = 60;

/// The largest file of any type.
pub const MAX_BYTES: u64 = 10 * MEBIBYTE;

const KIBIBYTE: u64 = 1024;
const MEBIBYTE: u64 = 1024 * 1024;

impl MediaType {
    /// As WeChat calls it.
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Image => "image",
            MediaType::Voice => "voice",
            MediaType::Video => "video",
            MediaType::Thumb => "thumb",
        }
    }

    /// The formats and the size that WeChat takes.
    fn allowed(self, keeping: Keeping) -> (&'static [Format], u64) {
        use Format::{Amr, Bmp, Gif, Jpg, Mp3, Mp4, Png, Wav, Wma};
        match (self, keeping) {
            (MediaType::Image, Keeping::Permanent) => (&[Jpg, Png, Gif, Bmp], MAX_BYTES),
            (MediaType::Image, Keeping::Temporary) => (&[Jpg, Png, Gif], MAX_BYTES),
            (MediaType::Voice, Keeping::Permanent) => (&[Mp3, Amr, Wma, Wav], 2 * MEBIBYTE),
            (MediaType::Voice, Keeping::Temporary) => (&[Mp3, Amr], 2 * MEBIBYTE),
            (MediaType::Video, _) => (&[Mp4], MAX_BYTES),
            (MediaType::Thumb, _) => (&[Jpg], 64 * KIBIBYTE),
        }
    }

    /// Whether WeChat takes a file of this format, so many bytes and, where it is known, so long.
    pub fn check(
        self,
        keeping: Keeping,
        found: Format,
        bytes: u64,
        seconds: Option<u64>,
    ) -> Result<(), MediaError> {
        let (allowed, max) = self.allowed(keeping);
        if !allowed.contains(&found) {
            let media_type = self;
            return Err(MediaError::WrongFormat {
                found,
                media_type,
                allowed,
            });
        }
        if bytes > max {
            return Err(MediaError::TooLarge { bytes, max });
        }
        match seconds {
            Some(seconds) if self == MediaType::Voice && seconds > MAX_VOICE_SECONDS => {
                Err(MediaError::TooLong { seconds })
            }
            _ => Ok(()),
        }
    }
}

impl Format {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpg => "JPG",
            Format::Png => "PNG",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::Amr => "AMR",
            Format::Mp3 => "MP3",
            Format::Wma => "WMA",
            Format::Wav => "WAV",
            Format::Mp4 => "MP4",
        }
    }

    /// What a file of this format becomes where nothing else is asked for.
    pub fn media_type(self) -> MediaType {
        match self {
            Format::Jpg | Format::Png | Format::Gif | Format::Bmp => MediaType::Image,
            Format::Amr | Format::Mp3 | Format::Wma | Format::Wav => MediaType::Voice,
            Format::Mp4 => MediaType::Video,
        }
    }

    /// As HTTP calls it.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Jpg => "image/jpeg",
            Format::Png => "image/png",
            Format::Gif => "image/gif",
            Format::Bmp => "image/bmp",
            Format::Amr => "audio/amr",
            Format::Mp3 => "audio/mpeg",
            Format::Wma => "audio/x-ms-wma",
            Format::Wav => "audio/wav",
            Format::Mp4 => "video/mp4",
        }
    }
}

/// An upload: a form (`multipart/form-data`) with the file in `media`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload<'a> {
    /// What the file becomes.
    pub media_type: MediaType,
    /// For how long.
    pub keeping: Keeping,
    /// What it is.
    pub format: Format,
    /// The file's name, by which the admin page shows it.
    pub name: &'a str,
    /// The file.
    pub content: &'a [u8],
    /// A permanent video's title and introduction, in `description`.
    pub description: Option<Description<'a>>,
}

/// What the admin page shows of a permanent video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Description<'a> {
    /// Its title.
    pub title: &'a str,
    /// What is said below.
    pub introduction: &'a str,
}

impl Upload<'_> {
    /// Where the form is sent.
    pub fn path(&self) -> &'static str {
        match self.keeping {
            Keeping::Temporary => "/cgi-bin/media/upload",
            Keeping::Permanent => "/cgi-bin/material/add_material",
        }
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Uploaded {
    /// What `replies.toml` asks for. A temporary thumb's has another name.
    #[serde(alias = "thumb_media_id")]
    pub media_id: MediaId,
    /// A permanent image's address, for pages of Tencent's domains.
    pub url: Option<String>,
}

/// The id of a medium, which can be written into a file as it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaId(String);

impl MediaId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MediaId {
    type Error = &'static str;

    fn try_from(id: String) -> Result<MediaId, &'static str> {
        match is_plain(&id) {
            true => Ok(MediaId(id)),
            false => Err("the media_id is none"),
        }
    }
}

impl From<MediaId> for String {
    fn from(id: MediaId) -> String {
        id.0
    }
}

/// Asks for a part of the permanent media of one type, those of the admin page too.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BatchGetMaterial {
    /// WeChat lists no thumbs.
    #[serde(rename = "type")]
    pub media_type: MediaType,
    /// How many to leave out.
    pub offset: u64,
    /// 1 to 20.
    pub count: u8,
}

/// The most that [`BatchGetMaterial`] gives at once.
pub const MAX_LISTED: u8 = 20;

impl Call for BatchGetMaterial {
    const PATH: &'static str = "/cgi-bin/material/batchget_material";
    type Answer = Materials;
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Materials {
    /// How many there are of this type.
    pub total_count: u64,
    /// Those asked for.
    #[serde(default)]
    pub item: Vec<Material>,
}

/// A permanent medium.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Material {
    /// What `replies.toml` asks for.
    pub media_id: MediaId,
    /// The file's name.
    #[serde(default)]
    pub name: String,
    /// In seconds since 1970.
    #[serde(default)]
    pub update_time: u64,
}
