//! The loop under paused time, on a screen in memory.

use std::io::Write;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use super::*;
use crate::feed::LookupSettings;
use crate::model::{
    Agent, AgentId, LoginState, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Stamp, Summary, Update,
    WorkState,
};
use absent::Absent;

mod absent;
mod audits;
mod clock;
mod eyes;
mod held;
mod hub;
mod line;
mod sites;
mod tapes;
mod visible;
mod wall;
mod wanted;

/// What the loop wrote: one entry a frame.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<String>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Terminal events from a channel.
struct Keys(mpsc::UnboundedReceiver<Event>);

impl Stream for Keys {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

pub(super) struct Desk {
    out: Out,
    keys: mpsc::UnboundedSender<Event>,
    updates: mpsc::Sender<Update>,
    began: Instant,
}

const T0: Stamp = Stamp(1_763_706_727_000);

impl Desk {
    fn now(&self) -> Stamp {
        T0.plus(i64::try_from(self.began.elapsed().as_millis()).unwrap())
    }

    pub(super) async fn tell(&self, payload: Payload) {
        self.updates.send(Update::new(self.now(), payload)).await.unwrap();
    }

    /// The stream of agents is live.
    pub(super) async fn live(&self) {
        let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
        self.tell(Payload::Source(report)).await;
    }

    pub(super) fn press(&self, key: char) {
        self.keys.send(Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))).unwrap();
    }

    pub(super) fn enter(&self) {
        self.keys.send(Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE))).unwrap();
    }

    /// Quits, and waits until the loop has ended.
    pub(super) async fn quit(&self) {
        self.keys.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))).unwrap();
        after(5_000).await;
    }

    /// Whether a whole frame says it now.
    pub(super) async fn heard(&self, words: &str) -> bool {
        let before = self.frames();
        self.keys.send(Event::Resize(120, 34)).unwrap();
        after(50).await;
        let mut text = String::new();
        for frame in &self.out.0.lock().unwrap()[before..] {
            text.push_str(frame);
        }
        text.contains(words)
    }

    pub(super) fn frames(&self) -> usize {
        self.out.0.lock().unwrap().len()
    }

    pub(super) fn written(&self) -> String {
        self.out.0.lock().unwrap().concat()
    }
}

/// Runs the loop beside `script`; both end when the script does.
async fn beside<F: Future<Output = ()>>(script: impl FnOnce(Desk) -> F) {
    run_with(SlowLine::Auto, Tell::default(), script).await;
}

async fn on_line<F: Future<Output = ()>>(line: SlowLine, script: impl FnOnce(Desk) -> F) {
    run_with(line, Tell::default(), script).await;
}

async fn beside_telling<F: Future<Output = ()>>(tell: Tell, script: impl FnOnce(Desk) -> F) {
    run_with(SlowLine::Auto, tell, script).await;
}

async fn run_with<F: Future<Output = ()>>(line: SlowLine, tell: Tell, script: impl FnOnce(Desk) -> F) {
    run_app(Settings::default(), |app| app.on_line(line).telling(tell), script).await;
}

/// The same of an app of one's own.
pub(super) async fn run_app<F: Future<Output = ()>>(
    settings: Settings,
    with: impl FnOnce(App) -> App,
    script: impl FnOnce(Desk) -> F,
) {
    let began = Instant::now();
    let clock: Clock = Arc::new(move || T0.plus(i64::try_from(began.elapsed().as_millis()).unwrap()));
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (updates, receiver) = mpsc::channel(64);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 120, 34).unwrap();
    let app = with(App::new(settings, Keymap::default(), feed, receiver, clock));
    let desk = Desk { out, keys, updates, began };
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            script(desk).await;
            running.abort();
        })
        .await;
}

pub(super) async fn after(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

fn crowd(count: usize) -> Payload {
    let agents = (0..count).map(|index| Agent::new(AgentId::new(&format!("agent-{index:04}")))).collect();
    let summary = Summary::default();
    Payload::Roster(Box::new(Roster { kind: RosterKind::Full, summary, total: None, complete: true, agents }))
}

/// An agent who has been in a call for five minutes.
pub(super) fn over_limit() -> Payload {
    let agent = Agent {
        name: Some("Li Na".into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::Talking),
        work_since: Some(T0.plus(-300_000)),
        ..Agent::new(AgentId::new("a"))
    };
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent])))
}

fn roster(answered: u64) -> Payload {
    let agent = Agent { name: Some("Li Na".into()), answered: Some(answered), ..Agent::new(AgentId::new("a")) };
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent])))
}

