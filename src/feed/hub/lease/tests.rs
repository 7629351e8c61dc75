use proptest::prelude::*;

use super::*;
use crate::model::testing::Dice;

const MS: Duration = Duration::from_millis(1);

/// A store that exchanges a key for who knows its revision, and a stream that takes a message for who knows the last one.
#[derive(Default)]
struct Store {
    last: u64,
    key: Option<(u64, Option<Held>)>,
    /// Whose messages were taken, in order.
    stream: Vec<(usize, u64)>,
}

impl Store {
    fn entry(&self) -> Entry {
        let (revision, held) = self.key.clone().unwrap_or_default();
        Entry { revision, held }
    }

    fn write(&mut self, expected: u64, held: Option<Held>) -> Option<u64> {
        if self.entry().revision != expected {
            return None;
        }
        self.last += 1;
        self.key = Some((self.last, held));
        Some(self.last)
    }

    /// Whether a message is taken that follows the `expected` one, or was.
    fn publish(&mut self, expected: usize, who: usize, epoch: u64) -> bool {
        if self.stream.len() == expected {
            self.stream.push((who, epoch));
        }
        self.stream.get(expected) == Some(&(who, epoch))
    }
}

/// A message on its way.
enum Sent {
    /// To the store.
    Asked(Output),
    Published {
        expected: usize,
        epoch: u64,
    },
    /// Back.
    Answered(Input),
    Taken {
        epoch: u64,
        expected: usize,
        taken: bool,
    },
}

struct Process {
    lease: Lease,
    leading: Option<u64>,
    /// How much of the stream it knows, and since when it waits for an answer to a message.
    known: usize,
    waits: Option<Instant>,
    paused: bool,
    calls: Vec<Duration>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Weather {
    lost: u64,
    slow: u64,
    paused: u64,
    leaves: u64,
}

struct World {
    store: Store,
    processes: Vec<Process>,
    /// When it arrives, whose, what.
    way: Vec<(Instant, usize, Sent)>,
    weather: Weather,
    dice: Dice,
    now: Instant,
    holders: u64,
}

impl World {
    fn new(weather: Weather, seed: u64, processes: u64) -> Self {
        let now = Instant::now();
        let processes: Vec<Process> = (1..=processes).map(|holder| process(holder, now)).collect();
        let holders = processes.len() as u64;
        Self { store: Store::default(), processes, way: Vec::new(), weather, dice: Dice(seed), now, holders }
    }

    fn send(&mut self, who: usize, sent: Sent) {
        if self.dice.comes(self.weather.lost) {
            return;
        }
        let slow = self.dice.comes(self.weather.slow);
        let takes = self.dice.below(if slow { 9_000 } else { 40 }) as u32;
        self.way.push((self.now + MS * takes, who, sent));
    }

    fn step(&mut self, who: usize, input: Input) {
        let calls = self.processes[who].calls.clone();
        let outputs = self.processes[who].lease.step(input, self.now, &calls);
        for output in outputs {
            match output {
                Output::Lead(epoch, calls) => {
                    self.processes[who].leading = Some(epoch.0);
                    // It follows the stream like a board.
                    self.processes[who].known = self.store.stream.len();
                    self.processes[who].waits = None;
                    self.processes[who].calls = calls;
                }
                Output::Stop => self.processes[who].leading = None,
                asked => self.send(who, Sent::Asked(asked)),
            }
        }
    }

    /// What arrives at the store.
    fn serve(&mut self, who: usize, output: Output) {
        let answer = match output {
            Output::Read(ticket) => Input::Read(ticket, self.store.entry()),
            Output::Write(ticket, expected, held) => {
                let written = self.store.write(expected, Some(held));
                written.map_or(Input::Refused(ticket), |revision| Input::Written(ticket, revision))
            }
            Output::Remove(expected) => {
                self.store.write(expected, None);
                return;
            }
            Output::Lead(..) | Output::Stop => return,
        };
        self.send(who, Sent::Answered(answer));
    }

