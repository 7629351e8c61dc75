//! Frames of a board on a hub: what it says of it, and what people at other boards did about alerts.

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use crate::lang::Language;
use crate::model::{About, Payload, Problem, Seen, SeenHow};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::*;
use crate::ui::{Hub, HubAbout, HubLink};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 34), (200, 60), (240, 67)];

fn at_sizes(name: &str, desk: &mut Desk) {
    for language in [Language::English, Language::Chinese] {
        desk.settings.language = language;
        let chinese = if language == Language::Chinese { "_chinese" } else { "" };
        for ((width, height), frame) in SIZES.into_iter().zip(desk.frames(&SIZES)) {
            assert_snapshot!(format!("{name}{chinese}_{width}x{height}"), frame);
        }
    }
    desk.settings.language = Language::English;
}

/// A hub that was heard a moment ago.
fn hub() -> Hub {
    Hub {
        url: "https://hub.acme.example:8443".to_owned(),
        about: Some(HubAbout {
            program: "0.9.0".to_owned(),
            vocabulary: 4,
            site: "Acme Support".to_owned(),
            leader: "jump1".to_owned(),
            since: NOW.plus(-11_520_000),
            boards: 7,
            standing_by: None,
        }),
        open: true,
        heard: Some(NOW),
        epoch: Some(417),
        link: HubLink { joins: 2, filled: 1, doubled: 14, unknown: 0, bytes: 48_211_733 },
        offset_ms: Some(-412),
        round_trip_ms: Some(3),
        problem: None,
    }
}

/// The same that has been silent for so many seconds.
fn silent(seconds: i64) -> Hub {
    let problem = Some(Problem::Said("hub.acme.example:8443: connection refused".to_owned()));
    let open = seconds < 10;
    Hub { heard: Some(NOW.plus(-seconds * 1_000)), open, problem: problem.filter(|_| !open), ..hub() }
}

fn desk(hub: Hub) -> Desk {
    let mut desk = Desk::new(centre(48), settings());
    desk.view.set_hub(hub);
    desk
}

#[test]
fn the_header_says_that_the_board_is_on_a_hub_how_old_it_is_and_apart_from_that_how_old_the_vendors_are() {
    at_sizes("hub", &mut desk(hub()));
    let header = |width| desk(hub()).text(width, 24).lines().next().unwrap().to_owned();
    for width in [80, 100, 120, 160, 200, 240] {
        for part in ["● live · hub", "hub 0s", "agents "] {
            assert!(header(width).contains(part), "{width}: {part}: {}", header(width));
        }
    }
    for width in [160, 200, 240] {
        assert!(header(width).contains("(jump1, 7 boards)"), "{}", header(width));
    }
}

#[test]
fn a_hub_that_is_silent_is_said_from_three_seconds_on() {
    let header = |hub: Hub, width| desk(hub).text(width, 24).lines().next().unwrap().to_owned();
    for width in [60, 80, 120, 240] {
        assert!(header(silent(2), width).contains("live"), "{}", header(silent(2), width));
        assert!(header(silent(3), width).contains("hub silent for 3s"), "{}", header(silent(3), width));
        assert!(!header(silent(3), width).contains("live"), "{}", header(silent(3), width));
    }
    at_sizes("hub_quiet", &mut desk(silent(4)));
    at_sizes("hub_silent", &mut desk(silent(12)));
    let never = Hub { about: None, heard: None, open: false, ..silent(12) };
    let mut empty = Desk::new(crate::model::Board::new(), settings());
    empty.view.set_hub(never);
    at_sizes("hub_connecting", &mut empty);
}

#[test]
fn health_has_a_part_for_the_hub_and_one_for_the_way_to_it() {
    let mut live = desk(hub());
    live.keys("6");
    at_sizes("hub_health", &mut live);
    let mut away = desk(Hub { link: HubLink { unknown: 3, ..hub().link }, ..silent(12) });
    away.keys("6");
    assert_snapshot!("hub_health_silent_120x34", away.frame(120, 34));
    // By way of a server there may be others.
    for (others, said) in [(vec!["jump2", "jump3"], "jump2, jump3"), (Vec::new(), "no other hub")] {
        let standing_by = Some(others.into_iter().map(str::to_owned).collect());
        let about = hub().about.map(|about| HubAbout { standing_by, ..about });
        let mut desk = desk(Hub { about, ..hub() });
        desk.keys("6");
        let text = desk.text(120, 34);
        let row = text.lines().find(|row| row.contains("stands by"));
        assert!(row.is_some_and(|row| row.contains(said)), "{text}");
    }
}

