//! Allocations of frames and of what is heard, and the memory of a board beside that of its message as JSON.
//!
//! `cargo bench --bench allocations` here. Counts and bytes are those that were asked of the allocator: they are the same on
//! every machine. It fails where a message that shows nothing new is drawn, or costs an allocation, where a board takes
//! more than the JSON it was told in, or where a page of records takes more while it is read than a row of it at a time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends with the reason, and what was measured is printed"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::app::{App, Signals, drive};
use callboard::feed::Feed;
use callboard::model::{Alarms, Board, Payload, SourceId, Update};
use callboard::platforms::Message;
use callboard::platforms::lenient::{self, Lean, TakesRows};
use callboard::platforms::sobot_call::decode;
use callboard::term::Screen;
use callboard::ui::{self, FrameMap, Keymap, Settings, View};
use futures_util::stream;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use centre::NOW;

#[path = "board/centre.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod centre;

/// The system's allocator, which counts what it is asked for.
struct Counting;

static MADE: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicI64 = AtomicI64::new(0);
/// The most that was held since this was last set.
static MOST: AtomicI64 = AtomicI64::new(0);

/// Counts an allocation that takes the place of one of `before` bytes.
fn count(before: usize, after: usize) {
    if after > 0 {
        MADE.fetch_add(1, Ordering::Relaxed);
    }
    let more = after as i64 - before as i64;
    let live = LIVE.fetch_add(more, Ordering::Relaxed) + more;
    if more > 0 {
        MOST.fetch_max(live, Ordering::Relaxed);
    }
}

// SAFETY: every call is the system allocator's own, with what it was called with; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(0, layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(layout.size(), 0);
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), size);
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn made() -> u64 {
    MADE.load(Ordering::Relaxed)
}

/// What `work` allocated.
fn allocations(work: impl FnOnce()) -> u64 {
    let before = made();
    work();
    made() - before
}

/// What `make` returns, and how many bytes it holds.
fn held<T>(make: impl FnOnce() -> T) -> (T, i64) {
    let before = LIVE.load(Ordering::Relaxed);
    let kept = make();
    (kept, LIVE.load(Ordering::Relaxed) - before)
}

/// How many bytes `work` held at its height.
fn height(work: impl FnOnce()) -> i64 {
    let before = LIVE.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    work();
    MOST.load(Ordering::Relaxed) - before
}

/// A terminal that counts frames.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<u64>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.lock().unwrap() += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Frames of 200×60, built and compared as the loop does.
fn frames(agents: usize) {
    let settings = Settings::default();
    let board = centre::board(agents);
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    let mut view = View::new(&settings, Keymap::default());
    let (mut screen, _) = Screen::fixed(Box::new(io::sink()), 200, 60).unwrap();
    let mut draw = |now| {
        alarms.check_all(&board, now);
        view.note(&board, &alarms, &[], now);
        view.tick(&board, &alarms, now);
        allocations(|| {
            view.put_in_order(&board, now, &settings);
            let mut map = FrameMap::default();
            screen.draw(|frame| map = ui::draw(&board, &view, &settings, now, frame)).unwrap();
            view.saw(&map);
        })
    };
    (0..3).for_each(|second| _ = draw(NOW.plus(second * 1_000)));
    let (same, next) = (draw(NOW.plus(2_000)), draw(NOW.plus(3_000)));
    println!("a frame like the last one, {agents} agents: {same} allocations");
    println!("a frame a second later, {agents} agents: {next} allocations");
}

