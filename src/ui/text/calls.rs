//! Calls in words: what a service level is worth, and how far the records reach.

use chrono_tz::Tz;

use crate::lang::figures::{age, count, duration};
use crate::lang::{Language, Speaks};
use crate::model::{Ledger, Matching, ServiceTarget, Stamp};

/// The site's clock, and how far the platform's goes before it: records tell moments by the platform's.
#[derive(Clone, Copy, Debug)]
pub struct SiteClock {
    /// The site's zone.
    pub zone: Tz,
    /// How far the platform's clock goes before ours, in ms.
    pub skew_ms: i64,
}

impl SiteClock {
    /// A moment of the platform's clock on ours.
    #[must_use]
    pub fn ours(self, at: Stamp) -> Stamp {
        at.plus(self.skew_ms.saturating_neg())
    }

    /// Hour and minute of a moment of the platform's clock, as the site's shows it.
    pub fn hour(self, at: Stamp) -> Option<String> {
        self.ours(at).in_zone(&self.zone).map(|at| at.format("%H:%M").to_string())
    }
}

/// What callers are called whom no agent has.
pub fn no_agent_yet(to: impl Speaks) -> &'static str {
    tr!(to.language(), "no agent yet")
}

/// What inbound calls that agents have are called.
pub fn at_agents(to: impl Speaks) -> &'static str {
    tr!(to.language(), "at agents")
}

/// What a service level is: `80 % within 20 s of the call's start, short abandons left out, 312 calls, 40s old`.
pub fn service_definition(to: impl Speaks, target: ServiceTarget, calls: u64, age_ms: i64) -> String {
    let language = to.language();
    tr!(
        language,
        "{percent} % within {seconds} s of the call's start, short abandons left out, {calls} calls, {age} old",
        percent = target.percent,
        seconds = seconds(target.within_ms),
        calls = count(Some(calls), ""),
        age = age(language, age_ms)
    )
}

/// Who is still lost, and what the figure leaves out.
pub fn still_lost_definition(to: impl Speaks) -> String {
    tr!(
        to.language(),
        "callers of today's lost calls with whose number no later contact is in the records: no inbound call that an \
         agent answered, no outbound one that was connected; lost calls without a number left out"
    )
    .to_owned()
}

/// What a lost call is, with what the figure leaves out.
pub fn lost_definition(to: impl Speaks, target: ServiceTarget) -> String {
    let language = to.language();
    tr!(
        language,
        "inbound calls that ended unserved; short abandons (the caller hung up within {seconds} s of the start) left out",
        seconds = seconds(target.short_ms)
    )
}

/// What the average handle time is, with what is not told of it.
pub fn handle_definition(to: impl Speaks) -> &'static str {
    let language = to.language();
    tr!(language, "talk and hold; after-call work not told")
}

/// How long callers waited until an agent had them: `speed of answer: 00:14 on average, 02:31 at most, from the call's start`.
pub fn speed_of_answer(to: impl Speaks, ledger: &Ledger, dash: &str) -> String {
    let average = ledger.figures().speed_of_answer_ms().and_then(|ms| i64::try_from(ms).ok());
    tr!(
        to.language(),
        "speed of answer: {average} on average, {longest} at most, from the call's start",
        average = duration(average, dash),
        longest = duration(ledger.longest_ms(), dash)
    )
}

/// How far the records reach while they are not all there: `since 13:20, 1,200 of 6,400`; `None` once they are.
pub fn reach(to: impl Speaks, clock: SiteClock, ledger: &Ledger) -> Option<String> {
    let language: Language = to.language();
    let extent = ledger.extent();
    if extent.whole {
        return None;
    }
    let since = extent.since.and_then(|at| clock.hour(at));
    let held = count(Some(ledger.held() as u64), "");
    let total = extent.total.map(|total| count(Some(total), ""));
    Some(match (since, total) {
        (Some(time), Some(total)) => {
            tr!(language, "since {time}, {held} of {total}", time = time, held = held, total = total)
        }
        (Some(time), None) => tr!(language, "since {time}", time = time),
        (None, Some(total)) => tr!(language, "{held} of {total}", held = held, total = total),
        (None, None) => tr!(language, "being read").to_owned(),
    })
}

/// Why it is not known who is still lost; `None` where it is.
pub fn still_lost_unknown(to: impl Speaks, ledger: &Ledger) -> Option<String> {
    let language = to.language();
    match ledger.matching() {
        _ if ledger.still_lost().is_some() => None,
        Matching::Off(section) => Some(tr!(language, "set match_callers in [{section}]", section = section)),
        Matching::On => Some(tr!(language, "the platform tells no number of a lost call").to_owned()),
        Matching::Unsaid => Some(tr!(language, "not recorded").to_owned()),
    }
}

