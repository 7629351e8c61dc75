//! The agents' report on work status, whose unit is the second in a state.

use serde_json::{Value, json};

use crate::sim::codes;
use crate::sim::ledger::{Day, Span, seconds};
use crate::sim::world::World;

use super::table::{Cells, Request, Tally, share};

/// Seconds that some agents were in each state.
#[derive(Debug, Clone, Default)]
pub(super) struct States {
    spent: Vec<((i64, i64, i64), i64)>,
    first_login: Option<i64>,
    first_ready: Option<i64>,
    last_logout: Option<i64>,
}

impl States {
    fn add(&mut self, span: Span, before: Option<Span>, from: i64, to: i64) {
        let state = (i64::from(span.work), i64::from(span.login), i64::from(span.reason));
        let lasted = seconds(from, to);
        match self.spent.iter_mut().find(|(known, _)| *known == state) {
            Some((_, sum)) => *sum += lasted,
            None => self.spent.push((state, lasted)),
        }
        let earlier = |known: &mut Option<i64>| *known = Some(known.map_or(from, |known| known.min(from)));
        let offline = |span: Span| i64::from(span.login) == codes::LOGIN_OFFLINE;
        if offline(span) {
            if from == span.from && before.is_some_and(|before| !offline(before)) {
                self.last_logout = self.last_logout.max(Some(from));
            }
            return;
        }
        earlier(&mut self.first_login);
        if state.0 == codes::WORK_READY {
            earlier(&mut self.first_ready);
        }
    }

    fn sum(&self, counted: impl Fn(i64, i64, i64) -> bool) -> i64 {
        self.spent.iter().filter(|((work, login, reason), _)| counted(*work, *login, *reason)).map(|(_, sum)| sum).sum()
    }

    fn work(&self, wanted: i64) -> i64 {
        self.sum(|work, _, _| work == wanted)
    }

    fn login(&self, wanted: i64) -> i64 {
        self.sum(|_, login, _| login == wanted)
    }

    fn logged_in(&self) -> i64 {
        self.sum(|_, login, _| login != codes::LOGIN_OFFLINE)
    }

    fn in_call(&self) -> i64 {
        self.sum(|work, _, _| (codes::WORK_DIALING..=codes::WORK_HOLDING).contains(&work))
    }

    fn disturb(&self) -> i64 {
        self.sum(|_, _, reason| reason == codes::REASON_DO_NOT_DISTURB)
    }

    fn rest(&self) -> i64 {
        self.sum(|_, _, reason| (codes::REASON_BREAK..=codes::REASON_CUSTOM[2]).contains(&reason))
    }
}

impl Tally for States {
    fn count(world: &World, day: &Day, _: &Request<'_>, cells: &mut Cells<'_, Self>) {
        let end = day.over.unwrap_or_else(|| world.now());
        let buckets = cells.buckets;
        for (spans, agent) in day.spans.iter().zip(0..) {
            if !cells.wanted(agent) {
                continue;
            }
            let ends = spans.iter().skip(1).map(|next| next.from).chain([end]);
            let befores = std::iter::once(None).chain(spans.iter().copied().map(Some));
            for ((span, to), before) in spans.iter().zip(ends).zip(befores) {
                let from = span.from.max(day.midnight);
                let first = buckets.partition_point(|bucket| bucket.to <= from);
                let touched = buckets.iter().enumerate().skip(first).take_while(|(_, bucket)| bucket.from < to);
                for (index, bucket) in touched {
                    let (from, to) = (from.max(bucket.from), to.min(bucket.to));
                    cells.add(index, agent, |states| states.add(*span, before, from, to));
                }
            }
        }
    }

    fn value(&self, indicator: &str) -> Value {
        let all = self.logged_in();
        if let Some(reason) = rest(indicator) {
            return json!(self.sum(|_, _, known| known == reason));
        }
        json!(match indicator {
            "agent_login_sum_duration" => all,
            "agent_online_sum_duration" => self.login(codes::LOGIN_ONLINE),
            "agent_syslock_sum_duration" => self.login(codes::LOGIN_LOCKED),
            "agent_busy_sum_duration" => self.login(codes::LOGIN_OCCUPIED),
            "agent_DND_sum_duration" | "agent_DND_busy_duration" => self.disturb(),
            "agent_rest_sum_duration" | "agent_rest_busy_sum_duration" => self.rest(),
            "agent_readying_sum_duration" => self.work(codes::WORK_READY),
            "agent_busying_sum_duration" => self.work(codes::WORK_OCCUPIED),
            "agent_acwing_sum_duration" => self.work(codes::WORK_AFTER_CALL),
            "agent_calling_sum_duration" => self.in_call(),
            "agent_dialing_sum_duration" => self.work(codes::WORK_DIALING),
            "agent_ringing_sum_duration" => self.work(codes::WORK_RINGING),
            "agent_talking_sum_duration" => self.work(codes::WORK_TALKING),
            "agent_helding_sum_duration" => self.work(codes::WORK_HOLDING),
            "agentOnline_percent" => return share(self.login(codes::LOGIN_ONLINE), all),
            "agentBusy_percent" => return share(self.login(codes::LOGIN_OCCUPIED), all),
            "agentDND_percent" | "agent_DND_busy_sum_duration_radio" => return share(self.disturb(), all),
            "agentRest_percent" | "agent_rest_busy_sum_duration_redio" => return share(self.rest(), all),
            "workReady_percent" => return share(self.work(codes::WORK_READY), all),
            "workBusy_percent" => return share(self.work(codes::WORK_OCCUPIED), all),
            "workinCall_percent" => return share(self.in_call(), all),
            "workACW_percent" => return share(self.work(codes::WORK_AFTER_CALL), all),
            "workReasonCodeA_percent" | "workReasonCodeB_percent" => return share(0, all),
            // Unix ms, 0 when there was none.
            "agentFirstLogin_timestamp" => self.first_login.unwrap_or_default(),
            "agentFirstOnline_timestamp" => self.first_ready.unwrap_or_default(),
            "agentLastLogout_timestamp" => self.last_logout.unwrap_or_default(),
            _ => 0,
        })
    }
}

/// The reason whose time `agent_rest11_sum_duration` and its like are. Who is on a break is occupied as well, so
/// the busying durations are the same.
fn rest(indicator: &str) -> Option<i64> {
    let left = indicator.strip_prefix("agent_rest")?;
    let digits = left.strip_suffix("_busy_sum_duration").or_else(|| left.strip_suffix("_sum_duration"))?;
    digits.parse().ok()
}
