//! Frames of a wall at 1080 lines against the board's at the same size, with the same agents, in the same run.
//!
//! A wall's frame may cost one and a half times what the board's does. How many times that is is printed for sites of
//! several sizes before the benchmark, and what is more is named.

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use callboard::config::{Blocks, KioskView};
use callboard::lang::Language;
use callboard::model::{Alarms, Board, Limits, Payload, Rules, SourceId, Stamp, Update};
use callboard::ui::{self, FrameMap, Keymap, KioskSettings, Settings, View};
use criterion::Criterion;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::centre::{self, NOW};

/// Of the site that is measured beside the ratios.
const AGENTS: usize = 300;
/// Agents of the sites whose ratios are printed.
const SITES: [usize; 4] = [1, 48, AGENTS, 2_000];
/// 1080 lines of a console's font.
const SIZE: (u16, u16) = (240, 67);
/// A frame of the wall takes so many times as long as the board's at most.
const MOST: f64 = 1.5;
/// Frames of each page for the ratio, which take turns.
const FRAMES: usize = 300;

/// A screen that shows a page.
struct Page {
    name: &'static str,
    board: Board,
    settings: Settings,
    view: View,
    now: Stamp,
    terminal: Terminal<TestBackend>,
}

impl Page {
    fn frame(&mut self) -> FrameMap {
        let mut map = FrameMap::default();
        self.terminal.draw(|frame| map = ui::draw(&self.board, &self.view, &self.settings, self.now, frame)).unwrap();
        map
    }

    fn text(&mut self) -> String {
        self.frame();
        let cells = self.terminal.backend().buffer().content.iter().map(|cell| cell.symbol());
        // Behind an ideograph there is a blank.
        cells.filter(|symbol| *symbol != " ").collect()
    }
}

/// The board, and the pages of a wall in this language, but for those whose turn does not come.
fn pages(language: Language, agents: usize) -> Vec<Page> {
    let departments = [("Day shift", 0..agents / 2), ("夜班", agents / 3..agents)]
        .map(|(name, all)| (name.to_owned(), all.map(|at| (1_000 + at).to_string()).collect::<Vec<String>>()));
    let departments = departments.into_iter().collect();
    let plain = Settings { language, blocks: Blocks::Sextant, departments, ..Settings::default() };
    let kiosk = KioskSettings { views: vec![KioskView::Board, KioskView::Teams], every_ms: 20_000 };
    let wall = Settings { kiosk: Some(kiosk), ..plain.clone() };
    // What stands on a page.
    let [figures, tiles, teams, alerts] = match language {
        Language::English => ["[wall]", "[board]", "[teams]", "interrupt"],
        Language::Chinese => ["[大屏]", "[看板]", "[团队]", "打断了"],
    };
    let board = match language {
        Language::English => centre::board(agents),
        Language::Chinese => centre::board_of(&centre::full_message_in_chinese(agents), agents),
    };
    let all = [
        ("board", &plain, false, ""),
        ("figures", &wall, false, figures),
        ("tiles", &wall, false, tiles),
        ("teams", &wall, false, teams),
        ("alerts", &wall, true, alerts),
    ];
    let found = all.map(|(name, settings, alerts, mark)| page(name, &board, settings, alerts, mark));
    found.into_iter().flatten().collect()
}

/// The page on which `mark` stands, once its turn has come.
fn page(name: &'static str, board: &Board, settings: &Settings, alerts: bool, mark: &str) -> Option<Page> {
    let board = board.clone();
    let view = View::new(settings, Keymap::default());
    let mut quiet = Alarms::new(Rules::new(Vec::new(), &Limits::default()), settings.zone);
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    let terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
    let mut page = Page { name, board, settings: settings.clone(), view, now: NOW, terminal };
    page.view.note(&page.board, &quiet, &[], NOW);
    for second in 0..240 {
        page.now = NOW.plus(second * 1_000);
        for source in SourceId::FIXED {
            page.board.apply(Update::new(page.now, Payload::Heard(source)));
        }
        let told = if alerts && second > 2 { &mut alarms } else { &mut quiet };
        told.check_all(&page.board, page.now);
        page.view.tick(&page.board, told, page.now);
        page.view.put_in_order(&page.board, page.now, settings);
        let text = if second > 0 { page.text() } else { String::new() };
        if second > 0 && text.contains(mark) {
            let is_large = |c: &char| matches!(c, '\u{2580}'..='\u{259f}' | '\u{1fb00}'..='\u{1fb3b}');
            let large = text.chars().filter(is_large).count();
            assert!(large > 1_000 || name == "board", "the page of {name}: {large} large, {text}");
            return Some(page);
        }
    }
    None
}

/// How many times the board's frame each page's takes: the quicker half of both, which no other program held up.
fn ratios(pages: &mut [Page]) -> Vec<(&'static str, f64)> {
    let mut took: Vec<Vec<Duration>> = vec![Vec::new(); pages.len()];
    for _ in 0..FRAMES {
        for (page, took) in pages.iter_mut().zip(&mut took) {
            let began = Instant::now();
            black_box(page.frame());
            took.push(began.elapsed());
        }
    }
    let quick = |took: &mut Vec<Duration>| {
        took.sort();
        took[..FRAMES / 2].iter().sum::<Duration>().as_secs_f64()
    };
    let took: Vec<f64> = took.iter_mut().map(quick).collect();
    pages.iter().zip(&took).map(|(page, time)| (page.name, time / took[0])).collect()
}

/// Frames of the wall.
pub fn bench(criterion: &mut Criterion) {
    // The ratios take some seconds, and a run of another group does not print them.
    let names: Vec<String> = env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let asked = names.is_empty() || names.iter().any(|name| name.contains("wall"));
    let mut group = criterion.benchmark_group("wall");
    for (language, name) in [(Language::English, "English"), (Language::Chinese, "Chinese")] {
        for agents in SITES {
            let mut pages = pages(language, agents);
            let ratios = if asked { ratios(&mut pages) } else { Vec::new() };
            for (page, ratio) in ratios {
                let held = if ratio > MOST { format!("; NOT HELD: more than {MOST}") } else { String::new() };
                println!("wall, {name}, {agents} agents: a frame of {page} takes {ratio:.2} of the board's{held}");
            }
            for page in pages.iter_mut().filter(|_| agents == AGENTS) {
                group.bench_function(format!("a frame of {}, {name}, {AGENTS} agents", page.name), |bencher| {
                    bencher.iter(|| page.frame());
                });
            }
        }
    }
    group.finish();
}
