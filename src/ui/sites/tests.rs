use super::*;
use crate::model::testing::{NOW, apply, centre, report};
use crate::model::{Payload, Rules};
use crate::ui::testing::calls::calls_centre;
use crate::ui::testing::settings;

const BEGAN: Stamp = Stamp(NOW.ms() - 60_000);

fn hub(silent_ms: Option<i64>) -> Hub {
    Hub {
        heard: silent_ms.map(|ms| NOW.plus(-ms)),
        open: silent_ms.is_some(),
        problem: Some(Problem::Said("no way".to_owned())),
        ..Hub::default()
    }
}

fn site(board: &Board, hub: &Hub, now: Stamp) -> Site {
    let settings = settings();
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    alarms.check_all(board, now);
    Site::of(&settings, (board, &alarms), Some(hub), now, BEGAN)
}

#[test]
fn how_a_site_stands_is_said_with_since_when() {
    let board = centre(12);
    let live = site(&board, &hub(Some(0)), NOW);
    assert_eq!((live.state, live.since), (SiteState::Live, board.source(SourceId::Agents).phase_since));
    let quiet = site(&board, &hub(Some(12_000)), NOW);
    assert_eq!((quiet.state, quiet.since), (SiteState::Silent, Some(NOW.plus(-12_000))));
    assert_eq!(quiet.problem, Some(Problem::Said("no way".to_owned())));
    let later = NOW.plus(240_000);
    let heard = Hub { heard: Some(later), ..hub(Some(0)) };
    let stale = site(&board, &heard, later);
    assert_eq!((stale.state, stale.since), (SiteState::Stale, board.source(SourceId::Agents).as_of));
    let never = site(&Board::new(), &hub(None), NOW);
    assert_eq!((never.state, never.since), (SiteState::NotReached, Some(BEGAN)));
    let joining = site(&Board::new(), &hub(Some(0)), NOW);
    assert_eq!(joining.state, SiteState::Connecting);
    let mut board = centre(12);
    for (phase, state) in [
        (Phase::Polling, SiteState::Polling),
        (Phase::Connecting, SiteState::Connecting),
        (Phase::Stopped, SiteState::Away),
    ] {
        report(&mut board, NOW, SourceId::Agents, phase, Some("refused"));
        assert_eq!(site(&board, &hub(Some(0)), NOW).state, state);
    }
    assert_eq!(site(&board, &hub(Some(0)), NOW).problem, board.source(SourceId::Agents).error.as_deref().cloned());
}

#[test]
fn figures_are_the_boards_own_and_what_is_not_known_is_not_zero() {
    let board = centre(48);
    let known = site(&board, &hub(Some(0)), NOW);
    assert_eq!(known.ready, board.figure(Figure::Ready));
    assert_eq!(known.talking, board.figure(Figure::Talking));
    assert_eq!(known.lost.map(|lost| lost as f64), Measure::Lost.of(&board));
    assert_eq!(known.waiting, board.waiting(NOW));
    assert!(known.alerts.is_some_and(|alerts| alerts > 0) && known.worst.is_some());
    let never = site(&Board::new(), &hub(None), NOW);
    assert_eq!(site(&Board::new(), &hub(Some(0)), NOW).alerts, None, "nothing has been told yet");
    let Site { longest_wait, service_level, lost, ready, talking, alerts, worst, .. } = never;
    assert_eq!((longest_wait, service_level, lost, ready, talking, alerts), (None, None, None, None, None, None));
    assert_eq!(worst, None);
}

#[test]
fn an_alert_that_was_seen_to_is_none() {
    let (board, settings) = (centre(48), settings());
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    alarms.check_all(&board, NOW);
    let count = |alarms: &Alarms| Site::of(&settings, (&board, alarms), None, NOW, BEGAN).alerts.unwrap();
    let before = count(&alarms);
    let key = alarms.standing()[0].key.clone();
    assert!(alarms.acknowledge(&key, NOW));
    assert_eq!(count(&alarms), before - 1);
    assert_eq!(count(&Alarms::new(Rules::default(), settings.zone)), 0);
}

fn named(name: &str, alerts: u64, worst: Option<Severity>) -> Site {
    let site = site(&Board::new(), &hub(Some(0)), NOW);
    Site { name: name.to_owned(), alerts: Some(alerts), worst, ..site }
}

#[test]
fn the_worst_of_the_others_comes_first() {
    let all = vec![
        named("open", 9, Some(Severity::Critical)),
        named("calm", 0, None),
        named("some", 2, Some(Severity::Warning)),
        named("bad", 1, Some(Severity::Critical)),
        named("more", 3, Some(Severity::Warning)),
    ];
    let sites = Sites { all, open: 0 };
    let names: Vec<&str> = sites.alarming().into_iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["bad", "more", "some"]);
    assert_eq!((sites.beside(1), sites.beside(-1)), (Some(1), Some(4)));
    assert_eq!(Sites { open: 4, ..sites }.beside(1), Some(0));
    assert_eq!(Sites { all: vec![named("a", 0, None)], open: 0 }.beside(1), None);
    assert_eq!(Sites::default().beside(1), None);
}

#[test]
fn figures_of_calls_that_are_too_old_are_marked_apart_from_the_stream() {
    let mut board = calls_centre();
    assert!(!site(&board, &hub(Some(0)), NOW).calls_stale);
    let later = NOW.plus(3_600_000);
    apply(&mut board, later, Payload::Heard(SourceId::Agents));
    let heard = Hub { heard: Some(later), ..hub(Some(0)) };
    let site = site(&board, &heard, later);
    assert!(site.calls_stale);
}
