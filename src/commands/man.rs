//! `callboard man`: the manual, from the Markdown in `assets/manual`, which is also read on the web.
//!
//! On a terminal a page is shown by `man`, or as plain text where there is none. Without a page, and not on a terminal,
//! the whole manual is printed as one page for `man`; into a directory go all pages, as `man` wants them.

use std::fs::DirBuilder;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use signal_hook::consts::SIGINT;

use super::{Failure, output};
use crate::cli::Man;
use crate::files::private;
use crate::lang::nearest::nearest;
use crate::term;

pub use pages::{PAGES, Page};

mod markdown;
mod pages;
mod plain;
mod roff;

/// The columns a page takes as text, at least, at most, and where no terminal says how wide it is.
const COLUMNS: (usize, usize, usize) = (40, 100, 80);

/// Shows a page, prints the manual, or writes its pages.
///
/// # Errors
/// When there is no such page, standard output takes nothing, or the directory cannot be written to.
pub fn run(man: &Man) -> Result<(), Failure> {
    if let Some(dir) = &man.dir {
        let names = write(dir).map_err(|error| {
            Failure::Other(format!(
                "the manual's pages cannot be written to {}: {error}; choose another --dir",
                dir.display()
            ))
        })?;
        let mut list = names.join("\n");
        list.push('\n');
        return output::print(list.as_bytes());
    }
    let on_terminal = io::stdout().is_terminal();
    let page = match &man.page {
        None if !on_terminal => return output::print(whole().as_bytes()),
        None => pages::find("callboard"),
        Some(name) => pages::find(name),
    };
    let page = page.ok_or_else(|| Failure::Other(unknown(man.page.as_deref().unwrap_or_default())))?;
    if on_terminal && is_shown_by_man(roff::page(page).as_bytes()) {
        return Ok(());
    }
    output::print(plain::page(page, columns()).as_bytes())
}

/// The sentence about a page that there is not.
fn unknown(name: &str) -> String {
    let names = || PAGES.iter().map(Page::short);
    let near = nearest(name, names()).map(|near| format!("; did you mean {near}?"));
    let near = near.unwrap_or_else(|| format!("; the pages are {}", names().collect::<Vec<_>>().join(", ")));
    format!("the manual has no page `{name}`{near}")
}

/// Has `man` show a page; `false` where there is no such program, or it cannot read from standard input.
fn is_shown_by_man(page: &[u8]) -> bool {
    // Interrupting the pager must not leave it alone with the terminal.
    let _ = signal_hook::flag::register(SIGINT, Arc::default());
    let man = Command::new("man").args(["-l", "-"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut man) = man else { return false };
    if let Some(mut input) = man.stdin.take() {
        // A pager that was left early has closed it, and that is no failure.
        let _ = input.write_all(page);
    }
    man.wait().is_ok_and(|status| status.success())
}

fn columns() -> usize {
    let (least, most, usual) = COLUMNS;
    let wide = term::ask::size().map_or(usual, |(columns, _)| usize::from(columns));
    wide.clamp(least, most)
}

/// The whole manual as one page.
fn whole() -> String {
    let mut out = String::new();
    for (at, page) in PAGES.iter().enumerate() {
        out.push_str(&if at == 0 { roff::page(page) } else { roff::part(page) });
    }
    out
}

/// Writes every page and returns the names of the files.
fn write(dir: &Path) -> io::Result<Vec<String>> {
    DirBuilder::new().recursive(true).create(dir)?;
    let mut names = Vec::new();
    for page in PAGES {
        let name = format!("{}.{}", page.name, page.section);
        private::publish(&dir.join(&name), roff::page(page).as_bytes())?;
        names.push(name);
    }
    Ok(names)
}

#[cfg(test)]
mod tests;
