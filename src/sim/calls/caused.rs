//! What the day's cause does to it: who calls, how long calls last, who leaves.

use crate::sim::causes::{Effect, WITHIN};
use crate::sim::codes;
use crate::sim::events::Appointment;
use crate::sim::random::{self, Dice};
use crate::sim::world::World;
use crate::sim::zone::SECOND;

/// An agent who could leave is looked for again after so long, in ms.
const AGAIN: i64 = 3 * SECOND;

impl World {
    /// Puts those who are made to leave today into the calendar, evenly within four minutes.
    pub(in crate::sim) fn plan_cause(&mut self) {
        let Some(cause) = self.cause else { return };
        if let Effect::Dining(count) | Effect::LogOut(count) = cause.effect {
            for place in 0..i64::from(count) {
                let at = cause.at + place * WITHIN / i64::from(count);
                if at > self.wall {
                    self.appoint(at, Appointment::Leave);
                }
            }
        }
    }

    /// What happens to the day at present.
    fn effect(&self) -> Option<Effect> {
        self.cause.filter(|cause| cause.span().contains(&self.wall)).map(|cause| cause.effect)
    }

    /// So many times as many customers call at present.
    pub(super) fn crowd(&self) -> f64 {
        if let Some(Effect::Arrivals(factor)) = self.effect() { factor } else { 1.0 }
    }

    /// How long a part of a call lasts that would last `ms`.
    pub(super) fn stretched(&self, ms: i64) -> i64 {
        if let Some(Effect::HandleTime(factor)) = self.effect() { (ms as f64 * factor) as i64 } else { ms }
    }

    /// One of those goes who are made to leave: an agent who is ready, else one who has only work after a call left. Where
    /// there is none, it is tried again soon.
    pub(in crate::sim) fn let_one_leave(&mut self) {
        let Some(cause) = self.cause.filter(|cause| cause.span().contains(&self.wall)) else { return };
        let stays = self.wall + if let Effect::Dining(_) = cause.effect { cause.lasts } else { 0 };
        let with = |work: i64| -> Vec<u32> {
            let agents = (0_u32..).zip(&self.crew.agents);
            let fits = agents.filter(|(index, agent)| {
                agent.takes_calls() && !agent.leaving && agent.vitals.work == work && self.stays(*index, stays)
            });
            fits.map(|(index, _)| index).collect()
        };
        let ready = with(codes::WORK_READY);
        let able = if ready.is_empty() { with(codes::WORK_AFTER_CALL) } else { ready };
        if able.is_empty() {
            return self.appoint(self.wall + AGAIN, Appointment::Leave);
        }
        let index = Dice::new(self.seed ^ self.wall as u64, random::CAUSES).pick(&able);
        if let Effect::Dining(_) = cause.effect {
            self.set(index, codes::WORK_OCCUPIED, codes::LOGIN_OCCUPIED, codes::REASON_DINING);
            self.come_back(index, cause.lasts);
        } else {
            self.log_out(index);
            self.gone.insert(index);
        }
    }
}
