//! Frames with a message: across every page of the wall, in lines where a person sits.

use insta::assert_snapshot;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::kiosk::{wall, wall_settings};
use super::*;
use crate::lang::Language;
use crate::model::Message;
use crate::ui::kiosk::Stop;
use crate::ui::state::kiosk::Shows;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (240, 67)];
const DRILL: &str = "fire drill at 15:00";

/// The fixed centre's clock shows 14:32.
fn says(desk: &mut Desk, text: &str) {
    let until = desk.now.plus(3_600_000);
    desk.view.show_message(Some(Message { text: text.to_owned(), from: Some("ana".to_owned()), until }));
}

/// Lines from the first one in `buffer` that is turned round from edge to edge.
fn band(buffer: &Buffer) -> u16 {
    let turned = |y: &u16| {
        (0..buffer.area.width).filter(|x| buffer[(*x, *y)].modifier.contains(Modifier::REVERSED)).count() * 2
            > usize::from(buffer.area.width)
    };
    let rows = (0..buffer.area.height).skip_while(|y| !turned(y));
    rows.take_while(turned).count() as u16
}

/// Whether it is there, as large as the screen asks for.
fn check(desk: &Desk, text: &str, place: &str) {
    for (width, height) in SIZES {
        let buffer = desk.buffer(width, height);
        let lines = band(&buffer);
        if height >= 58 {
            assert!(lines >= 5, "{place} at {width}×{height}: {lines} lines");
        } else {
            let written = super::text(&buffer);
            assert!(lines >= 1, "{place} at {width}×{height}: no band\n{written}");
            assert!(lines > 2 || written.contains(text), "{place} at {width}×{height}\n{written}");
        }
    }
}

/// Every station of the round, whatever it is there that is shown, and alerts.
fn all_round(language: Language, text: &str) {
    let mut desk = Desk::new(centre(48), Settings { language, ..wall_settings() });
    says(&mut desk, text);
    let mut seen: Vec<(Shows, Stop)> = Vec::new();
    for _ in 0..1_800 {
        desk.wait(1);
        let stations = desk.view.stations(&desk.board).unwrap_or_default();
        let Some(stop) = stations.iter().find(|(_, now)| *now).map(|(stop, _)| *stop) else { continue };
        let place = (desk.view.shows(), stop);
        if !seen.contains(&place) {
            check(&desk, text, &format!("{place:?}"));
            seen.push(place);
        }
        let all = stations.iter().all(|(stop, _)| seen.iter().any(|(_, seen)| seen == stop));
        if all && seen.iter().any(|(shows, _)| *shows == Shows::Alarm) {
            return;
        }
    }
    panic!("the round was not whole: {seen:?}");
}

#[test]
fn a_message_stands_across_every_page_of_the_wall() {
    all_round(Language::English, DRILL);
}

#[test]
fn a_message_stands_across_every_page_of_the_wall_in_chinese() {
    all_round(Language::Chinese, "三点消防演习");
}

#[test]
fn a_message_is_over_when_its_time_is() {
    let mut desk = wall(centre(48), wall_settings());
    let without = desk.text(120, 34);
    says(&mut desk, DRILL);
    assert!(desk.text(120, 34).contains(DRILL));
    desk.view.show_message(None);
    assert_eq!(desk.text(120, 34), without);
    let until = desk.now.plus(2_000);
    desk.view.show_message(Some(Message { text: DRILL.to_owned(), from: None, until }));
    desk.wait(1);
    assert!(desk.text(120, 34).contains(DRILL));
    desk.now = desk.now.plus(1_000);
    assert!(!desk.text(120, 34).contains(DRILL), "not even until the next tick");
    assert!(desk.tick());
    assert_eq!(desk.view.message(NOW), None);
}

#[test]
fn a_board_with_a_person_at_it_has_the_message_in_lines_on_every_page() {
    let mut desk = ordinary();
    says(&mut desk, DRILL);
    for key in ["2", "3", "4", "5", "6", "1", "?"] {
        desk.keys(key);
        for (width, height) in [(60, 15), (80, 24), (120, 34)] {
            let screen = desk.text(width, height);
            assert!(screen.contains(DRILL), "{key} at {width}×{height}\n{screen}");
            assert!(screen.contains("from ana, until 15:32"), "{key} at {width}×{height}\n{screen}");
        }
    }
}

#[test]
fn a_long_message_is_whole_where_there_is_room_and_cut_where_there_is_none() {
    let mut desk = ordinary();
    let long = "all lines of the night shift go to the second floor until the electricians are done ".repeat(2);
    says(&mut desk, long.trim());
    let flat = |screen: String| screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let screen = flat(desk.text(120, 34));
    assert!(screen.contains(long.trim()) && screen.contains("from ana, until 15:32"), "{screen}");
    says(&mut desk, &"消".repeat(200));
    let screen = desk.text(60, 24);
    assert!(screen.contains('…') && screen.contains("from ana, until 15:32"), "{screen}");
}

#[test]
fn messages() {
    for (name, language, text) in
        [("message", Language::English, DRILL), ("message_chinese", Language::Chinese, "三点消防演习")]
    {
        let mut board = Desk::new(centre(48), Settings { language, ..settings() });
        says(&mut board, text);
        assert_snapshot!(format!("{name}_120x34"), board.frame(120, 34));
        let mut wall = wall(centre(48), Settings { language, ..wall_settings() });
        says(&mut wall, text);
        assert_snapshot!(format!("{name}_wall_240x67"), wall.frame(240, 67));
    }
}
