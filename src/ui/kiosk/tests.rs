use super::*;

const T0: Stamp = Stamp(1_000_000);
const EVERY: i64 = 20_000;
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
        let round = Round::new(views, EVERY);
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

    /// The stations of the next `seconds`, each once it is entered.
    fn stations(&mut self, seconds: i64) -> Vec<Stop> {
        let mut stops = vec![self.round.stop()];
        for _ in 0..seconds {
            if let [(_, Turn::Stop)] = self.run(1).as_slice() {
                stops.push(self.round.stop());
            }
        }
        stops
    }
}

#[test]
fn every_view_has_its_turn_after_the_wall_and_then_the_wall_again() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    let mut expected = vec![Stop::Wall];
    expected.extend(ALL.map(Stop::View));
    expected.push(Stop::Wall);
    assert_eq!(wall.stations(6 * 20), expected);
    assert_eq!(wall.now.since(T0), 6 * EVERY);
}

#[test]
fn a_view_whose_source_is_not_configured_is_left_out_and_left_when_it_goes() {
    let mut wall = Wall::new(&ALL);
    wall.tick();
    wall.shut = vec![KioskView::Calls, KioskView::Ai];
    let left: Vec<Stop> = wall.stations(4 * 20);
    let view = |view| Stop::View(view);
    assert_eq!(left, [Stop::Wall, view(KioskView::Board), view(KioskView::Chat), view(KioskView::Reports), Stop::Wall]);
    wall.run(20);
    wall.shut.push(KioskView::Board);
    wall.run(1);
    assert_eq!(wall.round.stop(), view(KioskView::Chat), "at once, not at the end of its turn");
}

#[test]
fn without_views_the_wall_stays() {
    let mut wall = Wall::new(&[]);
    wall.tick();
    assert_eq!(wall.stations(100).into_iter().filter(|stop| *stop != Stop::Wall).count(), 0);
    wall = Wall::new(&ALL);
    wall.shut = ALL.to_vec();
    assert_eq!(wall.stations(100).into_iter().filter(|stop| *stop != Stop::Wall).count(), 0);
}

#[test]
fn every_agent_has_exactly_one_turn_whatever_the_size_of_a_page() {
    for (total, drawn) in [(0, 7), (1, 7), (7, 7), (8, 7), (48, 12), (49, 12), (300, 1), (300, 120)] {
        let mut wall = Wall::new(&[KioskView::Board]);
        wall.grid = Grid { total, drawn };
        wall.tick();
        wall.run(20);
        let mut seen = vec![0; total];
        while wall.round.stop() == Stop::View(KioskView::Board) {
            let first = wall.round.first();
            for agent in seen.iter_mut().skip(first).take(drawn) {
                *agent += 1;
            }
            wall.run(20);
        }
        assert!(seen.iter().all(|times| *times == 1), "{total} in pages of {drawn}: {seen:?}");
        assert_eq!(wall.round.first(), 0);
    }
}

#[test]
fn a_page_that_was_resized_loses_no_agent() {
    let mut wall = Wall::new(&[KioskView::Board]);
    wall.grid = Grid { total: 30, drawn: 12 };
    wall.tick();
    wall.run(40);
    assert_eq!(wall.round.first(), 12);
    wall.grid.drawn = 5;
    wall.run(20);
    assert_eq!(wall.round.first(), 17, "from the first that was not seen");
}

#[test]
fn a_grid_that_could_not_be_drawn_does_not_hold_the_round_up() {
    let mut wall = Wall::new(&[KioskView::Board, KioskView::Calls]);
    wall.grid.drawn = 0;
    wall.tick();
    wall.run(40);
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
    assert_eq!(wall.run(1), [(28, Turn::Alarm)]);
    assert!(wall.round.alarm().is_empty());
    assert_eq!(wall.round.stop(), Stop::Wall);
    // 20 s of the wall and 15 s of the alert.
    assert_eq!(wall.run(8), [(35, Turn::Stop)]);
    assert_eq!(wall.run(200).iter().filter(|(_, turn)| *turn == Turn::Alarm).count(), 0, "it still stands: no news");
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
    assert!(wall.run(9).iter().all(|(_, turn)| *turn != Turn::Alarm));
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
