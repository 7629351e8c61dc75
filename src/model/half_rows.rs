//! The rows of a report that tell of half hours, reduced to what is asked of them.
//!
//! Every frame puts the half hours of today together. A row of a report lies anywhere, and its cells far apart: to fetch all of
//! them from memory takes longer than to draw them. Here they lie side by side.

use super::metric::{Cell, MetricTable, Role};
use super::time::Stamp;

/// What is asked of a row, in this order.
const ROLES: [Role; 7] =
    [Role::Inbound, Role::Answered, Role::Robots, Role::Outside, Role::Outbound, Role::Connected, Role::TalkInbound];

/// Where a table has it; looked for once, not for each row.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct HalfColumns([Option<usize>; 7]);

impl HalfColumns {
    /// The columns of `table`.
    pub(in crate::model) fn of(table: &MetricTable) -> Self {
        Self(ROLES.map(|role| table.role(role)))
    }

    /// The numbers in a row.
    pub(in crate::model) fn numbers(&self, cells: &[Cell]) -> HalfNumbers {
        HalfNumbers(self.0.map(|at| cells.get(at?)?.number()))
    }
}

/// What a row says, or what several come to together; `None` for what none of them tells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::model) struct HalfNumbers(pub(in crate::model) [Option<f64>; 7]);

impl HalfNumbers {
    /// Adds another row.
    pub(in crate::model) fn add(&mut self, row: &Self) {
        for (sum, number) in self.0.iter_mut().zip(&row.0) {
            if let Some(number) = number {
                *sum = Some(sum.map_or(*number, |sum| sum + number));
            }
        }
    }
}

/// The rows of a report that have a moment, each with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::model) struct HalfRows(Box<[(Stamp, HalfNumbers)]>);

impl HalfRows {
    /// Those of `table`.
    pub(in crate::model) fn of(table: &MetricTable) -> Self {
        let columns = HalfColumns::of(table);
        Self(table.rows.iter().filter_map(|row| Some((row.from?, columns.numbers(&row.cells)))).collect())
    }

    /// All of them, in the order of the report.
    pub(in crate::model) fn iter(&self) -> impl Iterator<Item = &(Stamp, HalfNumbers)> {
        self.0.iter()
    }
}
