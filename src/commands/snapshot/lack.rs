//! What a snapshot lacks, part by part: a source that is late or fails costs its own part alone.

use std::time::Duration;

use crate::model::{Board, Day, Lookup, Phase, Shelved, Source, SourceId, Tag};
use crate::ui::text;

/// What the settings ask for beside agents, chats and AI sessions, which say themselves that they are not configured.
pub(super) struct Expected {
    /// Today's call records.
    pub(super) calls: bool,
    /// The chats of other vendors.
    pub(super) platforms: Vec<Tag>,
}

/// A sentence for each part of `board` that is not all there; `waited`: for how long it was waited for.
pub(super) fn all(board: &Board, expected: &Expected, waited: Duration) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(agents(board, waited));
    if expected.calls {
        found.extend(calls(board, waited));
    }
    found.extend(chats(board, waited));
    found.extend(sessions(board, waited));
    for tag in &expected.platforms {
        found.extend(platform(board, *tag, waited));
    }
    found
}

/// That the half hours of another day, which were asked for, are not there.
pub(super) fn other_day(board: &Board, asked: &Lookup, waited: Duration) -> Option<String> {
    let Lookup::Report(report) = asked else { return None };
    let entry = board.shelf().get(asked);
    if entry.is_some_and(Shelved::has_content) {
        return None;
    }
    let what = match report.day {
        Day::Today => "today's half hours",
        Day::Yesterday => "yesterday's half hours",
        Day::WeekAgo => "the half hours of a week ago",
    };
    Some(match entry.and_then(|entry| entry.failure.as_ref()) {
        Some(failure) => format!("{what}: {}", failure.problem),
        None => absent(what, None, waited),
    })
}

/// Whether any source has told anything.
pub(super) fn is_anything_there(board: &Board, platforms: &[Tag]) -> bool {
    let told = |tag: &Tag| board.platforms().any(|platform| platform.tag == *tag && platform.day.is_some());
    board.has_roster() || board.chat().is_some() || board.ai().is_some() || platforms.iter().any(told)
}

fn is_off(source: &Source) -> bool {
    source.phase == Phase::Off && source.phase_since.is_some()
}

/// `what` is not there at all.
fn absent(what: &str, source: Option<&Source>, waited: Duration) -> String {
    let waited = humantime::format_duration(waited);
    match source.and_then(|source| source.error.as_ref()) {
        Some(error) => format!("{what} did not come within {waited}: {error}"),
        None => format!("{what} did not come within {waited}; try a longer --timeout"),
    }
}

fn agents(board: &Board, waited: Duration) -> Option<String> {
    let source = board.source(SourceId::Agents);
    if is_off(source) {
        return None;
    }
    if !board.has_roster() {
        let what = if source.error.is_some() { "the agents" } else { "the agents' first message" };
        return Some(absent(what, Some(source), waited));
    }
    let count = |count: u64| text::count(Some(count), "");
    let (here, total) = (board.confirmed() as u64, board.total().map(count));
    let missing = board.missing().unwrap_or(0);
    if !board.is_listed() {
        let reason = match &source.error {
            Some(error) => format!(": {error}"),
            None => "; try a longer --timeout".to_owned(),
        };
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        let waited = humantime::format_duration(waited);
        return Some(format!("only {}{of} agents came within {waited}{reason}", count(here)));
    }
    (missing > 0).then(|| {
        format!(
            "the vendor counts {} agents and lists {}: {} {} missing (a row without an id, or an agent who was deleted?)",
            total.unwrap_or_default(),
            count(here),
            count(missing),
            if missing == 1 { "is" } else { "are" }
        )
    })
}

