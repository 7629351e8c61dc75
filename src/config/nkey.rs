//! The seed of an nkey: what a NATS server knows a user by that has neither a password nor a signed token.
//!
//! <https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth>: base 32 of two bytes that say
//! what it is and whose, the 32 bytes of the seed, and a CRC-16. The seed signs what the server asks and goes nowhere.

/// The length of a user's seed, in characters.
const SEED: usize = 58;

/// The length of a public key, in characters.
const PUBLIC: usize = 56;

/// Characters of base 32, in their order.
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What is wrong with a text that should be the seed of a user, as a predicate about the file in which it stands; `None` if
/// nothing is.
pub(super) fn flaw(text: &str) -> Option<&'static str> {
    let seed = text.trim();
    if seed.starts_with('U') && seed.len() == PUBLIC {
        return Some("names a file that holds a public key; the seed that belongs to it begins with SU");
    }
    if (seed.starts_with("SA") || seed.starts_with("SO")) && seed.len() == SEED {
        return Some("names a file that holds the seed of an account or an operator; that of a user begins with SU");
    }
    if !seed.starts_with("SU") || seed.len() != SEED {
        return Some("names a file that holds no seed of a user's nkey, which is SU and 56 more letters and digits");
    }
    (!is_whole(seed))
        .then_some("names a file with the seed of an nkey that has a wrong letter or digit in it; copy it again")
}

/// Whether what a seed ends with is the sum of what stands before.
fn is_whole(seed: &str) -> bool {
    let Some(bytes) = bytes(seed) else { return false };
    bytes.split_last_chunk().is_some_and(|(own, sum)| u16::from_le_bytes(*sum) == crc(own))
}

/// The bytes of a text in base 32, but for the bits at its end that are none.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for letter in text.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == letter)?;
        bits = bits << 5 | u32::try_from(digit).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// CRC-16/XMODEM.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of those in NATS's own documentation.
    const OWN: &str = "SUANQDPB2RUOE4ETUA26CNX7FUKE5ZZKFCQIIW63OX225F2CO7UEXTM7ZY";

    #[test]
    fn a_users_seed_is_taken_and_everything_else_is_told_apart() {
        assert_eq!((flaw(OWN), flaw(&format!("  {OWN}\r"))), (None, None));
        let other = OWN.replacen("QDPB", "QDPC", 1);
        let public = format!("U{}", "A".repeat(55));
        for (text, said) in [
            (other.as_str(), "a wrong letter or digit"),
            (&OWN.to_lowercase(), "holds no seed"),
            (&OWN.replace('4', "1"), "a wrong letter or digit"),
            (&OWN[..57], "holds no seed"),
            (&format!("{OWN}A"), "holds no seed"),
            (&OWN.replacen("SU", "SA", 1), "of an account or an operator"),
            (&public, "holds a public key"),
            ("hunter2", "holds no seed"),
            ("", "holds no seed"),
            ("SU令牌", "holds no seed"),
        ] {
            let found = flaw(text);
            assert!(found.is_some_and(|found| found.contains(said)), "{text:?}: {found:?}");
        }
    }

    #[test]
    fn one_letter_that_is_another_is_always_seen() {
        for at in 2..OWN.len() - 1 {
            for digit in DIGITS {
                let mut letters = OWN.as_bytes().to_vec();
                if letters[at] == *digit {
                    continue;
                }
                letters[at] = *digit;
                assert!(flaw(&String::from_utf8(letters).unwrap()).is_some(), "{at}");
            }
        }
    }
}
