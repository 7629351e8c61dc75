//! How calls and agents' lives go: arrivals, the queue, the longest idle, talk, hold, wrap-up, breaks and shifts.

use super::agent::Role;
use super::codes;
use super::events::{AgentStep, Call, What};
use super::ledger::With;
use super::outbox::{Party, Told};
use super::random::Dice;
use super::rhythm;
use super::world::World;
use super::zone::{MINUTE, SECOND};

mod again;
mod callers;
mod caused;
mod colleagues;
mod seats;

/// An unanswered call goes on to another agent after this long.
const RINGS_FOR: i64 = 20 * SECOND;

/// Share of the answered calls that go on to a colleague.
const TRANSFERS: f64 = 0.035;

/// Prefixes of the customers' mobile numbers; eight digits follow.
const PREFIXES: [u64; 16] = [130, 131, 133, 135, 136, 137, 138, 139, 150, 151, 158, 177, 180, 186, 188, 199];

pub(super) fn customer(dice: &mut Dice) -> u64 {
    dice.pick(&PREFIXES) * 100_000_000 + dice.between(0, 99_999_999) as u64
}

fn ms(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}

impl World {
    /// Plans the next moment at which a customer may call: the busiest hour's rate, thinned when it comes.
    pub(super) fn expect_arrival(&mut self) {
        if self.takers > 0 {
            let mean = 1000.0 / (self.takers as f64 * rhythm::BUSIEST * rhythm::CALLS_A_SECOND * self.crowd());
            let gap = self.dice.exponential(mean) as i64;
            self.after(gap, What::Arrival);
        }
    }

    /// Makes an event come true.
    pub(super) fn happen(&mut self, what: What) {
        match what {
            What::Arrival => self.arrive(),
            What::Dispatch => self.dispatch(),
            What::Onward(call, way) => self.go_on(call, way),
            What::Patience(id) => self.give_up(id),
            What::Break(index, epoch) => self.fall_due(index, epoch),
            What::Agent(index, epoch, step) => {
                let current = self.crew.agents.get(index as usize).map(|agent| agent.epoch);
                if current == Some(epoch) {
                    self.take_step(index, step);
                }
            }
        }
    }

    fn arrive(&mut self) {
        self.expect_arrival();
        // Customers do not know who was made to leave.
        let load = rhythm::load(self.minute()) * (self.staffed + self.gone.len()) as f64;
        // A hurried world must have something to send, even at an hour when no agent is there.
        let floor = match (self.hurried(), self.staffed) {
            (false, _) => 0.0,
            (true, 0) => 0.25,
            (true, _) => 0.02,
        };
        if !self.dice.chance((load / (self.takers as f64 * rhythm::BUSIEST)).max(floor)) {
            return;
        }
        self.calls += 1;
        let customer = customer(&mut self.dice);
        let customer = self.calls_again(customer);
        let number = self.open(codes::CALL_INBOUND, customer, self.staffed == 0);
        let call = Call { id: self.calls, number, customer };
        self.greet(call);
    }

    /// A caller comes to the queue.
    fn queue(&mut self, call: Call) {
        self.hand(call.number, With::Agents);
        self.waiting.push_back(call);
        let patience = 12.0 + self.dice.exponential(150.0);
        self.after(ms(patience), What::Patience(call.id));
        if !self.idle.is_empty() {
            self.after(300, What::Dispatch);
        }
    }

    fn give_up(&mut self, id: u64) {
        if let Some(place) = self.waiting.iter().position(|call| call.id == id)
            && let Some(call) = self.waiting.remove(place)
        {
            self.end(call.number, codes::SIDE_CUSTOMER);
        }
    }

    /// Rings the longest idle agent for the longest waiting customer, until one of the two runs out.
    fn dispatch(&mut self) {
        while !self.waiting.is_empty() {
            let Some((_, index)) = self.idle.pop_first() else { return };
            let Some(call) = self.waiting.pop_front() else { return };
            self.ring(index, call.number, call.customer, codes::DIAL_CALL, None);
            self.expect_answer(index);
        }
    }

