use proptest::prelude::*;

use super::*;
use crate::feed::steps::watched;

/// A machine whose clocks are set by hand, in ms.
#[derive(Clone, Debug, Default)]
struct Hand(Arc<Mutex<(i64, u64, u64)>>);

impl Hand {
    fn pass(&self, by: u64) {
        let mut clocks = self.0.lock().unwrap();
        clocks.0 += by as i64;
        clocks.1 += by;
    }

    fn set(&self, by: i64) {
        self.0.lock().unwrap().0 += by;
    }

    fn sleep(&self, by: u64) {
        let mut clocks = self.0.lock().unwrap();
        clocks.0 += by as i64;
        clocks.2 += by;
    }
}

impl Machine for Hand {
    fn wall(&self) -> Stamp {
        Stamp(self.0.lock().unwrap().0)
    }
    fn steady(&self) -> Duration {
        Duration::from_millis(self.0.lock().unwrap().1)
    }
    fn with_sleep(&self) -> Option<Duration> {
        let clocks = self.0.lock().unwrap();
        Some(Duration::from_millis(clocks.1 + clocks.2))
    }
}

/// A board's machine and the hub's clock as it is in truth: ahead of the board's steady one by so many ms.
struct Pair {
    hand: Hand,
    clock: HubClock<Hand>,
    ahead: i64,
}

impl Pair {
    fn new(wall: i64, ahead: i64) -> Self {
        let hand = Hand(Arc::new(Mutex::new((wall, 5_000_000, 0))));
        Self { clock: HubClock::new(hand.clone()), hand, ahead }
    }

    fn theirs(&self) -> Stamp {
        Stamp(ms(self.clock.moment()) + self.ahead)
    }

    /// Asks; the question takes `there` ms and the answer `back`.
    fn exchange(&self, there: u64, back: u64) {
        let asked = self.clock.moment();
        self.hand.pass(there);
        let theirs = self.theirs();
        self.hand.pass(back);
        self.clock.learn(Exchange { asked, answered: self.clock.moment(), theirs });
    }

    fn wrong_by(&self) -> u64 {
        self.clock.wall().since(self.theirs()).unsigned_abs()
    }
}

const NOON: i64 = 1_772_445_600_000;

#[test]
fn until_the_hub_was_asked_it_is_the_machines_own_clock() {
    let pair = Pair::new(NOON, NOON);
    assert_eq!((pair.clock.wall(), pair.clock.ahead_ms(), pair.clock.round_trip()), (Stamp(NOON), None, None));
    pair.hand.set(-600_000);
    pair.exchange(10, 10);
    assert_eq!(pair.wrong_by(), 0);
    assert_eq!(pair.clock.round_trip(), Some(Duration::from_millis(20)));
    assert_eq!(pair.clock.ahead_ms(), Some(-600_000 - 5_000_000));
    pair.hand.set(3_600_000);
    assert_eq!(pair.wrong_by(), 0, "setting this machine's clock moves nothing");
    assert_eq!(pair.clock.ahead_ms(), Some(3_600_000 - 600_000 - 5_000_000), "and is seen");
}

#[test]
fn the_quickest_answer_is_believed_and_a_slow_way_moves_nothing() {
    let pair = Pair::new(NOON, NOON);
    pair.exchange(3, 3);
    for _ in 0..KEPT - 1 {
        pair.exchange(900, 0);
        assert_eq!(pair.wrong_by(), 0);
    }
    pair.exchange(900, 0);
    assert_eq!(pair.wrong_by(), 450, "the quick one is too long ago");
}

#[test]
fn what_is_learned_reaches_the_board_as_a_clock_that_was_set() {
    let mut pair = Pair::new(NOON, NOON - 5_000_000 - 90_000);
    let (clock, steps) = watched(pair.clock.clone());
    pair.exchange(5, 5);
    assert_eq!(clock(), pair.theirs());
    assert_eq!(steps.total_ms(), -90_000);
    pair.hand.set(7_200_000);
    pair.hand.pass(1_000);
    clock();
    assert_eq!(steps.total_ms(), -90_000, "this machine's own clock is not read any more");
    pair.hand.sleep(28_800_000);
    assert_eq!(clock(), pair.theirs(), "asleep, it went on");
    assert_eq!(steps.total_ms(), -90_000, "which is no step");
    pair.ahead += 30_000;
    pair.exchange(40, 40);
    assert_eq!(clock(), pair.theirs(), "the hub's clock was set: one answer that says so is enough");
    assert_eq!(steps.total_ms(), -60_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn it_is_never_wrong_by_more_than_half_the_round_trip_that_is_said(
        ways in prop::collection::vec((0..3_000_u64, 0..3_000_u64, 0..60_000_u64), 1..30),
        off in -90_000_000..90_000_000_i64,
        set in prop_oneof![10_000..90_000_000_i64, -90_000_000..-10_000_i64],
    ) {
        let mut pair = Pair::new(NOON + off, NOON);
        let half = |pair: &Pair| u64::try_from(pair.clock.round_trip().unwrap().as_millis()).unwrap() / 2 + 1;
        for round in 0..2 {
            for (there, back, pause) in &ways {
                pair.exchange(*there, *back);
                prop_assert!(half(&pair) <= (there + back) / 2 + 1, "no worse than the last one");
                prop_assert!(pair.wrong_by() <= half(&pair), "{} in round {round}", pair.wrong_by());
                pair.hand.pass(*pause);
            }
            pair.ahead += set;
        }
    }
}
