//! The one place that opens what only the user may read: files of mode 0600, in directories that no other user can change.
//!
//! A file is replaced as a whole ([`replace`]), appended to ([`append`], [`resume`]) or new ([`create`]). A symlink is
//! never followed: it is refused when read or appended to, and replaced when the file is. Whatever is found is looked at
//! after it was opened, so that it cannot be changed in between: it must be a plain file of this user with no second
//! name. One that others can read is not believed, and closed to them before anything is appended.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::text;

mod circle;

pub use circle::Shared;

/// What is in the file, if it is there.
///
/// # Errors
/// When it cannot be read, is no plain file, is open to other users, has more than `most` bytes, or is no text
/// ([`ErrorKind::InvalidData`]).
pub fn read(path: &Path, most: u64) -> io::Result<Option<String>> {
    let file = match open(OpenOptions::new().read(true), path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let facts = file.metadata()?;
    check(&facts, facts.is_file(), path)?;
    text_in(file, &facts, path, most)
}

/// The text of an open file of at most `most` bytes.
fn text_in(file: File, facts: &Metadata, path: &Path, most: u64) -> io::Result<Option<String>> {
    if facts.len() > most {
        return Err(odd(path, "is too large"));
    }
    // Room for all of it from the start: what grows leaves copies behind, and this may be a token.
    let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or_default().saturating_add(1));
    file.take(most).read_to_end(&mut bytes)?;
    let odd = |why| io::Error::new(ErrorKind::InvalidData, format!("{}: {why}", path.display()));
    text::read(bytes).map(Some).map_err(odd)
}

/// Replaces the file as a whole; `next` is a name in the same directory that no other process writes to at the time.
///
/// # Errors
/// When it cannot be written; what was there before is then still there.
pub fn replace(path: &Path, next: &Path, bytes: &[u8]) -> io::Result<()> {
    // What is left of a crash goes first.
    match fs::remove_file(next) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    put(create(next), path, next, bytes)
}

/// Writes `bytes` to the file `next` and moves it to its place, or leaves neither.
fn put(file: io::Result<File>, path: &Path, next: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = file.and_then(|mut file| {
        file.write_all(bytes).map_err(plainly)?;
        file.sync_all()?;
        fs::rename(next, path)
    });
    match written {
        Ok(()) => {
            // The name is only as lasting as its directory; a file system that cannot do this loses no more than that.
            let _ = File::open(parent(path)).and_then(|dir| dir.sync_all());
        }
        Err(_) => {
            let _ = fs::remove_file(next);
        }
    }
    written
}

/// [`replace`] under a name that no other process can know.
///
/// # Errors
/// Those of [`replace`].
pub fn replace_alone(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = beside(path);
    replace(path, &next, bytes)
}

/// [`replace_alone`] for what everybody may read, a manual page for example.
///
/// # Errors
/// Those of [`replace`].
pub fn publish(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = beside(path);
    put(OpenOptions::new().write(true).create_new(true).open(&next), path, &next, bytes)
}

/// Gives a file another name in its directory, which none has yet: `FILE.broken`, else `FILE.broken-2` and so on. What is
/// in it is not lost when the file is written anew. The new name.
///
/// # Errors
/// When it cannot be renamed, or has many such names already.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let named = |nth: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(if nth == 1 { ".broken".to_owned() } else { format!(".broken-{nth}") });
        PathBuf::from(name)
    };
    let free = |name: &PathBuf| matches!(fs::symlink_metadata(name), Err(error) if error.kind() == ErrorKind::NotFound);
    let name = (1..=SET_ASIDE_MAX).map(named).find(free);
    let name = name.ok_or_else(|| odd(path, "was set aside many times already; remove those files"))?;
    fs::rename(path, &name)?;
    Ok(name)
}

/// So many names are tried for a file that is set aside.
const SET_ASIDE_MAX: u32 = 20;

fn beside(path: &Path) -> PathBuf {
    let mut next = path.as_os_str().to_owned();
    next.push(format!(".{:016x}", fastrand::u64(..)));
    PathBuf::from(next)
}

/// Makes a file that was not there, to be read and written; not even a symlink to nowhere may have its name.
///
/// # Errors
/// When it cannot be made.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Opens the file to append to it, and makes it and its directory if need be. Devices such as `/dev/null` are taken.
///
/// # Errors
/// When it cannot be written, or is not the user's own; when others can change its directory.
pub fn append(path: &Path) -> io::Result<File> {
    settle(path)?;
    let file = open(OpenOptions::new().append(true).create(true).mode(0o600), path)?;
    if !file.metadata()?.file_type().is_char_device() {
        check_single(&file, path)?;
    }
    Ok(file)
}

/// Opens the file to read it and to go on with it where it is there, and makes it and its directory if it is not.
///
/// # Errors
/// Those of [`append`].
pub fn resume(path: &Path) -> io::Result<File> {
    settle(path)?;
    let file = open(OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600), path)?;
    check_single(&file, path)?;
    Ok(file)
}

