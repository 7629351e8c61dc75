//! What of a page is not live: which sources, since when, what is being done about it, how old the figures are.
//!
//! For a wall, where no person asks: told in a band on every page that rests on such a source, and on no other.

use ratatui::style::Style;

use super::header::brief;
use crate::lang;
use crate::model::{NoEvents, Phase, SourceId, Stamp};
use crate::ui::hub::Hub;
use crate::ui::state::kiosk::Shows;
use crate::ui::state::scene::Scene;
use crate::ui::state::{Page, source_name};
use crate::ui::text;

/// A source that is not live.
struct Outage {
    source: SourceId,
    /// When its figures were last known to be true; `None` if it never told any.
    since: Option<Stamp>,
    /// Whether they are told all the same, by polling.
    polled: bool,
}

/// What is not live of what the page rests on.
pub(super) struct Outages {
    sources: Vec<Outage>,
    /// The hub, which tells of all sources, is silent.
    hub: Option<Silence>,
}

impl Outages {
    /// Those of the page that is on screen.
    pub(super) fn of(scene: &Scene<'_>) -> Self {
        let hub = scene.view.hub().and_then(|hub| Silence::of(scene, hub));
        // Once it is silent for long, that is what is the matter with every source.
        let sources = if hub.as_ref().is_some_and(|hub| hub.grave) { Vec::new() } else { rests_on(scene) };
        Self { sources: sources.into_iter().filter_map(|id| outage(scene, id)).collect(), hub }
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.hub.is_none()
    }

    /// Whether the hub is not heard.
    pub(super) const fn is_hub_silent(&self) -> bool {
        self.hub.is_some()
    }

    /// Whether figures of one of them are not to be trusted.
    pub(super) fn are_grave(&self) -> bool {
        self.hub.as_ref().is_some_and(|hub| hub.grave) || self.sources.iter().any(|outage| !outage.polled)
    }

    /// Whether the page has no figures but such.
    pub(super) fn are_all(&self, scene: &Scene<'_>) -> bool {
        let grave = self.sources.iter().filter(|outage| !outage.polled).count();
        self.are_grave() && (self.hub.as_ref().is_some_and(|hub| hub.grave) || grave == rests_on(scene).len())
    }

    /// The colour of the band.
    pub(super) fn style(&self, scene: &Scene<'_>) -> Style {
        if self.are_grave() { scene.theme.alert() } else { scene.theme.caution() }
    }

    /// What the band says, the most important first.
    pub(super) fn sentences(&self, scene: &Scene<'_>) -> Vec<String> {
        if let ([alone], None) = (self.sources.as_slice(), &self.hub) {
            let all = [Some(alone.title(scene)), alone.age(scene), alone.doing(scene), alone.error(scene)];
            return all.into_iter().flatten().collect();
        }
        let comma = tr!(scene, ", "; "clauses");
        let told = |outage: &Outage| {
            let all = [Some(outage.title(scene)), outage.age(scene), outage.doing(scene)];
            all.into_iter().flatten().collect::<Vec<_>>().join(comma)
        };
        let hub = self.hub.iter().flat_map(|hub| hub.sentences(scene));
        hub.chain(self.sources.iter().map(told)).collect()
    }
}

/// A hub that is not heard.
struct Silence {
    since: Option<Stamp>,
    /// Whether no source is live any more for it.
    grave: bool,
}

impl Silence {
    fn of(scene: &Scene<'_>, hub: &Hub) -> Option<Self> {
        match hub.heard {
            None => Some(Self { since: None, grave: true }),
            Some(heard) => {
                hub.quiet_ms(scene.now).map(|_| Self { since: Some(heard), grave: hub.silent_ms(scene.now).is_some() })
            }
        }
    }

    /// Since when, how old the figures are, and why.
    fn sentences(&self, scene: &Scene<'_>) -> Vec<String> {
        let title = match self.since {
            Some(since) => tr!(scene, "Hub: silent since {when}", when = scene.moment(since)),
            None => tr!(scene, "Hub: nothing heard yet").to_owned(),
        };
        let age = self.since.map(|since| {
            let age = scene.now.since(since).max(0);
            tr!(scene, "figures are {age} old", age = text::age(scene, age))
        });
        let problem = scene.view.hub().and_then(|hub| hub.problem.as_ref());
        let problem = problem.map(|problem| brief(&text::clean(&lang::sentence(scene, problem))));
        [Some(title), age, problem].into_iter().flatten().collect()
    }
}

