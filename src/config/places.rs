//! The files that settings are read from, in the order in which they lie over one another, and who may have written them:
//! what they say has programs started, so that no stranger may have had a hand in it.

use super::dirs::Dirs;
use super::error::{ConfigError, show_path};
use super::file::read;
use crate::files::private::parent;
use secrecy::zeroize::Zeroizing;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The directory beside a settings file whose files lie over it.
const BESIDE: &str = "conf.d";

/// So many files of such a directory are read.
const MOST: usize = 256;

/// Where the user's settings are without `--config`: `callboard/config.toml` in the user's configuration directory.
pub fn default_path(dirs: &Dirs) -> PathBuf {
    dirs.config.join("callboard").join("config.toml")
}

/// A file of settings, as it was found.
pub(super) struct Found {
    pub path: PathBuf,
    pub text: Zeroizing<String>,
    pub about: Metadata,
}

/// Those that there are, the lowest first: the machine's and the user's, or the `named` one alone, each with the files of
/// `conf.d` beside it in the order of their names. Each that cannot be read, or that a stranger may have written, is one
/// of the `mistakes`.
pub(super) fn all(dirs: &Dirs, named: Option<&Path>, mistakes: &mut Vec<ConfigError>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut take = |outcome: Result<Option<Found>, ConfigError>| match outcome {
        Ok(file) => found.extend(file),
        Err(mistake) => mistakes.push(mistake),
    };
    let usual = default_path(dirs);
    let roots = match named {
        Some(path) => vec![path],
        None => dirs.system.as_deref().into_iter().chain([usual.as_path()]).collect(),
    };
    for root in roots {
        let of_machine = dirs.of_system().is_some_and(|dir| root.starts_with(dir));
        take(open(root, named.is_some(), of_machine));
        match beside(root, of_machine) {
            Ok(files) => files.iter().for_each(|file| take(open(file, false, true))),
            Err(mistake) => take(Err(mistake)),
        }
    }
    found
}

/// The files of `conf.d` beside `root`, in the order of their names.
fn beside(root: &Path, of_machine: bool) -> Result<Vec<PathBuf>, ConfigError> {
    if of_machine {
        check_dir(parent(root))?;
    }
    let dir = parent(root).join(BESIDE);
    check_dir(&dir)?;
    let unreadable = |why: &std::io::Error| ConfigError::of_file(&dir, format!("cannot be read: {}", why.kind()));
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(why) => return Err(unreadable(&why)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let name = entry.map_err(|why| unreadable(&why))?.file_name();
        let path = Path::new(&name);
        // What editors leave beside a file begins with a dot or ends otherwise.
        let is_one = path.extension().is_some_and(|kind| kind == "toml") && !name.as_encoded_bytes().starts_with(b".");
        if is_one {
            files.push(dir.join(path));
        }
    }
    if files.len() > MOST {
        return Err(ConfigError::of_file(&dir, format!("has more than {MOST} files of settings; join some of them")));
    }
    files.sort();
    Ok(files)
}

/// Refuses a directory into which any user can put a file.
fn check_dir(dir: &Path) -> Result<(), ConfigError> {
    match fs::metadata(dir) {
        // In a directory like /tmp no user can touch what is another's, and what is a stranger's is not read.
        Ok(about) if about.is_dir() && about.mode() & 0o1002 == 0o002 => Err(ConfigError::of_file(
            dir,
            format!("is a directory of settings that any user can change; run chmod o-w {}", show_path(dir)),
        )),
        _ => Ok(()),
    }
}

/// A file, if it is there. One that is `shared`, because it is not the user's own choice, must be root's or the user's.
fn open(path: &Path, required: bool, shared: bool) -> Result<Option<Found>, ConfigError> {
    let Some((text, about)) = read(path, required)? else { return Ok(None) };
    let wrong = |what: String| Err(ConfigError::of_file(path, what));
    if about.mode() & 0o002 != 0 {
        let shown = show_path(path);
        return wrong(format!("can be changed by any user, and settings start programs; run chmod o-w {shown}"));
    }
    if shared && about.uid() != 0 && about.uid() != rustix::process::geteuid().as_raw() {
        return wrong(format!("is another user's; let root own it: chown root {}", show_path(path)));
    }
    Ok(Some(Found { path: path.to_owned(), text, about }))
}
