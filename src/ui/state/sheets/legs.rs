//! The legs of a call: as a list, and as stretches of time.

use std::borrow::Cow;

use super::shown::{Role, Shown};
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value, called, who};
use crate::model::{
    AgentId, CallDetail, CallKind, CallLeg, CallRecord, HangUp, LegKind, LegResult, LegRole, Lookup, Stamp, State,
    StateSpan,
};
use crate::ui::state::scene::Scene;
use crate::ui::state::{has_legs, holders, record};

/// What happens in a stretch of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Part {
    Queue,
    Ring,
    Talk,
    Hold,
    Transfer,
    Inquiry,
    Listening,
    WrapUp,
}

impl Part {
    pub(in crate::ui) const ALL: [Self; 8] =
        [Self::Queue, Self::Ring, Self::Talk, Self::Hold, Self::Transfer, Self::Inquiry, Self::Listening, Self::WrapUp];

    pub(in crate::ui) const fn word(self) -> &'static str {
        match self {
            Self::Queue => mark!("queue"),
            Self::Ring => mark!("ring"),
            Self::Talk => mark!("talk"),
            Self::Hold => mark!("hold"),
            Self::Transfer => mark!("transfer"),
            Self::Inquiry => mark!("inquiry"),
            Self::Listening => mark!("listening"),
            Self::WrapUp => mark!("wrap-up"),
        }
    }
}

/// A stretch of time, on the vendor's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Span {
    pub(in crate::ui) part: Part,
    pub(in crate::ui) from: Stamp,
    pub(in crate::ui) to: Stamp,
}

/// Everything that is known of one call.
pub(in crate::ui) struct Known<'a> {
    pub(in crate::ui) call: Option<Cow<'a, CallRecord>>,
    pub(in crate::ui) detail: Option<&'a CallDetail>,
    /// States of today of those who took part: the vendor's records of calls do not know when a customer was on hold,
    /// so that is taken from the agents' own histories.
    histories: Vec<(AgentId, &'a [StateSpan])>,
    /// The present moment on the vendor's clock: where what goes on still ends for now.
    now: Stamp,
    stamp: u64,
}

impl<'a> Known<'a> {
    pub(in crate::ui) fn of(scene: &Scene<'a>, id: &str) -> Self {
        let board = scene.board;
        let shelf = board.shelf();
        let entry = shelf.get(&Lookup::Call(id.to_owned()));
        let mut stamp = entry.map_or(0, |entry| entry.revision);
        let mut histories = Vec::new();
        for agent in holders(board, id) {
            let Some(entry) = shelf.get(&Lookup::History(agent.clone())) else { continue };
            stamp = stamp.wrapping_mul(31).wrapping_add(entry.revision);
            if let Some(spans) = entry.history() {
                histories.push((agent, spans.as_slice()));
            }
        }
        Self {
            call: record(board, id),
            detail: entry.and_then(|entry| entry.call()),
            histories,
            now: scene.at.plus(scene.skew()),
            stamp,
        }
    }

