//! Each source: what it does, how old it is, what went wrong, what comes next; and the clocks.

use super::probes::probes;
use super::waiting::waiting;
use crate::lang::{self, Language};
use crate::model::{ClockVerdict, Clocks, Narrow, Phase, Scope, SourceId, SourceState, Stamp, Topic, clocks, sort};
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::draw::figures;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::rejected::reason;
use crate::ui::state::source_name;
use crate::ui::text;
pub(super) use crate::ui::text::bytes;

pub(super) fn lines(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, label);
    for id in scene.live.source_ids() {
        facts.heading(&capital(&source_name(scene.language, scene.live, id)));
        one(scene, &mut facts, id);
    }
    facts.lines
}

fn one(scene: &Scene<'_>, facts: &mut Facts<'_>, id: SourceId) {
    let theme = scene.theme;
    let source = scene.live.source(id);
    let (mark, words, style) = match &source.phase {
        Phase::Off if source.is_unspoken() => (theme.glyphs.waiting(), tr!(scene, "starting"), theme.faint()),
        Phase::Off => (theme.glyphs.state(crate::model::State::Offline), tr!(scene, "not configured"), theme.faint()),
        Phase::Connecting => (theme.glyphs.waiting(), tr!(scene, "connecting"), theme.caution()),
        Phase::AwaitingFull => {
            (theme.glyphs.waiting(), tr!(scene, "connected, waiting for the full message"), theme.caution())
        }
        Phase::Live => (theme.glyphs.live(), tr!(scene, "live"), theme.good()),
        Phase::Polling => (theme.glyphs.live(), tr!(scene, "polling: no stream can be had"), theme.caution()),
        Phase::Waiting { .. } => (theme.glyphs.waiting(), tr!(scene, "waiting to try again"), theme.caution()),
        Phase::Stopped => (theme.glyphs.stopped(), tr!(scene, "stopped until the settings change"), theme.alert()),
    };
    let since = source
        .phase_since
        .map(|at| tr!(scene, ", for {time}", time = text::age(scene, scene.now.since(at))))
        .unwrap_or_default();
    if source.phase == Phase::Off {
        facts.styled(tr!(scene, "state"), &format!("{mark} {words}"), style);
        return;
    }
    facts.styled(tr!(scene, "state"), &format!("{mark} {words}{since}"), style);
    if source.state(scene.now, scene.settings.limits.stale_after_ms(id)) == SourceState::Stale {
        facts.styled(
            "",
            tr!(scene, "connected, but nothing is heard: its figures are too old to trust"),
            theme.caution(),
        );
    }
    if let Phase::Waiting { until, tries } = source.phase {
        let nth = if tries == 1 {
            tr!(scene, "{when}, after {tries} failed try", when = scene.countdown(until), tries = tries)
        } else {
            tr!(scene, "{when}, after {tries} failed tries", when = scene.countdown(until), tries = tries)
        };
        facts.styled(tr!(scene, "next try"), &nth, theme.caution());
    }
    if let Some(error) = &source.error {
        facts.styled(tr!(scene, "last error"), &lang::sentence(scene, &**error), theme.caution());
    }
    if let Some(scope) = &source.scope {
        facts.fact(tr!(scene, "narrowed to"), &narrowed(scene.language, scope));
        let whole: Vec<&str> = scope.whole.iter().map(|topic| lang::of(scene, topic_name(*topic))).collect();
        if !whole.is_empty() {
            facts.fact(tr!(scene, "whole company"), &whole.join(tr!(scene, ", "; "clauses")));
        }
    } else if id != SourceId::Probe && scene.live.is_narrowed() {
        facts.fact(tr!(scene, "narrowed to"), tr!(scene, "nothing: the whole company"));
    }
    let age =
        |at: Option<Stamp>| at.map(|at| tr!(scene, "{age} ago", age = text::age(scene, scene.now.since(at).max(0))));
    let never = || tr!(scene, "never").to_owned();
    let heard = age(source.heard).unwrap_or_else(never);
    let figures = source.age_ms(scene.now).map(|age| tr!(scene, "figures {age} old", age = text::age(scene, age)));
    facts.fact(
        tr!(scene, "heard"),
        &[Some(heard), figures].into_iter().flatten().collect::<Vec<_>>().join(tr!(scene, ", "; "clauses")),
    );
    let count = |count: u64| text::count(Some(count), "");
    if id == SourceId::Agents {
        callers(scene, facts);
        listed(scene, facts);
        facts.fact(
            tr!(scene, "connects"),
            &tr!(scene, "{count}, {bytes} in", count = count(source.connects), bytes = bytes(source.bytes)),
        );
        facts.fact(tr!(scene, "operations"), &tr!(scene, "{count} applied", count = count(source.applied)));
        rejects(scene, facts, id);
        facts.fact(
            tr!(scene, "resyncs"),
            &tr!(
                scene,
                "{count}, {drifted} fields had drifted",
                count = count(source.resyncs),
                drifted = count(source.drifted)
            ),
        );
    } else {
        facts.fact(
            tr!(scene, "answers"),
            &tr!(scene, "{count}, {bytes} in", count = count(source.connects), bytes = bytes(source.bytes)),
        );
        if source.rejected_total() > 0 {
            rejects(scene, facts, id);
        }
        match id {
            SourceId::Push => waiting(scene, facts),
            SourceId::Probe => probes(scene, facts),
            _ => {}
        }
    }
}

