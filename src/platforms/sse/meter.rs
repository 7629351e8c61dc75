//! How large the event under way has become.
//!
//! Counted are the bytes of its lines, comments left out, since the decoder keeps none of those: a server that sends
//! comment lines for months must not look like one endless event.

use crate::http::Exchange;
use crate::platforms::{Error, ErrorKind};

/// Blocks without a line end are passed over as wholes; a block is compared at once by vector instructions.
const BLOCK: usize = 64;

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
    pub(super) fn pass(&mut self, piece: &[u8]) -> Verdict {
        let mut whole = 0;
        let mut position = 0;
        for block in piece.chunks(BLOCK) {
            if !self.at_line_start && !has_line_end(block) {
                self.after_cr = false;
                if !self.in_comment {
                    self.size = self.size.saturating_add(block.len());
                    if self.size > self.limit {
                        return Verdict::TooLarge { whole };
                    }
                }
                position += block.len();
                continue;
            }
            for &byte in block {
                position += 1;
                if self.byte(byte) {
                    whole = position;
                } else if self.size > self.limit {
                    return Verdict::TooLarge { whole };
                }
            }
        }
        Verdict::Fits
    }

    /// Takes one byte; true when it completes a blank line, and with it an event.
    fn byte(&mut self, byte: u8) -> bool {
        let second_half = byte == b'\n' && self.after_cr;
        self.after_cr = byte == b'\r';
        if second_half {
            // The LF of a CRLF whose CR has ended the line already.
            return self.size == 0 && self.at_line_start;
        }
        match byte {
            b'\n' | b'\r' => {
                let blank = self.at_line_start;
                self.at_line_start = true;
                self.in_comment = false;
                if blank {
                    self.size = 0;
                }
                blank
            }
            _ => {
                if self.at_line_start {
                    self.at_line_start = false;
                    self.in_comment = byte == b':';
                }
                if !self.in_comment {
                    self.size = self.size.saturating_add(1);
                }
                false
            }
        }
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

fn has_line_end(block: &[u8]) -> bool {
    // Counting has no early exit: that is what lets the compiler compare the whole block at once.
    block.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() > 0
}
