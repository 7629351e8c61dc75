//! Tables whose keys no stranger chooses: ids that a vendor gave, names of its own people.
//!
//! The standard library's hash withstands keys that are made to collide, and takes several times as long for a short text.
//! Tables of hundred thousands of calls, and those that are looked at for every alert every second, need no such shield.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by such keys.
pub type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// A set of them.
pub type QuickSet<K> = HashSet<K, BuildHasherDefault<Quick>>;

/// Odd, and half of its bits are set.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Eight bytes at a time, each multiplied in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quick(u64);

impl Quick {
    const fn add(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(MIX);
        self.0 = mixed ^ (mixed >> 32);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        // A table goes by the lowest bits and by the highest.
        let mixed = self.0.wrapping_mul(MIX);
        mixed ^ (mixed >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.add(u64::from_le_bytes(word) ^ ((rest.len() as u64) << 56));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.add(number.unsigned_abs() as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn keys_that_are_much_alike_are_spread_over_a_table() {
        let build = BuildHasherDefault::<Quick>::default();
        let kinds: [fn(u32) -> String; 4] = [
            |number| format!("8d477de896c148d89ee71eef{number:08}"),
            |number| format!("{number}"),
            |number| format!("{number:08x}c148d89ee71eef0000000000"),
            |number| format!("Wang Fang {number}"),
        ];
        for kind in kinds {
            for shift in [0, 57] {
                // A sixteenth of them in each of sixteen places, as chance would have it.
                let mut places = [0_u32; 16];
                for number in 0..16_000 {
                    let hash = build.hash_one(kind(number).as_str());
                    places[usize::try_from((hash >> shift) & 15).unwrap()] += 1;
                }
                assert!(places.iter().all(|calls| (800..1_200).contains(calls)), "{}: {places:?}", kind(7));
            }
        }
    }

    #[test]
    fn what_is_not_the_same_is_told_apart() {
        let build = BuildHasherDefault::<Quick>::default();
        let texts = ["", "\0", "\0\0", "a", "a\0", "aaaaaaaa", "aaaaaaaa\0", "aaaaaaaaa", "baaaaaaa"];
        let hashes: HashSet<u64> = texts.iter().map(|text| build.hash_one(*text)).collect();
        assert_eq!(hashes.len(), texts.len());
    }
}
