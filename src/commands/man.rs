//! `callboard man`: the manual, made from the definitions of the command line.
//!
//! Printed, it is one page with every command in it; in a directory it is one page a command, as `man` wants them.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;

use clap_mangen::Man as Page;

use super::{Failure, output};
use crate::cli::{self, Man};
use crate::files::private;

/// Prints the manual, or writes its pages.
///
/// # Errors
/// When there is no room for it, or the directory cannot be had.
pub fn run(man: &Man) -> Result<(), Failure> {
    match &man.dir {
        None => {
            let page = whole().map_err(|error| Failure::Other(format!("the manual cannot be made: {error}")))?;
            output::print(&page)
        }
        Some(dir) => {
            let names = write(dir).map_err(|error| {
                Failure::Other(format!(
                    "the manual's pages cannot be written to {}: {error}; choose another --dir",
                    dir.display()
                ))
            })?;
            let mut list = names.join("\n");
            list.push('\n');
            output::print(list.as_bytes())
        }
    }
}

/// One page with all commands.
fn whole() -> io::Result<Vec<u8>> {
    let command = cli::command();
    let mut out = Vec::new();
    Page::new(command.clone()).render(&mut out)?;
    for part in command.get_subcommands() {
        let name = part.get_name();
        let page = Page::new(part.clone());
        let mut body = Vec::new();
        page.render_synopsis_section(&mut body)?;
        page.render_description_section(&mut body)?;
        page.render_options_section(&mut body)?;
        // The headings of its page become subheadings of this one.
        let body = String::from_utf8_lossy(&body).replace("\n.SH ", "\n.SS ");
        out.extend_from_slice(format!(".SH \"CALLBOARD {}\"\n", name.to_uppercase()).as_bytes());
        out.extend_from_slice(body.as_bytes());
    }
    Ok(out)
}

/// Writes one page a command and returns the names of the files.
fn write(dir: &Path) -> io::Result<Vec<String>> {
    DirBuilder::new().recursive(true).create(dir)?;
    let command = cli::command();
    let mut names = Vec::new();
    for part in std::iter::once(&command).chain(command.get_subcommands()) {
        let page = Page::new(part.clone());
        let mut text = Vec::new();
        page.render(&mut text)?;
        let name = page.get_filename();
        private::publish(&dir.join(&name), &text)?;
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests;
