use crossterm::event::KeyModifiers;
use ratatui::layout::Rect;

use super::*;
use crate::model::{Figure, State};
use crate::ui::Settings;
use crate::ui::settings::KioskSettings;
use crate::ui::state::BoardFigure;
use crate::ui::testing::{Desk, NOW, ai, calls, centre, health, settings};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 34), (200, 60), (60, 15)];

fn with_mouse() -> Settings {
    Settings { mouse: true, ..settings() }
}

fn desk() -> Desk {
    Desk::new(centre(48), with_mouse())
}

fn event(kind: MouseEventKind, (column, row): (u16, u16)) -> MouseEvent {
    MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }
}

/// Presses a button, long after the press before.
fn press_with(desk: &mut Desk, button: MouseButton, at: (u16, u16)) -> Effect {
    desk.now = desk.now.plus(DOUBLE_MS);
    desk.settle();
    desk.view.press(event(MouseEventKind::Down(button), at), &desk.on_screen, &desk.board, desk.now, &desk.settings)
}

fn press(desk: &mut Desk, at: (u16, u16)) -> Effect {
    press_with(desk, MouseButton::Left, at)
}

fn turn(desk: &mut Desk, kind: MouseEventKind, at: (u16, u16), notches: usize) {
    for _ in 0..notches {
        let wheel = Wheel::of(event(kind, at)).unwrap();
        desk.settle();
        desk.view.wheel(wheel, &desk.on_screen, &desk.board, desk.now, &desk.settings);
    }
}

const DOWN: MouseEventKind = MouseEventKind::ScrollDown;
const UP: MouseEventKind = MouseEventKind::ScrollUp;

/// What was noted by a frame of this size.
fn spots(desk: &Desk, (width, height): (u16, u16)) -> Vec<(Rect, Spot)> {
    desk.map(width, height).spots().to_vec()
}

fn find(desk: &Desk, size: (u16, u16), wanted: impl Fn(&Spot) -> bool) -> (u16, u16) {
    let all = spots(desk, size);
    let (area, _) = all.iter().find(|(_, spot)| wanted(spot)).unwrap_or_else(|| panic!("nothing of that in {all:#?}"));
    (area.x, area.y)
}

fn zone(desk: &Desk, (width, height): (u16, u16), wanted: Zone) -> Rect {
    let map = desk.map(width, height);
    let same = |zone: &Zone| match (zone, wanted) {
        (Zone::Pane(pane, _), Zone::Pane(other, _)) => *pane == other,
        (zone, other) => *zone == other,
    };
    map.zones().iter().find(|(_, zone)| same(zone)).unwrap().0
}

/// The line of the frame that a place is on.
fn line(desk: &Desk, (width, height): (u16, u16), y: u16) -> String {
    desk.text(width, height).lines().nth(usize::from(y)).unwrap_or_default().to_owned()
}

#[test]
fn every_row_of_a_drawn_board_is_the_agent_that_stands_there() {
    for keys in ["", "t"] {
        for size in SIZES {
            let mut desk = desk();
            desk.keys(keys);
            let rows: Vec<_> =
                spots(&desk, size).into_iter().filter(|(_, spot)| matches!(spot, Spot::Agent(_))).collect();
            assert!(rows.len() > 5, "{size:?}: {}", rows.len());
            for (area, spot) in rows {
                let Spot::Agent(id) = spot else { continue };
                let name = desk.board.agent(desk.board.slot(id.as_str()).unwrap()).unwrap().label().to_owned();
                let shown: String = (area.y..area.bottom()).map(|y| line(&desk, size, y)).collect();
                let begins: String = name.chars().take(5).collect();
                assert!(shown.contains(&begins), "{name} is not in {shown}");
                for x in [area.x, area.right() - 1] {
                    desk.keys("<esc><esc>");
                    assert_eq!(press(&mut desk, (x, area.y)), Effect::Redraw);
                    assert_eq!(desk.view.board().selected(), Some(&id), "{size:?}");
                }
            }
        }
    }
}

