use super::*;
use crate::model::{Finding, ReportOf};
use crate::ui::testing::calls::{all, data, found, part, unreachable};
use crate::ui::testing::{Desk, NOW, agent, ai, centre, reports, roster, settings};

fn desk(count: usize, total: usize) -> Desk {
    let mut board = centre(48);
    data(&mut board, NOW, all(), part(count, total));
    let mut desk = Desk::new(board, settings());
    desk.keys("2");
    desk
}

fn rows(effect: &Effect) -> usize {
    let Effect::Export { text, .. } = effect else { panic!("no file: {effect:?}") };
    text.lines().count() - 1
}

fn go_on(desk: &mut Desk) -> Effect {
    desk.view.go_on(&desk.board, desk.now, &desk.settings)
}

fn wanted(desk: &Desk) -> Option<usize> {
    desk.seen().wants(&desk.board).into_iter().find(|want| want.lookup == all()).map(|want| want.rows)
}

#[test]
fn what_is_missing_of_a_list_is_loaded_before_it_is_written() {
    let mut desk = desk(100, 312);
    desk.keys("e");
    assert_eq!(desk.effects.last(), Some(&Effect::Redraw));
    assert_eq!(wanted(&desk), Some(usize::MAX));
    assert!(desk.text(120, 34).contains("loading the list for the file: 100 of 312 rows   esc stop"));
    data(&mut desk.board, NOW, all(), part(200, 312));
    assert_eq!(go_on(&mut desk), Effect::Redraw);
    assert!(desk.text(120, 34).contains("200 of 312 rows"));
    assert_eq!(go_on(&mut desk), Effect::None, "nothing more has come");
    // Whatever is opened meanwhile.
    desk.keys("j<enter>?");
    assert_eq!(wanted(&desk), Some(usize::MAX));
    data(&mut desk.board, NOW, all(), part(312, 312));
    assert_eq!(rows(&go_on(&mut desk)), 312);
    assert_eq!(go_on(&mut desk), Effect::None, "once");
}

#[test]
fn a_filtered_and_ordered_list_is_written_as_it_was_when_it_was_asked_for() {
    let mut desk = desk(100, 312);
    desk.keys("/result:answered<enter>s").keys("e").keys("<esc>");
    assert_eq!(desk.view.notice(), Some("no file was written"), "the filter is there still");
    desk.keys("e2/result:missed<enter>");
    data(&mut desk.board, NOW, all(), part(312, 312));
    let Effect::Export { text, .. } = go_on(&mut desk) else { panic!("no file") };
    let column = text.lines().next().unwrap().split(',').position(|heading| heading == "Result").unwrap();
    assert!(text.lines().skip(1).all(|line| line.split(',').nth(column) == Some("answered")), "{text}");
}

#[test]
fn a_list_that_cannot_be_loaded_says_how_much_is_there_and_asks() {
    let asked = |desk: &Desk| desk.view.over().question().map(str::to_owned);
    let mut broken = desk(100, 1765);
    broken.keys("e");
    found(&mut broken.board, NOW, all(), unreachable());
    assert_eq!(go_on(&mut broken), Effect::Redraw);
    assert_eq!(asked(&broken).as_deref(), Some("Only 100 of 1,765 rows came: write these?"));
    broken.keys("n");
    assert!(!broken.effects.iter().any(|effect| matches!(effect, Effect::Export { .. })));
    // Where it is known to fail, it is asked at once.
    broken.keys("e");
    assert_eq!(asked(&broken).as_deref(), Some("Only 100 of 1,765 rows are here: write these?"));
    broken.keys("y");
    assert_eq!(rows(broken.effects.last().unwrap()), 100);

    let mut frozen = desk(100, 1765);
    frozen.keys("fe");
    assert_eq!(asked(&frozen).as_deref(), Some("Only 100 of 1,765 rows are here: write these?"));

    let mut replay = desk(100, 1765);
    replay.view.set_tape(Some(crate::ui::Tape::Replaying { speed: 1.0, playing: false, over: true, damaged: false }));
    replay.keys("e");
    assert!(asked(&replay).is_some());

    let mut silent = desk(100, 1765);
    silent.keys("e").wait(119);
    assert_eq!(go_on(&mut silent), Effect::None);
    silent.wait(1);
    assert_eq!(go_on(&mut silent), Effect::Redraw);
    assert!(asked(&silent).is_some(), "a list that has stood still for two minutes");
}

#[test]
fn a_question_about_a_file_waits_for_what_is_being_typed() {
    let mut desk = desk(100, 1765);
    desk.keys("e/yes");
    found(&mut desk.board, NOW, all(), unreachable());
    assert_eq!(go_on(&mut desk), Effect::None);
    desk.keys("<enter>");
    assert_eq!(go_on(&mut desk), Effect::Redraw);
    assert!(desk.view.over().question().is_some());
}

#[test]
fn the_agents_and_a_report_of_which_a_part_came_are_asked_about_too() {
    let mut board = centre(48);
    let agents = board.agents().to_vec();
    roster(&mut board, NOW, agents, 1765, false);
    let mut table = reports::relays();
    table.expected = Some(40);
    let held = table.rows.len();
    reports::comes(&mut board, ReportOf::Relays, crate::model::Day::Today, table);
    let mut desk = Desk::new(board, settings());
    desk.keys("e");
    assert_eq!(desk.view.over().question(), Some("Only 48 of 1,765 rows are here: write these?"));
    desk.keys("y");
    assert_eq!(rows(desk.effects.last().unwrap()), 48);
    desk.keys("5<tab>e");
    assert_eq!(desk.view.over().question(), Some(format!("Only {held} of 40 rows are here: write these?").as_str()));
}

#[test]
fn whole_lists_are_written_at_once() {
    let mut calls = desk(312, 312);
    calls.keys("e");
    assert_eq!(rows(calls.effects.last().unwrap()), 312);
    let mut board = ai::sessions_centre();
    ai::know_the_sessions(&mut board);
    agent::know_the_day(&mut board);
    let mut others = Desk::new(board, settings());
    others.keys("e");
    assert!(matches!(others.effects.last(), Some(Effect::Export { .. })));
    assert_ne!(Finding::Asking, Finding::Left);
}
