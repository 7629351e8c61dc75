//! Frames of a wall at 1080 lines against the board's at the same size, with the same agents, in the same run.
//!
//! A wall's frame may cost one and a half times what the board's does. How many times that is is printed before the
//! benchmark, and the benchmark ends there if it is more.

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

const AGENTS: usize = 300;
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

/// The board, and the pages of a wall in this language.
fn pages(language: Language) -> Vec<Page> {
    let plain = Settings { language, blocks: Blocks::Sextant, ..Settings::default() };
    let kiosk = KioskSettings { views: vec![KioskView::Board], every_ms: 20_000 };
    let wall = Settings { kiosk: Some(kiosk), ..plain.clone() };
    // Seconds after the start of the round, whether alerts come then, and what stands on that page.
    let [figures, tiles, alerts] = match language {
        Language::English => ["[wall]", "[board]", "thealertinterrupts"],
        Language::Chinese => ["[大屏]", "[看板]", "告警打断了"],
    };
    vec![
        page("board", &plain, 0, false, ""),
        page("figures", &wall, 1, false, figures),
        page("tiles", &wall, 40, false, tiles),
        page("alerts", &wall, 5, true, alerts),
    ]
}

fn page(name: &'static str, settings: &Settings, seconds: i64, alerts: bool, mark: &str) -> Page {
    let mut board = centre::board(AGENTS);
    let mut view = View::new(settings, Keymap::default());
    let mut quiet = Alarms::new(Rules::new(Vec::new(), &Limits::default()), settings.zone);
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    view.note(&board, &quiet, &[], NOW);
    let mut now = NOW;
    for second in 0..=seconds {
        now = NOW.plus(second * 1_000);
        for source in SourceId::FIXED {
            board.apply(Update::new(now, Payload::Heard(source)));
        }
        let told = if alerts && second > 2 { &mut alarms } else { &mut quiet };
        told.check_all(&board, now);
        view.tick(&board, told, now);
    }
    view.put_in_order(&board, now, settings);
    let terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
    let mut page = Page { name, board, settings: settings.clone(), view, now, terminal };
    let text = page.text();
    let is_large = |c: &char| matches!(c, '\u{2580}'..='\u{259f}' | '\u{1fb00}'..='\u{1fb3b}');
    let large = text.chars().filter(is_large).count();
    assert!(text.contains(mark) && (large > 1_000 || name == "board"), "the page of {name}: {large} large, {text}");
    page
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
    let mut group = criterion.benchmark_group("wall");
    for (language, name) in [(Language::English, "English"), (Language::Chinese, "Chinese")] {
        let mut pages = pages(language);
        let ratios = ratios(&mut pages);
        for (page, ratio) in &ratios {
            println!("wall, {name}: a frame of {page} takes {ratio:.2} of the board's");
        }
        for page in &mut pages {
            group.bench_function(format!("a frame of {}, {name}, {AGENTS} agents", page.name), |bencher| {
                bencher.iter(|| page.frame());
            });
        }
        for (page, ratio) in ratios.into_iter().filter(|(_, ratio)| *ratio > MOST) {
            println!("NOT HELD, {name}: a frame of {page} takes {ratio:.2} of the board's, not {MOST}");
        }
    }
    group.finish();
}
