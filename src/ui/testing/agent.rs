//! One agent's day with everything in it.

use super::calls::{data, found};
use super::{NOW, agent};
use crate::model::{
    AgentId, Board, BusyReason, CallRecord, CallResult, Cell, ChatAgent, ChatDay, Data, Failure, Finding, Fold, Lookup,
    Metric, MetricRow, MetricTable, Part, Payload, Person, ReportOf, Role, Stamp, State, StateSpan, Unit,
};
use crate::ui::state::tabs::agent::{calls_of, report_of};

/// The agent whose day it is: number 1004.
pub const WHO: usize = 4;

/// Its id.
pub fn who() -> AgentId {
    agent(WHO).id
}

/// Since when the agent is in the present state.
fn since() -> Stamp {
    agent(WHO).work_since.unwrap_or(NOW)
}

/// A working day from 08:58 on, with a break at noon, until now.
pub fn day() -> Vec<StateSpan> {
    let at = |seconds: i64| NOW.plus(-seconds * 1_000);
    let span = |state, reason, from, to| StateSpan { state, reason, from, to: Some(to) };
    let start = at(20_040);
    let mut spans = vec![span(State::Offline, None, at(52_000), start), span(State::Ready, None, start, at(19_700))];
    let mut from = 19_700;
    let mut turn = 0;
    while from > 2_500 {
        let noon = (8_000..10_200).contains(&from);
        let (talk, wrap, ready) = (240 + turn * 37 % 400, 40 + turn * 23 % 90, 60 + turn * 61 % 300);
        if noon {
            spans.push(span(State::Busy, Some(BusyReason::Dining), at(from), at(from - 2_280)));
            from -= 2_280;
        }
        let marks = [
            (State::Ringing, 6),
            (State::Talking, talk / 2),
            (State::Holding, if turn % 3 == 0 { 45 } else { 0 }),
            (State::Talking, talk / 2),
            (State::WrapUp, wrap),
            (State::Ready, ready),
        ];
        for (state, seconds) in marks.into_iter().filter(|(_, seconds)| *seconds > 0) {
            spans.push(span(state, None, at(from), at(from - seconds)));
            from -= seconds;
        }
        turn += 1;
    }
    spans.push(StateSpan { state: State::Ready, reason: None, from: at(from), to: Some(since()) });
    let now = agent(WHO);
    spans.push(StateSpan { state: now.state(), reason: now.reason, from: since(), to: None });
    spans
}

/// Today's calls of the agent.
pub fn calls(count: usize) -> Data {
    let me = agent(WHO);
    let rows = (0..count).map(|index| {
        let call = super::calls::call(index * 3);
        let result =
            if call.result == Some(CallResult::AgentNotFound) { CallResult::AgentMissed } else { CallResult::Answered };
        let agent = Person {
            id: Some(me.id.clone()),
            number: me.number.as_deref().map(str::to_owned),
            name: me.name.as_deref().map(str::to_owned),
        };
        CallRecord { agent, result: Some(result), ..call }
    });
    Data::Calls(Part {
        day: NOW.in_zone(&chrono_tz::Asia::Shanghai).unwrap().date_naive(),
        rows: rows.collect(),
        total: Some(count as u64),
        complete: true,
        as_of: NOW.plus(-9_000),
    })
}

fn metric(key: &str, group: &str, unit: Unit, role: Option<Role>, shown: bool) -> Metric {
    let fold = Fold::Sum;
    Metric { key: key.to_owned(), label: key.to_owned(), group: group.to_owned(), unit, fold, role, shown }
}

