//! What the clocks of a zone show, and showed, and will show until 2100: from tables that lie in the program packed, by
//! `assets/build/zones.rs`, which makes them from those of chrono-tz. Before 1970 a zone has the time of 1970, and after 2100 that
//! of its end.
//!
//! [`Tz`] is the name of a zone. What the clocks show is asked of a [`Zone`] alone: chrono-tz's own tables are in the program
//! as soon as one place asks a `Tz`. Tests hold these tables against those.

use std::fmt;
use std::sync::OnceLock;

use chrono::{FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use crate::packed::Packed;

/// No table is longer ago or ahead of UTC, in seconds.
const DAY: i64 = 24 * 3600;

/// A zone that knows its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub Tz);

/// A zone's time at some moment: how far it is ahead of UTC, and what it is called.
#[derive(Clone, Copy)]
pub struct ZoneOffset {
    zone: Zone,
    seconds: i32,
    name: &'static str,
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        FixedOffset::east_opt(self.seconds).unwrap_or_else(|| Utc.fix())
    }
}

/// `EDT`, or `+08` where it has no name.
impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The time of a zone, in the order of time.
#[derive(Default)]
struct Table {
    /// Seconds ahead of UTC, and a name. The first is that before all changes.
    kinds: Vec<(i32, Box<str>)>,
    /// From when on, in seconds since 1970, and which kind.
    changes: Vec<(i64, u8)>,
}

impl Table {
    fn of(zone: Tz) -> &'static Self {
        // There are some 350.
        static TABLES: [OnceLock<Table>; 600] = [const { OnceLock::new() }; 600];
        static NONE: Table = Table { kinds: Vec::new(), changes: Vec::new() };
        let number = number(zone);
        let table = number.and_then(|number| Some((number, TABLES.get(number)?)));
        table.map_or(&NONE, |(number, table)| table.get_or_init(|| unpacked(number).unwrap_or_default()))
    }

    /// Which stretch of time a moment is in.
    fn stretch(&self, seconds: i64) -> usize {
        self.changes.partition_point(|(from, _)| *from <= seconds)
    }

    /// Seconds ahead of UTC in a stretch of time, and its name.
    fn kind(&self, stretch: usize) -> (i32, &str) {
        let before = stretch.checked_sub(1).and_then(|before| self.changes.get(before));
        let kind = self.kinds.get(before.map_or(0, |(_, kind)| usize::from(*kind)));
        kind.map_or((0, "UTC"), |(seconds, name)| (*seconds, name))
    }

    /// Whether the clocks show `wall` in a stretch of time.
    fn shows(&self, stretch: usize, wall: i64) -> bool {
        let there = wall - i64::from(self.kind(stretch).0);
        let begin = stretch.checked_sub(1).and_then(|before| self.changes.get(before));
        begin.is_none_or(|(from, _)| *from <= there) && self.changes.get(stretch).is_none_or(|(to, _)| there < *to)
    }
}

impl Zone {
    fn offset(self, table: &'static Table, stretch: usize) -> ZoneOffset {
        let (seconds, name) = table.kind(stretch);
        ZoneOffset { zone: self, seconds, name }
    }
}

impl TimeZone for Zone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> LocalResult<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> LocalResult<ZoneOffset> {
        let table = Table::of(self.0);
        let wall = local.and_utc().timestamp();
        let near = table.stretch(wall.saturating_sub(DAY))..=table.stretch(wall.saturating_add(DAY));
        let mut shown = near.filter(|stretch| table.shows(*stretch, wall)).map(|stretch| self.offset(table, stretch));
        match (shown.next(), shown.next()) {
            (None, _) => LocalResult::None,
            (Some(one), None) => LocalResult::Single(one),
            (Some(one), Some(other)) => LocalResult::Ambiguous(one, other),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        let table = Table::of(self.0);
        self.offset(table, table.stretch(utc.and_utc().timestamp()))
    }
}

/// Made by `assets/build/zones.rs`, which says how the tables lie there.
static ZONES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/zones"));

/// The numbers of the zones' tables, and what is behind them.
fn numbers() -> Option<(&'static [[u8; 2]], &'static [u8])> {
    let (count, rest) = ZONES.split_first_chunk()?;
    let (numbers, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*count)) * 2)?;
    Some((numbers.as_chunks().0, rest))
}

/// The number of a zone's table.
fn number(zone: Tz) -> Option<usize> {
    numbers()?.0.get(zone as usize).map(|number| usize::from(u16::from_le_bytes(*number)))
}

/// A table of this number.
fn unpacked(number: usize) -> Option<Table> {
    let (numbers, rest) = numbers()?;
    let count = numbers.iter().map(|number| usize::from(u16::from_le_bytes(*number))).max()? + 1;
    let (begins, tables) = rest.split_at_checked((count + 1) * size_of::<u32>())?;
    let begin = |number: usize| Some(u32::from_le_bytes(*begins.as_chunks().0.get(number)?) as usize);
    read(&Packed::new(tables.get(begin(number)?..begin(number + 1)?)?).bytes())
}

fn read(bytes: &[u8]) -> Option<Table> {
    let (count, mut rest) = bytes.split_first()?;
    let mut kinds = Vec::with_capacity(usize::from(*count));
    for _ in 0..*count {
        let (seconds, behind) = rest.split_first_chunk()?;
        let (length, behind) = behind.split_first()?;
        let (name, behind) = behind.split_at_checked(usize::from(*length))?;
        kinds.push((i32::from_le_bytes(*seconds), String::from_utf8_lossy(name).into()));
        rest = behind;
    }
    let mut at = 0;
    let (changes, _) = rest.as_chunks();
    let changes = changes.iter().map(|[a, b, c, d, kind]| {
        at += i64::from(u32::from_le_bytes([*a, *b, *c, *d]));
        (at, *kind)
    });
    Some(Table { kinds, changes: changes.collect() })
}

#[cfg(test)]
mod tests;
