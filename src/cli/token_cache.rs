//! The access token between two runs, in a file that its owner alone can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A token that is valid no longer than this, in seconds, is not used any more.
const MARGIN: u64 = 60;

/// Where the token of one account at one API is kept.
pub(crate) struct TokenCache {
    path: Option<PathBuf>,
}

impl TokenCache {
    /// `None` for a folder keeps nothing.
    pub(crate) fn new(folder: Option<PathBuf>, app_id: &str, api: &str) -> TokenCache {
        let safe = |text: &str| -> String {
            let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            text.chars().map(safe).collect()
        };
        let name = format!("access-token-{}-{}.json", safe(app_id), safe(api));
        TokenCache {
            path: folder.map(|folder| folder.join("wechat-edge").join(name)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// The token, if one is kept that is still valid at `now` (seconds since 1970), and that nobody
    /// else can read.
    pub(crate) fn load(&self, now: u64) -> Option<String> {
        let path = self.path.as_ref()?;
        if !is_private(path) {
            return None;
        }
        let kept: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let expires = kept.get("expires_at")?.as_u64()?;
        let token = kept.get("access_token")?.as_str()?;
        (expires > now.saturating_add(MARGIN)).then(|| token.to_owned())
    }

    pub(crate) fn store(&self, token: &str, expires_at: u64) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
        }
        // Written beside and moved over: another run sees the old token or the new one, whole.
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let kept = json!({ "access_token": token, "expires_at": expires_at }).to_string();
        let written = create(&beside)
            .and_then(|mut file| file.write_all(kept.as_bytes()))
            .and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Forgets a token that the API refused.
    pub(crate) fn forget(&self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(unix)]
fn create_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode().trailing_zeros() >= 6)
}

/// Elsewhere a user's cache folder is their own already.
#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
}

#[cfg(not(unix))]
fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}
