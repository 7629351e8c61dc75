//! A recorded morning in which everything happens that a timeline tells of, for tests.

use std::path::{Path, PathBuf};

use crate::feed::record::{About, Recorder, Writer};
use crate::model::note::Note;
use crate::model::{
    Agent, AgentChange, AgentId, Board, BusyReason, CallKind, CallNews, CallResult, Change, Changes, Extent, KeptHalf,
    Later, LedgerCall, LedgerDay, LoginState, Matching, Payload, Person, Phase, Roster, RosterKind, Seen, SeenHow,
    ServiceTarget, SourceId, SourceReport, Stamp, Tally, Update, WorkState, about,
};

/// Mon 16 Nov 2026, 09:00 in Shanghai.
const NINE: Stamp = Stamp(1_794_790_800_000);

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

const TARGET: ServiceTarget = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };

fn told(minutes: i64, payload: Payload) -> Update {
    Update::new(NINE.plus(minutes * MINUTE), payload)
}

fn source(minutes: i64, id: SourceId, connects: u64) -> Update {
    told(minutes, Payload::Source(SourceReport { connects, ..SourceReport::new(id, Phase::Live) }))
}

fn crew(minutes: i64) -> Update {
    let names =
        ["李娜", "Wang Fang", "张伟", "Ma | Chao", "陈静", "Zhou 13812345678", "Xu Li", "孙丽", "何平", "Lin Xia"];
    let person = |(index, name): (usize, &str)| Agent {
        name: Some(name.into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::Ready),
        work_since: Some(NINE.plus(-MINUTE)),
        login_since: Some(NINE.plus(-MINUTE)),
        ..Agent::new(AgentId::new(&format!("a{index}")))
    };
    let agents = names.into_iter().enumerate().map(person).collect();
    told(minutes, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))))
}

fn goes(index: usize, ms: i64, login: LoginState, work: WorkState, reason: Option<BusyReason>) -> Update {
    let at = NINE.plus(ms);
    let set = |set| Change::Agent { id: AgentId::new(&format!("a{index}")), set };
    let changes = vec![
        set(AgentChange::Login(Some(login))),
        set(AgentChange::Work(Some(work))),
        set(AgentChange::Reason(reason)),
        set(AgentChange::WorkSince(Some(at))),
    ];
    Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() }))
}

/// A call that began so many ms after nine.
fn call(nth: i64, ms: i64, lost: bool) -> LedgerCall {
    let began = NINE.plus(ms);
    let wait = if nth % 9 == 0 { 45_000 } else { 8_000 };
    LedgerCall {
        id: format!("c{nth}").as_str().into(),
        kind: Some(CallKind::Inbound),
        customer: Some(format!("138****{:04}", 5_000 + nth).as_str().into()),
        relay: None,
        route: None,
        started: Some(began),
        bridged: (!lost).then(|| began.plus(wait)),
        ended: Some(began.plus(if lost { wait } else { wait + 170_000 + nth % 60 * 1_000 })),
        talk_ms: (!lost).then_some(170_000 + nth % 60 * 1_000),
        total_ms: None,
        result: Some(if lost { CallResult::AgentMissed } else { CallResult::Answered }),
        ended_by: None,
        agent: None,
        first: (!lost).then(|| Person { name: Some("Wang".to_owned()), ..Person::default() }.into()),
        rung: None,
        transfers: None,
        later: lost.then_some(if nth % 3 == 0 { Later::Contact } else { Later::Nothing(nth as u32) }),
    }
}

fn calls(minutes: i64, calls: Vec<LedgerCall>) -> Update {
    let from = NINE.plus(-540 * MINUTE);
    let news = CallNews {
        day: LedgerDay { date: "2026-11-16".parse().unwrap(), from, to: from.plus(DAY) },
        target: TARGET,
        calls,
        extent: Extent { whole: true, ..Extent::default() },
        unlisted: Vec::new(),
        matching: Matching::On,
        as_of: NINE.plus(minutes * MINUTE),
    };
    told(minutes, Payload::Calls(Box::new(news)))
}

