//! Time zones: when the clocks of each changed and will change, from 1970 to 2100. The tables of chrono-tz, from which they
//! are made, are 2 MB with their relocations, and all of them are written to when the program starts.

use std::collections::HashMap;
use std::io::{Error, Result};

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz, TzOffset};

use super::packed;

/// Seconds since 1970: the end of 2100.
const UNTIL: i64 = 4_133_980_800;
/// Seconds that no zone ever had another time for, to go back to the one before.
const STEP: usize = 7 * 24 * 3600;

/// The tables as `src/model/zone.rs` reads them: for each zone of chrono-tz, in its order, the number of its table, as many
/// have the same; then where each table begins, and where the last one ends; then the tables.
pub(super) fn zones() -> Result<Vec<u8>> {
    let (mut tables, mut known) = (Vec::new(), HashMap::new());
    let mut numbers = vec![0_u16; TZ_VARIANTS.len()];
    for zone in TZ_VARIANTS {
        let table = table(zone)?;
        let number = *known.entry(table.clone()).or_insert_with(|| {
            tables.push(table);
            tables.len() - 1
        });
        let of_zone =
            numbers.get_mut(zone as usize).ok_or_else(|| Error::other("chrono-tz numbers zones otherwise"))?;
        *of_zone = number as u16;
    }
    let mut all: Vec<u8> = (numbers.len() as u16).to_le_bytes().into();
    all.extend(numbers.into_iter().flat_map(u16::to_le_bytes));
    let (mut begins, mut behind) = (Vec::new(), Vec::new());
    for table in &tables {
        begins.extend((behind.len() as u32).to_le_bytes());
        behind.extend(packed(table)?);
    }
    begins.extend((behind.len() as u32).to_le_bytes());
    all.extend(begins);
    all.extend(behind);
    Ok(all)
}

/// How many kinds of time the zone has; of each its offset in seconds, the length of its name, and its name; then each
/// change, as seconds since the one before, or since 1970, and the kind that begins. Before the first, the first kind holds.
fn table(zone: Tz) -> Result<Vec<u8>> {
    let first = at(zone, 0)?;
    let mut changes = vec![(0, first)];
    let mut before = (0, first);
    for from in (STEP as i64..=UNTIL).step_by(STEP) {
        let there = (from, at(zone, from)?);
        between(zone, before, there, &mut changes)?;
        before = there;
    }
    let (mut kinds, mut rows, mut last) = (Vec::new(), Vec::new(), (0, usize::MAX));
    for (from, offset) in changes {
        let kind = (offset.fix().local_minus_utc(), offset.to_string());
        let number = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        });
        // The first is where it begins; and what is called the same and shows the same is no change.
        if number != last.1 {
            if last.1 != usize::MAX {
                rows.extend(((from - last.0) as u32).to_le_bytes());
                rows.push(number as u8);
                last.0 = from;
            }
            last.1 = number;
        }
    }
    let mut table = vec![kinds.len() as u8];
    for (seconds, name) in kinds {
        table.extend(seconds.to_le_bytes());
        table.push(name.len() as u8);
        table.extend(name.bytes());
    }
    table.extend(rows);
    Ok(table)
}

/// The changes between two moments, where they differ.
fn between(zone: Tz, one: (i64, TzOffset), other: (i64, TzOffset), changes: &mut Vec<(i64, TzOffset)>) -> Result<()> {
    if one.1 == other.1 {
        return Ok(());
    }
    if other.0 - one.0 == 1 {
        changes.push(other);
        return Ok(());
    }
    let middle = i64::midpoint(one.0, other.0);
    let middle = (middle, at(zone, middle)?);
    between(zone, one, middle, changes)?;
    between(zone, middle, other, changes)
}

fn at(zone: Tz, seconds: i64) -> Result<TzOffset> {
    let moment = DateTime::from_timestamp(seconds, 0).ok_or_else(|| Error::other("no such moment"))?;
    Ok(zone.offset_from_utc_datetime(&moment.naive_utc()))
}