    pub(in crate::ui) fn legs(&self) -> &'a [CallLeg] {
        self.detail.map_or(&[], |detail| &detail.legs)
    }

    /// When the call ended, or the present moment while it goes on.
    fn call_end(&self) -> Option<Stamp> {
        let call = self.call.as_deref()?;
        let length = |ms: i64| call.started.map(|started| started.plus(ms));
        call.ended.or_else(|| call.total_ms.and_then(length))
    }

    /// From the first moment of anything to the last.
    pub(in crate::ui) fn axis(&self) -> Option<(Stamp, Stamp)> {
        let legs = self.legs();
        let first = legs
            .iter()
            .filter_map(|leg| leg.started.or(leg.rang))
            .chain(self.call.as_deref().and_then(|c| c.started))
            .min()?;
        let mut spans: Vec<Span> = self.customer();
        spans.extend(legs.iter().flat_map(|leg| self.leg(leg)));
        let last = spans.iter().map(|span| span.to).chain(self.call_end()).max()?;
        (last > first).then_some((first, last))
    }

    /// What the customer went through: the queue until it first rang, ringing until an agent spoke, the talk.
    pub(in crate::ui) fn customer(&self) -> Vec<Span> {
        let Some(call) = self.call.as_deref() else { return Vec::new() };
        let Some(started) = call.started else { return Vec::new() };
        let end = self.call_end().unwrap_or(self.now);
        let bridged = call.bridged;
        let until = bridged.unwrap_or(end);
        let first_ring = self.legs().iter().filter_map(|leg| leg.rang.or(leg.started)).min();
        let rang = match call.kind {
            Some(CallKind::Outbound) => call.rang.or(first_ring),
            _ => first_ring.or(call.rang),
        };
        let rang = rang.unwrap_or(until).clamp(started, until.max(started));
        let waiting = if call.kind == Some(CallKind::Outbound) { Part::Ring } else { Part::Queue };
        let mut spans =
            vec![Span { part: waiting, from: started, to: rang }, Span { part: Part::Ring, from: rang, to: until }];
        if let Some(bridged) = bridged {
            spans.push(Span { part: Part::Talk, from: bridged, to: end });
        }
        for leg in self.legs().iter().filter(|leg| !matches!(leg.kind, Some(LegKind::Inquiry | LegKind::Monitor))) {
            spans.extend(self.holds(leg));
        }
        spans.retain(|span| span.to > span.from);
        spans
    }

    /// What a leg was made of. Being passed on counts as transfer until the agent answers.
    pub(in crate::ui) fn leg(&self, leg: &CallLeg) -> Vec<Span> {
        let talked = leg.bridged.or(leg.answered);
        let end = leg.ended.or_else(|| {
            let counted = talked.zip(leg.talk_ms).map(|(from, ms)| from.plus(ms));
            counted.or_else(|| self.call_end())
        });
        let end = end.unwrap_or(self.now);
        let mut spans = Vec::new();
        let waited =
            if leg.kind == Some(LegKind::Transfer) { leg.started.or(leg.rang) } else { leg.rang.or(leg.started) };
        if let Some(from) = waited {
            let part = if leg.kind == Some(LegKind::Transfer) { Part::Transfer } else { Part::Ring };
            spans.push(Span { part, from, to: talked.unwrap_or(end) });
        }
        if let Some(from) = talked {
            let part = match leg.kind {
                Some(LegKind::Inquiry) => Part::Inquiry,
                Some(LegKind::Monitor) => Part::Listening,
                _ => Part::Talk,
            };
            spans.push(Span { part, from, to: end });
            spans.extend(self.holds(leg));
        }
        if let Some(to) = leg.wrapped {
            spans.push(Span { part: Part::WrapUp, from: end, to });
        }
        spans.retain(|span| span.to > span.from);
        spans
    }

    /// When the agent of a leg had the customer on hold, by the agent's own states of today.
    pub(in crate::ui) fn holds(&self, leg: &CallLeg) -> Vec<Span> {
        let Some(from) = leg.bridged.or(leg.answered) else { return Vec::new() };
        let to = leg.ended.or_else(|| self.call_end()).unwrap_or(self.now);
        let whose = |agent: &AgentId| match (&leg.agent.id, self.histories.len()) {
            (Some(id), _) => id == agent,
            // A leg that names only a number was matched to its agent when the histories were asked for.
            (None, 1) => true,
            (None, _) => false,
        };
        let states = self.histories.iter().filter(|(agent, _)| whose(agent)).flat_map(|(_, states)| states.iter());
        let holds = states.filter(|span| span.state == State::Holding).map(|span| Span {
            part: Part::Hold,
            from: span.from.max(from),
            to: span.to.unwrap_or(self.now).min(to),
        });
        holds.filter(|span| span.to > span.from).collect()
    }

    /// How long a part of a leg took, in ms; `None` when it did not happen.
    pub(in crate::ui) fn took(&self, leg: &CallLeg, part: Part) -> Option<i64> {
        let spans = self.leg(leg);
        let of = |part: Part| {
            let spans: Vec<i64> =
                spans.iter().filter(|span| span.part == part).map(|span| span.to.since(span.from)).collect();
            (!spans.is_empty()).then(|| spans.into_iter().fold(0, i64::saturating_add))
        };
        match part {
            Part::Ring => match leg.rang.zip(leg.answered) {
                Some((rang, answered)) => Some(answered.since(rang).max(0)),
                None => of(Part::Ring).or_else(|| of(Part::Transfer)),
            },
            Part::Talk => {
                leg.talk_ms.or_else(|| of(Part::Talk)).or_else(|| of(Part::Inquiry)).or_else(|| of(Part::Listening))
            }
            other => of(other),
        }
    }
}

/// Legs as a list.
pub(in crate::ui) struct LegsSheet<'a> {
    scene: &'a Scene<'a>,
    pub(in crate::ui) known: Known<'a>,
}

