//! Shares of what was counted: how exactly a share is known, and how likely two samples differ as much by chance.
//!
//! Both are exact: the interval is that of Clopper and Pearson, and two samples are compared as Fisher's test does, given how
//! many there are together. Nothing is approximated by a normal distribution, which is wrong where shares are near 0 or 1.

/// Halvings of the range that a bound is looked for in: beyond what 64 bits tell apart.
const HALVINGS: u32 = 60;

/// A fraction goes on no longer; it takes a few times the root of the larger count.
const TERMS_MAX: u32 = 20_000;

/// What is smaller beside 1 no longer counts.
const SMALL: f64 = 1e-16;

/// So many `of` so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Those that did.
    pub part: u64,
    /// All of them.
    pub of: u64,
}

impl Sample {
    /// The share, 0 to 1; `None` of none.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.part as f64 / self.of as f64)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { part: self.part.saturating_add(other.part), of: self.of.saturating_add(other.of) }
    }

    /// Where the share lies that such samples are drawn from, with at least this confidence (0 to 1); `None` of none, and
    /// where the part is more than the whole.
    pub fn interval(self, confidence: f64) -> Option<(f64, f64)> {
        let Self { part, of } = self;
        let outside = (1.0 - confidence) / 2.0;
        let rest = of.checked_sub(part).filter(|_| of > 0)?;
        let (part, rest) = (part as f64, rest as f64);
        // Of `of` drawn at a share, at least `part` are among them with the chance that the beta function tells.
        let low = if part == 0.0 { 0.0 } else { solve(outside, |share| beta(share, part, rest + 1.0)) };
        let high = if rest == 0.0 { 1.0 } else { solve(1.0 - outside, |share| beta(share, part + 1.0, rest)) };
        Some((low, high))
    }
}

/// The logarithm of how likely two samples of one kind differ at least as much as these, in either direction: Fisher's exact
/// test, the smaller tail twice. 0 (certain) where they do not differ or one of them is empty.
pub fn ln_chance(one: Sample, other: Sample) -> f64 {
    let counts = [one.part, one.of.saturating_sub(one.part), other.part, other.of.saturating_sub(other.part)];
    if one.of == 0 || other.of == 0 {
        return 0.0;
    }
    let [mut a, mut b, mut c, mut d] = counts.map(|count| count as f64);
    if a * d < b * c {
        // The tail of those that did not is as long.
        (a, b, c, d) = (b, a, d, c);
    }
    let all = a + b + c + d;
    let ln_here = ln_choose(a + b, a) + ln_choose(c + d, c) - ln_choose(all, a + c);
    // The further cases beside this one; from the mean on they become less likely.
    let (mut sum, mut term) = (1.0, 1.0);
    while b > 0.0 && c > 0.0 && term > sum * SMALL {
        term *= b * c / ((a + 1.0) * (d + 1.0));
        (a, b, c, d) = (a + 1.0, b - 1.0, c - 1.0, d + 1.0);
        sum += term;
    }
    (ln_here + f64::ln(sum) + std::f64::consts::LN_2).min(0.0)
}

fn ln_choose(all: f64, some: f64) -> f64 {
    ln_gamma(all + 1.0) - ln_gamma(some + 1.0) - ln_gamma(all - some + 1.0)
}

/// The logarithm of the gamma function from 1 on, by Stirling's series, which is exact enough from 10 on.
fn ln_gamma(of: f64) -> f64 {
    let (mut at, mut shift) = (of, 0.0);
    while at < 10.0 {
        shift += at.ln();
        at += 1.0;
    }
    let square = at * at;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / at;
    (at - 0.5) * at.ln() - at + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

/// The regularised incomplete beta function.
fn beta(share: f64, one: f64, other: f64) -> f64 {
    if share <= 0.0 || share >= 1.0 {
        return share.clamp(0.0, 1.0);
    }
    let ln_front =
        one * share.ln() + other * (-share).ln_1p() + ln_gamma(one + other) - ln_gamma(one) - ln_gamma(other);
    let front = ln_front.exp();
    if share < (one + 1.0) / (one + other + 2.0) {
        front * fraction(share, one, other) / one
    } else {
        1.0 - front * fraction(1.0 - share, other, one) / other
    }
}

/// Its continued fraction, by the method of Lentz.
fn fraction(share: f64, one: f64, other: f64) -> f64 {
    let solid = |value: f64| if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / solid(1.0 - (one + other) * share / (one + 1.0));
    let mut value = lower;
    for term in 1..TERMS_MAX {
        let at = f64::from(term);
        let even = at * (other - at) * share / ((one + 2.0 * at - 1.0) * (one + 2.0 * at));
        let odd = -(one + at) * (one + other + at) * share / ((one + 2.0 * at) * (one + 2.0 * at + 1.0));
        let mut step = 1.0;
        for part in [even, odd] {
            lower = 1.0 / solid(1.0 + part * lower);
            upper = solid(1.0 + part / upper);
            step = lower * upper;
            value *= step;
        }
        if (step - 1.0).abs() < SMALL * 4.0 {
            break;
        }
    }
    value
}

/// Where a function that rises from 0 to 1 reaches `value`.
fn solve(value: f64, rising: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if rising(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests;
