//! To look at those alone whose time has come is as good as to look at all.

use super::*;
use crate::model::seen::{Seen, SeenHow};

/// Rules with and without a hold time, of two limits for one state, about some, and of a limit that is none.
fn rules() -> Vec<Rule> {
    let of = |name: &str, state, over_ms| Rule::new(name, in_state(state, over_ms));
    let some = Watch::State { state: State::Talking, over_ms: 40 * SECOND, who: vec!["1".into(), "103".into()] };
    vec![
        Rule { escalate_after_ms: Some(20 * SECOND), ..of("wrap-up", State::WrapUp, 30 * SECOND) },
        of("long wrap-up", State::WrapUp, 90 * SECOND),
        Rule { hold_ms: 7 * SECOND, ..of("talking", State::Talking, 60 * SECOND) },
        Rule { severity: Severity::Critical, ..Rule::new("some", some) },
        of("ringing", State::Ringing, 0),
        Rule { hold_ms: 2 * SECOND, ..Rule::new("none", none_ready()) },
        Rule::new("stale", Watch::Stale { source: None, over_ms: None }),
    ]
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Work(usize, usize, i64),
    Hear,
    /// The second's tick, so many ms later.
    Tick(i64),
    /// What changed is looked at, so many ms later.
    Frame(i64),
    SeeTo(usize, SeeTo),
    Seen(usize, usize),
    Away(bool),
    Skew(i64),
    SetClock(i64),
    Roster,
    Resume,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let see = prop_oneof![
        Just(SeeTo::Acknowledge),
        (0_i64..200).prop_map(|seconds| SeeTo::Snooze(T0.plus(seconds * SECOND))),
        Just(SeeTo::Mute),
    ];
    let step = prop_oneof![
        12 => (0_usize..8, 0_usize..STATES.len(), -5_000_i64..130_000).prop_map(|(who, state, ago)| Step::Work(who, state, ago)),
        4 => Just(Step::Hear),
        20 => prop_oneof![Just(1_000_i64), 0_i64..40_000].prop_map(Step::Tick),
        2 => (-2_000_i64..0).prop_map(Step::Tick),
        6 => (-300_i64..900).prop_map(Step::Frame),
        2 => (0_usize..6, see).prop_map(|(which, how)| Step::SeeTo(which, how)),
        1 => (0_usize..6, 0_usize..6).prop_map(|(which, how)| Step::Seen(which, how)),
        1 => any::<bool>().prop_map(Step::Away),
        1 => (-3_000_i64..3_000).prop_map(Step::Skew),
        1 => (-90_000_i64..90_000).prop_map(Step::SetClock),
        1 => Just(Step::Roster),
        1 => Just(Step::Resume),
        1 => Just(Step::Tick(13 * HOUR)),
    ];
    prop::collection::vec(step, 1..60)
}

const STATES: [WorkState; 5] =
    [WorkState::WrapUp, WorkState::Talking, WorkState::Ringing, WorkState::Ready, WorkState::Holding];

/// A board, the alarms that look at all every second, and those that look at the few.
struct Both {
    board: Board,
    now: Stamp,
    all: Alarms,
    few: Alarms,
}

impl Both {
    fn each(&mut self) -> [&mut Alarms; 2] {
        [&mut self.all, &mut self.few]
    }

    fn key(&self, which: usize) -> Option<AlarmKey> {
        self.all.standing().get(which).map(|standing| standing.key.clone())
    }

