//! Whose turn it is, where several boards of one machine have the same probe: one of them asks, the others are told what
//! came of it. Each question costs an answer of the bot's.
//!
//! Who asks holds a lock for as long as the process lives, and leaves its last run in a file beside it. It also keeps the
//! pace over a restart.

use std::fs::File;

use crate::files::private::Shared;
use crate::model::probe::ProbeRun;
use crate::platforms::lenient;
use crate::platforms::sign::md5_hex;

use super::prober::ProbePlan;

/// No run is larger.
const MOST_BYTES: u64 = 64 * 1024;

/// Where boards meet.
struct Place {
    shared: Shared,
    file: String,
    lock: String,
}

/// The turn of one probe.
pub(super) struct Turn {
    /// `None` where there is none but this one.
    place: Option<Place>,
    held: Option<File>,
}

impl Turn {
    /// The turn of this probe of that tenant, among those who share the directory.
    pub(super) fn new(shared: Option<(Shared, String)>, plan: &ProbePlan) -> Self {
        let place = shared.map(|(shared, tenant)| {
            let set = &plan.set;
            let told =
                [set.name.as_str(), &set.robot, set.mode.name(), &plan.question, plan.expect.as_deref().unwrap_or("")];
            let key = md5_hex(&[&told.join("\n")]);
            let name = format!("probed-{tenant}-{key}");
            Place { shared, file: format!("{name}.json"), lock: format!("{name}.lock") }
        });
        Self { place, held: None }
    }

    /// Whether it is this board's to ask; once it is, it stays so.
    pub(super) fn is_ours(&mut self) -> bool {
        let Some(place) = self.place.as_ref().filter(|_| self.held.is_none()) else { return true };
        match place.shared.lock_file(&place.lock) {
            Ok((file, _)) => {
                let ours = file.try_lock().is_ok();
                self.held = ours.then_some(file);
                ours
            }
            // Where boards cannot meet each asks for itself.
            Err(_) => true,
        }
    }

    /// The last run, by whomever.
    pub(super) fn heard(&self) -> Option<ProbeRun> {
        let place = self.place.as_ref()?;
        let text = place.shared.read(&place.file, MOST_BYTES).ok()??;
        lenient::owned(&text).ok()
    }

    /// Leaves a run for the others.
    pub(super) fn leave(&self, run: &ProbeRun) {
        let Some(place) = &self.place else { return };
        let text = serde_json::to_string(run).unwrap_or_default();
        if let Err(error) = place.shared.replace(&place.file, text.as_bytes(), false) {
            tracing::debug!(%error, "other boards are not told of a bot probe");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;
    use crate::model::probe::{ProbeMode, ProbeSet};

    #[test]
    fn one_of_several_boards_asks_and_the_others_hear_what_came_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let shared = || Some((Shared::of_user(dir.path().join("tokens")), "t".to_owned()));
        let set = ProbeSet {
            name: "hours".to_owned(),
            robot: "14".to_owned(),
            mode: ProbeMode::Stream,
            every_ms: 60_000,
            expects: false,
        };
        let plan = ProbePlan { set, question: "When?".to_owned(), expect: None, callback: None };
        let (mut first, mut second) = (Turn::new(shared(), &plan), Turn::new(shared(), &plan));
        assert!(first.is_ours() && first.is_ours() && !second.is_ours());
        let other = ProbePlan { question: "Where?".to_owned(), ..plan.clone() };
        assert!(Turn::new(shared(), &other).is_ours(), "another question is another probe");
        assert_eq!(second.heard(), None);
        let run = ProbeRun::new(&plan.set, Stamp(7));
        first.leave(&run);
        assert_eq!(second.heard(), Some(run));
        drop(first);
        assert!(second.is_ours(), "the first one is gone");
        assert!(Turn::new(None, &plan).is_ours());
    }
}
