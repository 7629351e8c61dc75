//! Which inbound calls agents have, by events held against what the stream says of each agent.

use std::collections::BTreeSet;

use super::LiveCalls;
use super::queries::names;
use crate::model::agent::{Agent, AgentId};
use crate::model::live::call::{LiveCall, Stage};
use crate::model::live::party::{LiveParty, PartyState};
use crate::model::live::told::{PartyRole, StateTold};
use crate::model::status::{CallKind, WorkState};
use crate::model::time::Stamp;

/// What events say that began by so little, in ms, before an agent was called by the stream is of the same call, and a
/// party's state is the stream's if both began within so long.
const SAME_MS: i64 = 5_000;

/// What events tell of an agent in a call.
#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    /// They take part in this inbound call as an agent of it.
    Has(&'a LiveCall, &'a LiveParty),
    /// They are asked or listen in this one.
    Beside(&'a LiveCall),
    /// Nothing.
    Untold,
}

impl LiveCalls {
    /// How many inbound calls `agents` have together as far as events tell, and how many of them have calls that no event
    /// told of. `agents` are those who have an inbound call by the stream, each with the moment since when they have been in
    /// it without a break, on the vendor's clock, where the stream showed it.
    ///
    /// Two may share a call, as when one is asked by the other. Events of an agent are believed here only where they are of
    /// the same call by their times: what was missed since may have ended an earlier one. An agent of whom events tell
    /// nothing may have a call of their own, or share another's.
    pub fn taken<'a>(&self, agents: impl Iterator<Item = (&'a Agent, Option<Stamp>)>) -> (u64, u64) {
        let mut calls: BTreeSet<&str> = BTreeSet::new();
        let (mut holders, mut beside, mut untold) = (Vec::new(), Vec::new(), 0_u64);
        for (agent, since) in agents {
            match self.part_of(agent, since) {
                Part::Has(call, _) => {
                    calls.insert(call.id.as_ref());
                    holders.push(agent);
                }
                Part::Beside(call) => beside.push((agent, call)),
                Part::Untold => untold += 1,
            }
        }
        for (agent, call) in beside {
            let is_counted = calls.contains(&*call.id) || call.is_consultation() && is_asked(call, agent, &holders);
            untold += u64::from(!is_counted);
        }
        (calls.len() as u64, untold)
    }

    /// What the stream says of an agent at `moment`, on the vendor's clock, where it tells for longer than messages take that
    /// they answered a call and no event did: as if it had been pushed.
    pub(in crate::model) fn answer_missed(
        &self,
        agent: &Agent,
        since: Option<Stamp>,
        moment: Stamp,
    ) -> Option<StateTold> {
        let Part::Has(call, party) = self.part_of(agent, since) else { return None };
        let answered = matches!(agent.work, Some(WorkState::Talking | WorkState::Holding));
        let began = agent.work_since.filter(|began| moment.since(*began) > SAME_MS && *began > party.since)?;
        (answered && party.state == PartyState::Ringing).then(|| StateTold {
            agent: party.agent.clone(),
            login: None,
            work: agent.work,
            reason: None,
            since: began,
            made: None,
            call: Some(call.id.clone()),
            kind: Some(CallKind::Inbound),
            party: party.id.clone(),
            came: None,
        })
    }

    /// The agents at whom inbound calls ring by events that no agent has by events.
    pub(in crate::model) fn rung(&self) -> impl Iterator<Item = AgentId> {
        let calls = self.iter().filter(|call| call.is_inbound() && call.stage == Stage::Ringing);
        let parties = calls.flat_map(|call| &call.parties);
        let rings = |party: &&LiveParty| party.is(PartyRole::Agent) && party.state == PartyState::Ringing;
        parties.filter(rings).filter_map(LiveParty::agent_id)
    }

    fn part_of(&self, agent: &Agent, since: Option<Stamp>) -> Part<'_> {
        let mut part = Part::Untold;
        for call in self.calls_of(agent) {
            let is_theirs = |party: &&LiveParty| party.is_busy() && names(party.agent_id().as_ref(), agent);
            for party in call.parties.iter().filter(is_theirs).filter(|party| is_of_now(party, agent, since)) {
                let has = call.is_inbound() && party.is(PartyRole::Agent) && !party.is_beside();
                part = match part {
                    Part::Has(_, other) if !has || other.since >= party.since => part,
                    _ if has => Part::Has(call, party),
                    _ => Part::Beside(call),
                };
            }
        }
        part
    }
}

/// Whether what events say of a party is of the call that the stream says its agent is in.
fn is_of_now(party: &LiveParty, agent: &Agent, since: Option<Stamp>) -> bool {
    let is_later = since.is_some_and(|since| party.since >= since.plus(-SAME_MS));
    let is_same = agent.work_since.is_some_and(|since| since.ms().abs_diff(party.since.ms()) <= SAME_MS.unsigned_abs());
    is_later || is_same
}

/// Whether one of `holders` asks the agent in this call from agent to agent: the customer's call is counted then.
fn is_asked(call: &LiveCall, agent: &Agent, holders: &[&Agent]) -> bool {
    let others = call.parties.iter().filter(|party| party.is_busy() && !names(party.agent_id().as_ref(), agent));
    let mut ids = others.filter_map(LiveParty::agent_id);
    ids.any(|id| holders.iter().any(|holder| names(Some(&id), holder)))
}
