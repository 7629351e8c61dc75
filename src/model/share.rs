//! Shares: one way to make them, and what is to be said of those that cannot be.
//!
//! A share is told as it comes out. One above all, or below nothing, says that two figures contradict each other; it is
//! marked wherever it is shown, and never made to fit.

/// What is above all by no more than this comes from rounding.
const ROUNDING: f64 = 1e-6;

/// `part` of `whole`, 0 to 1 where they do not contradict each other: endless for some of nothing. `None` where either
/// is unknown, and for nothing of nothing.
pub fn share(part: Option<u64>, whole: Option<u64>) -> Option<f64> {
    share_of(part.map(|part| part as f64), whole.map(|whole| whole as f64))
}

/// The same of figures that are no counts.
pub fn share_of(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    let (part, whole) = (part?, whole?);
    match (whole > 0.0, part > 0.0) {
        (true, _) => Some(part / whole),
        (false, true) => Some(f64::INFINITY),
        (false, false) => None,
    }
}

/// What is left of `whole` without `part`, as a share of it: below nothing where the part is more than the whole.
pub fn rest_of(whole: Option<f64>, part: Option<f64>) -> Option<f64> {
    let (whole, part) = (whole?, part?);
    match (whole > 0.0, part > 0.0) {
        (true, _) => Some((whole - part) / whole),
        (false, true) => Some(f64::NEG_INFINITY),
        (false, false) => None,
    }
}

/// Whether a share cannot be: more than all, or less than nothing.
pub fn is_contradictory(share: f64) -> bool {
    !(-ROUNDING..=1.0 + ROUNDING).contains(&share)
}
