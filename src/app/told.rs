//! What any board comes to, be it open or beside the one that is: by what it is told, and by a clock that is set.

use super::story::Storied;
use super::tape::Tape;
use crate::feed::Told;
use crate::model::{Alarms, Board};
use crate::ui::View;

/// Applies what is told; whether a whole board was, which `on_hub` goes on with what was looked up on the one before.
pub(super) fn told(
    all: impl IntoIterator<Item = Told>,
    board: &mut Board,
    tape: &mut Tape,
    story: &mut Storied,
    on_hub: bool,
) -> bool {
    let mut anew = false;
    for told in all {
        match told {
            Told::Update(update) => {
                tape.offer(&update);
                story.told(&update, board);
                board.apply(update);
            }
            Told::Board(whole) => {
                *board = if on_hub { whole.continuing(std::mem::take(board)) } else { whole.instead_of(board) };
                tape.told_anew();
                anew = true;
            }
        }
    }
    anew
}

/// Brings a board over to a clock that was set by `by` ms, and all that is timed by it.
pub(super) fn brought_over(by: i64, board: &mut Board, alarms: &mut Alarms, view: &mut View, tape: &mut Tape) {
    board.clock_set(by);
    alarms.clock_set(by);
    view.clock_set(by, alarms);
    tape.told_anew();
}
