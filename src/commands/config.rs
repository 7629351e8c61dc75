//! `callboard config`: what holds and where it was written, everything that is wrong, and a schema for editors.
//!
//! Nothing is asked of a vendor, and no secret is printed.

use serde_json::json;

use super::{Failure, glue, output, registry};
use crate::cli::{AboutSettings, Common, Settings};
use crate::config::{Config, KeyBindings, Loaded, Loader, Overrides, default_path};
use crate::model::plain;
use crate::ui::{KeyOverride, Keymap};

mod schema;
mod show;

pub use schema::schema;
pub use show::{document, text};

/// Prints what was asked for.
///
/// # Errors
/// When the settings are wrong, or standard output cannot be written to.
pub fn run(common: &Common, settings: &Settings) -> Result<(), Failure> {
    if settings.what == AboutSettings::Schema {
        return output::print(format!("{:#}\n", schema(&registry::SCHEMA)).as_bytes());
    }
    let loader = Loader::from_process(&registry::SCHEMA)?;
    let flags = glue::overrides(common);
    if settings.what == AboutSettings::Check {
        return check(&loader, &flags, settings.json);
    }
    let Loaded { config, files, held } = loader.load(&flags)?;
    let printed =
        if settings.json { format!("{:#}\n", document(&config, &files, &held)) } else { text(&config, &files, &held) };
    output::print(output::escaped(&printed).as_bytes())
}

/// Everything that is wrong with the settings, each in one sentence.
pub fn mistakes(loader: &Loader, flags: &Overrides) -> Vec<String> {
    let mut all: Vec<String> = loader.check(flags).iter().map(ToString::to_string).collect();
    if !all.is_empty() {
        return all;
    }
    match loader.load(flags) {
        Err(mistake) => all.push(mistake.to_string()),
        Ok(Loaded { config, .. }) => {
            all.extend(crate::http::trust(config.network.ca_file.as_deref()).err().map(|error| error.to_string()));
            all.extend(of_keys(&config));
            all.extend(config.themes.refused.iter().map(ToString::to_string));
        }
    }
    all
}

/// What is wrong with each of the bindings; if nothing is, with all of them together.
fn of_keys(config: &Config) -> Vec<String> {
    let bound = |binding: &KeyBindings| KeyOverride {
        action: binding.action.clone(),
        keys: binding.keys.clone(),
        origin: binding.origin.to_string(),
    };
    let all: Vec<KeyOverride> = config.keys.iter().map(bound).collect();
    let wrong = |keys: &[KeyOverride]| Keymap::new(keys).err().map(|error| error.to_string());
    let each: Vec<String> = all.iter().filter_map(|one| wrong(std::slice::from_ref(one))).collect();
    if each.is_empty() { wrong(&all).into_iter().collect() } else { each }
}

fn check(loader: &Loader, flags: &Overrides, as_json: bool) -> Result<(), Failure> {
    let mistakes = mistakes(loader, flags);
    let outcome = loader.load(flags).ok();
    if as_json {
        let renamed = outcome.map(|loaded| loaded.config.renamed).unwrap_or_default();
        let document = json!({"schema": 1, "mistakes": mistakes, "renamed": renamed});
        output::print(output::escaped(&format!("{document:#}\n")).as_bytes())?;
    } else {
        let mut said: Vec<String> = mistakes.clone();
        if let Some(Loaded { config, files, .. }) = outcome {
            said.extend(config.renamed);
            if mistakes.is_empty() {
                let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
                let none = || format!("no settings file; {} does not exist", default_path(&loader.dirs).display());
                said.push(if files.is_empty() { none() } else { format!("right: {}", files.join(", ")) });
            }
        }
        let lines: Vec<_> = said.iter().map(|sentence| plain::line(sentence) + "\n").collect();
        output::print(lines.concat().as_bytes())?;
    }
    match mistakes.len() {
        0 => Ok(()),
        1 => Err(Failure::Other("one thing is wrong with the settings".to_owned())),
        count => Err(Failure::Other(format!("{count} things are wrong with the settings"))),
    }
}

#[cfg(test)]
mod tests;