const COLUMNS: &[Column] = &[
    Column::left("agent", mark!("Agent"), 16),
    Column::left("number", mark!("Work number"), 11),
    Column::left("part", mark!("Part"), 9),
    Column::left("result", mark!("Result"), 8),
    Column::left("began", mark!("Began"), 8),
    Column::left("rang", mark!("Rang"), 8),
    Column::left("answered", mark!("Answered"), 8),
    Column::left("connected", mark!("Connected"), 9),
    Column::left("ended", mark!("Ended"), 8),
    Column::right("ring", mark!("Ring"), 7),
    Column::right("talk", mark!("Talk"), 7),
    Column::right("hold", mark!("Hold"), 7),
    Column::right("wrap-up", mark!("Wrap-up"), 7),
    Column::left("hung-up", mark!("Hung up"), 8),
    Column::left("from", mark!("Passed on by"), 16),
    Column::left("role", mark!("Role"), 12),
    Column::left("device", mark!("Device"), 8),
    Column::left("extension", mark!("Extension"), 9),
    Column::left("dialled", mark!("Dialled"), 13),
    Column::left("relay", mark!("Relay number"), 13),
    Column::left("id", mark!("Leg id"), 32),
];

impl<'a> LegsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, id: &str) -> Self {
        Self { scene, known: Known::of(scene, id) }
    }

    pub(in crate::ui) fn leg(&self, row: usize) -> Option<&'a CallLeg> {
        self.known.legs().get(row)
    }
}

impl Sheet for LegsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Legs
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.known.legs().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        match self.leg(row) {
            Some(leg) if !leg.id.is_empty() => Cow::Borrowed(&leg.id),
            _ => Cow::Owned(format!("leg {row}")),
        }
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(leg) = self.leg(row) else { return Value::None };
        let word = |word: Option<String>| word.map_or(Value::None, Value::word);
        let moment = |at| Value::moment(self.scene.ours(at));
        let board = self.scene.board;
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "agent" => word(party(language, self.scene, leg)),
            "number" => Value::text(leg.agent.number.as_deref()),
            "part" => word(leg.kind.map(|word| lang::word(language, word))),
            "result" => word(leg.result.map(|word| lang::word(language, word))),
            "began" => moment(leg.started),
            "rang" => moment(leg.rang),
            "answered" => moment(leg.answered),
            "connected" => moment(leg.bridged),
            "ended" => moment(leg.ended),
            "ring" => Value::millis(self.known.took(leg, Part::Ring)),
            "talk" => Value::millis(self.known.took(leg, Part::Talk)),
            "hold" => Value::millis(self.known.took(leg, Part::Hold)),
            "wrap-up" => Value::millis(self.known.took(leg, Part::WrapUp)),
            "hung-up" => word(leg.ended_by.map(|word| lang::word(language, word))),
            "from" => word(called(board, &leg.from)),
            "role" => word(leg.role.map(|word| lang::word(language, word))),
            "device" => word(leg.phone.map(|word| lang::word(language, word))),
            "extension" => Value::text(leg.extension.as_deref()),
            "dialled" => word(self.scene.number(&leg.dialled)),
            "relay" => Value::text(leg.relay.as_deref()),
            "id" => Value::text(Some(&leg.id)),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "part" => LegKind::NAMED.iter().filter_map(|kind| kind.word()).collect(),
            "result" => LegResult::NAMED.iter().filter_map(|result| result.word()).collect(),
            "hung-up" => HangUp::NAMED.iter().filter_map(|side| side.word()).collect(),
            "role" => LegRole::NAMED.iter().filter_map(|role| role.word()).collect(),
            _ => Vec::new(),
        }
    }
    fn stamp(&self) -> u64 {
        self.known.stamp
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        let leg = self.leg(row)?;
        Some(match who(self.scene.board, &leg.agent) {
            Some(agent) => Opens::Agent(agent),
            None => Opens::Nothing(tr!(language, "the record does not say which agent this leg led to").to_owned()),
        })
    }
    fn name(&self) -> String {
        "call-legs".to_owned()
    }
}

impl Shown for LegsSheet<'_> {}

/// Who a leg led to: an agent, else a number outside, masked, else what kind of party.
pub(in crate::ui) fn party(language: Language, scene: &Scene<'_>, leg: &CallLeg) -> Option<String> {
    called(scene.board, &leg.agent)
        .or_else(|| scene.number(&leg.dialled))
        .or_else(|| leg.role.map(|word| lang::word(language, word)))
}

/// Good news, bad news, or neither.
pub(in crate::ui) const fn mood(result: LegResult) -> Role {
    match result {
        LegResult::Answered => Role::State(State::Ready),
        LegResult::Missed | LegResult::Failed => Role::Caution,
        LegResult::Other(_) => Role::Text,
    }
}

/// Whether there are legs, and they have the keys.
pub(in crate::ui) fn has_keys(scene: &Scene<'_>, id: &str) -> bool {
    !scene.view.tabs().calls.record && has_legs(scene.board, id)
}

/// The legs.
pub(super) fn sheet<'a>(scene: &'a Scene<'_>, id: &str) -> Box<dyn Shown + 'a> {
    Box::new(LegsSheet::new(scene, id))
}