/// What the loop itself allocates for each of `updates`, and how many frames it draws for them.
async fn heard(agents: usize, updates: Vec<Update>) -> (f64, u64) {
    let (feed, _) = Feed::new(Arc::new(|| NOW), Arc::new(|| 0.5));
    let (told, receiver) = mpsc::channel(updates.len());
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 200, 60).unwrap();
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| NOW));
    let running = tokio::task::spawn_local(drive(app, screen, stream::pending(), Signals::Never));
    for update in beginning(agents) {
        told.send(update).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let count = updates.len() as f64;
    for update in updates {
        told.try_send(update).unwrap();
    }
    // What is sent is in the channel; from here on the loop alone allocates.
    let (frames, before) = (*out.0.lock().unwrap(), made());
    while told.capacity() < told.max_capacity() {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let (made, drawn) = (made() - before, *out.0.lock().unwrap() - frames);
    running.abort();
    (made as f64 / count, drawn)
}

fn beginning(agents: usize) -> Vec<Update> {
    use callboard::model::{Phase, Roster, RosterKind, SourceReport};
    let Message::Full(page) = decode(&centre::full_message(agents)) else { panic!("the full message is none") };
    let roster = Roster {
        kind: RosterKind::Full,
        summary: page.summary,
        total: page.total,
        complete: true,
        agents: page.agents,
    };
    let report = SourceReport { connects: 1, skew_ms: Some(0), ..SourceReport::new(SourceId::Agents, Phase::Live) };
    vec![Update::new(NOW, Payload::Source(report)), Update::new(NOW, Payload::Roster(Box::new(roster)))]
}

/// Messages in one look at the loop.
const MESSAGES: usize = 500;

/// What is heard while nothing changes, and while something does.
fn messages(agents: usize) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let run = |updates| LocalSet::new().block_on(&runtime, heard(agents, updates));
    let signs = (0..MESSAGES).map(|_| Update::new(NOW, Payload::Heard(SourceId::Agents))).collect();
    let (quiet, drawn) = run(signs);
    println!("a sign of life, {agents} agents: {quiet:.2} allocations, {drawn} frames for {MESSAGES} of them");
    let changes = centre::change_messages(agents, MESSAGES);
    let changes = changes.iter().map(|text| match decode(text) {
        Message::Changes(changes) => Update::new(NOW, Payload::Changes(changes)),
        _ => panic!("no change message: {text}"),
    });
    let (each, shown) = run(changes.collect());
    println!("five operations, {agents} agents: {each:.2} allocations, {shown} frames for {MESSAGES} messages");
    assert!(shown > 0, "changes that are not drawn are no yardstick");
    // The channel itself takes a block for every 32 at times.
    drawn == 0 && quiet < 0.05
}

/// A board beside the JSON it was told in, as text and as a tree.
fn memory(agents: usize) -> bool {
    let text = centre::full_message(agents);
    let (board, ours) = held(|| {
        let mut board = Board::new();
        beginning(agents).into_iter().for_each(|update| board.apply(update));
        board
    });
    let (tree, theirs) = held(|| serde_json::from_str::<Value>(&text).unwrap());
    assert_eq!(board.agents().len() + 1, tree["agentsMetrics"]["list"].as_array().unwrap().len());
    let per = |bytes: i64| bytes as f64 / agents as f64;
    println!(
        "memory, {agents} agents: {:.0} bytes each on the board, {:.0} as JSON text, {:.0} as a tree of JSON: {:.2} of the \
         tree",
        per(ours),
        per(text.len() as i64),
        per(theirs),
        ours as f64 / theirs as f64
    );
    ours < theirs
}

/// Records on a page of the day's.
const RECORDS: usize = 1_000;

/// Looks at rows and keeps none.
struct Seen(usize);

impl TakesRows for Seen {
    fn lists(&self) -> &'static [&'static str] {
        &["list"]
    }

    fn begin(&mut self, _: usize) {
        self.0 = 0;
    }

    fn take(&mut self, _: usize, _: Map<String, Value>) {
        self.0 += 1;
    }

    fn take_lean(&mut self, _: usize, _: &Lean<'_>) {
        self.0 += 1;
    }
}

/// What a page of records takes while it is read: as a tree, and row by row.
fn page() -> bool {
    let row = |call: usize| {
        let fields = (0..40).map(|field| (format!("fieldOfARecord{field}"), Value::from(format!("{call:012}"))));
        Value::Object(fields.collect())
    };
    let rows: Vec<Value> = (0..RECORDS).map(row).collect();
    let text = serde_json::json!({"code": 200, "data": {"list": rows, "total": RECORDS}}).to_string();
    let tree = height(|| assert!(lenient::capped(&text).is_some()));
    let mut seen = Seen(0);
    let by_row = height(|| assert!(lenient::rows_of(&text, None, &mut seen).is_some()));
    assert_eq!(seen.0, RECORDS);
    println!(
        "a page of {RECORDS} records, {} kB of JSON: {} kB at the height of reading it, {} kB as a tree",
        text.len() / 1_000,
        by_row / 1_000,
        tree / 1_000
    );
    by_row * 20 < tree
}

fn main() -> ExitCode {
    let mut held = page();
    for agents in [48, 10_000] {
        frames(agents);
        held &= messages(agents);
        held &= memory(agents);
    }
    if !held {
        println!(
            "NOT HELD: what shows nothing new is neither drawn nor allocates, a board is smaller than its JSON, and a page \
             is read row by row"
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
