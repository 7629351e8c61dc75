//! The board: everything known at this moment, and the one way to change it.
//!
//! Totals are kept up to date by each change instead of being counted again for each frame, and the slots of changed
//! agents are noted so that a sorted list moves only those.

use std::sync::LazyLock;

use litemap::LiteMap;

use super::agent::Agent;
use super::ai::AiDay;
use super::callers::Observed;
use super::chat::ChatDay;
use super::drift::AiHalves;
use super::floor::FloorWatch;
use super::half;
use super::kept::KeptTotals;
use super::ledger::Ledger;
use super::live::LiveCalls;
use super::lookup::Shelf;
use super::platform::PlatformDay;
use super::probe::Probes;
use super::source::{Source, SourceId};
use super::status::{LoginState, State};
use super::summary::{Figure, Summary};
use super::tag::Tag;
use super::time::Stamp;
use super::trend::Trends;
use super::update::{Payload, Update};

mod ahead;
mod apply;
mod callers;
mod clock;
mod compared;
mod continuing;
mod counts;
mod delta;
mod derived;
mod differ;
mod drifting;
mod floors;
mod index;
mod listed;
mod mark;
mod noted;
mod numbers;
mod ours;
mod patch;
mod probed;
mod pushed;
mod retell;
mod roster;
mod today;
mod waiting;
mod why;

pub use compared::{Compared, HalfFigures};
pub use counts::Counts;
use counts::Sums;
pub use differ::Difference;
use index::Index;
use mark::{Mark, Marks, Moment, transitions_kept};
pub use mark::{TRANSITIONS_KEPT, TRANSITIONS_LEAST, TRANSITIONS_TOGETHER, Transition};
use numbers::Numbers;
pub use ours::{WaitingBy, WaitingIn};
pub use today::{Today, TrendOf};
pub use why::{Against, NoWhy, WhyHalves};

/// A platform of chats that stands beside others: how its source stands, and what it told last.
#[derive(Clone, Debug)]
pub struct ChatSource {
    /// Which.
    pub tag: Tag,
    /// How it stands.
    pub source: Source,
    /// Its chats of today; `None` before the first answer.
    pub day: Option<PlatformDay>,
}

fn platform_of(platforms: &mut LiteMap<Tag, ChatSource>, tag: Tag) -> &mut ChatSource {
    platforms.entry(tag).or_insert_with(|| ChatSource { tag, source: Source::default(), day: None })
}

/// What the board keeps beside an agent. Every message about one asks for most of it, so it is all in the 64 bytes that come
/// from the memory at once.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
struct Track {
    /// Named by the last full message; otherwise kept from before because that message was incomplete.
    confirmed: bool,
    /// Noted in `touched` and not yet taken.
    noted: bool,
    /// Counted in `with_inbound`.
    inbound: bool,
    /// When the agents' source last told of the agent since it broke off.
    told: Moment,
    seen: Marks,
}

/// Everything known now.
#[derive(Clone, Debug, Default)]
pub struct Board {
    agents: Vec<Agent>,
    tracks: Vec<Track>,
    index: Index,
    summary: Summary,
    total: Option<u64>,
    confirmed: usize,
    has_roster: bool,
    /// When the last complete roster came since the agents' source broke off.
    whole_at: Option<Stamp>,
    listed: bool,
    counts: Box<Counts>,
    sums: Sums,
    chat: Option<ChatDay>,
    ai: Option<Box<AiDay>>,
    ledger: Option<Box<Ledger>>,
    kept: Box<KeptTotals>,
    floor: Box<FloorWatch>,
    ai_halves: Box<AiHalves>,
    sources: [Source; 3],
    calls: Box<Source>,
    push: Box<Source>,
    probe: Box<Source>,
    probes: Box<Probes>,
    live: Box<LiveCalls>,
    numbers: Numbers,
    platforms: LiteMap<Tag, ChatSource>,
    trends: Box<Trends>,
    observed: Observed,
    /// How many agents have an inbound call.
    with_inbound: u64,
    /// How often an agent was called something else.
    named: u64,
    shelf: Shelf,
    seen_alerts: Box<super::seen::SeenAlerts>,
    notes: Box<super::note::Notes>,
    touched: Vec<usize>,
    /// The slots that a message is about while it is applied: kept for its room.
    slots: Vec<usize>,
    generation: u64,
    revision: u64,
}

