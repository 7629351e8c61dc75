//! The board on a machine whose clock is set, or is not the vendor's.

use std::path::Path;

use super::*;
use crate::feed::Env;
use crate::feed::fake::{Settable, env_to_set};
use crate::feed::record::player::{FileTape, Tape};
use crate::model::Clocks;

const MINUTES: i64 = 60_000;

/// Runs the loop beside `script`, which may set the clock; what is recorded goes to `records`.
async fn on_a_clock<F: Future<Output = ()>>(records: &Path, script: impl FnOnce(Desk, Clock, Settable) -> F) {
    let (Env { clock, steps, .. }, _, machine) = env_to_set(T0);
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (updates, receiver) = mpsc::channel(64);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 160, 40).unwrap();
    let tell = Tell { bell: true, ..Tell::default() };
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, clock.clone()).telling(tell);
    let app = app.following(steps).exporting_to(records.to_owned());
    let desk = Desk { out, keys, updates, began: Instant::now() };
    let local = LocalSet::new();
    let app = Box::new(app);
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(*app, screen, Keys(events), Signals::Never));
            script(desk, clock, machine).await;
            running.abort();
        })
        .await;
}

fn live(skew_ms: i64) -> Payload {
    let report = SourceReport::new(SourceId::Agents, Phase::Live);
    let clocks = Clocks { date_ms: Some(skew_ms), message_ms: Some(skew_ms), signed_ms: None };
    Payload::Source(SourceReport { connects: 1, skew_ms: Some(skew_ms), clocks: Some(clocks), ..report })
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_rings_no_bell_and_is_said() {
    for by in [10 * MINUTES, -10 * MINUTES, 300 * MINUTES] {
        on_a_clock(Path::new("/"), async |desk, clock, machine| {
            let tell = async |payload| desk.updates.send(Update::new(clock(), payload)).await.unwrap();
            tell(live(0)).await;
            // The limit is reached in half a minute.
            tell(talking(30_000)).await;
            after(5_000).await;
            machine.set(by);
            for _ in 0..20 {
                after(1_000).await;
                tell(Payload::Heard(SourceId::Agents)).await;
            }
            assert!(!desk.written().contains('\x07'), "no agent is over any limit, {by} ms later by the clock");
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
        on_a_clock(Path::new("/"), async |desk, clock, _| {
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

#[tokio::test(start_paused = true)]
async fn no_clock_is_to_be_set_that_is_right_or_may_be() {
    const OFF: Option<i64> = Some(10 * MINUTES);
    for (date_ms, message_ms, said) in [
        // The gateway's is wrong.
        (OFF, Some(0), None),
        // That of the messages is.
        (Some(0), OFF, None),
        // There are only two, and they differ.
        (None, OFF, Some("nothing tells which is right")),
        (OFF, None, Some("nothing tells which is right")),
    ] {
        on_a_clock(Path::new("/"), async |desk, clock, _| {
            let tell = async |payload| desk.updates.send(Update::new(clock(), payload)).await.unwrap();
            let (clocks, opened) =
                (Clocks { date_ms, message_ms, signed_ms: None }, Clocks { date_ms, ..Clocks::default() });
            let (clocks, opened) = (Some(clocks), Some(opened));
            let report = SourceReport::new(SourceId::Agents, Phase::Connecting);
            tell(Payload::Source(SourceReport { phase: Phase::AwaitingFull, clocks: opened, ..report.clone() })).await;
            after(2_000).await;
            assert!(!desk.written().contains("clock is"), "the messages are still to come");
            let skew_ms = message_ms.or(date_ms);
            let live = Payload::Source(SourceReport { phase: Phase::Live, clocks, skew_ms, ..report });
            tell(live.clone()).await;
            tell(talking(MINUTES)).await;
            for _ in 0..10 {
                after(1_000).await;
                tell(live.clone()).await;
            }
            let written = desk.written();
            assert!(!written.contains("set the clock"), "{date_ms:?} {message_ms:?}");
            assert_eq!(written.contains("clock is"), said.is_some(), "{date_ms:?} {message_ms:?}");
            assert!(said.is_none_or(|said| written.contains(said)), "{date_ms:?} {message_ms:?}");
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_recording_goes_on_by_a_clock_that_was_set() {
    for by in [10 * MINUTES, -10 * MINUTES] {
        let dir = tempfile::TempDir::new().unwrap();
        on_a_clock(dir.path(), async |desk, clock, machine| {
            let tell = async |payload| desk.updates.send(Update::new(clock(), payload)).await.unwrap();
            tell(live(MINUTES)).await;
            after(1_000).await;
            desk.press('R');
            after(5_000).await;
            machine.set(by);
            after(5_000).await;
            // The next the board is told is of another source.
            tell(Payload::Source(SourceReport::new(SourceId::Chat, Phase::Live))).await;
            after(5_000).await;
            desk.press('R');
            let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap();
            after(1_000).await;
            let board = FileTape::open(&file.path()).unwrap().seek(clock()).unwrap();
            let agents = board.source(SourceId::Agents);
            assert_eq!(agents.phase_since, Some(T0.plus(by)), "as long live as it was");
            assert_eq!(agents.skew_ms, Some(MINUTES - by));
            assert_eq!(board.source(SourceId::Chat).phase, Phase::Live);
        })
        .await;
    }
}
