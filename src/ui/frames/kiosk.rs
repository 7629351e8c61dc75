//! Frames of the wall: the figures, the agents' pages, alerts over everything.

use litemap::LiteMap;

use insta::assert_snapshot;

use crate::config::KioskView;
use crate::lang::Language;
use crate::model::{Alert, Board, Limits, Phase, Rule, Rules, SourceId, State, Watch};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::*;
use crate::ui::text::is_on_console;
use crate::ui::{ColourDepth, Effect};

/// 1080 lines of a console's font are 240×67.
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 34), (200, 60), (240, 67)];
const VIEWS: [KioskView; 5] = [KioskView::Board, KioskView::Calls, KioskView::Chat, KioskView::Ai, KioskView::Reports];

pub(super) fn wall_settings() -> Settings {
    Settings { kiosk: Some(KioskSettings { views: VIEWS.to_vec(), every_ms: 20_000 }), ..settings() }
}

fn console_settings() -> Settings {
    Settings { ascii: true, console: true, colours: ColourDepth::Ansi16, ..wall_settings() }
}

/// A wall that has begun: what stood by then interrupts nothing.
pub(super) fn wall(board: Board, settings: Settings) -> Desk {
    let mut desk = Desk::new(board, settings);
    desk.wait(2);
    assert_eq!(desk.view.shows(), Shows::Wall);
    desk
}

fn at_sizes(name: &str, desk: &Desk) {
    for ((width, height), frame) in SIZES.into_iter().zip(desk.frames(&SIZES)) {
        assert_snapshot!(format!("{name}_{width}x{height}"), frame);
    }
}

#[test]
fn kiosk_wall() {
    at_sizes("kiosk_wall", &wall(centre(48), wall_settings()));
    at_sizes("kiosk_wall_console", &wall(centre(48), console_settings()));
    let plain = Settings { ascii: true, colours: ColourDepth::None, ..wall_settings() };
    assert_snapshot!("kiosk_wall_plain", wall(centre(48), plain).frame(120, 34));
}

#[test]
fn kiosk_wall_of_one_source_or_none() {
    let mut board = Board::new();
    report(&mut board, NOW, SourceId::Agents, Phase::Connecting, None);
    assert_snapshot!("kiosk_wall_connecting", wall(board, wall_settings()).frame(120, 34));
    assert_snapshot!("kiosk_wall_without_chat", wall(crowd(12), wall_settings()).frame(120, 34));
}

#[test]
fn kiosk_wall_without_a_ready_agent() {
    at_sizes("kiosk_wall_no_agent_ready", &wall(super::alerts::without_ready(), wall_settings()));
}

#[test]
fn kiosk_wall_stale() {
    let mut desk = wall(centre(48), wall_settings());
    // Long enough for the alert about it to have been shown.
    desk.wait(180);
    while desk.view.shows() != Shows::Wall {
        desk.buffer(120, 34);
        desk.wait(1);
    }
    assert_snapshot!("kiosk_wall_stale_120x34", desk.frame(120, 34));
    assert_snapshot!("kiosk_wall_stale_240x67", desk.frame(240, 67));
}

#[test]
fn kiosk_alarm() {
    for (name, settings) in [("kiosk_alarm", wall_settings()), ("kiosk_alarm_console", console_settings())] {
        at_sizes(name, &alarm(settings, &[0, 3, 10]));
    }
    let many: Vec<usize> = (24..44).collect();
    let desk = alarm(wall_settings(), &many);
    for (width, height) in [(80, 24), (120, 34), (240, 67)] {
        assert_snapshot!(format!("kiosk_alarm_many_{width}x{height}"), desk.frame(width, height));
    }
}

/// With teams, and one that no person has seen to.
#[test]
fn kiosk_alarm_that_escalated() {
    for (name, language) in [("english", Language::English), ("chinese", Language::Chinese)] {
        let desk = escalated(language);
        for (width, height) in [(80, 24), (120, 34), (240, 67)] {
            assert_snapshot!(format!("kiosk_alarm_escalated_{name}_{width}x{height}"), desk.frame(width, height));
        }
    }
}

/// One alert that escalated beside one that has just been raised.
fn escalated(language: Language) -> Desk {
    let limits = Limits::default();
    let watch = Watch::State { state: State::WrapUp, over_ms: 300_000, who: Vec::new() };
    let rule = Rule { escalate_after_ms: Some(60_000), ..Rule::new("wrap_up", watch) };
    let departments = [("夜班 Night".to_owned(), vec!["1000".to_owned(), "1003".to_owned()])].into_iter().collect();
    let rules = Rules::new(vec![rule], &limits);
    let mut desk = Desk::new(crowd(24), Settings { rules, language, departments, ..wall_settings() });
    desk.listen(2).alarm(&[0]).listen(59).alarm(&[3]);
    assert!((0..3).any(|_| desk.listen(1).view.alarm().len() == 2), "both at once");
    desk
}

/// A wall on which these agents have just gone over a limit.
pub(super) fn alarm(settings: Settings, agents: &[usize]) -> Desk {
    let mut desk = Desk::new(centre(48), settings);
    desk.wait(2).alarm(agents).wait(1);
    assert_eq!(desk.view.shows(), Shows::Alarm);
    desk
}

/// What is not live is told in a band on every page that rests on it, and on no other.
#[test]
fn kiosk_band() {
    for (name, language) in [("english", Language::English), ("chinese", Language::Chinese)] {
        let mut desk = wall(centre(48), Settings { language, ..wall_settings() });
        desk.wait(6);
        let at = desk.now.plus(-1_000);
        let error = Some("no bytes for 60 s");
        report(&mut desk.board, at, SourceId::Agents, Phase::Waiting { until: at.plus(9_000), tries: 3 }, error);
        for (width, height) in [(80, 24), (120, 34), (240, 67)] {
            assert_snapshot!(format!("kiosk_band_{name}_{width}x{height}"), desk.frame(width, height));
        }
    }
}

