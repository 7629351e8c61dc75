//! Which agents changed, step by step, so that what is worked out of all of them is renewed for those alone.

/// So many changes are kept; a reader who is behind by more looks at all agents.
const KEPT: usize = 4096;

/// The agents that changed last.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    step: u64,
    /// Of the steps after this one all changes are known.
    from: u64,
    slots: Vec<(u64, u32)>,
}

impl Touched {
    /// Grows with every change.
    pub(super) const fn step(&self) -> u64 {
        self.step
    }

    /// Any agent may have changed.
    pub(super) fn all(&mut self) {
        self.step += 1;
        self.from = self.step;
        self.slots.clear();
    }

    /// These have.
    pub(super) fn some(&mut self, slots: &[usize]) {
        if self.slots.len() + slots.len() > KEPT {
            self.all();
        } else if !slots.is_empty() {
            self.step += 1;
            let step = self.step;
            self.slots.extend(slots.iter().filter_map(|slot| Some((step, u32::try_from(*slot).ok()?))));
        }
    }

    /// Those that changed after a step, each once; none where that is not known.
    pub(super) fn since(&self, step: u64) -> Option<Vec<usize>> {
        if step < self.from || step > self.step {
            return None;
        }
        let later = self.slots.iter().rev().take_while(|(at, _)| *at > step);
        let mut slots: Vec<usize> = later.map(|(_, slot)| *slot as usize).collect();
        slots.sort_unstable();
        slots.dedup();
        Some(slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_changed_are_known_until_there_are_too_many() {
        let mut touched = Touched::default();
        touched.all();
        let seen = touched.step();
        assert_eq!(touched.since(seen), Some(Vec::new()));
        assert_eq!(touched.since(seen - 1), None);
        touched.some(&[7, 3]);
        touched.some(&[]);
        touched.some(&[3]);
        assert_eq!(touched.since(seen), Some(vec![3, 7]));
        assert_eq!(touched.since(seen + 1), Some(vec![3]));
        assert_eq!(touched.since(seen + 9), None);
        touched.some(&vec![1; KEPT]);
        assert_eq!(touched.since(seen), None);
        assert_eq!(touched.since(touched.step()), Some(Vec::new()));
    }
}