#[test]
fn the_wall_says_that_the_hub_is_silent() {
    let board = centre(48);
    let mut walls = [(4, wall(board.clone(), wall_settings())), (40, wall(board, wall_settings()))];
    for (seconds, desk) in &mut walls {
        desk.view.set_hub(Hub { heard: Some(desk.now.plus(-*seconds * 1_000)), ..silent(*seconds) });
        assert_eq!(desk.view.shows(), Shows::Wall);
        at_sizes(if *seconds == 4 { "hub_wall_quiet" } else { "hub_wall_silent" }, desk);
        let since = desk.now.plus(-*seconds * 1_000);
        assert!(since < desk.now);
    }
    let mut live = wall(centre(48), wall_settings());
    live.view.set_hub(Hub { heard: Some(live.now), ..hub() });
    assert_snapshot!("hub_wall_120x34", live.frame(120, 34));
    assert_snapshot!("hub_wall_240x67", live.frame(240, 67));
}

/// An alert that was acknowledged, one snoozed, one muted, each elsewhere, and one here.
fn seen() -> Desk {
    let mut desk = desk(hub());
    desk.listen(300);
    desk.view.set_hub(Hub { heard: Some(desk.now), ..hub() });
    let keys: Vec<_> = desk.alarms.standing().iter().map(|standing| standing.key.clone()).collect();
    let until = desk.now.plus(900_000);
    let done = [
        (SeenHow::Acknowledged, "wang@jump1"),
        (SeenHow::Snoozed(until), "li.na@jump2"),
        (SeenHow::Muted, "supervisor-of-the-night@wallboard-7"),
    ];
    let mut all = Vec::new();
    for (key, (how, who)) in keys.iter().zip(done) {
        let rule = desk.alarms.rules().get(key.rule).unwrap().name.clone();
        all.push(Seen { rule, about: key.about.clone(), how, who: who.to_owned(), at: desk.now });
    }
    assert!(all.iter().any(|seen| seen.about != About::Centre));
    let now = desk.now;
    apply(&mut desk.board, now, Payload::Seen(all));
    desk.note();
    desk
}

#[test]
fn an_alert_says_who_acknowledged_it_and_when() {
    let mut desk = seen();
    at_sizes("hub_seen", &mut desk);
    let said = format!("acknowledged by wang@jump1 at {}", "14:37");
    assert!(desk.text(200, 60).contains(&said), "{}", desk.text(200, 60));
    desk.keys("<tab><tab><tab>z");
    at_sizes("hub_seen_whole", &mut desk);
    for said in [said.as_str(), "snoozed by li.na@jump2 until 14:52", "muted by supervisor-of-the-night"] {
        assert!(desk.text(120, 34).contains(said), "{said}: {}", desk.text(120, 34));
    }
}

#[test]
fn a_board_on_a_hub_says_why_it_shows_no_numbers() {
    let mut desk = desk(hub());
    desk.settings.privacy_reveal = true;
    desk.keys("p");
    assert_eq!(desk.view.revealed_until(desk.now), None);
    assert!(desk.text(120, 34).contains("passes on masked numbers alone"), "{}", desk.text(120, 34));
}

#[test]
fn every_word_from_the_hub_alone_is_no_reason_for_a_frame() {
    let mut view = desk(hub()).view;
    let later = Hub { heard: Some(NOW.plus(900)), link: HubLink { bytes: 48_300_000, ..hub().link }, ..hub() };
    assert!(!view.set_hub(later.clone()));
    assert!(view.set_hub(Hub { open: false, ..later.clone() }));
    assert!(view.set_hub(Hub { about: None, ..later }));
}
