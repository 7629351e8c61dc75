//! The board on a machine whose clock is set, or is not the vendor's.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::feed::steps::{Machine, watched};

const MINUTES: i64 = 60_000;

#[derive(Clone)]
struct Settable(Arc<AtomicI64>, Instant);

impl Machine for Settable {
    fn wall(&self) -> Stamp {
        T0.plus(self.1.elapsed().as_millis() as i64 + self.0.load(Ordering::SeqCst))
    }
    fn steady(&self) -> Duration {
        self.1.elapsed()
    }
    fn with_sleep(&self) -> Option<Duration> {
        Some(self.1.elapsed())
    }
}

/// Runs the loop beside `script`, which is given the offset of the clock.
async fn on_a_clock<F: Future<Output = ()>>(script: impl FnOnce(Desk, Clock, Arc<AtomicI64>) -> F) {
    let machine = Settable(Arc::default(), Instant::now());
    let (clock, steps) = watched(machine.clone());
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (updates, receiver) = mpsc::channel(64);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 160, 40).unwrap();
    let tell = Tell { bell: true, ..Tell::default() };
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, clock.clone()).telling(tell);
    let app = app.following(steps);
    let desk = Desk { out, keys, updates, began: machine.1 };
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            script(desk, clock, machine.0).await;
            running.abort();
        })
        .await;
}

fn live(skew_ms: i64) -> Payload {
    let report = SourceReport::new(SourceId::Agents, Phase::Live);
    Payload::Source(SourceReport { connects: 1, skew_ms: Some(skew_ms), ..report })
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_rings_no_bell_and_is_said() {
    for by in [10 * MINUTES, -10 * MINUTES, 300 * MINUTES] {
        on_a_clock(async |desk, clock, set| {
            let tell = async |payload| desk.updates.send(Update::new(clock(), payload)).await.unwrap();
            tell(live(0)).await;
            // The limit is reached in half a minute.
            tell(talking(30_000)).await;
            after(5_000).await;
            set.fetch_add(by, Ordering::SeqCst);
            for _ in 0..20 {
                after(1_000).await;
                tell(Payload::Heard(SourceId::Agents)).await;
            }
            assert!(!desk.written().contains('\x07'), "nobody is over any limit, {by} ms later by the clock");
            assert!(desk.written().contains("clock was set"), "and the person at the screen is told why it leaps");
            for _ in 0..10 {
                after(1_000).await;
                tell(Payload::Heard(SourceId::Agents)).await;
            }
            assert_eq!(desk.written().matches('\x07').count(), 1, "it rises when it would have");
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_not_the_vendors_is_said_once_and_corrected() {
    for (skew, side) in [(10 * MINUTES, "behind"), (-10 * MINUTES, "ahead")] {
        on_a_clock(async |desk, clock, _| {
            let tell = async |payload| desk.updates.send(Update::new(clock(), payload)).await.unwrap();
            tell(live(skew)).await;
            tell(talking(skew + MINUTES)).await;
            for _ in 0..30 {
                after(1_000).await;
                tell(live(skew)).await;
            }
            assert_eq!(desk.written().matches(side).count(), 1, "{side}");
            assert!(!desk.written().contains('\x07'), "times are the vendor's");
        })
        .await;
    }
}
