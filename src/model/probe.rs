//! Bot probes: a question that a bot is asked from time to time, and how it answered.
//!
//! A run tells times and what came of it, never what the bot said. The runs of a day are kept, and everything else (the last
//! run, the last one that was answered, counts, trends, whether the bot is down) follows from them.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::customer::{mask_within, masked_address};
use super::problem::Problem;
use super::time::Stamp;
use super::trend::Spark;

/// How long a run is kept, in ms: a day.
pub const RUNS_KEPT_MS: i64 = 86_400_000;

/// How many runs of a probe are kept: those of a day at one a minute.
pub const RUNS_KEPT: usize = 1_440;

/// So many runs of a probe are kept whatever their age: one may be set to ask once a day.
pub const RUNS_LEAST: usize = 12;

/// How many probes are kept.
pub const PROBES_KEPT: usize = 64;

/// So many runs in a row without an answer, and the bot is down. One may be a broken connection.
pub const DOWN_RUNS: usize = 2;

/// What a run may take beyond its turn before the figures are stale, in ms.
const LATE_MS: i64 = 60_000;

/// How a bot is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeMode {
    /// It answers as a stream, word by word.
    Stream,
    /// It answers with the whole answer at once.
    Whole,
    /// Its answer is pushed to the receiver of callbacks.
    Callback,
}

impl ProbeMode {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Stream, Self::Whole, Self::Callback];

    /// Its name in the settings and in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Whole => "whole",
            Self::Callback => "callback",
        }
    }
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    /// It answered, and the answer holds what is expected.
    AsExpected,
    /// It answered, and nothing is expected of the answer.
    Answered,
    /// It answered, and the answer does not hold what is expected.
    NotAsExpected,
    /// The answer ended without a word.
    Silent,
    /// The vendor says that the bot is not to be asked: see [`ProbeRun::robot_status`].
    Robot,
    /// It could not be asked, or its answer did not come whole: see [`ProbeRun::problem`].
    Failed,
}

impl ProbeOutcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::AsExpected, Self::Answered, Self::NotAsExpected, Self::Silent, Self::Robot, Self::Failed];

    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsExpected => "as_expected",
            Self::Answered => "answered",
            Self::NotAsExpected => "not_as_expected",
            Self::Silent => "silent",
            Self::Robot => "robot",
            Self::Failed => "failed",
        }
    }

    /// Whether a whole answer came, whatever it said.
    pub const fn is_answered(self) -> bool {
        matches!(self, Self::AsExpected | Self::Answered | Self::NotAsExpected)
    }

    /// Whether it is as it should be.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::AsExpected | Self::Answered)
    }
}

/// A probe as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeSet {
    /// Its name in the settings.
    pub name: String,
    /// The bot's id with its vendor.
    pub robot: String,
    /// How it is asked.
    pub mode: ProbeMode,
    /// How often, in ms from one question to the next.
    pub every_ms: i64,
    /// Whether something is expected of the answer.
    #[serde(default)]
    pub expects: bool,
}

/// One run of a probe. Times are in ms from the moment the question was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeRun {
    /// The probe's name.
    pub name: String,
    /// The bot's id with its vendor.
    pub robot: String,
    /// When the question was sent, on our clock; before that the session was begun. Where it was not sent, when the run began.
    pub began: Stamp,
    /// How the bot was asked.
    pub mode: ProbeMode,
    /// Until the vendor accepted the question: the head of its answer. `None` where it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_ms: Option<u64>,
    /// Until the first word of the answer. `None` where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_word_ms: Option<u64>,
    /// Until the last word, of an answer that came whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_word_ms: Option<u64>,
    /// The vendor's word on the bot, as it is written: `ENABLE`, `EXHAUST`, `EXPIRE`, `DELETE`. `None` where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "masked_address")]
    pub robot_status: Option<String>,
    /// What came of it.
    pub outcome: ProbeOutcome,
    /// What went wrong, where something did. Never the answer's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Whether its session could not be ended. It is remembered, and ended later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_open: bool,
}

