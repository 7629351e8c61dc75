//! The header and the hints of a board that is recorded, and of one that shows a recording.

use insta::assert_snapshot;

use crate::ui::testing::{Desk, NOW, centre, settings};
use crate::ui::{Settings, Tape};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 34)];

fn desk(tape: Tape, ascii: bool) -> Desk {
    let mut desk = Desk::new(centre(48), Settings { ascii, ..settings() });
    desk.view.set_tape(Some(tape));
    desk
}

fn recorded() -> Tape {
    Tape::Recording { since: NOW.plus(-751_000), bytes: 3_212_345 }
}

fn replayed(playing: bool, over: bool) -> Tape {
    Tape::Replaying { speed: 10.0, playing, over, damaged: false }
}

#[test]
fn a_board_that_is_recorded_says_since_when_and_how_much() {
    for (width, height) in SIZES {
        let frame = desk(recorded(), false).frame(width, height);
        assert!(frame.contains("● REC 00:12:31"), "{frame}");
        assert_snapshot!(format!("recording_{width}x{height}"), frame);
    }
    assert_snapshot!("recording_ascii_80x24", desk(recorded(), true).frame(80, 24));
    assert!(desk(recorded(), false).frame(120, 34).contains("● REC 00:12:31 3.2 MB"));
}

#[test]
fn a_replay_says_how_fast_and_what_time_it_is_there() {
    for (width, height) in SIZES {
        let frame = desk(replayed(true, false), false).frame(width, height);
        assert!(frame.contains("▶ 10× 14:32:07") && !frame.contains("live"), "{frame}");
        assert_snapshot!(format!("replay_{width}x{height}"), frame);
    }
    assert_snapshot!("replay_ascii_80x24", desk(replayed(true, false), true).frame(80, 24));
}

#[test]
fn a_replay_that_ends_before_damage_goes_on_saying_so() {
    let broken = Tape::Replaying { speed: 10.0, playing: false, over: true, damaged: true };
    for (width, height) in SIZES {
        let frame = desk(broken, false).frame(width, height);
        assert!(frame.contains("■ damaged from here 10×"), "{frame}");
    }
}

#[test]
fn a_replay_that_stands_still_says_so() {
    assert_snapshot!("replay_paused_80x24", desk(replayed(false, false), false).frame(80, 24));
    let slow = Tape::Replaying { speed: 0.25, playing: true, over: false, damaged: false };
    assert!(desk(slow, false).frame(120, 34).contains("▶ 0.25× 14:32:07"));
    assert!(desk(replayed(false, true), false).frame(80, 24).contains("■ end 10× 14:32:07"));
    assert!(desk(replayed(false, false), true).frame(80, 24).contains("|| 10x 14:32:07"));
}
