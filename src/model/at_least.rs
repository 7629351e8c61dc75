//! Times that were not sent: from when on a state has lasted at least.

use serde::{Deserialize, Serialize};

use super::time::Stamp;

/// Times that the vendor did not send: the state began then or before, since a message of that moment told of it and
/// not since when it lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtLeast {
    /// [`Agent::work_since`](super::Agent::work_since)
    #[serde(default, skip_serializing_if = "is_false")]
    pub work: bool,
    /// [`Agent::login_since`](super::Agent::login_since)
    #[serde(default, skip_serializing_if = "is_false")]
    pub login: bool,
}

impl AtLeast {
    /// Whether all times are the vendor's.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
    pub(super) const fn is_none(&self) -> bool {
        !self.work && !self.login
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
const fn is_false(marked: &bool) -> bool {
    !*marked
}

/// Whether two readings of one time differ. One that was not sent is no other than one that was sent and is not later.
pub(super) fn times_differ(
    (ours, our_mark): (Option<Stamp>, bool),
    (theirs, their_mark): (Option<Stamp>, bool),
) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if our_mark && !their_mark => theirs > ours,
        (Some(ours), Some(theirs)) if their_mark && !our_mark => ours > theirs,
        _ => ours != theirs,
    }
}
