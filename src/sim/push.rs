//! What the platform pushes as it happens, written from "Push Management" of the documents and from the vendor's page of call
//! events: an event at every step of a call, every state of an agent, and the records of a call that is over.
//!
//! Nothing is written unless there is a listener.

use serde_json::Value;

use super::codes;
use super::ledger::{Talk, With};
use super::outbox::{Callback, Outbox, Party, Told};
use super::record;
use super::world::World;

mod bot;
mod event;
mod status;

impl World {
    /// Keeps what is to be pushed from now on, until it is fetched.
    pub(super) fn listen(&mut self) {
        self.outbox.get_or_insert_default();
    }

    /// What is to be pushed since it was last asked for, oldest first.
    pub(super) fn callbacks(&mut self) -> Vec<Callback> {
        self.outbox.as_mut().map(Outbox::fetch).unwrap_or_default()
    }

    /// Puts into the outbox what `write` makes of the world, if there is a listener.
    fn put(&mut self, about: u64, write: impl FnOnce(&Self, i64) -> Option<Value>) {
        let Some(reference) = self.outbox.as_mut().map(Outbox::count) else { return };
        let Some(body) = write(self, reference) else { return };
        let at = self.wall;
        if let Some(outbox) = &mut self.outbox {
            outbox.put(Callback { at, about, body });
        }
    }

    fn told_talk(&self, number: u32) -> Option<&Talk> {
        self.outbox.as_ref()?;
        self.ledger.talk(number)
    }

    /// Tells what happens to a party of a call.
    pub(super) fn tell(&mut self, number: u32, party: Party, what: &[Told]) {
        let Some(about) = self.told_talk(number).map(|talk| talk.lot) else { return };
        for what in what {
            self.put(about, |world, reference| {
                event::of_call(world, world.ledger.talk(number)?, *what, party, reference)
            });
        }
    }

    /// Tells what happens to an agent's part in a call.
    pub(super) fn tell_of(&mut self, index: u32, what: &[Told]) {
        if let Some(seat) = self.seat(index) {
            self.tell(seat.number, Party::Agent(seat.leg), what);
        }
    }

    /// Tells that the bot or a number outside is out of a call, if one of them has it.
    pub(super) fn tell_left_by_machine(&mut self, number: u32) {
        let party = match self.told_talk(number).map(|talk| talk.with) {
            Some(With::Bot) => Party::Bot,
            Some(With::Outside) => Party::Outside,
            _ => return,
        };
        self.tell(number, party, &[Told::Released, Told::PartyDeleted]);
    }

    /// Tells that a caller presses a key in the menu to get on. At the bot's number there is nothing to choose, and what the
    /// system loses is lost before.
    pub(super) fn tell_key(&mut self, number: u32, to: With) {
        let Some(talk) = self.told_talk(number) else { return };
        let chooses = match to {
            With::Bot => !self.ledger.at_bots_number(number),
            With::Agents | With::Outside => true,
            With::Menu | With::System => false,
        };
        if talk.with == With::Menu && chooses {
            self.tell(number, Party::Customer, &[Told::DtmfSent]);
        }
    }

    /// Tells what an agent's answer changes for others: the customer speaks with another agent, the agent's desktop attaches
    /// what it knows of the customer.
    pub(super) fn tell_what_an_answer_changes(&mut self, index: u32) {
        let Some(seat) = self.seat(index) else { return };
        let Some(talk) = self.told_talk(seat.number) else { return };
        let Some(leg) = talk.legs.get(seat.leg) else { return };
        let is_first = leg.dial != codes::DIAL_INQUIRY && talk.handled().count() == 1;
        let attaches = is_first && event::attached(talk) != event::NOTHING_ATTACHED;
        if leg.dial == codes::DIAL_TRANSFER {
            self.tell(seat.number, Party::Customer, &[Told::PartyChanged]);
        }
        if attaches {
            self.tell_of(index, &[Told::AttachedDataChanged]);
        }
    }

    /// Tells that something failed at an agent.
    pub(super) fn tell_agent_error(&mut self, index: u32) {
        self.put(u64::from(index), |world, reference| event::of_agent(world, index, Told::AgentError, reference));
    }

    /// Tells an agent's state.
    pub(super) fn tell_state(&mut self, index: u32) {
        if !self.away.contains(&index) {
            self.put(u64::from(index), |world, _| status::of(world, index));
        }
    }

    /// Tells the records of a call that is over: its own and those of its parties, and the bot's where it had the call.
    pub(super) fn tell_records(&mut self, number: u32) {
        let Some(talk) = self.told_talk(number) else { return };
        let about = talk.lot;
        let mut records = vec![record::main(self, talk, false)];
        records.extend(record::parties(self, talk, false));
        if talk.bot.0 != 0 {
            records.push(bot::main(self, talk));
            records.extend(bot::parties(self, talk));
        }
        // The empty object at the end of a list is the list's.
        records.retain(|record| record.as_object().is_some_and(|record| !record.is_empty()));
        for record in records {
            self.put(about, |_, _| Some(record));
        }
    }
}

#[cfg(test)]
mod tests;