    fn arrive(&mut self, who: usize, sent: Sent) {
        match sent {
            Sent::Asked(output) => self.serve(who, output),
            Sent::Published { expected, epoch } => {
                let taken = self.store.publish(expected, who, epoch);
                self.send(who, Sent::Taken { epoch, expected, taken });
            }
            Sent::Answered(input) => self.step(who, input),
            Sent::Taken { epoch, expected, taken } => {
                let process = &mut self.processes[who];
                if process.leading == Some(epoch) && process.known == expected {
                    process.waits = None;
                    // Refused, it looks what else came.
                    process.known = if taken { expected + 1 } else { self.store.stream.len() };
                }
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        let Weather { paused, leaves, .. } = self.weather;
        for who in 0..self.processes.len() {
            if self.dice.comes(paused) && self.dice.comes(20) {
                self.processes[who].paused = true;
            } else if self.processes[who].paused && (paused == 0 || self.dice.comes(1)) {
                self.processes[who].paused = false;
            }
            if !self.processes[who].paused && self.dice.comes(leaves) && self.dice.comes(5) {
                self.step(who, Input::Leave);
                // Started again, it is another process.
                self.holders += 1;
                self.processes[who] = process(self.holders, self.now);
                self.way.retain(|(_, whose, sent)| {
                    *whose != who || matches!(sent, Sent::Asked(_) | Sent::Published { .. })
                });
            }
        }
        // What a paused process is told waits for it.
        let paused: Vec<bool> = self.processes.iter().map(|process| process.paused).collect();
        let now = self.now;
        let arrives = |(at, who, sent): &mut (Instant, usize, Sent)| {
            *at <= now && !(paused[*who] && matches!(sent, Sent::Answered(_) | Sent::Taken { .. }))
        };
        let mut came: Vec<(Instant, usize, Sent)> = self.way.extract_if(.., arrives).collect();
        came.sort_by_key(|(at, _, _)| *at);
        for (_, who, sent) in came {
            self.arrive(who, sent);
        }
        for (who, _) in paused.iter().enumerate().filter(|(_, paused)| !**paused) {
            self.go(who);
        }
    }

    fn go(&mut self, who: usize) {
        for ticks in 0.. {
            if self.processes[who].lease.deadline().is_none_or(|at| at > self.now) {
                break;
            }
            assert!(ticks < 4, "a deadline that stays in the past");
            self.step(who, Input::Tick);
        }
        let process = &mut self.processes[who];
        process.calls.retain(|ago| *ago < Duration::from_mins(1));
        let Some(epoch) = process.leading.filter(|_| process.lease.leads(self.now)) else { return };
        if process.waits.is_none_or(|since| self.now >= since + RENEW) {
            process.waits = Some(self.now);
            let expected = process.known;
            self.send(who, Sent::Published { expected, epoch });
        }
    }

    fn leaders(&self) -> usize {
        self.processes.iter().filter(|process| process.lease.leads(self.now)).count()
    }
}

fn process(holder: u64, now: Instant) -> Process {
    let lease = Lease::new(holder, format!("hub {holder}"), now);
    Process { lease, leading: None, known: 0, waits: None, paused: false, calls: Vec::new() }
}

fn weather() -> impl Strategy<Value = Weather> {
    let percent = || prop_oneof![1 => Just(0_u64), 1 => 0..30_u64];
    (percent(), percent(), percent(), percent()).prop_map(|(lost, slow, paused, leaves)| Weather {
        lost,
        slow,
        paused,
        leaves,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_two_lead_at_a_time_the_stream_refuses_who_led_and_one_leads_soon(
        weather in weather(), seed in any::<u64>(), processes in 1..4_u64, steps in 100..1500_u32,
    ) {
        let mut world = World::new(weather, seed, processes);
        for _ in 0..steps {
            world.pass(MS * 50);
            prop_assert!(world.leaders() <= 1);
        }
        world.weather = Weather::default();
        for _ in 0..300 {
            world.pass(MS * 50);
            prop_assert!(world.leaders() <= 1);
        }
        prop_assert_eq!(world.leaders(), 1);
        for _ in 0..100 {
            world.pass(MS * 50);
            prop_assert_eq!(world.leaders(), 1, "and goes on");
        }
        // Of who led nothing is taken once another's begin was.
        let mut epochs: Vec<u64> = world.store.stream.iter().map(|(_, epoch)| *epoch).collect();
        epochs.dedup();
        prop_assert!(epochs.is_sorted_by(|one, other| one < other), "{:?}", epochs);
        prop_assert!(!epochs.is_empty());
    }
}

/// A contender and what it asked for.
fn begun(holder: u64, now: Instant, entry: Entry) -> (Lease, Output) {
    let mut lease = Lease::new(holder, format!("hub {holder}"), now);
    let Output::Read(ticket) = lease.step(Input::Tick, now, &[])[0] else { panic!("it reads first") };
    let mut outputs = lease.step(Input::Read(ticket, entry), now, &[]);
    let last = outputs.pop().unwrap_or(Output::Stop);
    (lease, last)
}

fn held(holder: u64, calls: &[u32]) -> Held {
    Held { holder, name: format!("hub {holder}"), beat: 1, calls: calls.to_vec() }
}

#[test]
fn a_lease_that_is_free_is_taken_at_once_and_renewed_every_second() {
    let now = Instant::now();
    for entry in [Entry { revision: 0, held: None }, Entry { revision: 41, held: None }] {
        let (mut lease, write) = begun(1, now, entry.clone());
        let Output::Write(ticket, revision, _) = write else { panic!("{write:?}") };
        assert_eq!(revision, entry.revision);
        assert!(!lease.leads(now));
        assert_eq!(lease.step(Input::Written(ticket, 42), now + 5 * MS, &[]), [Output::Lead(Epoch(42), Vec::new())]);
        assert!(lease.leads(now + HOLD - MS) && !lease.leads(now + HOLD));
        assert_eq!(lease.deadline(), Some(now + RENEW));
        let renewal = lease.step(Input::Tick, now + RENEW, &[Duration::from_secs(2)]);
        let [Output::Write(ticket, 42, held)] = &renewal[..] else { panic!("{renewal:?}") };
        assert_eq!((held.holder, held.calls.clone()), (1, vec![2_000]));
        assert_eq!(lease.step(Input::Written(*ticket, 43), now + RENEW, &[]), []);
        assert!(lease.leads(now + RENEW + HOLD - MS), "from when it was asked for");
        let left = lease.step(Input::Leave, now + RENEW, &[]);
        assert_eq!(left, [Output::Stop, Output::Remove(43)]);
        assert_eq!((lease.deadline(), lease.leads(now + RENEW)), (None, false));
    }
}

#[test]
fn who_took_over_knows_how_long_ago_the_calls_were() {
    let now = Instant::now();
    let (mut lease, nothing) = begun(2, now, Entry { revision: 7, held: Some(held(1, &[500, 30_000])) });
    assert_eq!(nothing, Output::Stop, "nothing is asked: it is another's");
    assert_eq!(lease.holder().map(|held| &*held.name), Some("hub 1"));
    let mut at = now;
    let write = loop {
        at = lease.deadline().unwrap().max(at);
        match lease.step(Input::Tick, at, &[]).pop() {
            Some(Output::Read(ticket)) => {
                let entry = Entry { revision: 7, held: Some(held(1, &[500, 30_000])) };
                lease.step(Input::Read(ticket, entry), at, &[]);
            }
            Some(write) => break write,
            None => {}
        }
    };
    let Output::Write(ticket, 7, held) = write else { panic!("{write:?}") };
    assert_eq!(at, now + TAKE_OVER);
    assert_eq!(held.calls, [4_500, 34_000], "it goes on being known");
    let lead = lease.step(Input::Written(ticket, 8), at + 10 * MS, &[]);
    assert_eq!(lead, [Output::Lead(Epoch(8), [4_510, 34_010].map(Duration::from_millis).to_vec())]);
}

#[test]
fn an_answer_that_was_lost_is_made_up_for_by_reading_and_what_another_wrote_ends_it() {
    let now = Instant::now();
    let (mut lease, write) = begun(1, now, Entry { revision: 0, held: None });
    let Output::Write(ticket, ..) = write else { panic!("{write:?}") };
    lease.step(Input::Written(ticket, 1), now, &[]);
    let renewal = lease.step(Input::Tick, now + RENEW, &[]);
    let [Output::Write(lost, 1, written)] = &renewal[..] else { panic!("{renewal:?}") };
    let read = lease.step(Input::Tick, now + RENEW + ANSWER, &[]);
    let [Output::Read(ticket)] = read[..] else { panic!("{read:?}") };
    assert_eq!(lease.step(Input::Written(*lost, 2), now + RENEW + ANSWER, &[]), [], "too late to be waited for");
    assert!(!lease.leads(now + HOLD), "and not believed");
    let entry = Entry { revision: 2, held: Some(written.clone()) };
    let next = lease.step(Input::Read(ticket, entry), now + RENEW + ANSWER, &[]);
    let [Output::Write(ticket, 2, _)] = next[..] else { panic!("{next:?}") };
    assert!(lease.leads(now + RENEW + HOLD - MS), "from when that was asked for");
    let read = lease.step(Input::Refused(ticket), now + 3 * RENEW, &[]);
    let [Output::Read(ticket)] = read[..] else { panic!("{read:?}") };
    let other = Entry { revision: 9, held: Some(held(5, &[])) };
    assert_eq!(lease.step(Input::Read(ticket, other), now + 3 * RENEW, &[]), [Output::Stop]);
    assert!(!lease.leads(now + 3 * RENEW));
}

#[test]
fn a_process_that_stood_still_leads_no_more_whatever_it_is_told_first() {
    let now = Instant::now();
    let (mut lease, write) = begun(1, now, Entry { revision: 0, held: None });
    let Output::Write(ticket, ..) = write else { panic!("{write:?}") };
    lease.step(Input::Written(ticket, 1), now, &[]);
    let renewal = lease.step(Input::Tick, now + RENEW, &[]);
    let [Output::Write(ticket, ..)] = renewal[..] else { panic!("{renewal:?}") };
    let later = now + Duration::from_mins(1);
    assert!(!lease.leads(later));
    let outputs = lease.step(Input::Written(ticket, 2), later, &[]);
    assert_eq!(outputs.first(), Some(&Output::Stop));
    assert!(!outputs.iter().any(|output| matches!(output, Output::Lead(..))), "{outputs:?}");
}

#[test]
fn who_was_refused_looks_again_before_trying_again() {
    let now = Instant::now();
    let (mut lease, write) = begun(1, now, Entry { revision: 4, held: None });
    let Output::Write(ticket, 4, _) = write else { panic!("{write:?}") };
    let read = lease.step(Input::Refused(ticket), now, &[]);
    let [Output::Read(ticket)] = read[..] else { panic!("{read:?}") };
    let entry = Entry { revision: 5, held: Some(held(2, &[])) };
    assert_eq!(lease.step(Input::Read(ticket, entry), now, &[]), [], "another was quicker");
    assert_eq!(lease.deadline(), Some(now + RENEW));
}
