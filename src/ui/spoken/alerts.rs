//! Alerts: who went over a limit, whose alert no person has seen to, what has cleared. Sources have a room of their own.

use std::collections::BTreeMap;

use super::names::{list, name};
use super::pace::{Kind, Said};
use crate::lang;
use crate::model::{About, AlarmKey, Alert, Compare, Figure, Measure, News, NewsKind, Rule, Watch, sort};
use crate::ui::text::{limit, percent_of, score, spoken};

/// What has happened to an alert and is not said yet.
#[derive(Debug, Default)]
struct Unsaid {
    raised: Option<News>,
    escalated: Option<News>,
    cleared: Option<News>,
    /// In which order they came.
    nth: u64,
}

/// What of alerts waits to be said.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    unsaid: BTreeMap<AlarmKey, Unsaid>,
    /// Alerts that came and went before that was said.
    brief: u64,
    nth: u64,
}

/// The kind of sentence that an alert is raised with.
const fn kind_of(news: &News) -> Kind {
    match news.key.about {
        About::Agent(_) => Kind::Agents,
        About::Centre | About::Source(_) => Kind::Figures,
    }
}

impl Alerts {
    /// Takes news of an alert.
    pub(super) fn note(&mut self, news: News) {
        // How sources stand is said by how they stand, whatever the rules.
        if matches!(news.key.about, About::Source(_)) && news.kind != NewsKind::Escalated {
            return;
        }
        self.nth += 1;
        let unsaid =
            self.unsaid.entry(news.key.clone()).or_insert_with(|| Unsaid { nth: self.nth, ..Unsaid::default() });
        match news.kind {
            NewsKind::Raised => {
                unsaid.cleared = None;
                unsaid.raised = Some(news);
            }
            NewsKind::Escalated => {
                unsaid.raised = None;
                unsaid.escalated = Some(news);
            }
            NewsKind::Ended if unsaid.raised.take().is_some() => {
                unsaid.escalated = None;
                self.brief += 1;
            }
            NewsKind::Ended => {
                unsaid.escalated = None;
                unsaid.cleared = Some(news);
            }
        }
        self.unsaid
            .retain(|_, unsaid| unsaid.raised.is_some() || unsaid.escalated.is_some() || unsaid.cleared.is_some());
    }

    pub(super) fn waits(&self, kind: Kind) -> bool {
        kind == Kind::Brief && self.brief > 0 || self.unsaid.values().any(|unsaid| unsaid.of(kind).is_some())
    }

    /// What waits of a kind, oldest first; it waits no longer.
    fn take(&mut self, kind: Kind) -> Vec<News> {
        let mut found = Vec::new();
        for unsaid in self.unsaid.values_mut() {
            if unsaid.of(kind).is_some() {
                let place = match kind {
                    Kind::Escalated => &mut unsaid.escalated,
                    Kind::Cleared => &mut unsaid.cleared,
                    _ => &mut unsaid.raised,
                };
                found.extend(place.take().map(|news| (unsaid.nth, news)));
            }
        }
        self.unsaid
            .retain(|_, unsaid| unsaid.raised.is_some() || unsaid.escalated.is_some() || unsaid.cleared.is_some());
        sort::by_key(&mut found, |(nth, _)| *nth);
        found.into_iter().map(|(_, news)| news).collect()
    }

    pub(super) fn say(&mut self, kind: Kind, to: &Said<'_>) -> Option<String> {
        if kind == Kind::Brief {
            return Some(std::mem::take(&mut self.brief)).filter(|count| *count > 0).map(|count| match count {
                1 => tr!(to, "1 alert was raised and cleared meanwhile").to_owned(),
                count => tr!(to, "{count} alerts were raised and cleared meanwhile", count = count),
            });
        }
        let news = self.take(kind);
        let first = news.first()?;
        Some(match kind {
            Kind::Agents if news.len() == 1 => agent(to, first),
            Kind::Agents => {
                let items = news.iter().map(|news| item(to, news));
                tr!(to, "{count} agents went over their limits: {list}", count = news.len(), list = list(to, items))
            }
            Kind::Escalated => escalated(to, &news),
            Kind::Cleared => cleared(to, &news),
            _ => list(to, news.iter().map(|news| figure(to, news))),
        })
    }
}

impl Unsaid {
    fn of(&self, kind: Kind) -> Option<&News> {
        match kind {
            Kind::Escalated => self.escalated.as_ref(),
            Kind::Cleared => self.cleared.as_ref(),
            Kind::Agents | Kind::Figures => self.raised.as_ref().filter(|news| kind_of(news) == kind),
            _ => None,
        }
    }
}

fn rule<'a>(to: &Said<'a>, news: &News) -> Option<&'a Rule> {
    to.alarms.rules().get(news.key.rule)
}

/// How bad it is, behind what is said of it, where rules differ in that.
fn severity(to: &Said<'_>, news: &News) -> String {
    if !to.alarms.rules().has_severities() {
        return String::new();
    }
    let word = lang::of(to, news.severity.word());
    tr!(to, " ({severity})", severity = word)
}

/// The state of an agent's rule and its limit.
fn state(to: &Said<'_>, news: &News) -> Option<(String, i64)> {
    match &rule(to, news)?.watch {
        Watch::State { state, over_ms, .. } => Some((lang::word(to, state), *over_ms)),
        _ => None,
    }
}

/// `李娜: wrap-up for more than 5 minutes`
fn agent(to: &Said<'_>, news: &News) -> String {
    let who = name(&news.who);
    let Some((state, over_ms)) = state(to, news) else { return plain(to, news) };
    let said = tr!(to, "{who}: {state} for more than {time}", who = who, state = state, time = spoken(to, over_ms));
    format!("{said}{}", severity(to, news))
}

