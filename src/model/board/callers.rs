//! Callers whom no agent has yet: inbound calls in progress minus those that agents have.

use super::Board;
use crate::model::agent::Agent;
use crate::model::callers::Callers;
use crate::model::source::SourceId;
use crate::model::status::CallKind;
use crate::model::summary::Figure;
use crate::model::time::Stamp;

/// It is looked at so often, in ms, whatever comes in.
const LOOK_MS: i64 = 1_000;

impl Board {
    /// Inbound calls in progress that no agent has: none is rung, dials, talks or holds in them. An upper bound of
    /// those who wait in a queue: callers in the menu and with a robot are among them, and so are calls that were
    /// routed to outside numbers. Colleagues who are asked during a call have it too, and take one off.
    pub fn callers(&self) -> Callers {
        let Some(calls) = self.summary.get(Figure::InboundNow) else { return Callers::NotSent };
        let source = self.source(SourceId::Agents);
        if source.scope.as_ref().is_some_and(|scope| !scope.only.is_empty()) {
            return Callers::Narrowed;
        }
        if !self.is_complete() {
            return Callers::Incomplete;
        }
        let taken = self.with_agents();
        let lasts = self
            .observed
            .below
            .zip(source.heard)
            .is_some_and(|(since, heard)| heard.since(since) > Callers::SETTLES_MS);
        match calls.checked_sub(taken) {
            Some(callers) => Callers::Count(callers),
            None if lasts => Callers::Contradictory(taken - calls),
            None => Callers::Settling(taken - calls),
        }
    }

    /// The same where it is known.
    pub fn no_agent_yet(&self) -> Option<u64> {
        match self.callers() {
            Callers::Count(callers) => Some(callers),
            Callers::Settling(_) => Some(0),
            Callers::NotSent | Callers::Narrowed | Callers::Incomplete | Callers::Contradictory(_) => None,
        }
    }

    /// Inbound calls that agents have: who rings, dials, talks or holds in one. `None` as long as not every agent is there.
    pub fn inbound_at_agents(&self) -> Option<u64> {
        self.is_complete().then(|| self.with_agents())
    }

    /// A frame asks for it some five times, and of ten thousand agents the memory alone takes a while to go through: it is
    /// kept up to date by each change ([`recount_inbound`]).
    const fn with_agents(&self) -> u64 {
        self.with_inbound
    }

    /// Looks at it from time to time: since when it has been impossible, and how high it stands.
    pub(super) fn note_callers(&mut self, at: Stamp) {
        self.note_check(at);
        if self.observed.last.is_some_and(|last| (0..LOOK_MS).contains(&at.since(last))) {
            return;
        }
        self.observed.last = Some(at);
        let impossible = self.summary.get(Figure::InboundNow).is_some_and(|calls| self.with_agents() > calls);
        self.observed.below = if impossible { self.observed.below.or(Some(at)) } else { None };
        if let Some(callers) = self.no_agent_yet() {
            self.trends.no_agent_yet.note_level(at, callers);
        }
    }
}

