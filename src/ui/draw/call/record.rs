//! What the vendor wrote down about a call and about one of its legs, in words.

use crate::lang;
use crate::lists::{called_with_number, customer_word};
use crate::model::{CallDetail, CallFact, CallKind, CallLeg, CallRecord, Customer, Person, Told};
use crate::ui::draw::facts::{Facts, Line, fields, moment};
use crate::ui::draw::sheet::style_of;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::calls::{directed, mood};
use crate::ui::state::sheets::legs::{self, Known, Part, party};
use crate::ui::text;

/// Cells of a fact's name.
const LABEL: usize = 14;

/// The call itself.
pub(super) fn call(scene: &Scene<'_>, call: &CallRecord, known: &Known<'_>, whole: bool, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let theme = scene.theme;
    let person = |person: &Person| called_with_number(scene.board, person);
    let count = |count: Option<u64>| text::count(count, scene.dash());
    facts.heading(tr!(scene, "Record"));
    facts.maybe(tr!(scene, "customer"), scene.number(&call.customer).as_deref());
    facts.maybe(tr!(scene, "area"), call.area.as_deref());
    let kind = call.kind.filter(|kind| *kind != CallKind::None);
    facts.maybe(tr!(scene, "direction"), kind.map(|kind| directed(scene.language, theme, kind)).as_deref());
    facts.maybe(tr!(scene, "relay number"), call.relay.as_deref());
    match call.result {
        Some(result) => facts.styled(tr!(scene, "result"), &lang::word(scene, result), style_of(theme, mood(result))),
        None => facts.maybe(tr!(scene, "result"), None),
    }
    facts.maybe(tr!(scene, "hung up by"), call.ended_by.map(|word| lang::word(scene, word)).as_deref());
    facts.maybe(tr!(scene, "agent"), person(&call.agent).as_deref());
    if !call.first_agent.is_no_one() && call.first_agent != call.agent {
        facts.maybe(tr!(scene, "answered by"), person(&call.first_agent).as_deref());
    }
    if !call.first_rung.is_no_one() && call.first_rung != call.first_agent && call.first_rung != call.agent {
        facts.maybe(tr!(scene, "first rang at"), person(&call.first_rung).as_deref());
    }
    facts.maybe(tr!(scene, "began"), moment(scene, call.started).as_deref());
    facts.maybe(tr!(scene, "rang"), moment(scene, call.rang).as_deref());
    facts.maybe(tr!(scene, "answered"), moment(scene, call.answered).as_deref());
    facts.maybe(tr!(scene, "connected"), moment(scene, call.bridged).as_deref());
    facts.maybe(tr!(scene, "ended"), moment(scene, call.ended).as_deref());
    facts.fact(tr!(scene, "waited"), &scene.duration(call.wait_ms()));
    facts.fact(tr!(scene, "talk"), &scene.duration(call.talk_ms));
    // Only the legs of one call tell it.
    if let Some((talk, after)) = call.talk_ms.zip(known.detail.and_then(CallDetail::after_call_ms)) {
        let [handled, after] = [talk.saturating_add(after), after].map(|ms| scene.duration(Some(ms)));
        let told = tr!(scene, "{time}, wrap-up {after}", time = handled, after = after);
        facts.fact(tr!(scene, "handle time"), &told);
    }
    facts.fact(tr!(scene, "total"), &scene.duration(call.length_ms()));
    facts.fact(tr!(scene, "transfers"), &count(call.transfers));
    facts.fact(tr!(scene, "inquiries"), &count(call.inquiries));
    for (fact, value) in call.facts.iter().filter(|(fact, _)| fact.is_first_hand()) {
        facts.fact(lang::of(scene, fact.word()), &told(scene, value));
    }
    let saves = scene.view.keymap().key_for(crate::ui::Action::SaveRecording, crate::ui::Mode::List);
    let recording = match (&call.recording, saves) {
        (None, _) if !whole => scene.dash().to_owned(),
        (None, _) => tr!(scene, "none").to_owned(),
        (Some(_), Some(key)) => tr!(scene, "yes: {key} saves it", key = key),
        (Some(_), None) => tr!(scene, "yes").to_owned(),
    };
    facts.fact(tr!(scene, "recording"), &recording);
    facts.fact(tr!(scene, "call id"), &call.id);
    facts.lines
}

/// What a fact says, in words; a number is masked.
fn told(scene: &Scene<'_>, told: &Told) -> String {
    match told.masked() {
        Told::Text(text) => text,
        Told::Number(number) => {
            let customer = Customer { number: Some(number), masked: None };
            customer_word(scene.language, &customer, false).unwrap_or_default()
        }
        Told::Ms(ms) => scene.duration(Some(ms)),
        Told::Count(count) => text::count(Some(count), scene.dash()),
        Told::Minutes(minutes) => tr!(scene, "{minutes} min", minutes = minutes),
        Told::Fee(fee) => format!("{fee:.2}"),
        Told::Flag(flag) => if flag { tr!(scene, "yes") } else { tr!(scene, "no") }.to_owned(),
        Told::Moment(at) => moment(scene, Some(at)).unwrap_or_else(|| scene.dash().to_owned()),
        Told::Device(word) => lang::word(scene, word),
        Told::Dial(word) => lang::word(scene, word),
        Told::NoAnswer(word) => lang::word(scene, word),
        Told::Source(word) => lang::word(scene, word),
        Told::NumberKind(word) => lang::word(scene, word),
        Told::PassedOn(word) => lang::word(scene, word),
    }
}

