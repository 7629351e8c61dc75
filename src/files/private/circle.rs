//! A directory of small files that several sessions share: those of one user, or those of a group of users.
//!
//! For one user it is what the rest of [`private`](super) is: mode 0700, files of mode 0600. For a group the
//! administrator makes the directory (2770, root's or the user's own), the files in it are of mode 0660, and whatever
//! lets others in is refused. Only a member, or root, can give a file to the group and put it there, so a file of
//! the group is believed, whichever of them wrote it.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown, lchown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use super::{WRONG_KIND, check_settled, odd, open, ours, parent, plainly, text_in};
use crate::files::{group, users};

/// Who shares it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Circle {
    User,
    Group {
        name: String,
        gid: u32,
    },
    /// The group that was named is none of this user's, and why.
    Unusable(String),
}

/// The directory, and who shares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    dir: PathBuf,
    circle: Circle,
}

impl Shared {
    /// A directory of this user's alone; it is made when it is first written to.
    pub fn of_user(dir: PathBuf) -> Self {
        Self { dir, circle: Circle::User }
    }

    /// A directory of the group of this name. Where there is no such group, or the user is not in it, every use of it
    /// says so.
    pub fn of_group(dir: PathBuf, name: &str) -> Self {
        let circle = match group::of_this_user(name) {
            Ok(gid) => Circle::Group { name: name.to_owned(), gid },
            Err(why) => Circle::Unusable(why),
        };
        Self { dir, circle }
    }

