//! A centre made of numbers: its full message and its changes as the vendor writes them, and boards that heard them.

use std::fmt::Write as _;

use callboard::model::{
    AgentId, AiCount, AiDay, AiTotals, Board, CallKind, CallNews, CallRecord, CallResult, CallsAsked, ChatAgent,
    ChatDay, Customer, CustomerNumber, Data, Extent, Finding, Found, LedgerCall, LedgerDay, Lookup, Matching, Part,
    Payload, Person, Phase, Roster, RosterKind, ServiceTarget, SourceId, SourceReport, Stamp, Update,
};
use callboard::platforms::Message;
use callboard::platforms::sobot_call::decode;

/// The moment of everything here.
pub const NOW: Stamp = Stamp(1_795_242_727_000);
/// Operations in one message.
pub const OPS_PER_EVENT: usize = 5;

const NAMES: [&str; 8] =
    ["李娜", "Wang Fang", "张伟", "Zhao Lei", "欧阳明月", "Lin Xia", "Christopher Montgomery", "梁晨"];

/// A number below `below` that depends on `seed` and `salt` only.
pub fn pick(seed: usize, salt: u64, below: usize) -> usize {
    let mut mixed = (seed as u64).wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(1);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) as usize % below
}

/// The vendor's work code and since when, as of an ordinary afternoon: a few in a hundred are over a limit.
fn situation(seed: usize) -> (u8, i64) {
    let (code, longest) = match pick(seed, 2, 22) {
        0..6 => (1, 900),
        6 => (6, 26),
        7 => (5, 30),
        8..16 => (7, 1_850),
        16 => (8, 140),
        17..19 => (4, 420),
        _ => (2, 2_400),
    };
    (code, NOW.ms() - (1 + pick(seed, 3, longest) as i64) * 1_000)
}

/// Direction of the call that goes with a work code.
fn direction(code: u8) -> u8 {
    match code {
        6..=8 => 2,
        5 => 3,
        _ => 0,
    }
}

/// An agent's id, without the blanks the vendor puts around it.
pub fn id(index: usize) -> String {
    format!("8d477de896c148d89ee71eef{index:08}")
}

/// The full message of a centre of `agents`.
pub fn full_message(agents: usize) -> String {
    let mut text = format!(
        "{{\"MessageID\":\"EventAgentsMetricsWatch\",\"companyId\":\" 6da9c206557b5381a70919907fcf1b02 \",\
         \"creationTime\":{},\"agentsSummary\":{{\"inboundAbandonCallsCountToday\":10,\
         \"inboundEstablishedCallsCountToday\":1,\"outboundCallsCountToday\":10,\
         \"outboundEstablishedCallsCountToday\":1}},\"agentsMetrics\":{{\"pageNum\":1,\"pageSize\":{agents},\
         \"total\":{agents},\"list\":[",
        NOW.ms()
    );
    for index in 0..agents {
        let (work, since) = situation(index);
        let login = if work == 2 { 2 } else { 1 };
        let name = NAMES[index % NAMES.len()];
        write!(
            text,
            "{{\"agentUUID\":\" {} \",\"agentID\":\"{}\",\"agentName\":\"{name} {}\",\"phoneType\":1,\
             \"thisDN\":\"{}\",\"agentWorkStatus\":{work},\"agentLoginStatus\":{login},\"agentBusyReasonCode\":11,\
             \"lastWorkStatusChangedTime\":{since},\"lastLoginStatusChangedTime\":{},\"callType\":{},\
             \"customerNumber\":\"{}\",\"customerPrivacyNumber\":\"\",\"inboundEstablishedCallsCountToday\":{},\
             \"inboundAbandonCallsCountToday\":{},\"outboundCallsCountToday\":{},\
             \"outboundEstablishedCallsCountToday\":{}}},",
            id(index),
            1_000 + index,
            index / NAMES.len() + 1,
            801 + index,
            NOW.ms() - 18_000_000 - pick(index, 1, 1_800_000) as i64,
            direction(work),
            if direction(work) == 0 { String::new() } else { format!("138{:08}", 12_340_000 + index * 1_237) },
            pick(index, 6, 24),
            pick(index, 7, 3),
            8 + pick(index, 8, 14),
            pick(index, 9, 8),
        )
        .unwrap();
    }
    // The vendor's list ends in an empty object.
    text.push_str("{}]}}");
    text
}

