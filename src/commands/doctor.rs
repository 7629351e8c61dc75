//! `callboard doctor`: whether everything that the board needs works, one line a check, and what to do about what does
//! not.
//!
//! A check has a name, the names of those it depends on, and a future that gives a verdict. They run one after the
//! other, so that their times mean something; a failure does not end the examination, but what depends on it is
//! skipped and says so. Every call passes the budget that a board would have, and a token that another session keeps
//! is used rather than ended by a new one.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use super::entry::Entry;
use super::{Failure, glue, log, output, registry};
use crate::cli::{Common, Doctor, Findings};
use crate::config::{self, Colour, Config, Loaded, Loader, ScreenLanguage, default_path};
use crate::model::Clock;
use crate::term;

mod hub;
mod messages;
mod metrics;
#[cfg(feature = "nats")]
mod nats;
mod push;
mod report;
mod settings;
mod terminal;
mod vendors;

pub use crate::platforms::checks::{Check, Finding, Outcome, Verdict, examine, select};
pub use report::{document, line};
pub use terminal::Terminal;

/// What cannot be looked at without settings.
const OF_SETTINGS: [&str; 5] = ["region", "cache", "log", "export", "messages"];

/// Runs the checks, prints what they find as they find it.
///
/// # Errors
/// When a check failed, or `--only` names none.
pub async fn run(common: &Common, doctor: &Doctor) -> Result<(), Failure> {
    let source = Loader::from_process(&registry::SCHEMA)?;
    // What the board would refuse is refused here, by the same functions.
    let loaded = source.load(&glue::overrides(common)).map_err(Failure::from);
    let loaded = loaded.and_then(|loaded| glue::accept(&loaded.config).map(|()| loaded));
    if let Ok(Loaded { config, .. }) = &loaded {
        config.check_one_site()?;
    }
    let kept = loaded.as_ref().map_or_else(|_| config::Log::default(), |loaded| loaded.config.log.clone());
    log::begin(&config::Log { file: common.log_file.clone(), ..kept }, true)?;
    let mut checks = vec![settings::check(&loaded, &default_path(&source.dirs))];
    if let Ok(Loaded { config, .. }) = &loaded {
        checks.extend(checks_of(config, &glue::clock(), doctor.wait));
    } else {
        let skipped = |name: &str| Check::ready(name, Verdict::ok("")).needs(["settings"]);
        let sections = registry::PLATFORMS.iter().map(Entry::section);
        checks.extend(OF_SETTINGS.into_iter().chain(sections).map(skipped));
    }
    let terminal = look_at_terminal(common, doctor, loaded.as_ref().ok().map(|loaded| &loaded.config));
    checks.extend(terminal::checks(&terminal));
    let checks = select(checks, &doctor.only).map_err(Failure::Other)?;
    let style = report::Style { ascii: terminal.ascii() };
    let mut broken = None;
    let findings = examine(checks, |finding| {
        if doctor.format == Findings::Text && broken.is_none() {
            broken = output::print(line(finding, style).as_bytes()).err();
        }
    })
    .await;
    if let Some(failure) = broken {
        return Err(failure);
    }
    match doctor.format {
        Findings::Json => output::print(output::escaped(&format!("{:#}\n", document(&findings))).as_bytes())?,
        Findings::Text => output::print(report::summary(&findings).as_bytes())?,
    }
    let failed = findings.iter().filter(|finding| finding.verdict.outcome == Outcome::Failure).count();
    match failed {
        0 => Ok(()),
        1 => Err(Failure::Other("one check failed".to_owned())),
        _ => Err(Failure::Other(format!("{failed} checks failed"))),
    }
}

/// The checks of a tenant's settings: directories, and every vendor that is configured. The stream gets `wait` for its
/// first message, and again for its first change.
pub fn checks_of(config: &Config, clock: &Clock, wait: Duration) -> Vec<Check> {
    let mut checks: Vec<Check> = settings::region(config).into_iter().collect();
    checks.extend(settings::rules(config));
    checks.extend(settings::directories(config));
    checks.push(messages::check(config));
    checks.extend(vendors::checks(config, clock, wait));
    checks.extend(hub::checks(config, clock, wait));
    checks.extend(push::checks(config, clock));
    checks.extend(metrics::checks(config));
    checks
}

/// What the terminal is like. It is asked questions only where a person looks at it.
fn look_at_terminal(common: &Common, doctor: &Doctor, config: Option<&Config>) -> Terminal {
    let asked = common.colour.clone();
    let is_terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    let wanted = doctor.only.is_empty() || doctor.only.iter().any(|name| name.starts_with("terminal"));
    let told = if is_terminal && wanted { term::ask::told() } else { term::ask::Told::default() };
    Terminal {
        is_terminal,
        size: if is_terminal { term::ask::size() } else { None },
        colour: config.map_or(Colour::Auto, |config| config.screen.colour),
        colour_by_flag: asked.is_some(),
        ascii: common.ascii || config.is_some_and(|config| config.screen.ascii),
        language: config.map_or(ScreenLanguage::Auto, |config| config.screen.language),
        wide_cells: told.wide_cells,
        synchronized: told.synchronized,
        env: Arc::new(|name: &str| std::env::var(name).ok()),
    }
}

#[cfg(feature = "demo")]
#[cfg(test)]
mod tests;
