//! `callboard replay FILE`: a recording on the same board; of a file, or of a hub.

use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures_util::StreamExt;

use super::{Failure, glue, log};
use crate::app::{self, App, Place};
use crate::cli::{Common, From, Replay};
use crate::config::{Config, Hub};
use crate::feed::Feed;
use crate::feed::record::player::{Deck, FileTape, Index, Tape};
use crate::feed::record::{Reader, RecordingError};
use crate::http;
use crate::model::Stamp;
use crate::model::day::{Shown, shown};
use crate::model::problem::problems;
use crate::ui::{Keymap, text};

/// No recording of a hub is larger, in bytes.
const LARGEST: usize = 2 << 30;

problems! {
    /// What is said of a recording where it begins.
    pub enum Begins {
        Torn(size: String) = "the end of the recording is torn: its last {size} are not shown",
        Twice(asked: String, from: String, other: String) = "clocks show {asked} twice that day: this begins at {from}; the other is {other}",
        Skipped(asked: String, from: String) = "clocks skip {asked} that day: this begins at {from}",
    }
}

/// Shows a recording until a person quits it. No vendor is asked anything.
///
/// # Errors
/// When a setting is wrong, the recording cannot be read or does not have the moment asked for, or the terminal cannot
/// be used.
pub async fn run(common: &Common, replay: &Replay) -> Result<(), Failure> {
    let config = glue::settings_without_tenant(common)?;
    log::begin(&config.log, common.log_file.is_some())?;
    if replay.file.is_none() {
        config.check_one_site()?;
    }
    match (&replay.file, &config.hub.follow) {
        (Some(file), _) => {
            let again = file.clone();
            show(config, replay, FileTape::open(file)?, move || FileTape::open(&again)).await
        }
        (None, Some(hub)) => {
            let tape = of_hub(&config, hub, replay.from.and_then(|from| from.date)).await?;
            let again = tape.again();
            show(config, replay, tape.tape()?, again).await
        }
        (None, None) => Err(Failure::Other(
            "there is nothing to replay: name a recording, or a hub with --hub or url in [hub]".to_owned(),
        )),
    }
}

/// A recording that a hub handed out, which can be read several times at once.
pub(super) struct Fetched {
    name: String,
    bytes: Whole,
}

/// All of its bytes.
#[derive(Clone)]
pub(super) struct Whole(Arc<Vec<u8>>);

impl AsRef<[u8]> for Whole {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// It as a tape.
type FetchedTape = FileTape<Cursor<Whole>>;

impl Fetched {
    /// Opens it.
    pub(super) fn tape(&self) -> Result<FetchedTape, RecordingError> {
        FileTape::new(Reader::new(Cursor::new(self.bytes.clone()), Path::new(&self.name))?)
    }

    /// What opens it once more.
    fn again(&self) -> impl FnOnce() -> Result<FetchedTape, RecordingError> + Send + 'static {
        let again = Self { name: self.name.clone(), bytes: self.bytes.clone() };
        move || again.tape()
    }
}

/// The recording of a hub, of that day or the newest.
pub(super) async fn of_hub(config: &Config, hub: &Hub, date: Option<NaiveDate>) -> Result<Fetched, Failure> {
    http::trust(config.network.ca_file.as_deref())?;
    let (name, mut recording) = glue::recording(config, hub, date).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = recording.bytes.next().await {
        bytes.extend_from_slice(&piece?);
        if bytes.len() > LARGEST {
            return Err(Failure::Other(format!(
                "the recording of the hub is larger than {}",
                text::bytes(LARGEST as u64)
            )));
        }
    }
    Ok(Fetched { name, bytes: Whole(Arc::new(bytes)) })
}

/// Shows a tape; `again` opens it once more, to find out what happened in it.
async fn show<R>(
    mut config: Config,
    replay: &Replay,
    tape: FileTape<R>,
    again: impl FnOnce() -> Result<FileTape<R>, RecordingError> + Send + 'static,
) -> Result<(), Failure>
where
    R: Read + Seek + Send + 'static,
{
    let about = tape.about();
    about.site.clone_into(&mut config.site.name);
    // A person who looks something up has hands.
    config.kiosk.enabled = false;
    // A zone that this version does not know any more is no reason not to show the rest.
    config.site.timezone = about.timezone.parse().unwrap_or(config.site.timezone);
    let from = replay.from.map(|from| moment(from, config.site.timezone, tape.span())).transpose()?;
    let settings = glue::ui_settings(&config);
    let keymap = Keymap::new(&settings.keys).map_err(|error| Failure::Keys(error.to_string()))?;
    let (torn, span) = (tape.torn(), tape.span());
    let place = Place::take()?;
    let (from, said) = from.map_or((None, None), |(at, said)| (Some(at), said));
    let deck = Deck::start(tape, replay.speed, from)?;
    let clock = deck.clock();
    let index = Index::start(again, span, settings.rules.clone(), settings.zone);
    let (feed, updates) = Feed::new(clock.clone(), Arc::new(fastrand::f64));
    let mut app = App::new(settings, keymap, feed, updates, clock)
        .exporting_to(glue::export_dir(&config))
        .on_line(config.screen.slow_line)
        .auditing(log::audit())
        .watching(vec![Box::new(log::trouble)])
        .replaying(deck)
        .indexed(index);
    if torn > 0 {
        app.say(Begins::Torn(text::bytes(torn)));
    }
    if let Some(said) = said {
        app.say(said);
    }
    Box::pin(app::run(app, place, config.screen.escape_wait)).await?;
    Ok(())
}

/// The moment of a recording that `from` names, and what is to be said of it where the wall clock shows that time twice,
/// or never.
pub(super) fn moment(from: From, zone: Tz, span: (Stamp, Stamp)) -> Result<(Stamp, Option<Begins>), Failure> {
    let (first, last) = span;
    let local = |at: Stamp| at.in_zone(&zone);
    let days = match (from.date, local(first)) {
        (Some(date), _) => vec![date],
        // A recording may have begun after that time of the day, and reach it on the next.
        (None, Some(first)) => first.date_naive().iter_days().take(2).collect(),
        (None, None) => Vec::new(),
    };
    // The first minute begins before its first update.
    let slack = first.ms().rem_euclid(60_000);
    let is_there = |at: &Stamp| *at >= first.plus(-slack) && *at <= last;
    let written = |at: Stamp, form: &str| local(at).map_or_else(String::new, |at| at.format(form).to_string());
    let asked = from.time.format("%H:%M:%S");
    let found = days.into_iter().filter_map(|day| shown(day.and_time(from.time), zone)).find_map(|shown| {
        let (at, said) = match shown {
            Shown::Once(at) => (at, None),
            // The first of the two, unless the recording has only the other.
            Shown::Twice(one, other) => {
                let at = [one, other].into_iter().find(is_there)?;
                let (from, other) = (written(at, "%H:%M:%S %Z"), written(if at == one { other } else { one }, "%Z"));
                (at, Some(Begins::Twice(asked.to_string(), from, other)))
            }
            Shown::Skipped(at) => {
                let from = written(at, "%H:%M:%S %Z");
                (at, Some(Begins::Skipped(asked.to_string(), from)))
            }
        };
        is_there(&at).then_some((at.max(first), said))
    });
    found.ok_or_else(|| {
        let show = |at| written(at, "%Y-%m-%d %H:%M:%S");
        Failure::Other(format!(
            "the recording runs from {} to {} ({zone}): --from must name a time in between",
            show(first),
            show(last)
        ))
    })
}

#[cfg(test)]
mod tests;
