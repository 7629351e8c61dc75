//! How bots answer, in a snapshot.

use serde_json::{Value, json};

use super::page::{Page, moment};
use crate::lang::Language;
use crate::model::{Probe, ProbeRun};
use crate::ui::text::{self, clean};

/// An unknown figure.
const DASH: &str = "–";

/// The probes that are set, each with its last run.
pub(super) fn document(page: &Page<'_>) -> Vec<Value> {
    page.board.probes().iter().map(|probe| one(page, probe)).collect()
}

fn one(page: &Page<'_>, probe: &Probe) -> Value {
    let (set, counts) = (probe.set(), probe.counts(page.now));
    json!({
        "name": set.name,
        "robot": set.robot,
        "mode": set.mode.name(),
        "every_ms": set.every_ms,
        "age_ms": probe.age_ms(page.now),
        "stale": probe.is_stale(page.now),
        "down": probe.last().map(|_| probe.is_down()),
        "down_since": probe.down_since().and_then(|at| moment(page, at)),
        "last": probe.last().map(|run| told(page, run)),
        "last_good": probe.last_good().and_then(|run| moment(page, run.began)),
        "last_24_h": {
            "runs": counts.runs,
            "unanswered": counts.unanswered,
            "unexpected": Some(counts.unexpected).filter(|_| set.expects),
        },
    })
}

fn told(page: &Page<'_>, run: &ProbeRun) -> Value {
    json!({
        "began": moment(page, run.began),
        "outcome": run.outcome.name(),
        "accepted_ms": run.accepted_ms,
        "first_word_ms": run.first_word_ms,
        "last_word_ms": run.last_word_ms,
        "robot_status": run.robot_status,
        "problem": run.problem,
        "left_open": run.left_open,
    })
}

/// A line a probe: `probe shop  as expected  accepted 0.09 s  first word 0.70 s  last word 2.10 s  (40s old)`.
pub(super) fn lines(page: &Page<'_>) -> Vec<String> {
    page.board.probes().iter().map(|probe| line(page, probe)).collect()
}

fn line(page: &Page<'_>, probe: &Probe) -> String {
    let name = clean(&probe.set().name);
    let Some((run, age)) = probe.last().zip(probe.age_ms(page.now)) else {
        return format!("probe {name}  not asked yet");
    };
    let took = |ms| text::took(ms, DASH);
    let outcome = text::probe_outcome(Language::English, run);
    let down = if probe.is_down() { "  down" } else { "" };
    let failed = text::probe_failed(Language::English, run).map(|why| format!(": {why}")).unwrap_or_default();
    let said = format!(
        "probe {name}{down}  {outcome}  accepted {}  first word {}  last word {}  ({} old){failed}",
        took(run.accepted_ms),
        took(run.first_word_ms),
        took(run.last_word_ms),
        text::age(Language::English, age)
    );
    clean(&said).into_owned()
}

#[cfg(test)]
mod tests;
