//! What may stand in a message: it comes from a shell, and all who pass read it.

use super::clean::clean;
use crate::model::MESSAGE_MOST;
use crate::model::customer::mask_within;

/// `text` as a message may have it: clean, without the blanks around it, customers' numbers masked. Nothing is left where
/// there was nothing to read.
///
/// # Errors
/// How many characters it has, where that is more than [`MESSAGE_MOST`].
pub fn message(text: &str) -> Result<Option<String>, usize> {
    let masked = mask_within(&clean(text));
    match masked.chars().count() {
        0 => Ok(None),
        count if count > MESSAGE_MOST => Err(count),
        _ => Ok(Some(masked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_acts_on_nothing_and_has_no_customers_number() {
        for (text, kept) in [
            ("fire drill at 15:00", "fire drill at 15:00"),
            ("  三点消防演习\n", "三点消防演习"),
            ("a\u{1b}[31mb\u{1b}]0;c\u{7}d\r\ne\u{202e}f\u{200b}", "abd  ef"),
            ("call 13812345678 back", "call 138****5678 back"),
            ("138 1234 5678", "138****5678"),
        ] {
            assert_eq!(message(text), Ok(Some(kept.to_owned())), "{text:?}");
        }
        for nothing in ["", "  \n", "\u{1b}[2J", "\u{202e}\u{200b}"] {
            assert_eq!(message(nothing), Ok(None), "{nothing:?}");
        }
    }

    #[test]
    fn a_long_one_is_refused_and_never_cut() {
        assert_eq!(message(&"字".repeat(200)), Ok(Some("字".repeat(200))));
        assert_eq!(message(&"字".repeat(201)), Err(201));
        assert_eq!(message(&format!("{}\u{1b}[0m", "a".repeat(200))), Ok(Some("a".repeat(200))));
        assert!(message(&"a".repeat(100_000)).is_err());
    }
}