#[test]
fn a_press_on_the_chosen_agent_opens_the_page_and_the_rest_of_a_double_click_is_swallowed() {
    let mut desk = desk();
    let at = find(&desk, (120, 34), |spot| matches!(spot, Spot::Agent(_)));
    press(&mut desk, at);
    assert_eq!(desk.view.page(), &Page::Board);
    press(&mut desk, at);
    assert!(matches!(desk.view.page(), Page::Agent(_)));
    desk.text(120, 34);
    desk.settle();
    // Whatever stands there on the page that came.
    let again = event(MouseEventKind::Down(MouseButton::Left), at);
    let soon = desk.now.plus(DOUBLE_MS - 1);
    assert_eq!(desk.view.press(again, &desk.on_screen, &desk.board, soon, &desk.settings), Effect::None);
    assert_eq!(press_with(&mut desk, MouseButton::Right, (0, 0)), Effect::Redraw);
    assert_eq!(desk.view.page(), &Page::Board);
}

#[test]
fn both_presses_of_a_double_click_may_come_before_the_next_frame() {
    let mut desk = desk();
    let at = find(&desk, (120, 34), |spot| matches!(spot, Spot::Agent(_)));
    let down = event(MouseEventKind::Down(MouseButton::Left), at);
    desk.settle();
    for _ in 0..2 {
        desk.view.press(down, &desk.on_screen, &desk.board, desk.now, &desk.settings);
    }
    assert!(matches!(desk.view.page(), Page::Agent(_)));
}

#[test]
fn the_wheel_scrolls_the_board_and_rows_are_still_who_they_are() {
    for keys in ["", "t", "j", "tj"] {
        for size in SIZES {
            let mut desk = Desk::new(centre(300), with_mouse());
            desk.keys(keys);
            let rows = |desk: &Desk| -> Vec<AgentId> {
                let all = spots(desk, size).into_iter();
                all.filter_map(|(_, spot)| if let Spot::Agent(id) = spot { Some(id) } else { None }).collect()
            };
            let first = rows(&desk);
            let at = find(&desk, size, |spot| matches!(spot, Spot::Agent(_)));
            turn(&mut desk, DOWN, at, 4);
            let second = rows(&desk);
            assert_ne!(first, second, "{size:?} {keys}");
            let shown = desk.text(size.0, size.1);
            if let Some(chosen) = desk.chosen() {
                let begins: String = chosen.chars().take(5).collect();
                assert!(shown.contains(&begins), "who is chosen is taken along");
            }
            for (area, spot) in spots(&desk, size) {
                let Spot::Agent(id) = spot else { continue };
                press(&mut desk, (area.x, area.y));
                assert_eq!(desk.view.board().selected(), Some(&id));
                desk.keys("<esc>");
            }
            turn(&mut desk, DOWN, at, 400);
            let last = desk.view.board().listing().slot(desk.view.board().listing().len() - 1).unwrap();
            assert!(rows(&desk).contains(&desk.board.agent(last).unwrap().id), "to the end and not further");
            turn(&mut desk, UP, at, 400);
            assert_eq!(rows(&desk), first, "{size:?} {keys}");
        }
    }
}

#[test]
fn after_a_resize_only_what_is_drawn_anew_can_be_pressed() {
    let mut desk = desk();
    let at = find(&desk, (200, 60), |spot| matches!(spot, Spot::Agent(_)));
    desk.settle();
    desk.on_screen = FrameMap::default();
    assert_eq!(press(&mut desk, at), Effect::None);
    for (width, height) in [(80, 24), (59, 15), (5, 2), (120, 34)] {
        let map = desk.map(width, height);
        let all = map.spots();
        let screen = Rect { x: 0, y: 0, width, height };
        assert!(all.iter().all(|(area, _)| screen.intersection(*area) == *area), "{width}x{height}");
        assert!(map.zones().iter().all(|(area, _)| screen.intersection(*area) == *area), "{width}x{height}");
        assert_eq!(all.is_empty(), width < 60);
    }
}

