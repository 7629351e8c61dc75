//! The meter against one that looks at every byte.

use proptest::prelude::*;

use super::*;

/// What the meter must come to, byte by byte.
#[derive(Default)]
struct Plain {
    size: usize,
    mid_line: bool,
    in_comment: bool,
    after_cr: bool,
}

impl Plain {
    /// Whether the byte completes an event.
    fn byte(&mut self, byte: u8) -> bool {
        let second_half = byte == b'\n' && self.after_cr;
        self.after_cr = byte == b'\r';
        if second_half {
            return self.size == 0 && !self.mid_line;
        }
        if matches!(byte, b'\n' | b'\r') {
            let blank = !self.mid_line;
            self.mid_line = false;
            self.in_comment = false;
            if blank {
                self.size = 0;
            }
            return blank;
        }
        if !self.mid_line {
            self.mid_line = true;
            self.in_comment = byte == b':';
        }
        self.size += usize::from(!self.in_comment);
        false
    }

    fn pass(&mut self, piece: &[u8], limit: usize) -> Verdict {
        let mut whole = 0;
        for (at, byte) in piece.iter().enumerate() {
            if self.byte(*byte) {
                whole = at + 1;
            }
            if self.size > limit {
                return Verdict::TooLarge { whole };
            }
        }
        Verdict::Fits
    }
}

proptest! {
    #[test]
    fn what_is_passed_over_at_once_is_counted_as_if_each_byte_were_looked_at(
        pieces in prop::collection::vec("[ab:\n\r]{0,90}", 1..8),
        limit in 0_usize..200,
    ) {
        let (mut plain, mut meter) = (Plain::default(), Meter::new(limit, "a_vendor"));
        for piece in pieces {
            let verdict = meter.pass(piece.as_bytes());
            prop_assert_eq!(verdict, plain.pass(piece.as_bytes(), limit), "{:?}", piece);
            if verdict != Verdict::Fits {
                // The stream ends here.
                break;
            }
            prop_assert_eq!(meter.is_within(), plain.size > 0, "{:?}", piece);
        }
    }
}