/// One of the reports on the agent.
pub fn report(of: ReportOf) -> Data {
    let minutes = |minutes: f64| Cell::Number(minutes * 60_000.0);
    let duration = Unit::Duration;
    let columns = match of {
        ReportOf::AgentsWork => vec![
            (metric("logged in", "login", duration, Some(Role::LoggedIn), true), minutes(334.0)),
            (metric("online", "login", duration, Some(Role::Online), true), minutes(296.0)),
            (metric("busy", "login", duration, Some(Role::Busy), true), minutes(38.0)),
            (metric("ready", "work", duration, Some(Role::Ready), true), minutes(94.5)),
            (metric("in calls", "work", duration, Some(Role::InCall), true), minutes(162.25)),
            (metric("talking", "work", duration, Some(Role::Talking), true), minutes(149.0)),
            (metric("holding", "work", duration, Some(Role::Holding), true), minutes(6.75)),
            (metric("dialling", "work", duration, None, false), minutes(1.0)),
            (metric("after-call work", "work", duration, Some(Role::WrapUp), true), minutes(39.25)),
            (metric("breaks", "breaks", duration, None, true), minutes(38.0)),
            (metric("first login", "times", Unit::Moment, None, true), Cell::Number(NOW.plus(-20_040_000).ms() as f64)),
        ],
        ReportOf::AgentsInbound => vec![
            (metric("offered", "inbound", Unit::Count, Some(Role::Inbound), true), Cell::Number(27.0)),
            (metric("agent answers", "inbound", Unit::Count, Some(Role::Answered), true), Cell::Number(25.0)),
            (metric("agent misses", "inbound", Unit::Count, Some(Role::Missed), true), Cell::Number(2.0)),
            (metric("transferred in", "transfers", Unit::Count, None, true), Cell::Number(3.0)),
            (metric("talk time", "inbound", duration, Some(Role::TalkInbound), true), minutes(121.0)),
        ],
        _ => vec![
            (metric("outbound", "outbound", Unit::Count, Some(Role::Outbound), true), Cell::Number(9.0)),
            (metric("connected", "outbound", Unit::Count, Some(Role::Connected), true), Cell::Number(7.0)),
            (metric("connected %", "outbound", Unit::Share, None, true), Cell::Number(7.0 / 9.0)),
            (metric("talk time", "outbound", duration, Some(Role::TalkOutbound), true), minutes(28.0)),
        ],
    };
    let (metrics, cells) = columns.into_iter().unzip();
    let row = MetricRow { agent: Some(who()), cells, ..MetricRow::default() };
    Data::Report(MetricTable { metrics, rows: vec![row], ..MetricTable::default() })
}

/// The three reports.
pub const REPORTS: [ReportOf; 3] = [ReportOf::AgentsWork, ReportOf::AgentsInbound, ReportOf::AgentsOutbound];

/// Chats with figures in groups.
pub fn grouped_chats(board: &mut Board) {
    let metrics = vec![
        metric("chats", "volume", Unit::Count, None, true),
        metric("transferred out", "volume", Unit::Count, None, false),
        metric("offline messages", "volume", Unit::Count, None, false),
        metric("first reply", "speed", Unit::Duration, None, true),
        metric("answered in 30 s", "speed", Unit::Share, None, true),
        metric("valid", "quality", Unit::Count, None, true),
        metric("very satisfied", "satisfaction, 5 stars", Unit::Count, None, true),
        metric("score", "satisfaction, 10 points", Unit::Score, None, true),
        metric("invited", "satisfaction, asked", Unit::Count, None, true),
    ];
    let numbers = [38.0, 4.0, 0.0, 11_800.0, 0.93, 35.0, 12.0, 9.25];
    let mut cells: Vec<Cell> = numbers.into_iter().map(Cell::Number).collect();
    cells.push(Cell::Unknown);
    let row =
        ChatAgent { id: who().to_string(), group: Some("Cards 信用卡".to_owned()), cells, ..ChatAgent::default() };
    let at = NOW.plus(-12_000);
    let day = ChatDay { metrics, ..ChatDay::new(at, Some(1), vec![row]) };
    super::apply(board, at, Payload::Chat(Box::new(day)));
}

/// Everything that can be looked up about the agent.
pub fn know_the_day(board: &mut Board) {
    data(board, NOW.plus(-8_000), Lookup::History(who()), Data::History(day()));
    data(board, NOW.plus(-9_000), calls_of(&who()), calls(34));
    for of in REPORTS {
        data(board, NOW.plus(-15_000), report_of(&who(), of), report(of));
    }
}

/// The same that everything about the agent came to.
pub fn all_found(board: &mut Board, finding: &Finding) {
    found(board, NOW, Lookup::History(who()), finding.clone());
    found(board, NOW, calls_of(&who()), finding.clone());
    for of in REPORTS {
        found(board, NOW, report_of(&who(), of), finding.clone());
    }
}

/// The vendor does not let the tenant ask this.
pub fn forbidden(what: &str) -> Finding {
    let problem = format!("the vendor refuses this (403): the tenant has no right to {what}").into();
    Finding::Failed(Failure { problem, refused: true, again: None, absent: false })
}
