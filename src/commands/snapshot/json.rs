//! The snapshot as JSON: an interface, described in callboard-interfaces(7). Unknown is `null`.

use serde::Serialize;
use serde_json::{Value, json};

use super::page::{Page, moment};
use super::platforms::{self, chat_totals};
use crate::commands::registry::voice;
use crate::model::contradiction;
use crate::model::sort::object;
use crate::model::{
    Agent, AiCount, AiDay, AiDrift, AiRecord, AiStep, BusyReason, CallKind, ChatDay, Comparison, Figure, LoginState,
    Note, Phase, SourceId, WorkState,
};

/// The version of the document. The second one tells calls apart from what agents did: `answered` and `missed` of the
/// centre became `agent_answers` and `agent_misses`.
const SCHEMA: u32 = 2;

/// The whole document.
pub fn document(page: &Page<'_>) -> Value {
    let board = page.board;
    let sources = object(page.board.source_ids().map(|id| (id.name().to_owned(), source(page, id))));
    json!({
        "schema": SCHEMA,
        "at": moment(page, page.now),
        "site": page.site,
        "sources": sources,
        "total": board.total(),
        "missing": board.missing(),
        "incomplete": page.lacking,
        "summary": summary(page),
        "calls": super::calls::document(board, page.now, page.zone, &|at| moment(page, at)),
        "no_agent_yet": board.no_agent_yet(),
        "waiting": super::waiting::document(board, page.now, page.zone),
        "agents": board.agents().iter().map(|who| agent(page, who)).collect::<Vec<_>>(),
        "chat": board.chat().map(|day| chat(page, day)),
        "ai": board.ai().map(|day| ai(page, day)),
        "bots": super::probes::document(page),
        "sites": platforms::platforms(page),
        "together": platforms::all(page),
        "notes": board.notes().held(page.now).iter().map(|written| note(page, written)).collect::<Vec<_>>(),
        "contradictory": contradictory(page),
    })
}

/// What a person wrote down.
fn note(page: &Page<'_>, note: &Note) -> Value {
    json!({ "id": note.id, "at": moment(page, note.at), "from": note.from, "text": note.text })
}

/// Figures that contradict each other: a part that is more than its whole, or a share that came as one and cannot be.
fn contradictory(page: &Page<'_>) -> Vec<Value> {
    let told = contradiction::contradictions(page.board).into_iter().map(|found| {
        let (whole, all) = found.whole.unzip();
        json!({
            "source": found.source.name(),
            "who": Some(found.who).filter(|who| !who.is_empty()),
            "part": found.part,
            "value": found.value,
            "whole": whole,
            "whole_value": all,
        })
    });
    told.collect()
}

fn source(page: &Page<'_>, id: SourceId) -> Value {
    let source = page.board.source(id);
    let rejected = object(source.rejected.iter().map(|(reason, count)| (reason.name().to_owned(), json!(count))));
    json!({
        "state": source.state(page.now, page.limits.stale_after_ms(id)),
        "polling": source.phase == Phase::Polling,
        "age_ms": source.age_ms(page.now),
        "connects": source.connects,
        "applied": source.applied,
        "rejected": rejected,
        "resyncs": source.resyncs,
        "drifted": source.drifted,
        "error": source.error,
        "scope": source.scope,
    })
}

fn summary(page: &Page<'_>) -> Value {
    let board = page.board;
    let mut fields = board.summary().extra.masked();
    for &figure in Figure::ALL {
        let ours = matches!(figure, Figure::Answered | Figure::Missed | Figure::Dialled | Figure::Connected);
        if ours {
            fields.insert(figure.name().to_owned(), json!(board.figure(figure)));
        } else if let Some(count) = board.summary().get(figure) {
            fields.insert(voice::figure_name(figure).to_owned(), json!(count));
        }
    }
    super::calls::add_to(&mut fields, board);
    Value::Object(fields)
}

/// The word or the number of a state; `null` for unknown, whether it was not told or the vendor said so.
pub(super) fn word<T: Serialize + PartialEq>(state: Option<T>, unknown: &T) -> Value {
    state.filter(|state| state != unknown).map_or(Value::Null, |state| json!(state))
}

