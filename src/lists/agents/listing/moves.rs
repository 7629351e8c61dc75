//! Who is to be moved to another place of a list, and when.

use crate::model::Stamp;

/// When one moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum When {
    /// They stand where they belong.
    #[default]
    Never,
    /// When the order is taken next.
    Due,
    /// At the next look, and once more when the order is taken: between those who stand where they stood, the right place
    /// cannot be told.
    AtOnce,
    /// They are on their way.
    Now,
}

/// Those who do not stand where they belong, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Moves {
    every_ms: i64,
    taken_ms: i64,
    waiting: Vec<u32>,
    /// By slot, as far as there was any reason.
    when: Vec<When>,
    at_once: bool,
    spare: Vec<u32>,
}

impl Moves {
    /// The order is taken at most every so many milliseconds.
    pub(super) fn every(every_ms: i64) -> Self {
        Self { every_ms, ..Self::default() }
    }

    /// The same for another list.
    pub(super) fn afresh(&self) -> Self {
        Self::every(self.every_ms)
    }

    /// Whether the order may be taken. A clock that was set back does not hold it for longer.
    pub(super) const fn are_due(&self, now: Stamp) -> bool {
        let since = now.ms().saturating_sub(self.taken_ms);
        since >= self.every_ms || since < 0
    }

    /// Whether all stand where they belong.
    pub(super) const fn is_settled(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The order was taken of all.
    pub(super) fn taken(&mut self, now: Stamp) {
        self.taken_ms = now.ms();
        self.waiting.clear();
        self.when.clear();
        self.at_once = false;
    }

    /// One belongs somewhere else.
    pub(super) fn add(&mut self, slot: u32, at_once: bool) {
        let at = slot as usize;
        if at >= self.when.len() {
            self.when.resize(at + 1, When::Never);
        }
        let Some(when) = self.when.get_mut(at) else { return };
        if *when == When::Never {
            self.waiting.push(slot);
        }
        if at_once || *when != When::AtOnce {
            *when = if at_once { When::AtOnce } else { When::Due };
        }
        self.at_once |= at_once;
    }

    /// Those who move now: all where it is `due`, else those who do at once; none where there are none. Until
    /// [`Moves::moved`], they are on their way.
    pub(super) fn take(&mut self, now: Stamp, due: bool) -> Option<Vec<u32>> {
        if self.waiting.is_empty() || !due && !self.at_once {
            return None;
        }
        self.at_once = false;
        let mut movers = std::mem::take(&mut self.spare);
        movers.clear();
        for slot in &self.waiting {
            if let Some(when) = self.when.get_mut(*slot as usize).filter(|when| due || **when == When::AtOnce) {
                *when = When::Now;
                movers.push(*slot);
            }
        }
        if due {
            self.taken_ms = now.ms();
            self.waiting.clear();
        }
        Some(movers)
    }

    /// Whether one is on their way.
    pub(super) fn moves_now(&self, slot: u32) -> bool {
        self.when.get(slot as usize) == Some(&When::Now)
    }

    /// They have arrived: all that [`Moves::take`] gave.
    pub(super) fn moved(&mut self, movers: Vec<u32>) {
        let then = if self.waiting.is_empty() { When::Never } else { When::Due };
        for slot in &movers {
            if let Some(when) = self.when.get_mut(*slot as usize) {
                *when = then;
            }
        }
        self.spare = movers;
    }
}
