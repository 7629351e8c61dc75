//! Puts the pages of a full message together, and holds changes back until the board can take them.
//!
//! Pure. While a message has several pages, each with its own stream, the board must get all of them in one step.
//! What the streams tell meanwhile is queued, or folded into the pages that are kept here.

use std::time::Duration;

use litemap::LiteMap;
use tokio::time::Instant;

use crate::model::lines::Lines;
use crate::model::{AgentId, Change, Changes, Reject, Roster, RosterKind, caps};
use crate::platforms::FullPage;

mod extent;

pub use extent::{pages_needed, pages_there_are, rows_a_page};

/// More pages than this are not opened: each is a connection.
pub const PAGES_MAX: u32 = 100;

/// So many queued messages are folded into the pages.
const LOG_MAX: usize = 1024;

/// How far the full message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is held, and nothing is awaited that was ever begun.
    Empty,
    /// Some pages are here. The board still shows what was before.
    Assembling { since: Instant },
    /// The board was given what there is; pages are missing.
    Partial,
    /// The board was given all of it.
    Whole,
}

/// What the board is to be told in one go.
#[derive(Debug, PartialEq)]
pub struct Emission {
    /// First the agents.
    pub roster: Roster,
    /// Then what was heard meanwhile.
    pub changes: Vec<Changes>,
    /// Pages overlap or miss agents: look again soon.
    pub short: bool,
}

/// What a page's full message led to.
#[derive(Debug, PartialEq)]
pub enum PageOutcome {
    /// Other pages are still to come.
    Wait,
    /// Tell the board.
    Emit(Box<Emission>),
    /// The board holds all pages, and this one may overlap with the others: ask for all of them at once.
    Resync,
}

/// What came of one message of changes.
#[derive(Debug, PartialEq)]
pub struct Passed {
    /// What to tell the board; may be empty.
    pub changes: Changes,
    /// Something else than these was refused: the board may have missed something.
    pub doubtful: bool,
    /// Agents that were named and are not on the board.
    pub missing: Vec<AgentId>,
}

/// The pages of the agents' full message.
pub struct Pages {
    asked: u32,
    size: u32,
    grace: Duration,
    stage: Stage,
    needed: u32,
    cut_short: bool,
    /// There are more agents than are kept.
    crowded: bool,
    total: Option<u64>,
    held: LiteMap<u32, FullPage>,
    log: Vec<(u32, Changes)>,
    /// Operations in `log`.
    logged: usize,
    known: Lines,
}

impl Pages {
    /// Nothing yet. `asked`: rows a page; `grace`: how long to wait for the last pages before showing the others.
    pub fn new(asked: u32, grace: Duration) -> Self {
        Self {
            asked: asked.max(1),
            size: asked.max(1),
            grace,
            stage: Stage::Empty,
            needed: 1,
            cut_short: false,
            crowded: false,
            total: None,
            held: LiteMap::new(),
            log: Vec::new(),
            logged: 0,
            known: Lines::default(),
        }
    }

    /// So many rows a page are asked for now.
    pub fn asking_for(&mut self, rows: u32) {
        self.asked = rows.max(1);
    }

    /// How many pages there are, as far as is known.
    pub const fn needed(&self) -> u32 {
        self.needed
    }

    /// Whether there are more pages than are opened.
    pub const fn is_cut_short(&self) -> bool {
        self.cut_short
    }

    /// Whether there are more agents than are kept.
    pub const fn is_crowded(&self) -> bool {
        self.crowded
    }

    /// Whether the board holds a roster that changes can be applied to.
    pub const fn is_told(&self) -> bool {
        matches!(self.stage, Stage::Partial | Stage::Whole)
    }

    /// Whether the board knows this agent.
    pub fn knows(&self, id: &AgentId) -> bool {
        self.known.knows(id)
    }

    /// A page's full message. `others_live`: whether another page's stream is alive.
    pub fn full(&mut self, number: u32, page: FullPage, others_live: bool, now: Instant) -> PageOutcome {
        self.learn(number, &page);
        if self.stage == Stage::Whole && others_live {
            return PageOutcome::Resync;
        }
        if !others_live && !matches!(self.stage, Stage::Assembling { .. }) {
            self.restart(now);
        }
        if self.stage == Stage::Partial {
            self.fold();
        }
        self.log.retain(|(from, _)| *from != number);
        self.hold(number, page);
        self.count();
        if self.is_all_held() || self.stage == Stage::Partial {
            return PageOutcome::Emit(Box::new(self.emit()));
        }
        PageOutcome::Wait
    }

