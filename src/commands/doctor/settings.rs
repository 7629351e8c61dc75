//! The settings file, and the directories it names.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{Check, Failure, Outcome, Verdict, glue, registry};
use crate::app::kept_totals;
use crate::commands::entry::Entry;
use crate::config::{Config, Loaded, Region};
use crate::files::private;
use crate::model::plain;
use crate::platforms::checks::advice;
use crate::platforms::{Untold, hosts};

/// Whether the settings could be read, what they configure, and who can change them.
pub(super) fn check(loaded: &Result<Loaded, Failure>, usual: &Path) -> Check {
    let verdict = verdict(loaded, usual);
    let failed = verdict.outcome == Outcome::Failure;
    let check = Check::ready("settings", verdict);
    if failed { check.instead_of("") } else { check }
}

pub(super) fn verdict(loaded: &Result<Loaded, Failure>, usual: &Path) -> Verdict {
    let Loaded { config, files, .. } = match loaded {
        Ok(loaded) => loaded,
        Err(Failure::Vendor(error)) => return advice::verdict(error, "network"),
        Err(error) => {
            return Verdict::failure(
                error.to_string(),
                "correct that; every setting is in assets/config.sample.toml, and callboard init writes a new file",
            );
        }
    };
    let sections = configured(config);
    let shown = files.iter().map(|file| show(file)).collect::<Vec<_>>().join(", ");
    let named = |none: String| if files.is_empty() { none } else { shown.clone() };
    let place = named("no file, only the environment".to_owned());
    if !glue::has_tenant(config) {
        let place = named(format!("{} does not exist", show(usual)));
        return Verdict::failure(
            format!("{place}: no contact centre is configured"),
            "run callboard init, which asks a few questions and writes the file; callboard demo needs none",
        );
    }
    for file in files {
        if let Ok(about) = fs::metadata(file)
            && about.permissions().mode() & 0o022 != 0
        {
            return Verdict::warning(
                format!("{}: other users can change it (mode {:03o})", show(file), about.permissions().mode() & 0o777),
                format!("run chmod 600 {}", show(file)),
            );
        }
    }
    if !config.renamed.is_empty() {
        return Verdict::warning(config.renamed.join("; "), "write the new names; the old ones are read for now");
    }
    Verdict::ok(format!("{place}: {}", sections.join(", ")))
}

fn configured(config: &Config) -> Vec<&'static str> {
    let sections = registry::PLATFORMS.iter().map(Entry::section);
    let hub = glue::is_on_hubs(config).then_some("hub");
    sections.filter(|section| config.tenants.has(section)).chain(hub).collect()
}

/// Whether all hosts that belong to a region are of one: credentials of one are worth nothing in another.
pub(super) fn region(config: &Config) -> Option<Check> {
    let addresses: Vec<(String, String)> =
        registry::PLATFORMS.iter().flat_map(|entry| (entry.regional)(config)).collect();
    (!addresses.is_empty())
        .then(|| Check::ready("region", region_verdict(config.site.region, &addresses)).needs(["settings"]))
}

fn region_verdict(set: Region, addresses: &[(String, String)]) -> Verdict {
    let known: Vec<(&String, &String, Region)> =
        addresses.iter().filter_map(|(key, address)| Some((key, address, Region::of(address)?))).collect();
    let Some((_, _, first)) = known.first().copied() else {
        return Verdict::ok(format!("no address is of a documented host; region is {:?}", set.as_str()));
    };
    if known.iter().all(|(_, _, region)| *region == first) {
        return Verdict::ok(format!("every documented host is of {}", first.title()));
    }
    let told: Vec<String> = known
        .iter()
        .map(|(key, address, region)| format!("{key} is {} ({})", hosts::origin(address), region.title()))
        .collect();
    Verdict::warning(
        format!("hosts of different regions: {}", told.join(", ")),
        "set region in [site] and remove the address that is not of it: credentials of one region are worth nothing in \
         another; nothing to do if these are accounts of several regions",
    )
}

/// Whether a rule looks at a figure that stays unknown because the settings turn it off: it would rest for ever.
pub(super) fn rules(config: &Config) -> Option<Check> {
    resting(config).map(|verdict| Check::ready("rules", verdict).needs(["settings"]))
}

fn resting(config: &Config) -> Option<Verdict> {
    let off: Vec<Untold> = registry::PLATFORMS.iter().flat_map(|entry| (entry.untold)(config)).collect();
    let rules = glue::alerts::rules(config);
    let resting = rules.list().iter().filter_map(|rule| {
        let untold = off.iter().find(|untold| rule.measure() == Some(untold.measure))?;
        let (name, figure) = (&rule.name, untold.measure.name());
        let says = format!("alerts.rules.{name} looks at {figure}, which stays unknown: {}", untold.why);
        Some((says, format!("{}, or remove the rule", untold.advice)))
    });
    let (says, mut advice): (Vec<String>, Vec<String>) = resting.unzip();
    advice.dedup();
    (!says.is_empty()).then(|| Verdict::warning(says.join("; "), advice.join("; ")))
}

