//! The folder of the codes, in which nothing is overwritten that another made, and no link is
//! followed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::QrcodeError;

/// The folder. What was made of it is taken away again where nothing came to lie in it.
pub(crate) struct Folder {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl Folder {
    /// The folder, if it is one; there may be none yet.
    pub(crate) fn new(path: &Path) -> Result<Folder, QrcodeError> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(QrcodeError::Link(path.to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(QrcodeError::Unwritable(path.to_owned(), error)),
        }
        Ok(Folder {
            path: path.to_owned(),
            made: Vec::new(),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it, and the folders that it is in.
    pub(crate) fn create(&mut self) -> Result<(), QrcodeError> {
        // The last one of a relative path is empty, and is where we are.
        let is_missing = |it: &&Path| !it.as_os_str().is_empty() && !it.exists();
        let missing = self.path.ancestors().take_while(is_missing);
        let missing: Vec<_> = missing.map(Path::to_owned).collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(&path).map_err(QrcodeError::unwritable(&path))?;
            self.made.push(path);
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for path in self.made.iter().rev() {
            // Fails where something is in it, as it should.
            let _ = fs::remove_dir(path);
        }
    }
}

/// Whether a plain file is there; an error where something else is.
pub(crate) fn is_file(path: &Path) -> Result<bool, QrcodeError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(QrcodeError::Link(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(QrcodeError::Unreadable(path.to_owned(), error)),
    }
}

/// Writes a file that is not there yet. One that is there, or a link, is left as it is.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<(), QrcodeError> {
    let mut file = create_new(path)?;
    file.write_all(content).map_err(|error| {
        let _ = fs::remove_file(path);
        QrcodeError::Unwritable(path.to_owned(), error)
    })
}

/// Opens a file to write to its end, which is made where it is missing; says whether it was.
pub(crate) fn open_to_append(path: &Path) -> Result<(File, bool), QrcodeError> {
    if !is_file(path)? {
        return Ok((create_new(path)?, true));
    }
    let file = OpenOptions::new().append(true).open(path);
    let file = file.map_err(QrcodeError::unwritable(path))?;
    match is_still(&file, path) {
        Ok(true) => Ok((file, false)),
        Ok(false) => Err(QrcodeError::Link(path.to_owned())),
        Err(error) => Err(QrcodeError::Unwritable(path.to_owned(), error)),
    }
}

fn create_new(path: &Path) -> Result<File, QrcodeError> {
    let file = OpenOptions::new().append(true).create_new(true).open(path);
    file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => QrcodeError::NotOurs(path.to_owned()),
        _ => QrcodeError::Unwritable(path.to_owned(), error),
    })
}

/// Whether what was opened is what stands there, and not what a link leads to that was put there
/// meanwhile.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (opened, there) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.is_file())
}
