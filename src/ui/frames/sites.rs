//! Frames of several sites on one screen: their list, what the header says of the others, and their walls.

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use crate::lang::Language;
use crate::model::{Alarms, Board, NoEvents, Problem, Severity, Stamp, Waiting};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::*;
use crate::ui::{Hub, Settings, Site, SiteState, Sites};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (200, 60)];

fn at_sizes(name: &str, desk: &mut Desk, sizes: &[(u16, u16)]) {
    for language in [Language::English, Language::Chinese] {
        desk.settings.language = language;
        let chinese = if language == Language::Chinese { "_chinese" } else { "" };
        for ((width, height), frame) in sizes.iter().zip(desk.frames(sizes)) {
            assert_snapshot!(format!("{name}{chinese}_{width}x{height}"), frame);
        }
    }
    desk.settings.language = Language::English;
}

/// The centre as a site that was heard a moment ago.
fn site(name: &str, agents: usize) -> Site {
    let (board, settings) = (centre(agents), Settings { site: name.to_owned(), ..settings() });
    let alarms = Alarms::new(settings.rules.clone(), settings.zone);
    let hub = Hub { heard: Some(NOW), open: true, ..Hub::default() };
    Site::of(&settings, (&board, &alarms), Some(&hub), NOW, NOW)
}

fn away(name: &str, state: SiteState, since_ms: i64, problem: &str) -> Site {
    let problem = Some(Problem::Said(problem.to_owned()));
    Site { state, since: Some(NOW.plus(-since_ms)), problem, ..site(name, 24) }
}

fn sites() -> Sites {
    let never = {
        let settings = Settings { site: "São Paulo".to_owned(), ..settings() };
        let alarms = Alarms::new(settings.rules.clone(), settings.zone);
        let problem = Some(Problem::Said("hub.sp.example:8444: connection refused".to_owned()));
        let hub = Hub { problem, ..Hub::default() };
        Site::of(&settings, (&Board::new(), &alarms), Some(&hub), NOW, NOW.plus(-95_000))
    };
    let waits = Site {
        waiting: Waiting::Exact(3),
        longest_wait: Some(83_000),
        service_level: Some(0.824),
        lost: Some(31),
        ..site("Acme Support", 48)
    };
    let alarming = Site {
        alerts: Some(2),
        worst: Some(Severity::Critical),
        service_level: Some(0.61),
        lost: Some(118),
        calls_stale: true,
        ..site("上海", 120)
    };
    let bound = Site { waiting: Waiting::AtMost(7, NoEvents::NotListened), longest_wait: None, ..site("Lima", 12) };
    let some = Site { alerts: Some(1), worst: Some(Severity::Warning), ..bound };
    let silent = away("Berlin", SiteState::Silent, 12_000, "hub.berlin.example:8444: connection refused");
    let stale = away("Kraków", SiteState::Stale, 240_000, "no bytes for 60 s");
    Sites { all: vec![waits, alarming, silent, stale, never, some], open: 0 }
}

fn desk() -> Desk {
    let mut desk = Desk::new(centre(48), settings());
    desk.view.set_hub(Hub { heard: Some(NOW), open: true, ..Hub::default() });
    desk.view.set_sites(sites());
    desk
}

#[test]
fn the_list_of_sites_says_of_each_how_it_stands_and_since_when() {
    let mut desk = desk();
    desk.keys("0");
    at_sizes("sites", &mut desk, &SIZES);
    for (width, height) in SIZES {
        let text = desk.text(width, height);
        for said in ["3 of 6 sites live", "hub silent for 12s", "STALE 4m", "not reached", "Waiting", "≤ 7", "Service"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    desk.keys("jj");
    assert!(desk.text(120, 34).contains("hub.berlin.example:8444: connection refused"), "{}", desk.text(120, 34));
}

#[test]
fn unknown_figures_are_dashes_and_no_sum_counts_them() {
    let mut desk = desk();
    desk.keys("0");
    let text = desk.text(200, 60);
    let row = |name: &str| text.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert_eq!(row("São Paulo").matches('–').count(), 7, "{}", row("São Paulo"));
    assert_eq!(row("together").matches(char::is_numeric).count(), 0, "{}", row("together"));
}

#[test]
fn alerts_of_the_other_sites_are_in_the_header_of_whatever_is_open() {
    let mut desk = desk();
    at_sizes("sites_board", &mut desk, &SIZES);
    for keys in ["", "2", "j<enter>", "6"] {
        desk.keys(keys);
        for width in [60, 80, 120, 200] {
            let header = desk.text(width, 24).lines().next().unwrap().to_owned();
            assert!(header.contains("▲ 上海 2"), "{keys} {width}: {header}");
            assert!(header.contains(if width < 120 { "+1" } else { "Lima 1" }) || width == 120, "{width}: {header}");
        }
        desk.keys("1");
    }
}

#[test]
fn an_ascii_screen_lists_them_too() {
    let mut desk = Desk::new(centre(48), Settings { ascii: true, ..settings() });
    desk.view.set_sites(sites());
    desk.keys("0");
    assert_snapshot!("sites_ascii_120x34", desk.frame(120, 34));
}

#[test]
fn the_wall_of_one_of_several_sites_says_whose_it_is_on_every_page() {
    let settings = Settings { site: "Berlin".to_owned(), ..wall_settings() };
    let mut desk = wall(centre(48), settings);
    let mut all = sites();
    all.all[0].name = "Berlin".to_owned();
    all.all[2].name = "Acme Support".to_owned();
    desk.view.set_hub(Hub { heard: Some(desk.now), open: true, ..Hub::default() });
    desk.view.set_sites(all);
    at_sizes("sites_wall", &mut desk, &[(120, 34), (240, 67)]);
    let mut seconds = 0;
    while desk.view.shows() != Shows::Grid {
        desk.listen(1);
        seconds += 1;
        assert!(seconds < 200, "the agents never have their turn");
    }
    desk.view.set_hub(Hub { heard: Some(desk.now), open: true, ..Hub::default() });
    at_sizes("sites_wall_page", &mut desk, &[(120, 34), (240, 67)]);
}

#[test]
fn walls_take_turns_once_a_view_was_shown_and_wait_for_a_person_at_the_keys() {
    let mut desk = wall(centre(48), wall_settings());
    assert!(!desk.view.had_its_turn(desk.now), "alone it has the screen for good");
    desk.view.enter_wall(desk.now);
    let mut seconds = 0;
    while !desk.view.had_its_turn(desk.now) {
        desk.buffer(120, 34);
        desk.listen(1);
        seconds += 1;
        assert!(seconds < 120, "it never had its turn");
    }
    assert!(seconds >= 48, "{seconds}");
    desk.keys("2");
    assert!(!desk.view.had_its_turn(desk.now));
    let later = Stamp(desk.now.ms() + 1);
    let mut other = Desk::new(centre(12), wall_settings());
    other.view.take_over(&mut desk.view, later);
    assert!(other.view.kiosk_paused_until().is_some(), "a person has the keys still");
}
