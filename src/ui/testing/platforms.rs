//! Chats on other platforms beside the board's own: one that tells of all chats, and one that tells of agents.

use super::{NOW, apply, centre, centre_without_voice};
use crate::model::{
    AiTotals, Board, Cell, ChatAgent, ChatTotals, Fold, Metric, MetricRow, MetricTable, Payload, Phase, PlatformDay,
    SourceId, SourceReport, Stamp, Tag, Unit,
};

/// Tells of the site's figures, today and yesterday.
pub const CHINA: Tag = Tag::of("west");
/// Tells of agents and half hours.
pub const MOOR: Tag = Tag::of("east");

/// How a vendor's source stands.
pub fn platform_report(board: &mut Board, at: Stamp, tag: Tag, phase: Phase, error: Option<&str>) {
    let title = if tag == CHINA { "Sobot China" } else { "7moor" };
    let report = SourceReport {
        title: Some(title.to_owned()),
        error: error.map(Into::into),
        connects: 12,
        bytes: 48_000,
        skew_ms: Some(0),
        ..SourceReport::new(SourceId::Platform(tag), phase)
    };
    apply(board, at, Payload::Source(report));
}

fn metric(key: &str, label: &str, group: &str, unit: Unit, shown: bool) -> Metric {
    let fold = if matches!(unit, Unit::Count) { Fold::Sum } else { Fold::None };
    Metric { key: key.to_owned(), label: label.to_owned(), group: group.to_owned(), unit, fold, role: None, shown }
}

fn numbers(numbers: &[f64]) -> Vec<Cell> {
    numbers.iter().map(|number| Cell::Number(*number)).collect()
}

/// Figures of all chats in four groups, with yesterday's.
pub fn china(as_of: Stamp) -> PlatformDay {
    let metrics = vec![
        metric("sessions.all", "sessions", "sessions", Unit::Count, true),
        metric("sessions.messages", "messages", "sessions", Unit::Count, true),
        metric("robot.sessions", "robot sessions", "robot", Unit::Count, true),
        metric("robot.alone_share", "alone", "robot", Unit::Share, true),
        metric("people.chats", "chats", "people", Unit::Count, true),
        metric("people.length", "length", "people", Unit::Duration, true),
        metric("people.waiting", "left the queue", "people", Unit::Count, false),
        metric("ratings.good", "good", "satisfaction", Unit::Count, true),
        metric("ratings.share", "rated", "satisfaction", Unit::Share, true),
    ];
    let day = |key: &str, cells: &[f64]| MetricRow {
        label: key.to_owned(),
        key: key.to_owned(),
        cells: numbers(cells),
        ..MetricRow::default()
    };
    let mut rows = vec![
        day("2026-11-21", &[640.0, 5120.0, 420.0, 0.7143, 220.0, 312_000.0, 9.0, 101.0, 0.55]),
        day("2026-11-20", &[1180.0, 9440.0, 790.0, 0.7025, 391.0, 298_000.0, 21.0, 180.0, 0.52]),
    ];
    if let Some(cell) = rows.get_mut(1).and_then(|row| row.cells.get_mut(6)) {
        *cell = Cell::Unknown;
    }
    PlatformDay {
        tag: CHINA,
        as_of,
        totals: ChatTotals {
            chats: Some(220),
            valid: Some(201),
            unanswered: Some(4),
            good: Some(101),
            rated: Some(121),
            ..ChatTotals::default()
        },
        ai: Some(AiTotals { sessions: Some(420), valid: Some(400), handed: Some(120), ..AiTotals::default() }),
        figures: Some(MetricTable { totals: Some(vec![Cell::Unknown; 9]), metrics, rows, ..MetricTable::default() }),
        metrics: Vec::new(),
        agents: Vec::new(),
        trend: None,
        missing: Vec::new(),
    }
}