/// Why it is not known how many callers no agent has.
fn callers(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    let why = figures::callers_unknown(scene, scene.live.callers());
    let Some((why, caution)) = why.filter(|_| scene.live.has_roster()) else { return };
    let style = if caution { scene.theme.caution() } else { scene.theme.text() };
    facts.styled(text::no_agent_yet(scene), &why, style);
}

/// To how many of what a source is narrowed.
fn narrowed(language: Language, scope: &Scope) -> String {
    let parts: Vec<String> = scope
        .only
        .iter()
        .map(|(by, names)| {
            let count = names.len();
            match by {
                Narrow::Departments if count == 1 => tr!(language, "{count} department", count = count),
                Narrow::Departments => tr!(language, "{count} departments", count = count),
                Narrow::Agents if count == 1 => tr!(language, "{count} agent", count = count),
                Narrow::Agents => tr!(language, "{count} agents", count = count),
                Narrow::States if count == 1 => tr!(language, "agents in {count} state", count = count),
                Narrow::States => tr!(language, "agents in {count} states", count = count),
                Narrow::Groups if count == 1 => tr!(language, "{count} skill group", count = count),
                Narrow::Groups => tr!(language, "{count} skill groups", count = count),
                Narrow::Robots if count == 1 => tr!(language, "{count} robot", count = count),
                Narrow::Robots => tr!(language, "{count} robots", count = count),
                Narrow::Entrances if count == 1 => tr!(language, "{count} entrance", count = count),
                Narrow::Entrances => tr!(language, "{count} entrances", count = count),
            }
        })
        .collect();
    parts.join(tr!(language, ", "; "clauses"))
}

const fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Agents => mark!("agents"),
        Topic::Calls => mark!("calls"),
        Topic::Relays => mark!("reports on relay numbers"),
        Topic::Departments => mark!("reports on departments"),
        Topic::AgentReports => mark!("reports on agents"),
        Topic::Chats => mark!("chats"),
        Topic::Robots => mark!("AI sessions"),
        Topic::Trend => mark!("chats by half hours"),
    }
}

/// That the vendor counts agents whom it does not list, and what that means.
fn listed(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    let board = scene.live;
    if !board.is_listed() || board.missing().is_none_or(|missing| missing == 0) {
        return;
    }
    let count = |count: u64| text::count(Some(count), "");
    let words = tr!(
        scene,
        "{here} of {total} agents: the vendor counts more than it lists, so numbers by state are at least these (12+)",
        here = count(board.confirmed() as u64),
        total = count(board.total().unwrap_or_default())
    );
    facts.styled(tr!(scene, "listed"), &words, scene.theme.caution());
}