    /// The same for a group whose number is known.
    pub fn of_gid(dir: PathBuf, name: &str, gid: u32) -> Self {
        Self { dir, circle: Circle::Group { name: name.to_owned(), gid } }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The group that shares it.
    pub fn group(&self) -> Option<&str> {
        match &self.circle {
            Circle::Group { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What stands in the way of using it; nothing is made or changed.
    ///
    /// # Errors
    /// When it is not what it should be. A user's directory that is not there yet is fine; a group's is not.
    pub fn check(&self) -> io::Result<()> {
        match &self.circle {
            Circle::User => super::check_dir(&self.dir),
            Circle::Group { name, gid } => check_group_dir(&self.dir, name, *gid),
            Circle::Unusable(why) => Err(io::Error::other(why.clone())),
        }
    }

    /// What stands in the way of trusting the directory that it is in; one that is not there stands in no way.
    ///
    /// # Errors
    /// When other users can put another in its place.
    pub fn check_above(&self) -> io::Result<()> {
        let above = parent(&self.dir);
        match fs::metadata(above) {
            Ok(about) => check_settled(&about, above),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn prepare(&self) -> io::Result<()> {
        match &self.circle {
            Circle::User => super::make_dir(&self.dir),
            _ => self.check(),
        }
    }

    /// What is in the file of this name, if it is there.
    ///
    /// # Errors
    /// When it cannot be read, is not what it should be, has more than `most` bytes or is not UTF-8.
    pub fn read(&self, name: &str, most: u64) -> io::Result<Option<String>> {
        let path = self.dir.join(name);
        let Circle::Group { gid, .. } = self.circle else {
            if let Circle::Unusable(_) = self.circle {
                self.check()?;
            }
            return super::read(&path, most);
        };
        self.check()?;
        let file = match open(OpenOptions::new().read(true), &path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let facts = file.metadata()?;
        check_group_file(&facts, &path, gid)?;
        text_in(file, &facts, &path, most)
    }

    /// Replaces the file of this name as a whole, under a lock. Where `lasting`, it outlives a machine that loses its
    /// power.
    ///
    /// # Errors
    /// When it cannot be written; what was there before is then still there.
    pub fn replace(&self, name: &str, bytes: &[u8], lasting: bool) -> io::Result<()> {
        self.prepare()?;
        let path = self.dir.join(name);
        let next = path.with_extension("next");
        // What is left of a crash goes first.
        remove(&next)?;
        let written = self.create(&next).and_then(|mut file| {
            file.write_all(bytes).map_err(plainly)?;
            if lasting {
                file.sync_all()?;
            }
            fs::rename(&next, &path)
        });
        if written.is_err() {
            let _ = fs::remove_file(&next);
        } else if lasting {
            // The name is only as lasting as its directory; a file system that cannot do this loses no more than that.
            let _ = File::open(&self.dir).and_then(|dir| dir.sync_all());
        }
        written
    }

    /// Removes the file of this name, if it is there.
    ///
    /// # Errors
    /// When it is there and stays there.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        remove(&self.dir.join(name))
    }

    /// The names of the files in it, ordered; none where it is not there yet.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it should be.
    pub fn names(&self) -> io::Result<Vec<String>> {
        self.check()?;
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<String>>>()?;
        names.sort_unstable();
        Ok(names)
    }

    /// Opens the file of this name to be locked, and makes it if it is not there; and whether [`has`](Self::has) can tell
    /// anything of it: on some file systems over a network it cannot.
    ///
    /// # Errors
    /// When it cannot be made, or is not what it should be.
    pub fn lock_file(&self, name: &str) -> io::Result<(File, bool)> {
        let file = self.open_lock(name)?;
        let tells = self.has(name, &file);
        Ok((file, tells))
    }

    fn open_lock(&self, name: &str) -> io::Result<File> {
        self.prepare()?;
        let path = self.dir.join(name);
        let Circle::Group { gid, .. } = self.circle else { return super::resume(&path) };
        // A lock needs no right to write.
        let file = match open(OpenOptions::new().read(true), &path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => match self.create(&path) {
                // Another process may have been faster.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => open(OpenOptions::new().read(true), &path)?,
                made => made?,
            },
            Err(error) => return Err(error),
        };
        check_group_file(&file.metadata()?, &path, gid)?;
        Ok(file)
    }

    /// Whether a file that was opened by this name still has it. A lock on one that has not keeps no session out.
    pub fn has(&self, name: &str, file: &File) -> bool {
        super::is_at(file, &self.dir.join(name))
    }

    /// Listens on a new socket of this name: mode 0660, and of the group where a group shares the directory, which lets
    /// no other user near it.
    ///
    /// # Errors
    /// When it cannot be made, the name is taken, or the directory is not what it should be.
    pub fn listen(&self, name: &str) -> io::Result<UnixListener> {
        self.prepare()?;
        let path = self.dir.join(name);
        let listener = UnixListener::bind(&path)?;
        let shared = match self.circle {
            Circle::Group { gid, .. } => lchown(&path, None, Some(gid)),
            _ => Ok(()),
        };
        let shared = shared.and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o660)));
        if let Err(error) = shared.and_then(|()| listener.set_nonblocking(true)) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        Ok(listener)
    }

    /// Whether a socket of this name is there and one of theirs: of this user, or of the group that shares the directory.
    ///
    /// # Errors
    /// What speaks against it.
    pub fn check_socket(&self, name: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        let about = fs::symlink_metadata(&path)?;
        let is_socket = about.file_type().is_socket();
        match self.circle {
            Circle::Group { gid, .. } => {
                Facts::of(&about, is_socket).flaw_of_file(gid).map_or(Ok(()), |flaw| Err(odd(&path, flaw)))
            }
            _ => super::check_owner(&about, is_socket, &path),
        }
    }

    /// Whether a process of the user `uid`, whose group is `gid`, is one of those who share it; root is. It may take as long
    /// as a directory service does.
    pub fn admits(&self, uid: u32, gid: u32) -> bool {
        let own = uid == ours() || uid == 0;
        match self.circle {
            Circle::User => own,
            Circle::Group { gid: shared, .. } => own || gid == shared || users::is_member(uid, shared),
            Circle::Unusable(_) => false,
        }
    }

    /// Makes a file that was not there.
    fn create(&self, path: &Path) -> io::Result<File> {
        let Circle::Group { gid, .. } = self.circle else { return super::create(path) };
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o660).open(path)?;
        // Whatever the user's umask and first group are.
        fchown(&file, None, Some(gid))?;
        file.set_permissions(Permissions::from_mode(0o660))?;
        Ok(file)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What decides whether a file or a directory is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    /// Whether it is a plain file, or a directory, as it should be.
    right_kind: bool,
    mode: u32,
    uid: u32,
    gid: u32,
    links: u64,
}

impl Facts {
    fn of(about: &Metadata, right_kind: bool) -> Self {
        Self { right_kind, mode: about.mode(), uid: about.uid(), gid: about.gid(), links: about.nlink() }
    }

    /// What speaks against it as a file that the group `gid` shares.
    fn flaw_of_file(self, gid: u32) -> Option<&'static str> {
        if !self.right_kind {
            Some(WRONG_KIND)
        } else if self.gid != gid {
            Some("is not of the group that shares it; remove it")
        } else if self.mode & 0o007 != 0 {
            Some("is open to users outside of its group; remove it, or run chmod 660 on it")
        } else if self.links > 1 {
            Some("has a second name (a hard link), through which others may reach it; remove it")
        } else {
            None
        }
    }

    /// What speaks against it as the directory that the group `gid` shares, where this user is `ours`.
    fn flaw_of_dir(self, gid: u32, ours: u32) -> Option<&'static str> {
        if !self.right_kind {
            Some(WRONG_KIND)
        } else if self.uid != 0 && self.uid != ours {
            Some("is another user's directory; let root own it")
        } else if self.gid != gid {
            Some("is not of the group that should share it; run chgrp on it")
        } else if self.mode & 0o007 != 0 {
            Some("is open to users outside of its group; run chmod 2770 on it")
        } else if self.mode & 0o2070 != 0o2070 {
            Some("is not shared with all of its group; run chmod 2770 on it")
        } else {
            None
        }
    }
}

fn check_group_file(about: &Metadata, path: &Path, gid: u32) -> io::Result<()> {
    Facts::of(about, about.is_file()).flaw_of_file(gid).map_or(Ok(()), |flaw| Err(odd(path, flaw)))
}

fn check_group_dir(dir: &Path, name: &str, gid: u32) -> io::Result<()> {
    let about = match fs::symlink_metadata(dir) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let how = format!("does not exist; let root run install -d -m 2770 -g {name} {}", dir.display());
            return Err(odd(dir, &how));
        }
        Err(error) => return Err(error),
    };
    if let Some(flaw) = Facts::of(&about, about.is_dir()).flaw_of_dir(gid, ours()) {
        return Err(odd(dir, flaw));
    }
    // No other user may put another directory in the place of this one.
    let above = parent(dir);
    check_settled(&fs::metadata(above)?, above)
}

#[cfg(test)]
mod tests;
