use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::lines::Lines;
use crate::model::{
    Agent, AgentChange, AgentId, BusyReason, CustomerNumber, ExtraField, Figure, LoginState, Reject, RejectReason,
    Summary, SummaryChange, WorkState, caps,
};

const T0: Stamp = Stamp(1_772_445_600_000);
const PEOPLE: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Fields that the tests below change: twelve of an agent, and four of the centre.
const FIELDS: usize = PEOPLE.len() * 12 + 4;

/// What may happen to a source.
#[derive(Clone, Debug)]
enum Turn {
    Message(Vec<(usize, usize, u64)>, Vec<RejectReason>),
    /// Who is there, complete or not, beside the stream or from a new one.
    Resync(Vec<usize>, u64),
    Reconnect {
        there: Vec<usize>,
        complete: bool,
        answered: u64,
        sign_between: bool,
    },
    Bytes,
    Sign,
    /// The reader reads everything.
    Read,
}

fn turn() -> impl Strategy<Value = Turn> {
    let operations = vec((0..PEOPLE.len(), 0..16_usize, 0..4_u64), 0..6);
    let reasons = prop_oneof![Just(RejectReason::UnknownOp), Just(RejectReason::Undecodable)];
    let people = || proptest::sample::subsequence((0..PEOPLE.len()).collect::<Vec<_>>(), 0..=PEOPLE.len());
    prop_oneof![
        8 => (operations, vec(reasons, 0..12)).prop_map(|(operations, reasons)| Turn::Message(operations, reasons)),
        2 => (people(), 0..4_u64).prop_map(|(there, answered)| Turn::Resync(there, answered)),
        2 => (people(), any::<bool>(), 0..4_u64, any::<bool>()).prop_map(|(there, complete, answered, sign_between)| {
            Turn::Reconnect { there, complete, answered, sign_between }
        }),
        1 => Just(Turn::Bytes),
        1 => Just(Turn::Sign),
        1 => Just(Turn::Read),
    ]
}

/// One who is told everything, and one who reads now and then.
struct Readers {
    at: Stamp,
    whole: Board,
    slow: Board,
    /// Told everything as it came: this one works out itself what follows from it.
    plain: Board,
    lines: Lines,
    backlog: Backlog,
    /// Whom both know: messages about others are refused before they come here.
    known: Vec<usize>,
    phase: Phase,
    report: SourceReport,
}

impl Readers {
    fn new() -> Self {
        Self {
            at: T0,
            whole: Board::new(),
            slow: Board::new(),
            plain: Board::new(),
            lines: Lines::default(),
            backlog: Backlog::default(),
            known: Vec::new(),
            phase: Phase::Connecting,
            report: SourceReport::new(SourceId::Agents, Phase::Connecting),
        }
    }

    fn tell(&mut self, mut payload: Payload) {
        self.plain.apply(Update::new(self.at, payload.clone()));
        match &mut payload {
            Payload::Changes(changes) => self.lines.complete(changes),
            Payload::Roster(roster) => self.lines.learn(roster),
            _ => {}
        }
        let update = Update::new(self.at, payload);
        let trusted = is_trusted(&self.phase);
        if let Payload::Source(report) = &update.payload {
            self.phase = report.phase.clone();
        }
        self.whole.apply(update.clone());
        self.backlog.take(update, trusted);
    }

    fn report(&mut self, phase: Phase) {
        self.report.phase = phase;
        self.report.bytes += 7;
        self.tell(Payload::Source(self.report.clone()));
    }

    fn roster(&mut self, kind: RosterKind, there: Vec<usize>, complete: bool, answered: u64) {
        if complete {
            self.known.clear();
        }
        let agent = |index: usize| Agent { answered: Some(answered), ..Agent::new(AgentId::new(PEOPLE[index])) };
        let agents: Vec<Agent> = there.iter().map(|index| agent(*index)).collect();
        self.known.extend(there);
        let mut summary = Summary::default();
        summary.set(Figure::Answered, Some(answered * 10));
        let roster = Roster { kind, summary, total: Some(PEOPLE.len() as u64), complete, agents };
        self.tell(Payload::Roster(Box::new(roster)));
    }

    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::Message(operations, reasons) => {
                let known = |(index, ..): &(usize, usize, u64)| self.known.contains(index);
                let changes = operations.into_iter().filter(known).map(change).collect();
                let reject = |reason| Reject { reason, detail: format!("{reason:?} at {}", self.at.ms()).into() };
                let rejects = reasons.into_iter().map(reject).collect();
                let made = Some(self.at.plus(self.report.skew_ms.unwrap_or_default() - 3));
                self.tell(Payload::Changes(Changes { changes, made, rejects, ..Changes::default() }));
            }
            Turn::Resync(there, answered) => {
                self.report.resyncs += 1;
                self.roster(RosterKind::Resync, there, true, answered);
            }
            Turn::Reconnect { there, complete, answered, sign_between } => {
                self.report(Phase::Waiting { until: self.at, tries: 1 });
                self.report.skew_ms = Some(answered as i64);
                self.report(Phase::AwaitingFull);
                if sign_between {
                    self.tell(Payload::Heard(SourceId::Agents));
                }
                self.report.connects += 1;
                self.roster(RosterKind::Full, there, complete, answered);
                self.report(Phase::Live);
            }
            Turn::Bytes => self.report(self.phase.clone()),
            Turn::Sign => self.tell(Payload::Heard(SourceId::Agents)),
            Turn::Read => self.read(),
        }
    }

    fn read(&mut self) {
        let told = self.backlog.drain();
        assert!(told.len() <= 15, "{} updates", told.len());
        for update in told {
            match &update.payload {
                Payload::Changes(changes) => assert!(changes.changes.len() <= FIELDS),
                Payload::Roster(roster) => assert!(roster.agents.len() <= PEOPLE.len()),
                _ => {}
            }
            self.slow.apply(update);
        }
        assert!(self.backlog.is_empty());
        let (whole, slow) = (&self.whole, &self.slow);
        assert_eq!(self.plain.agents(), whole.agents());
        assert_eq!(slow.agents(), whole.agents());
        assert_eq!(slow.summary(), whole.summary());
        assert_eq!(slow.counts(), whole.counts());
        assert_eq!((slow.total(), slow.confirmed()), (whole.total(), whole.confirmed()));
        let confirmed =
            |board: &Board| (0..board.agents().len()).map(|slot| board.is_confirmed(slot)).collect::<Vec<_>>();
        assert_eq!(confirmed(slow), confirmed(whole));
        assert_eq!(slow.source(SourceId::Agents), whole.source(SourceId::Agents));
    }
}

