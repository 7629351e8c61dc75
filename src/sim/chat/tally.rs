//! One agent's chats in one skill group, counted.

use crate::sim::random::Dice;

/// Longest answer that still counts as no reason for an alert, in seconds.
const WARN_AFTER: f64 = 60.0;

/// Sums over chats; every rate and average of a row is computed from these. Durations are in ms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) consult: i64,
    pub(crate) from_bot: i64,
    pub(crate) valid: i64,
    pub(crate) information: i64,
    pub(crate) received: i64,
    pub(crate) invalid_received: i64,
    pub(crate) first_responses: i64,
    pub(crate) transfer_first_responses: i64,
    pub(crate) roll_in: i64,
    pub(crate) roll_out: i64,
    pub(crate) quiet: i64,
    pub(crate) proactive: i64,
    pub(crate) duration: i64,
    pub(crate) valid_duration: i64,
    pub(crate) solved: i64,
    pub(crate) not_solved: i64,
    pub(crate) last_by_agent: i64,
    pub(crate) snatch_in: i64,
    pub(crate) snatch_out: i64,
    pub(crate) transfer_wait: i64,
    pub(crate) agent_messages: i64,
    pub(crate) customer_messages: i64,
    pub(crate) characters: i64,
    pub(crate) first_response_time: i64,
    pub(crate) in_30s: i64,
    pub(crate) in_60s: i64,
    pub(crate) response_time: i64,
    pub(crate) responses: i64,
    pub(crate) longest_response: i64,
    pub(crate) initiative: i64,
    pub(crate) invited: i64,
    pub(crate) invitations: i64,
    /// Five-star evaluations by stars, one first.
    pub(crate) stars: [i64; 5],
    /// Ten-score evaluations by score, nought first.
    pub(crate) scores: [i64; 11],
    pub(crate) satisfied: i64,
    pub(crate) dissatisfied: i64,
    pub(crate) remarks: i64,
    pub(crate) interactive: i64,
    pub(crate) at_once: i64,
    pub(crate) warnings: i64,
    pub(crate) rounds: i64,
}

impl Tally {
    /// One more chat has ended.
    pub(crate) fn chat(&mut self, dice: &mut Dice, pace: f64) {
        self.consult += 1;
        self.at_once = self.at_once.max(1 + dice.weighted(&[40, 34, 18, 7, 1]) as i64);
        let flag = |dice: &mut Dice, probability| i64::from(dice.chance(probability));
        self.from_bot += flag(dice, 0.55);
        self.proactive += flag(dice, 0.03);
        self.information += flag(dice, 0.04);
        let moved_in = dice.chance(0.06);
        if moved_in {
            self.roll_in += 1;
            self.transfer_wait += (dice.log_normal(9.0, 0.6) * 1000.0) as i64;
        }
        self.roll_out += flag(dice, 0.04);
        self.snatch_in += flag(dice, 0.004);
        self.snatch_out += flag(dice, 0.004);
        let length = (dice.log_normal(340.0, 0.7).clamp(20.0, 3600.0) * 1000.0) as i64;
        if !dice.chance(0.92) {
            // The customer never wrote a word.
            self.duration += length / 3;
            self.invalid_received += flag(dice, 0.4);
            return;
        }
        self.valid += 1;
        self.duration += length;
        self.valid_duration += length;
        self.quiet += flag(dice, 0.62);
        let asked = 1 + dice.poisson(4.2);
        self.customer_messages += i64::from(asked);
        if dice.chance(0.025) {
            // No one answered.
            self.warnings += 1;
            self.rounds += 1;
            return;
        }
        self.received += 1;
        self.answer(dice, pace, asked, moved_in);
        self.close(dice);
    }

    fn answer(&mut self, dice: &mut Dice, pace: f64, asked: u32, moved_in: bool) {
        let rounds = (1 + dice.binomial(asked - 1, 0.75)).max(1);
        for round in 0..rounds {
            let mean = if round == 0 { 14.0 } else { 24.0 };
            let seconds = dice.log_normal(mean * pace, 0.7).clamp(1.0, 900.0);
            let wait = (seconds * 1000.0) as i64;
            self.response_time += wait;
            self.responses += 1;
            self.longest_response = self.longest_response.max(wait);
            self.warnings += i64::from(seconds > WARN_AFTER);
            if round == 0 {
                self.first_response_time += wait;
                self.in_30s += i64::from(seconds <= 30.0);
                self.in_60s += i64::from(seconds <= 60.0);
            }
        }
        if moved_in {
            self.transfer_first_responses += 1;
        } else {
            self.first_responses += 1;
        }
        self.rounds += i64::from(rounds);
        let wrote = i64::from(rounds + dice.poisson(1.4));
        self.agent_messages += wrote;
        self.characters += wrote * dice.between(14, 42);
        self.interactive += i64::from(rounds > 1);
        self.last_by_agent += i64::from(dice.chance(0.8));
    }

