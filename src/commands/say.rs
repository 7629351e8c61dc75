//! `callboard say`: a message on the boards of this machine.

use std::fmt::Write as _;

use litemap::LiteMap;

use super::{Failure, glue, output, threads};
use crate::cli::{Common, Say};
use crate::config::Config;
use crate::files::private::Shared;
use crate::lang::message::message;
use crate::model::Clock;
use crate::model::problem::problems;
use crate::say::listen::{Board, Mail, listen, too_long};
use crate::say::send::{Heard, send};
use crate::say::wire::{Asked, What};

problems! {
    /// What the board has to do without.
    pub enum Unheard {
        Closed(why: String) = "no messages of callboard say are taken: {why}",
    }
}

/// Tells all boards of this user and of the group, or the wall that is meant, and says how many show it.
///
/// # Errors
/// When the settings or the text are wrong, or no board does it.
pub async fn run(common: &Common, say: &Say) -> Result<(), Failure> {
    let config = glue::settings_without_tenant(common)?;
    let what = what(say).map_err(Failure::Other)?;
    let places = places(&config);
    if places.is_empty() {
        return Err(Failure::Other(NOWHERE.to_owned()));
    }
    let asked = Asked { kiosk: say.kiosk.clone(), what };
    let heard = send(&places, &asked).await;
    match done(&heard) {
        Some(said) => {
            for failure in &heard.failures {
                output::note(failure);
            }
            output::print(format!("{said}\n").as_bytes())
        }
        None => Err(Failure::Other(undone(&heard, say.kiosk.as_deref()))),
    }
}

/// Where boards are looked for: those of this user, and of the group.
pub fn places(config: &Config) -> Vec<Shared> {
    config.own_messages().into_iter().chain(config.group_messages()).collect()
}

/// What is said where there is no place to look for boards in.
pub(super) const NOWHERE: &str = "no board can be looked for: XDG_RUNTIME_DIR is not set to a directory, as a login sets it, and the \
                       settings name no group in [cache]; say it as the user who runs the board, or set group there";

fn what(say: &Say) -> Result<What, String> {
    let Some(text) = say.text.as_deref().filter(|_| !say.clear) else { return Ok(What::Clear) };
    let text = message(text).map_err(too_long)?;
    let text = text.ok_or("there is nothing to read in that text; callboard say --clear takes a message away")?;
    Ok(What::Say { text, seconds: say.stands.as_secs() })
}

/// How many boards did it, and until when they show it; `None` where none did.
fn done(heard: &Heard) -> Option<String> {
    let count = heard.boards.len();
    let boards = if count == 1 { "1 board".to_owned() } else { format!("{count} boards") };
    let shows = if count == 1 { "shows" } else { "show" };
    let mut untils: LiteMap<&str, usize> = LiteMap::new();
    for until in heard.boards.iter().flatten() {
        *untils.entry(until).or_default() += 1;
    }
    let mut said = match untils.len() {
        _ if count == 0 => return None,
        0 => format!("{boards} {shows} no message now"),
        _ => format!("{boards} {shows} it until "),
    };
    // Sites in several zones have several clocks.
    for (nth, (until, boards)) in untils.iter().enumerate() {
        let between = if nth == 0 { "" } else { ", " };
        let _ = match untils.len() {
            1 => write!(said, "{until}"),
            _ => write!(said, "{between}{until} ({boards})"),
        };
    }
    Some(said)
}

/// Why no board did it.
fn undone(heard: &Heard, kiosk: Option<&str>) -> String {
    match (heard.failures.as_slice(), kiosk) {
        ([], Some(kiosk)) if heard.others > 0 => {
            let (others, run) = if heard.others == 1 { ("1 board", "runs") } else { ("boards", "run") };
            format!(
                "no wall here is called {kiosk:?}; {others} of other names {run}, and callboard say without --kiosk tells all"
            )
        }
        ([], _) => "no board of this user or the group runs on this machine".to_owned(),
        (failures, _) => failures.join("; "),
    }
}

/// Where a board listens: in the directory of the group where there is one, so that all of it is heard.
pub fn listens_in(config: &Config) -> Option<Shared> {
    config.group_messages().or_else(|| config.own_messages())
}

/// Listens for a board to what is said, where the settings want that and there is a place for it.
///
/// # Errors
/// When that place is not what it should be.
pub async fn mail(config: &Config, clock: Clock) -> Result<Option<Mail>, Unheard> {
    if !config.screen.messages {
        return Ok(None);
    }
    let Some(place) = listens_in(config) else {
        tracing::info!("no messages of callboard say are taken: XDG_RUNTIME_DIR is not set to a directory");
        return Ok(None);
    };
    let wall = config.kiosk.name.clone().filter(|_| config.kiosk.enabled);
    let board = Board { wall, zone: config.site.timezone, clock };
    let mail = threads::beside(listen(place, board)).await;
    mail.map(Some).map_err(|error| Unheard::Closed(error.to_string())).inspect_err(|why| tracing::warn!("{why}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn heard(untils: &[Option<&str>]) -> Heard {
        Heard { boards: untils.iter().map(|until| until.map(str::to_owned)).collect(), ..Heard::default() }
    }

    #[test]
    fn how_many_boards_show_it_is_said_with_the_clock_of_their_site() {
        for (untils, said) in [
            (&[Some("15:30")][..], Some("1 board shows it until 15:30")),
            (&[Some("15:30"), Some("15:30")], Some("2 boards show it until 15:30")),
            (&[Some("15:30"), Some("08:30"), Some("15:30")], Some("3 boards show it until 08:30 (1), 15:30 (2)")),
            (&[None], Some("1 board shows no message now")),
            (&[None, None], Some("2 boards show no message now")),
            (&[], None),
        ] {
            assert_eq!(done(&heard(untils)).as_deref(), said);
        }
    }

    #[test]
    fn where_no_board_does_it_the_sentence_says_why() {
        assert!(undone(&heard(&[]), None).starts_with("no board of this user"));
        assert!(undone(&heard(&[]), Some("night")).starts_with("no board of this user"));
        let others = Heard { others: 2, ..Heard::default() };
        assert!(undone(&others, Some("night")).contains("no wall here is called \"night\"; boards of other names run"));
        let failed = Heard { failures: vec!["a".to_owned(), "b".to_owned()], ..others };
        assert_eq!(undone(&failed, Some("night")), "a; b");
    }

    #[test]
    fn what_is_typed_is_cleaned_before_it_is_sent_and_too_much_is_refused() {
        let say = |text: &str| Say { text: Some(text.to_owned()), stands: Duration::from_mins(30), ..Say::default() };
        let told = What::Say { text: "hi 138****5678".to_owned(), seconds: 1800 };
        assert_eq!(what(&say(" hi\u{1b}[1m 13812345678\n")), Ok(told));
        assert!(what(&say(&"x".repeat(300))).unwrap_err().contains("this one has 300"));
        assert!(what(&say(" \u{202e}")).unwrap_err().contains("--clear"));
        assert_eq!(what(&Say { clear: true, ..Say::default() }), Ok(What::Clear));
    }
}
