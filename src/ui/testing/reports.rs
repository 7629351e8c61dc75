//! Reports of a fixed afternoon.

use super::calls::data;
use super::{NOW, agent, pick};
use crate::model::{
    Board, CallKind, CallNews, CallRecord, CallResult, Cell, Data, Day, Extent, Fold, LedgerCall, LedgerDay, Lookup,
    Matching, Metric, MetricRow, MetricTable, Payload, Person, Phase, ReportAsked, ReportOf, Role, ServiceTarget,
    SourceId, SourceReport, Stamp, Unit, Update,
};

fn metric(key: &str, label: &str, group: &str, unit: Unit, role: Option<Role>) -> Metric {
    let fold = match unit {
        Unit::Count | Unit::Duration => Fold::Sum,
        _ => Fold::None,
    };
    Metric { key: key.to_owned(), label: label.to_owned(), group: group.to_owned(), unit, fold, role, shown: true }
}

/// The site's midnight before [`NOW`].
pub const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);

fn day_of(day: Day) -> (Stamp, usize) {
    match day {
        Day::Today => (MIDNIGHT, 30),
        Day::Yesterday => (MIDNIGHT.plus(-86_400_000), 48),
        Day::WeekAgo => (MIDNIGHT.plus(-7 * 86_400_000), 48),
    }
}

/// The question for a report on all agents.
pub fn asked(of: ReportOf, day: Day) -> Lookup {
    Lookup::Report(ReportAsked { of, day, agent: None })
}

/// Half hours of two relay numbers, up to now.
pub fn halves(day: Day) -> MetricTable {
    let metrics = vec![
        metric("inbound_calls", "inbound", "inbound", Unit::Count, Some(Role::Inbound)),
        metric("inbound_humanAgent_answered_calls", "answered by agent", "inbound", Unit::Count, Some(Role::Answered)),
        metric("inbound_notHumanAgent_answered_calls", "answered by robot", "inbound", Unit::Count, Some(Role::Robots)),
        metric("inbound_route_to_thirdPSTN_calls", "routed outside", "inbound", Unit::Count, Some(Role::Outside)),
        metric("inbound_agentTalk_duration", "talk time", "inbound", Unit::Duration, None),
        metric("outbound_calls", "outbound", "outbound", Unit::Count, Some(Role::Outbound)),
    ];
    let (from, slots) = day_of(day);
    let salt = usize::from(day == Day::Yesterday) * 7;
    let rows = (0..slots).flat_map(|slot| {
        ["4006001234", "95588"].into_iter().enumerate().map(move |(which, relay)| {
            // Two swells, as a day has them.
            let busy = 26_usize.saturating_sub(slot.abs_diff(21).min(slot.abs_diff(31)) * 3) / (1 + which);
            let inbound = busy + pick(slot, 41 + salt + which, 4);
            let missed = pick(slot, 45 + salt, 9).saturating_sub(5).min(inbound);
            let at = from.plus(slot as i64 * 1_800_000);
            let number = |value: usize| Cell::Number(value as f64);
            MetricRow {
                label: format!("half hour {slot}"),
                key: format!("{slot} {relay}"),
                relay: Some(relay.to_owned()),
                from: Some(at),
                cells: vec![
                    number(inbound),
                    number(inbound - missed),
                    number(0),
                    number(0),
                    Cell::Number((inbound - missed) as f64 * 215_000.0),
                    number(if (16..42).contains(&slot) { 4 + pick(slot, 47 + salt, 8) } else { 0 }),
                ],
                ..MetricRow::default()
            }
        })
    });
    MetricTable {
        plan: Some("Default plan".to_owned()),
        metrics,
        rows: rows.collect(),
        totals: None,
        expected: Some(slots as u64 * 2),
    }
}

/// As many calls in each half hour as its place in the list says, from `from` on: of a day on which clocks change.
pub fn counted(from: Stamp, calls: &[u64]) -> MetricTable {
    let rows = (0..).zip(calls).map(|(half, calls): (i64, &u64)| MetricRow {
        from: Some(from.plus(half * 1_800_000)),
        key: half.to_string(),
        cells: vec![Cell::Number(*calls as f64); 2],
        ..MetricRow::default()
    });
    let rows: Vec<MetricRow> = rows.collect();
    let metrics = vec![
        metric("inbound_calls", "inbound", "inbound", Unit::Count, Some(Role::Inbound)),
        metric("inbound_humanAgent_answered_calls", "answered by agent", "inbound", Unit::Count, Some(Role::Answered)),
    ];
    MetricTable { plan: None, metrics, expected: Some(rows.len() as u64), rows, totals: None }
}