impl ProbeRun {
    /// One of `set` that began at `began` and was not answered: it failed, until more is known.
    pub fn new(set: &ProbeSet, began: Stamp) -> Self {
        Self {
            name: set.name.clone(),
            robot: set.robot.clone(),
            began,
            mode: set.mode,
            accepted_ms: None,
            first_word_ms: None,
            last_word_ms: None,
            robot_status: None,
            outcome: ProbeOutcome::Failed,
            problem: None,
            left_open: false,
        }
    }

    /// One of its times, in ms.
    pub const fn time(&self, time: ProbeTime) -> Option<u64> {
        match time {
            ProbeTime::Accepted => self.accepted_ms,
            ProbeTime::FirstWord => self.first_word_ms,
            ProbeTime::LastWord => self.last_word_ms,
        }
    }
}

/// What is measured of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProbeTime {
    /// Until the question was accepted.
    Accepted,
    /// Until the first word.
    FirstWord,
    /// Until the last word.
    LastWord,
}

/// How many runs there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProbeCounts {
    /// All of them.
    pub runs: u64,
    /// Those that brought no whole answer.
    pub unanswered: u64,
    /// Those whose answer does not hold what is expected.
    pub unexpected: u64,
}

/// A probe and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    set: ProbeSet,
    /// Oldest first, by when they began.
    runs: VecDeque<ProbeRun>,
}

impl Probe {
    /// How it is set.
    pub const fn set(&self) -> &ProbeSet {
        &self.set
    }

    /// Its runs of the last day, or the last [`RUNS_LEAST`], oldest first.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = &ProbeRun> + ExactSizeIterator {
        self.runs.iter()
    }

    /// The last run.
    pub fn last(&self) -> Option<&ProbeRun> {
        self.runs.back()
    }

    /// The last run that was as it should be.
    pub fn last_good(&self) -> Option<&ProbeRun> {
        self.runs.iter().rev().find(|run| run.outcome.is_good())
    }

    /// How long ago the last run began, in ms.
    pub fn age_ms(&self, now: Stamp) -> Option<i64> {
        self.last().map(|run| now.since(run.began).max(0))
    }

    /// Whether the last run is older than two turns and a minute: the bot has not been asked since.
    pub fn is_stale(&self, now: Stamp) -> bool {
        let limit = self.set.every_ms.max(0).saturating_mul(2).saturating_add(LATE_MS);
        self.age_ms(now).is_some_and(|age| age > limit)
    }

    /// When the first of the last runs began that all brought no whole answer, once these are [`DOWN_RUNS`]. An answer
    /// that does not hold what is expected is an answer.
    pub fn down_since(&self) -> Option<Stamp> {
        let unanswered = self.runs.iter().rev().take_while(|run| !run.outcome.is_answered());
        let (count, first) = unanswered.fold((0, None), |(count, _), run| (count + 1, Some(run.began)));
        first.filter(|_| count >= DOWN_RUNS)
    }

    /// Whether the bot is down.
    pub fn is_down(&self) -> bool {
        self.down_since().is_some()
    }

    /// How many runs there were in the last 24 hours.
    pub fn counts(&self, now: Stamp) -> ProbeCounts {
        let mut counts = ProbeCounts::default();
        for run in self.runs.iter().filter(|run| now.since(run.began) <= RUNS_KEPT_MS) {
            counts.runs += 1;
            counts.unanswered += u64::from(!run.outcome.is_answered());
            counts.unexpected += u64::from(run.outcome == ProbeOutcome::NotAsExpected);
        }
        counts
    }

    /// A time of the runs since the oldest that is kept, in ms: the longest of each stretch of time, in at most `columns`
    /// columns; `None` where no word came. A column is as wide as two turns, or a multiple of it, so that one without a run
    /// is one in which the bot was not asked.
    pub fn trend(&self, time: ProbeTime, columns: usize, now: Stamp) -> Spark {
        let (Some(first), Ok(most)) = (self.runs.front(), i64::try_from(columns)) else { return Spark::default() };
        if most == 0 {
            return Spark::default();
        }
        let from = first.began;
        // The last moment of the span, counted from its beginning.
        let last = self.runs.back().map_or(0, |run| run.began.since(from)).max(now.since(from)).max(0);
        let turns = self.set.every_ms.saturating_mul(2).max(1);
        // Whole turns: a width that can be read.
        let width = (last / most).saturating_add(1);
        let width_ms = (width.saturating_add(turns - 1) / turns).saturating_mul(turns);
        let count = usize::try_from(last / width_ms).unwrap_or(0) + 1;
        let mut drawn = vec![None::<u64>; count];
        for run in &self.runs {
            let place = usize::try_from(run.began.since(from) / width_ms).unwrap_or(0);
            if let Some(column) = drawn.get_mut(place) {
                *column = (*column).max(run.time(time));
            }
        }
        let span = i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(width_ms);
        Spark { from, to: from.plus(span), width_ms, columns: drawn }
    }

    /// Takes a run; told again, it is the same one. Those of a day before the last one are forgotten, but for the last few.
    fn take(&mut self, mut run: ProbeRun) {
        run.robot_status = run.robot_status.map(|status| mask_within(&status));
        let place = self.runs.partition_point(|known| known.began < run.began);
        match self.runs.get_mut(place) {
            Some(known) if known.began == run.began => *known = run,
            _ => self.runs.insert(place, run),
        }
        while self.runs.len() > RUNS_KEPT || self.runs.len() > RUNS_LEAST && self.is_first_old() {
            self.runs.pop_front();
        }
    }

    /// Whether the oldest run is from more than a day before the last one.
    fn is_first_old(&self) -> bool {
        let ends = self.runs.front().zip(self.runs.back());
        ends.is_some_and(|(first, last)| last.began.since(first.began) > RUNS_KEPT_MS)
    }
}

