//! Frames, and what a batch of changes costs before the next one.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use callboard::lists::Filter;
use callboard::lists::agents::{AgentFields, Listing, Rules};
use callboard::model::{self, Agent, Alarms, Board};
use callboard::ui::{self, Action, Effect, FrameMap, Keymap, Settings, View, text};
use criterion::Criterion;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Constraint;
use ratatui::widgets::{Block, Cell, Row, Table};

use super::centre::{self, NOW};

const AGENTS: usize = 10_000;
/// Messages in a batch: 165 operations.
const BATCH: usize = 33;

fn view(board: &Board, settings: &Settings) -> View {
    seen(board, settings).0
}

/// A view and its alarms.
fn seen(board: &Board, settings: &Settings) -> (View, Alarms) {
    let (mut view, mut alarms) =
        (View::new(settings, Keymap::default()), Alarms::new(settings.rules.clone(), settings.zone));
    alarms.note(board, &[], NOW);
    view.note(board, &alarms, &[], NOW);
    view.tick(board, &alarms, NOW);
    (view, alarms)
}

fn terminal() -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(200, 60)).unwrap()
}

/// The columns of a wide screen, every row built, whether in view or not.
fn plain_table(board: &Board) -> Table<'_> {
    let skew = board.skew_ms();
    let row = |agent: &Agent| {
        let count = |value| Cell::from(text::count(value, "–"));
        Row::new([
            Cell::from(text::clean(agent.label()).into_owned()),
            Cell::from(agent.number.as_deref().unwrap_or_default().to_owned()),
            Cell::from(agent.extension.as_deref().unwrap_or_default().to_owned()),
            Cell::from(agent.state().to_string()),
            Cell::from(agent.customer.shown().unwrap_or_default()),
            Cell::from(text::duration(agent.in_state_ms(NOW, skew), "–")),
            count(agent.answered),
            count(agent.missed),
            count(agent.dialled),
            count(agent.connected),
        ])
    };
    let widths = [28, 6, 6, 10, 16, 10, 6, 6, 6, 6].map(Constraint::Length);
    Table::new(board.agents().iter().map(row), widths).block(Block::bordered().title("Agents"))
}

/// One frame at 200×60 by the number of agents.
pub fn frames(criterion: &mut Criterion) {
    let settings = Settings::default();
    let mut group = criterion.benchmark_group("frame");
    for agents in [48, 1_000, AGENTS] {
        let board = centre::board(agents);
        let view = view(&board, &settings);
        let mut terminal = terminal();
        group.bench_function(format!("ui::draw, {agents} agents"), |bencher| {
            bencher.iter(|| {
                let mut map = FrameMap::default();
                terminal.draw(|frame| map = ui::draw(&board, &view, &settings, NOW, frame)).unwrap();
                map
            });
        });
    }
    let board = centre::board(AGENTS);
    let mut terminal = terminal();
    let mut chosen = view(&board, &settings);
    for action in [Action::Columns, Action::Toggle, Action::Open] {
        chosen.act(action, &board, NOW, &settings);
    }
    group.bench_function(format!("ui::draw with columns that were chosen, {AGENTS} agents"), |bencher| {
        bencher.iter(|| {
            let mut map = FrameMap::default();
            terminal.draw(|frame| map = ui::draw(&board, &chosen, &settings, NOW, frame)).unwrap();
            map
        });
    });
    group.bench_function(format!("a plain table, {AGENTS} agents"), |bencher| {
        bencher.iter(|| {
            terminal.draw(|frame| frame.render_widget(plain_table(&board), frame.area())).unwrap();
        });
    });
    group.finish();
}

