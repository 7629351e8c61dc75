//! Facts as JSON, one a line.

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use crate::commands::output;
use crate::commands::shift::Shift;
use crate::model::customer::mask_within;
use crate::model::plain;
use crate::model::story::{Against, Alerted, Passed, Together, Went};
use crate::model::{BusyReason, By, Fact, Happened, Stamp};

/// The version of a line: fields and kinds are added within one, and never changed or taken away.
const VERSION: u32 = 1;

/// All facts, a line each.
pub(super) fn lines(shift: &Shift) -> String {
    let facts = shift.facts();
    facts.into_iter().map(|fact| output::escaped(&line(shift, fact).to_string()).into_owned() + "\n").collect()
}

fn time(shift: &Shift, at: Option<Stamp>) -> Value {
    let local = at.and_then(|at| at.in_zone(&shift.zone));
    local.map_or(Value::Null, |at| at.to_rfc3339_opts(SecondsFormat::Millis, false).into())
}

fn text(text: &str) -> Value {
    json!(mask_within(&plain::line(text)))
}

/// The same; nothing of nothing.
fn named(name: &str) -> Value {
    if name.trim().is_empty() { Value::Null } else { text(name) }
}

fn line(shift: &Shift, fact: &Fact) -> Value {
    let (kind, told) = told(shift, fact);
    let head = json!({
        "schema": VERSION,
        "from": time(shift, Some(fact.from)),
        "until": time(shift, fact.until),
        "kind": kind,
        "incident": fact.is_incident(),
        "text": shift.words().told(fact),
    });
    let mut line = Map::new();
    for part in [head, told] {
        if let Value::Object(part) = part {
            line.extend(part);
        }
    }
    Value::Object(line)
}

/// The name of its kind, and what it says in numbers.
fn told(shift: &Shift, fact: &Fact) -> (&'static str, Value) {
    match &fact.what {
        Happened::Together(together) => ("together", agents(together)),
        Happened::LostShare(share) => {
            ("lost_share", json!({"before": share.before, "now": share.now, "lost": share.lost, "of": share.of}))
        }
        Happened::Arrivals(arrivals) => {
            let against = match arrivals.against {
                Against::HourBefore => "hour_before",
                Against::OtherDays => "other_days",
            };
            let (minutes, now, usual) = (arrivals.minutes, arrivals.now, arrivals.usual);
            ("arrivals", json!({"minutes": minutes, "now": now, "usual": usual, "against": against}))
        }
        Happened::HandleTime(times) => {
            let (before, now, calls) = (times.before_ms, times.now_ms, times.calls);
            ("handle_time", json!({"minutes": times.minutes, "before_ms": before, "now_ms": now, "calls": calls}))
        }
        Happened::Drift(drifted) => {
            let own = &drifted.own;
            let differs = own.drift.map(|drift| if drift.higher { "above" } else { "below" });
            (
                "ai_drift",
                json!({"grouped_by": own.group.by.name(), "group": own.group.name, "step": own.step.name(), "part": own.now.part,
                    "of": own.now.of, "usual_part": own.usual.part, "usual_of": own.usual.of, "weeks": own.weeks,
                    "differs": differs}),
            )
        }
        Happened::BelowTarget(below) => {
            let (level, percent, within) = (below.level, below.percent, below.within_ms);
            ("below_target", json!({"now": level, "target_percent": percent, "within_ms": within}))
        }
        Happened::Waiting(Passed { level, most }) => ("waiting", json!({"level": level, "most": most})),
        Happened::LongestWait(Passed { level, most }) => ("longest_wait", json!({"level_ms": level, "most_ms": most})),
        Happened::Stale(of) => ("stale", json!({"source": of.source.name()})),
        Happened::Gap => ("gap", json!({})),
        Happened::Reconnected(again) => ("reconnected", json!({"source": again.source.name(), "times": again.times})),
        Happened::Alert(told) => ("alert", alert(shift, told)),
        Happened::Note(note) => {
            ("note", json!({"who": named(note.from.as_deref().unwrap_or_default()), "note": text(&note.text)}))
        }
        Happened::Day(day) => ("day", json!({"date": day.date.to_string()})),
    }
}

fn agents(Together { went, agents, of, early, usual }: &Together) -> Value {
    let (to, reason) = match went {
        Went::Busy(BusyReason::Unknown) => ("busy", Value::Null),
        Went::Busy(reason) => ("busy", json!(reason)),
        Went::Locked => ("locked", Value::Null),
        Went::Out => ("logged_out", Value::Null),
        Went::In => ("logged_in", Value::Null),
    };
    let who: Vec<Value> = agents.iter().map(|who| json!({"id": who.id, "name": text(&who.name)})).collect();
    json!({"to": to, "reason": reason, "agents": who, "of": of, "early": early, "usual": usual})
}

fn alert(shift: &Shift, alert: &Alerted) -> Value {
    let by = |by: &By| json!({"at": time(shift, Some(by.at)), "who": named(&by.who)});
    let snoozed =
        alert.snoozed.as_ref().map(|(until, by)| json!({"until": time(shift, Some(*until)), "who": named(&by.who)}));
    json!({
        "rule": text(&alert.rule),
        "severity": alert.severity.word(),
        "about": alert.about,
        "who": named(&alert.who),
        "escalated": time(shift, alert.escalated),
        "acknowledged": alert.acknowledged.as_ref().map(by),
        "snoozed": snoozed,
        "muted": alert.muted.as_ref().map(by),
    })
}
