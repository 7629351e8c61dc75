//! `callboard handover REC…`: a shift in Markdown.

use super::shift::{Asked, Shift, read};
use super::{Failure, glue, output};
use crate::cli::{Common, Handover};
use crate::files::private;
use crate::ui::handover;

/// Prints the shift, or writes it into a file.
///
/// # Errors
/// When the settings are wrong, a recording cannot be read, or the file cannot be written.
pub async fn run(common: &Common, asked: &Handover) -> Result<(), Failure> {
    if asked.output.is_none() && output::is_closed() {
        return Ok(());
    }
    let config = glue::settings_without_tenant(common)?;
    let wanted = Asked { files: asked.files.clone(), from: asked.from, to: asked.to };
    let Some(shift) = read(config, wanted).await? else { return Ok(()) };
    let text = markdown(&shift);
    match &asked.output {
        Some(path) => private::replace_alone(path, text.as_bytes())
            .map_err(|error| Failure::Other(format!("{}: {}", path.display(), private::plainly(error)))),
        None => output::print(text.as_bytes()),
    }
}

fn markdown(shift: &Shift) -> String {
    let facts = shift.facts();
    handover::markdown(&handover::Shift {
        words: shift.words(),
        site: &shift.site,
        facts: &facts,
        board: shift.teller.board(),
        limits: shift.rules.limits(),
        calls: &shift.calls,
        recorded: shift.recorded,
    })
}

#[cfg(test)]
mod tests;
