//! The loop on a line that carries so many bytes a second, into buffers that never make a write wait, to a terminal
//! that answers.

use std::collections::VecDeque;

use super::*;
use crate::term::Echo;

const QUESTION: &[u8] = b"\x1b[5n";
const HELP: &str = "every key as it is bound now";

/// The line and the terminal at its end.
#[derive(Clone)]
struct Thin {
    /// What is under way.
    buffers: Arc<Mutex<VecDeque<u8>>>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Write for Thin {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffers.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Thin {
    /// Carries `rate` bytes a second, and answers each question that arrives.
    async fn carry(self, rate: usize, echo: Option<Echo>) {
        let mut last = Vec::new();
        loop {
            after(10).await;
            let arrived: Vec<u8> = {
                let mut buffers = self.buffers.lock().unwrap();
                let count = (rate / 100).min(buffers.len());
                buffers.drain(..count).collect()
            };
            self.screen.lock().unwrap().process(&arrived);
            for byte in arrived {
                last.push(byte);
                if last.ends_with(QUESTION) {
                    last.clear();
                    echo.iter().for_each(Echo::answered);
                }
            }
        }
    }

    fn shows(&self, words: &str) -> bool {
        self.screen.lock().unwrap().screen().contents().contains(words)
    }

    fn under_way(&self) -> usize {
        self.buffers.lock().unwrap().len()
    }
}

/// Runs the loop on such a line of 240 by 67, beside `script`.
async fn on_thin<F: Future<Output = ()>>(rate: usize, answers: bool, script: impl FnOnce(Desk, Thin) -> F) {
    let began = Instant::now();
    let clock: Clock = Arc::new(move || T0.plus(i64::try_from(began.elapsed().as_millis()).unwrap()));
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (updates, receiver) = mpsc::channel(64);
    let (keys, events) = mpsc::unbounded_channel();
    let thin = Thin { buffers: Arc::default(), screen: Arc::new(Mutex::new(vt100::Parser::new(67, 240, 0))) };
    let (screen, _) = Screen::fixed(Box::new(thin.clone()), 240, 67).unwrap();
    let echo = Echo::default();
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, clock).asking(echo.clone());
    let desk = Desk { out: Out::default(), keys, updates, began };
    let local = LocalSet::new();
    local
        .run_until(async {
            let carrying = tokio::task::spawn_local(thin.clone().carry(rate, answers.then_some(echo)));
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            script(desk, thin).await;
            running.abort();
            carrying.abort();
        })
        .await;
}

/// A hundred and twenty agents, all of whose figures are new.
fn churn(round: u64) -> Payload {
    let agent = |index: u64| Agent {
        name: Some(format!("Agent {index} {round}").into()),
        answered: Some(round * 7 + index),
        ..Agent::new(AgentId::new(&format!("agent-{index:04}")))
    };
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, (0..120).map(agent).collect())))
}

#[tokio::test(start_paused = true)]
async fn a_thin_line_is_found_out_within_five_seconds_says_how_far_it_is_behind_and_is_never_filled() {
    on_thin(8_000, true, async |desk, line| {
        let (mut most, mut said) = (0, None);
        for round in 0..600 {
            desk.tell(churn(round)).await;
            after(100).await;
            most = most.max(line.under_way());
            if said.is_none() && line.shows("BEHIND") {
                said = Some(round);
            }
        }
        assert!(most < 45_000, "{most} bytes are {} s", most / 8_000);
        assert!(
            said.is_some_and(|tenth| tenth < 70),
            "the frame that says so is there soon: {said:?} tenths of a second"
        );
        assert!(line.shows("every "), "and how far apart they are");
        desk.press('?');
        let mut waited = 0;
        while !line.shows(HELP) {
            after(100).await;
            waited += 1;
            assert!(waited < 90, "a key is seen after {waited} tenths of a second, and is not");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn on_a_good_line_frames_come_as_ever_and_nothing_is_said_of_it() {
    on_thin(4_000_000, true, async |desk, line| {
        for round in 0..300 {
            desk.tell(churn(round)).await;
            after(33).await;
        }
        assert!(line.under_way() < 40_000 && !line.shows("BEHIND") && !line.shows("every "));
        desk.tell(churn(9_999)).await;
        after(100).await;
        assert!(line.shows("Agent 0 9999"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_answers_nothing_is_drawn_on_as_ever() {
    on_thin(4_000_000, false, async |desk, line| {
        for round in 0..300 {
            desk.tell(churn(round)).await;
            after(33).await;
        }
        assert!(!line.shows("BEHIND") && !line.shows("every "));
        desk.tell(churn(9_999)).await;
        after(100).await;
        assert!(line.shows("Agent 0 9999"));
        desk.press('?');
        after(20).await;
        assert!(line.shows(HELP), "and keys are answered at once");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_a_spared_line_says_of_the_time_between_frames_is_so_after_a_large_one() {
    on_line(SlowLine::Always, async |desk| {
        desk.tell(crowd(200)).await;
        after(30_000).await;
        let before = desk.written().len();
        desk.keys.send(Event::Resize(120, 34)).unwrap();
        after(1).await;
        let written = desk.written();
        let bytes = written.len() - before;
        let mut screen = vt100::Parser::new(34, 120, 0);
        screen.process(written.as_bytes());
        let every = (bytes * 1_000 / 1_024).div_ceil(5_000) * 5;
        assert!(bytes > 6_000, "{bytes}");
        let shown = screen.screen().contents();
        assert!(shown.contains(&format!("every {every}s")), "{bytes} bytes are good for {every} s\n{shown}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_keys_hear_how_slow_the_line_is() {
    let trip = async |slow_line: SlowLine, answers_after: u64| {
        let (feed, receiver) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
        let (screen, _) = Screen::fixed(Box::new(io::sink()), 80, 24).unwrap();
        let (keys, events) = mpsc::unbounded_channel();
        let echo = Echo::default();
        let app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0));
        let running = drive(app.on_line(slow_line).asking(echo.clone()), screen, Keys(events), Signals::Never);
        let script = async {
            after(answers_after).await;
            echo.answered();
            after(10).await;
            drop(keys);
        };
        let (ended, ()) = tokio::join!(running, script);
        ended.unwrap();
        echo.trip()
    };
    assert_eq!(trip(SlowLine::Auto, 240).await, Duration::from_millis(240));
    assert_eq!(trip(SlowLine::Auto, 3).await, Duration::from_millis(3));
    assert_eq!(trip(SlowLine::Always, 3).await, Duration::from_millis(200));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_out_does_not_come_to_the_next_program_on_the_terminal() {
    for (answered_after, ends_after) in [(Some(200), 200), (None, 1_000)] {
        let (feed, receiver) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
        let (screen, _) = Screen::fixed(Box::new(io::sink()), 80, 24).unwrap();
        let (keys, events) = mpsc::unbounded_channel();
        let echo = Echo::default();
        let app =
            App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0)).asking(echo.clone());
        let running = drive(app, screen, Keys(events), Signals::Never);
        let script = async {
            after(10).await;
            echo.answered();
            // By then a frame has brought the next question.
            keys.send(Event::Resize(80, 24)).unwrap();
            after(3_000).await;
            keys.send(Event::Resize(80, 24)).unwrap();
            after(10).await;
            keys.send(Event::Key(KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE))).unwrap();
            let quit = Instant::now();
            if let Some(ms) = answered_after {
                after(ms).await;
                echo.answered();
            }
            quit
        };
        let (ended, quit) = tokio::join!(
            async {
                running.await.unwrap();
                Instant::now()
            },
            script
        );
        assert_eq!((ended - quit).as_millis(), ends_after);
    }
}
