//! `callboard alerts --lab RULE --sweep KEY=FROM..TO FILE…`: what one rule comes to under several values, in one reading.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::reading::updates;
use crate::cli::Alerts;
use crate::commands::{Failure, glue, output};
use crate::config::Config;
use crate::model::{Compare, Lab, LabPoint, Rule, Rules, Update, Watch, rule};
use crate::packed::Packed;

/// The JSON schema of what `--json` prints.
pub const SCHEMA: Packed = packed!("assets/lab.schema.json");

/// No more values are held against recordings at once.
const MOST: usize = 100;

/// What is found in fewer days says little of the next one.
const ENOUGH_DAYS: usize = 3;

/// A key of a rule that a number or a duration can be set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// The limit of a figure; with a side, on that side of it.
    Limit(Option<Compare>),
    /// The time in a state, the age of a source, or the last while that a figure is of.
    Over,
    Hold,
    EscalateAfter,
}

/// A rule, the key of it that is swept, and the values.
struct Sweep {
    rule: Rule,
    key: Key,
    /// As it was asked for.
    named: String,
    /// A limit, or ms.
    values: Vec<f64>,
}

/// What several recordings came to.
#[derive(Default)]
struct Found {
    points: Vec<LabPoint>,
    days: BTreeSet<NaiveDate>,
    watched_ms: i64,
    /// Whether a recording tells what people did about alerts.
    told_of_people: bool,
}

/// Reads each file once, and prints what each value comes to.
///
/// # Errors
/// When there is no such rule or value, or a file cannot be read.
pub(super) fn run(config: &Config, name: &str, alerts: &Alerts) -> Result<(), Failure> {
    let rules = glue::alerts::rules(config);
    let asked = alerts.sweep.as_deref().unwrap_or_default();
    let sweep = Sweep::of(&rules, name, asked, alerts.step.as_deref()).map_err(Failure::Other)?;
    let mut found = Found::default();
    for file in &alerts.files {
        found.take(&sweep, &rules, config.site.timezone, updates(file)?)?;
    }
    let told = if alerts.json {
        format!("{:#}\n", document(&sweep, &found, alerts.files.len(), alerts.shift))
    } else {
        table(&sweep, &found, alerts.files.len(), alerts.shift)
    };
    output::print(told.as_bytes())
}

impl Sweep {
    /// `KEY=FROM..TO` and a step, for the rule of this name.
    fn of(rules: &Rules, name: &str, asked: &str, step: Option<&str>) -> Result<Self, String> {
        let rule = rules.holding().map(|(_, rule)| rule).find(|rule| rule.name == name).ok_or_else(|| {
            let names: Vec<&str> = rules.holding().map(|(_, rule)| rule.name.as_str()).collect();
            format!("--lab {name}: no rule is called so; there are {}", names.join(", "))
        })?;
        let wrong = |why: &str| format!("--sweep {asked}: {why}");
        let (key, span) = asked.split_once('=').ok_or_else(|| wrong("write it as limit=2..10 or over=3m..10m"))?;
        let (from, to) = span.split_once("..").ok_or_else(|| wrong("write the values as 2..10 or 3m..10m"))?;
        let named = key.trim().to_owned();
        let key = Key::of(rule, &named).map_err(|why| wrong(&why))?;
        let (from, to) = (key.read(from).map_err(|why| wrong(&why))?, key.read(to).map_err(|why| wrong(&why))?);
        let step =
            step.map_or(Ok(key.usual_step()), |step| key.read(step).map_err(|why| format!("--step {step}: {why}")));
        let step = step?;
        if step <= 0.0 {
            return Err("--step: must be above 0".to_owned());
        }
        if to < from {
            return Err(wrong("the second value is below the first"));
        }
        let count = ((to - from) / step + 1e-9).floor() + 1.0;
        if count > MOST as f64 {
            return Err(format!(
                "--sweep {asked}: that is {count} values, and {MOST} are the most; take a larger --step"
            ));
        }
        let values = (0..count as u32).map(|nth| rounded(from + step * f64::from(nth))).collect();
        Ok(Self { rule: rule.clone(), key, named, values })
    }

    /// The rule with one of the values.
    fn with(&self, value: f64) -> Rule {
        let mut rule = self.rule.clone();
        let ms = value as i64;
        match (self.key, &mut rule.watch) {
            (Key::Limit(side), Watch::Figure { compare, limit, .. }) => {
                *limit = value;
                *compare = side.unwrap_or(*compare);
            }
            (Key::Over, Watch::Figure { over_ms, .. } | Watch::Stale { over_ms, .. }) => *over_ms = Some(ms),
            (Key::Over, Watch::State { over_ms, .. }) => *over_ms = ms,
            (Key::Hold, _) => rule.hold_ms = ms,
            (Key::EscalateAfter, _) => rule.escalate_after_ms = (ms > 0).then_some(ms),
            (Key::Limit(_), Watch::State { .. } | Watch::Stale { .. }) => {}
        }
        rule
    }

    /// A value in words.
    fn shown(&self, value: f64) -> String {
        match (self.key, self.rule.measure()) {
            (Key::Limit(_), Some(measure)) => measure.show(value),
            _ => rule::short(value as i64),
        }
    }

    /// What a value is in: of a limit a number, of durations seconds.
    fn plain(&self, value: f64) -> f64 {
        if self.key.is_duration() { value / 1000.0 } else { value }
    }
}

