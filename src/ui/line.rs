//! What the line to the terminal carries, for Health, and whether it is to be spared.

/// What the terminal was sent since start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Bytes.
    pub bytes: u64,
    /// Frames that changed something.
    pub frames: u64,
    /// How long all of them kept us waiting, in ms.
    pub waited_ms: u64,
    /// Why the line is taken for a thin one: then clocks move in steps and nothing moves for show.
    pub thin: Option<Thin>,
    /// How far apart, on a thin line, frames are that change by themselves, in seconds.
    pub every_s: u64,
    /// How long what is sent takes to the screen, in ms, as far as the terminal tells.
    pub behind_ms: u64,
}

impl Written {
    /// How far the screen is behind, in ms, where that is worth a word.
    pub fn behind(&self) -> Option<i64> {
        let ms = i64::try_from(self.behind_ms).unwrap_or(i64::MAX);
        (ms >= WORTH_A_WORD_MS).then_some(ms)
    }
}

/// A delay of so many ms is worth a word.
const WORTH_A_WORD_MS: i64 = 1_000;

/// Why a line is taken for a thin one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thin {
    /// The settings say so.
    Asked,
    /// The terminal could not keep up.
    Behind,
}
