//! Frames of the reports.

use insta::assert_snapshot;

use super::{at_sizes, drawn_at};
use crate::lang::Language;
use crate::model::{Board, Cell, Day, Finding, MetricTable, Phase, ReportOf, SourceId};
use crate::ui::ColourDepth;
use crate::ui::settings::Settings;
use crate::ui::testing::calls::{found, refused, unreachable};
use crate::ui::testing::reports::*;
use crate::ui::testing::{Desk, NOW, agent, centre, report, settings};

fn desk(keys: &str, prepare: impl FnOnce(&mut Board)) -> Desk {
    let mut board = centre(48);
    prepare(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("5").keys(keys);
    desk
}

fn both_days(board: &mut Board) {
    comes(board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
    comes(board, ReportOf::HalfHours, Day::Yesterday, halves(Day::Yesterday));
}

#[test]
fn half_hours() {
    at_sizes("reports_halves", &desk("jjjj", both_days));
    assert_snapshot!("reports_halves_60x15", desk("", both_days).frame(60, 15));
    assert_snapshot!("reports_halves_one_relay_120x34", desk("F<enter>", both_days).frame(120, 34));
}

/// Robots took two calls of each half hour, and one went outside.
fn with_robots(day: Day) -> MetricTable {
    let mut table = halves(day);
    for row in &mut table.rows {
        row.cells[0] = Cell::Number(row.cells[0].number().unwrap() + 3.0);
        (row.cells[2], row.cells[3]) = (Cell::Number(2.0), Cell::Number(1.0));
    }
    table
}

#[test]
fn half_hours_with_robots_and_numbers_outside_cut_no_word_at_eighty_columns() {
    let desk = desk("jjjj", |board| {
        for day in [Day::Today, Day::Yesterday] {
            comes(board, ReportOf::HalfHours, day, with_robots(day));
        }
    });
    let shown = desk.text(80, 24);
    assert!(shown.contains("by robots") && shown.contains("outbound"), "{shown}");
    let chart = shown.lines().skip_while(|line| !line.contains("Half hours ·")).take_while(|line| !line.contains('╯'));
    assert!(chart.skip(1).all(|line| !line.contains('…')), "{shown}");
    assert_snapshot!("reports_halves_robots_80x24", desk.frame(80, 24));
}

#[test]
fn however_many_calls_there_are_the_charts_legend_and_the_chosen_half_hour_cut_no_word() {
    for times in [1.0, 3.0, 10.0, 100.0] {
        for both in [true, false] {
            let mut desk = desk("jjjj", |board| {
                for day in [Day::Today, Day::Yesterday].into_iter().filter(|day| both || *day == Day::Today) {
                    let mut table = with_robots(day);
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        *cell = Cell::Number(cell.number().unwrap() * times);
                    }
                    comes(board, ReportOf::HalfHours, day, table);
                }
            });
            for language in [Language::English, Language::Chinese] {
                desk.settings.language = language;
                for width in [60, 72, 80, 90, 100, 120] {
                    let shown = desk.text(width, 24);
                    let chart = shown.lines().skip(2).take_while(|line| !line.contains('╯'));
                    let chart: Vec<&str> = chart.skip(1).collect();
                    let legend = chart.first().unwrap();
                    assert!(['█', '▓', '░', '╳', '▒'].iter().all(|sign| legend.contains(*sign)), "{shown}");
                    assert!(chart.iter().all(|line| !line.contains('…')), "{times} times at {width}: {shown}");
                }
            }
        }
    }
}

#[test]
fn half_hours_without_colours_and_in_ascii() {
    let mut desk = desk("", both_days);
    desk.settings = Settings { colours: ColourDepth::None, ascii: true, ..desk.settings };
    assert_snapshot!("reports_halves_ascii_120x34", desk.frame(120, 34));
}

#[test]
fn half_hours_without_yesterday() {
    let without = |board: &mut Board| {
        comes(board, ReportOf::HalfHours, Day::Today, halves(Day::Today));
        found(board, NOW, asked(ReportOf::HalfHours, Day::Yesterday), unreachable());
    };
    assert_snapshot!("reports_no_yesterday_120x34", desk("", without).frame(120, 34));
}

#[test]
fn asking_refused_and_failing() {
    let half = || asked(ReportOf::HalfHours, Day::Today);
    at_sizes("reports_asking", &desk("", |board| found(board, NOW, half(), Finding::Asking)));
    at_sizes("reports_refused", &desk("", |board| found(board, NOW, half(), refused())));
    let failing = |board: &mut Board| {
        both_days(board);
        found(board, NOW, half(), unreachable());
    };
    assert_snapshot!("reports_failing_120x34", desk("", failing).frame(120, 34));
}

#[test]
fn tables() {
    at_sizes("reports_work", &desk("<backtab>", |board| comes(board, ReportOf::AgentsWork, Day::Today, work())));
    assert_snapshot!(
        "reports_relays_80x24",
        desk("<tab>", |board| comes(board, ReportOf::Relays, Day::Today, relays())).frame(80, 24)
    );
}

#[test]
fn calls_by_relay_number_by_department_and_by_route() {
    let with_departments = |keys: &str, prepare: fn(&mut Board)| {
        let mut desk = desk("", prepare);
        let of = |at: &[usize]| at.iter().map(|at| agent(*at).id.to_string()).collect();
        let departments = [("day".to_owned(), of(&[0, 1])), ("night".to_owned(), of(&[1, 2]))];
        desk.settings.departments = departments.into_iter().collect();
        desk.keys(keys);
        desk
    };
    at_sizes("reports_calls_by_relay", &with_departments("<tab><tab>", records));
    assert_snapshot!("reports_calls_by_department_120x34", with_departments("<tab><tab><tab>", records).frame(120, 34));
    assert_snapshot!("reports_calls_by_route_120x34", with_departments("<tab><tab><tab><tab>", records).frame(120, 34));
    assert_snapshot!("reports_calls_unread_80x24", with_departments("<tab><tab>", |_| ()).frame(80, 24));
    let opened = with_departments("<tab><tab><tab>j<enter>", records);
    assert_snapshot!("reports_calls_of_department_120x34", opened.frame(120, 34));
    let opened = with_departments("<tab><tab><tab><tab><enter>", records);
    assert_snapshot!("reports_calls_of_route_80x24", opened.frame(80, 24));
}

#[test]
fn a_row_whose_records_are_gone_says_a_dash_and_why() {
    let mut desk = desk("<tab><tab>", records);
    desk.keys("<enter>");
    let title = |desk: &Desk| desk.text(120, 34).lines().nth(1).unwrap().to_owned();
    assert!(title(&desk).contains("╭ relay number 021-6000: 19 calls ·"), "{}", title(&desk));
    desk.board = centre(48);
    report(&mut desk.board, NOW, SourceId::Calls, Phase::Stopped, Some("refused (403)"));
    desk.note();
    assert!(title(&desk).contains("╭ relay number 021-6000: – calls ·"), "{}", title(&desk));
    assert!(desk.text(120, 34).contains("call records: refused (403)"), "{}", desk.text(120, 34));
    assert!(!desk.text(120, 34).contains("none today"), "{}", desk.text(120, 34));
}

#[test]
fn every_size_can_be_drawn() {
    let desks = ["", "<tab>", "<tab><tab>", "c"].map(|keys| desk(keys, both_days));
    drawn_at(&desks, &[60, 61, 79, 100, 118, 150, 240], &[15, 16, 20, 28, 38, 50, 90]);
}

#[test]
fn the_largest_counts_add_up_without_harm() {
    let most = [u64::MAX; 12];
    let desk = desk("jjjj", |board| {
        comes(board, ReportOf::HalfHours, Day::Today, counted(MIDNIGHT, &most));
        comes(board, ReportOf::HalfHours, Day::Yesterday, counted(MIDNIGHT.plus(-86_400_000), &most));
    });
    for (width, height) in [(80, 24), (120, 34), (200, 60)] {
        assert!(desk.text(width, height).contains("Half hours"));
    }
}
