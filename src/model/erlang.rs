//! The service level of a queue whose callers give up: Erlang A, also written M/M/n+M.
//!
//! Calls come at random at an even rate, each takes an agent for an exponential time, the first that waits is the first
//! served, and a caller gives up after an exponential time of waiting. The shares are those of Baccelli and Hebuterne, "On
//! queues with impatient customers" (1981), as Zeltyn and Mandelbaum write them in "Call centers with impatient customers"
//! (2005), with the time for which a caller who never gives up would wait as a density. The number of agents need not be
//! whole: between whole numbers the share of lost calls (Erlang B) is continued by its own recursion.

/// What the queue is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Queue {
    /// Calls a second.
    pub(super) arrivals: f64,
    /// Seconds that a call takes an agent.
    pub(super) handling: f64,
    /// Agents; need not be whole.
    pub(super) agents: f64,
    /// Seconds that a caller is ready to wait, on average.
    pub(super) patience: f64,
}

/// A stretch of the waiting time is cut into so many pieces; even.
const PIECES: u32 = 200;

/// What is smaller than the largest by a factor of e to this is nothing.
const NOTHING: f64 = 40.0;

/// No more than so many steps are taken for the share of agents' states.
const STEPS: f64 = 200_000.0;

/// With so much of it no call waits.
const ENOUGH: f64 = 1e200;

impl Queue {
    /// The share of calls that an agent has within so many seconds, 0 to 1, of all that come. Of no calls it is 1, with no
    /// agent 0.
    pub(super) fn served_within(self, seconds: f64) -> f64 {
        if self.agents < 1.0 {
            // Less than one agent is one who is there for a part of the time.
            let one = Self { agents: 1.0, ..self };
            return if self.agents > 0.0 { self.agents * one.served_within(seconds) } else { 0.0 };
        }
        if self.arrivals <= 0.0 || self.handling <= 0.0 {
            return 1.0;
        }
        let peak = self.peak();
        let height = self.exponent(peak);
        let idle = self.idle_weight() * (-height).exp();
        let end = self.end(peak, height);
        let within = seconds.clamp(0.0, end);
        let density = |wait: f64| self.arrivals * (self.exponent(wait) - height).exp();
        let served = |wait: f64| density(wait) * (-wait / self.patience).exp();
        // Behind the knee hardly a caller is left, and all that changes does so slowly.
        let knee = (peak + 6.0 * self.patience).min(end);
        let pieces =
            |of: &dyn Fn(f64) -> f64, from: f64, to: f64| sum(of, from, to.min(knee)) + sum(of, from.max(knee), to);
        let waiting = pieces(&density, 0.0, within) + pieces(&density, within, end);
        let share = (idle + pieces(&served, 0.0, within)) / (idle + waiting);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The logarithm of how likely a wait is, but for a factor that all waits have.
    fn exponent(self, wait: f64) -> f64 {
        let stays = self.patience * (1.0 - (-wait / self.patience).exp());
        self.arrivals * stays - self.agents * wait / self.handling
    }

    /// The likeliest wait.
    fn peak(self) -> f64 {
        let load = self.arrivals * self.handling / self.agents;
        if load > 1.0 { self.patience * load.ln() } else { 0.0 }
    }

    /// A wait so long that longer ones count for nothing.
    fn end(self, peak: f64, height: f64) -> f64 {
        let mut step = self.handling / self.agents;
        while self.exponent(peak + step) - height > -NOTHING && step < 1e9 {
            step *= 2.0;
        }
        peak + step
    }

    /// How much likelier it is that an agent is free than that a caller with no wait finds the last one taken: one over the
    /// share of lost calls with one agent less.
    fn idle_weight(self) -> f64 {
        let load = self.arrivals * self.handling;
        let agents = (self.agents - 1.0).min(STEPS);
        let first = agents.fract();
        let mut weight = 1.0 + first / load;
        let mut count = first;
        while count + 0.5 < agents {
            count += 1.0;
            weight = (1.0 + weight * count / load).min(ENOUGH);
        }
        weight
    }
}

/// The integral of a smooth function, by Simpson's rule.
fn sum(of: &dyn Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    if to <= from {
        return 0.0;
    }
    let step = (to - from) / f64::from(PIECES);
    let inner = (1..PIECES).map(|nth| {
        let weight = if nth % 2 == 1 { 4.0 } else { 2.0 };
        weight * of(from + step * f64::from(nth))
    });
    (of(from) + of(to) + inner.sum::<f64>()) * step / 3.0
}

#[cfg(test)]
mod tests;
