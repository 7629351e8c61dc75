//! A centre of which all is known, second by second: what a caller goes through, what the stream says of it, and what events
//! are made of it.

use super::*;
use crate::model::live::Line;
use crate::model::testing::Dice;
use crate::model::{AgentId, CallEvent, Happening, PartyRole, Person, WorkState};

/// What is true of an agent.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    pub work: WorkState,
    pub since: Stamp,
    /// After-call work ends then.
    until: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Menu { until: i64 },
    Bot { until: i64 },
    Queue,
    Ringing { agent: usize, until: i64, answers: bool },
    Talking { agent: usize, until: i64 },
    Held { agent: usize, until: i64 },
    Consulting { agent: usize, asked: usize, rings: bool, until: i64, began: i64 },
    Transferring { agent: usize, to: usize, until: i64, then: i64 },
}

#[derive(Clone, Debug)]
struct Call {
    id: String,
    stage: Stage,
    patience: i64,
}

/// The centre.
pub struct Centre {
    pub dice: Dice,
    pub agents: Vec<At>,
    pub bots: bool,
    calls: Vec<Call>,
    number: u64,
    second: i64,
    moment: i64,
    told: Vec<CallEvent>,
    /// Calls that ended, and when their records come.
    records: Vec<(i64, String)>,
}

