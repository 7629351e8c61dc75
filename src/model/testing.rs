//! A fixed centre at a fixed moment, for tests.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use serde_json::json;

use super::*;

/// Sat 21 Nov 2026, 14:32:07 in Shanghai.
pub const NOW: Stamp = Stamp(1_795_242_727_000);

const NAMES: [&str; 24] = [
    "李娜",
    "Wang Fang",
    "张伟",
    "刘洋",
    "Zhao Lei",
    "陈静",
    "Zhang Min",
    "杨秀英",
    "Li Qiang",
    "黄艳",
    "Zhou Jie",
    "吴超",
    "Xu Li",
    "孙丽",
    "Ma Chao",
    "朱军",
    "Guo Yan",
    "何平",
    "Gao Feng",
    "欧阳明月",
    "Lin Xia",
    "罗辉",
    "Christopher Montgomery",
    "梁晨",
];

/// The ledger's news of a day that ends at `to`: inbound calls that began then and waited so long, in ms, all answered and over
/// two minutes after they began.
pub fn answered_calls(day: (Stamp, Stamp), as_of: Stamp, calls: impl IntoIterator<Item = (Stamp, i64)>) -> Payload {
    let calls = calls.into_iter().map(|(started, waited)| {
        LedgerCall::of(&CallRecord {
            id: started.ms().to_string(),
            kind: Some(CallKind::Inbound),
            started: Some(started),
            bridged: Some(started.plus(waited)),
            ended: Some(started.plus(2 * 60_000)),
            talk_ms: Some(90_000),
            result: Some(CallResult::Answered),
            ..CallRecord::default()
        })
    });
    Payload::Calls(Box::new(CallNews {
        day: LedgerDay { date: chrono::NaiveDate::default(), from: day.0, to: day.1 },
        target: ServiceTarget::default(),
        calls: calls.collect(),
        extent: Extent { whole: true, since: None, total: None },
        matching: Matching::default(),
        unlisted: Vec::new(),
        as_of,
    }))
}

