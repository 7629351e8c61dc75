//! The hub, and the way to it.

use super::sources::bytes;
use crate::lang;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::draw::header::hub::boards;
use crate::ui::hub::{Hub, HubAbout, HubLink, SILENT_MS};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Both parts; nothing for a board that asks the vendors itself.
pub(super) fn lines(scene: &Scene<'_>, room: usize, label: usize) -> Vec<Line> {
    let Some(hub) = scene.view.hub() else { return Vec::new() };
    let mut facts = Facts::new(scene, room, label);
    facts.heading(tr!(scene, "Hub"));
    itself(scene, &mut facts, hub);
    facts.heading(tr!(scene, "Way to the hub"));
    way(scene, &mut facts, hub);
    facts.lines
}

/// What it told of itself.
fn itself(scene: &Scene<'_>, facts: &mut Facts<'_>, hub: &Hub) {
    let theme = scene.theme;
    let age = hub.age_ms(scene.now);
    let (mark, words, style) = match (age, hub.quiet_ms(scene.now)) {
        (None, _) => (theme.glyphs.waiting(), tr!(scene, "not heard yet").to_owned(), theme.caution()),
        (_, Some(quiet)) => {
            let style = if quiet >= SILENT_MS { theme.alert() } else { theme.caution() };
            let words = tr!(scene, "silent for {age}", age = text::age(scene, quiet));
            (theme.glyphs.alert(), words, style)
        }
        (Some(age), None) => {
            let words = tr!(scene, "live, heard {age} ago", age = text::age(scene, age));
            (theme.glyphs.live(), words, theme.good())
        }
    };
    facts.styled(tr!(scene, "state"), &format!("{mark} {words}"), style);
    let Some(about) = &hub.about else { return };
    let HubAbout { program, vocabulary, site, leader, since, boards: count, standing_by } = about;
    let leader = if leader.is_empty() { scene.dash() } else { leader };
    let led = tr!(scene, "{leader}, for {time}", leader = leader, time = text::age(scene, scene.now.since(*since)));
    facts.fact(tr!(scene, "leads"), &led);
    if let Some(others) = standing_by {
        stand_by(scene, facts, others);
    }
    facts.maybe(tr!(scene, "epoch"), hub.epoch.map(|epoch| epoch.to_string()).as_deref());
    facts.fact(tr!(scene, "followed by"), &boards(scene, *count));
    if !site.is_empty() {
        facts.fact(tr!(scene, "site"), site);
    }
    let version = tr!(scene, "callboard {version}, vocabulary {number}", version = program, number = vocabulary);
    facts.fact(tr!(scene, "program"), &version);
}

/// Which hubs go on where this one fails.
fn stand_by(scene: &Scene<'_>, facts: &mut Facts<'_>, others: &[String]) {
    let label = tr!(scene, "stands by");
    if others.is_empty() {
        return facts.styled(label, tr!(scene, "no other hub"), scene.theme.caution());
    }
    let names: Vec<_> = others.iter().map(|name| text::clean(name)).collect();
    facts.fact(label, &names.join(tr!(scene, ", ")));
}

/// The board's own way to it.
fn way(scene: &Scene<'_>, facts: &mut Facts<'_>, hub: &Hub) {
    let theme = scene.theme;
    let (words, style) = if hub.open {
        (tr!(scene, "connected"; "hub"), theme.text())
    } else {
        (tr!(scene, "not connected"; "hub"), theme.caution())
    };
    let words = format!("{words}{}{}", tr!(scene, ", "; "clauses"), hub.url);
    facts.styled(tr!(scene, "connection"), &words, style);
    if let Some(problem) = &hub.problem {
        facts.styled(tr!(scene, "last error"), &lang::sentence(scene, problem), theme.caution());
    }
    let count = |count: u64| text::count(Some(count), "");
    let HubLink { joins, filled, doubled, unknown, bytes: received } = hub.link;
    facts.fact(tr!(scene, "joins"), &tr!(scene, "{count}, {bytes} in", count = count(joins), bytes = bytes(received)));
    let gaps = tr!(scene, "{filled} filled, {doubled} came twice", filled = count(filled), doubled = count(doubled));
    facts.fact(tr!(scene, "gaps"), &gaps);
    if unknown > 0 {
        let words = tr!(
            scene,
            "{count} updates of a kind that this version does not know: update this program",
            count = count(unknown)
        );
        facts.styled(tr!(scene, "unknown"), &words, theme.caution());
    }
    let trip = hub.round_trip_ms.map(|ms| format!("{ms} ms"));
    facts.maybe(tr!(scene, "round trip"), trip.as_deref());
    let clock = hub.offset_ms.map(|ms| match ms {
        0 => tr!(scene, "as the hub's").to_owned(),
        ms if ms > 0 => tr!(scene, "{ms} ms ahead of the hub's: times go by the hub's", ms = ms),
        ms => tr!(scene, "{ms} ms behind the hub's: times go by the hub's", ms = -ms),
    });
    facts.maybe(tr!(scene, "our clock"), clock.as_deref());
}