    /// Plans what becomes of a call that rings at an agent.
    fn expect_answer(&mut self, index: u32) {
        let misses = self.crew.agents.get(index as usize).map_or(0.0, |agent| agent.misses);
        if self.dice.chance(misses) {
            self.plan(index, RINGS_FOR, AgentStep::NoAnswer);
        } else if self.dice.chance(0.008) {
            let gives_up = self.dice.between(3, 15) * SECOND;
            self.plan(index, gives_up, AgentStep::RingOff);
        } else {
            let answers = 1.5 + self.dice.log_normal(4.5, 0.6).min(16.0);
            self.plan(index, ms(answers), AgentStep::Answer);
        }
    }

    /// Counts a call that was not answered. One that began yesterday is none of today's.
    fn miss(&mut self, index: u32) {
        if self.ledger.is_todays(self.seat(index)) {
            self.change(index, |vitals| vitals.missed += 1);
        }
    }

    /// Puts an agent into a work status of an agent who is online, from now on.
    fn enter(&mut self, index: u32, work: i64) {
        self.set(index, work, codes::LOGIN_ONLINE, codes::REASON_NONE);
    }

    /// Puts an agent into a state from now on; plans made in the earlier state are void.
    pub(super) fn set(&mut self, index: u32, work: i64, login: i64, reason: i64) {
        let (wall, life) = (self.wall, self.life);
        let Some(old) = self.crew.agents.get(index as usize).map(|agent| agent.vitals) else { return };
        if old.work == codes::WORK_AFTER_CALL && work != old.work {
            self.ledger.wrapped(self.seat(index), wall);
        }
        if old.state() != (work, login, reason) {
            self.ledger.enter(index, wall, work, login, reason);
        }
        self.change(index, |vitals| {
            if vitals.work != work || vitals.reason != reason {
                vitals.work = work;
                vitals.work_since = wall;
            }
            if vitals.login != login {
                vitals.login = login;
                vitals.login_since = wall;
            }
            vitals.reason = reason;
            if !super::world::in_call(work) {
                vitals.call_type = codes::CALL_NONE;
                vitals.customer = 0;
            }
        });
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        agent.epoch += 1;
        if let Some(since) = agent.idle_since.take() {
            self.idle.remove(&(since, index));
        }
        if work == codes::WORK_READY && agent.takes_calls() {
            agent.idle_since = Some(life);
            self.idle.insert((life, index));
        }
    }

    /// Plans an agent's next step; a change of state before then voids it.
    fn plan(&mut self, index: u32, ms: i64, step: AgentStep) {
        if let Some(agent) = self.crew.agents.get(index as usize) {
            let epoch = agent.epoch;
            self.after(ms, What::Agent(index, epoch, step));
        }
    }

    fn take_step(&mut self, index: u32, step: AgentStep) {
        match step {
            AgentStep::Answer => self.answer(index),
            AgentStep::NoAnswer => self.no_answer(index),
            AgentStep::RingOff => {
                self.miss(index);
                self.end_call(index, codes::SIDE_OTHER, codes::SIDE_CUSTOMER);
                self.free(index);
            }
            AgentStep::Hold(left) => {
                self.enter(index, codes::WORK_HOLDING);
                self.tell_of(index, &[Told::Held]);
                let holds = self.dice.log_normal(58.0, 0.6).clamp(6.0, 280.0);
                self.inquire(index, ms(holds));
                if self.dice.chance(0.05) {
                    self.plan(index, ms(holds), AgentStep::HangUp);
                } else {
                    self.plan(index, ms(holds), AgentStep::Resume(left));
                }
            }
            AgentStep::Resume(left) => {
                self.enter(index, codes::WORK_TALKING);
                self.tell_of(index, &[Told::Retrieved]);
                self.plan(index, left, AgentStep::HangUp);
            }
            AgentStep::HangUp => self.hang_up(index),
            AgentStep::Wrapped | AgentStep::Back => self.free(index),
            AgentStep::NoConnect => {
                if let Some(seat) = self.seat(index) {
                    self.tell(seat.number, Party::Customer, &[Told::PartyError]);
                }
                self.end_call(index, codes::SIDE_OTHER, codes::SIDE_OTHER);
                self.free(index);
            }
            AgentStep::Dial => self.dial(index),
            AgentStep::DialColleague => self.dial_colleague(index),
            AgentStep::Connect => self.connect(index),
            AgentStep::Join(talks) => self.join(index, talks),
            AgentStep::Decline => {
                self.miss(index);
                self.leave_inquiry(index);
            }
            AgentStep::Leave => self.leave_inquiry(index),
        }
    }