    /// Begins anew: what the board shows stays until the new pages are there.
    pub fn restart(&mut self, now: Instant) {
        self.held.clear();
        self.log.clear();
        self.logged = 0;
        self.stage = Stage::Assembling { since: now };
    }

    /// When [`Pages::give_up`] is due at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        match self.stage {
            Stage::Assembling { since } if !self.held.is_empty() => Some(since + self.grace),
            _ => None,
        }
    }

    /// What the board should see if each missing page has failed since the first one came, or the grace is over.
    /// `failed_since`: whether an attempt at a page has failed since then.
    pub fn give_up(&mut self, failed_since: impl Fn(u32, Instant) -> bool, now: Instant) -> Option<Emission> {
        let deadline = self.deadline()?;
        let Stage::Assembling { since } = self.stage else { return None };
        let all_failed = (1..=self.needed)
            .filter(|number| !self.held.contains_key(number))
            .all(|number| failed_since(number, since));
        (now >= deadline || all_failed).then(|| self.emit())
    }

    /// One message of changes from the stream of page `number`. `lead`: the page whose word on the centre's figures
    /// counts, since every page's stream repeats them.
    pub fn changes(&mut self, number: u32, mut changes: Changes, lead: u32) -> Option<Passed> {
        match self.stage {
            Stage::Empty => Some(refused(changes.rejects)),
            Stage::Assembling { .. } => {
                if !self.held.contains_key(&number) {
                    return Some(refused(changes.rejects));
                }
                self.hold_back(number, changes);
                None
            }
            Stage::Partial | Stage::Whole => {
                if number != lead {
                    strip_summary(&mut changes);
                }
                if self.stage == Stage::Partial {
                    self.hold_back(number, changes.clone());
                }
                Some(self.pass(changes))
            }
        }
    }

    /// Takes the pages as the snapshot call gave them, and what was heard while it ran.
    pub fn snapshot(
        &mut self,
        kind: RosterKind,
        pages: impl IntoIterator<Item = (u32, FullPage)>,
        heard: &[Changes],
    ) -> Roster {
        self.held.clear();
        self.log.clear();
        self.logged = 0;
        for (number, page) in pages {
            self.learn(number, &page);
            self.hold(number, page);
        }
        self.count();
        let complete = self.is_all_held() && !self.is_denied();
        let mut roster = merge(kind, std::mem::take(&mut self.held), self.total, complete);
        roster.replay(heard);
        self.told(&roster, complete);
        roster
    }

    /// Lets a message of changes through, less what names agents that the board does not know, and with what it implies.
    pub fn pass(&mut self, message: Changes) -> Passed {
        let Changes { mut changes, made, implied, mut rejects, spared } = message;
        let doubtful = !rejects.is_empty();
        let mut missing = Vec::new();
        // Operations of one agent come together and share the id, so that only the first is looked up.
        let mut last = None;
        changes.retain(|change| {
            let Change::Agent { id, .. } = change else { return true };
            if last.as_ref() == Some(id) {
                return true;
            }
            let is_known = self.known.knows(id);
            if is_known {
                last = Some(id.clone());
            } else {
                rejects.push(unknown(id));
                missing.push(id.clone());
            }
            is_known
        });
        let mut changes = Changes { changes, made, implied, rejects, spared };
        self.known.complete(&mut changes);
        Passed { changes, doubtful, missing }
    }

    fn learn(&mut self, number: u32, page: &FullPage) {
        if number == 1 {
            self.size = rows_a_page(self.asked, page.page_size, page.sent, page.total);
        }
        // A page behind the last row may say anything.
        if number == 1 || page.sent > 0 && page.total.is_some() {
            self.total = page.total;
        }
    }

    /// Keeps a page, as far as there is room for its agents beside those of the others.
    fn hold(&mut self, number: u32, mut page: FullPage) {
        self.held.remove(&number);
        let others: usize = self.held.values().map(|page| page.agents.len()).sum();
        let room = caps::AGENTS.saturating_sub(others);
        self.crowded = page.agents.len() > room;
        page.agents.truncate(room);
        self.held.insert(number, page);
    }

    /// Counts the pages by those that came, and lets go of what is behind them.
    fn count(&mut self) {
        let needed = pages_there_are(self.asked, self.size, self.total, PAGES_MAX, |number| self.held.get(&number));
        self.cut_short = needed > PAGES_MAX;
        self.needed = needed.min(PAGES_MAX);
        let needed = self.needed;
        self.held.retain(|number, _| *number <= needed);
    }

    /// Whether the vendor counts agents and lists not one.
    fn is_denied(&self) -> bool {
        self.total.is_some_and(|total| total > 0) && self.held.values().all(|page| page.sent == 0)
    }

    fn is_all_held(&self) -> bool {
        !self.cut_short && !self.crowded && (1..=self.needed).all(|number| self.held.contains_key(&number))
    }

    fn emit(&mut self) -> Emission {
        let complete = self.is_all_held();
        let doubtful = pages_needed(self.total, self.size) > 1 || self.is_denied();
        let lead = self.lead();
        self.logged = 0;
        let log: Vec<Changes> = std::mem::take(&mut self.log).into_iter().map(|entry| led(entry, lead)).collect();
        let pages = if complete { std::mem::take(&mut self.held) } else { self.held.clone() };
        let mut roster = merge(RosterKind::Full, pages, self.total, complete);
        let held = roster.agents.len() as u64;
        let short = complete && doubtful && self.total.is_some_and(|total| total > held);
        // An agent that moved from page to page meanwhile is looked for: until then they stay as they were.
        roster.complete &= !short;
        self.told(&roster, complete);
        if !complete && !log.is_empty() {
            replay(&mut self.held, &log);
        }
        Emission { roster, changes: log, short }
    }

    fn told(&mut self, roster: &Roster, whole: bool) {
        self.known.learn(roster);
        self.stage = if whole { Stage::Whole } else { Stage::Partial };
    }

    fn lead(&self) -> u32 {
        self.held.keys().next().copied().unwrap_or(1)
    }

    fn hold_back(&mut self, number: u32, changes: Changes) {
        self.logged = self.logged.saturating_add(changes.changes.len());
        self.log.push((number, changes));
        if self.log.len() >= LOG_MAX || self.logged >= caps::OPERATIONS {
            self.fold();
        }
    }

    fn fold(&mut self) {
        self.logged = 0;
        let lead = self.lead();
        let log: Vec<Changes> = std::mem::take(&mut self.log).into_iter().map(|entry| led(entry, lead)).collect();
        replay(&mut self.held, &log);
    }
}