#[tokio::test(start_paused = true)]
async fn the_mouse_is_asked_for_only_when_it_is_wanted_and_a_storm_of_its_wheel_is_a_few_frames() {
    beside(async |desk| {
        desk.tell(crowd(500)).await;
        after(500).await;
        assert!(!desk.written().contains("1000"), "the terminal keeps its mouse");
        let turn = |row| {
            let kind = MouseEventKind::ScrollDown;
            let event = MouseEvent { kind, column: 5, row, modifiers: KeyModifiers::NONE };
            desk.keys.send(Event::Mouse(event)).unwrap();
        };
        let before = desk.written();
        turn(12);
        after(100).await;
        assert_eq!(desk.written(), before, "what comes unasked is nothing");
        desk.press('M');
        after(100).await;
        assert!(desk.written().contains("\x1b[?1000h\x1b[?1006h"));
        let before = desk.frames();
        for step in 0..1_000 {
            turn(12 + step % 2);
            if step % 10 == 0 {
                after(1).await;
            }
        }
        after(100).await;
        let drawn = desk.frames() - before;
        assert!((2..=6).contains(&drawn), "100 ms of storm are {drawn} frames");
        assert!(desk.written().contains("of 500"));
        desk.press('M');
        after(100).await;
        assert!(desk.written().contains("\x1b[?1006l\x1b[?1000l"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_press_after_a_resize_hits_nothing_of_the_frame_before_it() {
    beside(async |desk| {
        desk.tell(crowd(500)).await;
        after(500).await;
        desk.press('M');
        let press = || {
            let kind = MouseEventKind::Down(MouseButton::Left);
            let event = MouseEvent { kind, column: 5, row: 12, modifiers: KeyModifiers::NONE };
            desk.keys.send(Event::Mouse(event)).unwrap();
        };
        let opened = async || {
            after(1_000).await;
            let before = desk.frames();
            desk.keys.send(Event::Resize(120, 34)).unwrap();
            after(1_000).await;
            desk.out.0.lock().unwrap()[before..].concat().contains("In words")
        };
        after(1_000).await;
        press();
        assert!(!opened().await, "a press chooses an agent");
        desk.keys.send(Event::Resize(120, 34)).unwrap();
        press();
        assert!(!opened().await, "nothing stands where it stood");
        press();
        assert!(opened().await, "the same press on the new frame opens the agent");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_updates_costs_a_frame_each_33_ms_and_the_first_one_at_once() {
    beside(async |desk| {
        after(500).await;
        let before = desk.frames();
        desk.tell(roster(1)).await;
        after(1).await;
        assert_eq!(desk.frames(), before + 1, "the first change after quiet is drawn at once");
        for answered in 2..200 {
            desk.tell(roster(answered)).await;
            after(1).await;
        }
        let drawn = desk.frames() - before;
        assert!((2..=9).contains(&drawn), "198 ms of flood are {drawn} frames");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn on_a_thin_line_figures_wait_for_the_next_five_seconds_and_keys_do_not() {
    on_line(SlowLine::Always, async |desk| {
        desk.tell(roster(1)).await;
        after(11_000).await;
        let before = desk.frames();
        let mut told = 1;
        for _ in 0..200 {
            told += 1;
            desk.tell(roster(told)).await;
            after(100).await;
        }
        let drawn = desk.frames() - before;
        assert!((3..=4).contains(&drawn), "twenty seconds are {drawn} frames");
        assert!(desk.written().contains("every 5s"), "and it says so");
        let before = desk.frames();
        desk.press('?');
        after(1).await;
        assert_eq!(desk.frames(), before + 1, "a key is answered at once");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_when_nothing_changed_but_the_clock_each_second() {
    beside(async |desk| {
        after(2_500).await;
        let before = desk.frames();
        after(10_000).await;
        let drawn = desk.frames() - before;
        assert!((9..=11).contains(&drawn), "ten seconds of quiet are {drawn} frames");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn keys_are_answered_while_updates_wait() {
    beside(async |desk| {
        desk.tell(roster(1)).await;
        after(100).await;
        desk.press('?');
        after(1).await;
        assert!(desk.written().contains("quit"), "the help is drawn");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn quitting_ends_the_loop() {
    let clock: Clock = Arc::new(|| T0);
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (_updates, receiver) = mpsc::channel::<Update>(1);
    let (keys, events) = mpsc::unbounded_channel();
    let (screen, _) = Screen::fixed(Box::new(io::sink()), 80, 24).unwrap();
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, clock);
    keys.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))).unwrap();
    drive(app, screen, Keys(events), Signals::Never).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_has_ended_leaves_the_board_on_screen() {
    beside(async |desk| {
        desk.tell(roster(1)).await;
        desk.tell(Payload::Source(SourceReport {
            error: Some("403".into()),
            connects: 1,
            ..SourceReport::new(SourceId::Agents, Phase::Stopped)
        }))
        .await;
        after(100).await;
        let Desk { updates, out, keys, .. } = desk;
        drop(updates);
        after(3_000).await;
        let before = out.0.lock().unwrap().len();
        keys.send(Event::Key(KeyEvent::new(KeyCode::Char('?'), KeyModifiers::NONE))).unwrap();
        after(1).await;
        assert!(out.0.lock().unwrap().len() > before, "keys still work");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn escape_and_a_key_that_arrive_as_one_are_two() {
    beside(async |desk| {
        desk.tell(roster(1)).await;
        after(100).await;
        desk.press('?');
        after(50).await;
        let before = desk.written().len();
        desk.keys.send(Event::Key(KeyEvent::new(KeyCode::Char('?'), KeyModifiers::ALT))).unwrap();
        after(50).await;
        assert_eq!(desk.written().len(), before, "out of the help and into it again");
        desk.keys.send(Event::Key(KeyEvent::new(KeyCode::Char('t'), KeyModifiers::ALT))).unwrap();
        after(50).await;
        assert!(desk.written().len() > before, "out of the help, and tiles");
    })
    .await;
}

/// An app with `effects` carried out, run until its screen has shown each of `words`; a frame is a difference, so that
/// sentences come in pieces.
async fn carried_out(effects: Vec<Effect>, words: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::TempDir::new().unwrap();
    let clock: Clock = Arc::new(|| T0);
    let (mut feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    feed.lookups::<Absent, Absent>(None, None, Vec::new(), LookupSettings::default());
    let (_updates, receiver) = mpsc::channel::<Update>(1);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 250, 34).unwrap();
    let mut app = App::new(Settings::default(), Keymap::default(), feed, receiver, clock)
        .exporting_to(dir.path().to_owned())
        .auditing(Audit::new("uid 7".to_owned(), |_| Ok(())));
    let mut frames = Frames::new();
    for effect in effects {
        assert!(matches!(app.effect(effect, &mut screen, &mut frames).unwrap(), Turn::Go));
    }
    let local = LocalSet::new();
    let running = local.spawn_local(drive(app, screen, Keys(events), Signals::Never));
    local
        .run_until(async {
            let shown = async {
                while !words.iter().all(|word| out.0.lock().unwrap().concat().contains(word)) {
                    tokio::task::yield_now().await;
                }
            };
            // Far more than it needs.
            tokio::time::timeout(Duration::from_secs(20), shown).await.expect("it is said");
            keys.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))).unwrap();
            running.await.unwrap().unwrap();
        })
        .await;
    dir
}

#[tokio::test]
async fn an_export_is_written_beside_the_loop_and_its_place_is_said() {
    let export = Effect::Export { name: "calls".to_owned(), text: "id\n1\n2\n".to_owned() };
    let dir = carried_out(vec![export], &["wrote", "rows"]).await;
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(file.file_name(), "callboard-calls-20251121-063207.csv");
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "\u{feff}id\n1\n2\n");
}

#[tokio::test]
async fn a_recording_that_cannot_be_had_says_why() {
    let save = Effect::SaveRecording { call: "c1".to_owned(), address: "/c1.mp3".to_owned() };
    let dir = carried_out(vec![save], &["configured:", "[voice]"]).await;
    assert!(std::fs::read_dir(dir.path()).unwrap().next().is_none());
}

#[tokio::test(start_paused = true)]
async fn quitting_does_not_wait_for_a_recording() {
    let (feed, _) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    let (_updates, receiver) = mpsc::channel::<Update>(1);
    let (keys, events) = mpsc::unbounded_channel();
    let (screen, _) = Screen::fixed(Box::new(io::sink()), 80, 24).unwrap();
    let mut app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0));
    app.files.save("c1", std::future::pending::<Result<crate::feed::Recording, String>>());
    keys.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))).unwrap();
    let began = Instant::now();
    drive(app, screen, Keys(events), Signals::Never).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn the_view_knows_what_was_written() {
    let (feed, receiver) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    let (mut screen, _) = Screen::fixed(Box::new(io::sink()), 80, 24).unwrap();
    let mut app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0));
    app.draw(&mut screen, &mut Frames::new()).unwrap();
    let written = app.view.written();
    assert_eq!((written.frames, written.bytes), (1, screen.written().bytes));
    assert!(written.bytes > 0);
}

/// An agent who talks, and is over the limit of half an hour in `ms`.
fn talking(ms: i64) -> Payload {
    let agent = Agent {
        login: Some(LoginState::Online),
        work: Some(WorkState::Talking),
        work_since: Some(T0.plus(ms - 1_800_000)),
        ..Agent::new(AgentId::new("a"))
    };
    let agents = vec![agent];
    let (summary, total) = (Summary::default(), Some(1));
    Payload::Roster(Box::new(Roster { kind: RosterKind::Full, summary, total, complete: true, agents }))
}

#[tokio::test(start_paused = true)]
async fn an_alert_rings_once_between_two_frames_also_while_the_help_is_read() {
    beside_telling(Tell { bell: true, ..Tell::default() }, async |desk| {
        after(100).await;
        desk.tell(talking(5_000)).await;
        desk.press('?');
        after(4_000).await;
        assert!(!desk.written().contains('\x07'));
        after(2_500).await;
        let writes = desk.out.0.lock().unwrap().clone();
        let rings: Vec<&String> = writes.iter().filter(|write| write.contains('\x07')).collect();
        assert_eq!(rings, ["\x07"], "a write of its own");
        after(10_000).await;
        assert_eq!(desk.written().matches('\x07').count(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn by_default_no_alert_rings() {
    beside(async |desk| {
        desk.tell(talking(0)).await;
        after(3_000).await;
        assert!(desk.written().contains("Alerts 1") && !desk.written().contains('\x07'));
    })
    .await;
}
