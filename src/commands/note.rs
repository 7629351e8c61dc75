//! `callboard note`: a note on the boards of this machine.

use super::entry::random_bits;
use super::say::{NOWHERE, places};
use super::{Failure, glue, output};
use crate::cli::{Common, Note};
use crate::lang::message::message;
use crate::say::listen::note_too_long;
use crate::say::send::{Heard, send};
use crate::say::wire::{Asked, What};

/// Hands a note to all boards of this user and of the group, or to the wall that is meant, and says how many have it.
///
/// # Errors
/// When the settings or the text are wrong, or no board takes it.
pub async fn run(common: &Common, note: &Note) -> Result<(), Failure> {
    let config = glue::settings_without_tenant(common)?;
    let text = text(&note.text).map_err(Failure::Other)?;
    let places = places(&config);
    if places.is_empty() {
        return Err(Failure::Other(NOWHERE.to_owned()));
    }
    // One id for all of them: boards on one hub have one note.
    let what = What::Note { id: format!("{:032x}", random_bits()), text };
    let heard = send(&places, &Asked { kiosk: note.kiosk.clone(), what }).await;
    match done(&heard) {
        Some(said) => {
            for failure in &heard.failures {
                output::note(failure);
            }
            output::print(format!("{said}\n").as_bytes())
        }
        None => Err(Failure::Other(undone(&heard, note.kiosk.as_deref()))),
    }
}

fn text(typed: &str) -> Result<String, String> {
    message(typed).map_err(note_too_long)?.ok_or_else(|| "there is nothing to read in that text".to_owned())
}

/// How many boards have it; `None` where none has.
fn done(heard: &Heard) -> Option<String> {
    match heard.boards.len() {
        0 => None,
        1 => Some("1 board has the note".to_owned()),
        count => Some(format!("{count} boards have the note")),
    }
}

/// Why no board has it.
fn undone(heard: &Heard, kiosk: Option<&str>) -> String {
    match (heard.failures.as_slice(), kiosk) {
        ([], Some(kiosk)) if heard.others > 0 => {
            format!("no wall here is called {kiosk:?}; callboard note without --kiosk reaches every board")
        }
        ([], _) => "no board of this user or the group runs on this machine".to_owned(),
        (failures, _) => failures.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_cleaned_and_masked_before_it_is_sent_and_too_much_is_refused() {
        assert_eq!(
            text(" line 400 down\u{1b}[1m, call 13812345678\n").as_deref(),
            Ok("line 400 down, call 138****5678")
        );
        assert_eq!(text(&"x".repeat(201)).unwrap_err(), "a note has at most 200 characters, and this one has 201");
        assert_eq!(text(" \u{202e}").unwrap_err(), "there is nothing to read in that text");
    }

    #[test]
    fn how_many_boards_have_it_is_said_or_why_none_has() {
        let heard = |boards| Heard { boards: vec![None; boards], ..Heard::default() };
        assert_eq!(done(&heard(0)), None);
        assert_eq!(done(&heard(1)).as_deref(), Some("1 board has the note"));
        assert_eq!(done(&heard(3)).as_deref(), Some("3 boards have the note"));
        assert!(undone(&heard(0), None).starts_with("no board of this user"));
        let others = Heard { others: 1, ..Heard::default() };
        assert!(undone(&others, Some("night")).starts_with("no wall here is called \"night\""));
        let failed = Heard { failures: vec!["a".to_owned(), "b".to_owned()], ..others };
        assert_eq!(undone(&failed, Some("night")), "a; b");
    }
}
