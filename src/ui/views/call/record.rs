//! What the vendor wrote down about a call and about one of its legs, in words.

use super::legs::{Known, Part, party};
use crate::model::{CallKind, CallLeg, CallRecord, Person};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::views::calls;
use crate::ui::views::facts::{Facts, Line, called_with_number, fields, moment};

/// Cells of a fact's name.
const LABEL: usize = 14;

/// The call itself.
pub(super) fn call(scene: &Scene<'_>, call: &CallRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let theme = scene.theme;
    let person = |person: &Person| called_with_number(scene.board, person);
    let count = |count: Option<u64>| text::count(count, scene.dash());
    facts.heading("Record");
    facts.maybe("customer", scene.number(&call.customer).as_deref());
    facts.maybe("area", call.area.as_deref());
    let kind = call.kind.filter(|kind| *kind != CallKind::None);
    facts.maybe("direction", kind.map(|kind| calls::directed(theme, kind)).as_deref());
    facts.maybe("relay number", call.relay.as_deref());
    match call.result {
        Some(result) => facts.styled("result", &result.to_string(), calls::mood(theme, result)),
        None => facts.maybe("result", None),
    }
    facts.maybe("hung up by", call.ended_by.map(|side| side.to_string()).as_deref());
    facts.maybe("agent", person(&call.agent).as_deref());
    if !call.first_agent.is_nobody() && call.first_agent != call.agent {
        facts.maybe("answered by", person(&call.first_agent).as_deref());
    }
    if !call.first_rung.is_nobody() && call.first_rung != call.first_agent && call.first_rung != call.agent {
        facts.maybe("first rang at", person(&call.first_rung).as_deref());
    }
    facts.maybe("began", moment(scene, call.started).as_deref());
    facts.maybe("rang", moment(scene, call.rang).as_deref());
    facts.maybe("answered", moment(scene, call.answered).as_deref());
    facts.maybe("connected", moment(scene, call.bridged).as_deref());
    facts.maybe("ended", moment(scene, call.ended).as_deref());
    facts.fact("waited", &scene.duration(call.wait_ms()));
    facts.fact("talk", &scene.duration(call.talk_ms));
    facts.fact("total", &scene.duration(call.length_ms()));
    facts.fact("transfers", &count(call.transfers));
    facts.fact("inquiries", &count(call.inquiries));
    let saves = scene.view.keymap().key_for(crate::ui::Action::SaveRecording, crate::ui::Mode::List);
    let recording = match (&call.recording, saves) {
        (None, _) => "none".to_owned(),
        (Some(_), Some(key)) => format!("yes: {key} saves it"),
        (Some(_), None) => "yes".to_owned(),
    };
    facts.fact("recording", &recording);
    facts.fact("call id", &call.id);
    facts.lines
}

/// The tenant's own data, and what the vendor sent beyond the fields that have a name here.
pub(super) fn further(scene: &Scene<'_>, call: &CallRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL + 6);
    facts.heading("Attached data");
    if call.attached.is_empty() {
        facts.sentence("none", scene.theme.faint());
    }
    for (key, value) in fields(&call.attached, scene.is_revealed()) {
        facts.fact(&text::clean(&key), &value);
    }
    if !call.extra.is_empty() {
        facts.heading("Also sent, as the vendor names it");
        for (key, value) in fields(&call.extra, false) {
            facts.fact(&text::clean(&key), &value);
        }
    }
    facts.lines
}

/// One leg, with its exact times.
pub(super) fn leg(scene: &Scene<'_>, known: &Known<'_>, leg: &CallLeg, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let board = scene.board;
    let took = |part: Part| known.took(leg, part).map(|ms| scene.duration(Some(ms)));
    let with = |at: Option<String>, words: &str, took: Option<String>| {
        at.map(|at| took.map_or_else(|| at.clone(), |took| format!("{at}, {words} {took}")))
    };
    facts.heading("Chosen leg");
    facts.maybe("agent", called_with_number(board, &leg.agent).or_else(|| party(scene, leg)).as_deref());
    facts.maybe("part", leg.kind.map(|kind| kind.to_string()).as_deref());
    if !leg.from.is_nobody() {
        facts.maybe("passed on by", called_with_number(board, &leg.from).as_deref());
    }
    match leg.result {
        Some(result) => facts.styled("result", &result.to_string(), super::legs::mood(scene.theme, result)),
        None => facts.maybe("result", None),
    }
    facts.maybe("began", moment(scene, leg.started).as_deref());
    facts.maybe("rang", with(moment(scene, leg.rang), "for", took(Part::Ring)).as_deref());
    facts.maybe("answered", moment(scene, leg.answered).as_deref());
    facts.maybe("connected", with(moment(scene, leg.bridged), "spoke", took(Part::Talk)).as_deref());
    for hold in known.holds(leg) {
        let from = moment(scene, Some(hold.from));
        facts.maybe("on hold", with(from, "for", Some(scene.duration(Some(hold.to.since(hold.from))))).as_deref());
    }
    let by = leg.ended_by.map(|side| format!(" by {side}")).unwrap_or_default();
    facts.maybe("ended", moment(scene, leg.ended).map(|at| format!("{at}{by}")).as_deref());
    if leg.wrapped.is_some() {
        facts.maybe("wrap-up until", with(moment(scene, leg.wrapped), "for", took(Part::WrapUp)).as_deref());
    }
    facts.maybe("device", leg.phone.map(|phone| phone.to_string()).as_deref());
    facts.maybe("extension", leg.extension.as_deref());
    if let Some(dialled) = scene.number(&leg.dialled) {
        facts.fact("dialled", &dialled);
    }
    facts.maybe("relay number", leg.relay.as_deref());
    if leg.last == Some(true) {
        facts.fact("last agent", "yes: had the call at its end");
    }
    if let Some(role) = leg.role.filter(|role| *role != crate::model::LegRole::Agent) {
        facts.fact("role", &role.to_string());
    }
    if !leg.extra.is_empty() {
        facts.heading("Also sent on this leg");
        for (key, value) in fields(&leg.extra, false) {
            facts.fact(&text::clean(&key), &value);
        }
    }
    facts.lines
}
