//! Everything that can be read of a process at one moment, as values.

use std::time::Duration;

use super::centre;
use super::hub::{self, HubEyes};
use super::meter::Meter;
use super::sample::{Number, Rests, Sample, Samples};
use crate::model::{Alarms, Board, BudgetHealth, Phase, Source, SourceId, SourceState, Stamp, sort};

/// What a process hands over.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// Its board.
    pub board: &'a Board,
    /// What stands.
    pub alarms: &'a Alarms,
    /// The present moment, by the board's clock.
    pub now: Stamp,
    /// Its budgets.
    pub budgets: &'a [BudgetHealth],
    /// What it tells as a hub; `None` where it is none.
    pub hub: Option<&'a HubEyes>,
}

/// All of it at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    now: Stamp,
    sources: Vec<SourceSeen>,
    samples: Vec<Sample>,
}

/// How a source stood.
#[derive(Clone, Debug, PartialEq)]
struct SourceSeen {
    id: SourceId,
    /// What of it says how it stands: phase and age.
    source: Source,
    stale_after_ms: i64,
}

impl Sight {
    /// What can be read of it.
    pub fn of(seen: &Seen<'_>) -> Self {
        let Seen { board, alarms, now, budgets, hub } = *seen;
        let mut samples = Samples::default();
        centre::put(board, alarms, now, &mut samples);
        centre::put_budgets(budgets, &mut samples);
        if let Some(hub) = hub {
            hub::put(hub, &mut samples);
        }
        let limits = alarms.rules().limits();
        let sources = board.source_ids().map(|id| {
            let source = board.source(id);
            let source = Source { phase: source.phase.clone(), as_of: source.as_of, ..Source::default() };
            SourceSeen { id, source, stale_after_ms: limits.stale_after_ms(id) }
        });
        Self { now, sources: sources.collect(), samples: samples.0 }
    }

    /// The same as it is so much later.
    pub(super) const fn after(&self, elapsed: Duration, silent: bool) -> Later<'_> {
        Later { sight: self, elapsed, silent }
    }
}

/// What was handed over some time ago.
#[derive(Clone, Copy, Debug)]
pub(super) struct Later<'a> {
    sight: &'a Sight,
    elapsed: Duration,
    /// Whether it is so long ago that the board's loop seems to hang.
    silent: bool,
}

impl Later<'_> {
    /// The present moment. It goes on with the steady clock: no one sets that.
    fn moment(self) -> Stamp {
        self.sight.now.plus(i64::try_from(self.elapsed.as_millis()).unwrap_or(i64::MAX))
    }

    /// How each source stands.
    pub(super) fn states(self) -> impl Iterator<Item = (SourceId, SourceState)> {
        let moment = self.moment();
        self.sight.sources.iter().map(move |seen| (seen.id, seen.source.state(moment, seen.stale_after_ms)))
    }

    /// Whether figures of a source can be relied on: they are there, and no older than the limit.
    fn is_fresh(self, id: SourceId) -> bool {
        let seen = self.sight.sources.iter().find(|seen| seen.id == id);
        seen.is_some_and(|SourceSeen { source, stale_after_ms, .. }| {
            let moment = self.moment();
            source.phase != Phase::Off && source.as_of.is_some() && !source.is_stale(moment, *stale_after_ms)
        })
    }

    /// Everything that is known now, in the order in which it is written.
    pub(super) fn samples(self) -> Vec<Sample> {
        let mut known = Samples::default();
        about_process(Some(self.elapsed), &mut known);
        for (id, state) in self.states() {
            for each in centre::STATES {
                let is_it = u64::from(each == state);
                known.put(
                    Meter::SourceState,
                    Rests::Nothing,
                    [("source", id.name()), ("state", centre::word(each))],
                    Some(is_it),
                );
            }
        }
        let mut known = known.0;
        let holds = |sample: &&Sample| match sample.rests {
            Rests::Nothing => true,
            Rests::Loop => !self.silent,
            Rests::Source(id) => !self.silent && self.is_fresh(id),
        };
        known.extend(self.sight.samples.iter().filter(holds).cloned().map(|sample| match sample.value {
            Number::Real(age) if sample.is_age => {
                Sample { value: Number::Real(age + self.elapsed.as_secs_f64()), ..sample }
            }
            _ => sample,
        }));
        sort::by_key(&mut known, |sample| sample.meter.place());
        known
    }
}

/// What can be read of a process that has handed nothing over yet.
pub(super) fn nothing_yet() -> Vec<Sample> {
    let mut samples = Samples::default();
    about_process(None, &mut samples);
    samples.0
}

/// Puts what is known of the process itself among the others; `since` it handed its figures over last.
fn about_process(since: Option<Duration>, to: &mut Samples) {
    to.put(Meter::BuildInfo, Rests::Nothing, [("version", env!("CARGO_PKG_VERSION"))], Some(1_u64));
    to.put(Meter::PublishedAge, Rests::Nothing, [], since.map(|since| since.as_secs_f64()));
}
