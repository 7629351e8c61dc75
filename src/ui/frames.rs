//! Frames as a person sees them, at the three sizes and the smaller ones.

use insta::assert_snapshot;

use super::ColourDepth;
use super::settings::Settings;
use super::testing::*;
use crate::model::{AgentChange, Board, CallNews, Ledger, LedgerDay, Payload, Phase, ServiceTarget, SourceId};

mod agent;
mod agents;
mod ai;
mod alerts;
mod calls;
mod chat;
mod chinese;
mod drift;
mod health;
mod hub;
mod kiosk;
mod live;
mod looks;
mod marks;
mod messages;
mod no_agent;
mod notes;
mod palette;
mod probes;
mod pure;
mod reports;
mod sites;
mod still_lost;
mod story;
mod strangers;
mod tape;
mod tenants;
mod today;
mod truth;
mod vendors;
mod waits;
mod walls;
mod why;
mod widths;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (200, 60)];

fn at_sizes(name: &str, desk: &Desk) {
    for ((width, height), frame) in SIZES.into_iter().zip(desk.frames(&SIZES)) {
        assert_snapshot!(format!("{name}_{width}x{height}"), frame);
    }
}

/// Draws every desk at every width and at every height, and every size on a third of the desks: what breaks depends on
/// width or height far more than on both together.
fn drawn_at(desks: &[Desk], widths: &[u16], heights: &[u16]) {
    for (which, desk) in desks.iter().enumerate() {
        for (column, width) in widths.iter().enumerate() {
            for (_, height) in heights.iter().enumerate().filter(|(row, _)| (which + column + row) % 3 == 0) {
                desk.buffer(*width, *height);
            }
        }
    }
}

fn ordinary() -> Desk {
    Desk::new(centre(48), settings())
}

fn coloured(colours: ColourDepth, ascii: bool) -> Desk {
    Desk::new(centre(48), Settings { ascii, colours, ..settings() })
}

#[test]
fn full() {
    at_sizes("full", &ordinary());
}

#[test]
fn nothing_configured() {
    let mut board = Board::new();
    for source in [SourceId::Agents, SourceId::Chat, SourceId::Ai] {
        report(&mut board, NOW, source, Phase::Off, Some("not configured"));
    }
    at_sizes("unconfigured", &Desk::new(board, settings()));
}

#[test]
fn waiting_for_the_first_message() {
    let mut board = Board::new();
    report(&mut board, NOW, SourceId::Agents, Phase::AwaitingFull, None);
    report(&mut board, NOW, SourceId::Chat, Phase::Connecting, None);
    let until = NOW.plus(7_000);
    let error = Some("the vendor asks to wait 60 s (229000): too frequent");
    report(&mut board, NOW, SourceId::Ai, Phase::Waiting { until, tries: 3 }, error);
    at_sizes("waiting", &Desk::new(board, settings()));
}

#[test]
fn at_eighty_columns_the_header_tells_four_ages_the_site_and_how_many_agents_there_are() {
    let mut board = centre(48);
    let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let day = LedgerDay { date, from: NOW.plus(-52_327_000), to: NOW.plus(34_073_000) };
    let news = Ledger::new(day, ServiceTarget::default()).retell(1).next().unwrap();
    apply(&mut board, NOW, Payload::Calls(Box::new(CallNews { as_of: NOW, ..news })));
    report(&mut board, NOW, SourceId::Calls, Phase::Live, None);
    let mut desk = Desk::new(board, settings());
    desk.listen(42);
    let frame = desk.frame(80, 24);
    let header = frame.lines().next().unwrap();
    for part in ["Acme", "live", "agents ", "chat 5", "ai ", "calls 42s", "48/48", "14:32:49"] {
        assert!(header.contains(part), "{part}: {header}");
    }
}

#[test]
fn stale() {
    let mut board = centre(48);
    report(&mut board, NOW.plus(-600_000), SourceId::Chat, Phase::Live, None);
    let mut desk = Desk::new(board, settings());
    // Who is over a limit when the stream is heard last.
    desk.listen(60);
    desk.now = NOW.plus(155_000);
    desk.tick();
    at_sizes("stale", &desk);
}

#[test]
fn reconnecting() {
    let mut board = centre(48);
    let until = NOW.plus(12_000);
    let error = Some("connection refused by sg.sobot.io:443");
    report(&mut board, NOW, SourceId::Agents, Phase::Waiting { until, tries: 1 }, error);
    report(&mut board, NOW, SourceId::Ai, Phase::Waiting { until, tries: 1 }, Some("answered 502"));
    let mut desk = Desk::new(board, settings());
    desk.wait(8);
    at_sizes("reconnecting", &desk);
}

#[test]
fn stopped_by_the_settings() {
    let mut board = Board::new();
    let error = "the vendor refuses this app id (403): change app_id in [acme_voice]";
    report(&mut board, NOW, SourceId::Agents, Phase::Stopped, Some(error));
    assert_snapshot!(Desk::new(board, settings()).frame(120, 34));
}

#[test]
fn polling_instead_of_a_stream() {
    let mut board = centre(12);
    report(&mut board, NOW, SourceId::Agents, Phase::Polling, None);
    assert_snapshot!(Desk::new(board, settings()).frame(80, 24));
}

#[test]
fn filtered() {
    let mut desk = ordinary();
    desk.keys("/state:talking time>5m<enter>jj");
    at_sizes("filtered", &desk);
}

#[test]
fn none_matches() {
    let mut desk = ordinary();
    desk.keys("//night/<enter>");
    assert_snapshot!(desk.frame(80, 24));
}

