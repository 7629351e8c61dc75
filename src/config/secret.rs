//! Where secrets come from: the settings themselves, an environment variable, or a file that no other user may read; in
//! the machine's own directory root may let a group read it, and systemd hands a service files of its own.

use super::dirs::Dirs;
use super::error::{ConfigError, show_path};
use super::kind::is_line;
use super::layer::Entry;
use super::value::Value;
use crate::files::{group, private, text};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Longest secret, in bytes.
const SECRET_BYTES: usize = 16 * 1024;

/// The secret that an entry is, names or points at.
pub(super) fn read(entry: &Entry, env: &BTreeMap<String, OsString>, dirs: &Dirs) -> Result<SecretString, ConfigError> {
    match (&entry.value, entry.file(&dirs.home)) {
        (Value::Secret(secret), _) => Ok(secret.clone()),
        (Value::Path(_), Some(file)) => from_file(&file, dirs).map_err(|why| entry.wrong(&why)),
        (Value::Text(name), _) => from_env(env.get(name)).map_err(|why| entry.wrong(why)),
        _ => Err(entry.wrong("must be a secret")),
    }
}

fn from_env(value: Option<&OsString>) -> Result<SecretString, &'static str> {
    let value = value.ok_or("names an environment variable that is not set")?;
    let text = value.to_str().ok_or("names an environment variable that is not UTF-8 text")?;
    let text = text::without_mark(text);
    if text.trim().is_empty() {
        return Err("names an environment variable that is empty");
    }
    match line(text) {
        Ok(secret) => Ok(secret),
        Err(Unfit::Long) => Err("names an environment variable that is longer than 16 KiB"),
        Err(Unfit::Lines) => Err("names an environment variable that holds more than one line"),
        Err(Unfit::Control) => Err("names an environment variable that holds a control character"),
    }
}

