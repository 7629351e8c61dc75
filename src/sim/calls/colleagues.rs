//! Calls that concern more than one agent: transfers, inquiries, and calls within the house.

use crate::sim::codes;
use crate::sim::events::AgentStep;
use crate::sim::world::World;
use crate::sim::zone::SECOND;

/// Share of the holds in which a colleague is asked.
const INQUIRES: f64 = 0.12;

/// A hold must be this long, in ms, for a colleague to be asked in it.
const SHORTEST: i64 = 25 * SECOND;

impl World {
    /// Hands the call over to the longest idle colleague; this agent is out of it.
    pub(super) fn transfer(&mut self, index: u32, customer: u64) {
        self.leave(index, codes::SIDE_AGENT);
        if let Some(seat) = self.seat(index)
            && let Some((_, colleague)) = self.idle.pop_first()
        {
            self.ring(colleague, seat.number, customer, codes::DIAL_TRANSFER, Some(index));
            self.expect_answer(colleague);
        }
    }

    /// Asks the longest idle colleague while the customer is on hold, now and then. It is over before the hold is.
    pub(super) fn inquire(&mut self, index: u32, holds: i64) {
        let Some(agent) = self.crew.agents.get(index as usize) else { return };
        let (vitals, seat) = (agent.vitals, agent.seat);
        let asks = vitals.call_type == codes::CALL_INBOUND && holds >= SHORTEST && self.dice.chance(INQUIRES);
        let (true, Some(seat)) = (asks, seat) else { return };
        let Some((_, colleague)) = self.idle.pop_first() else { return };
        self.ring(colleague, seat.number, vitals.customer, codes::DIAL_INQUIRY, Some(index));
        if self.dice.chance(0.08) {
            self.plan(colleague, 15 * SECOND, AgentStep::Decline);
        } else {
            let rings = self.dice.between(2, 7) * SECOND;
            self.plan(colleague, rings, AgentStep::Join(holds - rings - SECOND));
        }
    }

    /// Answers a colleague.
    pub(super) fn join(&mut self, index: u32, talks: i64) {
        self.pick_up(index);
        self.plan(index, talks, AgentStep::Leave);
    }

    /// Is out of a colleague's call, which goes on.
    pub(super) fn leave_inquiry(&mut self, index: u32) {
        self.leave(index, codes::SIDE_OTHER);
        self.free(index);
    }

    pub(super) fn dial_colleague(&mut self, index: u32) {
        self.enter(index, codes::WORK_DIALING);
        self.change(index, |vitals| vitals.call_type = codes::CALL_INTERNAL);
        self.place(index, codes::CALL_INTERNAL, 0);
        let rings = self.dice.between(3, 11) * SECOND;
        self.plan(index, rings, AgentStep::Connect);
    }
}