#[test]
fn a_heading_puts_in_its_order_and_again_turns_it_round() {
    for size in SIZES {
        let mut desk = desk();
        let headings: Vec<_> =
            spots(&desk, size).into_iter().filter(|(_, spot)| matches!(spot, Spot::AgentHeading(_))).collect();
        assert!(headings.len() >= 4, "{size:?}");
        for (area, spot) in headings {
            let Spot::AgentHeading(sorts) = spot else { continue };
            desk.keys("<esc>");
            let before = desk.view.board().listing().rules().clone();
            press(&mut desk, (area.x, area.y));
            let rules = desk.view.board().listing().rules().clone();
            assert!(sorts.contains(&rules.sort));
            assert_eq!(rules.reverse, sorts.contains(&before.sort) && !before.reverse);
            press(&mut desk, (area.x, area.y));
            assert_eq!(desk.view.board().listing().rules().sort, rules.sort);
            assert_eq!(desk.view.board().listing().rules().reverse, !rules.reverse);
        }
    }
}

#[test]
fn chosen_columns_of_the_agents_are_pressed_like_those_of_every_list() {
    for size in SIZES {
        let mut desk = desk();
        desk.keys("c <enter>");
        let at = find(&desk, size, |spot| *spot == Spot::Heading(ListId::Agents, "state".to_owned()));
        press(&mut desk, at);
        assert_eq!(desk.view.board().listing().rules().sort, Sort::State, "{size:?}");
        press(&mut desk, at);
        assert!(desk.view.board().listing().rules().reverse);
        let at = find(&desk, size, |spot| matches!(spot, Spot::Agent(_)));
        press(&mut desk, at);
        assert!(desk.view.board().selected().is_some());
        let before = desk.seen().board().shown().top;
        turn(&mut desk, DOWN, at, 2);
        desk.text(size.0, size.1);
        // On the largest screen all of them are in view.
        assert!(desk.seen().board().shown().top > before || size.1 >= 60, "{size:?}");
        press(&mut desk, at);
        press(&mut desk, at);
        assert!(matches!(desk.view.page(), Page::Agent(_)), "{size:?}");
    }
}

#[test]
fn figures_alerts_and_chats_take_the_keys_and_open() {
    for size in [(120, 34), (200, 60)] {
        let mut desk = desk();
        desk.wait(300);
        let at = find(&desk, size, |spot| *spot == Spot::Figure(Pane::Today, BoardFigure::Counter(Figure::Missed)));
        press(&mut desk, at);
        let chosen = desk.view.board().figure(&desk.board);
        assert_eq!((desk.view.board().focus(), chosen), (Pane::Today, Some(BoardFigure::Counter(Figure::Missed))));
        press(&mut desk, at);
        assert_eq!(desk.view.board().listing().rules().filter.text(), "agent_misses>0");
        desk.keys("<esc><esc>");
        let at = find(&desk, size, |spot| *spot == Spot::Figure(Pane::Now, BoardFigure::State(State::Talking)));
        press(&mut desk, at);
        press(&mut desk, at);
        assert_eq!(desk.view.board().listing().rules().filter.text(), "state:talking");
        desk.keys("<esc><esc>");
        let of_an_agent = |spot: &Spot| {
            let Spot::Alert(AlertKey::Now(key)) = spot else { return false };
            matches!(key.about, crate::model::About::Agent(_))
        };
        let at = find(&desk, size, of_an_agent);
        press(&mut desk, at);
        assert_eq!(desk.view.board().focus(), Pane::Alerts);
        assert!(desk.view.alerts().chosen().is_some());
        press(&mut desk, at);
        assert!(matches!(desk.view.page(), Page::Agent(_)));
        desk.keys("<esc><esc>");
        let at = find(&desk, size, |spot| matches!(spot, Spot::Chat(_)));
        press(&mut desk, at);
        assert_eq!(desk.view.board().focus(), Pane::Chat);
        press(&mut desk, at);
        assert!(matches!(desk.view.page(), Page::Agent(_)));
        desk.keys("1");
        let pane = zone(&desk, size, Zone::Pane(Pane::Ai, 0));
        press(&mut desk, (pane.x, pane.y));
        assert_eq!(desk.view.board().focus(), Pane::Ai);
    }
}