/// A source of numbers without end: the same ones from the same seed.
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..below`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// Whether it comes, so many times in a hundred.
    pub fn comes(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least) as u64 + 1) as i64
    }
}

/// An inbound call that was answered after 4 s and took a minute.
pub fn answered_call(id: &str, started: Stamp) -> CallRecord {
    CallRecord {
        id: id.to_owned(),
        kind: Some(CallKind::Inbound),
        started: Some(started),
        bridged: Some(started.plus(4_000)),
        ended: Some(started.plus(60_000)),
        result: Some(CallResult::Answered),
        first_agent: Person { name: Some("Wang".to_owned()), ..Person::default() },
        ..CallRecord::default()
    }
}

pub fn pick(seed: usize, salt: usize, below: usize) -> usize {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17 + salt as u32)
        ^ (salt as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed.wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) as usize % below
}

pub fn agent(index: usize) -> Agent {
    let mut agent = Agent::new(AgentId::new(&format!("8d477de896c148d89ee71eef{index:08}")));
    let name = NAMES[index % NAMES.len()];
    let round = index / NAMES.len();
    agent.name = Some(if round == 0 { name.into() } else { format!("{name} {}", round + 1).into() });
    agent.number = Some((1000 + index).to_string().into());
    agent.extension = Some((801 + index).to_string().into());
    agent.phone = Some(if index.is_multiple_of(3) { PhoneKind::Sip } else { PhoneKind::Web });
    agent.login = Some(LoginState::Online);
    agent.login_since = Some(NOW.plus(-(5 * 3600 + pick(index, 1, 1800) as i64) * 1000));
    let (work, longest) = match pick(index, 2, 24) {
        0..6 => (WorkState::Ready, 900),
        6 => (WorkState::Ringing, 26),
        7 => (WorkState::Dialling, 30),
        8..16 => (WorkState::Talking, 1850),
        16 => (WorkState::Holding, 140),
        17..19 => (WorkState::WrapUp, 420),
        19..22 => (WorkState::Busy, 2400),
        _ => (WorkState::Unknown, 40_000),
    };
    agent.work = Some(work);
    agent.work_since = Some(NOW.plus(-(1 + pick(index, 3, longest) as i64) * 1000));
    if work == WorkState::Busy {
        let reasons = [BusyReason::Dining, BusyReason::Training, BusyReason::Break, BusyReason::Meeting];
        agent.reason = Some(reasons[pick(index, 4, reasons.len())]);
        agent.login = Some(LoginState::Busy);
    }
    if work == WorkState::Unknown {
        agent.login = Some(LoginState::Offline);
        agent.login_since = agent.work_since;
    }
    if agent.state().in_call() {
        let inbound = work != WorkState::Dialling && !pick(index, 5, 4).is_multiple_of(4);
        agent.call = Some(if inbound { CallKind::Inbound } else { CallKind::Outbound });
        agent.customer.number = CustomerNumber::new(&format!("138{:08}", 12_340_000 + index * 1_237));
    }
    agent.answered = Some(pick(index, 6, 24) as u64);
    agent.missed = Some(pick(index, 7, 12).saturating_sub(8) as u64);
    agent.dialled = Some(pick(index, 8, 14) as u64);
    agent.connected = agent.dialled.map(|dialled| dialled * 4 / 5);
    agent
}

pub fn apply(board: &mut Board, at: Stamp, payload: Payload) {
    board.apply(Update::new(at, payload));
}

/// How a source stands.
pub fn report(board: &mut Board, at: Stamp, source: SourceId, phase: Phase, error: Option<&str>) {
    let report = SourceReport {
        error: error.map(Into::into),
        connects: 1,
        skew_ms: Some(0),
        ..SourceReport::new(source, phase)
    };
    apply(board, at, Payload::Source(report));
}

/// One agent's fields change.
pub fn change(board: &mut Board, at: Stamp, index: usize, sets: Vec<AgentChange>) {
    let id = agent(index).id;
    let changes = sets.into_iter().map(|set| Change::Agent { id: id.clone(), set }).collect();
    apply(board, at, Payload::Changes(Changes { changes, ..Changes::default() }));
}

/// A full message with these agents.
pub fn roster(board: &mut Board, at: Stamp, agents: Vec<Agent>, total: u64, complete: bool) {
    let roster = Roster { kind: RosterKind::Full, summary: Summary::default(), total: Some(total), complete, agents };
    apply(board, at, Payload::Roster(Box::new(roster)));
}

/// Agents only, as one full message just heard.
pub fn crowd(count: usize) -> Board {
    let mut board = Board::new();
    report(&mut board, NOW, SourceId::Agents, Phase::Live, None);
    roster(&mut board, NOW, (0..count).map(agent).collect(), count as u64, true);
    board.take_touched();
    board
}

/// Chats and AI sessions only.
pub fn centre_without_voice() -> Board {
    let mut board = Board::new();
    for source in [SourceId::Chat, SourceId::Ai] {
        report(&mut board, NOW.plus(-60_000), source, Phase::Live, None);
    }
    chats(&mut board, 30);
    ai(&mut board);
    board
}

/// A centre of `count` agents on an ordinary afternoon, with half an hour of history. It takes long to tell, so it is
/// told once.
pub fn centre(count: usize) -> Board {
    static TOLD: LazyLock<Mutex<BTreeMap<usize, Board>>> = LazyLock::new(Mutex::default);
    let told = TOLD.lock().unwrap().get(&count).cloned();
    told.unwrap_or_else(|| {
        let board = tell(count);
        TOLD.lock().unwrap().insert(count, board.clone());
        board
    })
}

fn tell(count: usize) -> Board {
    let mut board = Board::new();
    let start = NOW.plus(-1_800_000);
    for source in SourceId::FIXED {
        report(&mut board, start, source, Phase::Live, None);
    }
    let mut agents: Vec<Agent> = (0..count).map(agent).collect();
    let finals = agents.clone();
    for agent in &mut agents {
        agent.work = Some(WorkState::Ready);
        agent.reason = None;
        // An agent that has set itself busy has been ready beneath it all along.
        let busy = agent.login == Some(LoginState::Busy);
        agent.work_since = if busy { agent.login_since } else { Some(start.plus(-60_000)) };
    }
    if let Some(agent) = agents.get_mut(4) {
        agent.extra = json!({"skillGroup": "Cards 信用卡", "lastCallerNumber": "13812345678", "score": 4.5})
            .as_object()
            .unwrap()
            .clone()
            .into();
    }
    roster(&mut board, start, agents, count as u64, true);
    for step in 0..360 {
        let at = start.plus(step * 5_000);
        let index = pick(step as usize, 9, count.max(1));
        if let Some(agent) = board.agent(index) {
            // Two swells of calls and a few quarter hours of misses, as an afternoon has them.
            let busy = (step % 180 - 90).unsigned_abs() as usize / 12;
            let once = |salt, below| u64::from(pick(step as usize, salt, 4 + below) == 0);
            let work = [WorkState::Talking, WorkState::WrapUp, WorkState::Ready][step as usize % 3];
            let mut sets = vec![
                AgentChange::Answered(agent.answered.map(|n| n + once(11, busy))),
                AgentChange::Missed(agent.missed.map(|n| n + once(12, 9 + busy * 4))),
                AgentChange::Dialled(agent.dialled.map(|n| n + once(13, 12 - busy))),
                AgentChange::Connected(agent.connected.map(|n| n + once(13, 12 - busy))),
            ];
            let last = finals.get(index).and_then(|last| last.work_since);
            let before = last.is_some_and(|last| at.plus(60_000) < last);
            if index < 12 && agent.login == Some(LoginState::Online) && before {
                sets.extend([AgentChange::Work(Some(work)), AgentChange::WorkSince(Some(at))]);
            }
            change(&mut board, at, index, sets);
        }
    }
    for (index, last) in finals.into_iter().enumerate() {
        let sets = vec![
            AgentChange::Work(last.work),
            AgentChange::WorkSince(last.work_since),
            AgentChange::Reason(last.reason),
            AgentChange::Call(last.call),
            AgentChange::CustomerNumber(last.customer.number),
            AgentChange::CustomerMasked(last.customer.masked),
        ];
        change(&mut board, NOW.plus(-300), index, sets);
    }
    chats(&mut board, count.min(30));
    ai(&mut board);
    apply(&mut board, NOW, Payload::Heard(SourceId::Agents));
    board.take_touched();
    board
}

fn chats(board: &mut Board, count: usize) {
    let rows = (0..count).map(|index| {
        let voice = agent(index);
        let chats = 44_u64.saturating_sub(index as u64 * 3 / 2);
        ChatAgent {
            id: if index.is_multiple_of(2) { voice.id.to_string() } else { format!("chat-{index}") },
            name: voice.name.map(Into::into),
            group: Some(["Cards", "Loans", "信用卡"][index % 3].to_owned()),
            chats: Some(chats),
            valid: Some(chats * 11 / 12),
            unanswered: Some(chats / 20),
            received: Some(chats),
            first_reply_ms: Some(9_000.0 + (index * 700) as f64),
            reply_ms: Some(21_000.0),
            session_ms: Some(300_000.0),
            good: Some(chats / 3),
            middle: Some(chats / 30),
            bad: Some(chats / 40),
            ..ChatAgent::default()
        }
    });
    let at = NOW.plus(-12_000);
    let day = ChatDay::new(at, Some(count as u64), rows.collect());
    apply(board, at, Payload::Chat(Box::new(day)));
}

fn ai(board: &mut Board) {
    let at = NOW.plus(-41_000);
    let count = |label: &str, count: u64| AiCount {
        key: label.to_owned(),
        label: label.to_owned(),
        count: Some(count),
        as_of: Some(at),
    };
    let latest = (0..40).map(|index: i64| AiRecord {
        id: format!("s{index}"),
        started: Some(at.plus(-index * 47_000 - 90_000)),
        ended: Some(at.plus(-index * 47_000)),
        over: Some(index > 2),
        robot: Some(if index % 3 == 0 { "Cards bot" } else { "账单助手" }.to_owned()),
        channel: Some(["Web", "WeChat", "App"][index as usize % 3].to_owned()),
        valid: Some(true),
        asked: Some(index % 4 == 0),
        handed: Some(index % 4 == 0),
        reason: (index % 4 == 0).then(|| "asked for an agent".to_owned()),
        customer_messages: Some(2 + index as u64 % 5),
        robot_messages: Some(3 + index as u64 % 4),
        ..AiRecord::default()
    });
    let day = AiDay {
        as_of: at,
        totals: AiTotals {
            sessions: Some(400),
            ended: Some(381),
            valid: Some(362),
            handed: Some(110),
            real: true,
            tests: Some(3),
            copilot: Some(12),
            running: Some(4),
            solved: Some(81),
            assumed: Some(142),
            rated: Some(57),
            disliked: Some(9),
            ..AiTotals::default()
        },
        reasons: vec![count("asked for an agent", 61), count("no answer found", 32), count("rule", 17)],
        robots: vec![count("Cards bot", 151), count("账单助手", 249)],
        channels: vec![count("Web", 180), count("WeChat", 140), count("App", 80)],
        latest: latest.collect(),
        ..AiDay::default()
    };
    apply(board, at, Payload::Ai(Box::new(day)));
}
