//! The pages of agents and of teams: whom they tell.

use super::*;
use crate::model::{Agent, Level, State};
use crate::ui::theme::Theme;

/// What was drawn, and what the frame came to.
fn page(desk: &Desk, look: &(Settings, View), size: (u16, u16)) -> (Buffer, usize) {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let mut tiles = 0;
    terminal
        .draw(|frame| {
            tiles = frame_of(&desk.board, &look.1, &look.0, desk.now, frame).tiles.unwrap_or_default();
        })
        .unwrap();
    (terminal.backend().buffer().clone(), tiles)
}

/// Nearer screens have them too, in the letters for which they have room.
#[test]
fn on_small_screens_the_pages_tell_the_same_in_ordinary_letters() {
    for size in [(80, 24), (120, 34)] {
        let text = |board: Board, shows: Shows| showing(board, shows).text(size.0, size.1);
        let agents = text(crowd(300), Shows::Grid);
        assert!(agents.contains("Wang Fang") && agents.contains("talking"), "{agents}");
        let teams = text(crowd(300), Shows::Teams);
        for told in ["Day shift", "夜班", "ready", "talking", "over"] {
            assert!(teams.contains(told), "{told}: {teams}");
        }
    }
}

/// As many as the screen has room for; an ideograph takes 8×6 cells with sextants.
#[test]
fn up_to_twenty_four_agents_have_a_page_with_sextants_and_fewer_with_halves() {
    for language in [Language::English, Language::Chinese] {
        let room = |count: usize, blocks: Blocks| {
            let desk = showing(crowd(count), Shows::Grid);
            let look = dressed(&desk, language, Some(blocks));
            page(&desk, &look, (240, 67)).1
        };
        // Where words are Latin and names are not, both take more than either alone.
        let most = room(24, Blocks::Sextant);
        assert!((18..=24).contains(&most) && (language == Language::English || most == 24), "{language:?}: {most}");
        assert_eq!(room(300, Blocks::Sextant), most, "{language:?}");
        let halves = room(24, Blocks::Half);
        assert!((6..24).contains(&halves), "{language:?}: {halves}");
        assert_eq!(room(1, Blocks::Sextant), 1, "{language:?}");
        assert!((5..=8).contains(&room(5, Blocks::Half)), "{language:?}");
    }
}

/// The fewer they are, the larger they are written.
#[test]
fn tiles_grow_as_there_are_fewer_of_them() {
    let size = |count: usize| {
        let desk = showing(crowd(count), Shows::Grid);
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        let told = tile::Told::of(&scene, desk.board.agents().iter());
        let grid = tile::Grid::choose(&scene, &told, count, Rect::new(0, 0, 240, 58)).unwrap();
        grid.size()
    };
    let sizes = [1, 5, 12].map(size);
    assert!(sizes.is_sorted_by(|one, next| one > next), "{sizes:?}");
}

/// A tile is all of its state's colour, and says the state in a word too.
#[test]
fn a_tile_has_the_colour_and_the_word_of_its_state() {
    let desk = showing(crowd(12), Shows::Grid);
    let buffer = desk.buffer(240, 67);
    let theme: Theme = desk.view.theme(&desk.settings);
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    let states = desk.board.agents().iter().map(Agent::state);
    let mut checked = 0;
    for state in states.filter(|state| !matches!(state, State::Offline | State::Unknown)) {
        let wanted = theme.whole(state).bg.unwrap();
        let cells = buffer.content.iter().filter(|cell| cell.bg == wanted).count();
        assert!(cells > 240 * 58 / 12 / 2, "{state}: {cells} cells");
        checked += 1;
    }
    assert!(checked > 6, "{checked}");
    let told = tile::Told::of(&scene, desk.board.agents().iter());
    assert!(tile::Grid::choose(&scene, &told, 12, Rect::new(0, 0, 240, 60)).is_some());
}

/// Who is over a limit comes first; who has no page in two minutes is counted.
#[test]
fn those_over_a_limit_come_first_and_the_rest_is_counted() {
    let desk = showing(crowd(300), Shows::Grid);
    let shown = desk.view.grid_page().unwrap();
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    let is_over = |id: &crate::model::AgentId| {
        let agent = desk.board.agent(desk.board.slot(id.as_str()).unwrap()).unwrap();
        agent.state() != State::Offline && scene.level(agent) == Level::Over
    };
    let over = shown.order.iter().filter(|id| is_over(id)).count();
    assert!(over > 0 && shown.order.iter().take(over).all(is_over), "{over}");
    // Three pages of twenty seconds, with the wall between them, and one tile that counts.
    assert_eq!((shown.pages, shown.told(24)), (3, 71));
    assert_eq!(shown.told(100), 300);
}

/// Three pages take two minutes with the wall between them; a page that takes longer stands alone.
#[test]
fn no_list_takes_longer_than_two_minutes() {
    for seconds in [2, 5, 10, 20, 30, 60, 120, 3600] {
        let pages = KioskSettings { views: Vec::new(), every_ms: seconds * 1000 }.pages() as i64;
        let takes = pages * seconds + (pages - 1) * seconds * 14 / 10;
        assert!(pages == 1 || takes <= 120, "{seconds}: {pages} pages take {takes} s");
    }
}

/// A customer's number stands on no wall, masked or not.
#[test]
fn no_customer_is_on_the_pages_of_agents() {
    for (count, size) in [(48, (80, 24)), (48, (120, 34)), (5, (240, 67)), (300, (200, 60))] {
        let desk = showing(crowd(count), Shows::Grid);
        let text = desk.text(size.0, size.1);
        assert!(!text.contains("138") && !text.contains("***"), "{count} at {size:?}: {text}");
    }
}

/// With one team there is nothing to compare.
#[test]
fn teams_have_a_turn_where_there_are_two() {
    let mut desk = of_teams(crowd(12));
    desk.settings.departments.retain(|name, _| name == "夜班");
    let mut desk = Desk::new(desk.board, desk.settings);
    for _ in 0..300 {
        desk.listen(1);
        assert_ne!(desk.view.shows(), Shows::Teams);
    }
}
