//! AI sessions of a fixed afternoon.

use serde_json::json;

use super::calls::data;
use super::{NOW, apply, centre, pick};
use crate::model::{
    AiAsked, AiChoices, AiCount, AiDay, AiField, AiRecord, AiTotals, Board, Choice, Data, Finding, Lookup, Part,
    Payload, Stamp,
};

/// The session that has everything in it.
pub const SESSION: &str = "f2f0daf6552c4078893932b50dfb963c";

/// Robots by key: name and sessions.
pub const ROBOTS: [(&str, &str, u64); 3] = [("18", "账单助手", 214), ("15", "Cards bot", 151), ("14", "Loans", 35)];
const CHANNELS: [(&str, &str, u64); 4] =
    [("PC", "Desktop site", 180), ("APP", "App", 120), ("wxkf", "WeChat agent", 80), ("line", "LINE", 20)];
const REASONS: [(&str, &str, u64); 3] =
    [("KEY_WORD", "keyword", 61), ("MUCH_UNKNOWN", "missing knowledge", 32), ("REPEAT", "repeated question", 17)];

/// The centre, with sessions counted by keys as the vendor names them.
pub fn sessions_centre() -> Board {
    let mut board = centre(48);
    let at = NOW.plus(-41_000);
    let counts = |all: &[(&str, &str, u64)]| {
        let count = |(key, label, count): &(&str, &str, u64)| AiCount {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            count: Some(*count),
            as_of: Some(at),
        };
        all.iter().map(count).collect()
    };
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
        reasons: counts(&REASONS),
        robots: counts(&ROBOTS),
        channels: counts(&CHANNELS),
        latest: (0..20).map(session).collect(),
        ..AiDay::default()
    };
    apply(&mut board, at, Payload::Ai(Box::new(day)));
    board
}

/// The question without filters, or with these.
pub fn asked(keys: &[(AiField, &str)]) -> AiAsked {
    keys.iter().fold(AiAsked::default(), |asked, (field, key)| asked.with(*field, *key))
}

/// How far some of the sessions got.
pub fn totals(sessions: u64, valid: u64, asked: u64, handed: u64) -> AiTotals {
    AiTotals {
        sessions: Some(sessions),
        ended: Some(sessions),
        valid: Some(valid),
        asked: Some(asked),
        handed: Some(handed),
        real: true,
        ..AiTotals::default()
    }
}

/// Counts of those that are asked for.
pub fn funnel(board: &mut Board, at: Stamp, asked: AiAsked, totals: AiTotals) {
    data(board, at, Lookup::AiFunnel(asked), Data::AiFunnel(totals));
}

/// One of the sessions, newest first.
pub fn session(index: usize) -> AiRecord {
    let started = NOW.plus(-(index as i64) * 47_000 - 131_000);
    let (robot, channel) = (ROBOTS[pick(index, 31, 3)], CHANNELS[pick(index, 32, 4)]);
    let asked = pick(index, 33, 10) < 3;
    let handed = asked && pick(index, 34, 10) < 9;
    AiRecord {
        id: if index == 0 { SESSION.to_owned() } else { format!("session-{index:05}") },
        started: Some(started),
        ended: Some(started.plus(20_000 + pick(index, 35, 700) as i64 * 1_000)),
        over: Some(index > 2),
        robot: Some(robot.1.to_owned()),
        channel: Some(channel.1.to_owned()),
        valid: Some(pick(index, 36, 12) > 0),
        asked: Some(asked),
        handed: Some(handed),
        reason: handed.then(|| REASONS[pick(index, 37, 3)].1.to_owned()),
        customer_messages: Some(1 + pick(index, 38, 8) as u64),
        robot_messages: Some(1 + pick(index, 39, 9) as u64),
        told: [
            (AiField::Business, "chat".to_owned()),
            (AiField::RobotKind, "agent".to_owned()),
            (AiField::Rated, if pick(index, 40, 3) == 0 { "yes" } else { "no" }.to_owned()),
            (AiField::Liked, "neither".to_owned()),
            (AiField::Test, "no".to_owned()),
            (AiField::Conversation, format!("5bdcd797c7b14d8cbd29ad2e{index:08}")),
        ]
        .into_iter()
        .collect(),
        extra: json!({ "robot_flag": robot.0 }).as_object().unwrap().clone().into(),
    }
}

/// A session that came to a person, rated, with fields without a typed home.
pub fn long_session() -> AiRecord {
    let started = NOW.plus(-3_600_000);
    let mut record = AiRecord {
        started: Some(started),
        ended: Some(started.plus(754_000)),
        over: Some(true),
        robot: Some("账单助手".to_owned()),
        channel: Some("Desktop site".to_owned()),
        valid: Some(true),
        asked: Some(true),
        handed: Some(true),
        reason: Some("missing knowledge".to_owned()),
        customer_messages: Some(9),
        robot_messages: Some(11),
        ..session(0)
    };
    let told = [
        (AiField::Rated, "yes"),
        (AiField::Liked, "disliked"),
        (AiField::DislikeLabel, "too long"),
        (AiField::Entrance, "Help centre"),
        (AiField::AnswerKind, "direct answer, task workflow"),
        (AiField::Audience, "Gold customers"),
    ];
    record.told.extend(told.map(|(field, words)| (field, words.to_owned())));
    let more = json!({
        "uid": "ad16e00bed9f4a21aedb6cc82e4c44e6",
        "valid_trigger_other2_human": 0,
        "answer_variable_infos": [{"name": "phone \u{1b}[31mno", "value": "call 13987654321"}],
        "customer_phone": "13987654321",
    });
    for (name, value) in more.as_object().unwrap() {
        record.extra.insert(name, value.clone());
    }
    record
}