/// What stands in the way of [`append`], where anything does; nothing is made or changed.
///
/// # Errors
/// Those of [`append`].
pub fn check_append(path: &Path) -> io::Result<()> {
    let dir = parent(path);
    match fs::metadata(dir) {
        Ok(facts) => check_settled(&facts, dir)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    let facts = match open(OpenOptions::new().append(true), path) {
        Ok(file) => file.metadata()?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if facts.file_type().is_char_device() {
        return Ok(());
    }
    check_owner(&facts, facts.is_file(), path)?;
    check_name(&facts, path)
}

/// What stands in the way of [`make_dir`] in a directory that is there; nothing is made or changed.
///
/// # Errors
/// Those of [`make_dir`].
pub fn check_dir(dir: &Path) -> io::Result<()> {
    match fs::symlink_metadata(dir) {
        Ok(facts) => check(&facts, facts.is_dir(), dir),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the directory, and those it stands in; one that is there is looked at.
///
/// # Errors
/// When it cannot be made, is a symlink or is open to other users.
pub fn make_dir(dir: &Path) -> io::Result<()> {
    if let Err(error) = fs::symlink_metadata(dir) {
        match error.kind() {
            ErrorKind::NotFound => DirBuilder::new().recursive(true).mode(0o700).create(dir)?,
            _ => return Err(error),
        }
    }
    // Another process may have been faster.
    let facts = fs::symlink_metadata(dir)?;
    check(&facts, facts.is_dir(), dir)
}

/// Whether a path leads to a plain file of this user that has no other name: one that may be renamed or removed as our own.
///
/// # Errors
/// When it cannot be looked at; it may not be there.
pub fn is_own(path: &Path) -> io::Result<bool> {
    let facts = fs::symlink_metadata(path)?;
    Ok(facts.is_file() && facts.uid() == ours() && facts.nlink() == 1)
}

/// Whether an open file is the one that its path leads to: it was not removed, renamed or replaced since.
pub fn is_at(file: &File, path: &Path) -> bool {
    let (Ok(open), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

/// The error as a person knows it: a file that may grow no further is on a disk that is full, as far as that file goes.
pub fn plainly(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::FileTooLarge => {
            io::Error::new(ErrorKind::StorageFull, "no space left: files may grow no larger here (see `ulimit -f`)")
        }
        _ => error,
    }
}

/// An error that names the path and what is odd about it.
pub fn odd(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{} {what}", path.display()))
}

/// The directory a file stands in.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Opens a file that the user named to be read, be it through a link; what is no file of a certain length, as a pipe or
/// a device, is [`ErrorKind::Unsupported`] instead of being waited for.
///
/// # Errors
/// When it cannot be opened, or is a pipe, a device or a socket.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let file = OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)?;
    let about = file.metadata()?;
    // A directory says so itself when it is read.
    if about.is_file() || about.is_dir() {
        return Ok(file);
    }
    Err(io::Error::new(ErrorKind::Unsupported, "is a pipe or a device, and not a file"))
}

/// Opens without following a link at the end of the path, and without waiting for the other end of a pipe.
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    options.custom_flags(flags.cast_signed()).open(path).map_err(|error| {
        // What the system says of a link and of a pipe without a reader would help no user.
        match fs::symlink_metadata(path) {
            Ok(facts) if facts.is_symlink() || facts.file_type().is_fifo() => odd(path, WRONG_KIND),
            _ => error,
        }
    })
}

const WRONG_KIND: &str = "is a symlink or not what it should be; remove it, or choose another";

/// The directory of a file that is appended to: made if it is not there; refused if others could put another file in
/// the place of this one.
fn settle(path: &Path) -> io::Result<()> {
    let dir = parent(path);
    let facts = match fs::metadata(dir) {
        Ok(facts) => facts,
        Err(error) if error.kind() == ErrorKind::NotFound => return make_dir(dir),
        Err(error) => return Err(error),
    };
    check_settled(&facts, dir)
}

fn check_settled(facts: &Metadata, dir: &Path) -> io::Result<()> {
    let mode = facts.mode();
    // In a directory like /tmp no user can touch what is another's.
    let sticky = mode & 0o1000 != 0;
    if mode & 0o022 != 0 && !sticky {
        return Err(odd(dir, "is a directory that other users can change; run chmod go-w on it, or choose another"));
    }
    if facts.uid() != ours() && facts.uid() != 0 {
        return Err(odd(dir, "is another user's directory; choose another"));
    }
    Ok(())
}

/// Refuses what is of the wrong kind (a symlink is), another user's, or open to others.
fn check(facts: &Metadata, right_kind: bool, path: &Path) -> io::Result<()> {
    check_owner(facts, right_kind, path)?;
    if facts.mode() & 0o077 != 0 {
        let mode = if facts.is_dir() { "700" } else { "600" };
        return Err(odd(path, &format!("is open to other users; run chmod {mode} on it")));
    }
    Ok(())
}

fn check_owner(facts: &Metadata, right_kind: bool, path: &Path) -> io::Result<()> {
    if !right_kind {
        return Err(odd(path, WRONG_KIND));
    }
    if facts.uid() != ours() {
        return Err(odd(path, "is another user's; remove it, or choose another"));
    }
    Ok(())
}

fn check_name(facts: &Metadata, path: &Path) -> io::Result<()> {
    if facts.nlink() > 1 {
        return Err(odd(
            path,
            "has a second name (a hard link), through which others may reach it; choose another file",
        ));
    }
    Ok(())
}

/// The same of a file that is open for writing: one that others could read is closed to them; one that has a second
/// name somewhere is refused.
fn check_single(file: &File, path: &Path) -> io::Result<()> {
    let mut facts = file.metadata()?;
    if facts.is_file() && facts.uid() == ours() && facts.mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
        facts = file.metadata()?;
    }
    check(&facts, facts.is_file(), path)?;
    check_name(&facts, path)
}

fn ours() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(test)]
mod tests;
