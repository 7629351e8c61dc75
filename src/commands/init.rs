//! `callboard init`: a few questions, each answer tried with the vendor, and a settings file at the end.
//!
//! The questions are a machine of their own ([`Interview`]); here are only the terminal and the disk. Nothing is
//! written before the last answer, nothing is replaced without asking, and a secret is neither shown nor logged.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use chrono_tz::Tz;
use secrecy::SecretString;

use super::{Failure, glue, output, registry};
use crate::cli::Common;
use crate::config::{Dirs, Loader, Overrides, default_path};
use crate::http;
use crate::model::{Clock, plain};
use crate::term::line;

mod files;
mod interview;
mod trial;

pub use crate::platforms::questions::Trial;
pub use files::Plan;
pub use interview::{Interview, NextStep, Question};
pub use trial::attempt;

/// Asks, tries, writes.
///
/// # Errors
/// When there is no terminal to ask on, the person gives up, or the files cannot be written.
pub async fn run(common: &Common) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Failure::Other(
            "init asks its questions on a terminal, and there is none; a script writes the settings file itself \
             (assets/config.sample.toml has every setting), or sets them by environment (CALLBOARD_SITE__NAME=…)"
                .to_owned(),
        ));
    }
    let source = Loader::from_process(&registry::SCHEMA)?;
    let path = common.config.clone().unwrap_or_else(|| default_path(&source.dirs));
    let there = files::replaceable(&path).map_err(Failure::Other)?;
    // What the environment says of the network holds here too; there is no file yet.
    let environment = Loader { schema: &registry::SCHEMA, env: network_only(&source), dirs: Dirs::nowhere() };
    http::trust(environment.load(&Overrides::default())?.config.network.ca_file.as_deref())?;

    say(&format!("The answers are written to {}; control-C ends without writing anything.", path.display()))?;
    if there {
        say("That file exists; before it is replaced you will be asked.")?;
    }
    let mut interview = Interview::new(machine_zone());
    hold(&mut interview, &glue::clock()).await?;
    if interview.tenants().is_empty() {
        return Err(Failure::Other(
            "no vendor was configured, so nothing was written; callboard demo needs none".into(),
        ));
    }
    let plan = Plan::new(&path, interview.name(), interview.zone(), interview.region(), interview.tenants());
    for existing in plan.existing().map_err(Failure::Other)? {
        if !confirmed(&format!("{} exists: replace it, with all that is in it? (y/n) [n] ", existing.display()))? {
            return Err(Failure::Other("nothing was written".to_owned()));
        }
    }
    plan.write().map_err(Failure::Other)?;
    for file in plan.files() {
        say(&format!("wrote {}", file.display()))?;
    }
    say("callboard doctor looks whether everything works; callboard shows the board.")
}

/// Goes through the whole interview.
async fn hold(interview: &mut Interview, clock: &Clock) -> Result<(), Failure> {
    loop {
        match interview.step() {
            NextStep::Done => return Ok(()),
            NextStep::Ask(question) => {
                let typed = ask(&question)?;
                if let Err(complaint) = interview.answer(&typed) {
                    say(&complaint)?;
                }
            }
            NextStep::Try(trial) => {
                let Some(tenant) = interview.current().cloned() else { return Ok(()) };
                let outcome = attempt(trial, &tenant, interview.zone(), clock).await;
                let (sign, sentence) = match &outcome {
                    Ok(sentence) => ("ok: ", sentence),
                    Err(sentence) => ("failed: ", sentence),
                };
                say(&format!("  {sign}{sentence}"))?;
                interview.tried(outcome.is_ok());
            }
        }
    }
}

fn ask(question: &Question) -> Result<SecretString, Failure> {
    let default = question.default.as_deref().filter(|default| !default.is_empty());
    let prompt = match default {
        Some(default) => format!("{} [{default}]: ", question.text),
        None => format!("{}: ", question.text),
    };
    let typed =
        if question.secret { line::hidden(&prompt) } else { line::shown(&prompt).map(|typed| typed.map(Into::into)) };
    typed.map_err(|error| gone(&error))?.ok_or_else(given_up)
}

fn confirmed(prompt: &str) -> Result<bool, Failure> {
    loop {
        let typed = line::shown(prompt).map_err(|error| gone(&error))?.ok_or_else(given_up)?;
        if typed.trim().is_empty() {
            return Ok(false);
        }
        match interview::yes(&typed) {
            Ok(answer) => return Ok(answer),
            Err(complaint) => say(&complaint)?,
        }
    }
}

fn gone(error: &std::io::Error) -> Failure {
    Failure::Other(format!("the terminal cannot be read: {error}; nothing was written"))
}

fn given_up() -> Failure {
    Failure::Other("given up; nothing was written".to_owned())
}

fn say(sentence: &str) -> Result<(), Failure> {
    output::print(format!("{}\n", plain::lines(sentence)).as_bytes())
}

/// The part of the environment that says how vendors are reached.
fn network_only(source: &Loader) -> BTreeMap<String, std::ffi::OsString> {
    let mut own = source.env.clone();
    own.retain(|name, _| name.starts_with("CALLBOARD_NETWORK__"));
    own
}

/// The zone of this machine, where it tells; else UTC.
fn machine_zone() -> Tz {
    let named = std::env::var("TZ").ok().and_then(|name| name.trim_start_matches(':').parse().ok());
    let linked = || {
        let target = std::fs::read_link("/etc/localtime").ok()?;
        let target = target.to_str()?;
        target.split_once("zoneinfo/").and_then(|(_, name)| name.parse().ok())
    };
    named.or_else(linked).unwrap_or(Tz::UTC)
}

#[cfg(feature = "demo")]
#[cfg(test)]
mod tests;