fn rejects(scene: &Scene<'_>, facts: &mut Facts<'_>, id: SourceId) {
    let source = scene.live.source(id);
    let total = source.rejected_total();
    if total == 0 {
        facts.fact(tr!(scene, "rejected"), tr!(scene, "none"));
        return;
    }
    let mut by: Vec<_> = source.rejected.iter().filter(|(_, count)| **count > 0).collect();
    sort::by(&mut by, |a, b| b.1.cmp(a.1));
    let by: Vec<String> = by
        .iter()
        .map(|(why, count)| format!("{} {}", text::count(Some(**count), ""), reason(scene.language, **why)))
        .collect();
    let words = tr!(
        scene,
        "{total}: {reasons}",
        total = text::count(Some(total), ""),
        reasons = by.join(tr!(scene, ", "; "clauses"))
    );
    facts.styled(tr!(scene, "rejected"), &words, scene.theme.caution());
}

/// The clocks: which of them is wrong, and what each says.
pub(super) fn clocks(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let theme = scene.theme;
    let facts = &mut Facts::new(scene, room, label);
    let verdict = scene.live.clock_verdict();
    facts.heading(tr!(scene, "Clocks"));
    let (words, is_wrong) = match verdict {
        ClockVerdict::Unknown => (tr!(scene, "nothing to compare it with").to_owned(), false),
        ClockVerdict::Agree => (tr!(scene, "agrees with all others").to_owned(), false),
        ClockVerdict::Messages { .. } => (tr!(scene, "right: the messages' is not").to_owned(), false),
        ClockVerdict::Gateway { source, .. } => {
            let whose = source_name(scene.language, scene.live, source);
            (tr!(scene, "right: the gateway's is not ({whose})", whose = whose), false)
        }
        ClockVerdict::Ours { off_ms } => {
            let off = far(scene.language, off_ms);
            let words = if off_ms > 0 {
                tr!(scene, "{off} behind the others: set it", off = off)
            } else {
                tr!(scene, "{off} ahead of the others: set it", off = off)
            };
            (words, true)
        }
        ClockVerdict::Differ { .. } => (tr!(scene, "differs, and nothing tells which is right").to_owned(), true),
    };
    // A board on a hub runs on the hub's clock.
    let ours = if scene.view.hub().is_some() { tr!(scene, "hub") } else { tr!(scene, "this machine") };
    facts.styled(ours, &words, if is_wrong { theme.caution() } else { theme.text() });
    let shown = |facts: &mut Facts<'_>, label: &str, ms: Option<i64>, or: &str, more: Option<String>| {
        let is_off = ms.is_some_and(|ms| !clocks::agree(ms, 0));
        let words = [Some(ms.map_or_else(|| or.to_owned(), |ms| compared(scene.language, ms))), more];
        let words = words.into_iter().flatten().collect::<Vec<_>>().join(tr!(scene, ", "; "clauses"));
        facts.styled(label, &words, if is_off { theme.caution() } else { theme.text() });
    };
    for id in scene.live.source_ids() {
        let source = scene.live.source(id);
        if source.phase == Phase::Off {
            continue;
        }
        let Clocks { date_ms, message_ms, signed_ms } = source.clocks;
        if id == SourceId::Agents {
            shown(facts, tr!(scene, "messages"; "clock"), message_ms, tr!(scene, "not known"), None);
        }
        let name = match (&id, &source.title) {
            (SourceId::Platform(_), Some(title)) => title.as_str(),
            (SourceId::Platform(tag), None) => tag.as_str(),
            _ => lang::of(scene, id.name()),
        };
        let signed = signed_ms.map(|ms| tr!(scene, "signatures corrected by {off}", off = far(scene.language, ms)));
        shown(facts, name, date_ms, tr!(scene, "no Date"), signed);
    }
    std::mem::take(&mut facts.lines)
}

/// How far apart clocks are, to the second that is nearest.
fn far(language: Language, ms: i64) -> String {
    text::limit(language, ms.saturating_abs().saturating_add(500) / 1_000 * 1_000)
}

/// A clock, held against this machine's.
fn compared(language: Language, ms: i64) -> String {
    if clocks::agree(ms, 0) {
        return tr!(language, "agrees with ours").to_owned();
    }
    let off = far(language, ms);
    if ms > 0 { tr!(language, "{off} ahead of ours", off = off) } else { tr!(language, "{off} behind ours", off = off) }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
