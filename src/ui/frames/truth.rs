//! What is too old, fails in part or contradicts itself is shown as that, in every view.

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use crate::lang::Language;
use crate::model::{
    AgentChange, AiDay, AiField, AiTotals, Board, Data, Day, Narrow, Payload, Phase, ReportOf, Scope, SourceId,
    SourceReport, Topic, Update,
};
use crate::ui::testing::ai::{asked, funnel, know_the_sessions, sessions_centre};
use crate::ui::testing::calls::{all, data, part};
use crate::ui::testing::reports::{comes, halves, relays};
use crate::ui::testing::{Desk, NOW, centre, change, report, settings};

/// Everything that can be looked up, a moment old.
fn known() -> Board {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    data(&mut board, NOW, all(), part(30, 30));
    comes(&mut board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    comes(&mut board, ReportOf::Relays, Day::Today, relays());
    board
}

#[test]
fn what_is_too_old_dims_and_says_so_in_every_view() {
    for (keys, pane) in
        [("2", "Calls"), ("4", "By robot"), ("4<tab>", "Sessions"), ("5", "Half hours"), ("5<tab>", "Relay")]
    {
        for (width, height) in [(120, 34), (200, 60)] {
            let mut desk = Desk::new(known(), settings());
            desk.keys(keys);
            let told = |desk: &Desk| -> String {
                let text = desk.text(width, height);
                let lines: Vec<&str> = text.lines().filter(|line| line.contains(pane)).collect();
                lines.join("\n")
            };
            desk.now = NOW.plus(150_000);
            assert!(!told(&desk).contains("STALE"), "{keys}: {}", told(&desk));
            desk.now = NOW.plus(200_000);
            assert!(told(&desk).contains("STALE 3m"), "{keys} {width}: {}", desk.text(width, height));
        }
    }
}

#[test]
fn the_view_of_ai_sessions_has_the_boards_own_totals_and_age() {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    let totals = AiTotals { sessions: Some(431), valid: Some(400), handed: Some(120), ..AiTotals::default() };
    let later = NOW.plus(350_000);
    let day = AiDay { as_of: later.plus(-20_000), totals, asked_as_of: None, ..board.ai().unwrap().clone() };
    board.apply(Update::new(later, Payload::Ai(Box::new(day))));
    let mut desk = Desk::new(board, settings());
    desk.now = later;
    let told = desk.text(120, 34);
    assert!(told.contains("431 sessions") && told.contains("20s ago"), "{told}");
    desk.keys("4");
    let told = desk.text(200, 60);
    assert!(told.contains("431") && told.contains("20s ago") && !told.contains("sessions               402"), "{told}");
    assert!(told.contains("STALE 5m"), "what only the view asks for says its own age: {told}");
    assert_snapshot!("ai_old_groups_200x60", desk.frame(200, 60));
    assert_snapshot!("ai_old_groups_120x34", desk.frame(120, 34));
    assert_snapshot!("ai_old_groups_80x24", desk.frame(80, 24));
    assert_snapshot!("ai_old_groups_60x15", desk.frame(60, 15));
}

#[test]
fn a_robots_count_that_the_board_has_newer_stands_in_its_row_too() {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    funnel(&mut board, NOW, asked(&[(AiField::Robot, "18")]), AiTotals { sessions: Some(777), ..AiTotals::default() });
    let mut desk = Desk::new(board, settings());
    assert!(desk.text(200, 60).contains("777"), "{}", desk.text(200, 60));
    desk.keys("4");
    assert!(desk.text(200, 60).contains("777"));
}

#[test]
fn a_part_that_fails_stands_beside_good_figures_as_what_it_is() {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    let error = "list of robots: GET /robots at sg.sobot.io answered HTTP 404";
    report(&mut board, NOW, SourceId::Ai, Phase::Live, Some(error));
    let mut desk = Desk::new(board, settings());
    for keys in ["", "4"] {
        desk.keys(keys);
        for (width, height) in [(120, 34), (200, 60)] {
            let told = desk.text(width, height);
            assert!(told.contains("in part") && !told.contains("last try failed"), "{told}");
        }
    }
    assert!(desk.text(120, 34).contains("list of robots"), "the view says which: {}", desk.text(120, 34));
    desk.keys("6");
    assert!(desk.text(200, 60).contains("list of robots"));
}

/// Three calls connected of two dialled, more sessions handed over than there are.
pub(super) fn contradictory() -> Board {
    let mut board = centre(48);
    for index in 0..48 {
        let (dialled, connected) = if index == 3 { (2, 3) } else { (0, 0) };
        let sets = vec![AgentChange::Dialled(Some(dialled)), AgentChange::Connected(Some(connected))];
        change(&mut board, NOW, index, sets);
    }
    let (ten, fifteen) = (Some(10), Some(15));
    let totals = AiTotals { sessions: ten, valid: ten, handed: fifteen, real: true, ..AiTotals::default() };
    let day = AiDay { as_of: NOW, totals, ..AiDay::default() };
    board.apply(Update::new(NOW, Payload::Ai(Box::new(day))));
    board.take_touched();
    board
}

#[test]
fn a_share_that_cannot_be_is_marked_wherever_it_is_shown() {
    super::at_sizes("contradictory", &Desk::new(contradictory(), settings()));
    let mut desk = Desk::new(contradictory(), settings());
    let told = desk.text(200, 60);
    assert!(told.contains("150 % !") && told.contains("-50 % !") && told.contains("contradictory data"), "{told}");
    desk.keys("<tab>z");
    assert!(desk.text(120, 34).contains("150 % !"));
    desk.keys("<esc><esc>4");
    let told = desk.text(120, 34);
    assert!(told.contains("150 % !") && told.contains("-50 % !"), "{told}");
    desk.keys("6");
    let told = desk.text(200, 60);
    assert!(
        told.contains("connected 3, but dialled 2") && told.contains("AI reached an agent 15, but AI valid 10"),
        "{told}"
    );
    assert_snapshot!("contradictory_health_120x34", desk.frame(120, 34));
    let wall = wall(contradictory(), wall_settings());
    assert_snapshot!("contradictory_wall_120x34", wall.frame(120, 34));
    assert_snapshot!("contradictory_wall_240x67", wall.frame(240, 67));
}

#[test]
fn a_report_with_a_share_of_130_percent_says_so() {
    let mut table = relays();
    table.metrics[0].unit = crate::model::Unit::Share;
    table.rows[0].cells[0] = crate::model::Cell::Number(1.3);
    let mut board = centre(48);
    let lookup = crate::ui::testing::reports::asked(ReportOf::Relays, Day::Today);
    data(&mut board, NOW, lookup, Data::Report(table));
    let mut desk = Desk::new(board, settings());
    desk.keys("5<tab>");
    let told = desk.text(240, 60);
    assert!(told.contains("130 % !") || told.contains("130%!"), "{told}");
    assert!(told.contains("contradictory data: see Health"), "{told}");
}

/// One department is chosen. The vendor narrows its calls, and neither the report on relay numbers nor chats and
/// sessions.
#[test]
fn figures_of_the_whole_company_say_so_beside_those_of_a_department() {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    comes(&mut board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    let text = |board: &Board, keys: &str, language: Language| {
        let mut desk = Desk::new(board.clone(), settings());
        desk.settings.language = language;
        desk.keys(keys);
        desk.text(120, 34)
    };
    let views = ["2", "3", "4", "5"];
    let said = |board: &Board, language, words: &str| views.map(|view| text(board, view, language).contains(words));
    assert_eq!(said(&board, Language::English, "whole company"), [false; 4], "nothing is narrowed");
    let scope = Scope::of([(Narrow::Departments, &["d1".to_owned()][..])], [Topic::Relays]);
    let report = SourceReport { scope, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    board.apply(Update::new(NOW, Payload::Source(report)));
    for (language, words) in [(Language::English, "whole company"), (Language::Chinese, "全公司")] {
        assert_eq!(said(&board, language, words), [false, true, true, true], "{words}");
    }
    let health = text(&board, "6", Language::English);
    assert!(health.contains("1 department") && health.contains("reports on relay numbers"), "{health}");
}
