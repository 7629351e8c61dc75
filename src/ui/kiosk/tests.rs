use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const T0: Stamp = Stamp(1_000_000);
const EVERY: i64 = 20_000;
/// How long the wall stays between two views, in seconds.
const WALL: i64 = 28;
const ALL: [KioskView; 5] = [KioskView::Board, KioskView::Calls, KioskView::Chat, KioskView::Ai, KioskView::Reports];

/// A round with a clock beside it.
struct Wall {
    round: Round<&'static str>,
    now: Stamp,
    shut: Vec<KioskView>,
    grid: Grid,
    alerts: Vec<&'static str>,
}

impl Wall {
    fn new(views: &[KioskView]) -> Self {
        Self::every(views, EVERY)
    }

    fn every(views: &[KioskView], every_ms: i64) -> Self {
        let round = Round::new(views, every_ms);
        Self { round, now: T0, shut: Vec::new(), grid: Grid { total: 10, drawn: 10 }, alerts: Vec::new() }
    }

    fn tick(&mut self) -> Turn {
        let shut = self.shut.clone();
        let open = move |view: KioskView| !shut.contains(&view);
        let situation = Situation { open: &open, grid: self.grid, alerts: &self.alerts };
        self.round.tick(self.now, &situation)
    }

    /// Ticks once a second; everything but the quiet ticks.
    fn run(&mut self, seconds: i64) -> Vec<(i64, Turn)> {
        let mut turns = Vec::new();
        for _ in 0..seconds {
            self.now = self.now.plus(1000);
            let turn = self.tick();
            if turn != Turn::Same {
                turns.push((self.now.since(T0) / 1000, turn));
            }
        }
        turns
    }

    /// Whether the wall is on screen.
    fn is_up(&self) -> bool {
        self.round.stop() == Stop::Wall && self.round.alarm().is_empty()
    }

    /// The stations of the next `seconds`, each once it is entered.
    fn stations(&mut self, seconds: i64) -> Vec<Stop> {
        let mut stops = vec![self.round.stop()];
        for _ in 0..seconds {
            if let [(_, Turn::Stop | Turn::Page)] = self.run(1).as_slice() {
                stops.push(self.round.stop());
            }
        }
        stops
    }
}

#[test]
fn the_wall_comes_between_any_two_views_and_stays_longer_than_they_do() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    let mut expected = vec![Stop::Wall];
    for view in ALL {
        expected.extend([Stop::View(view), Stop::Wall]);
    }
    assert_eq!(wall.stations(5 * (WALL + 20)), expected);
    assert_eq!(wall.now.since(T0), 5 * (WALL * 1000 + EVERY));
    assert_eq!(wall.stations(WALL), [Stop::Wall, Stop::View(KioskView::Board)], "and again");
}

#[test]
fn a_view_whose_source_is_not_configured_is_left_out_and_left_when_it_goes() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.shut = vec![KioskView::Calls, KioskView::Ai];
    let views: Vec<Stop> = wall.stations(3 * (WALL + 20)).into_iter().filter(|stop| *stop != Stop::Wall).collect();
    assert_eq!(views, [KioskView::Board, KioskView::Chat, KioskView::Reports].map(Stop::View));
    wall.run(WALL);
    assert_eq!(wall.round.stop(), Stop::View(KioskView::Board));
    wall.shut.push(KioskView::Board);
    wall.run(1);
    assert_eq!(wall.round.stop(), Stop::Wall, "at once, not at the end of its turn");
    wall.run(WALL);
    assert_eq!(wall.round.stop(), Stop::View(KioskView::Chat));
}

#[test]
fn without_views_the_wall_stays() {
    let mut wall = Wall::new(&[]);
    wall.tick();
    assert_eq!(wall.stations(100), [Stop::Wall]);
    wall = Wall::new(&ALL);
    wall.shut = ALL.to_vec();
    assert_eq!(wall.stations(100), [Stop::Wall]);
}

