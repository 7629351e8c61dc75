//! Today's calls in a snapshot: how many were answered and lost, and what that is worth.

use std::fmt::Write;

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::lang::Language;
use crate::model::day::HALF_HOUR_MS;
use crate::model::{
    Board, Compared, ErrorBudget, HalfFigures, Ledger, Matching, Person, SourceId, Stamp, StillLost, Tally,
};
use crate::ui::text::{self, SiteClock, clean};

/// How moments are written.
type Moment<'a> = &'a dyn Fn(Stamp) -> Option<String>;

/// So many callers stand in a snapshot for a person.
const CALLERS: usize = 20;

/// Whether every record that the vendor lists is there.
pub(super) fn are_whole(board: &Board) -> bool {
    board.ledger().is_some_and(|ledger| ledger.extent().whole)
}

/// The ledger, once it is whole: before, every figure would be too small.
fn whole(board: &Board) -> Option<&Ledger> {
    board.ledger().filter(|ledger| ledger.extent().whole)
}

/// The figures of calls among those of the centre.
pub(super) fn add_to(summary: &mut Map<String, Value>, board: &Board) {
    let figures = whole(board).map(Ledger::figures);
    for (name, count) in [
        ("calls_answered", figures.map(|figures| figures.answered)),
        ("lost", figures.map(|figures| figures.lost)),
        ("still_lost", whole(board).and_then(Ledger::still_lost)),
        ("short_abandons", figures.map(|figures| figures.short)),
    ] {
        summary.insert(name.to_owned(), json!(count));
    }
    summary.insert("service_level".to_owned(), json!(figures.and_then(Tally::service_level)));
}

/// The last half hour that has ended beside those of other days.
fn compared(board: &Board, now: Stamp, zone: Tz, moment: Moment<'_>) -> Value {
    let Some(Compared { from, today, yesterday, week_ago, .. }) = board.compared(now, zone) else { return Value::Null };
    let half = |half: HalfFigures| json!({ "answered": half.answered, "talk_ms": half.talk_ms, "service_level": half.service_level });
    json!({ "from": moment(from), "today": half(today), "yesterday": half(yesterday), "week_ago": half(week_ago) })
}

/// Everything about the calls of today; `null` before the first of their records.
pub(super) fn document(board: &Board, now: Stamp, zone: Tz, moment: Moment<'_>) -> Value {
    let Some(ledger) = board.ledger() else { return Value::Null };
    let (extent, target, figures) = (ledger.extent(), ledger.target(), ledger.figures());
    let (may_be_late, bring_back) = match figures.budget(&target) {
        Some(ErrorBudget::MayBeLate(calls)) => (Some(calls), None),
        Some(ErrorBudget::BringsBack(calls)) => (None, Some(calls)),
        Some(ErrorBudget::Gone) | None => (None, None),
    };
    json!({
        "as_of": moment(ledger.as_of()),
        "day": ledger.day().date,
        "whole": extent.whole,
        "since": extent.since.and_then(moment),
        "records": ledger.held(),
        "counted": extent.total,
        "unlisted": ledger.unlisted(),
        "answered": figures.answered,
        "lost": figures.lost,
        "short_abandons": figures.short,
        "elsewhere": figures.elsewhere,
        "running": figures.running,
        "other": figures.other,
        "lost_share": figures.lost_share(),
        "still_lost": ledger.still_lost(),
        "lost_unmatched": (*ledger.matching() == Matching::On).then(|| ledger.lost_unmatched()),
        "still_lost_unknown": text::still_lost_unknown(Language::English, ledger),
        "still_lost_callers": callers(ledger, moment),
        "speed_of_answer_ms": figures.speed_of_answer_ms(),
        "longest_wait_ms": ledger.longest_ms(),
        "talk_ms": figures.average_talk_ms(),
        "service_level": {
            "share": figures.service_level(),
            "calls": figures.measured(),
            "in_time": figures.in_time,
            "percent": target.percent,
            "within_ms": target.within_ms,
            "short_abandon_ms": target.short_ms,
            "from": "start",
            "may_be_late": may_be_late,
            "bring_back": bring_back,
        },
        "last_half_hour": compared(board, now, zone, moment),
        "half_hours": halves(ledger, moment),
        "relays": ledger.relays().map(|(relay, tally)| json!({
            "relay": relay,
            "answered": tally.answered,
            "lost": tally.lost,
            "short_abandons": tally.short,
            "service_level": tally.service_level(),
        })).collect::<Vec<_>>(),
    })
}