fn from_file(path: &Path, dirs: &Dirs) -> Result<SecretString, String> {
    let unreadable = |why: std::io::Error| match why.kind() {
        ErrorKind::NotFound => "names a file that does not exist".to_owned(),
        ErrorKind::Unsupported => "names a pipe or a device; put the secret into a file".to_owned(),
        kind => format!("names a file that cannot be read: {kind}"),
    };
    let mut file = private::open_plain(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if is_open_to_others(&about, path, dirs) {
        return Err(is_open(path, dirs));
    }
    let mut bytes = Vec::with_capacity(SECRET_BYTES + 2);
    file.by_ref().take(SECRET_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = text::read(bytes).map(Zeroizing::new).map_err(|_| "names a file that is not UTF-8 text")?;
    if text.trim().is_empty() {
        return Err("names a file that is empty".to_owned());
    }
    line(&text).map_err(|unfit| {
        let what = match unfit {
            Unfit::Long => "names a file that is longer than 16 KiB",
            Unfit::Lines => "names a file that holds more than one line",
            Unfit::Control => "names a file that holds a control character",
        };
        what.to_owned()
    })
}

fn is_open(path: &Path, dirs: &Dirs) -> String {
    format!("names a file that other users can read or change; {}", how_to_close(path, dirs))
}

/// Looks whether a file with a secret in it that others read is closed to other users; one that is not there is said by those.
pub(super) fn check_closed(entry: &Entry, dirs: &Dirs) -> Result<(), ConfigError> {
    let Some(path) = entry.file(&dirs.home) else { return Ok(()) };
    match fs::metadata(&path) {
        Ok(about) if is_open_to_others(&about, &path, dirs) => Err(entry.wrong(&is_open(&path, dirs))),
        _ => Ok(()),
    }
}

/// Why text is no secret.
enum Unfit {
    Long,
    Lines,
    Control,
}

fn line(text: &str) -> Result<SecretString, Unfit> {
    let text = text.trim_end_matches(['\r', '\n']);
    if text.len() > SECRET_BYTES {
        Err(Unfit::Long)
    } else if text.contains(['\r', '\n']) {
        Err(Unfit::Lines)
    } else if !is_line(text, SECRET_BYTES) {
        Err(Unfit::Control)
    } else {
        Ok(SecretString::from(text))
    }
}

/// Whether others than those it is meant for can read or change a file with a secret in it: the owner, and where root
/// keeps the settings of the machine those of a group of ours.
pub(super) fn is_open_to_others(about: &Metadata, path: &Path, dirs: &Dirs) -> bool {
    let of_machine = dirs.of_system().is_some_and(|dir| path.starts_with(dir));
    let facts = (about.mode(), about.uid(), about.gid());
    !(is_closed(facts, of_machine, group::is_trusted) || is_handed(facts) && is_a_credential(path, dirs))
}

/// Whether a file lies where systemd puts what it hands this service (`LoadCredential=`), in a directory that no other user
/// can change.
fn is_a_credential(path: &Path, dirs: &Dirs) -> bool {
    let Some(dir) = dirs.credentials.as_deref().filter(|dir| path.parent() == Some(*dir)) else { return false };
    fs::symlink_metadata(dir).is_ok_and(|about| about.is_dir() && about.uid() == 0 && about.mode() & 0o027 == 0)
}

/// Whether a file is as systemd makes it: root's, of mode 0400, with an entry of an access list for the service's user,
/// whose mask stands where the mode has the group. That group is root's.
fn is_handed((mode, owner, group): (u32, u32, u32)) -> bool {
    owner == 0 && group == 0 && mode.trailing_zeros() >= 5
}

/// What to do about it.
pub(super) fn how_to_close(path: &Path, dirs: &Dirs) -> String {
    let shown = show_path(path);
    if dirs.of_system().is_some_and(|dir| path.starts_with(dir)) {
        return format!("run chown root:callboard {shown} and chmod 640 {shown}");
    }
    format!("run chmod 600 {shown}")
}

fn is_closed((mode, owner, group): (u32, u32, u32), of_machine: bool, is_trusted: impl Fn(u32) -> bool) -> bool {
    mode & 0o066 == 0 || of_machine && owner == 0 && mode & 0o026 == 0 && is_trusted(group)
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_group_may_read_what_root_gives_it_in_the_machines_directory_alone() {
        let is_ours = |group| group == 70;
        for (mode, owner, group, of_machine, closed) in [
            (0o600, 1000, 1000, false, true),
            (0o400, 0, 0, true, true),
            (0o640, 0, 70, true, true),
            (0o440, 0, 70, true, true),
            (0o640, 0, 70, false, false),
            (0o640, 1000, 70, true, false),
            (0o640, 0, 71, true, false),
            (0o660, 0, 70, true, false),
            (0o644, 0, 70, true, false),
            (0o642, 0, 70, true, false),
            (0o620, 0, 70, true, false),
        ] {
            let found = is_closed((mode, owner, group), of_machine, is_ours);
            assert_eq!(found, closed, "{mode:o} {owner}:{group} {of_machine}");
        }
    }

    #[test]
    fn what_systemd_hands_a_service_is_roots_and_read_by_its_access_list_alone() {
        for (mode, owner, group, handed) in [
            (0o100_440, 0, 0, true),
            (0o100_400, 0, 0, true),
            (0o100_440, 1000, 0, false),
            (0o100_440, 0, 70, false),
            (0o100_460, 0, 0, false),
            (0o100_444, 0, 0, false),
        ] {
            assert_eq!(is_handed((mode, owner, group)), handed, "{mode:o} {owner}:{group}");
        }
    }

    #[test]
    fn a_credential_lies_in_the_directory_that_the_service_was_given_and_root_alone_fills() {
        let place = tempfile::tempdir().unwrap();
        let own = place.path().to_owned();
        let close = |mode| fs::set_permissions(&own, Permissions::from_mode(mode)).unwrap();
        let dirs =
            |credentials: Option<&Path>| Dirs { credentials: credentials.map(Path::to_owned), ..Dirs::under(&own) };
        assert!(!is_a_credential(&own.join("call"), &dirs(None)));
        assert!(!is_a_credential(&own.join("deep/call"), &dirs(Some(&own))), "not in it");
        // A directory that everybody can enter is none of systemd's, be it root's.
        assert!(!is_a_credential(Path::new("/etc/call"), &dirs(Some(Path::new("/etc")))));
        close(0o755);
        assert!(!is_a_credential(&own.join("call"), &dirs(Some(&own))), "open to all");
        close(0o550);
        // Another user's directory is not believed.
        let of_root = rustix::process::geteuid().is_root();
        assert_eq!(is_a_credential(&own.join("call"), &dirs(Some(&own))), of_root);
        close(0o700);
    }
}
