//! Bytes that are not UTF-8 become U+FFFD, also where a character is cut by the end of a piece.

use bytes::{Bytes, BytesMut};

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// Mends a stream of pieces. Holds back at most three bytes: the beginning of a character whose rest may still come.
#[derive(Default)]
pub(super) struct Mender {
    held: Vec<u8>,
}

impl Mender {
    /// The valid text of `piece` and of what was held back before it. A piece that is valid is passed on uncopied.
    pub(super) fn mend(&mut self, piece: Bytes) -> Bytes {
        if piece.is_empty() {
            return piece;
        }
        let input = if self.held.is_empty() {
            piece
        } else {
            let mut joined = BytesMut::with_capacity(self.held.len() + piece.len());
            joined.extend_from_slice(&self.held);
            joined.extend_from_slice(&piece);
            self.held.clear();
            joined.freeze()
        };
        let Err(error) = std::str::from_utf8(&input) else { return input };
        if error.error_len().is_none() {
            let (valid, held) = split(&input, error.valid_up_to());
            self.held.extend_from_slice(held);
            return input.slice(..valid.len());
        }
        self.replace(&input)
    }

    fn replace(&mut self, input: &[u8]) -> Bytes {
        let mut out = BytesMut::with_capacity(input.len() + REPLACEMENT.len());
        let mut rest = input;
        while let Err(error) = std::str::from_utf8(rest) {
            let (valid, bad) = split(rest, error.valid_up_to());
            out.extend_from_slice(valid);
            let Some(length) = error.error_len() else {
                self.held.extend_from_slice(bad);
                return out.freeze();
            };
            out.extend_from_slice(REPLACEMENT);
            rest = split(bad, length).1;
        }
        out.extend_from_slice(rest);
        out.freeze()
    }
}

fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}
