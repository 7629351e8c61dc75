//! The text of a file of settings or of a theme.

use super::error::ConfigError;
use crate::files::{private, text};
use secrecy::zeroize::Zeroizing;
use std::fs::Metadata;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Largest settings file, in bytes.
const FILE_BYTES: usize = 1024 * 1024;

/// The text is overwritten when it is no longer needed: a secret may stand in it.
pub(super) fn read(path: &Path, required: bool) -> Result<Option<(Zeroizing<String>, Metadata)>, ConfigError> {
    let unreadable = |why: &std::io::Error| ConfigError::of_file(path, format!("cannot be read: {}", why.kind()));
    let mut file = match private::open_plain(path) {
        Ok(file) => file,
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return if required { Err(ConfigError::of_file(path, "there is no such settings file")) } else { Ok(None) };
        }
        Err(why) if why.kind() == ErrorKind::Unsupported => {
            return Err(ConfigError::of_file(path, format!("{why}; settings are read from a file")));
        }
        Err(why) => return Err(unreadable(&why)),
    };
    let about = file.metadata().map_err(|why| unreadable(&why))?;
    // Room for all of it from the start: what grows leaves copies behind.
    let room = usize::try_from(about.len()).unwrap_or_default().min(FILE_BYTES) + 1;
    let mut bytes = Vec::with_capacity(room);
    file.by_ref().take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|why| unreadable(&why))?;
    if bytes.len() > FILE_BYTES {
        return Err(ConfigError::of_file(path, "is larger than 1 MiB; a settings file is not"));
    }
    let text = text::read(bytes).map_err(|why| ConfigError::of_file(path, why.to_string()))?;
    Ok(Some((Zeroizing::new(text), about)))
}