#[test]
fn typing_a_filter() {
    let mut desk = ordinary();
    desk.keys("/state:tal");
    assert_snapshot!("typing", desk.frame(80, 24));
    desk.keys(" /(li|wang");
    assert_snapshot!("typing_error", desk.frame(80, 24));
}

#[test]
fn three_hundred() {
    let mut desk = Desk::new(centre(300), settings());
    at_sizes("three_hundred", &desk);
    desk.keys("t");
    at_sizes("three_hundred_tiles", &desk);
}

#[test]
fn tiles() {
    let mut desk = ordinary();
    desk.keys("tjl");
    at_sizes("tiles", &desk);
}

#[test]
fn wide_names_keep_the_columns() {
    let mut board = centre(8);
    let names = [
        "欧阳明月上官婉儿司马相如",
        "ｆｕｌｌ ｗｉｄｔｈ",
        "한국어이름",
        "عبد الرحمن",
        "e\u{301}e\u{301} \u{1b}[31mred\u{7}",
        "\u{202e}evil\u{202c} 李\u{200b}娜",
        "z\u{300}\u{301}\u{302}\u{303}\u{304}algo",
        "   ",
    ];
    for (index, name) in names.iter().enumerate() {
        change(&mut board, NOW, index, vec![AgentChange::Name(Some((*name).into()))]);
    }
    at_sizes("wide_names", &Desk::new(board, settings()));
}

#[test]
fn without_colour() {
    let mut desk = coloured(ColourDepth::None, false);
    desk.keys("jj");
    at_sizes("no_colour", &desk);
}

#[test]
fn ascii() {
    let mut desk = coloured(ColourDepth::None, true);
    desk.keys("jj");
    at_sizes("ascii", &desk);
    desk.keys("<enter>");
    assert_snapshot!("ascii_agent", desk.frame(120, 34));
}

#[test]
fn ascii_draws_nothing_else_but_names() {
    for (keys, width, height) in
        [("", 80, 24), ("", 120, 34), ("t", 200, 60), ("?", 120, 34), ("f", 200, 60), ("", 40, 9)]
    {
        let mut board = crowd(48);
        for index in 0..48 {
            change(&mut board, NOW, index, vec![AgentChange::Name(Some(format!("Agent {index}")))]);
        }
        let mut desk = Desk::new(board, Settings { ascii: true, ..settings() });
        desk.keys(keys);
        let text = desk.text(width, height);
        let other: String = text.chars().filter(|c| !matches!(c, ' '..='~' | '\n')).collect();
        assert_eq!(other, "", "{keys} {width}x{height}");
    }
}

#[test]
fn fewer_colours() {
    assert_eq!(coloured(ColourDepth::Xterm256, false).frame(80, 24), ordinary().frame(80, 24));
    assert_snapshot!("colours_16", coloured(ColourDepth::Ansi16, false).frame(80, 24));
}

#[test]
fn agent_page() {
    let mut desk = ordinary();
    desk.keys("/number:1004<enter>j<enter>");
    at_sizes("agent", &desk);
}

#[test]
fn help() {
    let mut desk = ordinary();
    desk.keys("?");
    at_sizes("help", &desk);
}

#[test]
fn frozen_and_revealed() {
    let mut desk = Desk::new(centre(48), Settings { privacy_reveal: true, ..settings() });
    desk.keys("fp").wait(6);
    at_sizes("frozen", &desk);
}

#[test]
fn expanded_panes() {
    let mut desk = ordinary();
    for (pane, name) in ["today", "now", "alerts", "chat", "ai"].into_iter().enumerate() {
        desk.keys("<tab>");
        if pane == 0 {
            desk.keys("z");
        }
        desk.keys("j");
        assert_snapshot!(format!("expanded_{name}_80x24"), desk.frame(80, 24));
        assert_snapshot!(format!("expanded_{name}_120x34"), desk.frame(120, 34));
    }
    desk.keys("<tab>");
    assert_snapshot!("expanded_agents_120x34", desk.frame(120, 34));
}

#[test]
fn incomplete_roster() {
    let mut board = centre(48);
    let agents = board.agents()[..30].to_vec();
    roster(&mut board, NOW, agents, 480, false);
    assert_snapshot!("incomplete_120x34", Desk::new(board, settings()).frame(120, 34));
}

#[test]
fn small_screens() {
    let mut desk = ordinary();
    assert_snapshot!("small_60x15", desk.frame(60, 15));
    assert_snapshot!("small_59x15", desk.frame(59, 15));
    assert_snapshot!("small_10x3", desk.frame(10, 3));
    desk.keys("j<enter>");
    assert_snapshot!("small_60x15_agent", desk.frame(60, 15));
    desk.keys("<esc>t");
    assert_snapshot!("small_60x15_tiles", desk.frame(60, 15));
}

#[test]
fn odd_shapes() {
    let desk = ordinary();
    assert_snapshot!("odd_80x60", desk.frame(80, 60));
    assert_snapshot!("odd_200x20", desk.frame(200, 20));
    assert_snapshot!("odd_110x30", desk.frame(110, 30));
}

/// No size, page or pane may paint outside the screen or fail.
#[test]
fn every_size_can_be_drawn() {
    let mut desks = Vec::new();
    for keys in
        ["", "t", "z", "<tab>z", "<tab><tab>z", "<tab><tab><tab>", "<backtab>z", "<backtab><backtab>z", "j<enter>", "?"]
    {
        let mut desk = ordinary();
        desk.keys(keys);
        desks.push(desk);
    }
    desks.push(Desk::new(Board::new(), settings()));
    drawn_at(
        &desks,
        &[1, 2, 20, 59, 60, 61, 79, 99, 100, 109, 110, 111, 117, 118, 150, 240],
        &[1, 2, 14, 15, 16, 20, 27, 28, 29, 38, 50, 90],
    );
}
