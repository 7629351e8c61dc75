//! The rules of `[alerts.rules]`: which keys go together, and what each is missing.

use super::alerts::{AlertRule, AlertWatch, DEFAULT_RULES};
use super::error::{ConfigError, Origin};
use super::layer::{Entry, Layer};
use super::side::AlertSide;
use super::value::FromValue;
use super::values::Values;
use crate::lang::nearest::nearest;
use std::collections::BTreeSet;

/// The rules of `[alerts]`, whose own values are `values`.
///
/// # Errors
/// When a rule looks at nothing or at two things, or lacks its limit.
pub(super) fn all(settings: &Layer, values: &Values<'_>) -> Result<Vec<AlertRule>, ConfigError> {
    each(settings, values).into_iter().map(|(_, rule)| rule).collect()
}

/// The same, each by its name.
pub(super) fn each<'a>(settings: &'a Layer, values: &Values<'_>) -> Vec<(&'a str, Result<AlertRule, ConfigError>)> {
    let defaults = values.read("defaults");
    let rules = settings.within("alerts.rules");
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(rules.filter_map(|(path, _)| path.rsplit_once('.').map(|(name, _)| name)));
    names.into_iter().map(|name| (name, Keys { settings, name }.rule(defaults))).collect()
}

/// The keys of one rule.
struct Keys<'a> {
    settings: &'a Layer,
    name: &'a str,
}

impl<'a> Keys<'a> {
    fn rule(&self, defaults: bool) -> Result<AlertRule, ConfigError> {
        let (keys, name) = (self, self.name);
        let watches: Vec<(&str, &Entry, AlertWatch)> = [
            keys.get("state").zip(keys.value("state").map(AlertWatch::State)).map(|(e, w)| ("state", e, w)),
            keys.get("figure").zip(keys.value("figure").map(AlertWatch::Figure)).map(|(e, w)| ("figure", e, w)),
            keys.get("stale").zip(keys.value("stale").map(AlertWatch::Stale)).map(|(e, w)| ("stale", e, w)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let sides = ["above", "below", "equals"];
        let given: Vec<&str> = sides.into_iter().filter(|side| keys.get(side).is_some()).collect();
        let known = DEFAULT_RULES.iter().find(|(known, _)| defaults && *known == name).map(|(_, watch)| watch.clone());
        let origin = keys.origin();
        let wrong = |what: String| Err(ConfigError::new(&origin, format!("[alerts.rules.{name}] {what}")));
        let watch = match (watches.as_slice(), &known) {
            ([(_, _, watch)], _) => watch.clone(),
            ([], Some(known)) => known.clone(),
            ([], None) => return wrong("looks at nothing: set one of state, figure, stale".to_owned()),
            ([(first, ..), (second, entry, _), ..], _) => {
                let what = format!("[alerts.rules.{name}] has both {first} and {second}; a rule looks at one thing");
                return Err(ConfigError::new(&entry.origin, what));
            }
        };
        if let (AlertWatch::Figure(figure), Some(entry)) = (&watch, keys.get("over"))
            && !figure.has_last_while()
        {
            return Err(entry.wrong(&format!(
                "says nothing to a rule about {}: of the figures, calls_answered, lost, lost_percent and service_level \
                 can be of the last while; take over out",
                figure.as_str()
            )));
        }
        let foreign: &[&str] = match &watch {
            AlertWatch::State(_) => &sides,
            AlertWatch::Figure(figure) if figure.counts_agents() => &[],
            AlertWatch::Figure(_) => &["agents", "department"],
            AlertWatch::Stale(_) => &["above", "below", "equals", "agents", "department"],
        };
        let what = match &watch {
            AlertWatch::State(_) => "the time in a state",
            AlertWatch::Figure(_) => "a figure of the whole centre",
            AlertWatch::Stale(_) => "the age of a source",
        };
        if let Some((key, entry)) = foreign.iter().find_map(|key| Some((*key, keys.get(key)?))) {
            return Err(entry.wrong(&format!("says nothing to a rule about {what}; take {key} out")));
        }
        let complete = known.is_some() && watches.is_empty();
        match (&watch, given.as_slice()) {
            (AlertWatch::State(_), _) if keys.get("over").is_none() && !complete => {
                return wrong("lacks over: from how long on there is an alert, such as over = \"5m\"".to_owned());
            }
            (AlertWatch::Figure(_), []) if !complete => {
                return wrong("lacks its limit: set one of above, below, equals".to_owned());
            }
            (AlertWatch::Figure(_), [first, second, ..]) => {
                return wrong(format!("has both {first} and {second}; a rule has one limit"));
            }
            _ => {}
        }
        if let (Some(entry), Some(_)) = (keys.get("department"), keys.get("agents")) {
            return Err(entry.wrong("says who it is about, and so does agents; keep one"));
        }
        let department: Option<String> = keys.value("department");
        if let (Some(entry), Some(named)) = (keys.get("department"), &department) {
            let path = format!("site.departments.{named}");
            let who = self.settings.get(&path).and_then(|entry| Vec::<String>::from_value(&entry.value));
            if who.as_ref().is_some_and(Vec::is_empty) {
                return Err(entry.wrong("names no agents; name them in [site.departments]"));
            }
            if who.iter().flatten().any(|member| member.trim_start().starts_with("group:")) {
                return Err(entry.wrong("has skill groups in it, and a rule looks at agents alone; name its agents"));
            }
            if who.is_none() {
                let all: Vec<&str> = self.settings.within("site.departments").map(|(name, _)| name).collect();
                let hint = match (all.is_empty(), nearest(named, all.iter().copied())) {
                    (true, _) => "is no department; name those in it in [site.departments]".to_owned(),
                    (false, Some(near)) => format!("is no department of [site.departments]; did you mean {near:?}?"),
                    (false, None) => format!("is no department of [site.departments]; there are {}", all.join(", ")),
                };
                return Err(entry.wrong(&hint));
            }
        }
        Ok(AlertRule {
            name: name.to_owned(),
            origin: origin.clone(),
            off: keys.value("off").unwrap_or(false),
            watch: watches.into_iter().next().map(|(_, _, watch)| watch),
            over: keys.value("over"),
            side: (keys.value("above").map(AlertSide::Above))
                .or_else(|| keys.value("below").map(AlertSide::Below))
                .or_else(|| keys.value("equals").map(AlertSide::Equals)),
            agents: keys.value("agents").unwrap_or_default(),
            department,
            hold: keys.value("hold"),
            escalate_after: keys.value("escalate_after"),
            severity: keys.value("severity"),
        })
    }

    fn get(&self, key: &str) -> Option<&'a Entry> {
        self.settings.get(&format!("alerts.rules.{}.{key}", self.name))
    }

    fn value<T: FromValue>(&self, key: &str) -> Option<T> {
        T::from_value(&self.get(key)?.value)
    }

    /// Where the first of them was written.
    fn origin(&self) -> Origin {
        self.settings.origin_of(&format!("alerts.rules.{}", self.name))
    }
}