#[test]
fn every_agent_has_exactly_one_turn_whatever_the_size_of_a_page() {
    for (total, drawn) in [(0, 7), (1, 7), (7, 7), (8, 7), (48, 12), (49, 12), (40, 1), (300, 120)] {
        let mut wall = Wall::new(&[KioskView::Board, KioskView::Calls]);
        wall.grid = Grid { total, drawn };
        wall.tick();
        wall.run(WALL);
        let mut seen = vec![0; total];
        while wall.round.stop() == Stop::View(KioskView::Board) {
            let first = wall.round.first();
            for agent in seen.iter_mut().skip(first).take(drawn) {
                *agent += 1;
            }
            wall.run(20);
            assert!(wall.is_up(), "the wall comes between pages too");
            while wall.is_up() {
                wall.run(1);
            }
        }
        assert!(seen.iter().all(|times| *times == 1), "{total} in pages of {drawn}: {seen:?}");
        assert_eq!(wall.round.first(), 0);
    }
}

#[test]
fn only_the_first_page_of_the_agents_is_a_station_of_its_own() {
    let mut wall = Wall::new(&[KioskView::Board]);
    wall.grid = Grid { total: 3, drawn: 1 };
    wall.tick();
    let turns: Vec<Turn> = wall.run(4 * (WALL + 20)).into_iter().map(|(_, turn)| turn).collect();
    let (stop, page) = (Turn::Stop, Turn::Page);
    assert_eq!(turns, [stop, stop, page, stop, page, stop, stop, stop], "the order of the agents is kept meanwhile");
}

#[test]
fn a_page_that_was_resized_loses_no_agent() {
    let mut wall = Wall::new(&[KioskView::Board]);
    wall.grid = Grid { total: 30, drawn: 12 };
    wall.tick();
    wall.run(2 * WALL + 20);
    assert_eq!(wall.round.first(), 12);
    wall.grid.drawn = 5;
    wall.run(20 + WALL);
    assert_eq!(wall.round.first(), 17, "from the first that was not seen");
}

#[test]
fn a_grid_that_could_not_be_drawn_does_not_hold_the_round_up() {
    let mut wall = Wall::new(&[KioskView::Board, KioskView::Calls]);
    wall.grid.drawn = 0;
    wall.tick();
    wall.run(2 * WALL + 20);
    assert_eq!(wall.round.stop(), Stop::View(KioskView::Calls));
}

#[test]
fn an_alert_interrupts_for_15_seconds_and_the_round_goes_on_where_it_was() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.run(12);
    wall.alerts = vec!["li in wrap-up"];
    assert_eq!(wall.run(15), [(13, Turn::Alarm)]);
    assert_eq!(wall.round.alarm(), ["li in wrap-up"]);
    assert_eq!((wall.round.stop(), wall.round.alarm_until()), (Stop::Wall, Some(T0.plus(28_000))));
    assert_eq!(wall.run(1), [(28, Turn::Alarm)]);
    assert!(wall.is_up());
    // 28 s of the wall and 15 s of the alert.
    assert_eq!(wall.run(16), [(43, Turn::Stop)]);
    assert_eq!(wall.run(200).iter().filter(|(_, turn)| *turn == Turn::Alarm).count(), 0, "it still stands: no news");
}

#[test]
fn a_view_that_an_alert_hid_comes_again_unless_it_was_seen() {
    for (seen, next) in [(5, KioskView::Board), (15, KioskView::Calls)] {
        let mut wall = Wall::new(&ALL);
        wall.tick();
        wall.run(WALL + seen);
        wall.alerts = vec!["li in wrap-up"];
        wall.run(1);
        assert_eq!((wall.round.stop(), wall.round.alarm().len()), (Stop::View(KioskView::Board), 1));
        wall.run(15);
        assert!(wall.is_up(), "then it is the wall's turn");
        wall.run(WALL);
        assert_eq!(wall.round.stop(), Stop::View(next), "{seen} s");
    }
}