/// Agents with the tenant's own columns, and today by half hours. One of the agents bears the name of a voice agent.
pub fn moor(as_of: Stamp) -> PlatformDay {
    let metrics = vec![
        metric("initCount", "接待会话数", "volume", Unit::Count, true),
        metric("replyCount", "回复会话数", "volume", Unit::Count, true),
        metric("avgFirstResponseNotIncludeLen", "平均首次响应时长", "speed", Unit::Duration, true),
        metric("9d1c", "小休", "states", Unit::Duration, true),
        metric("5e02", "非常满意", "satisfaction", Unit::Share, true),
        metric("hidden", "隐藏列", "volume", Unit::Count, false),
    ];
    let agent = |id: &str, name: &str, cells: &[f64]| ChatAgent {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        chats: cells.first().map(|chats| *chats as u64),
        received: cells.get(1).map(|count| *count as u64),
        first_reply_ms: cells.get(2).copied(),
        cells: numbers(cells),
        ..ChatAgent::default()
    };
    let agents = vec![
        agent("6012", "别动", &[41.0, 40.0, 9_000.0, 1_260_000.0, 0.9, 1.0]),
        agent("6015", "欧阳明月", &[38.0, 36.0, 12_000.0, 600_000.0, 0.82, 0.0]),
        agent("6020", "周杰", &[17.0, 17.0, 31_000.0, 0.0, 0.75, 2.0]),
    ];
    let halves = [3.0, 9.0, 14.0, 12.0, 6.0, 11.0, 17.0, 24.0];
    let rows = halves.iter().enumerate().map(|(at, chats)| {
        let minutes = 10 * 60 + 30 * at;
        MetricRow {
            label: format!("{:02}:{:02}", minutes / 60, minutes % 60),
            key: format!("{:02}:{:02}", minutes / 60, minutes % 60),
            // 00:00 of the fixed day in the site's zone.
            from: Some(NOW.plus(-(14 * 3_600_000 + 32 * 60_000 + 7_000) + minutes as i64 * 60_000)),
            cells: numbers(&[*chats, chats - 1.0, 14_000.0]),
            ..MetricRow::default()
        }
    });
    let trend = MetricTable {
        metrics: vec![
            metric("sessionCount", "会话总数", "volume", Unit::Count, true),
            metric("validCount", "有效会话数", "volume", Unit::Count, true),
            metric("avgFirst", "平均首次响应时长", "speed", Unit::Duration, true),
        ],
        rows: rows.collect(),
        ..MetricTable::default()
    };
    let totals = ChatTotals { chats: Some(96), first_reply_ms: Some(14_000.0), ..ChatTotals::default() };
    PlatformDay {
        tag: MOOR,
        as_of,
        totals,
        ai: None,
        figures: None,
        metrics,
        agents: agents.into_iter().map(Into::into).collect(),
        trend: Some(trend),
        missing: Vec::new(),
    }
}

fn hear(board: &mut Board, platform: PlatformDay) {
    platform_report(board, NOW.plus(-3_000), platform.tag, Phase::Live, None);
    apply(board, NOW.plus(-3_000), Payload::Platform(Box::new(platform)));
}

/// The fixed centre with two more vendors.
pub fn three_vendors() -> Board {
    let mut board = centre(48);
    let mut report = SourceReport { source: SourceId::Chat, ..chat_report() };
    apply(&mut board, NOW.plus(-12_000), Payload::Source(report.clone()));
    report.source = SourceId::Ai;
    apply(&mut board, NOW.plus(-12_000), Payload::Source(report));
    hear(&mut board, china(NOW.plus(-9_000)));
    hear(&mut board, moor(NOW.plus(-31_000)));
    board
}

fn chat_report() -> SourceReport {
    SourceReport {
        title: Some("Sobot".to_owned()),
        connects: 40,
        bytes: 90_000,
        skew_ms: Some(0),
        ..SourceReport::new(SourceId::Chat, Phase::Live)
    }
}

/// Nothing but one of the other vendors: no voice, none of the board's own chats.
pub fn alone(tag: Tag) -> Board {
    let mut board = Board::new();
    for source in SourceId::FIXED {
        super::report(&mut board, NOW.plus(-60_000), source, Phase::Off, Some("not configured"));
    }
    hear(&mut board, if tag == CHINA { china(NOW.plus(-9_000)) } else { moor(NOW.plus(-31_000)) });
    board
}

/// Chats and robots of the board's own vendor, without voice: only `[acme_chats]` is configured.
pub fn only_open() -> Board {
    let mut board = centre_without_voice();
    super::report(&mut board, NOW.plus(-60_000), SourceId::Agents, Phase::Off, Some("not configured"));
    board
}

/// Only voice: no chats and no robots are configured.
pub fn only_call() -> Board {
    let mut board = super::crowd(48);
    for source in [SourceId::Chat, SourceId::Ai] {
        super::report(&mut board, NOW.plus(-60_000), source, Phase::Off, Some("not configured"));
    }
    board
}

/// Sobot China and 7moor beside each other, and nothing else.
pub fn two_vendors() -> Board {
    let mut board = alone(CHINA);
    hear(&mut board, moor(NOW.plus(-31_000)));
    board
}