/// Half hours of the day before.
fn kept() -> Update {
    let half = |nth: i64| KeptHalf {
        from: NINE.plus(-DAY - 60 * MINUTE + nth * 30 * MINUTE),
        within_ms: TARGET.within_ms,
        short_ms: TARGET.short_ms,
        tally: Tally {
            answered: 28,
            in_time: 25,
            timed: 28,
            wait_ms: 300_000,
            talked: 28,
            talk_ms: 5_600_000,
            lost: 1,
            ..Tally::default()
        },
        floor: None,
    };
    told(0, Payload::Totals((0..20).map(half).collect()))
}

/// What happens from nine to ten past one; after it, of a second session, ten minutes more.
fn first() -> Vec<Update> {
    let mut all = vec![source(0, SourceId::Agents, 1), source(0, SourceId::Calls, 1), crew(0), kept()];
    for minute in 0..200 {
        // From five to eleven on three minutes of the stream are missing.
        if !(115..118).contains(&minute) {
            all.extend(
                (0..4).map(|part| {
                    Update::new(NINE.plus(minute * MINUTE + part * 15_000), Payload::Heard(SourceId::Agents))
                }),
            );
        }
        let lost = |nth: i64| nth % 25 == 0 || minute > 110 && minute < 150 && nth % 3 == 0;
        all.push(calls(minute, vec![call(minute, minute * MINUTE - 50_000, lost(minute))]));
    }
    all.extend([source(118, SourceId::Agents, 2)]);
    for (nth, index) in [5_usize, 0, 3, 7, 4, 1].into_iter().enumerate() {
        all.push(goes(
            index,
            98 * MINUTE + nth as i64 * 45_000,
            LoginState::Busy,
            WorkState::Busy,
            Some(BusyReason::Dining),
        ));
    }
    all.push(goes(9, 120 * MINUTE, LoginState::Online, WorkState::WrapUp, None));
    let seen = |minutes: i64, how| {
        let seen = Seen {
            rule: "wrap_up".to_owned(),
            about: about::About::Agent(AgentId::new("a9")),
            how,
            who: "wang@jump1".to_owned(),
            at: NINE.plus(minutes * MINUTE),
        };
        told(minutes, Payload::Seen(vec![seen]))
    };
    all.push(seen(132, SeenHow::Acknowledged));
    all.push(goes(9, 140 * MINUTE, LoginState::Online, WorkState::Ready, None));
    let note = |id: &str, text: &str| Note {
        id: id.to_owned(),
        at: NINE.plus(112 * MINUTE),
        from: Some("wang".to_owned()),
        text: text.to_owned(),
    };
    all.push(told(112, Payload::Notes(vec![note("n1", "six at lunch, 13812345678 called *twice*")])));
    all.sort_by_key(|update| update.at);
    all
}

/// Records them into a file of that directory.
pub(in crate::commands) fn day(dir: &Path) -> Vec<PathBuf> {
    let path = dir.join("day.rec");
    let record = |board: &mut Board, began: Stamp, updates: Vec<Update>| {
        let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", began)).unwrap();
        let mut recorder = Recorder::new(writer, board.clone(), began).unwrap();
        for update in updates {
            board.apply(update.clone());
            recorder.take(update).unwrap();
        }
        recorder.flush().unwrap();
    };
    let mut board = Board::new();
    record(&mut board, NINE, first());
    let later = 250;
    let mut second = vec![goes(2, later * MINUTE, LoginState::Online, WorkState::WrapUp, None)];
    second.extend(
        (0..41).map(|part| Update::new(NINE.plus(later * MINUTE + part * 15_000), Payload::Heard(SourceId::Agents))),
    );
    second.sort_by_key(|update| update.at);
    record(&mut board, NINE.plus(later * MINUTE), second);
    vec![path]
}
