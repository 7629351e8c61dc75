//! How large the event under way has become.
//!
//! Counted are the bytes of its lines, comments left out, since the decoder keeps none of those: a server that sends
//! comment lines for months must not look like one endless event.

use memchr::memchr2;

use crate::http::Exchange;
use crate::platforms::{Error, ErrorKind};

/// Whether the event under way still fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does.
    Fits,
    /// It does not; up to `whole`, the piece holds complete events.
    TooLarge {
        /// Bytes of the piece to pass on.
        whole: usize,
    },
}

pub(super) struct Meter {
    limit: usize,
    /// The section of the settings that has the limit.
    section: &'static str,
    size: usize,
    at_line_start: bool,
    in_comment: bool,
    after_cr: bool,
}

impl Meter {
    pub(super) const fn new(limit: usize, section: &'static str) -> Self {
        Self { limit, section, size: 0, at_line_start: true, in_comment: false, after_cr: false }
    }

    /// Takes the next piece into account.
    ///
    /// Every byte that arrives goes through here, so what stands between two line ends is passed over at once: looked at
    /// one by one, the bytes were a fifth of all that is done with a message.
    pub(super) fn pass(&mut self, piece: &[u8]) -> Verdict {
        let mut whole = 0;
        let mut rest = piece;
        while let Some(first) = rest.first() {
            let line = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            if line > 0 {
                self.within_line(*first, line);
                if self.size > self.limit {
                    return Verdict::TooLarge { whole };
                }
                rest = rest.get(line..).unwrap_or_default();
                continue;
            }
            rest = rest.get(1..).unwrap_or_default();
            if self.line_end(*first) {
                whole = piece.len() - rest.len();
            }
        }
        Verdict::Fits
    }

    /// Takes so many bytes of a line, the `first` of which may be its first.
    const fn within_line(&mut self, first: u8, bytes: usize) {
        self.after_cr = false;
        if self.at_line_start {
            self.at_line_start = false;
            self.in_comment = first == b':';
        }
        if !self.in_comment {
            self.size = self.size.saturating_add(bytes);
        }
    }

    /// Takes a byte that ends a line; true when it completes a blank line, and with it an event.
    const fn line_end(&mut self, byte: u8) -> bool {
        let second_half = byte == b'\n' && self.after_cr;
        self.after_cr = byte == b'\r';
        if second_half {
            // The LF of a CRLF whose CR has ended the line already.
            return self.size == 0 && self.at_line_start;
        }
        let blank = self.at_line_start;
        self.at_line_start = true;
        self.in_comment = false;
        if blank {
            self.size = 0;
        }
        blank
    }

    /// Whether an event has begun whose end has not come.
    pub(super) const fn is_within(&self) -> bool {
        self.size > 0
    }

    /// The error for an event that is too large.
    pub(super) fn error(&self) -> Error {
        Error::new(ErrorKind::TooLarge, Exchange::EventTooLarge(self.limit, self.section))
    }
}

#[cfg(test)]
mod tests;