fn agent(page: &Page<'_>, agent: &Agent) -> Value {
    json!({
        "id": agent.id,
        "number": agent.number,
        "name": agent.name,
        "login": word(agent.login, &LoginState::Undefined),
        "work": word(agent.work, &WorkState::Unknown),
        "reason": word(agent.reason, &BusyReason::Unknown),
        "work_since": agent.work_since.and_then(|at| moment(page, at)),
        "login_since": agent.login_since.and_then(|at| moment(page, at)),
        "in_state_at_least": agent.is_at_least(),
        "work_since_at_least": agent.at_least.work,
        "login_since_at_least": agent.at_least.login,
        "phone": agent.phone,
        "extension": agent.extension,
        "call": agent.call.map(|call: CallKind| json!(call)),
        "customer": agent.customer.shown(),
        "agent_answers": agent.answered,
        "agent_misses": agent.missed,
        "dialled": agent.dialled,
        "connected": agent.connected,
        "extra": agent.extra,
    })
}

fn chat(page: &Page<'_>, day: &ChatDay) -> Value {
    json!({
        "as_of": moment(page, day.as_of),
        "expected": day.expected,
        "totals": chat_totals(&day.totals),
        "rows": day.rows,
    })
}

fn ai(page: &Page<'_>, day: &AiDay) -> Value {
    let totals = &day.totals;
    let counts = |counts: &[AiCount]| -> Vec<Value> {
        counts
            .iter()
            .map(|count| {
                json!({
                    "key": count.key,
                    "label": count.label,
                    "count": count.count,
                    "as_of": count.as_of.and_then(|at| moment(page, at)),
                })
            })
            .collect()
    };
    json!({
        "as_of": moment(page, day.as_of),
        "totals": {
            "sessions": totals.sessions,
            "ended": totals.ended,
            "valid": totals.valid,
            "tests": totals.tests,
            "copilot": totals.copilot,
            "running": totals.of(AiStep::Running),
            "contained": totals.contained(),
            "contained_share": totals.contained_share(),
            "asked": totals.asked,
            "handed": totals.handed,
            "solved": totals.solved,
            "assumed": totals.assumed,
            "rated": totals.rated,
            "disliked": totals.disliked,
        },
        "by_reason": counts(&day.reasons),
        "by_robot": counts(&day.robots),
        "by_channel": counts(&day.channels),
        "drift": page.board.ai_drift(page.now).map(|drift| drifting(page, drift)),
        "rows": day.latest.iter().map(|seen| record(page, seen)).collect::<Vec<_>>(),
    })
}

/// How the closed sessions of the newest half hour compare with those of the weeks before.
fn drifting(page: &Page<'_>, drift: &AiDrift) -> Value {
    let compared = |own: &Comparison| {
        let (low, high) = own.interval().unzip();
        json!({
            "by": own.group.by.name(),
            "name": own.group.name,
            "step": own.step.name(),
            "from": moment(page, own.from),
            "part": own.now.part,
            "of": own.now.of,
            "share": own.now.share(),
            "low": low,
            "high": high,
            "usual_part": own.usual.part,
            "usual_of": own.usual.of,
            "usual_share": own.usual.share(),
            "weeks": own.weeks,
            "differs": own.drift.map(|drift| if drift.higher { "above" } else { "below" }),
            "since": own.drift.and_then(|drift| moment(page, drift.since)),
        })
    };
    json!({
        "to": moment(page, drift.to),
        "compared": drift.compared.iter().map(compared).collect::<Vec<_>>(),
        "together": drift.beyond.iter().map(|by| by.name()).collect::<Vec<_>>(),
    })
}

fn record(page: &Page<'_>, record: &AiRecord) -> Value {
    json!({
        "id": record.id,
        "started": record.started.and_then(|at| moment(page, at)),
        "ended": record.ended.and_then(|at| moment(page, at)),
        "over": record.over,
        "robot": record.robot,
        "channel": record.channel,
        "valid": record.valid,
        "asked": record.asked,
        "handed": record.handed,
        "reason": record.reason,
        "customer_messages": record.customer_messages,
        "robot_messages": record.robot_messages,
        "extra": record.extra,
    })
}
