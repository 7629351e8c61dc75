//! Routes that no vendor serves: the world's own state, a way to hold it still while it is compared, and a way to let
//! something go wrong.
//!
//! `GET /__truth` answers `{"now","sent","total","summary","agents","waiting","chat","ai"}`: the world's time (Unix ms), the
//! operations since the start, the number of agents, the summary and the agents as the stream shows them, the callers in the queue and, under
//! `callers`, how many inbound calls in progress are in the `menu`, at the `bot`, in the `queue` or `outside`, under `live` the calls that
//! are not over: how many callers are `waiting` for an agent in the queue or while it rings, the `longest_wait` of them (ms, `null` if none
//! waits), the same two as far as parties alone tell, by which the menu looks like the queue (`seem_to_wait`, `longest_seeming_wait`), how many calls are in each of the `phases` (the same four, `ringing`, `dialing`, `talking`, `held`), and the
//! `calls` (`id`, `callType`, `relay`, `start`, `phase`, `since` when, `waits_since` when, `agent`'s number), under `deliveries` how many callbacks were pushed and what became of them (`null` where none are), today's
//! chats as one `staffWorkStatis` row over everybody (plus `rows`), and today's AI sessions counted (`sessions`,
//! `ended`, `valid`, `triggered`, `handed`, `by_reason`, `triggered_by_reason`, `by_robot`, `by_source`, `tests`, and
//! the same without test sessions under `without_tests`, and how far those of real agents got under `steps`), and of today's calls how many are `records` by now, and those that are over and come `late` and the
//! `running` ones, with their legs (`callType`, `startTime`, and of each leg `agentUUID`, `dialType`, `startTime`,
//! `answerTime`, `endTime`, `afterworkEndTime`, 0 for what has not come), and of the inbound calls that are records what
//! became of the callers, under `inbound`: `answered` by agents (`in_time`: within 20 s; `waited`, ms together;
//! `longest`, ms; `talked`, ms together, holds included), `lost` with the ids of those calls in `lost_ids`, `short` (ended by callers within 5 s of the start),
//! `elsewhere` (bots and outside numbers), `answered`, `lost` for each relay number under `relays`, and under `still_lost` how many
//! `callers` of lost calls no later contact with their number followed, the ids of those calls as a list a caller, oldest first
//! (`calls`), and how many lost calls came without a number (`unmatched`). What clients asked bots is under `asked`: how many
//! `sessions` they began, those that are `open`, and when the words of their `answers` were sent; no figure above counts these. Today at the China platform's tenant is
//! under `cn` and today at 7moor's under `moor`, counted in plain words. `POST /__pause` and
//! `POST /__resume` answer as much of it as the stream tells, from `now` to `callers`: a world with a rate goes on where it
//! was held up, another catches up.
//! `POST /__fault/NAME` lets one fault strike and answers what was drawn for it.

use std::collections::BTreeMap;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use litemap::LiteMap;
use serde_json::{Value, json};

use crate::model::sort;
use crate::sim::ai::Session;
use crate::sim::ledger::{Talk, With};
use crate::sim::wire::Row;
use crate::sim::world::World;
use crate::sim::zone;
use crate::sim::{codes, record};

use super::cn;
use super::shared::{Desk, Shared};

mod in_progress;

pub(super) async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(truth(&shared, &shared.desk()))
}

pub(super) async fn pause(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let mut desk = shared.desk();
    desk.paused = true;
    Json(live(&desk))
}

pub(super) async fn resume(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let now = shared.now();
    let mut desk = shared.desk();
    desk.resume(now);
    Json(live(&desk))
}

pub(super) async fn fault(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    match name.parse() {
        Ok(fault) => {
            let strike = shared.desk().schedule.strike(fault);
            let answer = json!({"number": strike.number, "fault": name, "times": strike.times, "part": strike.part,
                "place": strike.place, "on_stream": strike.on_stream});
            shared.strike(strike);
            Json(answer).into_response()
        }
        Err(why) => (StatusCode::NOT_FOUND, Json(json!({"error": why}))).into_response(),
    }
}

