//! Who is at the other end of a socket: the system's word, not theirs.

use std::io;

use tokio::net::UnixStream;

use crate::files::private::Shared;
use crate::files::users;
use crate::lang::clean::clean;
use crate::tasks::spawn_blocking;

/// Most characters of a user's name.
const NAME_MOST: usize = 32;

/// A user who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Peer {
    /// What they are called, clean; else their number.
    pub(super) name: String,
    uid: u32,
}

impl Peer {
    /// The user at the other end; `None` where they are none of those who share the place.
    ///
    /// # Errors
    /// When the system does not say who it is.
    pub(super) async fn of(stream: &UnixStream, place: &Shared) -> io::Result<Option<Self>> {
        let told = stream.peer_cred()?;
        let (uid, gid, place) = (told.uid(), told.gid(), place.clone());
        // Users may be known to a directory service alone, which takes its time.
        let looked = spawn_blocking(move || place.admits(uid, gid).then(|| users::name(uid)));
        let admitted = looked.await.map_err(io::Error::other)?;
        Ok(admitted.map(|name| Self::called(name.as_deref().unwrap_or_default(), uid)))
    }

    fn called(name: &str, uid: u32) -> Self {
        let name: String = clean(name).chars().take(NAME_MOST).collect();
        Self { name: if name.is_empty() { format!("uid {uid}") } else { name }, uid }
    }

    /// Who it is, for the log.
    pub(super) fn in_log(&self) -> String {
        let number = format!("uid {}", self.uid);
        if self.name == number { number } else { format!("{number} ({})", self.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_logged_by_number_and_name_and_neither_acts_on_a_terminal() {
        assert_eq!(Peer::called("ana", 7).in_log(), "uid 7 (ana)");
        assert_eq!(Peer::called("", 7).in_log(), "uid 7");
        assert_eq!(Peer::called("a\u{1b}[31m\nb", 7).in_log(), "uid 7 (a b)");
        assert_eq!(Peer::called(&"x".repeat(100), 7).name.len(), NAME_MOST);
    }
}
