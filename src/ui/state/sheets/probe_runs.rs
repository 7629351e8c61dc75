//! The runs of one bot probe, the last one first.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::ai::{outcome_role, seconds};
use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{ProbeRun, ProbeTime};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The runs that are kept, the last one first.
pub(in crate::ui) struct RunsSheet<'a> {
    runs: Vec<&'a ProbeRun>,
    stamp: u64,
    /// Whose they are.
    listed: u64,
}

/// Those that a screen of 80 cells has room for come first.
const COLUMNS: &[Column] = &[
    Column::left("asked", mark!("Asked"), 8),
    Column::left("outcome", mark!("Outcome"), 15),
    Column::right("accepted", mark!("Accepted s"), 10),
    Column::right("first-word", mark!("First word s"), 12),
    Column::right("last-word", mark!("Last word s"), 11),
    Column::left("failed", mark!("What failed"), 26),
    Column::left("status", mark!("Robot status"), 12),
    Column::left("session", mark!("Session"), 12),
];

impl<'a> RunsSheet<'a> {
    pub(in crate::ui) fn new(scene: &Scene<'a>, probe: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        probe.hash(&mut hasher);
        let probe = scene.board.probes().get(probe);
        let runs = probe.map(|probe| probe.runs().rev().collect()).unwrap_or_default();
        Self { runs, stamp: scene.board.revision(), listed: hasher.finish() }
    }

    /// The run of a row.
    pub(in crate::ui) fn run(&self, row: usize) -> Option<&'a ProbeRun> {
        self.runs.get(row).copied()
    }
}

impl Sheet for RunsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::ProbeRuns
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.runs.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.run(row).map_or(Cow::Borrowed(""), |run| Cow::Owned(run.began.ms().to_string()))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(run) = self.run(row) else { return Value::None };
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "asked" => Value::Moment(run.began),
            "outcome" => Value::word(text::probe_outcome(language, run)),
            "accepted" => seconds(Some(run), ProbeTime::Accepted),
            "first-word" => seconds(Some(run), ProbeTime::FirstWord),
            "last-word" => seconds(Some(run), ProbeTime::LastWord),
            "failed" => text::probe_failed(language, run).map_or(Value::None, Value::word),
            "status" => Value::text(run.robot_status.as_deref()),
            "session" => Value::word(if run.left_open { tr!(language, "left open") } else { tr!(language, "ended") }),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "session" => vec![mark!("left open"), mark!("ended")],
            _ => Vec::new(),
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn listed(&self) -> u64 {
        self.listed
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        // The whole of it, where the column had to cut it.
        let run = self.run(row)?;
        let said = text::probe_failed(language, run).unwrap_or_else(|| text::probe_outcome(language, run));
        Some(Opens::Nothing(text::clean(&said).into_owned()))
    }
    fn name(&self) -> String {
        "bot-probe-runs".to_owned()
    }
}

impl Shown for RunsSheet<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let Some(run) = self.run(row) else { return Role::Text };
        match COLUMNS.get(column).map(|column| column.key.as_ref()) {
            Some("outcome") => outcome_role(run.outcome),
            Some("failed") => Role::Caution,
            Some("session") if run.left_open => Role::Caution,
            _ => Role::Text,
        }
    }
}
