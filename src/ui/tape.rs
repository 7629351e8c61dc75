//! What is recorded from the board, or played on it, as the header shows it.

use super::canvas::Piece;
use super::scene::Scene;
use super::text;
use crate::model::Stamp;

/// A recording going on, or one being played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tape {
    /// The board is recorded.
    Recording {
        /// Since when.
        since: Stamp,
        /// How many bytes are written.
        bytes: u64,
    },
    /// The board shows a recording.
    Replaying {
        /// How many times faster than it happened.
        speed: f64,
        /// Whether time goes on.
        playing: bool,
        /// Whether the recording is over.
        over: bool,
        /// Whether that is because what follows cannot be read.
        damaged: bool,
    },
}

impl Tape {
    /// Whether the board shows a recording.
    pub const fn is_replay(&self) -> bool {
        matches!(self, Self::Replaying { .. })
    }
}

/// The header's word about it; where there is little room, without what can be done without.
pub(super) fn piece(scene: &Scene<'_>, tape: Tape, short: bool) -> Piece {
    let (theme, ascii) = (scene.theme, scene.theme.glyphs.is_ascii());
    match tape {
        Tape::Recording { since, bytes } => {
            let seconds = scene.now.since(since).max(0) / 1000;
            let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let mark = theme.glyphs.live();
            let size = if short { String::new() } else { format!(" {}", text::bytes(bytes)) };
            Piece::new(format!("{mark} REC {hours:02}:{minutes:02}:{rest:02}{size}"), theme.alert())
        }
        Tape::Replaying { speed, playing, over, damaged } => {
            let mark = match (playing, over, ascii) {
                (true, _, false) => "▶",
                (true, _, true) => ">",
                (false, true, false) => "■",
                (false, true, true) => "#",
                (false, false, false) => "▮▮",
                (false, false, true) => "||",
            };
            let times = if ascii { "x" } else { "×" };
            let end = match (over && !playing, damaged) {
                (true, true) => format!(" {}", tr!(scene, "damaged from here")),
                (true, false) => format!(" {}", tr!(scene, "end")),
                (false, _) => String::new(),
            };
            // The header's clock shows the recording's time as well; the room is wanted for the ages.
            let time = if short { String::new() } else { format!(" {}", scene.clock(scene.now, "%H:%M:%S")) };
            let style = if damaged { theme.alert() } else { theme.badge() };
            Piece::new(format!("{mark}{end} {speed}{times}{time}"), style)
        }
    }
}
