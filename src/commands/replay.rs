//! `callboard replay FILE`: a recording on the same board.

use std::sync::Arc;

use chrono::TimeZone;
use chrono_tz::Tz;

use super::{Failure, glue, log};
use crate::app::{self, App};
use crate::cli::{Common, From, Replay};
use crate::feed::Feed;
use crate::feed::player::{Deck, FileTape, Tape};
use crate::model::Stamp;
use crate::term::Screen;
use crate::ui::{Keymap, text};

/// Shows a recording until somebody quits it. Nobody is asked anything.
///
/// # Errors
/// When a setting is wrong, the recording cannot be read or does not have the moment asked for, or the terminal cannot
/// be used.
pub async fn run(common: &Common, replay: &Replay) -> Result<(), Failure> {
    let mut config = glue::settings_without_tenant(common)?;
    log::begin(config.log.file.as_deref(), config.log.level, common.log_file.is_some())?;
    let tape = FileTape::open(&replay.file)?;
    let about = tape.about();
    about.site.clone_into(&mut config.site.name);
    // Whoever looks something up has hands.
    config.kiosk.enabled = false;
    // A zone that this version does not know any more is no reason not to show the rest.
    config.site.timezone = about.timezone.parse().unwrap_or(config.site.timezone);
    let from = replay.from.map(|from| moment(from, config.site.timezone, tape.span())).transpose()?;
    let settings = glue::ui_settings(&config);
    let keymap = Keymap::new(&settings.keys).map_err(|error| Failure::Keys(error.to_string()))?;
    let torn = tape.torn();
    let screen = Screen::take()?;
    let deck = Deck::start(tape, replay.speed, from)?;
    let clock = deck.clock();
    let (feed, updates) = Feed::new(clock.clone(), Arc::new(fastrand::f64));
    let mut app = App::new(settings, keymap, feed, updates, clock)
        .exporting_to(glue::export_dir(&config))
        .on_line(config.screen.slow_line)
        .auditing(log::audit())
        .watching(vec![Box::new(log::trouble)])
        .replaying(deck);
    if torn > 0 {
        app.say(format!("the end of the recording is torn: its last {} are not shown", text::bytes(torn)));
    }
    Box::pin(app::run(app, screen, config.screen.escape_wait)).await?;
    Ok(())
}

/// The moment of a recording that `from` names.
fn moment(from: From, zone: Tz, span: (Stamp, Stamp)) -> Result<Stamp, Failure> {
    let (first, last) = span;
    let local = |at: Stamp| at.in_zone(&zone);
    let on = |day: chrono::NaiveDate| {
        let at = zone.from_local_datetime(&day.and_time(from.time)).earliest()?;
        Some(Stamp(at.timestamp_millis()))
    };
    let days = match (from.date, local(first)) {
        (Some(date), _) => vec![date],
        // A recording may have begun after that time of the day, and reach it on the next.
        (None, Some(first)) => first.date_naive().iter_days().take(2).collect(),
        (None, None) => Vec::new(),
    };
    // The first minute begins before its first update.
    let slack = first.ms().rem_euclid(60_000);
    let found = days.into_iter().filter_map(on).find(|at| *at >= first.plus(-slack) && *at <= last);
    found.map(|at| at.max(first)).ok_or_else(|| {
        let show = |at| local(at).map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M:%S").to_string());
        Failure::Other(format!(
            "the recording runs from {} to {} ({zone}): --from must name a time in between",
            show(first),
            show(last)
        ))
    })
}

#[cfg(test)]
mod tests;
