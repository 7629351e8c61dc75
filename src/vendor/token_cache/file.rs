//! The token on disk, so that several sessions of one user share it instead of invalidating each other's.
//!
//! A file of mode 0600 in a directory of mode 0700, replaced as a whole; a lock file beside it so that only one
//! session asks at a time. Whatever is not as it should be (a symlink, a file others can read, a full disk) costs the
//! cache and not the board: the token then stays in memory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::model::Stamp;
use crate::vendor::lenient::Loose;
use crate::vendor::sign::md5_hex;

const MAX_FILE_BYTES: u64 = 64 * 1024;
/// Longer than a token request can take: whoever holds the lock longer is stuck.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// A token and its times, on our clock.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) token: SecretString,
    pub(super) got_at: Stamp,
    pub(super) expires_at: Stamp,
}

/// Where one credential's token is kept.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    dir: PathBuf,
    file: PathBuf,
    lock: PathBuf,
}

impl Cache {
    /// The cache of the credential `app_id` at `base_url`.
    pub(super) fn new(dir: &Path, base_url: &str, app_id: &str) -> Self {
        let name = format!("token-{}", md5_hex(&[base_url.trim().trim_end_matches('/'), "\n", app_id.trim()]));
        Self { dir: dir.to_owned(), file: dir.join(format!("{name}.json")), lock: dir.join(format!("{name}.lock")) }
    }

    /// What is kept there, if anything is.
    ///
    /// # Errors
    /// When it is there and cannot or must not be read.
    pub(super) fn read(&self) -> io::Result<Option<Held>> {
        let facts = match fs::symlink_metadata(&self.file) {
            Ok(facts) => facts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        private(&facts, facts.is_file(), &self.file)?;
        if facts.len() > MAX_FILE_BYTES {
            return Err(odd(&self.file, "is too large"));
        }
        let mut text = String::new();
        File::open(&self.file)?.take(MAX_FILE_BYTES).read_to_string(&mut text)?;
        // A file that another version wrote, or half a disk, is no token and no reason to complain.
        let Ok(fields) = serde_json::from_str::<Map<String, Value>>(&text) else { return Ok(None) };
        let stamp = |key: &str| Loose::field(&fields, key).code().ok().flatten().map(Stamp);
        Ok(Loose::field(&fields, "token").text().ok().flatten().and_then(|token| {
            Some(Held { token: token.into(), got_at: stamp("got_at")?, expires_at: stamp("expires_at")? })
        }))
    }

    /// Keeps a token, replacing the file as a whole.
    ///
    /// # Errors
    /// When it cannot be written; what was there before is then still there.
    pub(super) fn write(&self, held: &Held) -> io::Result<()> {
        self.make_dir()?;
        let text = json!({
            "token": held.token.expose_secret(),
            "got_at": held.got_at.ms(),
            "expires_at": held.expires_at.ms(),
        })
        .to_string();
        // The lock makes this name ours alone; what is left of a crash goes first.
        let next = self.file.with_extension("next");
        match fs::remove_file(&next) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = (|| {
            let mut file = new_file(&next)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&next, &self.file)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&next);
        }
        written
    }

    /// Waits for the lock; it is given back when the file is dropped.
    ///
    /// # Errors
    /// When there is no such place, or somebody holds it for longer than any request takes.
    pub(super) async fn lock(&self) -> io::Result<File> {
        self.make_dir()?;
        match fs::symlink_metadata(&self.lock) {
            Ok(facts) if !facts.is_file() => return Err(odd(&self.lock, "is not a plain file")),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = mode_0600(&mut options).open(&self.lock)?;
        for _ in 0..LOCK_TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(odd(&self.lock, "has been locked for too long by another session"))
    }

    fn make_dir(&self) -> io::Result<()> {
        match fs::symlink_metadata(&self.dir) {
            Ok(facts) => private(&facts, facts.is_dir(), &self.dir),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut builder = fs::DirBuilder::new();
                builder.recursive(true);
                #[cfg(unix)]
                std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
                builder.create(&self.dir)
            }
            Err(error) => Err(error),
        }
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    mode_0600(&mut options).open(path)
}

fn mode_0600(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Refuses what is of the wrong kind (a symlink is) or open to others.
fn private(facts: &fs::Metadata, right_kind: bool, path: &Path) -> io::Result<()> {
    if !right_kind {
        return Err(odd(path, "is a symlink or not what it should be"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o077 != 0 {
        return Err(odd(path, "is open to other users"));
    }
    #[cfg(not(unix))]
    let _ = facts;
    Ok(())
}

fn odd(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} {what}", path.display()))
}

#[cfg(test)]
mod tests;
