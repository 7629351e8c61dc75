//! Figures that have no field of their own: columns with a name, a unit and a group, and rows of cells under them.
//!
//! Vendors report a hundred figures an agent, and each vendor others. Here they are all alike: what a column is called
//! and measured in comes with the data, so that a screen can show, sort and sum it without knowing the vendor.

use serde::{Deserialize, Serialize};

use super::agent::AgentId;
use super::time::Stamp;

/// What a column's numbers are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// So many of something.
    Count,
    /// A duration, in ms.
    Duration,
    /// A share, 0 to 1.
    Share,
    /// A score with a fraction.
    Score,
    /// A moment: milliseconds since the epoch.
    Moment,
    /// Words.
    Text,
}

/// How a column's rows make a total.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// Their mean, weighted by the column with this key: an estimate where the vendor weighs by something else.
    Weighted(String),
    /// They make none.
    None,
}

/// What a column means, where a screen asks for it by meaning and not by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Calls that came in.
    Inbound,
    /// Calls in that an agent answered.
    Answered,
    /// Calls in that a robot answered.
    Robots,
    /// Calls in that went to a number outside.
    Outside,
    /// Times that agents missed a call.
    Missed,
    /// Calls out.
    Outbound,
    /// Calls out that the customer answered.
    Connected,
    /// Time talked on inbound calls.
    TalkInbound,
    /// Time talked on outbound calls.
    TalkOutbound,
    /// Time logged in.
    LoggedIn,
    /// Time logged in as online.
    Online,
    /// Time ready.
    Ready,
    /// Time in calls: dialling, ringing, talking, holding.
    InCall,
    /// Time talking.
    Talking,
    /// Time holding.
    Holding,
    /// After-call work.
    WrapUp,
    /// Time logged in as busy.
    Busy,
    /// Time locked by the system.
    Locked,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// The vendor's key: what settings and exports name it by.
    pub key: String,
    /// What to call it on screen.
    pub label: String,
    /// Which columns belong together: `volume`, `speed`, `quality`, `satisfaction`, …; the vendor room names them.
    pub group: String,
    /// What it is measured in.
    pub unit: Unit,
    /// How it is totalled.
    pub fold: Fold,
    /// What it means, where a screen needs to know.
    pub role: Option<Role>,
    /// Whether it is shown by default.
    pub shown: bool,
}

/// The columns that set one count against another of which neither is part of the other, by their labels.
const RATIOS: [&str; 1] = ["answers to questions"];

impl Metric {
    /// Whether what is written as a share is a ratio, which may well be over 1.
    pub fn is_ratio(&self) -> bool {
        RATIOS.contains(&self.label.as_str())
    }
}

/// One figure, in its column's unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// The vendor did not say.
    #[default]
    Unknown,
    /// A number.
    Number(f64),
    /// Words, not yet cleaned for a terminal.
    Text(String),
}

impl Cell {
    /// The number, if it is one.
    pub const fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// What a row is about; whatever of it applies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricRow {
    /// What to call it: the agent's name, the department, the relay number, the half hour as the vendor writes it.
    pub label: String,
    /// The vendor's id of it.
    pub key: String,
    /// The agent it is about.
    pub agent: Option<AgentId>,
    /// Work number of that agent.
    pub number: Option<String>,
    /// Our number it is about.
    pub relay: Option<String>,
    /// When the stretch of time that it covers begins.
    pub from: Option<Stamp>,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// Columns and rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricTable {
    /// The tenant's display scheme that chose the columns, where there is one.
    pub plan: Option<String>,
    /// The columns.
    pub metrics: Vec<Metric>,
    /// The rows, in the vendor's order.
    pub rows: Vec<MetricRow>,
    /// The vendor's own totals, one cell for each column.
    pub totals: Option<Vec<Cell>>,
    /// How many rows the vendor says there are.
    pub expected: Option<u64>,
}

impl MetricTable {
    /// Position of the column that means `role`.
    pub fn role(&self, role: Role) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.role == Some(role))
    }

    /// Totals: the vendor's where it sent them, else folded from the rows.
    pub fn totals(&self) -> Vec<Cell> {
        match &self.totals {
            Some(totals) => totals.clone(),
            // Rows that the vendor counts and that are not there.
            None if self.rows.is_empty() && self.expected.is_some_and(|expected| expected > 0) => {
                vec![Cell::Unknown; self.metrics.len()]
            }
            None => fold(&self.metrics, &self.rows.iter().map(|row| row.cells.as_slice())),
        }
    }
}

/// Totals of `rows` under `metrics`, one cell for each column. The sum of no rows at all is 0.
pub fn fold<'a>(metrics: &[Metric], rows: &(impl Iterator<Item = &'a [Cell]> + Clone)) -> Vec<Cell> {
    let number = |row: &[Cell], at: usize| row.get(at).and_then(Cell::number);
    let nothing = rows.clone().next().is_none().then_some(0.0);
    let totals = metrics.iter().enumerate().map(|(at, metric)| {
        let total = match &metric.fold {
            Fold::None => None,
            Fold::Sum => rows.clone().filter_map(|row| number(row, at)).reduce(|sum, value| sum + value).or(nothing),
            Fold::Max => rows.clone().filter_map(|row| number(row, at)).reduce(f64::max),
            Fold::Weighted(key) => metrics.iter().position(|metric| metric.key == *key).and_then(|by| {
                let pairs = rows.clone().filter_map(|row| Some((number(row, at)?, number(row, by)?)));
                let (sum, weight) =
                    pairs.fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + value * weight, all + weight));
                (weight > 0.0).then(|| sum / weight)
            }),
        };
        total.map_or(Cell::Unknown, Cell::Number)
    });
    totals.collect()
}

#[cfg(test)]
mod tests;
