//! Files that nobody but the user may read, kept from one start to the next: mode 0600 in a directory of mode 0700,
//! replaced as a whole. A symlink is never followed: it is refused when read, and replaced when written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// What is in the file, if it is there.
///
/// # Errors
/// When it cannot be read, is no plain file, is open to other users, has more than `most` bytes or is not UTF-8.
pub fn read(path: &Path, most: u64) -> io::Result<Option<String>> {
    let facts = match fs::symlink_metadata(path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    check(&facts, facts.is_file(), path)?;
    if facts.len() > most {
        return Err(odd(path, "is too large"));
    }
    let mut text = String::new();
    File::open(path)?.take(most).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Replaces the file as a whole; `next` is a name in the same directory that nobody else writes to at the time.
///
/// # Errors
/// When it cannot be written; what was there before is then still there.
pub fn replace(path: &Path, next: &Path, text: &str) -> io::Result<()> {
    // What is left of a crash goes first.
    match fs::remove_file(next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = (|| {
        let mut options = OpenOptions::new();
        let mut file = mode_0600(options.write(true).create_new(true)).open(next)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(next, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(next);
    }
    written
}

/// Makes the directory, and those it stands in; one that is there is looked at.
///
/// # Errors
/// When it cannot be made, is a symlink or is open to other users.
pub fn make_dir(dir: &Path) -> io::Result<()> {
    match fs::symlink_metadata(dir) {
        Ok(facts) => check(&facts, facts.is_dir(), dir),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(dir)
        }
        Err(error) => Err(error),
    }
}

/// The options for a file that only the user may read.
pub fn mode_0600(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// An error that names the path and what is odd about it.
pub fn odd(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} {what}", path.display()))
}

/// Refuses what is of the wrong kind (a symlink is) or open to others.
fn check(facts: &fs::Metadata, right_kind: bool, path: &Path) -> io::Result<()> {
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

#[cfg(test)]
mod tests;
