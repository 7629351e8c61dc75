//! Settings read anew for a board that runs.

use std::sync::{Arc, Mutex, PoisonError};

use super::{alerts, export_dir, overrides, screen, walls};
use crate::app::problem::Notice;
use crate::app::{Reload, Reloaded, Tell};
use crate::cli::Common;
use crate::commands::{Failure, registry};
use crate::config::{Change, Config, Held, Loaded, Loader, Overrides, changes};
use crate::http::Trust;
use crate::model::{Problem, Rules};

/// Reads the settings anew as the command line says, for a board that began with `config`, its wall hung, in which
/// `held` held.
pub fn reload(common: &Common, kiosk: Option<&str>, config: &Config, held: &[Held]) -> Reload {
    let (common, kiosk) = (common.clone(), kiosk.map(str::to_owned));
    let (config, began) = (config.clone(), held.to_vec());
    let last = Mutex::new(began.clone());
    Arc::new(move || {
        let settings = Loader::from_process(&registry::SCHEMA).map_err(|error| said(&error.into()))?;
        let loaded = settings.load(&overrides(&common)).map_err(|error| said(&error.into()))?;
        let held = loaded.held.clone();
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = taken(&config, kiosk.as_deref(), loaded, (&began, &last)).map_err(|failure| said(&failure))?;
        *last = held;
        Ok(outcome)
    })
}

/// What is taken of `loaded`; changes are told from what held when it `began`, and when it was read `last`.
fn taken(
    config: &Config,
    kiosk: Option<&str>,
    loaded: Loaded,
    (began, last): (&[Held], &[Held]),
) -> Result<Box<Reloaded>, Failure> {
    let Loaded { config: mut new, held, .. } = loaded;
    new.kiosk.enabled = config.kiosk.enabled;
    walls::hang(&mut new, kiosk)?;
    // It is of use after a restart only, and is wrong now.
    new.network.ca_file.as_deref().map(Trust::from_file).transpose()?;
    let merged = config.taking(new);
    let (settings, keymap) = screen(&merged)?;
    let named = |changes: Vec<Change>, live: bool| {
        let some = changes.into_iter().filter(|change| change.is_live() == live);
        some.map(|change| change.to_string()).collect()
    };
    Ok(Box::new(Reloaded {
        settings,
        keymap,
        tell: alerts::tell(&merged),
        slow_line: merged.screen.slow_line,
        export_dir: export_dir(&merged),
        taken: named(changes(last, &held), true),
        waits: named(changes(began, &held), false),
    }))
}

/// What a hub takes of settings that were read anew.
pub struct Rule {
    /// The rules of its alerts.
    pub rules: Rules,
    /// Whom they are told.
    pub tell: Tell,
    /// What is taken, and what needs a restart.
    pub said: Problem,
}

/// Sections of what a board takes that bear on a hub too, with all that stands below them.
const OF_HUBS: [&str; 3] = ["limits", "alerts", "site.departments"];

/// Reads the settings anew for a hub that began with `config` by these flags, in which `began` held; changes are told from
/// `last`, which is what held when they were read last.
///
/// # Errors
/// What is wrong with them.
pub fn reload_hub(
    flags: &Overrides,
    (config, began): (&Config, &[Held]),
    last: &mut Vec<Held>,
) -> Result<Rule, Failure> {
    let loaded = Loader::from_process(&registry::SCHEMA)?.load(flags)?;
    ruled(config, loaded, began, last)
}

fn ruled(config: &Config, loaded: Loaded, began: &[Held], last: &mut Vec<Held>) -> Result<Rule, Failure> {
    let Loaded { config: new, held, .. } = loaded;
    new.network.ca_file.as_deref().map(Trust::from_file).transpose()?;
    let merged = config.taking(new);
    // What a screen takes is no matter of a hub's.
    let bears = |change: &Change| {
        let is_within =
            |of: &str| change.section.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        change.is_limit_of_age() || OF_HUBS.into_iter().any(is_within)
    };
    let named = |changes: Vec<Change>, wanted: &dyn Fn(&Change) -> bool| -> Vec<String> {
        changes.iter().filter(|change| wanted(change)).map(ToString::to_string).collect()
    };
    let taken = named(changes(last, &held), &|change| change.is_live() && bears(change));
    let waits = named(changes(began, &held), &|change| !change.is_live());
    let said = Notice::of_reload(&taken, &waits).into();
    *last = held;
    Ok(Rule { rules: alerts::rules(&merged), tell: alerts::tell(&merged), said })
}

fn said(failure: &Failure) -> Problem {
    Problem::Said(failure.to_string())
}

#[cfg(test)]
mod tests;
