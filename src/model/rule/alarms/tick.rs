//! Agents at rest: who stays as they are is over their next limit at a moment that is known before. Until then a look at
//! them finds only that what stands has stood for longer, which is told of all of them where they stand.
//!
//! That holds as long as nothing else happens that concerns an agent who is not touched: a source that goes away, a clock
//! that moves, a person who sees to an alert. After that, all are looked at.

use super::rest::Under;
use super::{About, AlarmKey, Alarms, Alert, Met, Open};
use crate::model::board::Board;
use crate::model::dues::Dues;
use crate::model::quick::{QuickMap, QuickSet};
use crate::model::rule::trust::Trust;
use crate::model::rule::{Rule, Rules, Watch};
use crate::model::source::SourceId;
use crate::model::time::Stamp;

impl Alarms {
    /// Holds the rules against those whose time has come, and against those in `touched`: to be called once a second, with
    /// all that changed since the last look. What stands is what [`Alarms::check_all`] would find.
    pub fn tick(&mut self, board: &Board, touched: &[usize], now: Stamp) {
        self.generation = Some(board.generation());
        self.heed(board, now);
        self.begin(now);
        self.check_centre(board, now);
        let passed = now.since(self.rest.told);
        let under = Under { generation: board.generation(), skew_ms: board.skew_ms() };
        let live = Trust::of(&self.rules, board, now).is_live(SourceId::Agents);
        let same = self.rest.under == Some(under) && self.rest.dues.len() == board.agents().len();
        self.rest.told = now;
        if live && same && passed >= 0 && self.resumed.is_empty() {
            for slot in touched {
                self.rest.touch(*slot);
            }
            let slots = self.rest.dues.due(now);
            self.check_agents(board, slots.iter().copied(), now);
            self.end_of(board, &slots, now);
            self.settle(passed);
        } else {
            self.rest.dues.reset(board.agents().len());
            self.rest.under = live.then_some(under);
            // Each that stands has stood for longer: to find that out one by one is dearer than to tell all of them anew.
            self.stirred.all();
            self.check_agents(board, 0..board.agents().len(), now);
            let round = self.rounds;
            self.end(|_, open| open.round != round, now);
            self.settle(0);
        }
    }

    /// Holds the rules against each of these agents, and notes when that is to be done again.
    fn check_agents(&mut self, board: &Board, slots: impl Iterator<Item = usize>, now: Stamp) {
        let rules = self.rules.clone();
        for slot in slots {
            let next = self.check_agent(&rules, board, slot, now);
            self.rest.dues.set(slot, next);
        }
    }

    /// Holds the rules against one agent; when that may come to something else, as long as the agent stays as they are.
    /// `rules` are these alarms' own, lent once for all agents.
    pub(super) fn check_agent(&mut self, rules: &Rules, board: &Board, slot: usize, now: Stamp) -> Stamp {
        let mut next = Dues::NEVER;
        let Some(agent) = board.agent(slot) else { return next };
        let state = agent.state();
        if rules.of_state(state).is_empty() {
            return next;
        }
        let skew = board.skew_ms();
        let (Some(since), Some(elapsed_ms)) = (agent.since(), agent.in_state_ms(now, skew)) else { return next };
        let trust = Trust::of(rules, board, now);
        for at in rules.of_state(state) {
            let Some(rule) = rules.get(*at) else { continue };
            if let Watch::State { state: watched, over_ms, who } = &rule.watch
                && *watched == state
                && agent.is_among(who)
            {
                let due = since.plus(skew.saturating_neg()).plus(*over_ms);
                if elapsed_ms < *over_ms {
                    next = next.min(due);
                    continue;
                }
                let alert = Alert::Agent { slot, state, elapsed_ms, limit_ms: *over_ms };
                let about = About::Agent(agent.id.clone());
                let may_raise = |held: Option<Stamp>| trust.may_raise_agent(slot, held.unwrap_or(due));
                let unconfirmed = !trust.knows_agent(slot);
                let met = Met { about, alert, due: Some(due), may_raise: &may_raise, unconfirmed };
                next = next.min(self.met(*at, rule, met, now, || agent.label().to_owned()));
                if elapsed_ms == 0 {
                    // By the vendor's clock it has yet to begin: until then it does not get older.
                    next = Dues::AT_ONCE;
                }
            }
        }
        next
    }

    /// Ends what is no longer met of these agents, of the centre and of the sources.
    pub(super) fn end_of(&mut self, board: &Board, slots: &[usize], now: Stamp) {
        let (rules, round) = (self.rules.clone(), self.rounds);
        if slots.len() * rules.of_agents().count() > self.open.len() {
            // To look at each that is open is sooner done than to look for so many.
            let looked_at: QuickSet<usize> = slots.iter().copied().collect();
            let is_of = |open: &Open| match &open.alert {
                Alert::Agent { slot, .. } => looked_at.contains(slot),
                _ => true,
            };
            self.end(|_, open| open.round != round && is_of(open), now);
            return;
        }
        let mut gone = Vec::new();
        let mut end = |open: &mut QuickMap<AlarmKey, Open>, key: &AlarmKey| {
            if open.get(key).is_some_and(|open| open.round != round) {
                gone.extend(open.remove_entry(key));
            }
        };
        for key in &self.beside {
            end(&mut self.open, key);
        }
        for agent in slots.iter().filter_map(|slot| board.agent(*slot)) {
            for rule in rules.of_agents() {
                end(&mut self.open, &AlarmKey { rule, about: About::Agent(agent.id.clone()) });
            }
        }
        self.let_go(gone, now);
    }
}

impl Open {
    /// When a look may come to something else than before, as long as nothing changes but the time.
    pub(super) fn next(&self, rule: &Rule, quiet: bool, seen: bool) -> Stamp {
        match self.raised {
            None => self.since.plus(rule.hold_ms),
            Some(_) if !self.told && !quiet => Dues::AT_ONCE,
            Some(_) => self.escalates_at(rule, quiet || seen).unwrap_or(Dues::NEVER),
        }
    }
}