#[test]
fn the_wheel_over_alerts_and_chats_goes_through_them() {
    let mut desk = desk();
    desk.listen(300);
    for pane in [Pane::Chat, Pane::Alerts] {
        let area = zone(&desk, (120, 34), Zone::Pane(pane, 0));
        let before = desk.text(120, 34);
        turn(&mut desk, DOWN, (area.x + 2, area.y + 2), 3);
        assert_eq!(desk.view.board().focus(), pane);
        assert_ne!(desk.text(120, 34), before);
        turn(&mut desk, UP, (area.x + 2, area.y + 2), 60);
        let first = find(&desk, (120, 34), |spot| matches!(spot, Spot::Chat(_) | Spot::Alert(_)));
        assert!(first.1 > 0);
    }
}

#[test]
fn tabs_and_hints_do_what_their_keys_do() {
    for size in [(80, 24), (120, 34), (200, 60)] {
        let mut desk = desk();
        for (action, page) in [
            (Action::Calls, Page::Calls),
            (Action::Chat, Page::Chat),
            (Action::Ai, Page::Ai),
            (Action::Reports, Page::Reports),
            (Action::Health, Page::Health),
            (Action::Board, Page::Board),
        ] {
            let at = find(&desk, size, |spot| *spot == Spot::Does(action));
            press(&mut desk, at);
            assert_eq!(desk.view.page(), &page, "{size:?}");
        }
        let at = find(&desk, size, |spot| *spot == Spot::Does(Action::Sort));
        press(&mut desk, at);
        assert_eq!(desk.view.board().listing().rules().sort, Sort::Time);
        desk.keys("<esc>");
        let at = find(&desk, size, |spot| *spot == Spot::Does(Action::Help));
        press(&mut desk, at);
        assert_eq!(desk.view.page(), &Page::Help);
        desk.text(size.0, size.1);
        turn(&mut desk, DOWN, (5, 5), 1);
        assert_eq!(desk.seen().scroll(), 3);
    }
}

fn long_list() -> Desk {
    let mut board = centre(48);
    calls::data(&mut board, NOW, calls::all(), calls::part(60, 60));
    let mut desk = Desk::new(board, with_mouse());
    desk.keys("2");
    desk
}

#[test]
fn rows_and_headings_of_a_list_are_what_they_are_drawn_as() {
    for size in SIZES {
        let mut desk = long_list();
        let row = |desk: &Desk| {
            let list = desk.view.list(ListId::Calls).unwrap();
            (list.selected.clone(), list.cursor)
        };
        let rows: Vec<_> = spots(&desk, size).into_iter().filter(|(_, spot)| matches!(spot, Spot::Row(..))).collect();
        assert!(rows.len() > 4, "{size:?}");
        for (at, (area, spot)) in rows.iter().enumerate().skip(1) {
            let Spot::Row(ListId::Calls, key) = spot else { panic!("{spot:?}") };
            press(&mut desk, (area.right() - 1, area.y));
            assert_eq!(row(&desk), (Some(key.clone()), at), "{size:?}");
        }
        let (area, spot) = rows[2].clone();
        let Spot::Row(_, key) = spot else { unreachable!() };
        press(&mut desk, (area.x, area.y));
        press(&mut desk, (area.x, area.y));
        assert_eq!(desk.view.page(), &Page::Call(key));
        desk.keys("<esc>");
        turn(&mut desk, DOWN, (area.x, area.y), 5);
        let moved: Vec<_> = spots(&desk, size).into_iter().filter(|(_, spot)| matches!(spot, Spot::Row(..))).collect();
        assert_ne!(moved[0].1, rows[0].1);
        let Spot::Row(_, key) = moved[1].1.clone() else { unreachable!() };
        press(&mut desk, (moved[1].0.x, moved[1].0.y));
        assert_eq!(row(&desk).0, Some(key));
        let heading = find(&desk, size, |spot| matches!(spot, Spot::Heading(_, key) if key == "began"));
        press(&mut desk, heading);
        let list = desk.view.list(ListId::Calls).unwrap();
        assert_eq!((list.sort.as_deref(), list.reverse), (Some("began"), false));
        press(&mut desk, heading);
        assert!(desk.view.list(ListId::Calls).unwrap().reverse);
    }
}

