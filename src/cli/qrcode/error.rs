//! What can go wrong with a code besides the API.

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::file::{unreadable, unwritable};
use wechat_edge::console::codes::MAX_NAME;
use wechat_edge::language::{Bilingual, Language, tr};
use wechat_edge::wechat::scene::SceneError;

/// A scene, a list or a file that will not do.
#[derive(Debug)]
pub(crate) enum QrcodeError {
    Scene(SceneError),
    /// A file, read or written.
    Unreadable(PathBuf, io::Error),
    Unwritable(PathBuf, io::Error),
    NotUtf8(PathBuf),
    /// A line of a list.
    Line(PathBuf, u64, LineError),
    NoScenes(PathBuf),
    /// A folder without codes.
    NoCodes(PathBuf),
    /// A file that would be overwritten, and that the list does not have.
    NotOurs(PathBuf),
    /// `codes.csv` is there, and is no list of this tool's.
    NotOurList(PathBuf),
    /// A link leads somewhere else than its name says.
    Link(PathBuf),
    /// A URL has more bytes than a code can hold.
    UrlTooLong(usize),
    /// The picture could not be made.
    Image(String),
}

#[derive(Debug)]
pub(crate) enum LineError {
    Scene(SceneError),
    Lifetime(String),
    Csv(String),
    /// A name or a group.
    LongName(String),
}

impl QrcodeError {
    pub(crate) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> QrcodeError {
        let path = path.to_owned();
        move |error| QrcodeError::Unwritable(path, error)
    }
}

/// Any error that ends a command.
pub(crate) fn boxed(error: impl Bilingual + 'static) -> Box<dyn Bilingual> {
    Box::new(error)
}

impl Bilingual for QrcodeError {
    fn text(&self, language: Language) -> String {
        match self {
            QrcodeError::Scene(error) => error.text(language),
            QrcodeError::Unreadable(path, error) => unreadable(path.display(), error, language),
            QrcodeError::Unwritable(path, error) => unwritable(path.display(), error, language),
            QrcodeError::NotUtf8(path) => tr!(
                language,
                "{} is not UTF-8: in Excel, save it as “CSV UTF-8”",
                "{} 不是 UTF-8 编码：请在 Excel 中另存为“CSV UTF-8”",
                path.display()
            ),
            QrcodeError::Line(path, line, error) => {
                let error = error.text(language);
                tr!(
                    language,
                    "{}, line {line}: {error}",
                    "{} 第 {line} 行：{error}",
                    path.display()
                )
            }
            QrcodeError::NoScenes(path) => tr!(
                language,
                "{} has no scenes in it",
                "{} 里没有场景值",
                path.display()
            ),
            QrcodeError::NoCodes(path) => tr!(
                language,
                "there are no codes in {}: name the folder that `qrcode create` made",
                "{} 里没有二维码：请给出 `qrcode create` 生成的文件夹",
                path.display()
            ),
            QrcodeError::NotOurs(path) => tr!(
                language,
                "{} is there already, and codes.csv does not say that it is a code's: move it away, \
                 or choose another folder (--out)",
                "{} 已存在，而 codes.csv 中没有它：请移走它，或换一个文件夹（--out）",
                path.display()
            ),
            QrcodeError::NotOurList(path) => tr!(
                language,
                "{} is no list of codes that were made: choose another folder (--out)",
                "{} 不是已生成二维码的清单：请换一个文件夹（--out）",
                path.display()
            ),
            QrcodeError::Link(path) => tr!(
                language,
                "{} is a link or no plain file or folder: nothing is written there; name what it \
                 leads to (--out)",
                "{} 是链接，或不是普通的文件或文件夹，不会写入：请直接给出它指向的位置（--out）",
                path.display()
            ),
            QrcodeError::UrlTooLong(bytes) => tr!(
                language,
                "the API's URL has {bytes} bytes, which is too long for a QR code; nothing was kept",
                "接口给出的网址有 {bytes} 字节，二维码放不下；没有保存任何内容"
            ),
            QrcodeError::Image(error) => tr!(
                language,
                "the picture cannot be made: {error}",
                "无法生成图片：{error}"
            ),
        }
    }
}

impl Bilingual for LineError {
    fn text(&self, language: Language) -> String {
        match self {
            LineError::Scene(error) => error.text(language),
            LineError::Lifetime(text) => tr!(
                language,
                "{text} is no lifetime: write 90s, 10m, 12h or 30d, at most 30 days",
                "{text} 不是有效期：请写成 90s、10m、12h 或 30d，最长 30 天"
            ),
            LineError::Csv(error) => error.clone(),
            LineError::LongName(text) => tr!(
                language,
                "{text} is too long for a name: at most {MAX_NAME} characters",
                "{text} 作为名称太长：最多 {MAX_NAME} 个字符"
            ),
        }
    }
}