/// One person alone has the whole screen.
#[test]
fn kiosk_alarm_of_one() {
    let mut desk = Desk::new(centre(48), wall_settings());
    desk.settings.limits.agent_misses_percent = 100.0;
    let one = |desk: &Desk| {
        let alerts = desk.view.alarm();
        matches!(alerts.as_slice(), [at] if matches!(desk.view.alerts().standing()[*at].alert, Alert::Agent { .. }))
    };
    for _ in 0..900 {
        desk.wait(1);
        report_heard(&mut desk);
        if one(&desk) {
            break;
        }
    }
    assert!(one(&desk), "an agent goes over a limit alone");
    at_sizes("kiosk_alarm_of_one", &desk);
}

/// The stream is alive, so that nothing is stale.
fn report_heard(desk: &mut Desk) {
    for source in SourceId::FIXED {
        desk.board.apply(crate::model::Update::new(desk.now, crate::model::Payload::Heard(source)));
    }
}

#[test]
fn kiosk_grid() {
    for (name, settings) in [("kiosk_grid", wall_settings()), ("kiosk_grid_console", console_settings())] {
        let mut desk = wall(centre(48), settings);
        while desk.view.shows() != Shows::Grid {
            desk.wait(1);
        }
        at_sizes(name, &desk);
    }
}

#[test]
fn kiosk_teams() {
    let night = (0..48).step_by(3).map(|at| (1000 + at).to_string()).collect();
    let day = (0..48).step_by(2).map(|at| (1000 + at).to_string()).collect();
    let departments: LiteMap<String, Vec<String>> =
        LiteMap::from_iter([("夜班".to_owned(), night), ("day shift".to_owned(), day)]);
    let kiosk = Some(KioskSettings { views: vec![KioskView::Teams], every_ms: 20_000 });
    for (name, settings) in [("kiosk_teams", wall_settings()), ("kiosk_teams_console", console_settings())] {
        let settings = Settings { kiosk: kiosk.clone(), departments: departments.clone(), ..settings };
        let mut desk = wall(centre(48), settings);
        while desk.view.shows() != Shows::Teams {
            desk.listen(1);
        }
        at_sizes(name, &desk);
    }
}

/// Through one whole round at each size: every agent is on exactly one page; of very many, as many as two minutes show.
#[test]
fn every_agent_has_a_place_on_one_page_of_a_round() {
    for (count, width, height) in [(48, 80, 24), (48, 120, 34), (48, 240, 67), (300, 200, 60), (5, 120, 34)] {
        let mut desk = wall(crowd(count), wall_settings());
        let mut seen: Vec<usize> = vec![0; count];
        while desk.view.shows() != Shows::Grid {
            desk.listen(1);
        }
        let (mut last, mut told) = (None, 0);
        // The wall comes between the pages; calls come behind the last of them.
        while desk.view.shows() != Shows::Page {
            if desk.view.shows() == Shows::Grid {
                let room = desk.map(width, height).tiles.unwrap();
                let page = desk.view.grid_page().unwrap();
                if last != Some(page.first) {
                    last = Some(page.first);
                    told = page.told(room);
                    for id in page.order.iter().take(told).skip(page.first).take(room) {
                        seen[desk.board.slot(id.as_str()).unwrap()] += 1;
                    }
                }
            }
            desk.listen(1);
        }
        assert!(seen.iter().all(|times| *times <= 1), "{count} at {width}x{height}: {seen:?}");
        assert_eq!(seen.iter().sum::<usize>(), told, "{count} at {width}x{height}");
        // Letters that are read from afar have room for a few dozen in two minutes.
        assert!(told == count || width >= 200 && told > 12, "{count} at {width}x{height}: {told}");
    }
}

/// What a console's font lacks is nowhere: not in frames, not in names.
#[test]
fn a_console_is_sent_only_what_its_font_has() {
    for keys in ["", "2", "3", "4", "5", "6", "1", "1t", "?", "1j<enter>", "q", "/李"] {
        let mut desk = wall(centre(48), console_settings());
        desk.keys(keys);
        for (width, height) in [(80, 24), (240, 67), (40, 9)] {
            let text = desk.text(width, height);
            let other: String = text.chars().filter(|c| *c != '\n' && !is_on_console(*c)).collect();
            assert_eq!(other, "", "{keys} {width}x{height}");
        }
    }
    let mut desk = wall(centre(48), console_settings());
    for _ in 0..200 {
        desk.wait(1);
        let text = desk.text(240, 67);
        assert!(text.chars().all(|c| c == '\n' || is_on_console(c)), "{text}");
    }
    assert!(!desk.effects.contains(&Effect::Quit));
}

/// No size and no state may paint outside the screen or fail.
#[test]
fn every_size_of_the_wall_can_be_drawn() {
    let mut alarm = Desk::new(centre(300), wall_settings());
    alarm.wait(2).alarm(&[0, 1, 2, 3]).wait(1);
    let mut grid = wall(centre(300), wall_settings());
    while grid.view.shows() != Shows::Grid {
        grid.wait(1);
    }
    let console = wall(centre(48), console_settings());
    let desks = vec![alarm, grid, console, wall(centre(48), wall_settings()), wall(Board::new(), wall_settings())];
    let widths = [1, 20, 59, 60, 61, 80, 99, 120, 160, 240, 400];
    super::drawn_at(&desks, &widths, &[1, 2, 14, 15, 16, 20, 24, 34, 48, 67, 120]);
}
