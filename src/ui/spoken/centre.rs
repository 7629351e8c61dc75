//! What is of the whole: where one comes in, another day, a gap, the way to a hub, a message of a person.

use std::collections::VecDeque;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calls;
use super::names::{clauses, name};
use super::pace::{Kind, Said};
use crate::model::{Board, Message, Note, Phase, Stamp};
use crate::ui::text::clock;

/// So long all sources are waited for, in ms, before the first sentence.
const PATIENCE_MS: i64 = 20_000;

/// So long it is waited, in ms, for what sources there are.
const SETTLE_MS: i64 = 2_000;

/// So many notes wait to be said at most.
const NOTES: usize = 10;

/// What is on the boards since a person changed it.
#[derive(Debug)]
enum OnBoards {
    Message(Message),
    Nothing,
}

/// What of the whole waits to be said.
#[derive(Debug, Default)]
pub(super) struct Centre {
    began: bool,
    first: Option<Stamp>,
    is_ready: bool,
    day: Option<NaiveDate>,
    is_new_day: bool,
    gap: Option<(Stamp, Stamp)>,
    /// Whether the way to the hub is open, and what of it was said.
    hub: Option<(bool, Stamp)>,
    hub_said: Option<bool>,
    /// What was put on the boards last, or that it was taken away.
    message: Option<OnBoards>,
    /// Notes that came, the oldest first.
    notes: VecDeque<Note>,
}

impl Centre {
    pub(super) const fn has_begun(&self) -> bool {
        self.began
    }

    pub(super) fn look(&mut self, board: &Board, zone: Tz, now: Stamp) {
        let first = *self.first.get_or_insert(now);
        let mut asked = board.source_ids().map(|id| board.source(id)).filter(|source| source.phase != Phase::Off);
        let all_are_there = board.source_ids().any(|id| board.source(id).as_of.is_some())
            && asked.all(|source| source.as_of.is_some() || source.error.is_some());
        let waited = now.since(first);
        self.is_ready = !self.began && (all_are_there && waited >= SETTLE_MS || waited >= PATIENCE_MS);
        let day = now.in_zone(&zone).map(|at| at.date_naive());
        if self.day.is_some() && self.day != day && self.began {
            self.is_new_day = true;
        }
        self.day = day;
    }

    /// Nothing is known of the time from `from` to `to`.
    pub(super) fn gap(&mut self, from: Stamp, to: Stamp) {
        self.gap = Some((self.gap.map_or(from, |(before, _)| before), to));
    }

    pub(super) fn hub(&mut self, open: bool, at: Stamp) {
        if self.hub.is_none_or(|(before, _)| before != open) {
            self.hub = Some((open, at));
        }
    }

    pub(super) fn message(&mut self, message: Option<&Message>) {
        self.message = Some(message.cloned().map_or(OnBoards::Nothing, OnBoards::Message));
    }

    /// Notes that people wrote; those of before one came in are not said.
    pub(super) fn notes(&mut self, notes: Vec<Note>) {
        if self.began {
            let room = NOTES.saturating_sub(self.notes.len());
            self.notes.extend(notes.into_iter().take(room));
        }
    }

    pub(super) fn waits(&self, kind: Kind) -> bool {
        match kind {
            Kind::Begin => self.is_ready,
            Kind::Message => self.message.is_some() || !self.notes.is_empty(),
            Kind::Hub => self.hub.is_some_and(|(open, _)| self.hub_said.unwrap_or(true) != open),
            Kind::Gap => self.gap.is_some(),
            _ => self.is_new_day,
        }
    }

    pub(super) fn say(&mut self, kind: Kind, to: &Said<'_>) -> Option<String> {
        match kind {
            Kind::Begin => {
                if self.began {
                    return None;
                }
                (self.began, self.is_ready) = (true, false);
                Some(begin(to))
            }
            Kind::Message => match self.message.take() {
                Some(message) => Some(said(to, &message)),
                None => self.notes.pop_front().map(|note| noted(to, &note)),
            },
            Kind::Hub => {
                let (open, since) = self.hub.filter(|(open, _)| self.hub_said.unwrap_or(true) != *open)?;
                self.hub_said = Some(open);
                Some(if open {
                    tr!(to, "The hub is there again").to_owned()
                } else {
                    tr!(to, "No connection to the hub since {time}", time = to.clock(since))
                })
            }
            Kind::Gap => self.gap.take().map(|(from, until)| {
                tr!(to, "Nothing is known from {from} to {until}", from = to.clock(from), until = to.clock(until))
            }),
            _ => {
                let is_new = std::mem::take(&mut self.is_new_day);
                is_new.then(|| tr!(to, "A new day: {date}", date = date(to)))
            }
        }
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        self.first = self.first.map(|first| first.plus(by));
        self.hub = self.hub.map(|(open, since)| (open, since.plus(by)));
    }
}

fn date(to: &Said<'_>) -> String {
    clock(to, to.now, to.manner.zone, "%a %d %b").map_or_else(String::new, |(date, _)| date)
}

/// `Sat 21 Nov, Acme: 12 agents logged in, 5 ready, …`
fn begin(to: &Said<'_>) -> String {
    let mut known = calls::now(to);
    known.extend(calls::today(to));
    if known.is_empty() {
        known.push(tr!(to, "nothing is known yet").to_owned());
    }
    let (date, site) = (date(to), name(&to.manner.site));
    tr!(to, "{date}, {site}: {known}", date = date, site = site, known = clauses(to, &known))
}

/// A message of a person.
fn said(to: &Said<'_>, message: &OnBoards) -> String {
    match message {
        OnBoards::Message(Message { text, from: Some(from), .. }) => {
            tr!(to, "Message from {who}: {text}", who = name(from), text = text)
        }
        OnBoards::Message(Message { text, .. }) => tr!(to, "Message: {text}", text = text),
        OnBoards::Nothing => tr!(to, "The message was taken away").to_owned(),
    }
}

/// A note of a person.
fn noted(to: &Said<'_>, Note { from, text, .. }: &Note) -> String {
    match from {
        Some(from) => tr!(to, "Note by {who}: {text}", who = name(from), text = text),
        None => tr!(to, "Note: {text}", text = text),
    }
}
