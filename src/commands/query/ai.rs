//! AI sessions: what the platforms count of today each time that they are asked, and the sessions themselves.

use std::collections::HashMap;

use litemap::LiteMap;
use serde_json::json;

use super::rows::Rows;
use super::table::{Out, Table, columns};
use crate::model::{AiRecord, AiTotals, Board, Payload, SourceId, Stamp, Update, sort};

/// What the rows of the counts have.
pub fn table() -> Table {
    Table {
        name: "ai",
        about: "today's AI sessions of a platform, each time that they were told",
        columns: columns! {
            "at" Time "when they were told";
            "source" Text "the source";
            "as_of" Time "when the oldest part of the figures was received";
            "sessions" Count "all sessions of today";
            "running" Count "those that have not ended";
            "ended" Count "those that have";
            "valid" Count "of these, those that the platform calls valid";
            "contained" Count "valid ones that no agent took over";
            "asked" Count "valid ones that asked for an agent";
            "handed" Count "valid ones that reached an agent";
            "solved" Count "valid ones that the customer confirmed as solved";
            "assumed" Count "valid ones that are taken to be resolved";
            "rated" Count "valid ones that were rated";
            "disliked" Count "valid ones with an answer that was disliked";
            "tests" Count "tests";
            "copilot" Count "sessions of copilots";
        },
    }
}

/// What the rows of sessions have.
pub fn sessions() -> Table {
    Table {
        name: "ai-sessions",
        about: "an AI session as it was known last, once the platform's list of the newest ends before it; `--from` and \
                `--to` mean when it began",
        columns: columns! {
            "session_id" Text "the platform's id";
            "started" Time "when it began";
            "ended" Time "when it ended, or was last heard of";
            "over" Flag "whether it is over";
            "robot" Text "which robot";
            "channel" Text "the channel that it came from";
            "valid" Flag "whether the platform calls it valid";
            "asked" Flag "whether an agent was asked for";
            "handed" Flag "whether it reached an agent";
            "reason" Text "what led to an agent";
            "customer_messages" Count "messages from the customer";
            "robot_messages" Count "messages from the robot";
        },
    }
}

fn of_update(update: &Update) -> Option<(SourceId, Stamp, &AiTotals)> {
    match &update.payload {
        Payload::Ai(day) => Some((SourceId::Ai, day.as_of, &day.totals)),
        Payload::Platform(day) => Some((SourceId::Platform(day.tag), day.as_of, day.ai.as_ref()?)),
        _ => None,
    }
}

/// The rows of the counts.
#[derive(Default)]
pub struct Ai {
    known: HashMap<SourceId, Stamp>,
}

impl Ai {
    fn write(&mut self, update: &Update, at: Stamp, out: &mut Out) {
        let Some((source, as_of, totals)) = of_update(update) else { return };
        if self.known.insert(source, as_of) == Some(as_of) || !out.span.has(at) {
            return;
        }
        let values = [
            out.time(at),
            json!(source.name()),
            out.time(as_of),
            json!(totals.sessions),
            json!(totals.running),
            json!(totals.ended),
            json!(totals.valid),
            json!(totals.contained()),
            json!(totals.asked),
            json!(totals.handed),
            json!(totals.solved),
            json!(totals.assumed),
            json!(totals.rated),
            json!(totals.disliked),
            json!(totals.tests),
            json!(totals.copilot),
        ];
        out.row(&values);
    }
}

impl Rows for Ai {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        for update in board.retell(at) {
            self.write(&update, at, out);
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        self.write(update, update.at, out);
    }
}

/// The rows of sessions.
#[derive(Default)]
pub struct AiSessions {
    /// Those that the platform's list had last, by when they began.
    latest: LiteMap<(Option<Stamp>, String), AiRecord>,
}

impl AiSessions {
    fn take(&mut self, latest: &[AiRecord], out: &mut Out) {
        let key = |record: &AiRecord| (record.started, record.id.clone());
        let now = sort::map(latest.iter().map(|record| (key(record), record.clone())));
        for (key, record) in std::mem::replace(&mut self.latest, now) {
            if !self.latest.contains_key(&key) {
                write(&record, out);
            }
        }
    }
}

fn write(record: &AiRecord, out: &mut Out) {
    if record.started.is_some_and(|at| !out.span.has(at)) {
        return;
    }
    let values = [
        json!(record.id),
        out.maybe(record.started),
        out.maybe(record.ended),
        json!(record.over),
        json!(record.robot),
        json!(record.channel),
        json!(record.valid),
        json!(record.asked),
        json!(record.handed),
        json!(record.reason),
        json!(record.customer_messages),
        json!(record.robot_messages),
    ];
    out.row(&values);
}

impl Rows for AiSessions {
    fn begin(&mut self, board: &Board, _at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        if let Some(day) = board.ai() {
            self.take(&day.latest, out);
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Payload::Ai(day) = &update.payload {
            self.take(&day.latest, out);
        }
    }

    fn end(&mut self, _last: Stamp, out: &mut Out) {
        self.take(&[], out);
    }
}
