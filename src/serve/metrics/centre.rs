//! From the board and its alarms to values.

use std::time::Duration;

use litemap::LiteMap;

use super::meter::Meter;
use super::sample::{Rests, Samples};
use crate::model::{
    AiTotals, Alarms, Board, BudgetHealth, ChatTotals, Figure, Ledger, Outcome, SourceId, SourceState, Stamp, State,
    sort,
};

/// All states of a source.
pub(super) const STATES: [SourceState; 5] =
    [SourceState::Live, SourceState::Connecting, SourceState::Waiting, SourceState::Stale, SourceState::Off];

/// What has to wait for a place in the budget, in the order of [`BudgetHealth::queued`].
const URGENCIES: [&str; 3] = ["person", "headline", "breakdown"];

/// The word of a state, as `snapshot` prints it.
pub(super) const fn word(state: SourceState) -> &'static str {
    match state {
        SourceState::Live => "live",
        SourceState::Connecting => "connecting",
        SourceState::Waiting => "waiting",
        SourceState::Stale => "stale",
        SourceState::Off => "off",
    }
}

/// Puts everything that the board and its alarms tell at `now` among the others.
pub(super) fn put(board: &Board, alarms: &Alarms, now: Stamp, to: &mut Samples) {
    alerts(alarms, to);
    for id in board.source_ids() {
        source(board, alarms, (id, now), to);
    }
    agents(board, to);
    waiting(board, now, to);
    if let Some(ledger) = board.ledger() {
        target(ledger, to);
        // Before all of the records are there every figure would be too small, and yesterday's are none of today's.
        if ledger.extent().whole && ledger.day().has(now.plus(board.calls_skew_ms())) {
            calls(ledger, to);
        }
    }
    if let Some(day) = board.chat() {
        chats(SourceId::Chat, &day.totals, to);
    }
    if let Some(day) = board.ai() {
        sessions(SourceId::Ai, &day.totals, to);
    }
    for platform in board.platforms() {
        let Some(day) = &platform.day else { continue };
        chats(SourceId::Platform(platform.tag), &day.totals, to);
        if let Some(totals) = &day.ai {
            sessions(SourceId::Platform(platform.tag), totals, to);
        }
    }
}

/// Puts budgets among the others.
pub(super) fn put_budgets(budgets: &[BudgetHealth], to: &mut Samples) {
    for budget in budgets {
        let section = ("section", budget.section.as_str());
        to.put(Meter::BudgetUsed, Rests::Loop, [section], Some(budget.used));
        to.put(Meter::BudgetLimit, Rests::Nothing, [section], Some(budget.limit));
        for (urgency, queued) in URGENCIES.into_iter().zip(budget.queued) {
            to.put(Meter::BudgetQueued, Rests::Loop, [section, ("urgency", urgency)], Some(queued));
        }
    }
}

fn seconds(ms: i64) -> f64 {
    ms.max(0) as f64 / 1_000.0
}

fn seconds_of(ms: Option<u64>) -> Option<f64> {
    ms.map(|ms| ms as f64 / 1_000.0)
}

/// A share that is one: where a part came to more than its whole, it is none.
fn ratio(share: Option<f64>) -> Option<f64> {
    share.filter(|share| (0.0..=1.0).contains(share))
}

fn alerts(alarms: &Alarms, to: &mut Samples) {
    let rules = alarms.rules();
    let mut counts: LiteMap<(&str, &str), u64> =
        sort::map(rules.list().iter().map(|rule| ((rule.name.as_str(), rule.severity.word()), 0)));
    for standing in alarms.standing() {
        if let Some(rule) = rules.get(standing.key.rule) {
            *counts.entry((rule.name.as_str(), standing.severity.word())).or_default() += 1;
        }
    }
    for ((rule, severity), count) in counts {
        to.put(Meter::Alerts, Rests::Loop, [("rule", rule), ("severity", severity)], Some(count));
    }
}

fn source(board: &Board, alarms: &Alarms, (id, now): (SourceId, Stamp), to: &mut Samples) {
    let (source, stale_after) = (board.source(id), alarms.rules().limits().stale_after_ms(id));
    let name = ("source", id.name());
    if source.is_unspoken() || source.state(now, stale_after) == SourceState::Off {
        return;
    }
    let age = source.age_ms(now).and_then(|age| u64::try_from(age).ok()).map(Duration::from_millis);
    to.put_age(Meter::SourceAge, [name], age);
    to.put(Meter::SourceStaleAfter, Rests::Nothing, [name], Some(seconds(stale_after)));
    let counted = [
        (Meter::SourceConnects, source.connects),
        (Meter::SourceResyncs, source.resyncs),
        (Meter::SourceDrifted, source.drifted),
        (Meter::SourceApplied, source.applied),
        (Meter::SourceReceived, source.bytes),
    ];
    for (meter, count) in counted {
        to.put(meter, Rests::Nothing, [name], Some(count));
    }
    for (reason, count) in &source.rejected {
        to.put(Meter::SourceRejected, Rests::Nothing, [name, ("reason", reason.name())], Some(*count));
    }
}

