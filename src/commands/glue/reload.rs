//! Settings read anew for a board that runs.

use std::sync::{Arc, Mutex, PoisonError};

use super::{alerts, export_dir, overrides, screen, walls};
use crate::app::{Reload, Reloaded};
use crate::cli::Common;
use crate::commands::{Failure, registry};
use crate::config::{Change, Config, Held, Loaded, Loader, changes};
use crate::http::Trust;
use crate::model::Problem;

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

fn said(failure: &Failure) -> Problem {
    Problem::Said(failure.to_string())
}

#[cfg(test)]
mod tests;