fn halves(ledger: &Ledger, moment: Moment<'_>) -> Vec<Value> {
    let from = |half: usize| {
        let after = i64::try_from(half).unwrap_or(i64::MAX).saturating_mul(HALF_HOUR_MS);
        moment(ledger.day().from.plus(after))
    };
    let rows = ledger.halves().iter().enumerate();
    rows.map(|(half, tally)| {
        json!({
            "from": from(half),
            "answered": tally.answered,
            "lost": tally.lost,
            "short_abandons": tally.short,
            "service_level": tally.service_level(),
        })
    })
    .collect()
}

/// Who is still lost, longest waiting first.
fn callers(ledger: &Ledger, moment: Moment<'_>) -> Vec<Value> {
    let one = |StillLost { first, last, tries }: StillLost<'_>| {
        json!({
            "since": first.started.and_then(moment),
            "last_try": last.started.and_then(moment),
            "tries": tries,
            "customer": last.customer,
            "relay": last.relay,
            "let_ring": last.rung,
            "call": last.id,
        })
    };
    ledger.still_lost_callers().into_iter().map(one).collect()
}

/// For a person: the figures in a line, and what a lost call is.
pub(super) fn lines(board: &Board, now: Stamp, zone: Tz, dash: &str) -> Option<String> {
    let ledger = board.ledger()?;
    let figures = ledger.figures();
    let count = |count| text::count(Some(count), dash);
    let age = board.source(SourceId::Calls).age_ms(now).map_or(0, |age| age.max(0));
    let clock = SiteClock { zone, skew_ms: board.skew_ms() };
    let reach = match text::reach(Language::English, clock, ledger) {
        Some(reach) => format!("  ({reach})"),
        None => String::new(),
    };
    let mut lines = format!(
        "calls  {} answered  {} lost  {} short abandons  service level {}: {}{reach}\nlost   {}",
        count(figures.answered),
        count(figures.lost),
        count(figures.short),
        text::percent(figures.service_level(), dash),
        text::service_definition(Language::English, ledger.target(), figures.measured(), age),
        text::lost_definition(Language::English, ledger.target()),
    );
    let handle = figures.average_talk_ms().and_then(|ms| i64::try_from(ms).ok());
    // Writing into a String cannot fail.
    let _ = write!(
        lines,
        "\nhandle time  {}: {}",
        text::duration(handle, dash),
        text::handle_definition(Language::English)
    );
    let _ = write!(lines, "\n{}", text::speed_of_answer(Language::English, ledger, dash));
    let _ = write!(lines, "\nstill lost  {}", text::still_lost(Language::English, clock, ledger, dash));
    let callers = ledger.still_lost_callers();
    for StillLost { first, last, tries } in callers.iter().take(CALLERS) {
        let time = |at: Option<Stamp>| at.and_then(|at| clock.hour(at)).unwrap_or_else(|| dash.to_owned());
        let said = |text: Option<&str>| text.map_or_else(|| dash.to_owned(), |text| clean(text).into_owned());
        let waits =
            first.started.map_or_else(|| dash.to_owned(), |at| text::age(Language::English, now.since(clock.ours(at))));
        let _ = write!(
            lines,
            "\n  {}  waits {waits}  tries {tries}  last {}  {}  {}  {}",
            time(first.started),
            time(last.started),
            said(last.customer.as_deref()),
            said(last.relay.as_deref()),
            said(last.rung.as_deref().and_then(Person::label)),
        );
    }
    if callers.len() > CALLERS {
        let _ = write!(lines, "\n  +{} more", callers.len() - CALLERS);
    }
    Some(lines)
}