fn change((index, field, value): (usize, usize, u64)) -> Change {
    let set = match field {
        0 => AgentChange::Answered(Some(value)),
        1 => AgentChange::Missed(value.checked_sub(1)),
        2 => {
            let states = [WorkState::Ready, WorkState::Busy, WorkState::Talking, WorkState::Ringing];
            AgentChange::Work(states.get(value as usize).copied())
        }
        3 => AgentChange::WorkSince(value.checked_sub(1).map(|value| T0.plus(value as i64))),
        4 => AgentChange::Name(Some(format!("name {value}"))),
        5 | 6 => AgentChange::Extra(ExtraField { field: format!("x{field}"), value: json!(value) }),
        7 => return Change::Summary(SummaryChange::Figure(Figure::Answered, Some(value))),
        8 => return Change::Summary(SummaryChange::Figure(Figure::Missed, value.checked_sub(1))),
        11 => AgentChange::Login(Some([LoginState::Online, LoginState::Busy, LoginState::Offline][value as usize % 3])),
        12 => AgentChange::LoginSince(value.checked_sub(1).map(|value| T0.plus(value as i64))),
        13 => AgentChange::Reason(value.checked_sub(1).map(|value| BusyReason::Other(value as i64))),
        14 => AgentChange::CustomerNumber(CustomerNumber::new(&"13800000000".repeat(value as usize))),
        15 => AgentChange::CustomerMasked(value.checked_sub(1).map(|value| format!("138****{value}"))),
        _ => {
            let extra = ExtraField { field: format!("y{field}"), value: json!(value) };
            return Change::Summary(SummaryChange::Extra(extra));
        }
    };
    Change::Agent { id: AgentId::new(PEOPLE[index]), set }
}

proptest! {
    #[test]
    fn a_late_reader_knows_what_one_knows_who_read_everything(turns in vec((turn(), 0..40_000_i64), 0..60)) {
        let mut readers = Readers::new();
        for (turn, later) in turns {
            readers.at = readers.at.plus(later);
            readers.turn(turn);
        }
        readers.read();
    }
}

#[test]
fn what_waits_does_not_grow_with_the_operations() {
    let mut readers = Readers::new();
    readers.roster(RosterKind::Full, (0..PEOPLE.len()).collect(), true, 0);
    readers.report(Phase::Live);
    readers.read();
    for round in 0..5_000_u64 {
        readers.at = readers.at.plus(10);
        let operations = (0..PEOPLE.len()).map(|index| (index, (round % 11) as usize, round)).collect();
        readers.turn(Turn::Message(operations, vec![RejectReason::UnknownOp]));
        if round % 1_000 == 0 {
            readers.turn(Turn::Resync((0..PEOPLE.len()).collect(), round));
        }
    }
    readers.read();
    assert_eq!(readers.slow.source(SourceId::Agents).applied, 5_000 * PEOPLE.len() as u64);
    assert_eq!(readers.slow.source(SourceId::Agents).rejected_total(), 5_000);
}

#[test]
fn growth_that_was_not_told_is_no_peak_of_the_moment_it_is_told() {
    let mut readers = Readers::new();
    readers.roster(RosterKind::Full, vec![0], true, 0);
    readers.report(Phase::Live);
    readers.read();
    for minute in 1..=10_u64 {
        readers.at = readers.at.plus(60_000);
        readers.turn(Turn::Message(vec![(0, 7, minute * 100)], Vec::new()));
    }
    readers.read();
    readers.at = readers.at.plus(1_000);
    readers.turn(Turn::Message(vec![(0, 7, 1_003)], Vec::new()));
    readers.read();
    let grown: u64 = readers.slow.trends().answered.series.buckets().sum();
    assert_eq!(grown, 3);
}

#[test]
fn what_waits_does_not_grow_with_names_that_were_never_seen_before() {
    const NAMES: usize = 50_000;
    let mut readers = Readers::new();
    readers.roster(RosterKind::Full, vec![0], true, 0);
    readers.report(Phase::Live);
    readers.read();
    for field in 0..NAMES {
        let extra = ExtraField { field: format!("z{field}"), value: json!(field) };
        let set = AgentChange::Extra(extra);
        let changes = vec![Change::Agent { id: AgentId::new(PEOPLE[0]), set }];
        readers.backlog.take(Update::new(T0, Payload::Changes(Changes { changes, ..Changes::default() })), true);
    }
    let mut told = 0;
    for update in readers.backlog.drain() {
        if let Payload::Changes(changes) = &update.payload {
            told += changes.changes.len();
        }
        readers.slow.apply(update);
    }
    assert!(told <= 2 * caps::FIELDS, "{told}");
    let source = readers.slow.source(SourceId::Agents);
    assert_eq!(readers.slow.agents()[0].extra.len(), caps::FIELDS);
    assert_eq!(source.rejected_total(), (NAMES - caps::FIELDS) as u64, "as if every one had been told");
}
