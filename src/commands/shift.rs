//! Recordings told as facts: what `callboard timeline` and `callboard handover` share.

use std::io::{Read, Seek};
use std::path::PathBuf;

use chrono_tz::Tz;
use litemap::LiteMap;

use super::query::table::Span;
use super::query::tapes::Tapes;
use super::replay::of_hub;
use super::{Failure, glue, output};
use crate::app::Signals;
use crate::cli::From;
use crate::config::Config;
use crate::feed::record::RecordingError;
use crate::feed::record::player::{FileTape, Moment, Tape as _};
use crate::lang::Language;
use crate::model::story::shift::ShiftCalls;
use crate::model::{BusyReason, Fact, Rules, Stamp, Teller};
use crate::tasks::spawn_blocking;
use crate::ui::story::Words;

/// What is asked of recordings.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) files: Vec<PathBuf>,
    pub(super) from: Option<From>,
    pub(super) to: Option<From>,
}

/// What recordings tell.
pub(super) struct Shift {
    pub(super) language: Language,
    pub(super) zone: Tz,
    pub(super) site: String,
    pub(super) rules: Rules,
    pub(super) reasons: LiteMap<BusyReason, String>,
    pub(super) span: Span,
    pub(super) teller: Teller,
    /// Its calls, from its beginning to its end.
    pub(super) calls: ShiftCalls,
    /// The first and the last moment that were recorded.
    pub(super) recorded: (Stamp, Stamp),
}

impl Shift {
    fn new(config: &Config, site: &str, zone: Tz, span: Span, bounds: (Stamp, Stamp)) -> Self {
        let env = |name: &str| std::env::var(name).ok();
        let rules = glue::alerts::rules(config);
        let from = span.from.unwrap_or(bounds.0);
        Self {
            language: glue::language(config.screen.language, config.screen.ascii, env),
            zone,
            site: site.to_owned(),
            reasons: glue::reasons(config),
            span,
            teller: Teller::new(rules.clone(), zone),
            rules,
            // Where it ends is known at its end.
            calls: ShiftCalls::new(from, span.to.unwrap_or(Stamp(i64::MAX))),
            recorded: bounds,
        }
    }

    /// How its facts are said.
    pub(super) const fn words(&self) -> Words<'_> {
        Words { language: self.language, zone: self.zone, rules: &self.rules, reasons: &self.reasons }
    }

    /// What happened in it, by when it began.
    pub(super) fn facts(&self) -> Vec<&Fact> {
        let all = self.teller.story().facts().in_order();
        all.into_iter().filter(|fact| fact.is_within(self.span.from, self.span.to)).collect()
    }

    /// Takes what a tape tells, up to the end of what is asked for; whether there may be more of it.
    fn take<R: Read + Seek + Send>(&mut self, tape: &mut FileTape<R>) -> Result<bool, RecordingError> {
        let is_over = |at: Stamp| self.span.to.is_some_and(|to| at >= to);
        while let Some(step) = tape.next()? {
            match step {
                Moment::Start(_, at) if is_over(at) => return Ok(false),
                Moment::Update(update) if is_over(update.at) => return Ok(false),
                Moment::Start(board, at) => self.teller.begin(&board, at),
                Moment::Update(update) => {
                    self.calls.told(&update, self.teller.board());
                    self.teller.take(update);
                }
            }
        }
        Ok(true)
    }

    fn end(&mut self) {
        let (_, last) = self.recorded;
        if let Some(to) = self.span.to.filter(|to| *to <= last) {
            self.teller.wait_until(to.plus(-1));
        }
        let end = self.teller.span().map_or(last, |(_, last)| last);
        self.calls.count(self.teller.board());
        self.calls.to = self.span.to.unwrap_or(end);
    }
}

/// Reads recordings, or that of a hub, until a signal comes: then `None`. Where one is damaged, what stands before the damage
/// is told, and the damage is said.
pub(super) async fn read(config: Config, asked: Asked) -> Result<Option<Shift>, Failure> {
    let mut signals = Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))?;
    let reading = async move {
        if !asked.files.is_empty() {
            return spawn_blocking(move || of_files(&config, &asked)).await;
        }
        let tape = match &config.hub.follow {
            Some(hub) => of_hub(&config, hub, asked.from.and_then(|from| from.date)).await,
            None => Err(Failure::Other(
                "there is nothing to read: name a recording, or a hub with --hub or url in [hub]".to_owned(),
            )),
        };
        match tape {
            Ok(fetched) => spawn_blocking(move || of_tape(&config, &asked, &mut fetched.tape()?)).await,
            Err(failure) => Ok(Err(failure)),
        }
    };
    tokio::select! {
        biased;
        () = signals.ended() => Ok(None),
        read = reading => match read {
            Ok(read) => read.map(Some),
            Err(_) => Err(Failure::Other("the recording could not be read".to_owned())),
        },
    }
}

/// The recordings that were named.
pub(super) fn of_files(config: &Config, asked: &Asked) -> Result<Shift, Failure> {
    let tapes = Tapes::open(&asked.files)?;
    let zone = tapes.zone(config.site.timezone);
    let span = tapes.span(asked.from, asked.to, zone)?;
    let mut shift = Shift::new(config, tapes.site(), zone, span, tapes.bounds());
    shift.check()?;
    for tape in tapes {
        match tape.begin().and_then(|mut tape| shift.take(&mut tape)) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                output::note(&error.to_string());
                break;
            }
        }
    }
    shift.end();
    Ok(shift)
}

fn of_tape<R: Read + Seek + Send>(config: &Config, asked: &Asked, tape: &mut FileTape<R>) -> Result<Shift, Failure> {
    let zone = tape.about().timezone.parse().unwrap_or(config.site.timezone);
    let span = Span::of(asked.from, asked.to, zone, tape.span().0)?;
    let site = tape.about().site.clone();
    let mut shift = Shift::new(config, &site, zone, span, tape.span());
    shift.check()?;
    tape.rewind();
    if let Err(error) = shift.take(tape) {
        output::note(&error.to_string());
    }
    shift.end();
    Ok(shift)
}

impl Shift {
    /// Whether the recording has anything of what is asked for.
    fn check(&self) -> Result<(), Failure> {
        let (first, last) = self.recorded;
        if self.span.has_part_of(first, last) {
            return Ok(());
        }
        let show = |at: Stamp| {
            at.in_zone(&self.zone).map_or_else(|| at.to_string(), |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
        };
        Err(Failure::Other(format!(
            "the recording runs from {} to {} ({}): --from and --to must name times in it",
            show(first),
            show(last),
            self.zone
        )))
    }
}

#[cfg(test)]
pub(in crate::commands) mod testing;