impl Board {
    /// An empty board: nothing configured, nothing heard.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one update. The only way in; no update is ever half applied.
    pub fn apply(&mut self, update: Update) {
        let at = update.at;
        self.watch_floor(at, &update.payload);
        match update.payload {
            Payload::Roster(roster) => self.apply_roster(at, *roster, None),
            Payload::RosterDelta(delta) => self.apply_delta(at, *delta),
            Payload::Changes(changes) => self.apply_changes(at, changes),
            Payload::Chat(day) => {
                let source = self.source_mut(SourceId::Chat);
                source.heard = Some(at);
                source.as_of = Some(day.as_of);
                self.chat = Some(*day);
                self.revision += 1;
            }
            Payload::Ai(mut day) => {
                if let Some(known) = self.ai.take() {
                    day.keep(*known);
                }
                let source = self.source_mut(SourceId::Ai);
                source.heard = Some(at);
                source.as_of = Some(day.as_of);
                self.ai = Some(day);
                self.revision += 1;
            }
            Payload::Platform(day) => {
                let platform = platform_of(&mut self.platforms, day.tag);
                platform.source.heard = Some(at);
                platform.source.as_of = Some(day.as_of);
                platform.day = Some(*day);
                self.revision += 1;
            }
            Payload::Calls(news) => {
                let source = self.source_mut(SourceId::Calls);
                source.heard = Some(at);
                source.as_of = Some(news.as_of);
                self.note_records(&news);
                let (day, target, skew) = (news.day, news.target, self.calls_skew_ms());
                let ledger = self.ledger.get_or_insert_with(|| Box::new(Ledger::new(day, target)));
                ledger.take(*news);
                self.kept.note(ledger, skew);
                self.keep_floor();
                self.revision += 1;
            }
            Payload::Pushed(callbacks) => self.apply_pushed(at, callbacks),
            Payload::Probes(sets) => self.apply_probes(at, sets),
            Payload::Probed(runs) => self.apply_probed(at, runs),
            Payload::Totals(halves) => self.apply_totals(at, halves),
            Payload::Funnels(halves) => self.apply_funnels(at, halves),
            Payload::Source(report) => {
                let id = report.source;
                let was_live = self.source(id).phase.is_live();
                self.source_mut(id).report(at, report);
                if id == SourceId::Agents && was_live && !self.source(id).phase.is_live() {
                    self.whole_at = None;
                    self.floor.break_off();
                    self.tracks.iter_mut().for_each(|track| track.told = Moment::default());
                }
                self.revision += 1;
            }
            Payload::Heard(id) => self.apply_heard(at, id),
            Payload::Found(found) => {
                self.take_counted(at, &found);
                if half::tells(&found) {
                    self.trends.take_report();
                }
                self.shelf.take(at, *found);
                self.revision += 1;
            }
            Payload::Seen(seen) => self.apply_seen(seen),
            Payload::Notes(notes) => self.apply_notes(at, notes),
        }
    }

    /// What was looked up, with its age.
    pub const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Forgets customers' numbers that were looked up unmasked.
    pub fn mask_found(&mut self) {
        self.shelf.mask_numbers();
    }

    /// The agents, in the vendor's order. An agent's position is its slot until the next [`Board::generation`].
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// The agent in `slot`.
    pub fn agent(&self, slot: usize) -> Option<&Agent> {
        self.agents.get(slot)
    }

    /// The slot of the agent with `id`.
    pub fn slot(&self, id: &str) -> Option<usize> {
        self.index.get_by(&self.agents, id.trim())
    }

    /// Whether the last full message named this agent.
    pub fn is_confirmed(&self, slot: usize) -> bool {
        self.tracks.get(slot).is_some_and(|track| track.confirmed)
    }

    /// When the agents' source last told of the agent in `slot`; `None` if it has not since it was live last.
    pub(super) fn told_since_break(&self, slot: usize) -> Option<Stamp> {
        self.tracks.get(slot).and_then(|track| track.told.get())
    }

    /// When it last told of all of them; `None` if it has not since it was live last.
    pub(super) const fn whole_since_break(&self) -> Option<Stamp> {
        self.whole_at
    }

