//! `--kiosk` with a name behind it, and without.
//!
//! A flag whose value may be left out takes whatever word follows it, be it a command: `callboard --kiosk demo` would
//! look for a wall of that name. So clap is told that the value stands behind an equals sign, and a word that follows is
//! put there, unless it is a command or a flag.

use std::ffi::OsString;

const FLAG: &str = "--kiosk";

/// The command line with the names of walls behind an equals sign.
pub(super) fn joined(line: impl Iterator<Item = OsString>, definitions: &clap::Command) -> Vec<OsString> {
    let is_name = |word: &OsString| {
        let word = word.to_str().unwrap_or("-");
        let is_command = || definitions.get_subcommands().any(|command| command.get_name() == word);
        !word.is_empty() && !word.starts_with('-') && !is_command()
    };
    let mut joined: Vec<OsString> = Vec::new();
    let mut plain = false;
    for word in line {
        plain |= word == "--";
        match joined.last_mut().filter(|last| !plain && **last == FLAG && is_name(&word)) {
            Some(flag) => {
                flag.push("=");
                flag.push(word);
            }
            None => joined.push(word),
        }
    }
    joined
}