    fn answer(&mut self, index: u32) {
        self.pick_up(index);
        if let Some(talk) = self.long_talk() {
            self.plan(index, talk, AgentStep::HangUp);
            return;
        }
        let pace = self.crew.agents.get(index as usize).map_or(1.0, |agent| agent.pace);
        let talk = talk(&mut self.dice, 215.0 * pace);
        let talk = self.stretched(talk);
        if talk > 30_000 && self.dice.chance(0.18) {
            let first = (talk as f64 * (0.25 + 0.5 * self.dice.unit())) as i64;
            self.plan(index, first, AgentStep::Hold(talk - first));
        } else {
            self.plan(index, talk, AgentStep::HangUp);
        }
    }

    fn no_answer(&mut self, index: u32) {
        self.miss(index);
        let lost = self.crew.agents.get(index as usize).map_or(0, |agent| agent.vitals.customer);
        self.leave(index, codes::SIDE_OTHER);
        if let Some(seat) = self.seat(index) {
            self.calls += 1;
            self.waiting.push_front(Call { id: self.calls, number: seat.number, customer: lost });
            let patience = 20.0 + self.dice.exponential(90.0);
            self.after(ms(patience), What::Patience(self.calls));
            self.after(400, What::Dispatch);
        }
        if self.dice.chance(0.3) {
            self.set(index, codes::WORK_OCCUPIED, codes::LOGIN_OCCUPIED, codes::REASON_FORCED_BY_SYSTEM);
            self.tell_agent_error(index);
            let away = self.dice.between(40, 240) * SECOND;
            self.plan(index, away, AgentStep::Back);
        } else {
            self.free(index);
        }
    }

    fn dial(&mut self, index: u32) {
        let number = customer(&mut self.dice);
        let number = self.called_back(number);
        self.enter(index, codes::WORK_DIALING);
        self.change(index, |vitals| {
            vitals.call_type = codes::CALL_OUTBOUND;
            vitals.customer = number;
            vitals.dialled += 1;
        });
        self.place(index, codes::CALL_OUTBOUND, number);
        if self.dice.chance(rhythm::CONNECTS) {
            let rings = self.dice.between(6, 22) * SECOND;
            self.plan(index, rings, AgentStep::Connect);
        } else {
            let rings = self.dice.between(18, 38) * SECOND;
            self.plan(index, rings, AgentStep::NoConnect);
        }
    }

    fn connect(&mut self, index: u32) {
        let call_type = self.crew.agents.get(index as usize).map_or(0, |agent| agent.vitals.call_type);
        self.get_through(index);
        let talk = if call_type == codes::CALL_OUTBOUND {
            if self.ledger.is_todays(self.seat(index)) {
                self.change(index, |vitals| vitals.connected += 1);
            }
            talk(&mut self.dice, 130.0)
        } else {
            self.dice.between(20, 140) * SECOND
        };
        self.plan(index, talk, AgentStep::HangUp);
    }

    fn hang_up(&mut self, index: u32) {
        let Some(agent) = self.crew.agents.get(index as usize) else { return };
        let (call_type, customer) = (agent.vitals.call_type, agent.vitals.customer);
        if call_type == codes::CALL_INTERNAL {
            self.end_call(index, codes::SIDE_AGENT, codes::SIDE_AGENT);
            self.free(index);
            return;
        }
        if call_type == codes::CALL_INBOUND && self.dice.chance(TRANSFERS) && !self.idle.is_empty() {
            self.transfer(index, customer);
        } else {
            let (leg, call) = match self.dice.weighted(&[58, 40, 2]) {
                0 => (codes::SIDE_OTHER, codes::SIDE_CUSTOMER),
                1 => (codes::SIDE_AGENT, codes::SIDE_AGENT),
                _ => (codes::SIDE_OTHER, codes::SIDE_OTHER),
            };
            self.end_call(index, leg, call);
        }
        self.enter(index, codes::WORK_AFTER_CALL);
        let wrap_up = self.long_wrap_up().unwrap_or_else(|| {
            ms(if self.dice.chance(0.015) {
                self.dice.between(300, 540) as f64
            } else {
                self.dice.log_normal(46.0, 0.65).clamp(4.0, 290.0)
            })
        });
        let wrap_up = if call_type == codes::CALL_INBOUND { self.stretched(wrap_up) } else { wrap_up };
        self.plan(index, wrap_up, AgentStep::Wrapped);
    }