/// Whether cache, log, looks and exports can be written where the settings say, and every theme can be read.
pub(super) fn directories(config: &Config) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(shared) = config.cache.shared() {
        let group = config.cache.group.clone();
        let ends_others =
            registry::PLATFORMS.iter().any(|entry| entry.one_token && config.tenants.has(entry.section()));
        let check = async move { cache(&shared, group.as_deref(), ends_others) };
        checks.push(Check::new("cache", check).needs(["settings"]));
    }
    if let Some(file) = config.log.file.clone() {
        checks.push(Check::new("log", async move { log_file(&file) }).needs(["settings"]));
    }
    if let Some(dir) = config.screen.remember.clone() {
        let check = async move { private_dir(&dir, "write remember = false in [screen]", "") };
        checks.push(Check::new("looks", check).needs(["settings"]));
    }
    if let Some(file) = glue::totals_file(config) {
        checks.push(Check::new("totals", async move { totals(&file) }).needs(["settings"]));
    }
    if let Some(error) = config.themes.refused.first() {
        let advice = "correct it, or remove the file; until then the board does without that theme";
        checks.push(Check::ready("themes", Verdict::warning(error.to_string(), advice)).needs(["settings"]));
    }
    let export = glue::export_dir(config);
    checks.push(Check::new("export", async move { export_dir(&export) }).needs(["settings"]));
    checks
}

/// Where tokens and call budgets are shared. A new token `ends_others`: who shares none must be the only one who asks.
fn cache(shared: &private::Shared, group: Option<&str>, ends_others: bool) -> Verdict {
    let Some(group) = group else {
        let note = if ends_others { "; one account a tenant, unless accounts share it (group in [cache])" } else { "" };
        return private_dir(shared.dir(), "name another as dir in [cache]", note);
    };
    match shared.check() {
        Ok(()) => Verdict::ok(format!("{} is shared with the group {group}", show(shared.dir()))),
        Err(error) => {
            let why = plain::line(&error.to_string()).into_owned();
            Verdict::failure(why, "until then each session has tokens of its own, and ends those of the others")
        }
    }
}

fn private_dir(dir: &Path, or: &str, note: &str) -> Verdict {
    match writable(dir) {
        Err(why) => Verdict::failure(why, format!("give it to this user, or {or}")),
        Ok(there) => {
            // As the board will judge it.
            if let Err(error) = private::check_dir(dir) {
                return Verdict::warning(
                    plain::line(&error.to_string()).into_owned(),
                    format!("until then nothing is kept there; or {or}"),
                );
            }
            Verdict::ok(format!("{}{note}", made(dir, there)))
        }
    }
}

/// Where the totals of half hours are kept, and whether what is there can be read.
fn totals(file: &Path) -> Verdict {
    const OR: &str = "name another as dir in [totals], or write keep = false there";
    let verdict = private_dir(private::parent(file), OR, "");
    if verdict.outcome != Outcome::Ok {
        return verdict;
    }
    match kept_totals(file) {
        (_, Some(why)) => {
            let why = plain::line(&why.to_string()).into_owned();
            Verdict::warning(why, format!("correct that, or {OR}"))
        }
        (halves, None) => Verdict::ok(format!("{} half hours in {}", halves.len(), show(file))),
    }
}

fn log_file(file: &Path) -> Verdict {
    const ADVICE: &str = "name another with --log-file, or as file in [log]";
    // As the board will judge it.
    if let Err(error) = private::check_append(file) {
        let why = plain::line(&error.to_string()).into_owned();
        return Verdict::failure(format!("{} cannot be written to: {why}", show(file)), ADVICE);
    }
    if file.exists() {
        return Verdict::ok(format!("{} can be written to", show(file)));
    }
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match writable(dir) {
        Ok(_) => Verdict::ok(format!("{} will be made", show(file))),
        Err(why) => Verdict::failure(why, ADVICE),
    }
}

fn export_dir(dir: &Path) -> Verdict {
    if !dir.is_dir() {
        return Verdict::failure(
            format!("{} is no directory", show(dir)),
            "make it, or name another as export_dir in [screen]",
        );
    }
    match writable(dir) {
        Ok(_) => Verdict::ok(format!("{} can be written to", show(dir))),
        Err(why) => Verdict::warning(why, "exports and recordings need another export_dir in [screen]"),
    }
}

fn made(dir: &Path, there: bool) -> String {
    if there { format!("{} can be written to", show(dir)) } else { format!("{} will be made", show(dir)) }
}

/// Whether files can be made in `dir`, or in the nearest directory above it that exists; and whether it exists itself.
pub(super) fn writable(dir: &Path) -> Result<bool, String> {
    let there = dir.is_dir();
    let nearest: PathBuf = dir.ancestors().find(|above| above.exists()).map_or_else(|| ".".into(), Path::to_owned);
    let nearest = if nearest.as_os_str().is_empty() { PathBuf::from(".") } else { nearest };
    if !nearest.is_dir() {
        return Err(format!("{} is no directory", show(&nearest)));
    }
    let trial = nearest.join(format!(".callboard-doctor-{:016x}", fastrand::u64(..)));
    match OpenOptions::new().write(true).create_new(true).open(&trial) {
        Ok(_) => {
            // Nothing to be done about a directory that gives and does not take back.
            let _ = fs::remove_file(&trial);
            Ok(there)
        }
        Err(error) => Err(format!("{} cannot be written to: {error}", show(&nearest))),
    }
}

pub(super) fn show(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests;