impl Key {
    /// The key of this name, of a rule that has it.
    fn of(rule: &Rule, name: &str) -> Result<Self, String> {
        let sides = [("above", Compare::Above), ("below", Compare::Below), ("equals", Compare::Equals)];
        let side = sides.into_iter().find(|(known, _)| *known == name).map(|(_, compare)| compare);
        match (&rule.watch, name) {
            (_, "hold") => Ok(Self::Hold),
            (_, "escalate_after") => Ok(Self::EscalateAfter),
            (Watch::Figure { .. }, "limit") => Ok(Self::Limit(None)),
            (Watch::Figure { .. }, _) if side.is_some() => Ok(Self::Limit(side)),
            (Watch::Figure { measure, .. }, "over") if measure.has_last_while() => Ok(Self::Over),
            (Watch::Figure { .. }, "over") => Err("its figure cannot be of the last while".to_owned()),
            // From how long on it is too much is what limits such a rule.
            (Watch::State { .. } | Watch::Stale { .. }, "over" | "limit") => Ok(Self::Over),
            (Watch::Figure { .. }, _) => {
                Err(format!("`{name}` is none of limit, above, below, equals, over, hold, escalate_after"))
            }
            _ => Err(format!("`{name}` is none of over, hold, escalate_after, which {} has", rule.name)),
        }
    }

    const fn is_duration(self) -> bool {
        !matches!(self, Self::Limit(_))
    }

    const fn usual_step(self) -> f64 {
        if self.is_duration() { 60_000.0 } else { 1.0 }
    }

    /// A value: a number, or a duration in ms.
    fn read(self, text: &str) -> Result<f64, String> {
        let text = text.trim();
        if self.is_duration() {
            let read = humantime::parse_duration(text);
            let read = read.map_err(|why| format!("{text}: {why}; write it as 30s, 2m or 1h30m"))?;
            return Ok(read.as_millis() as f64);
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        number.ok_or_else(|| format!("`{text}` is no number"))
    }
}

/// Without what adding steps of a tenth leaves.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Found {
    /// Reads one file from its beginning.
    fn take(
        &mut self,
        sweep: &Sweep,
        rules: &Rules,
        zone: Tz,
        updates: impl Iterator<Item = Result<Update, Failure>>,
    ) -> Result<(), Failure> {
        let one = |value: &f64| Rules::new(vec![sweep.with(*value)], rules.limits());
        let mut lab = Lab::new(sweep.values.iter().map(one), zone);
        for update in updates {
            lab.take(update?);
        }
        self.points.resize_with(sweep.values.len(), LabPoint::default);
        for (sum, point) in self.points.iter_mut().zip(lab.points()) {
            sum.add(&point);
        }
        self.days.extend(lab.days());
        self.watched_ms = self.watched_ms.saturating_add(lab.watched_ms());
        self.told_of_people |= lab.is_told_of_people();
        Ok(())
    }

    /// How many alerts a shift had, on average of the time that was watched; `None` if none was.
    fn per_shift(&self, alerts: u64, shift: Duration) -> Option<f64> {
        (self.watched_ms > 0).then(|| alerts as f64 * shift.as_millis() as f64 / self.watched_ms as f64)
    }

    fn says_little(&self) -> bool {
        self.days.len() < ENOUGH_DAYS
    }
}

/// The table for people.
fn table(sweep: &Sweep, found: &Found, files: usize, shift: Duration) -> String {
    let number = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let shift_words = rule::short(i64::try_from(shift.as_millis()).unwrap_or(i64::MAX));
    let mut told = format!(
        "{}: {}\n{}, {}, {} watched\n\n",
        sweep.rule.name,
        sweep.rule,
        number(files, "file", "files"),
        number(found.days.len(), "day", "days"),
        rule::short(found.watched_ms),
    );
    let per_shift = format!("in {shift_words}");
    let heads = [&sweep.named, "alerts", &per_shift, "together", "longest", "acknowledged", "escalated", "at the end"];
    let rows = sweep.values.iter().zip(&found.points).map(|(value, point)| {
        let acknowledged = if found.told_of_people { point.acknowledged.to_string() } else { "–".to_owned() };
        [
            sweep.shown(*value),
            point.raised.to_string(),
            found.per_shift(point.raised, shift).map_or_else(|| "–".to_owned(), |alerts| format!("{alerts:.1}")),
            rule::short(point.together_ms),
            rule::short(point.longest_ms),
            acknowledged,
            point.escalated.to_string(),
            point.standing.to_string(),
        ]
    });
    let rows: Vec<[String; 8]> = std::iter::once(heads.map(str::to_owned)).chain(rows).collect();
    let mut widths = [0; 8];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        told.push_str(cells.join("  ").trim_end());
        told.push('\n');
    }
    told.push('\n');
    if !found.told_of_people {
        told.push_str("No file tells what people did about alerts, so it is not known how many were acknowledged.\n");
    }
    if found.says_little() {
        let days = number(found.days.len(), "day", "days");
        told.push_str("This is of ");
        told.push_str(&days);
        told.push_str(". A limit that fits fewer than three days need not fit the next one.\n");
    }
    told
}

/// The same for programs.
fn document(sweep: &Sweep, found: &Found, files: usize, shift: Duration) -> Value {
    let points = sweep.values.iter().zip(&found.points).map(|(value, point)| {
        json!({
            "value": sweep.plain(*value),
            "alerts": point.raised,
            "per_shift": found.per_shift(point.raised, shift),
            "together_ms": point.together_ms,
            "longest_ms": point.longest_ms,
            "acknowledged": found.told_of_people.then_some(point.acknowledged),
            "escalated": point.escalated,
            "standing": point.standing,
        })
    });
    json!({
        "rule": sweep.rule.name,
        "watches": sweep.rule.to_string(),
        "key": sweep.named,
        "unit": if sweep.key.is_duration() { "seconds" } else { "number" },
        "files": files,
        "days": found.days.len(),
        "few_days": found.says_little(),
        "watched_ms": found.watched_ms,
        "shift_ms": u64::try_from(shift.as_millis()).unwrap_or(u64::MAX),
        "points": points.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests;