    fn close(&mut self, dice: &mut Dice) {
        match dice.weighted(&[74, 9, 17]) {
            0 => self.solved += 1,
            1 => self.not_solved += 1,
            _ => {}
        }
        self.remarks += i64::from(dice.chance(0.12));
        let invited = dice.chance(0.7);
        self.invitations += i64::from(invited);
        if !dice.chance(if invited { 0.42 } else { 0.06 }) {
            return;
        }
        if invited {
            self.invited += 1;
        } else {
            self.initiative += 1;
        }
        match dice.weighted(&[76, 14, 10]) {
            0 => {
                let stars = dice.weighted(&[2, 2, 3, 7, 110]);
                if let Some(count) = self.stars.get_mut(stars) {
                    *count += 1;
                }
            }
            1 => {
                let score = dice.weighted(&[2, 1, 1, 1, 1, 2, 2, 5, 10, 22, 53]);
                if let Some(count) = self.scores.get_mut(score) {
                    *count += 1;
                }
            }
            _ if dice.chance(0.9) => self.satisfied += 1,
            _ => self.dissatisfied += 1,
        }
    }

    /// How many customers gave an evaluation of any kind.
    pub(crate) fn evaluations(&self) -> i64 {
        self.initiative + self.invited
    }

    /// Positive, moderate and negative five-star evaluations, as the vendor's star table sorts them.
    pub(crate) fn star_classes(&self) -> (i64, i64, i64) {
        let [one, two, three, four, five] = self.stars;
        (five, four + three, two + one)
    }

    /// Positive, moderate and negative ten-score evaluations.
    pub(crate) fn score_classes(&self) -> (i64, i64, i64) {
        let [bad @ .., seven, eight, nine, ten] = self.scores;
        (nine + ten, seven + eight, bad.iter().sum())
    }

    /// Adds another tally: the same agent in another group, or another agent for a total.
    pub(crate) fn merge(&mut self, other: &Self) {
        let Self { at_once, longest_response, .. } = *self;
        let sums = [
            (&mut self.consult, other.consult),
            (&mut self.from_bot, other.from_bot),
            (&mut self.valid, other.valid),
            (&mut self.information, other.information),
            (&mut self.received, other.received),
            (&mut self.invalid_received, other.invalid_received),
            (&mut self.first_responses, other.first_responses),
            (&mut self.transfer_first_responses, other.transfer_first_responses),
            (&mut self.roll_in, other.roll_in),
            (&mut self.roll_out, other.roll_out),
            (&mut self.quiet, other.quiet),
            (&mut self.proactive, other.proactive),
            (&mut self.duration, other.duration),
            (&mut self.valid_duration, other.valid_duration),
            (&mut self.solved, other.solved),
            (&mut self.not_solved, other.not_solved),
            (&mut self.last_by_agent, other.last_by_agent),
            (&mut self.snatch_in, other.snatch_in),
            (&mut self.snatch_out, other.snatch_out),
            (&mut self.transfer_wait, other.transfer_wait),
            (&mut self.agent_messages, other.agent_messages),
            (&mut self.customer_messages, other.customer_messages),
            (&mut self.characters, other.characters),
            (&mut self.first_response_time, other.first_response_time),
            (&mut self.in_30s, other.in_30s),
            (&mut self.in_60s, other.in_60s),
            (&mut self.response_time, other.response_time),
            (&mut self.responses, other.responses),
            (&mut self.initiative, other.initiative),
            (&mut self.invited, other.invited),
            (&mut self.invitations, other.invitations),
            (&mut self.satisfied, other.satisfied),
            (&mut self.dissatisfied, other.dissatisfied),
            (&mut self.remarks, other.remarks),
            (&mut self.interactive, other.interactive),
            (&mut self.warnings, other.warnings),
            (&mut self.rounds, other.rounds),
        ];
        for (sum, more) in sums {
            *sum += more;
        }
        for (sum, more) in self.stars.iter_mut().zip(other.stars) {
            *sum += more;
        }
        for (sum, more) in self.scores.iter_mut().zip(other.scores) {
            *sum += more;
        }
        self.at_once = at_once.max(other.at_once);
        self.longest_response = longest_response.max(other.longest_response);
    }
}