fn agents(board: &Board, to: &mut Samples) {
    let rests = Rests::Source(SourceId::Agents);
    if board.is_complete() {
        for state in State::NAMED {
            let count = board.counts().state(*state);
            to.put(Meter::Agents, rests, [("state", state.word().unwrap_or_default())], Some(count));
        }
    }
    to.put(Meter::AgentsLoggedIn, rests, [], board.figure(Figure::LoggedIn));
    to.put(Meter::AgentsReady, rests, [], board.figure(Figure::Ready));
    to.put(Meter::AgentsUnlisted, rests, [], board.missing());
    let events = [
        ("answered", Figure::Answered),
        ("missed", Figure::Missed),
        ("dialled", Figure::Dialled),
        ("connected", Figure::Connected),
    ];
    for (event, figure) in events {
        to.put(Meter::AgentEvents, rests, [("event", event)], board.figure(figure));
    }
    for (direction, figure) in [("inbound", Figure::InboundNow), ("outbound", Figure::OutboundNow)] {
        to.put(Meter::CallsNow, rests, [("direction", direction)], board.figure(figure));
    }
    to.put(Meter::CallsWithoutAgent, rests, [], board.no_agent_yet());
}

/// Whether events and stream can be relied on the board itself says at `now`; a loop that hangs takes all of it away.
fn waiting(board: &Board, now: Stamp, to: &mut Samples) {
    let waiting = board.waiting(now);
    let known = [
        (Meter::Waiting, waiting.exact()),
        (Meter::WaitingMin, waiting.at_least()),
        (Meter::WaitingMax, waiting.at_most()),
        (Meter::WaitingUnchecked, waiting.unchecked()),
    ];
    for (meter, count) in known {
        to.put(meter, Rests::Loop, [], count);
    }
    // As rules have it: that none waits is said only where it is sure.
    let is_sure = waiting.is_exact() || waiting.for_rules().is_some_and(|callers| callers > 0);
    to.put(Meter::LongestWait, Rests::Loop, [], board.longest_wait(now).filter(|_| is_sure).map(seconds));
}

fn target(ledger: &Ledger, to: &mut Samples) {
    let target = ledger.target();
    let percent = f64::from(target.percent) / 100.0;
    to.put(Meter::ServiceLevelTarget, Rests::Nothing, [], Some(percent));
    to.put(Meter::ServiceLevelWithin, Rests::Nothing, [], Some(seconds(target.within_ms)));
    to.put(Meter::ShortAbandon, Rests::Nothing, [], Some(seconds(target.short_ms)));
}

fn calls(ledger: &Ledger, to: &mut Samples) {
    let (rests, figures) = (Rests::Source(SourceId::Calls), ledger.figures());
    let outcomes = [
        ("answered", Outcome::Answered),
        ("lost", Outcome::Lost),
        ("short_abandon", Outcome::ShortAbandon),
        ("elsewhere", Outcome::Elsewhere),
        ("running", Outcome::Running),
        ("other", Outcome::Other),
    ];
    for (name, outcome) in outcomes {
        to.put(Meter::Calls, rests, [("outcome", name)], Some(figures.count(outcome)));
    }
    to.put(Meter::CallsOffered, rests, [], Some(figures.calls()));
    to.put(Meter::StillLost, rests, [], ledger.still_lost());
    to.put(Meter::ServiceLevel, rests, [], ratio(figures.service_level()));
    to.put(Meter::ServiceLevelCalls, rests, [], Some(figures.measured()));
    to.put(Meter::SpeedOfAnswer, rests, [], seconds_of(figures.speed_of_answer_ms()));
    to.put(Meter::HandleTime, rests, [], seconds_of(figures.average_talk_ms()));
}

fn chats(id: SourceId, totals: &ChatTotals, to: &mut Samples) {
    let (rests, source) = (Rests::Source(id), ("source", id.name()));
    let counts = [
        (Meter::Chats, totals.chats),
        (Meter::ChatsValid, totals.valid),
        (Meter::ChatsUnanswered, totals.unanswered),
        (Meter::ChatsQueued, totals.queued),
        (Meter::ChatsGaveUp, totals.gave_up),
    ];
    for (meter, count) in counts {
        to.put(meter, rests, [source], count);
    }
    to.put(Meter::FirstReply, rests, [source], totals.first_reply_ms.map(|ms| ms / 1_000.0));
    to.put(Meter::Reply, rests, [source], totals.reply_ms.map(|ms| ms / 1_000.0));
    to.put(Meter::RatedGood, rests, [source], ratio(totals.good_share()));
}

fn sessions(id: SourceId, totals: &AiTotals, to: &mut Samples) {
    let (rests, source) = (Rests::Source(id), ("source", id.name()));
    let counts = [
        (Meter::Sessions, totals.sessions),
        (Meter::SessionsValid, totals.valid),
        (Meter::SessionsAsked, totals.asked),
        (Meter::SessionsHanded, totals.handed),
        (Meter::SessionsContained, totals.contained()),
    ];
    for (meter, count) in counts {
        to.put(meter, rests, [source], count);
    }
    to.put(Meter::Contained, rests, [source], ratio(totals.contained_share()));
}
