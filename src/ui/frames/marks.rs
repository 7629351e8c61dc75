//! What marks a figure that is not the whole truth: a time that was not sent, an alert whose source is away.

use super::at_sizes;
use crate::model::{AgentChange, Phase, SourceId, WorkState};
use crate::ui::Settings;
use crate::ui::testing::{Desk, NOW, centre, change, report, settings};

/// Number 1004 has been on hold since a message that did not say since when.
fn held(settings: Settings) -> Desk {
    let mut board = centre(48);
    change(&mut board, NOW, 4, vec![AgentChange::Work(Some(WorkState::Ready))]);
    change(&mut board, NOW, 4, vec![AgentChange::Work(Some(WorkState::Holding))]);
    board.take_touched();
    let mut desk = Desk::new(board, settings);
    desk.wait(7);
    desk
}

#[test]
fn a_time_that_was_not_sent_is_marked_wherever_it_is_shown() {
    let mut desk = held(settings());
    desk.keys("/number:1004<enter>");
    let shown = |desk: &Desk, mark: &str| {
        let text = desk.text(120, 34);
        assert!(text.contains(mark), "{text}");
    };
    shown(&desk, "≥ 00:07");
    desk.keys("t");
    shown(&desk, "≥ 00:07");
    desk.keys("tj<enter>");
    shown(&desk, "holding  ≥ 00:07");
    shown(&desk, "or before");
    let mut ascii = held(Settings { ascii: true, ..settings() });
    ascii.keys("/number:1004<enter>");
    shown(&ascii, "> 00:07");
    desk.wait(4_000);
    desk.keys("<esc>");
    shown(&desk, "≥1:06:47");
}

#[test]
fn alerts_of_a_source_that_is_away_are_marked() {
    let mut desk = Desk::new(centre(48), settings());
    desk.wait(1);
    let standing = desk.view.alerts().standing().len();
    assert!(standing > 0 && !desk.text(120, 34).contains("unconfirmed"));
    let until = desk.now.plus(60_000);
    report(&mut desk.board, desk.now, SourceId::Agents, Phase::Waiting { until, tries: 1 }, Some("gone"));
    desk.wait(9);
    assert_eq!(desk.view.alerts().standing().len(), standing, "none ends and none rises");
    at_sizes("unconfirmed", &desk);
}
