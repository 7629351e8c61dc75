use super::*;
use crate::config::KioskView;
use crate::model::{Board, Limits, Payload, Rules};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::testing::*;

const VIEWS: [KioskView; 5] = [KioskView::Board, KioskView::Calls, KioskView::Chat, KioskView::Ai, KioskView::Reports];

fn wall(board: Board) -> Desk {
    // Alerts would interrupt.
    let rules = Rules::new(Vec::new(), &Limits::default());
    let kiosk = Some(KioskSettings { views: VIEWS.to_vec(), every_ms: 20_000 });
    let mut desk = Desk::new(board, Settings { rules, kiosk, ..settings() });
    desk.wait(2);
    desk
}

/// What is said on each page of a round, by the page, for so many seconds in each of which `keep` tells the board something.
fn said(desk: &mut Desk, seconds: i64, mut keep: impl FnMut(&mut Board, Stamp)) -> Vec<(String, Vec<String>)> {
    let mut pages: Vec<(String, Vec<String>)> = Vec::new();
    for _ in 0..seconds {
        let next = desk.now.plus(1_000);
        keep(&mut desk.board, next);
        desk.wait(1);
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        let page = format!("{:?} {:?}", desk.view.shows(), desk.view.page());
        let sentences = Outages::of(&scene).sentences(&scene);
        if pages.last().is_none_or(|(last, _)| *last != page) {
            pages.push((page, sentences));
        }
    }
    pages
}

fn hear(board: &mut Board, at: Stamp, sources: &[SourceId]) {
    for source in sources {
        apply(board, at, Payload::Heard(*source));
    }
}

/// Pages on which a sentence about `word` stands.
fn on<'a>(pages: &'a [(String, Vec<String>)], word: &str) -> Vec<&'a str> {
    let has = |sentences: &[String]| sentences.iter().any(|sentence| sentence.contains(word));
    let mut pages: Vec<&str> =
        pages.iter().filter(|(_, sentences)| has(sentences)).map(|(page, _)| page.as_str()).collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

#[test]
fn while_all_is_live_nothing_is_said_on_any_page() {
    let mut desk = wall(centre(48));
    // What is polled is not too old for so long.
    let pages = said(&mut desk, 100, |board, at| hear(board, at, &SourceId::FIXED));
    assert!(pages.len() > 3, "{pages:?}");
    assert!(pages.iter().all(|(_, sentences)| sentences.is_empty()), "{pages:?}");
}

#[test]
fn a_source_that_is_away_is_named_on_the_pages_that_rest_on_it_and_on_no_other() {
    for (away, word, rest) in [
        (SourceId::Agents, "Agents", &["Grid", "Page Calls", "Page Reports", "Wall"][..]),
        (SourceId::Chat, "Chat statistics", &["Page Chat", "Wall"][..]),
        (SourceId::Ai, "AI records", &["Page Ai", "Wall"][..]),
    ] {
        let mut desk = wall(centre(48));
        let others: Vec<SourceId> = SourceId::FIXED.into_iter().filter(|id| *id != away).collect();
        report(&mut desk.board, NOW, away, Phase::Stopped, Some("403 from sg.sobot.io"));
        let pages = said(&mut desk, 900, |board, at| hear(board, at, &others));
        let found = on(&pages, word);
        for page in rest {
            assert!(found.iter().any(|found| found.starts_with(page)), "{word} is not on {page}: {found:?}");
        }
        assert!(found.iter().all(|found| rest.iter().any(|page| found.starts_with(page))), "{word}: {found:?}");
        assert!(!on(&pages, "403").is_empty(), "{pages:?}");
    }
}

#[test]
fn it_says_since_when_how_old_the_figures_are_and_what_is_being_done() {
    let phases = [
        (Phase::Waiting { until: NOW.plus(60_000), tries: 2 }, "reconnecting (3rd try)"),
        (Phase::Connecting, "connecting"),
        (Phase::AwaitingFull, "waiting for the first message"),
        (Phase::Stopped, "refused, asked again every five minutes"),
        (Phase::Live, "connected, but nothing is heard"),
    ];
    for (phase, doing) in phases {
        let mut desk = wall(crowd(5));
        let silent = desk.board.source(SourceId::Agents).as_of.unwrap();
        report(&mut desk.board, NOW, SourceId::Agents, phase.clone(), Some("no bytes for 60 s"));
        desk.wait(58);
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        let outages = Outages::of(&scene);
        let told = outages.sentences(&scene);
        let since = format!("Agents: not live since {}", scene.clock(silent, "%H:%M:%S"));
        assert_eq!(told, [&since, "figures are 1m old", doing, "no bytes for 60 s"], "{phase:?}");
        assert!(outages.are_grave() && outages.are_all(&scene), "{phase:?}");
    }
}

#[test]
fn polling_is_said_and_its_figures_are_not_dimmed() {
    let mut desk = wall(crowd(5));
    report(&mut desk.board, NOW, SourceId::Agents, Phase::Polling, None);
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    let outages = Outages::of(&scene);
    assert_eq!(outages.sentences(&scene)[0], "Agents: polled, there is no stream");
    assert!(!outages.is_empty() && !outages.are_grave() && !outages.are_all(&scene));
}

#[test]
fn a_stream_that_is_away_for_a_moment_is_not_missed_and_one_that_is_back_is_not_named() {
    let mut desk = wall(crowd(5));
    let count = |desk: &Desk| {
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        Outages::of(&scene).sentences(&scene).len()
    };
    let at = desk.now;
    hear(&mut desk.board, at, &[SourceId::Agents]);
    report(&mut desk.board, at, SourceId::Agents, Phase::Connecting, None);
    desk.wait(4);
    assert_eq!(count(&desk), 0);
    desk.wait(1);
    assert_eq!(count(&desk), 3, "since when, the age, what is being done");
    let at = desk.now;
    report(&mut desk.board, at, SourceId::Agents, Phase::Live, None);
    hear(&mut desk.board, at, &[SourceId::Agents]);
    assert_eq!(count(&desk), 0);
}

#[test]
fn several_are_told_one_after_the_other() {
    let mut desk = wall(centre(12));
    for source in SourceId::FIXED {
        report(&mut desk.board, NOW, source, Phase::Stopped, Some("403"));
    }
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    let told = Outages::of(&scene).sentences(&scene);
    assert_eq!(told.len(), 3, "{told:?}");
    for (sentence, word) in told.iter().zip(["Agents: ", "Chat statistics: ", "AI records: "]) {
        assert!(sentence.starts_with(word) && sentence.contains("refused"), "{told:?}");
    }
}