/// Merges pages: of two agents with one id the later wins, in the place of the earlier.
fn merge(kind: RosterKind, pages: LiteMap<u32, FullPage>, total: Option<u64>, complete: bool) -> Roster {
    let mut pages = pages.into_iter().map(|(_, page)| page);
    let (summary, mut agents) = pages.next().map(|first| (first.summary, first.agents)).unwrap_or_default();
    for page in pages {
        agents.extend(page.agents);
    }
    Roster { kind, summary, total, complete, agents: Roster::distinct(agents) }
}

/// Brings pages up to date with what was heard since they came.
fn replay(pages: &mut LiteMap<u32, FullPage>, heard: &[Changes]) {
    for (_, page) in pages.iter_mut() {
        let mut roster = Roster {
            kind: RosterKind::Full,
            summary: std::mem::take(&mut page.summary),
            total: page.total,
            complete: false,
            agents: std::mem::take(&mut page.agents),
        };
        roster.replay(heard);
        page.summary = roster.summary;
        page.agents = roster.agents;
    }
}

fn led((number, mut changes): (u32, Changes), lead: u32) -> Changes {
    if number != lead {
        strip_summary(&mut changes);
    }
    changes
}

/// Takes out what is said of the centre's figures.
pub fn strip_summary(changes: &mut Changes) {
    changes.changes.retain(|change| matches!(change, Change::Agent { .. }));
}

fn refused(rejects: Vec<Reject>) -> Passed {
    Passed { doubtful: !rejects.is_empty(), missing: Vec::new(), changes: Changes { rejects, ..Changes::default() } }
}

fn unknown(id: &AgentId) -> Reject {
    Reject::unknown(id)
}

#[cfg(test)]
mod tests;
