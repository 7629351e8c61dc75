//! What tells the ids of agents apart in little room, where it is kept of each of a hundred thousand whether they are known.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

use super::agent::AgentId;

/// An id's print: two hashes of 64 bits. That any two of a hundred thousand ids have the same is a chance of one in 10^28, and
/// no one can make up such ids, since the keys are this process's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Print(u64, u64);

impl Hash for Print {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0);
    }
}

/// Makes prints.
#[derive(Clone, Debug, Default)]
pub(super) struct Prints(RandomState, RandomState);

impl Prints {
    pub(super) fn of(&self, id: &AgentId) -> Print {
        Print(self.0.hash_one(id.as_str()), self.1.hash_one(id.as_str()))
    }
}

/// A print is a hash already.
pub(super) type AsItIs = BuildHasherDefault<Taken>;

/// The half of a print that is taken for its hash.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    /// Only prints come here, by [`Hasher::write_u64`].
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }
}

#[cfg(test)]
mod tests;