#[test]
fn parts_of_a_page_take_the_keys() {
    let mut desk = Desk::new(ai::sessions_centre(), with_mouse());
    let size = (120, 34);
    desk.keys("4");
    let at = find(&desk, size, |spot| matches!(spot, Spot::Row(ListId::AiRecords, _)));
    press(&mut desk, at);
    assert!(desk.view.tabs().ai.records);
    let at = find(&desk, size, |spot| matches!(spot, Spot::Row(ListId::AiGroups(_), _)));
    press(&mut desk, at);
    assert!(!desk.view.tabs().ai.records);
    assert_eq!(desk.view.page(), &Page::Ai, "the first press only gives it the keys");
    let mut desk = Desk::new(health::troubled(), with_mouse());
    desk.keys("6");
    let area = zone(&desk, size, Zone::List(ListId::Rejected));
    press(&mut desk, (area.x, area.y));
    assert!(desk.view.tabs().health.rejected);
    let area = zone(&desk, size, Zone::Standing);
    press(&mut desk, (area.x, area.y));
    assert!(!desk.view.tabs().health.rejected);
}

#[test]
fn the_names_of_reports_and_of_ways_to_split_chats_are_tabs() {
    let mut desk = Desk::new(crate::ui::testing::platforms::three_vendors(), with_mouse());
    let size = (200, 60);
    desk.keys("5");
    let offered = crate::ui::state::Report::offered(&desk.settings);
    assert!(offered.len() > 1);
    for report in offered {
        let tab = find(&desk, size, |spot| *spot == Spot::Report(report));
        press(&mut desk, tab);
        assert_eq!(desk.view.tabs().reports.shown, report);
    }
    desk.keys("3");
    for way in crate::ui::state::chat_ways(&desk.board) {
        let tab = find(&desk, size, |spot| *spot == Spot::Way(way));
        press(&mut desk, tab);
        assert_eq!(desk.view.tabs().chat.shown(&desk.board), way);
    }
}

#[test]
fn a_question_is_answered_and_nothing_else_pressed() {
    let mut desk = desk();
    let row = find(&desk, (80, 24), |spot| matches!(spot, Spot::Agent(_)));
    desk.view.ask("leave?", Effect::Quit);
    let no = find(&desk, (80, 24), |spot| *spot == Spot::Does(Action::No));
    assert_eq!(press(&mut desk, row), Effect::None);
    assert_eq!(desk.view.board().selected(), None);
    press(&mut desk, no);
    assert_eq!(desk.view.over().question(), None);
    desk.view.ask("leave?", Effect::Quit);
    let yes = find(&desk, (80, 24), |spot| *spot == Spot::Does(Action::Yes));
    assert_eq!(press(&mut desk, yes), Effect::Quit);
}

