//! Which alerts interrupt the round.

use crate::config::KioskView;
use crate::model::{Alert, Limits, Rule, Rules, SeeTo, SourceId};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::*;

const AFTER_S: i64 = 60;

fn escalating() -> Rules {
    let limits = Limits::default();
    let rule = |rule: Rule| Rule { escalate_after_ms: Some(AFTER_S * 1000), ..rule };
    Rules::new(Rules::defaults(&limits).into_iter().map(rule).collect(), &limits)
}

/// A wall of agents alone, some of whom have been over their limits before it began.
fn wall(rules: Rules) -> Desk {
    let kiosk = Some(KioskSettings { views: vec![KioskView::Board], every_ms: 20_000 });
    let mut board = crowd(48);
    overdue(&mut board, NOW, &[1, 2, 5, 6]);
    Desk::new(board, Settings { rules, kiosk, ..settings() })
}

/// Seconds until alerts are on screen, if they come within so many.
fn until_alarm(desk: &mut Desk, seconds: i64) -> Option<i64> {
    (1..=seconds).find(|_| desk.listen(1).view.shows() == Shows::Alarm)
}

fn agents_of(desk: &Desk) -> Vec<usize> {
    let standing = desk.view.alerts().standing();
    let slot = |at: usize| match standing[at].alert {
        Alert::Agent { slot, .. } => slot,
        _ => panic!("{:?}", standing[at]),
    };
    desk.view.alarm().into_iter().map(slot).collect()
}

#[test]
fn what_stood_at_the_start_interrupts_nothing_and_what_rises_later_does() {
    let mut desk = wall(Rules::default());
    assert!(desk.view.alerts().standing().len() > 3);
    assert_eq!(until_alarm(&mut desk, 5), None);
    desk.alarm(&[0, 3]);
    assert_eq!(until_alarm(&mut desk, 2), Some(1));
    assert_eq!(agents_of(&desk).len(), 2);
    desk.wait(1);
    assert_eq!(agents_of(&desk).len(), 2, "and no others with them");
}

#[test]
fn a_jump_in_a_recording_interrupts_nothing() {
    let mut desk = wall(Rules::default());
    desk.listen(3);
    desk.alarm(&[0]);
    desk.alarms.start_over(&desk.board, desk.now);
    desk.view.start_over(&desk.board, &desk.alarms, desk.now);
    assert_eq!(until_alarm(&mut desk, 5), None);
}

#[test]
fn that_a_source_is_silent_interrupts_whenever_it_began() {
    let mut desk = wall(Rules::default());
    let silent = |desk: &Desk| {
        let standing = desk.view.alerts().standing();
        let about = |at: usize| matches!(standing[at].alert, Alert::Source { source: SourceId::Agents, .. });
        desk.view.alarm().into_iter().any(about)
    };
    assert!((0..90).any(|_| silent(desk.wait(1))));
}

#[test]
fn an_alert_that_escalates_comes_again() {
    let mut desk = wall(escalating());
    desk.listen(3);
    desk.alarm(&[0]);
    assert_eq!(until_alarm(&mut desk, 1), Some(1));
    let again = |desk: &Desk| {
        let standing = desk.view.alerts().standing();
        desk.view.alarm().into_iter().any(|at| standing[at].escalated.is_some())
    };
    assert!((0..120).any(|_| again(desk.listen(1))), "within two minutes");
}

#[test]
fn what_is_acknowledged_does_not_come_again() {
    let mut desk = wall(escalating());
    desk.listen(3);
    desk.alarm(&[0]);
    let keys: Vec<_> = desk.alarms.standing().iter().map(|standing| standing.key.clone()).collect();
    for key in &keys {
        desk.alarms.see_to(key, SeeTo::Acknowledge, desk.now);
    }
    desk.listen(200);
    let standing = desk.view.alerts().standing();
    assert!(keys.iter().all(|key| standing.iter().any(|standing| standing.key == *key)));
    let (seen, others): (Vec<_>, Vec<_>) = standing.iter().partition(|standing| keys.contains(&standing.key));
    assert!(seen.iter().all(|standing| standing.escalated.is_none()));
    assert!(others.iter().any(|standing| standing.escalated.is_some()));
}
