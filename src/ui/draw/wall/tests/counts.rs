//! What counts on a wall without settings is told, whatever it is written in.

use super::measure::Frame;
use super::*;
use crate::model::{CallEvent, CallKind, Callback, Happening, Phase};
use crate::ui::testing::{NOW, report};

/// The same centre where callbacks tell of a caller who waits.
fn with_a_caller(mut board: Board) -> Board {
    report(&mut board, NOW.plus(-60_000), SourceId::Push, Phase::Live, None);
    let waits = CallEvent {
        kind: Some(CallKind::Inbound),
        made: Some(NOW.plus(-41_000)),
        ..CallEvent::new("waits", Happening::Created)
    };
    apply(&mut board, NOW.plus(-2_000), Payload::Pushed(vec![Callback::Event(Box::new(waits))]));
    apply(&mut board, NOW, Payload::Heard(SourceId::Agents));
    board
}

/// Callers, how long the first of them has waited, the service level, answered, lost; the agents. What is left of the level
/// stands wherever the others leave its word the room.
#[test]
fn what_counts_is_told_without_settings() {
    let mut budgets = 0;
    for (longest, desk) in [(1, desk(with_a_caller(calls_centre()))), (0, desk(calls_centre()))] {
        for (language, blocks) in LOOKS {
            let (settings, view) = dressed(&desk, language, blocks);
            let scene = Scene::new(&desk.board, &view, &settings, desk.now);
            let told = Told::usual(&scene);
            let Calls { least, wanted, .. } = told.calls;
            assert_eq!(wanted - least, longest + 1);
            for size in SIZES {
                let frame = Frame::whole(&scene, size);
                let missing = |card: &&Card| frame.lines_of(&card.word) < 3 || frame.lines_of(&card.figure) < 3;
                let those = told.calls.first(least + longest);
                let words = those.into_iter().chain(&told.now).filter(missing).map(|card| card.word.as_str());
                let (words, low) = (words.collect::<Vec<&str>>(), frame.low(3));
                let case = format!("{longest} {language:?} {blocks:?} {size:?}");
                assert!(words.is_empty() && low.is_empty(), "{case}: {words:?} {low:?}");
                budgets += usize::from(!told.calls.first(wanted).iter().any(missing));
            }
        }
    }
    assert!(budgets >= 20, "{budgets} of 28");
}
