//! What stands for a customer's number where calls are matched, so that the number itself can be dropped.

use std::fmt;

use super::customer::is_mobile;

/// A keyed hash of a customer's number. It cannot be written anywhere: it has no serialised form, and `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallerKey([u8; 16]);

impl CallerKey {
    /// These bits of a hash.
    pub const fn new(hash: [u8; 16]) -> Self {
        Self(hash)
    }
}

impl fmt::Debug for CallerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallerKey(…)")
    }
}

/// Fewer digits are no telephone number.
const SHORTEST: usize = 3;

/// The one way of writing a number that is written in several: digits without what people write between them, Chinese
/// mobile numbers without `+86`, `0086` or the 0 of a trunk call, others without `+` or `00`.
///
/// `None` where it tells no caller apart: blank, masked, a word such as "anonymous", nothing but zeros.
pub fn identifying(number: &str) -> Option<String> {
    let mut digits = String::with_capacity(number.len());
    for c in number.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?),
            '+' | '＋' if digits.is_empty() => {}
            ' ' | '\u{a0}' | '\u{3000}' | '-' | '－' | '–' | '.' | '(' | ')' | '（' | '）' => {}
            _ => return None,
        }
    }
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let mobile = ["86", "0"].iter().filter_map(|before| digits.strip_prefix(before)).find(|rest| is_mobile(rest));
    let digits = mobile.unwrap_or(digits);
    let tells = digits.len() >= SHORTEST && digits.bytes().any(|digit| digit != b'0');
    tells.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for written in ["13812345678", "+86 138-1234-5678", "0086 13812345678", "013812345678", " １３８12345678 "] {
            assert_eq!(identifying(written).as_deref(), Some("13812345678"), "{written}");
        }
        assert_eq!(identifying("+44 (20) 7946 0018").as_deref(), Some("442079460018"));
        assert_eq!(identifying("010-8888 1234").as_deref(), Some("01088881234"));
        assert_eq!(identifying("95588").as_deref(), Some("95588"));
    }

    #[test]
    fn what_tells_no_caller_apart_is_no_number() {
        for withheld in ["", " ", "138****5678", "anonymous", "Unknown", "0", "0000", "00", "-", "sip:a@b", "12"] {
            assert_eq!(identifying(withheld), None, "{withheld}");
        }
    }

    #[test]
    fn a_hash_is_never_written() {
        assert_eq!(format!("{:?}", CallerKey::new([7; 16])), "CallerKey(…)");
    }
}
