//! What makes rows of what a recording tells.

use super::table::Out;
use crate::model::{Board, Stamp, Update};

/// The board after something was told.
pub struct Seen<'a> {
    /// The board.
    pub board: &'a Board,
    /// When that was heard.
    pub at: Stamp,
    /// The slots of the agents who changed; `None` where any of them may have.
    pub touched: Option<&'a [usize]>,
}

/// A table being made. What it remembers does not grow with the length of a recording.
pub trait Rows {
    /// A session begins: what was known then. The last moment of the one before was `last`; nothing is known of the time
    /// between.
    fn begin(&mut self, board: &Board, at: Stamp, last: Option<Stamp>, out: &mut Out);

    /// An update, which the board has not taken yet.
    fn told(&mut self, _update: &Update, _board: &Board, _out: &mut Out) {}

    /// The board has taken it.
    fn look(&mut self, _seen: &Seen<'_>, _out: &mut Out) {}

    /// Nothing more is told; the last moment was this one.
    fn end(&mut self, _last: Stamp, _out: &mut Out) {}
}
