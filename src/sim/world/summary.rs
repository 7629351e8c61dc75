//! The Call Monitoring Indicator table, counted over agents.

use crate::sim::agent::Vitals;
use crate::sim::codes;

use super::in_call;

/// Counts over some agents. Every agent adds the same on coming as it takes on going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Summary {
    answered: i64,
    missed: i64,
    dialled: i64,
    connected: i64,
    inbound: i64,
    outbound: i64,
    online: i64,
    busy: i64,
    login_locked: i64,
    offline: i64,
    in_call: i64,
    ready: i64,
    occupied: i64,
    dialing: i64,
    ringing: i64,
    talking: i64,
    holding: i64,
    after_call: i64,
    work_locked: i64,
    /// Inbound calls that are not hung up, where they are counted: of the whole centre. Of some agents, those that they
    /// have.
    pub(crate) calls: Option<i64>,
}

impl Summary {
    /// Adds an agent `sign` times.
    pub(crate) fn add(&mut self, agent: &Vitals, sign: i64) {
        self.answered += sign * i64::from(agent.answered);
        self.missed += sign * i64::from(agent.missed);
        self.dialled += sign * i64::from(agent.dialled);
        self.connected += sign * i64::from(agent.connected);
        match agent.call_type {
            codes::CALL_INBOUND => self.inbound += sign,
            codes::CALL_OUTBOUND => self.outbound += sign,
            _ => {}
        }
        match agent.login {
            codes::LOGIN_ONLINE => self.online += sign,
            codes::LOGIN_OCCUPIED => self.busy += sign,
            codes::LOGIN_LOCKED => self.login_locked += sign,
            _ => self.offline += sign,
        }
        if in_call(agent.work) {
            self.in_call += sign;
        }
        match agent.work {
            codes::WORK_READY => self.ready += sign,
            codes::WORK_OCCUPIED => self.occupied += sign,
            codes::WORK_AFTER_CALL => self.after_call += sign,
            codes::WORK_DIALING => self.dialing += sign,
            codes::WORK_RINGING => self.ringing += sign,
            codes::WORK_TALKING => self.talking += sign,
            codes::WORK_HOLDING => self.holding += sign,
            codes::WORK_LOCKED => self.work_locked += sign,
            _ => {}
        }
    }

    /// The fields under the vendor's names: the example's four, and with `counted` the rest of the table.
    pub(crate) fn fields(&self, counted: bool) -> Vec<(&'static str, i64)> {
        let mut fields = vec![
            ("inboundAbandonCallsCountToday", self.missed),
            ("inboundEstablishedCallsCountToday", self.answered),
            ("outboundCallsCountToday", self.dialled),
            ("outboundEstablishedCallsCountToday", self.connected),
        ];
        if counted {
            fields.extend([
                ("inboundCallsCount", self.calls.unwrap_or(self.inbound)),
                ("outboundCallsCount", self.outbound),
                ("loginAgentsCount", self.online + self.busy + self.login_locked),
                ("onlineAgentsCount", self.online),
                ("busyAgentsCount", self.busy),
                ("sysLockAgentsCount", self.login_locked),
                ("logoutAgentsCount", self.offline),
                ("inCallAgentsCount", self.in_call),
                ("readyAgentsCount", self.ready),
                ("busyingAgentsCount", self.occupied),
                ("dialingAgentsCount", self.dialing),
                ("ringingAgentsCount", self.ringing),
                ("establishedAgentsCount", self.talking),
                ("heldAgentsCount", self.holding),
                ("acwAgentsCount", self.after_call),
                ("sysLockingAgentsCount", self.work_locked),
            ]);
        }
        fields
    }
}
