//! This machine's clock, where it is set while the board runs, or where it is not the vendor's.

use std::time::Duration;

use tokio::time::Instant;

use super::App;
use super::problem::Notice;
use super::told::brought_over;
use crate::feed::{Followed, Steps};
use crate::lang::Language;
use crate::model::{ClockVerdict, Phase, SourceId, Stamp};
use crate::ui::text;

/// A clock that is off by more than this is said, in ms; what vendors refuse is five minutes.
const OFF_MS: u64 = 60_000;

impl App {
    /// The same on a clock that makes these steps.
    #[must_use]
    pub fn following(mut self, steps: Steps) -> Self {
        self.followed = Followed::new(steps);
        self
    }

    /// When the wall clock's second changes next.
    pub(super) fn next_tick(&self) -> Instant {
        let into = (self.clock)().ms().rem_euclid(1000);
        let rest = Duration::from_millis(1000_u64.saturating_sub(into.unsigned_abs()));
        Instant::now() + self.tape.real_time(rest)
    }

    /// The present moment, with the board brought over to it if the clock was set since the last time.
    pub(super) fn now(&mut self) -> Stamp {
        let now = (self.clock)();
        if let Some(by) = self.followed.take() {
            brought_over(by, &mut self.board, &mut self.alarms, &mut self.view, &mut self.tape);
            self.story.clock_set(by);
            let far = text::limit(Language::English, by.saturating_abs());
            let notice = match (self.hub.is_on(), by > 0) {
                (false, true) => Notice::SetAhead(far),
                (false, false) => Notice::SetBack(far),
                (true, true) => Notice::HubAhead(far),
                (true, false) => Notice::HubBack(far),
            };
            self.view.tell(&notice.into());
        }
        now
    }

    /// Says once that this machine's clock is wrong, or that it and the vendor's differ and nothing tells which is.
    pub(super) fn compare_clocks(&mut self) {
        // That of a recording was another's, long ago; on a hub it is the hub's, whose log says so.
        if self.tape.is_replay() || self.hub.is_on() || self.awaits_messages() {
            return;
        }
        let verdict = self.board.clock_verdict();
        let (off, is_ours) = match verdict {
            ClockVerdict::Ours { off_ms } => (off_ms, true),
            ClockVerdict::Differ { off_ms } => (off_ms, false),
            _ => (0, false),
        };
        let said = if off.unsigned_abs() > OFF_MS { Some(is_ours) } else { None };
        let before = std::mem::replace(&mut self.clock_off, said);
        if said.is_none() || before.is_some_and(|before| before || !is_ours) {
            return;
        }
        let far = text::limit(Language::English, off.saturating_abs().saturating_add(500) / 1_000 * 1_000);
        let notice = match (is_ours, off > 0) {
            (true, true) => Notice::Behind(far),
            (true, false) => Notice::Ahead(far),
            (false, true) => Notice::PerhapsBehind(far),
            (false, false) => Notice::PerhapsAhead(far),
        };
        self.view.tell(&notice.into());
    }

    /// Whether the agents' messages, which tell of a clock of their own, are still to come.
    fn awaits_messages(&self) -> bool {
        let phase = &self.board.source(SourceId::Agents).phase;
        !self.board.has_roster() && matches!(phase, Phase::Connecting | Phase::AwaitingFull)
    }
}