/// What is missing of the records, in a sentence; `waited`: for how long they were waited for.
fn calls(board: &Board, waited: Duration) -> Option<String> {
    let source = board.source(SourceId::Calls);
    let Some(ledger) = board.ledger() else { return Some(absent("call records", Some(source), waited)) };
    let error = source.error.as_ref();
    if ledger.extent().whole {
        return error.map(|error| format!("call records: {error}"));
    }
    let held = text::count(Some(ledger.held() as u64), "");
    let of = ledger.extent().total.map(|total| format!(" of {}", text::count(Some(total), ""))).unwrap_or_default();
    let reason = error.map_or_else(|| "; try a longer --timeout".to_owned(), |error| format!(": {error}"));
    Some(format!("only {held}{of} call records came within {}{reason}", humantime::format_duration(waited)))
}

fn chats(board: &Board, waited: Duration) -> Option<String> {
    let source = board.source(SourceId::Chat);
    match board.chat() {
        None if is_off(source) => None,
        None => Some(absent("chat figures", Some(source), waited)),
        Some(day) => {
            let here = day.rows.len() as u64;
            let short = day.expected.filter(|expected| *expected > here);
            let short = short.map(|expected| {
                format!("{} of {} chat rows came", text::count(Some(here), ""), text::count(Some(expected), ""))
            });
            match (short, &source.error) {
                (Some(short), Some(error)) => Some(format!("{short}: {error}")),
                (Some(short), None) => Some(format!("{short}; the vendor counts more than it lists")),
                (None, error) => error.as_ref().map(|error| format!("chat figures: {error}")),
            }
        }
    }
}

fn sessions(board: &Board, waited: Duration) -> Option<String> {
    let source = board.source(SourceId::Ai);
    match board.ai() {
        None if is_off(source) => None,
        None => Some(absent("AI figures", Some(source), waited)),
        Some(_) => source.error.as_ref().map(|error| format!("AI figures: {error}")),
    }
}

fn platform(board: &Board, tag: Tag, waited: Duration) -> Vec<String> {
    let name = tag.as_str();
    let known = board.platforms().find(|platform| platform.tag == tag);
    if silent(board, &[tag]).is_some() {
        return vec![absent(&format!("the chats of [{name}]"), None, waited)];
    }
    let Some(known) = known else { return Vec::new() };
    match &known.day {
        Some(day) if !day.missing.is_empty() => day.missing.iter().map(|what| format!("[{name}]: {what}")).collect(),
        Some(_) => known.source.error.iter().map(|error| format!("[{name}]: {error}")).collect(),
        None => vec![absent(&format!("the chats of [{name}]"), Some(&known.source), waited)],
    }
}

/// The first of these vendors that has neither answered nor failed.
pub(super) fn silent(board: &Board, platforms: &[Tag]) -> Option<Tag> {
    let answered = |tag: Tag| {
        let known = board.platforms().find(|platform| platform.tag == tag);
        known.is_some_and(|platform| platform.day.is_some() || platform.source.error.is_some())
    };
    platforms.iter().copied().find(|tag| !answered(*tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Data, Failure, Finding, Found, MetricTable, Payload, Problem, ReportAsked, ReportOf, Stamp, Update,
    };

    #[test]
    fn another_day_that_was_asked_for_and_did_not_come_is_named() {
        let asked = Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day: Day::Yesterday, agent: None });
        let waited = Duration::from_secs(8);
        let late = "yesterday's half hours did not come within 8s; try a longer --timeout";
        assert_eq!(other_day(&Board::new(), &asked, waited).as_deref(), Some(late));
        let mut board = Board::new();
        let mut find = |finding| {
            let found = Found { lookup: asked.clone(), finding };
            board.apply(Update::new(Stamp(1_763_706_727_000), Payload::Found(Box::new(found))));
            other_day(&board, &asked, waited)
        };
        let problem = Problem::Said("no permission".to_owned());
        let failed = Finding::Failed(Failure { problem, refused: true, again: None, absent: false });
        assert_eq!(find(failed).as_deref(), Some("yesterday's half hours: no permission"));
        assert_eq!(find(Finding::Data(Box::new(Data::Report(MetricTable::default())))), None);
    }
}
