//! What the agents' source tells of clocks: that of its messages, and the gateway's.

use tokio::time::Instant;

use super::Driver;
use crate::model::clocks::Sample;
use crate::model::{Agent, AgentChange, Change, Changes, Stamp};
use crate::platforms::{AgentsApi, FullPage};

/// What the clock moves by less than this is the way of the messages, not the clock, in ms.
const WOBBLE_MS: u64 = 500;

/// One time in so many may be anything.
const ODD: usize = 20;

impl<A: AgentsApi> Driver<A> {
    /// A connection or an answer told the gateway's time.
    pub(super) fn hear_date(&mut self, skew_ms: Option<i64>) {
        let known = &mut self.reporter.clocks.date_ms;
        *known = skew_ms.or(*known);
        self.judge_clocks();
    }

    /// Full messages that were received just now, all made for one question.
    pub(super) fn hear_pages<'a>(
        &mut self,
        pages: impl DoubleEndedIterator<Item = &'a FullPage> + Clone,
        now: Instant,
    ) {
        if let Some(skew) = pages.clone().rev().find_map(|page| page.skew_ms) {
            self.hear_date(Some(skew));
        }
        let newest = newest(pages.clone().flat_map(|page| &page.agents).flat_map(times).collect());
        self.hear(pages.filter_map(|page| page.made).max(), newest, now);
    }

    /// A message of changes; whether anything is known now that was not before.
    pub(super) fn hear_changes(&mut self, changes: &Changes, now: Instant) -> bool {
        if changes.made.is_none() {
            return false;
        }
        let newest = changes.changes.iter().filter_map(|change| match change {
            Change::Agent { set: AgentChange::WorkSince(since) | AgentChange::LoginSince(since), .. } => *since,
            _ => None,
        });
        let before = self.reporter.clocks;
        self.hear(changes.made, newest.max(), now);
        self.reporter.clocks != before
    }

    fn hear(&mut self, made: Option<Stamp>, newest: Option<Stamp>, now: Instant) {
        let Some(made) = made else { return };
        let steady = now.saturating_duration_since(self.began).as_millis();
        let steady_ms = i64::try_from(steady).unwrap_or(i64::MAX);
        self.messages.take(Sample { made, came: (self.env.clock)(), steady_ms, newest });
        self.judge_clocks();
    }

    fn judge_clocks(&mut self) {
        let clocks = &mut self.reporter.clocks;
        let told = self.messages.offset_ms(clocks.date_ms);
        let is_news = match (clocks.message_ms, told) {
            (Some(known), Some(told)) => known.abs_diff(told) >= WOBBLE_MS,
            (known, told) => known != told,
        };
        if is_news {
            clocks.message_ms = told;
        }
        self.env.hints.note(self.reporter.skew_ms());
    }
}

fn times(agent: &Agent) -> impl Iterator<Item = Stamp> {
    [agent.work_since, agent.login_since].into_iter().flatten()
}

/// The newest of these times, a few odd ones left out.
fn newest(mut times: Vec<Stamp>) -> Option<Stamp> {
    let odd = times.len() / ODD;
    if times.is_empty() {
        return None;
    }
    let (_, newest, _) = times.select_nth_unstable_by(odd, |a, b| b.cmp(a));
    Some(*newest)
}
