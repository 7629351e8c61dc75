use super::*;
use crate::ui::draw::wall::tests::measure::Frame;
use crate::ui::draw::wall::tests::{LOOKS, desk, dressed};
use crate::ui::testing::crowd;

/// Every agent of a page in a tile that has no line to spare, in every look.
fn tight(look_at: impl Fn(&Scene<'_>, &Grid, &Agent, &Frame)) {
    let desk = desk(crowd(24));
    for (language, blocks) in LOOKS {
        let (settings, view) = dressed(&desk, language, blocks);
        let scene = Scene::new(&desk.board, &view, &settings, desk.now);
        let told = Told::of(&scene, desk.board.agents().iter());
        let grid = Grid::choose(&scene, &told, 24, Rect::new(0, 0, 240, 58)).unwrap();
        let place = Rect::new(0, 1, 240 / grid.columns, grid.height());
        for (slot, agent) in desk.board.agents().iter().enumerate() {
            let draw = |canvas: &mut Canvas<'_>| grid.draw(canvas, &scene, place, slot, agent);
            look_at(&scene, &grid, agent, &Frame::of(&scene, (place.width, place.height + 2), draw));
        }
    }
}

/// Those of one colour would be one otherwise.
#[test]
fn tiles_below_each_other_are_parted_where_no_line_is_left_between_them() {
    tight(|scene, grid, agent, frame| {
        let colour = scene.theme.whole(agent.state()).bg.unwrap();
        for x in 0..240 / grid.columns - 1 {
            let cell = &frame.buffer[(x, grid.height())];
            let case = format!("{} {:?} at {x}", agent.label(), scene.theme.glyphs);
            assert!(cell.symbol() != " ", "{case}");
            if cell.symbol() == "▀" {
                assert_eq!((Some(cell.fg), Some(cell.bg)), (Some(colour), scene.theme.ground().bg), "{case}");
            }
        }
    });
}

/// Letters of two lines that touch are none of both.
#[test]
fn a_name_that_is_lower_than_others_does_not_touch_the_state_below_it() {
    tight(|_, grid, agent, frame| {
        let mut large: Vec<Rect> =
            frame.writings.iter().map(|writing| writing.area).filter(|area| area.height > 1).collect();
        large.sort_by_key(|area| area.y);
        let [name, next, ..] = large.as_slice() else { return };
        let is_as_high = name.height == grid.hands.name.lines();
        assert!(is_as_high || name.bottom() < next.y, "{}: {name:?} {next:?}", agent.label());
    });
}
