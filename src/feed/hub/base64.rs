//! Bytes as text (RFC 4648, section 4), for a stream of lines.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What no letter stands for.
const NONE: u8 = 0xFF;

/// What each byte stands for.
const MEANINGS: [u8; 256] = meanings();

#[expect(
    clippy::indexing_slicing,
    reason = "both tables have room for each index, and it is done when this is compiled"
)]
const fn meanings() -> [u8; 256] {
    let mut meanings = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        meanings[LETTERS[value] as usize] = value as u8;
        value += 1;
    }
    meanings
}

fn letter(value: u32) -> char {
    LETTERS.get((value & 63) as usize).copied().map_or('A', char::from)
}

/// Appends `bytes` as text.
pub fn write(bytes: &[u8], out: &mut String) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.push(letter(bits >> 18));
        out.push(letter(bits >> 12));
        out.push(if group.len() > 1 { letter(bits >> 6) } else { '=' });
        out.push(if group.len() > 2 { letter(bits) } else { '=' });
    }
}

/// What [`write()`] wrote; `None` for what it did not write.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let padded = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
    let letters = text.get(..text.len() - padded)?;
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for group in letters.chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            let meaning = group.get(at).map_or(Some(0), |byte| MEANINGS.get(usize::from(*byte)).copied());
            bits = bits << 6 | u32::from(meaning.filter(|meaning| *meaning != NONE)?);
        }
        let [_, bytes @ ..] = u32::to_be_bytes(bits);
        let whole = group.len() * 6 / 8;
        // Bits that no byte has are nought, so that each text means other bytes.
        if bytes.iter().skip(whole).any(|byte| *byte != 0) {
            return None;
        }
        out.extend(bytes.iter().take(whole));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(bytes: &[u8]) -> String {
        let mut text = String::new();
        write(bytes, &mut text);
        text
    }

    #[test]
    fn bytes_are_written_as_the_standard_says() {
        let examples =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")];
        for (plain, text) in examples {
            assert_eq!(written(plain.as_bytes()), text);
            assert_eq!(read(text).as_deref(), Some(plain.as_bytes()));
        }
        for wrong in ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-v", "ü=="] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(read(&written(&bytes)), Some(bytes));
        }
    }
}
