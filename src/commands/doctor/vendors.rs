//! The platforms: each is looked at by checks of its own.

use std::time::Duration;

use super::{Check, glue, registry};
use crate::config::Config;
use crate::feed::ask::day::{span, today};
use crate::model::Clock;
use crate::platforms::checks::advice;
use crate::platforms::checks::host::Seen;
use crate::platforms::platform::Checkup;

/// The checks of every platform that is configured.
pub(super) fn checks(config: &Config, clock: &Clock, wait: Duration) -> Vec<Check> {
    let zone = config.site.timezone;
    let date = today(clock(), zone);
    let (seen, rules) = (Seen::default(), glue::alerts::rules(config));
    let (today, yesterday) = (span(date, zone), span(date.pred_opt().unwrap_or(date), zone));
    let checkup = Checkup { config, clock, seen: &seen, rules: &rules, today, yesterday, wait };
    let mut checks = Vec::new();
    for entry in &registry::PLATFORMS {
        match (entry.checks)(&checkup) {
            None => {}
            Some(Ok(more)) => checks.extend(more),
            Some(Err(error)) => {
                let section = entry.section();
                let refused = Check::ready(format!("{section}.settings"), advice::verdict(&error, section));
                checks.push(refused.instead_of(section));
            }
        }
    }
    if !checks.is_empty() {
        checks.push(seen.check());
    }
    checks
}
