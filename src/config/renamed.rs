//! Settings that were called otherwise once: they are read as before, and it is said what they are called now.

use super::error::Origin;
use super::value::Raw;

/// Keys and the sections of rules: what they were called, and what they are called.
const PATHS: [(&str, &str); 2] =
    [("limits.missed_percent", "limits.agent_misses_percent"), ("alerts.rules.missed", "alerts.rules.agent_misses")];

/// The same of the figures that a rule can look at.
const FIGURES: [(&str, &str); 2] = [("missed", "agent_misses"), ("missed_percent", "agent_misses_percent")];

/// Where the order of the agents is set.
const ORDER: &str = "screen.sort";

/// The same of the orders of the agents.
pub const ORDERS: [(&str, &str); 3] =
    [("answered", "agent_answers"), ("missed", "agent_misses"), ("missed-share", "agent_misses_percent")];

/// What the setting at `path` is called now, if it was called so once.
pub(super) fn path(path: &str) -> Option<String> {
    PATHS.iter().find_map(|(before, now)| {
        let rest = path.strip_prefix(before)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| format!("{now}{rest}"))
    })
}

/// The value of the setting at `path` as it is written now, with the words of before and of now, if it was written so
/// once.
pub(super) fn value(path: &str, raw: &Raw) -> Option<(Raw, &'static str, &'static str)> {
    let Raw::Text(word) = raw else { return None };
    let words = match path {
        ORDER => &ORDERS[..],
        path if path.starts_with("alerts.rules.") && path.ends_with(".figure") => &FIGURES[..],
        _ => return None,
    };
    let (before, now) = words.iter().find(|(before, _)| before == word)?;
    Some((Raw::Text((*now).to_owned()), before, now))
}

/// What is said of a path that is called otherwise now.
pub(super) fn told(origin: &Origin, before: &str, now: &str) -> String {
    format!("{origin}: {before} is called {now} now, and counts what agents missed; write {now}")
}

/// The same of a figure that a rule looks at, and of an order.
pub(super) fn told_of_value(origin: &Origin, path: &str, before: &str, now: &str) -> String {
    let what = if path == ORDER { "order" } else { "figure" };
    format!("{origin}: the {what} \"{before}\" of {path} is called \"{now}\" now; write \"{now}\"")
}