/// What the view does after a batch of 165 operations, and every second, against building the list anew.
pub fn batches(criterion: &mut Criterion) {
    let settings = Settings::default();
    let messages = centre::change_messages(AGENTS, 200 * BATCH);
    let batches: Vec<&[String]> = messages.chunks(BATCH).collect();
    let centre = RefCell::new((centre::board(AGENTS), 0_usize));
    // The batch comes before each look and is not counted in its time.
    let after_a_batch = |rounds: u64, look: &mut dyn FnMut(&Board, &[usize], usize) -> Duration| {
        let (board, round) = &mut *centre.borrow_mut();
        let mut spent = Duration::ZERO;
        for _ in 0..rounds {
            for text in batches[*round % batches.len()] {
                centre::hear(board, text);
            }
            *round += 1;
            let touched = board.take_touched();
            spent += look(board, &touched, *round);
        }
        spent
    };
    let mut group = criterion.benchmark_group("view");
    let (mut noting, mut alarms) = seen(&centre.borrow().0, &settings);
    group.bench_function("note after 165 operations, 10000 agents", |bencher| {
        bencher.iter_custom(|rounds| {
            after_a_batch(rounds, &mut |board, touched, _| {
                timed(|| {
                    alarms.note(board, touched, NOW);
                    noting.note(board, &alarms, touched, NOW);
                })
            })
        });
    });
    let (mut ticking, mut alarms) = seen(&centre.borrow().0, &settings);
    group.bench_function("tick, 10000 agents", |bencher| {
        bencher.iter_custom(|rounds| {
            after_a_batch(rounds, &mut |board, touched, round| {
                alarms.note(board, touched, NOW);
                ticking.note(board, &alarms, touched, NOW);
                // To and fro, so that shades change with every tick and no state grows old.
                let now = NOW.plus(1_000 * (round as i64 % 2));
                timed(|| {
                    alarms.check_all(board, now);
                    ticking.tick(board, &alarms, now)
                })
            })
        });
    });
    let rules = Rules { limits: settings.limits.clone(), ..Rules::default() };
    let mut listing = Listing::new(rules);
    group.bench_function("the list built anew, 10000 agents", |bencher| {
        bencher.iter_custom(|rounds| after_a_batch(rounds, &mut |board, _, _| timed(|| listing.rebuild(board, NOW))));
    });
    let filtered = |filter: &str| {
        let rules = Rules { limits: settings.limits.clone(), ..Rules::default() };
        let filter = Filter::parse(filter, &AgentFields { rules: &rules, board: None }).unwrap();
        Listing::new(Rules { filter, ..rules })
    };
    for filter in ["zhang", "state:talking | state:busy time>5m"] {
        let mut listing = filtered(filter);
        group.bench_function(format!("the list built anew with {filter}, 10000 agents"), |bencher| {
            bencher
                .iter_custom(|rounds| after_a_batch(rounds, &mut |board, _, _| timed(|| listing.rebuild(board, NOW))));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("alerts");
    let mut touching = Alarms::new(model::Rules::default(), settings.zone);
    touching.check_all(&centre.borrow().0, NOW);
    group.bench_function("rules on those of 165 operations, 10000 agents", |bencher| {
        bencher.iter_custom(|rounds| {
            after_a_batch(rounds, &mut |board, touched, _| timed(|| touching.check_touched(board, touched, NOW)))
        });
    });
    let mut looking = Alarms::new(model::Rules::default(), settings.zone);
    group.bench_function("rules on everybody, 10000 agents", |bencher| {
        bencher.iter_custom(|rounds| after_a_batch(rounds, &mut |board, _, _| timed(|| looking.check_all(board, NOW))));
    });
    group.finish();
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// Calls in the list.
const CALLS: usize = 10_000;

/// Ten thousand calls: a frame, a key with its frame, and what a new page of them costs.
pub fn calls(criterion: &mut Criterion) {
    let settings = Settings::default();
    let mut board = centre::board(48);
    board.apply(centre::calls(0, CALLS));
    let key = |view: &mut View, board: &Board, action| view.act(action, board, NOW, &settings);
    let listed = |board: &Board| {
        let mut view = view(board, &settings);
        key(&mut view, board, Action::Calls);
        view
    };
    let mut terminal = terminal();
    let mut group = criterion.benchmark_group("calls");
    let mut draw = |board: &Board, view: &mut View| {
        view.put_in_order(board, NOW, &settings);
        let mut map = FrameMap::default();
        terminal.draw(|frame| map = ui::draw(board, view, &settings, NOW, frame)).unwrap();
        view.saw(&map);
    };
    let mut looking = listed(&board);
    key(&mut looking, &board, Action::Down);
    group.bench_function("a frame, 10000 calls", |bencher| bencher.iter(|| draw(&board, &mut looking)));
    let mut scrolling = listed(&board);
    group.bench_function("a key and a frame, 10000 calls", |bencher| {
        bencher.iter(|| {
            if key(&mut scrolling, &board, Action::PageDown) == Effect::None {
                key(&mut scrolling, &board, Action::First);
            }
            draw(&board, &mut scrolling);
        });
    });
    let mut far = listed(&board);
    key(&mut far, &board, Action::Last);
    group.bench_function("a frame far down after a new call, 10000 calls", |bencher| {
        let mut board = board.clone();
        let mut more = CALLS;
        bencher.iter_custom(|rounds| {
            let mut spent = Duration::ZERO;
            for _ in 0..rounds {
                board.apply(centre::calls(more, 1));
                more += 1;
                spent += timed(|| draw(&board, &mut far));
            }
            spent
        });
    });
    let mut typing = listed(&board);
    group.bench_function("a letter of a filter and a frame, 10000 calls", |bencher| {
        bencher.iter(|| {
            key(&mut typing, &board, Action::Filter);
            key(&mut typing, &board, Action::Type('z'));
            draw(&board, &mut typing);
            key(&mut typing, &board, Action::CancelFilter);
        });
    });
    group.finish();
}

/// Calls in the ledger of a large centre's day.
const LEDGER: usize = 20_000;

/// A frame of the board with a day's calls and without, and what a page of new calls costs.
pub fn ledger(criterion: &mut Criterion) {
    let settings = Settings::default();
    let mut terminal = terminal();
    let mut group = criterion.benchmark_group("ledger");
    let mut draw = |board: &Board, view: &mut View| {
        view.put_in_order(board, NOW, &settings);
        let mut map = FrameMap::default();
        terminal.draw(|frame| map = ui::draw(board, view, &settings, NOW, frame)).unwrap();
        view.saw(&map);
    };
    for calls in [0, LEDGER] {
        let mut board = centre::board(48);
        board.apply(centre::ledger(0, calls));
        let mut looking = view(&board, &settings);
        group.bench_function(format!("a frame, {calls} calls"), |bencher| bencher.iter(|| draw(&board, &mut looking)));
    }
    let mut board = centre::board(48);
    board.apply(centre::ledger(0, LEDGER));
    let mut more = LEDGER;
    group.bench_function(format!("200 new calls, {LEDGER} calls"), |bencher| {
        bencher.iter_custom(|rounds| {
            let mut spent = Duration::ZERO;
            for _ in 0..rounds {
                let update = centre::ledger(more, 200);
                more += 200;
                spent += timed(|| board.apply(update));
            }
            spent
        });
    });
    group.finish();
}
