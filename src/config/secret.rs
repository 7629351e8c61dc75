//! Where secrets come from: the settings themselves, an environment variable, or a file that no other user
//! may read.

use super::error::{ConfigError, show_path};
use super::kind::is_line;
use super::layer::Entry;
use super::value::Value;
use crate::files::{private, text};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Longest secret, in bytes.
const SECRET_BYTES: usize = 16 * 1024;

/// The secret that an entry is, names or points at; `file` is the entry's path, resolved.
pub(super) fn read(
    entry: &Entry,
    env: &BTreeMap<String, OsString>,
    file: Option<&Path>,
) -> Result<SecretString, ConfigError> {
    match (&entry.value, file) {
        (Value::Secret(secret), _) => Ok(secret.clone()),
        (Value::Path(_), Some(file)) => from_file(file).map_err(|why| entry.wrong(&why)),
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

fn from_file(path: &Path) -> Result<SecretString, String> {
    let unreadable = |why: std::io::Error| match why.kind() {
        ErrorKind::NotFound => "names a file that does not exist".to_owned(),
        ErrorKind::Unsupported => "names a pipe or a device; put the secret into a file".to_owned(),
        kind => format!("names a file that cannot be read: {kind}"),
    };
    let mut file = private::open_plain(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if open_to_others(&about) {
        return Err(format!("names a file that other users can read or change; run chmod 600 {}", show_path(path)));
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

/// Whether users other than the owner can read or change a file.
#[cfg(unix)]
pub(super) fn open_to_others(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.mode() & 0o066 != 0
}

/// Whether users other than the owner can read or change a file: not knowable by mode here.
#[cfg(not(unix))]
pub(super) fn open_to_others(_: &Metadata) -> bool {
    false
}
