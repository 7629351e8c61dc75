//! When each of many is due to be looked at next.
//!
//! Of ten thousand agents some pass a limit in any second; to look at the others is to fetch megabytes for nothing. Here each
//! has eight bytes, side by side.

use super::time::Stamp;

/// Moments at which a look may find something else than before, by slot.
#[derive(Clone, Debug, Default)]
pub struct Dues {
    at: Vec<Stamp>,
}

impl Dues {
    /// Comes before every moment.
    pub const AT_ONCE: Stamp = Stamp(i64::MIN);

    /// Comes after every moment: time alone changes nothing.
    pub const NEVER: Stamp = Stamp(i64::MAX);

    /// So many, all of whom are due.
    pub fn reset(&mut self, count: usize) {
        self.at.clear();
        self.at.resize(count, Self::AT_ONCE);
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The one in `slot` is due at `at`. One that is not among them is left alone.
    pub fn set(&mut self, slot: usize, at: Stamp) {
        if let Some(due) = self.at.get_mut(slot) {
            *due = at;
        }
    }

    /// The slots of those that are due at `now`, in order.
    pub fn due(&self, now: Stamp) -> Vec<usize> {
        let due = |(slot, at): (usize, &Stamp)| (*at <= now && *at != Self::NEVER).then_some(slot);
        self.at.iter().enumerate().filter_map(due).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_are_due_whose_moment_has_come() {
        let mut dues = Dues::default();
        assert!(dues.is_empty() && dues.due(Dues::NEVER).is_empty());
        dues.reset(5);
        assert_eq!((dues.len(), dues.due(Dues::AT_ONCE)), (5, vec![0, 1, 2, 3, 4]));
        for (slot, at) in [(0, Stamp(20)), (1, Dues::NEVER), (2, Stamp(10)), (4, Stamp(21)), (7, Stamp(0))] {
            dues.set(slot, at);
        }
        assert_eq!(dues.due(Stamp(20)), [0, 2, 3]);
        assert_eq!(dues.due(Dues::NEVER), [0, 2, 3, 4], "who is never due is not at the end of time");
        dues.reset(1);
        assert_eq!(dues.due(Stamp(0)), [0], "what was is forgotten");
    }
}