#[test]
fn an_alert_that_is_gone_gives_the_screen_back_at_once() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.alerts = vec!["a", "b"];
    assert_eq!(wall.run(3), [(1, Turn::Alarm)]);
    wall.alerts = vec!["b"];
    assert_eq!(wall.run(1), [(4, Turn::Alarm)]);
    assert_eq!(wall.round.alarm(), ["b"]);
    wall.alerts.clear();
    assert_eq!(wall.run(1), [(5, Turn::Alarm)]);
    assert!(wall.round.alarm().is_empty());
}

#[test]
fn alerts_that_come_meanwhile_join_and_those_right_after_wait_for_a_breath() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.alerts = vec!["a"];
    wall.run(10);
    wall.alerts.push("b");
    wall.run(1);
    assert_eq!(wall.round.alarm(), ["a", "b"]);
    wall.run(5);
    assert!(wall.round.alarm().is_empty(), "joining does not make it longer");
    wall.alerts.push("c");
    assert_eq!(wall.run(14), []);
    wall.run(1);
    assert_eq!(wall.round.alarm(), ["c"]);
}

#[test]
fn an_alert_that_wavers_interrupts_again_only_after_five_minutes_of_quiet() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    let mut interruptions = 0;
    for quiet in [30, 299, 301] {
        wall.alerts = vec!["missed"];
        interruptions += wall.run(60).iter().filter(|(_, turn)| *turn == Turn::Alarm).count();
        wall.alerts.clear();
        wall.run(quiet);
    }
    assert_eq!(interruptions, 2, "on and off, once");
    wall.alerts = vec!["missed"];
    wall.run(1);
    assert_eq!(wall.round.alarm(), ["missed"]);
}

#[test]
fn a_key_pauses_for_a_minute_from_the_last_one_and_the_round_begins_anew() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.run(25);
    wall.round.pause(wall.now);
    assert_eq!(wall.run(30), []);
    wall.alerts = vec!["a"];
    wall.round.pause(wall.now);
    assert_eq!(wall.run(59), [], "not even for an alert");
    assert_eq!(wall.run(1), [(115, Turn::Resumed)]);
    assert_eq!(wall.round.stop(), Stop::Wall);
    assert_eq!(wall.run(1), [(116, Turn::Alarm)], "what was not shown is shown now");
    wall.round.pause(wall.now);
    assert!(wall.round.alarm().is_empty());
    wall.round.resume(wall.now);
    assert_eq!(wall.run(1), [(117, Turn::Resumed)]);
}

/// Some alert after the other, each a new one: they alternate with the wall, and views wait.
#[test]
fn in_a_storm_of_alerts_the_wall_keeps_its_half_and_the_last_alert_is_shown() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    let mut up = 0;
    for nth in 0..120 {
        wall.alerts = vec![["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"][nth % 12]];
        for _ in 0..30 {
            wall.run(1);
            up += i64::from(wall.is_up());
        }
    }
    assert!(up >= 1800, "{up} s of an hour");
    let shown = |wall: &Wall| wall.round.alarm().contains(&"news");
    wall.alerts = vec!["news"];
    let waited = (0..120).find(|_| {
        wall.run(1);
        shown(&wall)
    });
    assert!(waited.is_some());
}

