//! Several sites, each on a hub of its own, as the screen that shows all of them knows each.

use super::hub::Hub;
use super::settings::Settings;
use crate::model::{
    Alarms, Board, Figure, Measure, Phase, Problem, Severity, SourceId, SourceState, Stamp, State, Waiting, sort,
};

/// How a site stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteState {
    /// Its hub is heard, and what its vendor tells is live.
    Live,
    /// Its hub is heard; the vendor is asked again and again, since there is no stream.
    Polling,
    /// Its hub is heard, and what the vendor told last is too old to be trusted.
    Stale,
    /// Its hub is heard, and is on its way to the vendor.
    Connecting,
    /// Its hub is heard, and has lost the vendor, or given up.
    Away,
    /// Its hub is heard, and asks no vendor of agents or chats.
    Empty,
    /// Its hub was heard, and is silent.
    Silent,
    /// Its hub was never heard.
    NotReached,
}

impl SiteState {
    /// Whether figures of it are those of this moment.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Live | Self::Polling)
    }
}

/// What is known of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its name; no two have the same.
    pub name: String,
    /// How it stands.
    pub state: SiteState,
    /// Since when, or when what is known was last true; `None` where that is not known.
    pub since: Option<Stamp>,
    /// Callers who wait.
    pub waiting: Waiting,
    /// How long the first of them has, in ms; `None` where that is not sure.
    pub longest_wait: Option<i64>,
    /// Today's calls answered in time, 0 to 1.
    pub service_level: Option<f64>,
    /// Today's calls that ended unserved.
    pub lost: Option<u64>,
    /// Whether what the records of calls tell is too old to be trusted.
    pub calls_stale: bool,
    /// Agents who are free.
    pub ready: Option<u64>,
    /// Agents in conversation.
    pub talking: Option<u64>,
    /// Alerts that stand and were not seen to; `None` while nothing is known of the site.
    pub alerts: Option<u64>,
    /// The worst of them.
    pub worst: Option<Severity>,
    /// Why there is no way to its hub, or the vendor's last error.
    pub problem: Option<Problem>,
}

impl Site {
    /// What is known at `now` of the site whose board this is; `began` is when it was first asked for.
    pub fn of(
        settings: &Settings,
        (board, alarms): (&Board, &Alarms),
        hub: Option<&Hub>,
        now: Stamp,
        began: Stamp,
    ) -> Self {
        let (state, since, problem) = standing(settings, board, hub, now, began);
        let known = board.source_ids().any(|id| !board.source(id).is_unspoken());
        let waiting = board.waiting(now);
        let is_bound = matches!(waiting, Waiting::AtMost(..) | Waiting::Unknown(_));
        let open = || alarms.standing().iter().filter(|standing| standing.mark.is_none());
        let whole = |measure: Measure| measure.of(board).map(|value| value as u64);
        let calls = board.source(SourceId::Calls);
        Self {
            name: settings.site.clone(),
            state,
            since,
            waiting,
            longest_wait: board.longest_wait(now).filter(|_| !is_bound),
            service_level: Measure::ServiceLevel.of(board).map(|percent| percent / 100.0),
            lost: whole(Measure::Lost),
            calls_stale: calls.is_stale(now, settings.limits.stale_after_ms(SourceId::Calls)),
            ready: in_state(board, State::Ready, Figure::Ready),
            talking: in_state(board, State::Talking, Figure::Talking),
            alerts: known.then(|| open().count() as u64),
            worst: open().map(|standing| standing.severity).max(),
            problem,
        }
    }
}

/// How many agents are in a state: the vendor's figure, or the full count.
fn in_state(board: &Board, state: State, figure: Figure) -> Option<u64> {
    let counted = || (board.has_roster() && board.is_complete()).then(|| board.counts().state(state));
    board.figure(figure).or_else(counted)
}

/// How the site stands, since when, and why.
fn standing(
    settings: &Settings,
    board: &Board,
    hub: Option<&Hub>,
    now: Stamp,
    began: Stamp,
) -> (SiteState, Option<Stamp>, Option<Problem>) {
    let of_way = hub.and_then(|hub| hub.problem.clone());
    if let Some(hub) = hub {
        match hub.heard {
            None => return (SiteState::NotReached, Some(began), of_way),
            Some(heard) if hub.quiet_ms(now).is_some() => return (SiteState::Silent, Some(heard), of_way),
            Some(_) => {}
        }
    }
    // As the header has it: the agents' stream, or without it the first source that is asked at all.
    let asked = board.source_ids().find(|id| board.source(*id).phase != Phase::Off);
    let Some(id) = asked else {
        let starting = board.source_ids().all(|id| board.source(id).is_unspoken());
        return (if starting { SiteState::Connecting } else { SiteState::Empty }, None, of_way);
    };
    let source = board.source(id);
    let state = match (source.state(now, settings.limits.stale_after_ms(id)), &source.phase) {
        (SourceState::Live, Phase::Polling) => SiteState::Polling,
        (SourceState::Live, _) => SiteState::Live,
        (SourceState::Stale, _) => SiteState::Stale,
        (SourceState::Connecting, _) => SiteState::Connecting,
        _ => SiteState::Away,
    };
    let since = if state == SiteState::Stale { source.as_of } else { source.phase_since };
    let error = source.error.as_deref().filter(|_| !state.is_live()).cloned();
    (state, since, error.or(of_way))
}

/// All sites, and which of them is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sites {
    /// In the order of the settings.
    pub all: Vec<Site>,
    /// The place of the one that is open.
    pub open: usize,
}

impl Sites {
    /// The others that have alerts to which no person has seen, those with the worst first.
    pub fn alarming(&self) -> Vec<&Site> {
        let others = self.all.iter().enumerate().filter(|(at, _)| *at != self.open);
        let mut all: Vec<&Site> = others.map(|(_, site)| site).filter(|site| site.alerts > Some(0)).collect();
        sort::by_key(&mut all, |site| (std::cmp::Reverse(site.worst), std::cmp::Reverse(site.alerts)));
        all
    }

    /// How many are live.
    pub fn live(&self) -> usize {
        self.all.iter().filter(|site| site.state.is_live()).count()
    }

    /// The place of the site `steps` behind the one that is open, around the end.
    pub fn beside(&self, steps: isize) -> Option<usize> {
        let count = isize::try_from(self.all.len()).ok().filter(|count| *count > 1)?;
        let open = isize::try_from(self.open).ok()?;
        usize::try_from((open + steps).rem_euclid(count)).ok()
    }
}

/// All sites, and how often what is known of them has changed.
#[derive(Clone, Debug)]
pub(in crate::ui) struct KnownSites {
    pub(in crate::ui) sites: Sites,
    pub(in crate::ui) revision: u64,
}

#[cfg(test)]
mod tests;