    /// An agent has nothing in hand: home if the shift is over, away if a break is due, else ready.
    fn free(&mut self, index: u32) {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        let (leaving, due, role) = (agent.leaving, std::mem::take(&mut agent.break_due), agent.role);
        if leaving {
            self.log_out(index);
        } else if self.long_break(index) {
            // Already away, and for longer than any break would be.
        } else if due {
            self.take_break(index);
        } else {
            self.enter(index, codes::WORK_READY);
            self.look_for_work(index, role);
        }
    }

    fn look_for_work(&mut self, index: u32, role: Role) {
        if !self.waiting.is_empty() && role == Role::Inbound {
            let notices = self.dice.between(300, 1500);
            self.after(notices, What::Dispatch);
            return;
        }
        let dialling = self.hurried() || rhythm::dialling(self.minute());
        if self.dice.chance(0.012) {
            let thinks = self.dice.between(5, 40) * SECOND;
            self.plan(index, thinks, AgentStep::DialColleague);
        } else if role == Role::Outbound && dialling {
            let prepares = 25.0 + self.dice.exponential(80.0);
            self.plan(index, ms(prepares), AgentStep::Dial);
        } else if dialling && self.dice.chance(0.08) {
            let calls_back = self.dice.between(8, 60) * SECOND;
            self.plan(index, calls_back, AgentStep::Dial);
        }
    }

    fn fall_due(&mut self, index: u32, epoch: u32) {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        if agent.login_epoch != epoch {
            return;
        }
        match agent.vitals.work {
            codes::WORK_READY => self.take_break(index),
            codes::WORK_OCCUPIED | codes::WORK_LOCKED => self.expect_break(index),
            _ => agent.break_due = true,
        }
    }

    /// Plans an agent's next break, an hour or two away.
    pub(super) fn expect_break(&mut self, index: u32) {
        let Some(epoch) = self.crew.agents.get(index as usize).map(|agent| agent.login_epoch) else { return };
        let work = self.dice.between(65, 130) * MINUTE;
        self.after(work, What::Break(index, epoch));
    }

    /// Forgets an agent's planned breaks, and says under which epoch new ones are planned.
    pub(super) fn restart_breaks(&mut self, index: u32) -> u32 {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return 0 };
        agent.login_epoch += 1;
        agent.login_epoch
    }

    /// Sends an agent away: a break, something else on the list of reasons, or a lock by the system.
    pub(super) fn take_break(&mut self, index: u32) {
        let minute = self.minute();
        let pause = rhythm::pause(&mut self.dice, minute);
        self.set(index, pause.work, pause.login, pause.reason);
        self.plan(index, pause.lasts, AgentStep::Back);
        self.expect_break(index);
    }

    /// Lets an agent on a break that is under way come back after so many ms.
    pub(super) fn come_back(&mut self, index: u32, ms: i64) {
        self.plan(index, ms, AgentStep::Back);
    }

    /// An agent's shift begins.
    pub(super) fn log_in(&mut self, index: u32) {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        agent.leaving = false;
        if agent.vitals.login != codes::LOGIN_OFFLINE {
            return;
        }
        agent.login_epoch += 1;
        let role = agent.role;
        self.staffed += usize::from(agent.takes_calls());
        self.enter(index, codes::WORK_READY);
        self.expect_break(index);
        self.look_for_work(index, role);
    }

    /// An agent's shift ends; a call in hand is finished first.
    pub(super) fn end_shift(&mut self, index: u32) {
        self.gone.remove(&index);
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        match agent.vitals.work {
            codes::WORK_READY | codes::WORK_OCCUPIED | codes::WORK_LOCKED => self.log_out(index),
            codes::WORK_UNKNOWN => {}
            _ => agent.leaving = true,
        }
    }

    pub(super) fn log_out(&mut self, index: u32) {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        agent.leaving = false;
        agent.break_due = false;
        agent.login_epoch += 1;
        self.staffed = self.staffed.saturating_sub(usize::from(agent.takes_calls()));
        self.set(index, codes::WORK_UNKNOWN, codes::LOGIN_OFFLINE, codes::REASON_NONE);
    }
}

/// How long a conversation is, in ms: most of them minutes, one in fifty a long story.
fn talk(dice: &mut Dice, mean: f64) -> i64 {
    if dice.chance(0.018) {
        return dice.between(14 * 60, 33 * 60) * SECOND;
    }
    ms(dice.log_normal(mean, 0.75).clamp(8.0, 880.0))
}