pub(super) fn truth(shared: &Shared, desk: &Desk) -> Value {
    let world = &desk.world;
    let today = zone::date(world.zone, world.now());
    let sessions = world.ai.between(world.today, i64::MAX);
    let mut ai = count(world, sessions, |_| true);
    if let Some(all) = ai.as_object_mut() {
        all.insert("without_tests".to_owned(), count(world, sessions, |session| !session.test));
        all.insert("steps".to_owned(), steps(world, sessions));
    }
    let mut truth = live(desk);
    if let Value::Object(truth) = &mut truth {
        truth.insert("chat".to_owned(), world.chats.truth());
        truth.insert("ai".to_owned(), ai);
        truth.insert("asked".to_owned(), desk.asks.truth());
        truth.insert("calls".to_owned(), calls(world));
        truth.insert("cn".to_owned(), cn::tally(&shared.cn, today, today, world.now()).truth());
        truth.insert("moor".to_owned(), shared.moor.truth((world.today, i64::MAX), world.now()));
    }
    truth
}

/// As much of the truth as the stream tells; the rest takes a while to count.
pub(super) fn live(desk: &Desk) -> Value {
    let world = &desk.world;
    let calls = in_progress::InProgress::of(world);
    let summary = sort::map(world.summary());
    let present = world.crew.agents.iter().zip(0..).filter(|(_, index)| !world.away.contains(index));
    let agents: Vec<Value> = present.filter_map(|(agent, _)| serde_json::to_value(Row(agent)).ok()).collect();
    json!({"now": world.now(), "sent": world.sent(), "total": world.agents(), "summary": summary, "agents": agents,
        "waiting": world.waiting.len(), "callers": calls.callers(), "live": calls.told(world),
        "deliveries": desk.push.as_ref().map(|push| push.deliveries().borrow().told())})
}

fn calls(world: &World) -> Value {
    let (over, running): (Vec<_>, Vec<_>) = world.ledger.today.talks.iter().partition(|talk| talk.ended());
    let (records, late): (Vec<_>, Vec<_>) = over.into_iter().partition(|talk| talk.recorded(world.now()));
    let with_legs = |talk: &Talk| {
        let legs = talk.legs.iter().map(|leg| {
            let agent = world.crew.agents.get(leg.agent as usize).map_or("", |agent| &agent.uuid);
            json!({
                "agentUUID": agent,
                "dialType": leg.dial,
                "startTime": leg.start,
                "answerTime": leg.answer,
                "endTime": leg.end,
                "afterworkEndTime": leg.wrapped,
            })
        });
        json!({"callType": talk.kind, "startTime": talk.start, "legs": legs.collect::<Vec<_>>()})
    };
    let told = |talks: Vec<&Talk>| talks.into_iter().map(with_legs).collect::<Vec<_>>();
    json!({"records": records.len(), "late": told(late), "running": told(running), "inbound": inbound(&records)})
}

