//! Who is in a call: it begins, passes from one to the next, agents are rung, answer and leave, and it ends. Each step is
//! written into the ledger and told to those who listen.

use super::super::codes;
use super::super::ledger::{Seat, With};
use super::super::outbox::{Party, Told};
use super::super::world::World;

impl World {
    /// A call begins.
    pub(super) fn open(&mut self, kind: i64, customer: u64, unstaffed: bool) -> u32 {
        let number = self.ledger.open(kind, customer, self.wall, unstaffed);
        self.tell(number, Party::Whole, &[Told::CallCreated]);
        number
    }

    /// The menu, the bot, a number outside, the queue or the system has the call from now on.
    pub(super) fn hand(&mut self, number: u32, with: With) {
        self.tell_left_by_machine(number);
        self.tell_key(number, with);
        self.ledger.hand(number, with, self.wall);
        match with {
            With::Menu => self.tell(number, Party::Customer, &[Told::Ringing, Told::Established]),
            With::Bot => self.tell(number, Party::Bot, &[Told::Ringing, Told::Established, Told::PartyAdded]),
            With::Outside => self.tell(number, Party::Outside, &[Told::Dialing, Told::Established, Told::PartyAdded]),
            With::System => self.tell(number, Party::Customer, &[Told::PartyError]),
            With::Agents => {}
        }
    }

    /// The call is over for all who are still in it.
    pub(super) fn end(&mut self, number: u32, side: i64) {
        self.tell_left_by_machine(number);
        self.ledger.close(number, side, self.wall);
        self.tell(number, Party::Customer, &[Told::Released]);
        self.tell(number, Party::Whole, &[Told::CallDeleted]);
        self.tell_records(number);
    }

    /// Lets a call ring at an agent.
    pub(super) fn ring(&mut self, index: u32, number: u32, customer: u64, dial: i64, source: Option<u32>) {
        self.enter(index, codes::WORK_RINGING);
        self.change(index, |vitals| {
            vitals.call_type = codes::CALL_INBOUND;
            vitals.customer = customer;
        });
        self.sit(index, number, dial, source);
        self.tell_of(index, &[Told::Ringing]);
    }

    /// Gives an agent a place in a call.
    fn sit(&mut self, index: u32, number: u32, dial: i64, source: Option<u32>) {
        let seat = self.ledger.ring(number, index, dial, source, self.wall);
        if let Some(agent) = self.crew.agents.get_mut(index as usize) {
            agent.seat = seat;
        }
    }

    /// An agent who has begun to dial calls a customer, or a line in the house.
    pub(super) fn place(&mut self, index: u32, kind: i64, customer: u64) {
        let number = self.open(kind, customer, false);
        self.sit(index, number, codes::DIAL_CALL, None);
        self.tell_of(index, &[Told::Dialing]);
        self.tell(number, Party::Customer, &[Told::Ringing]);
    }

    /// An agent's place in the present call, or in the last one.
    pub(in crate::sim) fn seat(&self, index: u32) -> Option<Seat> {
        self.crew.agents.get(index as usize)?.seat
    }

    /// An agent answers a customer, or a colleague who has one.
    pub(super) fn pick_up(&mut self, index: u32) {
        self.enter(index, codes::WORK_TALKING);
        let seat = self.seat(index);
        self.ledger.answer(seat, self.wall);
        if self.ledger.is_todays(seat) {
            self.change(index, |vitals| vitals.answered += 1);
        }
        self.tell_of(index, &[Told::Established, Told::PartyAdded]);
        self.tell_what_an_answer_changes(index);
    }

    /// The side that an agent dialled answers.
    pub(super) fn get_through(&mut self, index: u32) {
        self.enter(index, codes::WORK_TALKING);
        let seat = self.seat(index);
        self.ledger.answer(seat, self.wall);
        self.tell_of(index, &[Told::Established]);
        if let Some(seat) = seat {
            self.tell(seat.number, Party::Customer, &[Told::Established, Told::PartyAdded]);
        }
    }

    /// An agent is out of a call, which may go on with others.
    pub(super) fn leave(&mut self, index: u32, side: i64) {
        let seat = self.seat(index);
        self.ledger.leave(seat, side, self.wall);
        self.tell_of(index, &[Told::Released]);
        let leg = seat.and_then(|seat| self.ledger.talk(seat.number)?.legs.get(seat.leg));
        if leg.is_some_and(|leg| leg.answer != 0) {
            self.tell_of(index, &[Told::PartyDeleted]);
        }
    }

    /// Ends an agent's part in a call, and with it the call.
    pub(super) fn end_call(&mut self, index: u32, leg: i64, call: i64) {
        self.leave(index, leg);
        if let Some(seat) = self.seat(index) {
            self.end(seat.number, call);
        }
    }
}