/// Counts an agent who has an inbound call now and had none when this was `counted` last, or the other way round.
pub(super) fn recount_inbound(agent: &Agent, counted: &mut bool, count: &mut u64) {
    let has_one = agent.call == Some(CallKind::Inbound) && agent.state().in_call();
    match (has_one, std::mem::replace(counted, has_one)) {
        (true, false) => *count += 1,
        (false, true) => *count = count.saturating_sub(1),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{
        AgentChange, AgentId, Change, Changes, LoginState, Narrow, Payload, Phase, Roster, RosterKind, Scope,
        SourceReport, SummaryChange, Update, WorkState,
    };

    const T: Stamp = Stamp(1_774_000_000_000);

    fn agent(id: &str, work: WorkState, call: CallKind) -> Agent {
        Agent { work: Some(work), call: Some(call), ..Agent::new(AgentId::new(id)) }
    }

    fn tell(board: &mut Board, at: Stamp, payload: Payload) {
        board.apply(Update::new(at, payload));
    }

    /// Two agents have inbound calls: one that rings, one on hold. The others have none, or an outbound one.
    fn floor(calls: Option<u64>) -> Board {
        let agents = vec![
            agent("a", WorkState::Ringing, CallKind::Inbound),
            agent("b", WorkState::Holding, CallKind::Inbound),
            agent("c", WorkState::WrapUp, CallKind::Inbound),
            agent("d", WorkState::Talking, CallKind::Outbound),
        ];
        let mut roster = Roster::whole(RosterKind::Full, agents);
        roster.summary.set(Figure::InboundNow, calls);
        let mut board = Board::new();
        tell(&mut board, T, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
        tell(&mut board, T, Payload::Roster(Box::new(roster)));
        board
    }

    fn calls(board: &mut Board, at: Stamp, calls: u64) {
        let change = Change::Summary(SummaryChange::Figure(Figure::InboundNow, Some(calls)));
        tell(board, at, Payload::Changes(Changes { changes: vec![change], ..Changes::default() }));
    }

    #[test]
    fn callers_without_an_agent_are_the_calls_that_no_agent_has() {
        let board = floor(Some(10));
        assert_eq!((board.callers(), board.no_agent_yet()), (Callers::Count(8), Some(8)));
        assert_eq!(board.trends().no_agent_yet.columns(5), [8]);
    }

    #[test]
    fn they_are_unknown_where_the_vendor_does_not_send_the_calls() {
        let board = floor(None);
        assert_eq!((board.callers(), board.no_agent_yet()), (Callers::NotSent, None));
        assert!(board.trends().no_agent_yet.columns(5).is_empty(), "nothing is drawn of it");
    }

    #[test]
    fn they_are_unknown_where_others_may_have_the_calls() {
        let mut board = floor(Some(10));
        for by in [Narrow::Departments, Narrow::Agents, Narrow::States] {
            let scope = Scope::of([(by, &["1".to_owned()][..])], []);
            let report = SourceReport { scope, ..SourceReport::new(SourceId::Agents, Phase::Live) };
            tell(&mut board, T, Payload::Source(report));
            assert_eq!(board.callers(), Callers::Narrowed, "{by:?}");
        }
        tell(&mut board, T, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
        let mut roster = Roster { total: Some(9), ..Roster::whole(RosterKind::Full, board.agents().to_vec()) };
        roster.summary.set(Figure::InboundNow, Some(10));
        tell(&mut board, T, Payload::Roster(Box::new(roster)));
        assert_eq!(board.callers(), Callers::Incomplete);
    }

    #[test]
    fn below_nothing_is_none_for_five_seconds_and_then_a_contradiction() {
        let mut board = floor(Some(10));
        calls(&mut board, T.plus(10_000), 1);
        let settles = Callers::SETTLES_MS;
        for (after, callers) in
            [(0, Callers::Settling(1)), (settles, Callers::Settling(1)), (settles + 1_000, Callers::Contradictory(1))]
        {
            tell(&mut board, T.plus(10_000 + after), Payload::Heard(SourceId::Agents));
            assert_eq!(board.callers(), callers, "{after} ms later");
            assert_eq!(board.no_agent_yet(), (after <= settles).then_some(0), "{after} ms later");
        }
        calls(&mut board, T.plus(17_000), 2);
        assert_eq!(board.callers(), Callers::Count(0), "it can be again");
        calls(&mut board, T.plus(18_000), 1);
        tell(&mut board, T.plus(22_000), Payload::Heard(SourceId::Agents));
        assert_eq!(board.callers(), Callers::Settling(1), "the time begins anew");
    }

    #[test]
    fn a_clock_that_is_set_does_not_make_it_older() {
        let mut board = floor(Some(10));
        calls(&mut board, T.plus(10_000), 1);
        board.clock_set(3_600_000);
        tell(&mut board, T.plus(3_613_000), Payload::Heard(SourceId::Agents));
        assert_eq!(board.callers(), Callers::Settling(1), "three seconds later");
    }

    proptest! {
        #[test]
        fn inbound_calls_are_counted_by_the_change_as_they_are_when_counted_anew(
            steps in prop::collection::vec((0..3_usize, 0..6_usize, 0..8_usize, any::<bool>()), 0..40),
        ) {
            const WORKS: [WorkState; 8] = [
                WorkState::Ready, WorkState::Ringing, WorkState::Talking, WorkState::Holding, WorkState::Dialling,
                WorkState::WrapUp, WorkState::Busy, WorkState::Talking,
            ];
            const CALLS: [Option<CallKind>; 4] =
                [Some(CallKind::Inbound), Some(CallKind::Outbound), Some(CallKind::None), None];
            const LOGINS: [LoginState; 4] =
                [LoginState::Online, LoginState::Offline, LoginState::Busy, LoginState::Locked];
            let mut board = floor(Some(3));
            for (at, (who, what, which, flag)) in (1_i64..).zip(steps) {
                let id = AgentId::new(["a", "b", "c"][who]);
                let work = AgentChange::Work(Some(WORKS[which]));
                let sets = match what {
                    0 | 1 => vec![work],
                    2 => vec![AgentChange::Call(CALLS[which % 4])],
                    3 => vec![AgentChange::Login(Some(LOGINS[which % 4]))],
                    4 => vec![AgentChange::Call(CALLS[which % 4]), work],
                    _ => Vec::new(),
                };
                let payload = if sets.is_empty() {
                    let agents = vec![agent(id.as_str(), WORKS[which], CallKind::Inbound)];
                    let kind = if flag { RosterKind::Full } else { RosterKind::Resync };
                    Payload::Roster(Box::new(Roster { complete: which == 0, ..Roster::whole(kind, agents) }))
                } else {
                    let changes = sets.into_iter().map(|set| Change::Agent { id: id.clone(), set }).collect();
                    let implied = flag.then(|| vec![Change::Agent { id, set: AgentChange::Call(Some(CallKind::None)) }]);
                    Payload::Changes(Changes { changes, implied, ..Changes::default() })
                };
                tell(&mut board, T.plus(1_000 * at), payload);
                let has_one = |agent: &&Agent| agent.call == Some(CallKind::Inbound) && agent.state().in_call();
                prop_assert_eq!(board.with_inbound, board.agents.iter().filter(has_one).count() as u64);
            }
        }
    }
}
