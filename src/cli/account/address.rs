//! The URL of the Worker: the one that is given, or that of the Worker which `npm start` runs here.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::findings::findings;
use crate::cli::url::{Url, without_password};

/// Where `npm start` says which URL its Worker has, relative to the project's folder. It writes this
/// when the Worker is ready, and removes it in the end: `{"url": "http://localhost:8787/wechat",
/// "pid": 1234}`. `npm run example` adds `vars`, its own file in place of `.dev.vars`.
const RUNNING: &str = ".wrangler/wechat-edge.json";

/// What holds where nothing runs.
const DEFAULT: &str = "http://localhost:8787/wechat";

findings! {
    |language|
    /// The address of nothing.
    #[derive(Clone, Debug)]
    pub(crate) enum AddressError {
        Fail UrlMalformed { url: String }
            => "{url} is not a URL that begins with http:// or https://",
               "{url} 不是以 http:// 或 https:// 开头的网址"
            => "Give the URL as it stands in WeChat's admin page.", "请照公众平台上填写的网址（URL）给出。";
    }
}

/// The Worker that runs in a folder.
#[derive(Deserialize)]
pub(crate) struct Running {
    pub(crate) url: String,
    pid: u32,
    /// Where its secrets are, if not in `.dev.vars`; relative to the folder.
    pub(crate) vars: Option<PathBuf>,
}

/// The URL that is spoken to from `folder`.
pub(crate) fn url(given: Option<&str>, folder: &Path) -> Result<Url, AddressError> {
    match given {
        Some(given) => parse(given),
        None => parse(&running(folder).map_or_else(|| DEFAULT.to_owned(), |running| running.url)),
    }
}

pub(crate) fn parse(text: &str) -> Result<Url, AddressError> {
    Url::parse(text).ok_or_else(|| AddressError::UrlMalformed {
        url: without_password(text),
    })
}

/// The Worker that `npm start` runs in `folder`, if it does.
pub(crate) fn running(folder: &Path) -> Option<Running> {
    let json = std::fs::read(folder.join(RUNNING)).ok()?;
    let running: Running = serde_json::from_slice(&json).ok()?;
    is_alive(running.pid).then_some(running)
}

/// The file may be left over from a process that was killed.
#[cfg(unix)]
fn is_alive(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};

    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    // EPERM: it is somebody else's, and alive.
    pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Elsewhere the file is believed.
#[cfg(not(unix))]
fn is_alive(_pid: u32) -> bool {
    true
}
