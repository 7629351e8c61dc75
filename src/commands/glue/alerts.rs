//! From the settings' rules to the model's.

use std::time::Duration;

use litemap::LiteMap;

use super::limits::limits;
use crate::app::{Tell, this_program};
use crate::config::{AlertRule, AlertSide, AlertSource, AlertState, AlertWatch, Config, DEFAULT_RULES, Notify};
use crate::model::{Compare, Measure, Rule, Rules, Severity, SourceId, State, Tag, Watch};
use crate::term::Osc;

/// The rules: the default ones, as the settings change them, and those of the settings.
pub fn rules(config: &Config) -> Rules {
    let limits = limits(config);
    let mut rules = if config.alerts.defaults { Rules::defaults(&limits) } else { Vec::new() };
    for rule in &mut rules {
        rule.escalate_after_ms = after(config.alerts.escalate_after);
    }
    for written in &config.alerts.rules {
        let known = rules.iter().position(|rule| rule.name == written.name);
        let rule = merge(known.and_then(|at| rules.get(at)), written, &config.site.departments);
        let escalate_after = written.escalate_after.unwrap_or(config.alerts.escalate_after);
        let rule = rule.map(|rule| Rule { escalate_after_ms: after(escalate_after), ..rule });
        match (rule, known) {
            (Some(rule), Some(at)) => {
                if let Some(place) = rules.get_mut(at) {
                    *place = rule;
                }
            }
            (Some(rule), None) => rules.push(rule),
            (None, Some(at)) => {
                rules.remove(at);
            }
            (None, None) => {}
        }
    }
    Rules::new(rules, &limits)
}

/// Whom alerts are told besides the screen.
pub fn tell(config: &Config) -> Tell {
    let alerts = &config.alerts;
    Tell {
        from: severity(alerts.tell_from),
        bell: alerts.bell,
        notify: match alerts.notify {
            Notify::Off => None,
            Notify::Osc9 => Some(Osc::Nine),
            Notify::Osc777 => Some(Osc::SevenSevenSeven),
        },
        command: alerts.command.clone(),
        timeout: alerts.command_timeout,
        keeper: if alerts.command.is_empty() { None } else { this_program() },
    }
}

/// A severity in the model's words.
const fn severity(severity: crate::config::Severity) -> Severity {
    match severity {
        crate::config::Severity::Info => Severity::Info,
        crate::config::Severity::Warning => Severity::Warning,
        crate::config::Severity::Critical => Severity::Critical,
    }
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// After so many ms; `None` for never.
fn after(duration: Duration) -> Option<i64> {
    Some(ms(duration)).filter(|ms| *ms > 0)
}

/// The rule as written, over the default one of its name; `None` when it is off.
fn merge(known: Option<&Rule>, written: &AlertRule, departments: &LiteMap<String, Vec<String>>) -> Option<Rule> {
    if written.off {
        return None;
    }
    let department = written.department.as_deref().and_then(|name| Some((name, departments.get(name)?)));
    let who = department.map_or(&written.agents, |(_, who)| who).clone();
    let named = DEFAULT_RULES.iter().find(|(name, _)| *name == written.name).map(|(_, watch)| watch.clone());
    let before = known.map(|rule| &rule.watch);
    // One that looks at something of its own has only the name of the default one.
    let same = known.filter(|_| written.watch.is_none());
    let watch = match written.watch.clone().or(named)? {
        AlertWatch::State(word) => {
            let over_ms = match (written.over, before) {
                (Some(over), _) => ms(over),
                (None, Some(Watch::State { over_ms, .. })) => *over_ms,
                (None, _) => return None,
            };
            Watch::State { state: state(word), over_ms, who }
        }
        AlertWatch::Figure(word) => {
            let measure = Measure::ALL.iter().copied().find(|measure| measure.name() == word.as_str())?;
            let (compare, limit) = match (written.side, before) {
                (Some(AlertSide::Above(limit)), _) => (Compare::Above, limit),
                (Some(AlertSide::Below(limit)), _) => (Compare::Below, limit),
                (Some(AlertSide::Equals(limit)), _) => (Compare::Equals, limit),
                (None, Some(Watch::Figure { compare, limit, .. })) => (*compare, *limit),
                (None, _) => return None,
            };
            Watch::Figure { measure, compare, limit, over_ms: written.over.map(ms), who }
        }
        AlertWatch::Stale(word) => Watch::Stale { source: source(&word), over_ms: written.over.map(ms) },
    };
    Some(Rule {
        name: written.name.clone(),
        watch,
        hold_ms: written.hold.map_or_else(|| same.map_or(0, |rule| rule.hold_ms), ms),
        severity: written.severity.map_or(Severity::Warning, severity),
        escalate_after_ms: None,
        department: department.map(|(name, _)| name.to_owned()),
        only_with_callers: same.is_some_and(|rule| rule.only_with_callers),
        only_without_calls: same.is_some_and(|rule| rule.only_without_calls),
    })
}

fn state(word: AlertState) -> State {
    State::from_word(word.as_str()).unwrap_or(State::Unknown)
}

fn source(word: &AlertSource) -> Option<SourceId> {
    match word {
        AlertSource::Any => None,
        AlertSource::Agents => Some(SourceId::Agents),
        AlertSource::Chat => Some(SourceId::Chat),
        AlertSource::Ai => Some(SourceId::Ai),
        AlertSource::Calls => Some(SourceId::Calls),
        AlertSource::Platform(name) => Tag::new(name).map(SourceId::Platform),
    }
}