/// The same where there is little room: which setting is off.
pub fn still_lost_off(to: impl Speaks, ledger: &Ledger) -> Option<String> {
    match ledger.matching() {
        Matching::Off(_) => Some(tr!(to.language(), "match_callers is off").to_owned()),
        Matching::On | Matching::Unsaid => still_lost_unknown(to, ledger),
    }
}

/// Since when callers are still lost, and how many lost calls tell no number: `no later call seen since 09:12; 2 lost calls
/// without a number`. Nothing where it is not known.
pub fn still_lost_since(to: impl Speaks, clock: SiteClock, ledger: &Ledger) -> Option<String> {
    let language = to.language();
    let callers = count(Some(ledger.still_lost()?), "");
    let said = match ledger.still_lost_since().and_then(|at| clock.hour(at)) {
        Some(time) => tr!(language, "no later call seen since {time}", time = time),
        None => tr!(language, "{callers} callers", callers = callers),
    };
    Some(said + &without_a_number(language, ledger))
}

/// How many lost calls there are apart from the others, for want of a number.
fn without_a_number(language: Language, ledger: &Ledger) -> String {
    match ledger.lost_unmatched() {
        0 => String::new(),
        1 => tr!(language, "; 1 lost call without a number").to_owned(),
        calls => {
            let calls = count(Some(calls), "");
            tr!(language, "; {calls} lost calls without a number", calls = calls)
        }
    }
}

/// Who is still lost, in a line: `7 callers, no later call seen since 09:12; 2 lost calls without a number`, or why that is
/// not known. Until the records are whole, since when they reach.
pub fn still_lost(to: impl Speaks, clock: SiteClock, ledger: &Ledger, dash: &str) -> String {
    let language = to.language();
    let Some(callers) = ledger.still_lost() else {
        return format!("{dash}: {}", still_lost_unknown(language, ledger).unwrap_or_default());
    };
    let number = count(Some(callers), dash);
    let first = ledger.still_lost_since().and_then(|at| clock.hour(at));
    let mut said = match (callers, first) {
        (1, Some(time)) => tr!(language, "1 caller, no later call seen since {time}", time = time),
        (_, Some(time)) => {
            tr!(language, "{callers} callers, no later call seen since {time}", callers = number, time = time)
        }
        (_, None) => tr!(language, "{callers} callers", callers = number),
    };
    said.push_str(&without_a_number(language, ledger));
    if let Some(reach) = reach(language, clock, ledger) {
        said = format!("{said} ({reach})");
    }
    said
}

/// Whole seconds, or with what is left of one: `20`, `2.5`.
pub fn seconds(ms: i64) -> String {
    let (whole, rest) = (ms / 1_000, ms % 1_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::model::{CallNews, Extent, LedgerDay, Matching, Stamp};

    const FROM: Stamp = Stamp(1_772_409_600_000);

    fn ledger(extent: Extent) -> Ledger {
        let day =
            LedgerDay { date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), from: FROM, to: FROM.plus(86_400_000) };
        let target = ServiceTarget::default();
        let mut ledger = Ledger::new(day, target);
        ledger.take(CallNews {
            day,
            target,
            calls: Vec::new(),
            extent,
            unlisted: Vec::new(),
            matching: Matching::On,
            as_of: FROM,
        });
        ledger
    }

    #[test]
    fn a_service_level_carries_its_definition() {
        let said = service_definition(Language::English, ServiceTarget::default(), 1_312, 40_000);
        assert_eq!(said, "80 % within 20 s of the call's start, short abandons left out, 1,312 calls, 40s old");
        let within = ServiceTarget { within_ms: 2_500, ..ServiceTarget::default() };
        assert!(service_definition(Language::Chinese, within, 1, 0).contains("2.5"));
    }

    #[test]
    fn it_is_said_how_far_the_records_reach_until_all_are_there() {
        let since = Some(FROM.plus(13 * 3_600_000 + 20 * 60_000));
        let clock = SiteClock { zone: Tz::UTC, skew_ms: 0 };
        let said = |extent| reach(Language::English, clock, &ledger(extent));
        let part = Extent { whole: false, since, total: Some(6_400) };
        assert_eq!(said(part).as_deref(), Some("since 13:20, 0 of 6,400"));
        assert_eq!(said(Extent { since: None, ..part }).as_deref(), Some("0 of 6,400"));
        assert_eq!(said(Extent { total: None, ..part }).as_deref(), Some("since 13:20"));
        assert_eq!(said(Extent { whole: true, ..part }), None);
        let ahead = SiteClock { skew_ms: 120_000, ..clock };
        let said = reach(Language::English, ahead, &ledger(part));
        assert_eq!(said.as_deref(), Some("since 13:18, 0 of 6,400"), "by our clock, and not by the platform's");
    }
}
