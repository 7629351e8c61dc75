//! Chats: what the platforms tell of today each time that they are asked, in all and by agent.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::rows::Rows;
use super::table::{Out, Table, columns};
use crate::model::{Board, ChatAgent, ChatTotals, Payload, SourceId, Stamp, Update};

/// What the rows of all chats have.
pub fn table() -> Table {
    Table {
        name: "chats",
        about: "today's chats of a platform, each time that they were told",
        columns: columns! {
            "at" Time "when they were told";
            "source" Text "the source";
            "as_of" Time "when the oldest part of the figures was received";
            "chats" Count "today's chats";
            "valid" Count "those in which both sides spoke";
            "unanswered" Count "those without an answer";
            "queued" Count "those that waited in the queue";
            "gave_up" Count "those that the customer left in the queue";
            "lost" Count "those that the platform calls lost";
            "first_reply_ms" Number "average time to the first reply, in ms";
            "reply_ms" Number "average time to a reply, in ms";
            "good" Count "ratings that are good";
            "rated" Count "ratings";
        },
    }
}

/// What the rows of agents' chats have.
pub fn by_agent() -> Table {
    Table {
        name: "chat-agents",
        about: "the chats of an agent today (of each of their groups, where the platform splits them), each time that \
                they have changed",
        columns: columns! {
            "at" Time "when they were told";
            "source" Text "the source";
            "as_of" Time "when the oldest part of the figures was received";
            "agent_id" Text "the platform's id of the person for chats";
            "agent_name" Text "name";
            "chat_group" Text "skill group";
            "chats" Count "today's chats";
            "valid" Count "those in which both sides spoke";
            "unanswered" Count "those without an answer";
            "received" Count "valid chats that were received and answered: the weight of the averages";
            "first_reply_ms" Number "average time to the first reply, in ms";
            "reply_ms" Number "average time to a reply, in ms";
            "session_ms" Number "average length, in ms";
            "good" Count "ratings that are good";
            "middle" Count "ratings in the middle";
            "bad" Count "ratings that are bad";
        },
    }
}

/// What an update, or a whole board, tells of chats.
struct Told<'a> {
    source: SourceId,
    as_of: Stamp,
    totals: &'a ChatTotals,
    agents: Vec<&'a ChatAgent>,
}

fn of_update(update: &Update) -> Option<Told<'_>> {
    match &update.payload {
        Payload::Chat(day) => Some(Told {
            source: SourceId::Chat,
            as_of: day.as_of,
            totals: &day.totals,
            agents: day.rows.iter().map(|row| &**row).collect(),
        }),
        Payload::Platform(day) => Some(Told {
            source: SourceId::Platform(day.tag),
            as_of: day.as_of,
            totals: &day.totals,
            agents: day.agents.iter().map(|row| &**row).collect(),
        }),
        _ => None,
    }
}

/// The rows of all chats.
#[derive(Default)]
pub struct Chats {
    /// As of when each was written last: a session that begins tells them anew.
    known: HashMap<SourceId, Stamp>,
}

impl Written for Chats {
    fn write(&mut self, told: &Told<'_>, at: Stamp, out: &mut Out) {
        if self.known.insert(told.source, told.as_of) == Some(told.as_of) || !out.span.has(at) {
            return;
        }
        let totals = told.totals;
        let values = [
            out.time(at),
            json!(told.source.name()),
            out.time(told.as_of),
            json!(totals.chats),
            json!(totals.valid),
            json!(totals.unanswered),
            json!(totals.queued),
            json!(totals.gave_up),
            json!(totals.lost),
            json!(totals.first_reply_ms),
            json!(totals.reply_ms),
            json!(totals.good),
            json!(totals.rated),
        ];
        out.row(&values);
    }
}

/// What of chats becomes rows.
trait Written {
    fn write(&mut self, told: &Told<'_>, at: Stamp, out: &mut Out);
}

/// Rows each time that chats are told: what a whole board knows when a session begins, and then each update.
impl<W: Written> Rows for W {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        for update in board.retell(at) {
            if let Some(told) = of_update(&update) {
                self.write(&told, at, out);
            }
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Some(told) = of_update(update) {
            self.write(&told, update.at, out);
        }
    }
}

/// The rows of agents' chats.
#[derive(Default)]
pub struct ChatAgents {
    known: HashMap<(SourceId, String, Option<String>), Vec<Value>>,
}

impl Written for ChatAgents {
    fn write(&mut self, told: &Told<'_>, at: Stamp, out: &mut Out) {
        let mut known = HashMap::new();
        for row in &told.agents {
            let key = (told.source, row.id.clone(), row.group.clone());
            let values = vec![
                json!(row.id),
                json!(row.name),
                json!(row.group),
                json!(row.chats),
                json!(row.valid),
                json!(row.unanswered),
                json!(row.received),
                json!(row.first_reply_ms),
                json!(row.reply_ms),
                json!(row.session_ms),
                json!(row.good),
                json!(row.middle),
                json!(row.bad),
            ];
            if self.known.get(&key) != Some(&values) && out.span.has(at) {
                let mut whole = vec![out.time(at), json!(told.source.name()), out.time(told.as_of)];
                whole.extend_from_slice(&values);
                out.row(&whole);
            }
            known.insert(key, values);
        }
        // What is told no longer is not kept for ever.
        self.known.retain(|(source, ..), _| *source != told.source);
        self.known.extend(known);
    }
}
