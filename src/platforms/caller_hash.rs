//! The keyed hash that stands for a customer's number where calls are matched.
//!
//! Telephone numbers are few enough to be tried one after the other, so a plain hash of one is as good as the number. This is
//! HMAC-SHA256 under 128 random bits that are drawn when the program starts and never leave it: without them the hash
//! tells nothing, and another process, or this one tomorrow, makes others. 128 of its bits are kept: two of a
//! million numbers have the same with a chance of one in 10^26.

use ring::hmac;

use crate::model::CallerKey;
use crate::model::caller_key::identifying;

/// Makes hashes of numbers under a key of its own.
pub struct CallerHash(hmac::Key);

impl CallerHash {
    /// Under these bits, which must be random and known to this process alone.
    pub fn new(bits: u128) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &bits.to_be_bytes()))
    }

    /// What stands for a number, however it is written; `None` where it tells no caller apart.
    pub fn of(&self, number: &str) -> Option<CallerKey> {
        let tag = hmac::sign(&self.0, identifying(number)?.as_bytes());
        tag.as_ref().first_chunk::<16>().copied().map(CallerKey::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_hash_under_one_key_and_another_under_another() {
        let (ours, theirs) = (CallerHash::new(1), CallerHash::new(2));
        assert_eq!(ours.of("13812345678"), ours.of("+86 138 1234 5678"));
        assert!(ours.of("13812345678").is_some());
        assert_ne!(ours.of("13812345678"), ours.of("13812345679"));
        assert_ne!(ours.of("13812345678"), theirs.of("13812345678"));
        assert_eq!(ours.of("138****5678"), None);
    }
}