/// Today's calls that are records, each in plain words with what lists of calls can be asked by: `id`, `by` (who hung up),
/// `set_up`, the `relay` number, the `route` that it led to, the numbers of the agents who spoke (`agents`) and of who did
/// `first`, how often it was handed on (`transfers`) and a colleague answered (`asked`), the ids of the `departments` that
/// took part, what is `attached`, and whether the caller's number is `withheld`.
pub(super) fn records(world: &World) -> Vec<Value> {
    let told = |talk: &Talk| {
        let agents = || talk.legs.iter().filter_map(|leg| Some((leg, world.crew.agents.get(leg.agent as usize)?)));
        let spoke = agents().filter(|(leg, _)| leg.dial != codes::DIAL_INQUIRY && leg.answer > 0);
        let departments = agents().filter_map(|(_, agent)| world.crew.departments.get(agent.department));
        let count = |dial: i64, answered: bool| {
            talk.legs.iter().filter(|leg| leg.dial == dial && (!answered || leg.answer > 0)).count()
        };
        json!({
            "id": record::call_id(talk),
            "by": match talk.side {
                codes::SIDE_AGENT => "agent",
                codes::SIDE_CUSTOMER => "customer",
                _ => "neither",
            },
            "set_up": match talk.kind {
                codes::CALL_INBOUND => "inbound",
                codes::CALL_OUTBOUND => "by hand",
                _ => "internal",
            },
            "relay": record::relay(talk),
            "route": record::route(talk),
            "first": spoke.clone().min_by_key(|(leg, _)| leg.answer).map(|(_, agent)| agent.number),
            "agents": sort::set(spoke.map(|(_, agent)| agent.number)),
            "transfers": count(codes::DIAL_TRANSFER, false),
            "asked": count(codes::DIAL_INQUIRY, true),
            "departments": sort::set(departments.map(|department| department.id.as_str())),
            "attached": record::attached(talk),
            "withheld": record::withheld(talk),
        })
    };
    world.ledger.today.talks.iter().filter(|talk| talk.recorded(world.now())).map(told).collect()
}

/// What became of callers, by how their calls went here, and not by what the records say of them.
fn inbound(over: &[&Talk]) -> Value {
    const IN_TIME: i64 = 20_000;
    const SHORT: i64 = 5_000;
    let mut counts: LiteMap<&str, i64> = sort::map(
        ["answered", "in_time", "waited", "longest", "talked", "lost", "short", "elsewhere"].map(|name| (name, 0)),
    );
    let mut relays: LiteMap<&str, LiteMap<&str, i64>> = LiteMap::new();
    let mut lost = Vec::new();
    for talk in over.iter().filter(|talk| talk.kind == codes::CALL_INBOUND) {
        let agent = talk.legs.iter().filter(|leg| leg.dial != codes::DIAL_INQUIRY).map(|leg| leg.answer);
        let agent = agent.filter(|answer| *answer != 0).min();
        let rang = !talk.legs.is_empty();
        let unstaffed = talk.unstaffed && talk.with == With::Agents;
        let what = match (agent, talk.with) {
            (Some(_), _) => "answered",
            (None, With::Bot | With::Outside) => "elsewhere",
            (None, With::Menu | With::Agents) if !rang && !unstaffed && talk.end - talk.start <= SHORT => "short",
            (None, With::Menu | With::Agents | With::System) => "lost",
        };
        *counts.entry(what).or_default() += 1;
        *relays.entry(record::relay(talk)).or_default().entry(what).or_default() += 1;
        if let Some(answer) = agent {
            let wait = answer - talk.start;
            *counts.entry("in_time").or_default() += i64::from(wait <= IN_TIME);
            *counts.entry("waited").or_default() += wait;
            let longest = counts.entry("longest").or_default();
            *longest = wait.max(*longest);
            *counts.entry("talked").or_default() += talk.end - answer;
        }
        if what == "lost" {
            lost.push(*talk);
        }
    }
    let mut answer = json!(counts);
    if let Some(object) = answer.as_object_mut() {
        let ids = lost.iter().map(|talk| record::call_id(talk));
        object.insert("lost_ids".to_owned(), ids.collect());
        object.insert("still_lost".to_owned(), still_lost(over, &lost));
        object.insert("relays".to_owned(), json!(relays));
    }
    answer
}