    fn report(&mut self, phase: Phase, skew_ms: Option<i64>) {
        let report = SourceReport { connects: 1, skew_ms, ..SourceReport::new(SourceId::Agents, phase) };
        self.board.apply(Update::new(self.now, Payload::Source(report)));
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Work(who, state, ago) => {
                work(&mut self.board, &who.to_string(), self.now.plus(-ago), STATES[state]);
            }
            Step::Hear => hear(&mut self.board, self.now),
            Step::Tick(ms) => {
                self.now = self.now.plus(ms);
                let touched = self.board.take_touched();
                self.all.check_all(&self.board, self.now);
                self.few.tick(&self.board, &touched, self.now);
            }
            Step::Frame(ms) => {
                self.now = self.now.plus(ms);
                let touched = self.board.take_touched();
                let Self { board, now, all, few } = self;
                for alarms in [all, few] {
                    alarms.note(board, &touched, *now);
                }
            }
            Step::SeeTo(which, how) => {
                let (Some(key), now) = (self.key(which), self.now) else { return };
                let [done, other] = self.each().map(|alarms| alarms.see_to(&key, how, now));
                assert_eq!(done, other);
            }
            Step::Seen(which, how) => {
                let Some(key) = self.key(which) else { return };
                let until = self.now.plus(30 * SECOND);
                let how = [
                    SeenHow::Acknowledged,
                    SeenHow::NotAcknowledged,
                    SeenHow::Snoozed(until),
                    SeenHow::NotSnoozed,
                    SeenHow::Muted,
                    SeenHow::NotMuted,
                ][how];
                let rule = self.all.rules().get(key.rule).unwrap().name.clone();
                let seen = Seen { rule, about: key.about, how, who: "wang".into(), at: self.now };
                self.board.apply(Update::new(self.now, Payload::Seen(vec![seen])));
            }
            Step::Away(true) => self.report(Phase::Connecting, None),
            Step::Away(false) => self.report(Phase::Live, None),
            Step::Skew(skew) => self.report(Phase::Live, Some(skew)),
            Step::SetClock(by) => {
                self.now = self.now.plus(by);
                self.board.clock_set(by);
                for alarms in self.each() {
                    alarms.clock_set(by);
                }
            }
            Step::Roster => {
                let agents = self.board.agents().iter().skip(1).cloned().collect();
                tell(&mut self.board, self.now, agents);
            }
            Step::Resume => {
                let now = self.now;
                let [told, same] = self.each().map(|alarms| alarms.told());
                assert_eq!(told, same);
                for alarms in self.each() {
                    alarms.resume(told.clone(), now);
                }
            }
        }
        let [news, same] = self.each().map(Alarms::take_news);
        assert_eq!(same, news);
        assert_eq!(self.few.standing(), self.all.standing());
        assert!(self.few.history().eq(self.all.history()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whose_time_has_not_come_may_be_left_alone(steps in steps()) {
        let agents = (0..8).map(|n| agent(&n.to_string(), STATES[n % STATES.len()], n as i64 * 10 * SECOND)).collect();
        let mut both = Both { board: board(agents), now: T0, all: alarms(rules()), few: alarms(rules()) };
        both.step(Step::Tick(0));
        for step in steps {
            both.step(step);
        }
    }
}

/// Who stands above whom changes with time alone: of two with other limits, the one with the lower one grows faster.
#[test]
fn those_that_stand_grow_older_where_they_stand_and_pass_each_other() {
    let agents = (0..40).map(|n| agent(&n.to_string(), STATES[n % 2], (91 + n as i64 * 7 % 400) * SECOND)).collect();
    let mut both = Both { board: board(agents), now: T0, all: alarms(rules()), few: alarms(rules()) };
    both.step(Step::Tick(0));
    both.step(Step::Tick(8 * SECOND));
    let first = both.few.standing().to_vec();
    let mut orders = BTreeSet::new();
    for second in 0..600 {
        both.step(Step::Hear);
        both.step(Step::Tick(SECOND));
        if second == 300 {
            // One who keeps what stood is not told of what comes.
            let kept = both.few.alerts().clone();
            both.step(Step::Tick(SECOND));
            assert_ne!(kept.standing(), both.few.standing());
        }
        orders.insert(both.few.standing().iter().map(|standing| standing.key.clone()).collect::<Vec<_>>());
    }
    assert_eq!(first.len(), both.few.standing().len());
    assert!(orders.len() > 20, "{}", orders.len());
}
