//! Seeded randomness. Each part of the world draws from a stream of its own, so that one more chat does not
//! change which agent is called next.

/// Stream of the voice side.
pub(super) const VOICE: u64 = 1;
/// Stream that makes people: names, ids, shifts.
pub(super) const CREW: u64 = 2;
/// Stream of the chats.
pub(super) const CHAT: u64 = 3;
/// Stream of the AI sessions.
pub(super) const AI: u64 = 4;
/// Stream of the tenant's secrets.
pub(super) const CREDENTIALS: u64 = 5;
/// Stream of the tokens handed out.
pub(super) const TOKENS: u64 = 6;
/// Stream of the visits at the tenant of the China platform.
pub(super) const CN: u64 = 7;
/// Stream of the visits at 7moor's tenant.
pub(super) const MOOR: u64 = 8;
/// Stream of the faults.
pub(super) const FAULTS: u64 = 9;

/// Stream of what callers meet before they wait for an agent.
pub(super) const CALLERS: u64 = 10;

/// Stream of who calls again.
pub(super) const AGAIN: u64 = 11;

/// Stream of what goes wrong with callbacks.
pub(super) const PUSH_FAULTS: u64 = 12;

/// Stream of the random codes that callbacks are signed with.
pub(super) const PUSH_CODES: u64 = 13;

/// Stream of what bots say to who asks them, and of how fast.
pub(super) const ANSWERS: u64 = 14;

/// Stream of whom the day's cause makes leave.
pub(super) const CAUSES: u64 = 15;

/// Stream of the sessions that a bot's worse release makes ask for a person.
pub(super) const WORSE_BOT: u64 = 16;

/// SplitMix64's finaliser: neighbouring inputs give unrelated outputs.
pub(super) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The lower-case hex digits of `value`, stretched to 32 characters.
pub(super) fn hex32(value: u64) -> String {
    format!("{:016x}{:016x}", mix(value), mix(value ^ u64::MAX))
}

/// The lower-case hex digits of the bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A source of draws.
#[derive(Clone)]
pub(super) struct Dice(fastrand::Rng);

impl Dice {
    /// The stream with this number under this seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(fastrand::Rng::with_seed(mix(mix(seed) ^ stream)))
    }

    /// A stream that depends on this one's state, for something that wants many draws of its own.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// Uniform in `0..1`.
    pub(super) fn unit(&mut self) -> f64 {
        self.0.f64()
    }

    /// Uniform in `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.i64(low..=high.max(low))
    }

    /// Uniform index below `count`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { self.0.usize(..count) }
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items; the default when there are none.
    pub(super) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let index = self.below(items.len());
        items.get(index).copied().unwrap_or_default()
    }

    /// The index of one of the weights, with the probability the weights give.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u32 = weights.iter().sum();
        let mut left = self.0.u32(..total.max(1));
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// Exponential with this mean.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -(1.0 - self.unit()).ln() * mean
    }

    /// Standard normal.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Log-normal with this mean and shape.
    pub(super) fn log_normal(&mut self, mean: f64, sigma: f64) -> f64 {
        (mean.ln() - sigma * sigma / 2.0 + sigma * self.normal()).exp()
    }

    /// Poisson with this mean, by the normal approximation when it is large.
    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 30.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let floor = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > floor {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// How many of `trials` succeed.
    pub(super) fn binomial(&mut self, trials: u32, probability: f64) -> u32 {
        if trials > 200 {
            let mean = f64::from(trials) * probability;
            let spread = (mean * (1.0 - probability)).sqrt();
            return ((mean + spread * self.normal()).round().max(0.0) as u32).min(trials);
        }
        (0..trials).map(|_| u32::from(self.chance(probability))).sum()
    }

    /// So many lower-case hex digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            text += &hex(&self.bits().to_be_bytes());
        }
        text.truncate(digits);
        text
    }
}
