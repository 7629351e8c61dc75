//! The recordings that were named: in the order in which they were made, of one site, and none beside another.

use std::path::{Path, PathBuf};

use chrono_tz::Tz;

use super::rows::{Rows, Seen};
use super::table::{Out, Span};
use crate::cli::From as Moment;
use crate::commands::replay::Begins;
use crate::commands::{Failure, output};
use crate::feed::record::RecordingError;
use crate::feed::record::player::{FileTape, Moment as Step, Tape as _};
use crate::lang::figures::bytes;
use crate::model::day::{Shown, shown};
use crate::model::{Board, Stamp, sort};

/// So much of two recordings may be of the same time: one that goes on in another file ends as that begins, and clocks are
/// nursed.
const OVERLAP_MS: i64 = 60_000;

/// One of them, not yet open.
pub struct Tape {
    path: PathBuf,
    torn: u64,
}

impl Tape {
    /// Opens it at its beginning, and says what is torn off at its end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn begin(&self) -> Result<FileTape, RecordingError> {
        let mut tape = FileTape::open(&self.path)?;
        tape.rewind();
        if self.torn > 0 {
            output::note(&format!("{}: {}", self.path.display(), Begins::Torn(bytes(self.torn))));
        }
        Ok(tape)
    }
}

/// All of them.
pub struct Tapes {
    all: Vec<Tape>,
    site: String,
    timezone: String,
    bounds: (Stamp, Stamp),
}

impl IntoIterator for Tapes {
    type Item = Tape;
    type IntoIter = std::vec::IntoIter<Tape>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

/// What is known of a recording from the heads of its blocks.
struct Looked {
    tape: Tape,
    site: String,
    whose: String,
    timezone: String,
    span: (Stamp, Stamp),
}

fn look(path: &Path) -> Result<Looked, RecordingError> {
    let tape = FileTape::open(path)?;
    let about = tape.about();
    Ok(Looked {
        site: about.site.clone(),
        whose: format!("{} ({})", about.site, about.timezone),
        timezone: about.timezone.clone(),
        span: tape.span(),
        tape: Tape { path: path.to_owned(), torn: tape.torn() },
    })
}

impl Tapes {
    /// Looks through the recordings at these paths.
    ///
    /// # Errors
    /// When one cannot be read, they are of several sites, or two are of the same time.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut all = paths.iter().map(|path| look(path)).collect::<Result<Vec<_>, _>>()?;
        sort::by_key(&mut all, |looked| looked.span);
        for pair in all.windows(2) {
            let [one, other] = pair else { continue };
            let (first, second) = (one.tape.path.display(), other.tape.path.display());
            if one.whose != other.whose {
                let sentence = format!(
                    "{first} is a recording of {}, {second} one of {}: name recordings of one site",
                    one.whose, other.whose
                );
                return Err(Failure::Other(sentence));
            }
            if one.span.1.since(other.span.0) > OVERLAP_MS {
                let sentence = format!("{first} and {second} are of the same time: name one of them");
                return Err(Failure::Other(sentence));
            }
        }
        let Some(first) = all.first() else { return Err(Failure::Other("no recording is named".to_owned())) };
        let (site, timezone) = (first.site.clone(), first.timezone.clone());
        let last = all.iter().map(|looked| looked.span.1).max().unwrap_or(first.span.1);
        let bounds = (first.span.0, last);
        Ok(Self { all: all.into_iter().map(|looked| looked.tape).collect(), site, timezone, bounds })
    }

    /// The name of their site.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The first and the last moment of them.
    pub const fn bounds(&self) -> (Stamp, Stamp) {
        self.bounds
    }

    /// The zone of their site; `or` where this version does not know it.
    pub fn zone(&self, or: Tz) -> Tz {
        self.timezone.parse().unwrap_or(or)
    }

    /// From when to when rows are wanted; says where the wall clock shows such a time twice, or never.
    ///
    /// # Errors
    /// When that is no time at all.
    pub fn span(&self, from: Option<Moment>, to: Option<Moment>, zone: Tz) -> Result<Span, Failure> {
        Span::of(from, to, zone, self.bounds.0)
    }
}

impl Span {
    /// The same of recordings that begin at `first`.
    ///
    /// # Errors
    /// When that is no time at all.
    pub fn of(from: Option<Moment>, to: Option<Moment>, zone: Tz, first: Stamp) -> Result<Self, Failure> {
        let moment = |asked: Moment| moment(asked, zone, first);
        let (from, to) = (from.map(moment).transpose()?, to.map(moment).transpose()?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Failure::Other("--from must be before --to".to_owned()));
        }
        Ok(Self { from, to })
    }
}

/// The moment that is meant: on the day that is named, else on the one on which the recordings begin.
fn moment(asked: Moment, zone: Tz, first: Stamp) -> Result<Stamp, Failure> {
    let day = asked.date.or_else(|| first.in_zone(&zone).map(|at| at.date_naive()));
    let shown = day.and_then(|day| shown(day.and_time(asked.time), zone));
    let Some(shown) = shown else { return Err(Failure::Other("the calendar has no such time".to_owned())) };
    let written = |at: Stamp, form: &str| at.in_zone(&zone).map_or_else(String::new, |at| at.format(form).to_string());
    let time = asked.time.format("%H:%M:%S").to_string();
    match shown {
        Shown::Once(_) => {}
        Shown::Twice(one, other) => {
            output::note(&Begins::Twice(time, written(one, "%H:%M:%S %Z"), written(other, "%Z")).to_string());
        }
        Shown::Skipped(at) => output::note(&Begins::Skipped(time, written(at, "%H:%M:%S %Z")).to_string()),
    }
    Ok(shown.first())
}

/// Recordings being read, one after the other.
#[derive(Default)]
pub struct Reading {
    board: Board,
    last: Option<Stamp>,
}

impl Reading {
    /// The last moment that was read.
    pub const fn last(&self) -> Option<Stamp> {
        self.last
    }

    /// Hands the next step to `rows`; whether there was one.
    ///
    /// # Errors
    /// When the recording cannot be read any further.
    pub fn step(&mut self, tape: &mut FileTape, rows: &mut dyn Rows, out: &mut Out) -> Result<bool, RecordingError> {
        let at = match tape.next()? {
            None => return Ok(false),
            Some(Step::Start(board, at)) => {
                self.board = *board;
                self.board.take_touched();
                rows.begin(&self.board, at, self.last, out);
                at
            }
            Some(Step::Update(update)) => {
                let at = update.at;
                rows.told(&update, &self.board, out);
                let generation = self.board.generation();
                self.board.apply(update);
                let touched = self.board.take_touched();
                let touched = (self.board.generation() == generation).then_some(touched.as_slice());
                rows.look(&Seen { board: &self.board, at, touched }, out);
                at
            }
        };
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
        Ok(true)
    }
}
