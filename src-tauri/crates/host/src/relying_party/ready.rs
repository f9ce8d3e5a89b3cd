//! The ready file: where a server is and what opens its administration, for the program that started it.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use relying_party_server::AdminToken;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::files;

/// A server of this machine takes a connection at once; one that does not is gone.
const LONGEST: Duration = Duration::from_secs(1);

/// Why there is no ready file.
#[derive(Debug, thiserror::Error)]
pub enum ReadyFileError {
    /// Something that is not a file has the name.
    #[error("{} is not a file of its own, but a link or a folder", .0.display())]
    NotAFile(PathBuf),
    /// It is of a server that still runs.
    #[error("the ready file {} is of a server that still runs (process {pid})", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
        /// The number of that server's process.
        pid: u32,
    },
    /// It could not be written.
    #[error("the ready file {} could not be written: {error}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl ReadyFileError {
    /// Stable and greppable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAFile(_) => "ready-file-not-a-file",
            Self::InUse { .. } => "ready-file-in-use",
            Self::NotWritten { .. } => "ready-file-not-written",
        }
    }

    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAFile(_) => "name a file: the admin token is written into nothing that leads elsewhere",
            Self::InUse { .. } => "name another file, or stop that server; it takes its file away",
            Self::NotWritten { .. } => "name a file in a folder that is there and that you can write to",
        }
    }
}

/// What the file holds, as one line of JSON.
#[derive(Serialize)]
struct Ready<'ready> {
    url: &'ready str,
    admin_token: &'ready str,
    pid: u32,
    version: &'static str,
}

/// A ready file that is there; removed when this is dropped, if it is still the same.
#[derive(Debug)]
pub struct ReadyFile {
    path: PathBuf,
    /// Holds the admin token, so no other server's is the same.
    content: Zeroizing<Vec<u8>>,
}

impl ReadyFile {
    /// Whether the file could be written here: nothing has the name, or a file that an earlier server left.
    ///
    /// # Errors
    /// [`ReadyFileError::NotAFile`] for a link, a folder, and everything else; [`ReadyFileError::InUse`] where the
    /// server it tells of still answers.
    pub fn check(path: &Path) -> Result<(), ReadyFileError> {
        match path.symlink_metadata() {
            Ok(found) if !found.is_file() => Err(ReadyFileError::NotAFile(path.to_owned())),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(ReadyFileError::NotWritten { path: path.to_owned(), error })
            }
            Ok(_) => match living(path) {
                Some(pid) => Err(ReadyFileError::InUse { path: path.to_owned(), pid }),
                None => Ok(()),
            },
            Err(_) => Ok(()),
        }
    }

    /// Writes it for its owner only, as a whole or not at all. A link that comes between is replaced, not followed.
    ///
    /// # Errors
    /// As the error says.
    pub fn write(path: &Path, url: &str, admin: &AdminToken) -> Result<Self, ReadyFileError> {
        Self::check(path)?;
        let not_written = |error| ReadyFileError::NotWritten { path: path.to_owned(), error };
        let ready =
            Ready { url, admin_token: admin.expose(), pid: std::process::id(), version: env!("CARGO_PKG_VERSION") };
        let mut content = Zeroizing::new(Vec::with_capacity(4096));
        serde_json::to_writer(&mut *content, &ready).map_err(|error| not_written(error.into()))?;
        content.push(b'\n');
        let written = files::new_private(files::folder_of(path)).and_then(|mut new| {
            new.write_all(&content)?;
            new.persist(path).map_err(|error| error.error)
        });
        written.map_err(not_written)?;
        Ok(Self { path: path.to_owned(), content })
    }

    fn is_still_ours(&self) -> bool {
        let is_file = self.path.symlink_metadata().is_ok_and(|found| found.is_file());
        is_file && std::fs::read(&self.path).map(Zeroizing::new).is_ok_and(|found| *found == *self.content)
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        if self.is_still_ours() {
            // Whoever took it away in between did what was to be done.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// What is read of another server's file.
#[derive(Deserialize)]
struct Other {
    url: String,
    pid: u32,
}

/// The process of the server the file tells of, if something still answers where that one did. A killed server leaves
/// its file behind; the number of a process may be another's by now, so it alone proves nothing.
fn living(path: &Path) -> Option<u32> {
    let content = Zeroizing::new(std::fs::read(path).ok()?);
    let other: Other = serde_json::from_slice(&content).ok()?;
    let address: SocketAddr = other.url.strip_prefix("http://")?.parse().ok()?;
    TcpStream::connect_timeout(&address, LONGEST).ok().map(|_| other.pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(letter: &str) -> AdminToken {
        AdminToken::parse(&letter.repeat(40)).unwrap()
    }

    #[test]
    fn it_says_where_the_server_is_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        let file = ReadyFile::write(&path, "http://127.0.0.1:1", &token("a")).unwrap();
        let ready: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let expected = serde_json::json!({
            "url": "http://127.0.0.1:1", "admin_token": "a".repeat(40), "pid": std::process::id(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        assert_eq!(ready, expected);
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn that_of_another_server_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        let first = ReadyFile::write(&path, "http://127.0.0.1:1", &token("a")).unwrap();
        let second = ReadyFile::write(&path, "http://127.0.0.1:2", &token("b")).unwrap();
        drop(first);
        assert!(path.exists());
        drop(second);
        assert!(!path.exists());
    }

    #[test]
    fn that_of_a_server_that_still_answers_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        let living = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", living.local_addr().unwrap());
        let file = ReadyFile::write(&path, &url, &token("a")).unwrap();
        let content = std::fs::read(&path).unwrap();
        let error = ReadyFile::write(&path, "http://127.0.0.1:2", &token("b")).unwrap_err();
        assert_eq!(error.code(), "ready-file-in-use");
        assert_eq!(std::fs::read(&path).unwrap(), content);
        drop((living, file));
        ReadyFile::write(&path, "http://127.0.0.1:2", &token("b")).unwrap();
    }

    #[test]
    fn a_folder_is_refused_and_a_missing_one_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let error = ReadyFile::write(folder.path(), "http://127.0.0.1:1", &token("a")).unwrap_err();
        assert_eq!(error.code(), "ready-file-not-a-file");
        let error = ReadyFile::write(&folder.path().join("a/b"), "http://127.0.0.1:1", &token("a")).unwrap_err();
        assert_eq!(error.code(), "ready-file-not-written");
        assert!(!folder.path().join("a").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_and_only_the_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("ready.json"), folder.path().join("target"));
        std::fs::write(&target, "mine").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        let error = ReadyFile::write(&path, "http://127.0.0.1:1", &token("a")).unwrap_err();
        assert_eq!(error.code(), "ready-file-not-a-file");
        std::fs::remove_file(&path).unwrap();
        let file = ReadyFile::write(&path, "http://127.0.0.1:1", &token("a")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // Put in its place later, a link is not followed either.
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        drop(file);
        assert!(path.is_symlink() && target.exists());
    }
}
