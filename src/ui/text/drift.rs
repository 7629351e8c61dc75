//! How robots' sessions compare with the weeks before, in words.

use chrono_tz::Tz;

use crate::lang::figures::{clock, count, percent};
use crate::lang::{self, Speaks};
use crate::model::{AiDrift, AiGroup, Comparison, Drift, FunnelStep, GroupedBy, Stamp};

/// What to call a group of sessions.
pub fn drift_group(to: impl Speaks, group: &AiGroup) -> &str {
    match group.by {
        GroupedBy::All => tr!(to, "all AI sessions"),
        GroupedBy::Robot => &group.name,
        GroupedBy::Channel | GroupedBy::Reason => lang::of(to, &group.name),
    }
}

/// Which way a share differs.
pub fn drift_word(to: impl Speaks, drift: Drift) -> &'static str {
    if drift.higher { tr!(to, "above usual") } else { tr!(to, "below usual") }
}

fn step(to: impl Speaks, step: FunnelStep) -> &'static str {
    match step {
        FunnelStep::Asked => tr!(to, "asked for an agent"),
        FunnelStep::Reached => tr!(to, "of those who asked reached an agent"),
    }
}

/// `Ava: 43 % asked for an agent, usually 29 %`, without a word on whether that is a difference.
pub fn drift_in_short(to: impl Speaks, own: &Comparison, dash: &str) -> String {
    let language = to.language();
    tr!(
        language,
        "{who}: {share} {step}, usually {usual}",
        who = lang::clean::clean(drift_group(language, &own.group)),
        share = percent(own.now.share(), dash),
        step = step(language, own.step),
        usual = percent(own.usual.share(), dash)
    )
}

/// The numbers behind it: of how many each share is, from when to when, how exactly the present one is known, and since when
/// it has differed.
pub fn drift_numbers(to: impl Speaks, own: &Comparison, until: Stamp, zone: Tz, dash: &str) -> String {
    let language = to.language();
    let at = |at: Stamp| clock(language, at, zone, "%H:%M").map_or_else(|| dash.to_owned(), |(text, _)| text);
    let whole = |number: u64| count(Some(number), dash);
    let (low, high) = own.interval().unwrap_or_default();
    let mut told = tr!(
        language,
        "{part} of {all} from {from} to {to}, {usual} of {usual_all} in {weeks} weeks, 99 % interval {low} to {high}",
        part = whole(own.now.part),
        all = whole(own.now.of),
        from = at(own.from),
        to = at(until),
        usual = whole(own.usual.part),
        usual_all = whole(own.usual.of),
        weeks = own.weeks,
        low = percent(Some(low), dash),
        high = percent(Some(high), dash)
    );
    if let Some(drift) = own.drift {
        told.push_str(tr!(language, ", "; "clauses"));
        told.push_str(&tr!(language, "most likely since {time}", time = at(drift.since)));
    }
    told
}

/// That nothing differs, of how many shares, and until when that holds; what is not compared is said as well.
pub fn drift_calm(to: impl Speaks, drift: &AiDrift, zone: Tz, dash: &str) -> String {
    let language = to.language();
    let at = clock(language, drift.to, zone, "%H:%M").map_or_else(|| dash.to_owned(), |(text, _)| text);
    tr!(
        language,
        "as usual until {time}: {shares} shares of closed sessions beside those of the same hours of the weeks before",
        time = at,
        shares = count(Some(drift.compared.len() as u64), dash)
    )
}

/// Which groups are not compared for want of room; `None` where all are.
pub fn drift_beyond(to: impl Speaks, drift: &AiDrift) -> Option<String> {
    let language = to.language();
    let kinds: Vec<&str> =
        drift.beyond.iter().filter_map(|by| by.field()).map(|field| lang::of(language, field.title())).collect();
    (!kinds.is_empty()).then(|| {
        tr!(
            language,
            "beyond the ten largest of each kind they are counted together and not compared: {kinds}",
            kinds = kinds.join(tr!(language, ", "; "clauses"))
        )
    })
}