/// The probes that are set, in the order of the settings, and their runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probes(Vec<Probe>);

impl Probes {
    /// Whether none is set.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many are set.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Each, in the order of the settings.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Probe> + ExactSizeIterator {
        self.0.iter()
    }

    /// That at a place in the order of the settings.
    pub fn at(&self, place: usize) -> Option<&Probe> {
        self.0.get(place)
    }

    /// That of a name.
    pub fn get(&self, name: &str) -> Option<&Probe> {
        self.0.iter().find(|probe| probe.set.name == name)
    }

    /// Those of a bot that is down.
    pub fn down(&self) -> impl Iterator<Item = &Probe> {
        self.0.iter().filter(|probe| probe.is_down())
    }

    /// Takes what is set. Those that are set no longer are gone, with their runs; a name stands for one probe.
    pub(super) fn set(&mut self, sets: Vec<ProbeSet>) {
        let mut known = std::mem::take(&mut self.0);
        for set in sets {
            if self.0.len() >= PROBES_KEPT || self.get(&set.name).is_some() {
                continue;
            }
            // Another bot's runs say nothing of this one.
            let same = |probe: &Probe| probe.set.name == set.name && probe.set.robot == set.robot;
            let runs = known.iter_mut().find(|probe| same(probe)).map(|probe| std::mem::take(&mut probe.runs));
            self.0.push(Probe { set, runs: runs.unwrap_or_default() });
        }
    }

    /// Takes a run of one that is set.
    pub(super) fn take(&mut self, run: ProbeRun) {
        if let Some(probe) = self.0.iter_mut().find(|probe| probe.set.name == run.name) {
            probe.take(run);
        }
    }

    /// What is set, as it was told.
    pub(super) fn sets(&self) -> Vec<ProbeSet> {
        self.0.iter().map(|probe| probe.set.clone()).collect()
    }

    /// All runs, oldest first within each probe.
    pub(super) fn all_runs(&self) -> Vec<ProbeRun> {
        self.0.iter().flat_map(|probe| &probe.runs).cloned().collect()
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for run in self.0.iter_mut().flat_map(|probe| &mut probe.runs) {
            run.began = run.began.plus(by);
        }
    }
}

#[cfg(test)]
mod tests;
