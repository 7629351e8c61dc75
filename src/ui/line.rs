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
}

/// Why a line is taken for a thin one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thin {
    /// Somebody said so.
    Asked,
    /// The terminal could not keep up.
    Behind,
}
