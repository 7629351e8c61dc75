//! What people at the boards of a hub did about alerts.

use super::*;
use crate::model::seen::{Seen, SeenHow};

fn seen(board: &mut Board, key: &AlarmKey, how: SeenHow, who: &str, at: Stamp) {
    let rule = "talking".to_owned();
    let seen = Seen { rule, about: key.about.clone(), how, who: who.to_owned(), at };
    board.apply(Update::new(at, Payload::Seen(vec![seen])));
}

fn talking() -> (Alarms, Board, AlarmKey) {
    let rule = Rule { escalate_after_ms: Some(MINUTE), ..Rule::new("talking", in_state(State::Talking, MINUTE)) };
    // Elsewhere its place in the list is another.
    let mut alarms = alarms(vec![Rule::new("lost", none_ready()), rule]);
    let board = board(vec![agent("a", WorkState::Talking, MINUTE)]);
    alarms.check_all(&board, T0);
    let standing = alarms.standing().iter().find(|standing| standing.key.about != About::Centre);
    let key = standing.unwrap().key.clone();
    alarms.take_news();
    (alarms, board, key)
}

fn marked(alarms: &Alarms, key: &AlarmKey) -> (Option<Mark>, Option<String>) {
    let standing = alarms.standing().iter().find(|standing| standing.key == *key).unwrap();
    (standing.mark, standing.by.as_ref().map(|by| by.who.clone()))
}

#[test]
fn what_was_done_at_another_board_is_shown_with_who_did_it_and_keeps_an_alert_from_escalating() {
    let (mut alarms, mut board, key) = talking();
    let at = T0.plus(10 * SECOND);
    seen(&mut board, &key, SeenHow::Acknowledged, "wang@jump1", at);
    alarms.note(&board, &[], at);
    assert_eq!(marked(&alarms, &key), (Some(Mark::Acknowledged(at)), Some("wang@jump1".to_owned())));
    assert_eq!(alarms.wish(&key, SeeTo::Acknowledge), SeenHow::NotAcknowledged);
    let escalated = |alarms: &mut Alarms| {
        let news = alarms.take_news().into_iter().filter(|news| news.key == key);
        news.filter(|news| news.kind == NewsKind::Escalated).count()
    };
    hear(&mut board, T0.plus(2 * MINUTE));
    alarms.check_all(&board, T0.plus(2 * MINUTE));
    assert_eq!(escalated(&mut alarms), 0);
    // Taken back at a third board: the time begins anew.
    seen(&mut board, &key, SeenHow::NotAcknowledged, "li@jump2", T0.plus(2 * MINUTE));
    for second in [0, 59, 60] {
        let now = T0.plus(2 * MINUTE + second * SECOND);
        hear(&mut board, now);
        alarms.check_all(&board, now);
        assert_eq!(marked(&alarms, &key), (None, None));
        assert_eq!(escalated(&mut alarms), usize::from(second == 60), "{second}");
    }
}

#[test]
fn snoozes_end_by_the_clock_and_mutes_with_the_day() {
    let (mut alarms, mut board, key) = talking();
    seen(&mut board, &key, SeenHow::Snoozed(T0.plus(5 * MINUTE)), "wang@jump1", T0);
    alarms.check_all(&board, T0.plus(SECOND));
    assert_eq!(marked(&alarms, &key).0, Some(Mark::Snoozed(T0.plus(5 * MINUTE))));
    hear(&mut board, T0.plus(5 * MINUTE));
    alarms.check_all(&board, T0.plus(5 * MINUTE));
    assert_eq!(marked(&alarms, &key), (None, None));
    let raised = |news: Vec<News>| news.iter().any(|news| news.kind == NewsKind::Raised && news.key == key);
    assert!(raised(alarms.take_news()), "it is told once more");
    seen(&mut board, &key, SeenHow::Muted, "li@jump2", T0.plus(5 * MINUTE));
    alarms.check_all(&board, T0.plus(6 * MINUTE));
    assert_eq!(marked(&alarms, &key), (Some(Mark::Muted), Some("li@jump2".to_owned())));
    // Noon; the day has twelve hours left.
    alarms.check_all(&board, T0.plus(12 * HOUR));
    assert_eq!(marked(&alarms, &key), (None, None));
    let mut late = talking().0;
    hear(&mut board, T0.plus(12 * HOUR));
    late.start_over(&board, T0.plus(12 * HOUR));
    assert_eq!(marked(&late, &key), (None, None), "nor for one who joins on the next day");
}

#[test]
fn one_who_joins_late_has_the_same_marks_and_hears_no_bell() {
    let (_, mut board, key) = talking();
    seen(&mut board, &key, SeenHow::Acknowledged, "wang@jump1", T0);
    let (mut late, ..) = talking();
    hear(&mut board, T0.plus(HOUR));
    let mut fresh = Board::new();
    board.retell(T0.plus(HOUR)).into_iter().for_each(|update| fresh.apply(update));
    late.start_over(&fresh, T0.plus(HOUR));
    assert_eq!(marked(&late, &key), (Some(Mark::Acknowledged(T0)), Some("wang@jump1".to_owned())));
    assert!(late.standing().iter().find(|standing| standing.key == key).unwrap().escalated.is_none());
    assert!(late.take_news().is_empty());
}

#[test]
fn the_history_says_who_acknowledged_it() {
    let (mut alarms, mut board, key) = talking();
    seen(&mut board, &key, SeenHow::Acknowledged, "wang@jump1", T0.plus(SECOND));
    alarms.note(&board, &[], T0.plus(SECOND));
    work(&mut board, "a", T0.plus(MINUTE), WorkState::Ready);
    alarms.check_all(&board, T0.plus(MINUTE));
    let past = alarms.history().find(|past| past.key == key).unwrap();
    assert_eq!((past.acknowledged, past.by.as_deref()), (Some(T0.plus(SECOND)), Some("wang@jump1")));
}

#[test]
fn a_board_that_takes_the_place_of_another_ends_no_alert_and_raises_none() {
    let (mut alarms, mut board, key) = talking();
    alarms.acknowledge(&key, T0);
    let mut fresh = Board::new();
    board.retell(T0).into_iter().for_each(|update| fresh.apply(update));
    board = fresh.continuing(board);
    alarms.note(&board, &[], T0.plus(SECOND));
    assert_eq!(marked(&alarms, &key), (Some(Mark::Acknowledged(T0)), None));
    assert!(alarms.take_news().is_empty());
    assert_eq!(alarms.history().len(), 0);
}
