//! How the closed AI sessions of a half hour compare with those of the weeks before.

use serde_json::json;

use super::rows::{Rows, Seen};
use super::table::{Out, Table, columns};
use crate::model::{Board, Stamp};

/// What the rows have.
pub fn table() -> Table {
    Table {
        name: "ai-drift",
        about: "a share of the AI sessions that ended in a half hour, beside the usual one of the same hours of the weeks \
                before; half hours are told a few minutes after their end, and shares of fewer than 100 sessions are not",
        columns: columns! {
            "at" Time "when it was told";
            "half_hour_end" Time "when the half hour ended";
            "grouped_by" Text "what makes the group: `all`, `robot`, `channel` or `reason`";
            "name" Text "the robot, the channel or what led to an agent";
            "step" Text "`asked` for an agent of the valid ones, or `reached` one of those who asked";
            "window_begin" Time "when the first half hour of now began";
            "part" Count "sessions that took the step";
            "sessions" Count "of so many";
            "usual_part" Count "the same in the weeks before";
            "usual_sessions" Count "of so many";
            "weeks" Count "in so many weeks";
            "differs" Text "`above` or `below` the usual share, where chance does not explain that";
            "since" Time "the half hour from which on that is most likely";
        },
    }
}

/// They.
#[derive(Default)]
pub struct Drifts {
    /// The half hour that was written last, and how many shares it had.
    written: Option<(Stamp, usize)>,
}

impl Drifts {
    fn write(&mut self, board: &Board, at: Stamp, out: &mut Out) {
        let Some(drift) = board.ai_drift(at) else { return };
        let this = (drift.to, drift.compared.len());
        if self.written.replace(this) == Some(this) || !out.span.has(at) {
            return;
        }
        for own in &drift.compared {
            let values = [
                out.time(at),
                out.time(drift.to),
                json!(own.group.by.name()),
                json!(own.group.name),
                json!(own.step.name()),
                out.time(own.from),
                json!(own.now.part),
                json!(own.now.of),
                json!(own.usual.part),
                json!(own.usual.of),
                json!(own.weeks),
                json!(own.drift.map(|drift| if drift.higher { "above" } else { "below" })),
                out.maybe(own.drift.map(|drift| drift.since)),
            ];
            out.row(&values);
        }
    }
}

impl Rows for Drifts {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        self.write(board, at, out);
    }

    fn look(&mut self, seen: &Seen<'_>, out: &mut Out) {
        self.write(seen.board, seen.at, out);
    }
}