/// What the agents' time went into.
pub fn work() -> MetricTable {
    let metrics = vec![
        metric("agent_login_sum_duration", "logged in", "login", Unit::Duration, Some(Role::LoggedIn)),
        metric("agent_readying_sum_duration", "ready", "work", Unit::Duration, Some(Role::Ready)),
        metric("agent_talking_sum_duration", "talking", "work", Unit::Duration, Some(Role::Talking)),
        metric("agent_acwing_sum_duration", "after-call work", "work", Unit::Duration, Some(Role::WrapUp)),
        metric("workReady_percent", "ready %", "shares", Unit::Share, None),
        metric("agentFirstLogin_timestamp", "first login", "times", Unit::Moment, None),
    ];
    let rows = (0..30).map(|index| {
        let agent = agent(index);
        let hours = 3_600_000.0 * (2.0 + pick(index, 51, 6) as f64);
        MetricRow {
            label: agent.name.as_deref().unwrap_or_default().to_owned(),
            key: agent.id.to_string(),
            agent: Some(agent.id),
            number: agent.number.map(Into::into),
            cells: vec![
                Cell::Number(hours),
                Cell::Number(hours * 0.3),
                Cell::Number(hours * 0.5),
                if index == 3 { Cell::Unknown } else { Cell::Number(hours * 0.1) },
                Cell::Number(0.3),
                Cell::Number(MIDNIGHT.plus(8 * 3_600_000 + index as i64 * 61_000).ms() as f64),
            ],
            ..MetricRow::default()
        }
    });
    MetricTable { plan: None, metrics, rows: rows.collect(), totals: None, expected: Some(48) }
}

/// Relay numbers, a row each.
pub fn relays() -> MetricTable {
    let whole = halves(Day::Today);
    let rows = ["4006001234", "95588"].into_iter().map(|relay| {
        let cells = whole.rows.iter().filter(|row| row.relay.as_deref() == Some(relay)).map(|row| row.cells.as_slice());
        MetricRow {
            label: relay.to_owned(),
            key: relay.to_owned(),
            relay: Some(relay.to_owned()),
            cells: crate::model::metric::fold(&whole.metrics, &cells),
            ..MetricRow::default()
        }
    });
    MetricTable { rows: rows.collect(), expected: Some(2), ..whole.clone() }
}

/// A report comes.
pub fn comes(board: &mut Board, of: ReportOf, day: Day, table: MetricTable) {
    data(board, NOW.plus(-9_000), asked(of, day), Data::Report(table));
}

/// Records of today's calls: a call every six minutes from eight o'clock on, at three relay numbers and by two routes, some
/// without either.
pub fn records(board: &mut Board) {
    const RELAYS: [&str; 3] = ["95588", "4006001234", "021-6000"];
    let at = NOW.plus(-9_000);
    let calls = (0..60_usize).map(|nth| {
        let started = MIDNIGHT.plus(8 * 3_600_000 + nth as i64 * 360_000);
        let who = agent(nth % 5);
        let (result, lasts) = match nth {
            _ if nth % 7 == 3 => (CallResult::AgentMissed, 24_000),
            _ if nth % 11 == 5 => (CallResult::HungUpFast, 3_000),
            _ => (CallResult::Answered, 120_000 + nth as i64 * 1_000),
        };
        let waited = (nth as i64 * 5) % 40 * 1_000;
        let answered = result == CallResult::Answered;
        let person = Person { id: Some(who.id), number: who.number.map(Into::into), name: who.name.map(Into::into) };
        LedgerCall::of(&CallRecord {
            id: format!("call-{nth}"),
            kind: Some(CallKind::Inbound),
            relay: (nth % 20 != 7).then(|| RELAYS[nth % 3].to_owned()),
            route: (nth % 10 != 0).then(|| ["Support", "Sales"][nth % 2].to_owned()),
            started: Some(started),
            bridged: answered.then(|| started.plus(waited)),
            ended: Some(started.plus(waited * i64::from(answered) + lasts)),
            talk_ms: answered.then_some(lasts),
            result: Some(result),
            first_agent: if answered { person } else { Person::default() },
            ..CallRecord::default()
        })
    });
    let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let news = CallNews {
        day: LedgerDay { date, from: MIDNIGHT, to: MIDNIGHT.plus(86_400_000) },
        target: ServiceTarget::default(),
        calls: calls.collect(),
        extent: Extent { whole: true, since: None, total: Some(60) },
        matching: Matching::default(),
        unlisted: Vec::new(),
        as_of: at,
    };
    board.apply(Update::new(at, Payload::Source(SourceReport::new(SourceId::Calls, Phase::Live))));
    board.apply(Update::new(at, Payload::Calls(Box::new(news))));
}