    /// State changes of the agent in `slot` seen since start, oldest first.
    pub fn seen(&self, slot: usize) -> impl DoubleEndedIterator<Item = Transition> + '_ {
        self.tracks.get(slot).into_iter().flat_map(|track| track.seen.iter().map(Mark::transition))
    }

    /// The figures as the vendor sent them.
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// A figure: the vendor's where it sent one, else computed from the agents, and only when all of them are on the
    /// board.
    pub fn figure(&self, figure: Figure) -> Option<u64> {
        self.summary.get(figure).or_else(|| if self.is_complete() { self.computed(figure) } else { None })
    }

    /// A figure computed from the agents on the board; `None` for what agents cannot tell.
    pub fn computed(&self, figure: Figure) -> Option<u64> {
        let counts = &self.counts;
        let state = |state| Some(counts.state(state));
        let login = |login| Some(counts.login(login));
        let sum = |index| self.sums.get(index).or((self.has_roster && self.agents.is_empty()).then_some(0));
        match figure {
            Figure::Answered => sum(0),
            Figure::Missed => sum(1),
            Figure::Dialled => sum(2),
            Figure::Connected => sum(3),
            Figure::InboundNow | Figure::OutboundNow => None,
            Figure::LoggedIn => Some(
                counts.login(LoginState::Online) + counts.login(LoginState::Busy) + counts.login(LoginState::Locked),
            ),
            Figure::Online => login(LoginState::Online),
            Figure::LoginBusy => login(LoginState::Busy),
            Figure::LoginLocked => login(LoginState::Locked),
            Figure::Offline => login(LoginState::Offline),
            Figure::InCall => Some(
                counts.state(State::Dialling)
                    + counts.state(State::Ringing)
                    + counts.state(State::Talking)
                    + counts.state(State::Holding),
            ),
            Figure::Ready => state(State::Ready),
            Figure::Busy => state(State::Busy),
            Figure::Dialling => state(State::Dialling),
            Figure::Ringing => state(State::Ringing),
            Figure::Talking => state(State::Talking),
            Figure::Holding => state(State::Holding),
            Figure::WrapUp => state(State::WrapUp),
            Figure::Locked => state(State::Locked),
        }
    }

    /// Agents by state, counted from the agents on the board.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Today's chats.
    pub const fn chat(&self) -> Option<&ChatDay> {
        self.chat.as_ref()
    }

    /// Today's AI sessions.
    pub fn ai(&self) -> Option<&AiDay> {
        self.ai.as_deref()
    }

    /// Today's calls by their records; `None` before the first of them.
    pub fn ledger(&self) -> Option<&Ledger> {
        self.ledger.as_deref()
    }

    /// The chats on other platforms, in the order of their names.
    pub fn platforms(&self) -> impl Iterator<Item = &ChatSource> {
        self.platforms.values()
    }

    /// Every source there is, in display order.
    pub fn source_ids(&self) -> impl Iterator<Item = SourceId> + use<'_> {
        let there = |id: &SourceId| self.source(*id).phase_since.is_some();
        let others = [SourceId::Calls, SourceId::Push, SourceId::Probe].into_iter().filter(there);
        SourceId::FIXED.into_iter().chain(others).chain(self.platforms.keys().map(|tag| SourceId::Platform(*tag)))
    }

    /// A source; one that was never heard of is off.
    pub fn source(&self, id: SourceId) -> &Source {
        static NEVER_HEARD_OF: LazyLock<Source> = LazyLock::new(Source::default);
        let [agents, chat, ai] = &self.sources;
        match id {
            SourceId::Agents => agents,
            SourceId::Chat => chat,
            SourceId::Ai => ai,
            SourceId::Calls => &self.calls,
            SourceId::Push => &self.push,
            SourceId::Probe => &self.probe,
            SourceId::Platform(tag) => self.platforms.get(&tag).map_or(&NEVER_HEARD_OF, |platform| &platform.source),
        }
    }

    fn source_mut(&mut self, id: SourceId) -> &mut Source {
        let [agents, chat, ai] = &mut self.sources;
        match id {
            SourceId::Agents => agents,
            SourceId::Chat => chat,
            SourceId::Ai => ai,
            SourceId::Calls => &mut self.calls,
            SourceId::Push => &mut self.push,
            SourceId::Probe => &mut self.probe,
            SourceId::Platform(tag) => &mut platform_of(&mut self.platforms, tag).source,
        }
    }

    /// Growth of today's counters since start.
    pub fn trends(&self) -> &Trends {
        &self.trends
    }

    /// Counts up when slots change their meaning: a list of slots must then be built anew.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Is another one as soon as an agent is called something else, and when slots change their meaning.
    pub const fn names(&self) -> (u64, u64) {
        (self.generation, self.named)
    }

    /// Counts up with everything that could be seen on a screen, ages apart.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The slots that changed since the last call, each once.
    pub fn take_touched(&mut self) -> Vec<usize> {
        let touched = std::mem::take(&mut self.touched);
        for slot in &touched {
            if let Some(track) = self.tracks.get_mut(*slot) {
                track.noted = false;
            }
        }
        touched
    }
}

#[cfg(test)]
mod tests;
