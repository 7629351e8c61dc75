//! Funnels of half hours as text: a line that says what it is, one for each group with a number for it, and one of numbers for
//! each half hour.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{AiGroup, Funnel, FunnelHalf, FunnelRow, GroupedBy, KeptFunnels};
use crate::model::day::WALL_HALVES;
use crate::model::time::Stamp;

/// The first line.
const HEAD: &str = "callboard AI half hours 1";

/// So many groups have a number; those beyond are written as the others of their kind. Robots that are renamed every day must
/// not make the file grow for ever.
const NAMES_MAX: usize = 300;

/// Half hours begin and end with a quarter of an hour in every zone, in ms.
const QUARTER_MS: i64 = 900_000;

impl KeptFunnels {
    /// They as text.
    pub fn write(&self) -> String {
        let mut numbers: HashMap<&AiGroup, usize> = HashMap::new();
        let (mut names, mut lines) = (String::new(), String::new());
        let others = GroupedBy::ALL.map(AiGroup::others);
        for group in &others {
            number(group, &mut numbers, &mut names);
        }
        // The newest first: what has no number any more is old.
        for half in self.iter().collect::<Vec<_>>().into_iter().rev() {
            let FunnelHalf { from, day, wall, rows } = half;
            let mut together: Vec<(usize, Funnel)> = Vec::with_capacity(rows.len());
            for FunnelRow { group, funnel } in rows {
                let place = GroupedBy::ALL.iter().position(|by| *by == group.by).unwrap_or(0);
                let number = number(group, &mut numbers, &mut names).unwrap_or(place);
                match together.iter_mut().find(|(known, _)| *known == number) {
                    Some((_, sum)) => sum.add(*funnel),
                    None => together.push((number, *funnel)),
                }
            }
            // Writing to a text cannot fail.
            let _ = write!(lines, "half {} {day} {wall}", from.ms());
            for (number, Funnel { valid, asked, reached }) in together {
                let _ = write!(lines, " {number}:{valid}:{asked}:{reached}");
            }
            lines.push('\n');
        }
        format!("{HEAD}\n{names}{lines}")
    }

    /// What [`KeptFunnels::write`] wrote, and how many lines are none of it.
    pub fn read(text: &str) -> (Self, usize) {
        let mut lines = text.lines();
        let headed = lines.next() == Some(HEAD);
        let (mut names, mut broken, mut funnels) = (HashMap::new(), usize::from(!headed), Self::default());
        for line in lines {
            let read = match line.split_once(' ') {
                Some(("group", rest)) if headed => group(rest).map(|(number, group)| {
                    names.insert(number, group);
                }),
                Some(("half", rest)) if headed => half(rest, &names).map(|half| funnels.take([half])),
                _ => None,
            };
            broken += usize::from(read.is_none());
        }
        (funnels, broken)
    }
}

/// The number of a group; a new one gets a line. `None` when there are too many.
fn number<'a>(group: &'a AiGroup, numbers: &mut HashMap<&'a AiGroup, usize>, names: &mut String) -> Option<usize> {
    if let Some(known) = numbers.get(group) {
        return Some(*known);
    }
    let next = numbers.len();
    if next >= NAMES_MAX {
        return None;
    }
    let _ = writeln!(names, "group {next} {} {}", group.by.name(), group.name.replace(char::is_control, " "));
    numbers.insert(group, next);
    Some(next)
}

fn group(line: &str) -> Option<(usize, AiGroup)> {
    let mut words = line.splitn(3, ' ');
    let number = words.next()?.parse().ok()?;
    let by = words.next()?;
    let by = GroupedBy::ALL.into_iter().find(|known| known.name() == by)?;
    Some((number, AiGroup { by, name: words.next().unwrap_or_default().to_owned() }))
}

fn half(line: &str, names: &HashMap<usize, AiGroup>) -> Option<FunnelHalf> {
    let mut words = line.split(' ');
    let from: i64 = words.next()?.parse().ok()?;
    let day = words.next()?.parse().ok()?;
    let wall: u8 = words.next()?.parse().ok()?;
    let row = |word: &str| {
        let counts: Vec<u64> = word.split(':').map(|count| count.parse().ok()).collect::<Option<_>>()?;
        let [number, valid, asked, reached] = counts.try_into().ok()?;
        let group = names.get(&usize::try_from(number).ok()?)?.clone();
        let fits = reached <= asked && (asked <= valid || group.by == GroupedBy::Reason);
        fits.then_some(FunnelRow { group, funnel: Funnel { valid, asked, reached } })
    };
    let rows: Vec<FunnelRow> = words.map(row).collect::<Option<_>>()?;
    let fits = from.rem_euclid(QUARTER_MS) == 0 && usize::from(wall) < WALL_HALVES;
    // All sessions come first, as everywhere.
    let headed = rows.first().is_none_or(|row| row.group.by == GroupedBy::All);
    (fits && headed).then_some(FunnelHalf { from: Stamp(from), day, wall, rows })
}
