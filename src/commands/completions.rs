//! `callboard completions`: what a shell needs to complete our commands and flags.

use clap_complete::Shell;

use super::{Failure, output};
use crate::cli::{self, Completions};

/// Prints the completions of one shell.
///
/// # Errors
/// When standard output cannot be written to.
pub fn run(completions: &Completions) -> Result<(), Failure> {
    output::print(&script(completions.shell))
}

/// The script that `shell` reads.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut command = cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    script
}

#[cfg(test)]
mod tests;