/// `count` messages of [`OPS_PER_EVENT`] operations: an agent's call takes its next step, a figure counts it.
pub fn change_messages(agents: usize, count: usize) -> Vec<String> {
    let message = |event: usize| {
        let seed = event + 1_000_000;
        let id = id(pick(seed, 4, agents));
        let (work, since) = situation(seed);
        let operation = |field: &str, value: String| {
            format!(r#"{{"op":"replace","id":" {id} ","path":"agentsMetrics/list/{field}","value":{value}}}"#)
        };
        format!(
            "{{\"MessageID\":\"EventAgentsMetricsChanged\",\"companyId\":\" 6da9c206557b5381a70919907fcf1b02 \",\
             \"creationTime\":{},\"list\":[{},{},{},{},{{\"op\":\"replace\",\"id\":\"\",\
             \"path\":\"agentsSummary/inboundEstablishedCallsCountToday\",\"value\":{event}}}]}}",
            NOW.ms(),
            operation("agentWorkStatus", work.to_string()),
            operation("lastWorkStatusChangedTime", since.to_string()),
            operation("callType", direction(work).to_string()),
            operation("inboundEstablishedCallsCountToday", pick(seed, 6, 24).to_string()),
        )
    };
    (0..count).map(message).collect()
}

/// The same with the names of those who have none in Chinese written in it.
pub fn full_message_in_chinese(agents: usize) -> String {
    let names =
        [("Wang Fang", "王芳"), ("Zhao Lei", "赵雷"), ("Lin Xia", "林夏"), ("Christopher Montgomery", "司马云飞")];
    names.iter().fold(full_message(agents), |text, (latin, name)| text.replace(latin, name))
}

/// A board that heard the full message of `agents`, today's chats and today's AI sessions.
pub fn board(agents: usize) -> Board {
    board_of(&full_message(agents), agents)
}

/// The same with this message of so many agents.
pub fn board_of(message: &str, agents: usize) -> Board {
    let Message::Full(page) = decode(message) else { panic!("the full message is none") };
    assert_eq!((page.agents.len(), page.rejects.len()), (agents, 0));
    let mut board = Board::new();
    for source in SourceId::FIXED {
        let report = SourceReport { connects: 1, skew_ms: Some(0), ..SourceReport::new(source, Phase::Live) };
        board.apply(Update::new(NOW, Payload::Source(report)));
    }
    let roster = Roster {
        kind: RosterKind::Full,
        summary: page.summary,
        total: page.total,
        complete: true,
        agents: page.agents,
    };
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    board.apply(Update::new(NOW, Payload::Chat(Box::new(chats(agents.min(500))))));
    board.apply(Update::new(NOW, Payload::Ai(Box::new(ai()))));
    board.take_touched();
    board
}

/// Takes one message of the stream to the board.
pub fn hear(board: &mut Board, text: &str) {
    let Message::Changes(changes) = decode(text) else { panic!("no change message: {text}") };
    board.apply(Update::new(NOW, Payload::Changes(changes)));
}

/// `count` of today's calls, from number `first` on: later numbers are newer.
pub fn calls(first: usize, count: usize) -> Update {
    let part = Part {
        day: NOW.in_zone(&chrono_tz::Tz::UTC).unwrap().date_naive(),
        rows: (first..first + count).map(call).collect(),
        total: Some((first + count) as u64),
        complete: true,
        as_of: NOW,
    };
    let lookup = Lookup::Calls(CallsAsked::default());
    let finding = Finding::Data(Box::new(Data::Calls(part)));
    Update::new(NOW, Payload::Found(Box::new(Found { lookup, finding })))
}

/// The same for the ledger.
pub fn ledger(first: usize, count: usize) -> Update {
    let total = Some((first + count) as u64);
    let news = CallNews {
        day: LedgerDay {
            date: NOW.in_zone(&chrono_tz::Tz::UTC).unwrap().date_naive(),
            from: NOW.plus(-86_400_000),
            to: NOW.plus(86_400_000),
        },
        target: ServiceTarget::default(),
        calls: (first..first + count).map(|index| LedgerCall::of(&call(index))).collect(),
        extent: Extent { whole: true, since: None, total },
        unlisted: Vec::new(),
        matching: Matching::default(),
        as_of: NOW,
    };
    Update::new(NOW, Payload::Calls(Box::new(news)))
}

fn call(index: usize) -> CallRecord {
    let started = NOW.plus((index as i64 - 20_000) * 2_000);
    let answered = pick(index, 12, 5) > 0;
    let talked = answered.then(|| 10_000 + pick(index, 13, 600_000) as i64);
    CallRecord {
        id: format!("6bf3cbb167a14c752199{index:012}"),
        kind: Some(if pick(index, 14, 3) > 0 { CallKind::Inbound } else { CallKind::Outbound }),
        customer: Customer { number: CustomerNumber::new(&format!("138{index:08}")), masked: None },
        area: Some("Yunnan Kunming".to_owned()),
        relay: Some("95588".to_owned()),
        started: Some(started),
        bridged: talked.map(|_| started.plus(8_000)),
        ended: Some(started.plus(8_000 + talked.unwrap_or(0))),
        talk_ms: talked,
        result: Some(if answered { CallResult::Answered } else { CallResult::AgentMissed }),
        agent: Person {
            id: Some(AgentId::new(&id(index % 48))),
            number: Some((1_000 + index % 48).to_string()),
            name: Some(NAMES[index % NAMES.len()].to_owned()),
        },
        ..CallRecord::default()
    }
}

fn chats(count: usize) -> ChatDay {
    let row = |index: usize| ChatAgent {
        id: id(index),
        name: Some(NAMES[index % NAMES.len()].to_owned()),
        group: Some("Cards".to_owned()),
        chats: Some(pick(index, 10, 44) as u64),
        valid: Some(pick(index, 11, 40) as u64),
        received: Some(40),
        first_reply_ms: Some(9_000.0),
        ..ChatAgent::default()
    };
    ChatDay::new(NOW, Some(count as u64), (0..count).map(row).collect())
}

fn ai() -> AiDay {
    let count =
        |label: &str, count| AiCount { key: label.into(), label: label.into(), count: Some(count), as_of: Some(NOW) };
    AiDay {
        as_of: NOW,
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
        latest: Vec::new(),
        ..AiDay::default()
    }
}