#[test]
fn what_was_counted_moves_with_a_clock_that_is_set() {
    let mut away = Away::default();
    away.begin(T0);
    away.end(T0.plus(away::VIEWS_MS));
    let now = T0.plus(away::VIEWS_MS);
    for by in [0, 7_200_000, -7_200_000] {
        let mut away = away.clone();
        away.clock_set(by);
        assert!(!away.lets_view(now.plus(by), 1000) && away.has_room(now.plus(by), ALERT_MS), "{by}");
    }
    assert!(away.lets_view(now.plus(away::HOUR_MS), 1000), "an hour later it is forgotten");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the settings, however many agents there are and whatever alerts come, of any hour the wall has half.
    #[test]
    fn of_any_hour_the_wall_has_at_least_half(
        every in prop_oneof![2_i64..=60, 60_i64..=3600],
        views in vec(0_usize..5, 0..6),
        total in 0_usize..60,
        drawn in 0_usize..30,
        storm in 0_usize..8,
        alerts in vec((0_usize..8, 1_i64..90), 1..40),
    ) {
        const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let views: Vec<KioskView> = views.into_iter().map(|at| ALL[at]).collect();
        let mut wall = Wall::every(&views, every * 1000);
        wall.grid = Grid { total, drawn };
        let mut up = Vec::new();
        for (name, seconds) in alerts.iter().cycle() {
            wall.alerts = if *name < storm { vec![NAMES[*name]] } else { Vec::new() };
            for _ in 0..*seconds {
                wall.now = wall.now.plus(1000);
                wall.tick();
                up.push(wall.is_up());
            }
            if up.len() > 3 * 3600 {
                break;
            }
        }
        let mut share = up.iter().take(3600).filter(|up| **up).count();
        for (left, came) in up.iter().zip(up.iter().skip(3600)) {
            prop_assert!(share >= 1800, "{share} s of an hour");
            share = share + usize::from(*came) - usize::from(*left);
        }
        prop_assert!(share >= 1800);
    }
}

#[test]
fn of_several_sites_each_has_the_wall_and_a_view_and_then_the_next_has_its_turn() {
    let mut wall = Wall::new(&ALL);
    wall.run(2 * (WALL + 20));
    assert!(!wall.round.is_through(wall.now), "one site alone is never through");
    wall.round.enter(wall.now);
    assert!(wall.is_up());
    wall.run(WALL + 19);
    assert!(!wall.round.is_through(wall.now));
    wall.run(1);
    assert!(wall.round.is_through(wall.now) && wall.is_up());
    // Another site has the screen; this one goes on where it was, with the wall first.
    let at = wall.round.at;
    wall.now = wall.now.plus(600_000);
    wall.round.enter(wall.now);
    assert!(!wall.round.is_through(wall.now));
    wall.run(WALL);
    assert_eq!(wall.round.stop(), Stop::View(ALL[at]));
    wall.run(20);
    assert!(wall.round.is_through(wall.now));
}

#[test]
fn what_was_shown_interrupts_no_second_time_because_another_site_had_the_screen() {
    let mut wall = Wall::new(&ALL);
    wall.run(1);
    wall.round.enter(wall.now);
    wall.alerts = vec!["a"];
    wall.run(1);
    assert!(!wall.is_up());
    wall.run(15);
    for _ in 0..900 {
        wall.now = wall.now.plus(1_000);
        wall.round.keep(&["a", "b"], wall.now);
    }
    wall.round.enter(wall.now);
    wall.run(16);
    assert!(wall.is_up());
    wall.alerts = vec!["a", "b"];
    wall.run(1);
    assert_eq!(wall.round.alarm(), ["b"], "what was raised meanwhile does");
}

#[test]
fn a_wall_without_a_view_has_its_turn_too_and_neither_an_alert_nor_a_person_is_cut_short() {
    let mut wall = Wall::new(&[]);
    wall.run(1);
    wall.round.enter(wall.now);
    wall.run(2 * WALL - 1);
    assert!(!wall.round.is_through(wall.now));
    wall.run(1);
    assert!(wall.round.is_through(wall.now));
    wall.alerts = vec!["a"];
    wall.run(1);
    assert!(!wall.is_up() && !wall.round.is_through(wall.now));
    wall.run(15);
    assert!(wall.round.is_through(wall.now));
    wall.round.pause(wall.now);
    assert!(!wall.round.is_through(wall.now));
    wall.run(61);
    assert!(!wall.round.is_through(wall.now), "after a pause it begins anew");
    wall.run(2 * WALL);
    assert!(wall.round.is_through(wall.now));
}