#[test]
fn a_panel_is_chosen_from_and_closed_by_a_press_beside_it() {
    let mut desk = long_list();
    desk.keys("c");
    let size = (120, 34);
    let at = find(&desk, size, |spot| *spot == Spot::Item(2));
    let before = desk.text(120, 34);
    press(&mut desk, at);
    assert_eq!(desk.view.over().panel().unwrap().cursor, 2);
    assert_ne!(desk.text(120, 34), before);
    turn(&mut desk, DOWN, at, 100);
    let last = desk.view.over().panel().unwrap().cursor;
    desk.keys("<down>");
    assert_eq!(desk.view.over().panel().unwrap().cursor, last, "as far as there are lines");
    let panel = zone(&desk, size, Zone::Panel);
    assert_eq!(press(&mut desk, (panel.x, panel.y)), Effect::None, "its border");
    press(&mut desk, (2, 10));
    assert!(desk.view.over().panel().is_none());
    assert_eq!(desk.view.page(), &Page::Calls);
}

#[test]
fn the_palette_is_pressed_from_and_closed_by_a_press_beside_it() {
    let mut desk = desk();
    desk.keys(":calls");
    let at = find(&desk, (80, 24), |spot| *spot == Spot::Suggestion(0));
    press(&mut desk, at);
    assert_eq!(desk.view.page(), &Page::Calls);
    desk.keys("1:");
    let list = zone(&desk, (80, 24), Zone::Palette);
    turn(&mut desk, DOWN, (list.x + 2, list.y + 2), 4);
    assert_eq!(desk.view.over().palette().unwrap().cursor, 4);
    assert_eq!(press(&mut desk, (list.x, list.y)), Effect::None, "its border");
    press(&mut desk, (10, 4));
    assert!(desk.view.over().palette().is_none());
    assert_eq!(desk.view.board().selected(), None, "the press closed it, and did no more");
}

#[test]
fn a_press_keeps_the_filter_that_is_being_typed() {
    let mut desk = desk();
    desk.keys("/state:talking");
    let at = find(&desk, (80, 24), |spot| matches!(spot, Spot::Agent(_)));
    press(&mut desk, at);
    assert!(desk.view.over().input().is_none());
    assert_eq!(desk.view.board().listing().rules().filter.text(), "state:talking");
    assert!(desk.view.board().selected().is_some());
    desk.keys("/zzz");
    let drop = find(&desk, (80, 24), |spot| *spot == Spot::Does(Action::CancelFilter));
    press(&mut desk, drop);
    assert_eq!(desk.view.board().listing().rules().filter.text(), "state:talking");
}

#[test]
fn unless_asked_for_and_on_a_wall_there_is_no_mouse() {
    let mut desk = Desk::new(centre(48), settings());
    assert!(spots(&desk, (120, 34)).is_empty() && desk.map(120, 34).zones().is_empty());
    assert_eq!(press(&mut desk, (5, 12)), Effect::None);
    turn(&mut desk, DOWN, (5, 12), 3);
    assert_eq!(desk.seen().board().shown().top, 0);
    desk.keys("M");
    assert_eq!(desk.effects.last(), Some(&Effect::Mouse(true)));
    assert!(!spots(&desk, (120, 34)).is_empty());
    desk.keys("M");
    assert_eq!(desk.effects.last(), Some(&Effect::Mouse(false)));
    let kiosk = Some(KioskSettings { views: Vec::new(), every_ms: 20_000 });
    let mut wall = Desk::new(centre(48), Settings { kiosk, ..with_mouse() });
    assert!(!wall.view.has_mouse());
    wall.keys("M");
    assert!(!wall.view.has_mouse());
    assert!(wall.view.notice().unwrap().contains("a wall has no mouse"));
}

#[test]
fn turns_of_the_wheel_at_one_place_are_one_turn() {
    let one = Wheel::of(event(DOWN, (3, 4))).unwrap();
    let three = one.and(one).and_then(|two| two.and(one)).unwrap();
    assert_eq!((three.down(), three.right()), (3, 0));
    assert_eq!(one.and(Wheel::of(event(DOWN, (3, 5))).unwrap()), None);
    assert_eq!(Wheel::of(event(MouseEventKind::Moved, (3, 4))), None);
}