impl Centre {
    pub fn new(seed: u64, agents: usize, bots: bool) -> Self {
        let at = At { work: WorkState::Ready, since: T, until: 0 };
        Self {
            dice: Dice(seed),
            agents: vec![at; agents],
            bots,
            calls: Vec::new(),
            number: 0,
            second: 0,
            moment: 0,
            told: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Inbound calls in progress.
    pub fn inbound(&self) -> u64 {
        self.calls.len() as u64
    }

    /// Callers who wait.
    pub fn waiting(&self) -> u64 {
        let waits = |call: &&Call| matches!(call.stage, Stage::Menu { .. } | Stage::Queue | Stage::Ringing { .. });
        self.calls.iter().filter(waits).count() as u64
    }

    /// The records that come now.
    pub fn records(&mut self) -> Vec<String> {
        let now = self.second;
        let (due, later) = std::mem::take(&mut self.records).into_iter().partition(|(at, _)| *at <= now);
        self.records = later;
        let due: Vec<(i64, String)> = due;
        due.into_iter().map(|(_, id)| id).collect()
    }

    /// One second later: the events of it. No calls come once `closes`.
    pub fn pass(&mut self, closes: bool) -> Vec<CallEvent> {
        self.second += 1;
        self.moment = 0;
        for agent in 0..self.agents.len() {
            let at = &self.agents[agent];
            if at.work == WorkState::WrapUp && at.until <= self.second {
                self.set(agent, WorkState::Ready);
            }
        }
        if !closes && self.dice.comes(18) {
            self.number += 1;
            let id = format!("c{}", self.number);
            let menu = self.dice.between(3, 12);
            let patience = self.second + menu + self.dice.between(40, 200);
            self.tell(&id, None, Happening::Created, None);
            self.calls.push(Call { id, stage: Stage::Menu { until: self.second + menu }, patience });
        }
        let calls = std::mem::take(&mut self.calls);
        for mut call in calls {
            if self.step(&mut call) {
                self.calls.push(call);
            } else {
                let at = self.second + self.dice.between(20, 60);
                self.records.push((at, call.id));
            }
        }
        std::mem::take(&mut self.told)
    }

    fn made(&mut self) -> Stamp {
        self.moment += 1;
        T.plus(self.second * 1_000 + self.moment)
    }

    fn tell(&mut self, call: &str, party: Option<(PartyRole, &str)>, what: Happening, line: Option<Line>) {
        let mut event =
            CallEvent { made: Some(self.made()), kind: Some(CallKind::Inbound), line, ..CallEvent::new(call, what) };
        if let Some((role, name)) = party {
            event.role = Some(role);
            event.party = Some(format!("{call}-{name}").into());
            if role == PartyRole::Agent {
                event.agent = Person { id: Some(AgentId::new(name)), ..Person::default() };
            }
        }
        self.told.push(event);
    }

    fn agent(&mut self, call: &str, agent: usize, what: Happening) {
        self.tell(call, Some((PartyRole::Agent, &name(agent))), what, None);
    }

    /// A call from agent to agent has an id of its own, and nothing in it says whose customer waits meanwhile.
    fn consult(&mut self, own: &str, agent: usize, what: Happening) {
        self.agent(own, agent, what);
        if let Some(event) = self.told.last_mut() {
            event.consult = true;
        }
    }

    fn set(&mut self, agent: usize, work: WorkState) {
        let since = T.plus(self.second * 1_000 + self.moment);
        self.agents[agent] = At { work, since, until: self.second + 15 };
    }

    fn free(&mut self) -> Option<usize> {
        let ready: Vec<usize> =
            (0..self.agents.len()).filter(|agent| self.agents[*agent].work == WorkState::Ready).collect();
        (!ready.is_empty()).then(|| ready[self.dice.below(ready.len() as u64) as usize])
    }

    fn end(&mut self, call: &str) {
        self.tell(call, Some((PartyRole::Customer, "customer")), Happening::Released, None);
        self.tell(call, None, Happening::Deleted, None);
    }

    /// Whether the call goes on.
    fn step(&mut self, call: &mut Call) -> bool {
        let (now, id) = (self.second, call.id.clone());
        match call.stage {
            Stage::Menu { until } if until <= now => {
                call.stage = Stage::Queue;
                if self.bots && self.dice.comes(40) {
                    self.tell(&id, Some((PartyRole::Bot, "bot")), Happening::Established, None);
                    call.stage = Stage::Bot { until: now + self.dice.between(15, 60) };
                }
            }
            Stage::Bot { until } if until <= now => {
                self.tell(&id, Some((PartyRole::Bot, "bot")), Happening::Released, None);
                call.patience = now + self.dice.between(40, 200);
                call.stage = Stage::Queue;
                if self.dice.comes(40) {
                    self.end(&id);
                    return false;
                }
            }
            Stage::Queue => match self.free() {
                Some(agent) => {
                    self.agent(&id, agent, Happening::Ringing);
                    self.set(agent, WorkState::Ringing);
                    let answers = self.dice.comes(85);
                    call.stage = Stage::Ringing { agent, until: now + self.dice.between(2, 9), answers };
                }
                None if call.patience <= now => {
                    self.end(&id);
                    return false;
                }
                None => {}
            },
            Stage::Ringing { agent, until, answers: true } if until <= now => {
                self.agent(&id, agent, Happening::Established);
                self.set(agent, WorkState::Talking);
                call.stage = Stage::Talking { agent, until: now + self.dice.between(30, 200) };
            }
            Stage::Ringing { agent, until, answers: false } if until <= now => {
                self.agent(&id, agent, Happening::Released);
                self.set(agent, WorkState::WrapUp);
                call.stage = Stage::Queue;
            }
            Stage::Talking { agent, until } if until <= now => {
                self.agent(&id, agent, Happening::Released);
                self.set(agent, WorkState::WrapUp);
                self.end(&id);
                return false;
            }
            Stage::Talking { agent, until } => self.talk(call, agent, until),
            Stage::Held { agent, until } if until <= now => {
                self.agent(&id, agent, Happening::Retrieved);
                self.set(agent, WorkState::Talking);
                call.stage = Stage::Talking { agent, until: now + self.dice.between(20, 90) };
            }
            Stage::Consulting { agent, asked, rings: true, until, began } if until <= now => {
                let own = consultation(&id, began);
                self.consult(&own, asked, Happening::Established);
                self.set(asked, WorkState::Talking);
                self.consult(&own, agent, Happening::Established);
                self.set(agent, WorkState::Talking);
                let until = now + self.dice.between(10, 40);
                call.stage = Stage::Consulting { agent, asked, rings: false, until, began };
            }
            Stage::Consulting { agent, asked, rings: false, until, began } if until <= now => {
                let own = consultation(&id, began);
                self.consult(&own, asked, Happening::Released);
                self.set(asked, WorkState::WrapUp);
                self.consult(&own, agent, Happening::Released);
                let record = now + self.dice.between(20, 60);
                self.records.push((record, own));
                self.agent(&id, agent, Happening::Retrieved);
                self.set(agent, WorkState::Talking);
                call.stage = Stage::Talking { agent, until: now + self.dice.between(20, 90) };
            }
            Stage::Transferring { agent, to, until, then } if until <= now => {
                let line = Some(Line::TransferTo);
                self.tell(&id, Some((PartyRole::Agent, &name(to))), Happening::Established, line);
                self.set(to, WorkState::Talking);
                self.agent(&id, agent, Happening::Released);
                self.set(agent, WorkState::WrapUp);
                call.stage = Stage::Talking { agent: to, until: then.max(now + 10) };
            }
            _ => {}
        }
        true
    }

    /// What may happen in a talk: a hold, a question to a colleague, a transfer.
    fn talk(&mut self, call: &mut Call, agent: usize, until: i64) {
        let (now, id) = (self.second, call.id.clone());
        match self.dice.below(1_000) {
            0..3 => {
                self.agent(&id, agent, Happening::Held);
                self.set(agent, WorkState::Holding);
                call.stage = Stage::Held { agent, until: now + self.dice.between(5, 30) };
            }
            3..5 => {
                if let Some(asked) = self.free() {
                    let own = consultation(&id, now);
                    self.agent(&id, agent, Happening::Held);
                    self.consult(&own, agent, Happening::Dialling);
                    self.set(agent, WorkState::Dialling);
                    self.consult(&own, asked, Happening::Ringing);
                    self.set(asked, WorkState::Ringing);
                    let until = now + self.dice.between(2, 6);
                    call.stage = Stage::Consulting { agent, asked, rings: true, until, began: now };
                }
            }
            5..7 => {
                if let Some(to) = self.free() {
                    self.tell(&id, Some((PartyRole::Agent, &name(to))), Happening::Ringing, Some(Line::TransferTo));
                    self.set(to, WorkState::Ringing);
                    call.stage = Stage::Transferring { agent, to, until: now + self.dice.between(2, 6), then: until };
                }
            }
            _ => {}
        }
    }
}

/// The id of a call from agent to agent that began at a second of a customer's call.
fn consultation(call: &str, began: i64) -> String {
    format!("x{began}-{call}")
}

pub fn name(agent: usize) -> String {
    format!("a{agent}")
}
