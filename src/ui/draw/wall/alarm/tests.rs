use super::*;
use crate::lang::Language;
use crate::model::{Limits, Rule, Rules, State, Watch};
use crate::ui::draw::wall::tests::{LOOKS, desk, drawn, dressed};
use crate::ui::settings::Settings;
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::{Desk, crowd};

/// A wall on which so many agents have just gone over their limit.
fn alarm(count: usize) -> Desk {
    let mut desk = desk(crowd(48));
    desk.alarm(&(0..count).collect::<Vec<_>>()).wait(1);
    assert_eq!((desk.view.shows(), desk.view.alarm().len()), (Shows::Alarm, count));
    desk
}

fn blocks<'a>(scene: &'a Scene<'_>) -> Vec<Block<'a>> {
    let standing = scene.view.alerts().standing();
    scene.view.alarm().into_iter().filter_map(|at| Block::of(scene, &standing[at])).collect()
}

/// As many as have room, and no room is left in which there is none.
#[test]
fn as_many_share_the_screen_as_have_room_in_large_letters() {
    let room = Rect::new(3, 8, 234, 56);
    for count in [1, 2, 3, 6, 24] {
        let desk = alarm(count);
        for (language, kind) in LOOKS {
            let (settings, view) = dressed(&desk, language, kind);
            let scene = Scene::new(&desk.board, &view, &settings, desk.now);
            let blocks = blocks(&scene);
            let case = format!("{count} {language:?} {kind:?}");
            let (Shares(shown), last) = Shares::far(&scene, &blocks, room);
            assert!(!shown.is_empty() && shown.iter().sum::<u16>() + last <= room.height, "{case}: {shown:?}");
            assert_eq!(last > 0, shown.len() < count, "{case}");
            assert!(shown.iter().all(|lines| *lines >= 4), "{case}: {shown:?}");
            for (block, lines) in blocks.iter().zip(&shown) {
                assert!(shown.len() == 1 || block.has_room((room.width, *lines)), "{case}");
            }
        }
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        let (Shares(shown), _) = Shares::far(&scene, &blocks(&scene), room);
        assert!(shown.len() >= count.min(3), "{count}: {shown:?}");
    }
}

#[test]
fn on_a_small_screen_the_others_are_counted_in_the_border() {
    let desk = alarm(9);
    for language in [Language::English, Language::Chinese] {
        let look = dressed(&desk, language, Some(crate::config::Blocks::Half));
        let text = crate::ui::testing::text(&drawn(&desk, &look, (80, 24)));
        assert!((1..9).any(|hidden| text.contains(&more(language, hidden))), "{text}");
    }
}

/// Name, state, time, limit, team; what escalated has twice the room, and says so.
#[test]
fn what_escalated_is_larger_and_comes_first() {
    let watch = Watch::State { state: State::WrapUp, over_ms: 300_000, who: Vec::new() };
    let rule = Rule { escalate_after_ms: Some(60_000), ..Rule::new("wrap_up", watch) };
    let rules = Rules::new(vec![rule], &Limits::default());
    let departments = [("Night".to_owned(), vec!["1000".to_owned()])].into_iter().collect();
    let before = desk(crowd(8));
    let settings = Settings { rules, departments, ..before.settings };
    let mut desk = Desk::new(before.board, settings);
    desk.listen(2).alarm(&[0]).listen(59).alarm(&[3]);
    assert!((0..3).any(|_| desk.listen(1).view.alarm().len() == 2));
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    let blocks = blocks(&scene);
    assert_eq!(blocks.iter().map(Block::weight).collect::<Vec<_>>(), [2, 1]);
    let words: Vec<&str> = blocks[0].what.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(words, ["wrap-up", "07:40", "escalated", "limit 5m", "Night"]);
    let (Shares(shown), _) = Shares::far(&scene, &blocks, Rect::new(3, 8, 234, 56));
    assert!(shown[0] == 2 * shown[1], "{shown:?}");
}
