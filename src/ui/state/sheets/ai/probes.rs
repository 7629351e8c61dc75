//! Bots that are asked from time to time, and how they answered last.

use std::borrow::Cow;

use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{Probe, ProbeOutcome, ProbeRun, ProbeTime, Stamp};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::{Role, Shown};
use crate::ui::text;

/// The probes, in the order of the settings.
pub(in crate::ui) struct ProbesSheet<'a> {
    scene: &'a Scene<'a>,
}

/// Those that a screen of 80 cells has room for come first.
const COLUMNS: &[Column] = &[
    Column::left("probe", mark!("Probe"), 12),
    Column::left("robot", mark!("Robot"), 6),
    Column::left("outcome", mark!("Outcome"), 15),
    Column::right("accepted", mark!("Accepted s"), 10),
    Column::right("first-word", mark!("First word s"), 12),
    Column::right("last-word", mark!("Last word s"), 11),
    Column::right("age", mark!("Age"), 7),
    Column::right("runs", mark!("Runs in 24 h"), 12),
    Column::right("unanswered", mark!("Unanswered"), 10),
    Column::right("unexpected", mark!("Not as expected"), 15),
    Column::left("last-good", mark!("Last good"), 12),
    Column::left("status", mark!("Robot status"), 12).hidden(),
    Column::left("mode", mark!("Answered how"), 12).hidden(),
    Column::right("every", mark!("Every"), 7).hidden(),
];

/// Whether bots are asked, so that there is room for how they answer.
pub(in crate::ui) fn has_probes(scene: &Scene<'_>) -> bool {
    !scene.board.probes().is_empty()
}

/// Whether their list has the keys.
pub(in crate::ui) fn probes_have_keys(scene: &Scene<'_>) -> bool {
    has_probes(scene) && scene.view.tabs().ai.probes
}

/// A time of a run in seconds.
pub(in crate::ui) fn seconds(run: Option<&ProbeRun>, time: ProbeTime) -> Value<'static> {
    run.and_then(|run| run.time(time)).map_or(Value::None, |ms| Value::Score(ms as f64 / 1_000.0))
}

/// What part the outcome of a run plays.
pub(in crate::ui) const fn outcome_role(outcome: ProbeOutcome) -> Role {
    match outcome {
        ProbeOutcome::AsExpected | ProbeOutcome::Answered => Role::Text,
        ProbeOutcome::NotAsExpected => Role::Caution,
        ProbeOutcome::Silent | ProbeOutcome::Robot | ProbeOutcome::Failed => Role::Alert,
    }
}

impl<'a> ProbesSheet<'a> {
    pub(in crate::ui) const fn new(scene: &'a Scene<'_>) -> Self {
        Self { scene }
    }

    /// The probe of a row.
    pub(in crate::ui) fn probe(&self, row: usize) -> Option<&'a Probe> {
        self.scene.board.probes().at(row)
    }

    fn at(&self) -> Stamp {
        self.scene.at
    }
}

impl Sheet for ProbesSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Probes
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.scene.board.probes().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.probe(row).map_or(Cow::Borrowed(""), |probe| Cow::Borrowed(&probe.set().name))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(probe) = self.probe(row) else { return Value::None };
        let (set, last, counts) = (probe.set(), probe.last(), probe.counts(self.at()));
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "probe" => Value::text(Some(&set.name)),
            "robot" => Value::text(Some(&set.robot)),
            "outcome" => last.map_or(Value::None, |run| Value::word(text::probe_outcome(language, run))),
            "accepted" => seconds(last, ProbeTime::Accepted),
            "first-word" => seconds(last, ProbeTime::FirstWord),
            "last-word" => seconds(last, ProbeTime::LastWord),
            "age" => Value::millis(probe.age_ms(self.at())),
            "runs" => Value::count(Some(counts.runs)),
            "unanswered" => Value::count(Some(counts.unanswered)),
            "unexpected" => Value::count(Some(counts.unexpected).filter(|_| set.expects)),
            "last-good" => Value::moment(probe.last_good().map(|run| run.began)),
            "status" => Value::text(last.and_then(|run| run.robot_status.as_deref())),
            "mode" => Value::word(text::probe_mode(language, set.mode)),
            "every" => Value::millis(Some(set.every_ms)),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.scene.board.revision()
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.probe(row).map(|probe| Opens::Probe(probe.set().name.clone()))
    }
    fn name(&self) -> String {
        "bot-probes".to_owned()
    }
}

impl Shown for ProbesSheet<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let Some(probe) = self.probe(row) else { return Role::Text };
        let stale = probe.is_stale(self.at());
        match COLUMNS.get(column).map(|column| column.key.as_ref()) {
            Some("probe") if probe.is_down() => Role::Alert,
            Some("probe") => Role::Strong,
            Some("outcome" | "accepted" | "first-word" | "last-word" | "age") if stale => Role::Stale,
            Some("outcome") => probe.last().map_or(Role::Faint, |run| outcome_role(run.outcome)),
            _ => Role::Text,
        }
    }
}