impl Outage {
    /// `Agents: not live since 14:32:07`.
    fn title(&self, scene: &Scene<'_>) -> String {
        let source = text::capital(&source_name(scene.language, scene.live, self.source));
        match self.since {
            _ if self.polled => tr!(scene, "{source}: polled, there is no stream", source = source),
            Some(since) => tr!(scene, "{source}: not live since {when}", source = source, when = scene.moment(since)),
            None => tr!(scene, "{source}: nothing heard yet", source = source),
        }
    }

    fn age(&self, scene: &Scene<'_>) -> Option<String> {
        let age = scene.now.since(self.since?).max(0);
        Some(tr!(scene, "figures are {age} old", age = text::age(scene, age)))
    }

    /// What is being done. Not how long it takes: large letters that change every second are looked at for nothing.
    fn doing(&self, scene: &Scene<'_>) -> Option<String> {
        let word = match &scene.live.source(self.source).phase {
            Phase::Off | Phase::Polling => return None,
            Phase::Connecting => tr!(scene, "connecting"),
            Phase::AwaitingFull => tr!(scene, "waiting for the first message"),
            Phase::Waiting { tries, .. } => {
                let (word, nth) = (tr!(scene, "reconnecting"), text::ordinal(scene.language, tries.saturating_add(1)));
                return Some(tr!(scene, "{word} ({nth} try)", word = word, nth = nth));
            }
            Phase::Stopped if scene.view.is_kiosk() => tr!(scene, "refused, asked again every five minutes"),
            Phase::Stopped => tr!(scene, "stopped until the settings change"),
            Phase::Live => tr!(scene, "connected, but nothing is heard"),
        };
        Some(word.to_owned())
    }

    /// What went wrong, with what to do where something can be done.
    fn error(&self, scene: &Scene<'_>) -> Option<String> {
        let error = scene.live.source(self.source).error.as_deref()?;
        Some(brief(&text::clean(&lang::sentence(scene, error))))
    }
}

fn outage(scene: &Scene<'_>, id: SourceId) -> Option<Outage> {
    let source = scene.live.source(id);
    if id == SourceId::Push
        && let Some(NoEvents::Silent(heard)) = scene.live.no_events(scene.now)
    {
        return Some(Outage { source: id, since: Some(heard), polled: false });
    }
    let away = scene.is_away(id);
    let polled = !away && source.phase == Phase::Polling;
    (away || polled).then_some(Outage { source: id, since: source.as_of, polled })
}

/// The sources that are configured of those that the page's figures come from.
fn rests_on(scene: &Scene<'_>) -> Vec<SourceId> {
    let live = scene.live;
    let on = |id: &SourceId| live.source(*id).phase != Phase::Off;
    let platform = |id: &SourceId| matches!(id, SourceId::Platform(_));
    let all = || live.source_ids().filter(on);
    match (scene.view.shows(), scene.view.page()) {
        (Shows::Wall, _) | (Shows::Page, Page::Board) => all().filter(|id| *id != SourceId::Probe).collect(),
        (Shows::Grid | Shows::Teams, _) | (Shows::Page, Page::Agent(_) | Page::Reports) => {
            all().filter(|id| *id == SourceId::Agents).collect()
        }
        (Shows::Alarm, _) => {
            let standing = scene.view.alerts().standing();
            let alarms = scene.view.alarm().into_iter().filter_map(|at| standing.get(at));
            let sources: Vec<SourceId> = alarms.flat_map(|standing| standing.alert.rests_on(scene.board)).collect();
            all().filter(|id| sources.contains(id)).collect()
        }
        (Shows::Page, Page::Chat) => all().filter(|id| *id == SourceId::Chat || platform(id)).collect(),
        (Shows::Page, Page::Ai | Page::AiRecord(_)) => {
            all().filter(|id| matches!(id, SourceId::Ai | SourceId::Probe) || platform(id)).collect()
        }
        (Shows::Page, Page::Probe(_)) => all().filter(|id| *id == SourceId::Probe).collect(),
        (Shows::Page, Page::LiveCalls | Page::LiveCall(_)) => all().filter(|id| *id == SourceId::Push).collect(),
        (Shows::Page, Page::Health | Page::Help) => all().collect(),
        // Each row says how its site stands; notes come from people, facts are of the past.
        (Shows::Page, Page::Sites | Page::Notes | Page::Timeline) => Vec::new(),
        (Shows::Page, Page::Calls | Page::Counted(_) | Page::Call(_) | Page::StillLost | Page::Why) => {
            let records: Vec<SourceId> = all().filter(|id| *id == SourceId::Calls).collect();
            if records.is_empty() { all().filter(|id| *id == SourceId::Agents).collect() } else { records }
        }
    }
}

#[cfg(test)]
mod tests;