/// What stands beside the facts that have lines of their own.
fn besides(facts: &mut Facts<'_>, scene: &Scene<'_>, heading: &str, all: &[(CallFact, Told)], first_hand: bool) {
    let rest: Vec<_> = all.iter().filter(|(fact, _)| first_hand || !fact.is_first_hand()).collect();
    if !rest.is_empty() {
        facts.heading(heading);
    }
    for (fact, value) in rest {
        facts.fact(lang::of(scene, fact.word()), &told(scene, value));
    }
}

/// The tenant's own data, and what the vendor sent beyond the fields that have a name here.
pub(super) fn further(scene: &Scene<'_>, call: &CallRecord, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL + 6);
    facts.heading(tr!(scene, "Attached data"));
    if call.attached.is_empty() {
        facts.sentence(tr!(scene, "none"), scene.theme.faint());
    }
    for (key, value) in fields(&call.attached, scene.is_revealed()) {
        facts.fact(&text::clean(&key), &value);
    }
    besides(&mut facts, scene, tr!(scene, "Further in the record"), &call.facts, false);
    if !call.extra.is_empty() {
        facts.heading(tr!(scene, "Also sent, as the vendor names it"));
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
    let lasted = |at: Option<String>, took: Option<String>| {
        at.map(|at| took.map_or_else(|| at.clone(), |took| tr!(scene, "{at}, for {took}", at = at, took = took)))
    };
    let spoke = |at: Option<String>, took: Option<String>| {
        at.map(|at| took.map_or_else(|| at.clone(), |took| tr!(scene, "{at}, spoke {took}", at = at, took = took)))
    };
    facts.heading(tr!(scene, "Chosen leg"));
    facts.maybe(
        tr!(scene, "agent"),
        called_with_number(board, &leg.agent).or_else(|| party(scene.language, scene, leg)).as_deref(),
    );
    facts.maybe(tr!(scene, "part"; "leg"), leg.kind.map(|word| lang::word(scene, word)).as_deref());
    if !leg.from.is_no_one() {
        facts.maybe(tr!(scene, "transferred by"), called_with_number(board, &leg.from).as_deref());
    }
    match leg.result {
        Some(result) => {
            facts.styled(tr!(scene, "result"), &lang::word(scene, result), style_of(scene.theme, legs::mood(result)));
        }
        None => facts.maybe(tr!(scene, "result"), None),
    }
    facts.maybe(tr!(scene, "began"), moment(scene, leg.started).as_deref());
    facts.maybe(tr!(scene, "rang"), lasted(moment(scene, leg.rang), took(Part::Ring)).as_deref());
    facts.maybe(tr!(scene, "answered"), moment(scene, leg.answered).as_deref());
    facts.maybe(tr!(scene, "connected"), spoke(moment(scene, leg.bridged), took(Part::Talk)).as_deref());
    for hold in known.holds(leg) {
        let from = moment(scene, Some(hold.from));
        facts.maybe(
            tr!(scene, "on hold"),
            lasted(from, Some(scene.duration(Some(hold.to.since(hold.from))))).as_deref(),
        );
    }
    let by = |at: String| match leg.ended_by.map(|word| lang::word(scene, word)) {
        Some(side) => tr!(scene, "{at} by {side}", at = at, side = side),
        None => at,
    };
    facts.maybe(tr!(scene, "ended"), moment(scene, leg.ended).map(by).as_deref());
    if leg.wrapped.is_some() {
        facts.maybe(tr!(scene, "wrap-up until"), lasted(moment(scene, leg.wrapped), took(Part::WrapUp)).as_deref());
    }
    facts.maybe(tr!(scene, "device"), leg.phone.map(|word| lang::word(scene, word)).as_deref());
    facts.maybe(tr!(scene, "extension"), leg.extension.as_deref());
    if let Some(dialled) = scene.number(&leg.dialled) {
        facts.fact(tr!(scene, "dialled"), &dialled);
    }
    facts.maybe(tr!(scene, "relay number"), leg.relay.as_deref());
    if leg.last == Some(true) {
        facts.fact(tr!(scene, "last agent"), tr!(scene, "yes: had the call at its end"));
    }
    if let Some(role) = leg.role.filter(|role| *role != crate::model::LegRole::Agent) {
        facts.fact(tr!(scene, "role"), &lang::word(scene, role));
    }
    besides(&mut facts, scene, tr!(scene, "Further on this leg"), &leg.facts, true);
    if !leg.extra.is_empty() {
        facts.heading(tr!(scene, "Also sent on this leg"));
        for (key, value) in fields(&leg.extra, false) {
            facts.fact(&text::clean(&key), &value);
        }
    }
    facts.lines
}
