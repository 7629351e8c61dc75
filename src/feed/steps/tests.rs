use std::sync::Mutex;

use super::*;

/// A machine whose clocks are set by hand, in ms.
#[derive(Clone, Default)]
struct Hand(Arc<Mutex<Clocks>>);

#[derive(Clone, Copy, Default)]
struct Clocks {
    wall: i64,
    steady: i64,
    slept: Option<i64>,
    /// The process is stopped for so long between the next two readings.
    stop: i64,
}

impl Hand {
    fn pass(&self, ms: i64) {
        let mut clocks = self.0.lock().unwrap();
        clocks.wall += ms;
        clocks.steady += ms;
    }

    fn set(&self, ms: i64) {
        self.0.lock().unwrap().wall += ms;
    }

    fn sleep(&self, ms: i64) {
        let mut clocks = self.0.lock().unwrap();
        clocks.wall += ms;
        clocks.slept = clocks.slept.map(|slept| slept + ms);
    }
}

impl Machine for Hand {
    fn wall(&self) -> Stamp {
        let wall = Stamp(self.0.lock().unwrap().wall);
        let stop = std::mem::take(&mut self.0.lock().unwrap().stop);
        self.pass(stop);
        wall
    }
    fn steady(&self) -> Duration {
        Duration::from_millis(self.0.lock().unwrap().steady as u64)
    }
    fn with_sleep(&self) -> Option<Duration> {
        let clocks = *self.0.lock().unwrap();
        Some(Duration::from_millis((clocks.steady + clocks.slept?) as u64))
    }
}

const MINUTES: i64 = 60_000;

fn hand(slept: Option<i64>) -> Hand {
    Hand(Arc::new(Mutex::new(Clocks { wall: 1_772_445_600_000, steady: 5_000_000, slept, stop: 0 })))
}

#[test]
fn a_clock_that_is_set_by_minutes_or_hours_is_counted_and_one_that_goes_on_is_not() {
    let hand = hand(Some(70 * MINUTES));
    let (clock, steps) = watched(hand.clone());
    let mut followed = Followed::new(steps.clone());
    for _ in 0..100 {
        hand.pass(1_000);
        // Nursed back by a time service.
        hand.set(-50);
        clock();
    }
    assert_eq!((steps.total_ms(), followed.take()), (0, None));
    for set in [10 * MINUTES, -10 * MINUTES, 300 * MINUTES, -3_000, -900 * MINUTES] {
        hand.pass(700);
        hand.set(set);
        let now = clock();
        assert_eq!(now, Stamp(hand.0.lock().unwrap().wall), "the machine's time is told all the same");
        assert_eq!((followed.take(), followed.take()), (Some(set), None));
    }
    assert_eq!(steps.total_ms(), -600 * MINUTES - 3_000);
}

#[test]
fn a_machine_that_slept_was_not_set() {
    let hand = hand(Some(0));
    let (clock, steps) = watched(hand.clone());
    hand.sleep(480 * MINUTES);
    clock();
    assert_eq!(steps.total_ms(), 0);
    hand.sleep(5 * MINUTES);
    hand.set(-10 * MINUTES);
    clock();
    assert_eq!(steps.total_ms(), -10 * MINUTES, "set on waking up");
}

#[test]
fn where_sleep_cannot_be_told_a_leap_ahead_is_taken_for_one() {
    let hand = hand(None);
    let (clock, steps) = watched(hand.clone());
    hand.set(10 * MINUTES);
    clock();
    assert_eq!(steps.total_ms(), 0);
    hand.set(-10 * MINUTES);
    clock();
    assert_eq!(steps.total_ms(), -10 * MINUTES);
}

#[test]
fn a_process_stopped_between_two_readings_sees_no_step() {
    let hand = hand(Some(0));
    let (clock, steps) = watched(hand.clone());
    hand.0.lock().unwrap().stop = 30 * MINUTES;
    clock();
    hand.pass(1_000);
    clock();
    assert_eq!(steps.total_ms(), 0);
}
