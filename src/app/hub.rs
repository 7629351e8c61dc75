//! What a board that a hub tells has of its hub.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::feed::hub::{HubState, SeeAnswer};
use crate::model::{AlarmKey, Problem, SeeTo, SeenHow};
use crate::ui::{Hub, HubAbout, HubLink};

/// What a board has of its hub.
#[derive(Default)]
pub(super) struct OnHub {
    pub(super) state: Option<watch::Receiver<HubState>>,
    /// What the person at this board is called elsewhere.
    pub(super) name: String,
    /// Whether a whole board has come.
    pub(super) joined: bool,
    /// What the hub was told of and has not answered.
    pub(super) seeing: JoinSet<Answered>,
}

/// The hub's answer to what was done about an alert.
pub(super) struct Answered {
    pub(super) key: AlarmKey,
    pub(super) how: SeeTo,
    pub(super) done: SeenHow,
    pub(super) answer: Result<SeeAnswer, Problem>,
}

/// What happens to a board on a hub.
pub(super) enum HubNews {
    /// It stands otherwise with it.
    Stands,
    /// What was done about an alert was answered.
    Answered(Answered),
    /// Nothing comes any more.
    Gone,
}

impl OnHub {
    pub(super) const fn is_on(&self) -> bool {
        self.state.is_some()
    }

    /// Whether something may come of [`next`](Self::next).
    pub(super) fn is_busy(&self) -> bool {
        self.state.is_some() || !self.seeing.is_empty()
    }

    /// What happens next. Nothing is lost when it is not waited for.
    pub(super) async fn next(&mut self) -> HubNews {
        let Self { state, seeing, .. } = self;
        let changed = async {
            match state {
                Some(state) => state.changed().await.is_ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(answered) = seeing.join_next() => match answered {
                Ok(answered) => HubNews::Answered(answered),
                // It was ended with the program.
                Err(_) => HubNews::Stands,
            },
            open = changed => if open { HubNews::Stands } else { HubNews::Gone },
        }
    }

    /// Takes note that a whole board has come; whether it is the first one.
    pub(super) const fn join(&mut self) -> bool {
        let first = !self.joined;
        self.joined = true;
        first
    }
}

/// How it stands, for the screen.
pub(super) fn shown(state: &HubState) -> Hub {
    let HubState {
        url,
        about,
        open,
        heard,
        epoch,
        joins,
        filled,
        doubled,
        unknown,
        offset_ms,
        round_trip,
        bytes,
        problem,
    } = state.clone();
    let about = about.map(|about| HubAbout {
        program: about.program,
        vocabulary: about.vocabulary,
        site: about.site,
        leader: about.leader,
        since: about.since,
        boards: about.boards,
        standing_by: about.standing_by,
    });
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let link = HubLink { joins, filled, doubled, unknown, bytes };
    Hub { url, about, open, heard, epoch, link, offset_ms, round_trip_ms: round_trip.map(ms), problem }
}

#[cfg(test)]
mod tests {
    use crate::feed::hub::follower::{QUIET, SILENT};
    use crate::ui::hub::{QUIET_MS, SILENT_MS};

    #[test]
    fn the_screen_speaks_of_silence_when_the_follower_does() {
        assert_eq!((QUIET.as_millis(), SILENT.as_millis()), (QUIET_MS as u128, SILENT_MS as u128));
    }
}