/// `count` of `total` sessions.
pub fn sessions(count: usize, total: usize) -> Data {
    Data::AiRecords(Part {
        day: NOW.in_zone(&chrono_tz::Asia::Shanghai).unwrap().date_naive(),
        rows: (0..count).map(session).collect(),
        total: Some(total as u64),
        complete: count == total,
        as_of: NOW.plus(-7_000),
    })
}

/// These sessions and no others.
pub fn only(rows: Vec<AiRecord>) -> Data {
    let Data::AiRecords(part) = sessions(0, 0) else { unreachable!() };
    Data::AiRecords(Part { total: Some(rows.len() as u64), rows, ..part })
}

/// What the tenant can choose from.
pub fn tenant_choices() -> AiChoices {
    let list = |all: &[(&str, &str)]| -> Vec<Choice> {
        all.iter().map(|(key, label)| Choice { key: (*key).to_owned(), label: (*label).to_owned() }).collect()
    };
    let yes_no = list(&[("1", "yes"), ("0", "no")]);
    let mut choices = AiChoices::default();
    let lists = [
        (AiField::Robot, list(&[("18", "账单助手"), ("15", "Cards bot"), ("14", "Loans"), ("9", "Night desk")])),
        (AiField::RobotKind, list(&[("AI_AGENT", "AI agent"), ("AI_COPILOT", "copilot")])),
        (AiField::Business, list(&[("TEXT", "chat"), ("CALL", "calls"), ("WORK_ORDER", "tickets")])),
        (AiField::Channel, list(&CHANNELS.map(|(key, label, _)| (key, label)))),
        (AiField::Entrance, list(&[("PC_24", "Help centre"), ("PC_1", "Front page")])),
        (AiField::Reason, list(&[("KEY_WORD", "keyword"), ("OTHER", "other")])),
        (AiField::Solved, list(&[("1", "confirmed as solved"), ("2", "assumed resolved"), ("3", "unsolved")])),
        (AiField::AnswerKind, list(&[("1", "direct answer"), ("3", "task workflow")])),
        (AiField::Liked, list(&[("1", "liked"), ("2", "disliked"), ("3", "neither")])),
        (AiField::Score, list(&[("10", "10, good"), ("9", "9, good")])),
    ];
    choices.by_field.extend(lists);
    let flags = [AiField::Ended, AiField::Valid, AiField::Asked, AiField::Handed, AiField::Rated, AiField::Test];
    choices.by_field.extend(flags.map(|field| (field, yes_no.clone())));
    choices.zones = list(&[("Asia/Shanghai", "GMT+08:00 Beijing")]);
    choices
}

/// Everything there is to know about today's sessions.
pub fn know_the_sessions(board: &mut Board) {
    let at = NOW.plus(-5_000);
    funnel(board, at, AiAsked::default(), totals(402, 373, 118, 111));
    data(board, at, Lookup::AiRecords(AiAsked::default()), sessions(312, 402));
    data(board, at, Lookup::AiChoices, Data::AiChoices(tenant_choices()));
    let groups: [(AiField, &str, AiTotals); 11] = [
        (AiField::Robot, "18", totals(215, 201, 61, 58)),
        (AiField::Robot, "15", totals(151, 140, 49, 46)),
        (AiField::Robot, "14", totals(36, 32, 8, 7)),
        (AiField::Robot, "9", totals(0, 0, 0, 0)),
        (AiField::Channel, "PC", totals(181, 170, 58, 55)),
        (AiField::Channel, "APP", totals(120, 110, 40, 38)),
        (AiField::Channel, "wxkf", totals(80, 75, 16, 15)),
        (AiField::Channel, "line", totals(21, 18, 4, 3)),
        (AiField::Reason, "KEY_WORD", totals(66, 66, 66, 61)),
        (AiField::Reason, "MUCH_UNKNOWN", totals(34, 34, 34, 32)),
        (AiField::Reason, "REPEAT", totals(18, 18, 18, 18)),
    ];
    for (field, key, totals) in groups {
        funnel(board, at, asked(&[(field, key)]), totals);
    }
}

/// The vendor may not be asked for sessions.
pub fn refused() -> Finding {
    Finding::Failed(crate::model::Failure {
        problem: "the vendor refuses this (222000): the tenant has no AI agents; ask Sobot to open /ai-agent-open"
            .into(),
        refused: true,
        again: None,
        absent: false,
    })
}
