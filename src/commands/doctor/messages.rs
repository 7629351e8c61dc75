//! Whether a board would be told messages of `callboard say`: the directory, who shares it, and whether a socket can be
//! made there.

use std::fs;
use std::path::Path;

use super::settings::{show, writable};
use super::{Check, Verdict};
use crate::commands::say;
use crate::config::Config;
use crate::files::private::Shared;
use crate::model::plain;

/// What a board would do where nothing is mended.
const UNTIL_THEN: &str = "until then no message comes; messages = false in [screen] wants none";

pub(super) fn check(config: &Config) -> Check {
    let (wanted, place) = (config.screen.messages, say::listens_in(config));
    Check::new("messages", async move { verdict(wanted, place.as_ref()) }).needs(["settings"])
}

fn verdict(wanted: bool, place: Option<&Shared>) -> Verdict {
    if !wanted {
        return Verdict::skipped("messages = false in [screen]: a board is told no message");
    }
    let Some(place) = place else {
        return Verdict::warning(
            "XDG_RUNTIME_DIR is not set to a directory: a board of this user is told no message of callboard say",
            "a login sets it, and assets/callboard@.service does for a service; or set group in [cache]",
        );
    };
    match trial(place) {
        Ok(found) => Verdict::ok(found),
        Err(why) => Verdict::warning(plain::line(&why).into_owned(), UNTIL_THEN),
    }
}

/// What a board would find, as it will judge it; nothing stays.
fn trial(place: &Shared) -> Result<String, String> {
    let dir = place.dir();
    place.check().and_then(|()| place.check_above()).map_err(|error| error.to_string())?;
    let who = match place.group() {
        Some(group) => format!("the members of the group {group}"),
        None => "this user".to_owned(),
    };
    if !dir.exists() {
        // Only a user's own is made by the board.
        writable(dir)?;
        return Ok(format!("{} will be made, where {who} may say something", show(dir)));
    }
    // No sender takes one of this name for a board.
    let name = format!("doctor-{}-{:04x}.sock", std::process::id(), fastrand::u16(..));
    let listener = place.listen(&name).map_err(|error| no_socket(dir, &error))?;
    drop(listener);
    place.remove(&name).map_err(|error| error.to_string())?;
    let mode = fs::metadata(dir).map(|about| std::os::unix::fs::PermissionsExt::mode(&about.permissions()));
    let mode = mode.map_or_else(|_| String::new(), |mode| format!(" (mode {:04o})", mode & 0o7777));
    Ok(format!("{}{mode}: {who} may say something", show(dir)))
}

fn no_socket(dir: &Path, error: &std::io::Error) -> String {
    format!("no socket can be made in {}: {error}", show(dir))
}

#[cfg(test)]
mod tests;
