//! The token on disk, so that several sessions of one user share it instead of invalidating each other's.
//!
//! A file that this user alone can open, or the group that the settings name, replaced as a whole; a lock file beside it so that only one
//! session asks at a time. Whatever is not as it should be (a symlink, a file others can read, a full disk) costs the
//! cache and not the board: the token then stays in memory.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::files::private::{self, Shared};
use crate::model::Stamp;
use crate::platforms::lenient::{self, Loose};
use crate::platforms::sign::{hmac_sha256_base64, md5_hex};
use crate::platforms::wipe::{wipe, wipe_fields};

/// What a token lives at most, in ms.
pub(super) const LONGEST_LIFETIME_MS: i64 = 86_400_000;
const MAX_FILE_BYTES: u64 = 64 * 1024;
/// Longer than a token request can take: a program that holds the lock longer is stuck.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// A token and its times, on our clock.
#[derive(Clone, Debug)]
pub(super) struct KeptToken {
    pub(super) token: SecretString,
    pub(super) got_at: Stamp,
    pub(super) expires_at: Stamp,
}

/// Where a token is kept on disk.
pub(in crate::platforms) struct Place<'a> {
    /// The directory.
    pub(in crate::platforms) shared: &'a Shared,
    /// What tells families apart that one host may serve: the address below which they ask.
    pub(in crate::platforms) base_url: &'a str,
    /// What tells credentials apart.
    pub(in crate::platforms) app_id: &'a str,
    /// What proves who asks: a token that was given for another is none of ours.
    pub(in crate::platforms) app_key: &'a SecretString,
}

/// Where one credential's token is kept.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    shared: Shared,
    file: String,
    lock: String,
    /// Tells by which key a token was asked for, and nothing of the key.
    key: String,
}

impl Cache {
    /// The cache of the credential `app_id` at `base_url`.
    pub(super) fn new(shared: Shared, Place { base_url, app_id, app_key, .. }: &Place<'_>) -> Self {
        let name = format!("token-{}", md5_hex(&[base_url.trim().trim_end_matches('/'), "\n", app_id.trim()]));
        let key = hmac_sha256_base64(app_key.expose_secret().trim(), &["callboard ", &name]);
        Self { shared, file: format!("{name}.json"), lock: format!("{name}.lock"), key }
    }

    /// What is kept there, if anything is: a token that was asked for by another key is not. Whether the key of the
    /// settings is good shows at once that way, and not when the token ends.
    ///
    /// # Errors
    /// When it is there and cannot or must not be read.
    pub(super) fn read(&self) -> io::Result<Option<KeptToken>> {
        // A file that another version wrote, or half a disk, is no token and no reason to complain.
        let text = match self.shared.read(&self.file, MAX_FILE_BYTES) {
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(None),
            text => text?.map(Zeroizing::new),
        };
        let Some(mut fields) = text.and_then(|text| lenient::object(&text)) else { return Ok(None) };
        let by = Loose::field(&fields, "key").text().ok().flatten();
        let stamp = |key: &str| Loose::field(&fields, key).code().ok().flatten().map(Stamp);
        let held = Loose::field(&fields, "token").text().ok().flatten().and_then(|token| {
            let got_at = stamp("got_at")?;
            // None lives longer than a day, whatever a file says.
            let expires_at = stamp("expires_at")?.min(got_at.plus(LONGEST_LIFETIME_MS));
            Some(KeptToken { token: token.into(), got_at, expires_at })
        });
        wipe_fields(&mut fields);
        // Versions before this one did not tell.
        Ok(held.filter(|_| by.is_none_or(|by| by == self.key)))
    }

    /// Keeps a token, replacing the file as a whole.
    ///
    /// # Errors
    /// When it cannot be written; what was there before is then still there.
    pub(super) fn write(&self, held: &KeptToken) -> io::Result<()> {
        let mut fields = json!({
            "token": held.token.expose_secret(),
            "got_at": held.got_at.ms(),
            "expires_at": held.expires_at.ms(),
            "key": self.key,
        });
        let text = Zeroizing::new(fields.to_string());
        wipe(&mut fields);
        self.shared.replace(&self.file, text.as_bytes(), true)
    }

    /// Forgets what is kept.
    ///
    /// # Errors
    /// When it is there and stays there.
    pub(super) fn throw_away(&self) -> io::Result<()> {
        self.shared.remove(&self.file)
    }

    /// Waits for the lock; it is given back when the file is dropped.
    ///
    /// # Errors
    /// When there is no such place, or another program holds it for longer than any request takes.
    pub(super) async fn lock(&self) -> io::Result<File> {
        let (mut file, mut tells) = self.shared.lock_file(&self.lock)?;
        for _ in 0..LOCK_TRIES {
            match file.try_lock() {
                Ok(()) if !tells || self.shared.has(&self.lock, &file) => return Ok(file),
                // It was removed meanwhile: others lock another.
                Ok(()) => (file, tells) = self.shared.lock_file(&self.lock)?,
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(private::odd(&self.shared.dir().join(&self.lock), "has been locked for too long by another session"))
    }
}

#[cfg(test)]
mod tests;