/// An agent among several: `李娜 (wrap-up, 5m)`.
fn item(to: &Said<'_>, news: &News) -> String {
    let who = name(&news.who);
    match state(to, news) {
        Some((state, over_ms)) => {
            tr!(to, "{who} ({state}, {limit})", who = who, state = state, limit = limit(to, over_ms))
        }
        None => who,
    }
}

/// What a rule says that is gone since.
fn plain(to: &Said<'_>, news: &News) -> String {
    let what = name(&news.what);
    if news.who.is_empty() { what } else { tr!(to, "{who}: {what}", who = name(&news.who), what = what) }
}

/// The value of a figure.
fn shown(measure: Measure, value: f64) -> String {
    match measure {
        _ if measure.is_percent() => percent_of(value),
        _ if measure.is_time() => measure.show(value),
        _ => score(value),
    }
}

/// What a figure of a rule is called: with its department, and over which while it is counted.
fn called(to: &Said<'_>, rule: &Rule, measure: Measure) -> String {
    let mut called = crate::ui::text::capital(lang::of(to, measure.label()));
    if let Watch::Figure { over_ms: Some(over), .. } = rule.watch {
        called = tr!(to, "{figure} of the last {time}", figure = called, time = spoken(to, over));
    }
    match &rule.department {
        Some(department) => tr!(to, "{figure} of {department}", figure = called, department = name(department)),
        None => called,
    }
}

/// Whether a rule is about there being no agent who is ready.
fn is_no_agent_ready(measure: Measure, compare: Compare, limit: f64) -> bool {
    (measure, compare) == (Measure::Ready, Compare::Equals) && limit.abs() < f64::EPSILON
}

fn figure(to: &Said<'_>, news: &News) -> String {
    let Some(rule) = rule(to, news) else { return plain(to, news) };
    let Watch::Figure { measure, compare, limit, .. } = rule.watch else { return plain(to, news) };
    if is_no_agent_ready(measure, compare, limit) && rule.department.is_none() {
        let said = match to.board.no_agent_yet() {
            Some(1) => tr!(to, "No agent is ready, and 1 call has no agent yet").to_owned(),
            Some(calls) if calls > 0 => {
                tr!(to, "No agent is ready, and {calls} calls have no agent yet", calls = calls)
            }
            _ => tr!(to, "No agent is ready").to_owned(),
        };
        return format!("{said}{}", severity(to, news));
    }
    let standing = to.alarms.standing().iter().find(|standing| standing.key == news.key);
    let value = standing.and_then(|standing| match standing.alert {
        Alert::Figure { value, .. } => Some(shown(measure, value)),
        _ => None,
    });
    let (called, limit) = (called(to, rule, measure), shown(measure, limit));
    let said = match (value, compare) {
        (Some(value), Compare::Above) => {
            tr!(to, "{figure}: {value}, above the limit of {limit}", figure = called, value = value, limit = limit)
        }
        (Some(value), Compare::Below) => {
            tr!(to, "{figure}: {value}, below the limit of {limit}", figure = called, value = value, limit = limit)
        }
        (_, Compare::Equals) => tr!(to, "{figure}: {value}", figure = called, value = limit),
        (None, _) => plain(to, news),
    };
    format!("{said}{}", severity(to, news))
}

/// Alerts that no person has seen to.
fn escalated(to: &Said<'_>, news: &[News]) -> String {
    let one = |news: &News| {
        let what = match (&news.key.about, state(to, news)) {
            (About::Agent(_), Some(_)) => item(to, news),
            _ => plain(to, news),
        };
        let time = spoken(to, news.at.since(news.began));
        tr!(to, "{what}: not acknowledged for {time}", what = what, time = time)
    };
    match news {
        [only] => format!("{}{}", one(only), severity(to, only)),
        all => {
            let items = all.iter().map(|news| match state(to, news) {
                Some(_) => item(to, news),
                None => plain(to, news),
            });
            tr!(to, "{count} alerts are not acknowledged: {list}", count = all.len(), list = list(to, items))
        }
    }
}

/// Alerts that have cleared.
fn cleared(to: &Said<'_>, news: &[News]) -> String {
    let [only] = news else {
        let items = news.iter().map(|news| match state(to, news) {
            Some((state, _)) => tr!(to, "{who} ({state})", who = name(&news.who), state = state),
            None => plain(to, news),
        });
        return tr!(to, "{count} alerts have cleared: {list}", count = news.len(), list = list(to, items));
    };
    let time = spoken(to, only.at.since(only.began));
    let Some(rule) = rule(to, only) else {
        return tr!(to, "{what}: cleared after {time}", what = plain(to, only), time = time);
    };
    match rule.watch {
        Watch::State { state, .. } => tr!(
            to,
            "{who}: {state}, cleared after {time}",
            who = name(&only.who),
            state = lang::word(to, state),
            time = time
        ),
        Watch::Figure { measure, compare, limit, .. }
            if is_no_agent_ready(measure, compare, limit) && rule.department.is_none() =>
        {
            match to.board.figure(Figure::Ready) {
                Some(1) => tr!(to, "1 agent is ready again, after {time}", time = time),
                Some(ready) if ready > 0 => {
                    tr!(to, "{ready} agents are ready again, after {time}", ready = ready, time = time)
                }
                _ => tr!(to, "No call is without an agent any more, after {time}", time = time),
            }
        }
        Watch::Figure { measure, .. } => {
            tr!(to, "{what}: cleared after {time}", what = called(to, rule, measure), time = time)
        }
        Watch::Stale { .. } => tr!(to, "{what}: cleared after {time}", what = plain(to, only), time = time),
    }
}