/// Whom no contact followed that began after their call did, by customers and not by what stands for their numbers.
fn still_lost(over: &[&Talk], lost: &[&Talk]) -> Value {
    let is_known = |talk: &&&Talk| talk.customer != 0 && !record::withheld(talk);
    let mut contacts: BTreeMap<u64, i64> = BTreeMap::new();
    for talk in over.iter().filter(is_known) {
        let spoke = talk.legs.iter().filter(|leg| leg.dial != codes::DIAL_INQUIRY && leg.answer != 0);
        if let Some(at) = spoke.map(|leg| leg.answer).min() {
            let latest = contacts.entry(talk.customer).or_default();
            *latest = at.max(*latest);
        }
    }
    let mut callers: BTreeMap<u64, Vec<&Talk>> = BTreeMap::new();
    for talk in lost.iter().filter(is_known) {
        if contacts.get(&talk.customer).is_none_or(|at| *at <= talk.start) {
            callers.entry(talk.customer).or_default().push(talk);
        }
    }
    let mut callers: Vec<Vec<&Talk>> = callers.into_values().collect();
    for calls in &mut callers {
        sort::by_key(calls, |talk| talk.start);
    }
    sort::by_key(&mut callers, |calls| calls.first().map(|talk| talk.start));
    let ids = |calls: &Vec<&Talk>| calls.iter().map(|talk| record::call_id(talk)).collect::<Vec<_>>();
    json!({
        "callers": callers.len(),
        "calls": callers.iter().map(ids).collect::<Vec<_>>(),
        "unmatched": lost.iter().filter(|talk| !is_known(talk)).count(),
    })
}

/// How far the sessions of real agents got, tests and copilots apart.
fn steps(world: &World, sessions: &[Session]) -> Value {
    let names = [
        "test",
        "copilot",
        "running",
        "ended",
        "invalid",
        "valid",
        "contained",
        "asked",
        "reached",
        "solved",
        "assumed",
        "rated",
        "disliked",
    ];
    let mut steps: LiteMap<&str, i64> = sort::map(names.map(|name| (name, 0)));
    for view in sessions.iter().filter_map(|session| session.view(world.now())) {
        let ends = view.ended && !view.test() && !view.copilot();
        let valid = ends && view.valid;
        for (name, holds) in [
            ("test", view.test()),
            ("copilot", view.copilot() && !view.test()),
            ("running", !view.test() && !view.copilot() && !view.ended),
            ("ended", ends),
            ("invalid", ends && !view.valid),
            ("valid", valid),
            ("contained", valid && !view.transferred),
            ("asked", valid && view.trigger.is_some()),
            ("reached", valid && view.transferred),
            ("solved", valid && view.solved() == 1),
            ("assumed", valid && view.solved() == 2),
            ("rated", valid && view.rated()),
            ("disliked", valid && view.disliked()),
        ] {
            *steps.entry(name).or_default() += i64::from(holds);
        }
    }
    json!(steps)
}

fn count(world: &World, sessions: &[Session], counted: impl Fn(&Session) -> bool) -> Value {
    let mut counts: LiteMap<&str, i64> =
        sort::map(["sessions", "ended", "valid", "triggered", "handed", "tests"].map(|name| (name, 0)));
    let mut by: [LiteMap<String, i64>; 4] = Default::default();
    let [by_reason, triggered_by_reason, by_robot, by_source] = &mut by;
    for view in sessions.iter().filter(|session| counted(session)).filter_map(|session| session.view(world.now())) {
        let mut add = |name, holds| *counts.entry(name).or_default() += i64::from(holds);
        add("sessions", true);
        add("ended", view.ended);
        add("valid", view.valid);
        add("triggered", view.trigger.is_some());
        add("handed", view.transferred);
        add("tests", view.test());
        if let Some(reason) = view.trigger {
            *triggered_by_reason.entry(reason.to_owned()).or_default() += 1;
            *by_reason.entry(reason.to_owned()).or_default() += i64::from(view.transferred);
        }
        *by_robot.entry(view.robot_flag()).or_default() += 1;
        *by_source.entry(view.source().to_owned()).or_default() += 1;
    }
    let mut answer = json!(counts);
    if let Some(object) = answer.as_object_mut() {
        object.insert("by_reason".to_owned(), json!(by_reason));
        object.insert("triggered_by_reason".to_owned(), json!(triggered_by_reason));
        object.insert("by_robot".to_owned(), json!(by_robot));
        object.insert("by_source".to_owned(), json!(by_source));
    }
    answer
}
