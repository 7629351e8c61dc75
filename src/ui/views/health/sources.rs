//! Each source: what it does, how old it is, what went wrong, what comes next.

use super::rejected::reason;
use crate::model::{Phase, SourceId, SourceState, Stamp};
use crate::ui::lang;
use crate::ui::scene::Scene;
use crate::ui::text;
pub(super) use crate::ui::text::bytes;
use crate::ui::view::source_name;
use crate::ui::views::facts::{Facts, Line};

/// A clock that is further off than this is worth a word of caution, in ms.
const SKEWED: i64 = 60_000;

pub(super) fn lines(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, label);
    for id in scene.live.source_ids() {
        facts.heading(&capital(&source_name(scene.live, id)));
        one(scene, &mut facts, id);
    }
    facts.lines
}

fn one(scene: &Scene<'_>, facts: &mut Facts<'_>, id: SourceId) {
    let theme = scene.theme;
    let source = scene.live.source(id);
    let (mark, words, style) = match &source.phase {
        Phase::Off => (theme.glyphs.state(crate::model::State::Offline), tr!("not configured"), theme.faint()),
        Phase::Connecting => (theme.glyphs.waiting(), tr!("connecting"), theme.caution()),
        Phase::AwaitingFull => {
            (theme.glyphs.waiting(), tr!("connected, waiting for the full message"), theme.caution())
        }
        Phase::Live => (theme.glyphs.live(), tr!("live"), theme.good()),
        Phase::Polling => (theme.glyphs.live(), tr!("polling: no stream can be had"), theme.caution()),
        Phase::Waiting { .. } => (theme.glyphs.waiting(), tr!("waiting to try again"), theme.caution()),
        Phase::Stopped => (theme.glyphs.stopped(), tr!("stopped until the settings change"), theme.alert()),
    };
    let since =
        source.phase_since.map(|at| tr!(", for {time}", time = text::age(scene.now.since(at)))).unwrap_or_default();
    if source.phase == Phase::Off {
        facts.styled(tr!("state"), &format!("{mark} {words}"), style);
        return;
    }
    facts.styled(tr!("state"), &format!("{mark} {words}{since}"), style);
    if source.state(scene.now, scene.settings.limits.stale_after_ms(id)) == SourceState::Stale {
        facts.styled("", tr!("connected, but nothing is heard: its figures are too old to trust"), theme.caution());
    }
    if let Phase::Waiting { until, tries } = source.phase {
        let nth = if tries == 1 {
            tr!("{when}, after {tries} failed try", when = scene.countdown(until), tries = tries)
        } else {
            tr!("{when}, after {tries} failed tries", when = scene.countdown(until), tries = tries)
        };
        facts.styled(tr!("next try"), &nth, theme.caution());
    }
    if let Some(error) = &source.error {
        facts.styled(tr!("last error"), &lang::sentence(error), theme.caution());
    }
    let age = |at: Option<Stamp>| at.map(|at| tr!("{age} ago", age = text::age(scene.now.since(at).max(0))));
    let never = || tr!("never").to_owned();
    let heard = age(source.heard).unwrap_or_else(never);
    let figures = source.age_ms(scene.now).map(|age| tr!("figures {age} old", age = text::age(age)));
    facts.fact(
        tr!("heard"),
        &[Some(heard), figures].into_iter().flatten().collect::<Vec<_>>().join(tr!(", "; "clauses")),
    );
    let count = |count: u64| text::count(Some(count), "");
    if id == SourceId::Agents {
        listed(scene, facts);
        facts.fact(
            tr!("connects"),
            &tr!("{count}, {bytes} in", count = count(source.connects), bytes = bytes(source.bytes)),
        );
        facts.fact(tr!("operations"), &tr!("{count} applied", count = count(source.applied)));
        rejects(scene, facts, id);
        facts.fact(
            tr!("resyncs"),
            &tr!(
                "{count}, {drifted} fields had drifted",
                count = count(source.resyncs),
                drifted = count(source.drifted)
            ),
        );
    } else {
        facts.fact(
            tr!("answers"),
            &tr!("{count}, {bytes} in", count = count(source.connects), bytes = bytes(source.bytes)),
        );
        if source.rejected_total() > 0 {
            rejects(scene, facts, id);
        }
    }
    let skew = source.skew_ms;
    let style = if skew.saturating_abs() >= SKEWED { theme.caution() } else { theme.text() };
    facts.styled(tr!("clock"), &clock(skew), style);
}

/// That the vendor counts agents whom it does not list, and what that means.
fn listed(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    let board = scene.live;
    if !board.is_listed() || board.missing().is_none_or(|missing| missing == 0) {
        return;
    }
    let count = |count: u64| text::count(Some(count), "");
    let words = tr!(
        "{here} of {total} agents: the vendor counts more than it lists, so numbers by state are at least these (12+)",
        here = count(board.confirmed() as u64),
        total = count(board.total().unwrap_or_default())
    );
    facts.styled(tr!("listed"), &words, scene.theme.caution());
}

fn rejects(scene: &Scene<'_>, facts: &mut Facts<'_>, id: SourceId) {
    let source = scene.live.source(id);
    let total = source.rejected_total();
    if total == 0 {
        facts.fact(tr!("rejected"), tr!("none"));
        return;
    }
    let mut by: Vec<_> = source.rejected.iter().filter(|(_, count)| **count > 0).collect();
    by.sort_by(|a, b| b.1.cmp(a.1));
    let by: Vec<String> =
        by.iter().map(|(why, count)| format!("{} {}", text::count(Some(**count), ""), reason(**why))).collect();
    let words =
        tr!("{total}: {reasons}", total = text::count(Some(total), ""), reasons = by.join(tr!(", "; "clauses")));
    facts.styled(tr!("rejected"), &words, scene.theme.caution());
}

/// How far the vendor's clock is from this machine's.
fn clock(skew_ms: i64) -> String {
    let off = match skew_ms.unsigned_abs() {
        0 => return tr!("the vendor's agrees with ours").to_owned(),
        1..1000 => format!("{} ms", skew_ms.unsigned_abs()),
        _ => text::limit(skew_ms.saturating_abs()),
    };
    if skew_ms > 0 {
        tr!("the vendor's is {off} ahead of ours", off = off)
    } else {
        tr!("the vendor's is {off} behind ours", off = off)
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
