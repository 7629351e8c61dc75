//! How sources stood, how bots answered, what callbacks told of calls, and what people wrote down.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::json;

use super::rows::Rows;
use super::table::{Out, Table, columns};
use crate::model::{
    Board, CallEvent, Callback, NOTES_KEPT, Note, Payload, Phase, ProbeRun, SourceId, SourceReport, Stamp, Update,
};

/// What the rows of sources have.
pub fn sources() -> Table {
    Table {
        name: "sources",
        about: "a source each time that it stood otherwise",
        columns: columns! {
            "at" Time "when that was told";
            "source" Text "the source";
            "phase" Text "`off`, `connecting`, `awaiting_full`, `live`, `polling`, `waiting`, `stopped`";
            "error" Text "the last error, in a sentence";
            "connects" Count "connections made, or calls answered, since the recorder's sources began";
            "skew_ms" Ms "what the platform's clock is ahead of the recorder's";
        },
    }
}

/// What the rows of probes have.
pub fn probes() -> Table {
    Table {
        name: "probes",
        about: "a run of a bot probe; never what the bot said",
        columns: columns! {
            "began" Time "when the question was sent";
            "probe" Text "the probe's name";
            "robot" Text "the bot's id with its platform";
            "mode" Text "`stream`, `whole`, `callback`";
            "outcome" Text "`as_expected`, `answered`, `not_as_expected`, `silent`, `robot`, `failed`";
            "accepted_ms" Ms "until the platform accepted the question";
            "first_word_ms" Ms "until the first word";
            "last_word_ms" Ms "until the last word";
            "robot_status" Text "the platform's word on the bot";
            "problem" Text "what went wrong, in a sentence";
            "left_open" Flag "whether its session could not be ended yet";
        },
    }
}

/// What the rows of callbacks have.
pub fn events() -> Table {
    Table {
        name: "events",
        about: "what a callback told of a call, in the order in which they came",
        columns: columns! {
            "at" Time "when it was heard";
            "made" Time "when it happened, on the platform's clock";
            "call_id" Text "the platform's id, the one that the call's record has";
            "what" Text "what happened";
            "kind" Text "`inbound`, `outbound`, `internal`";
            "consult" Flag "whether it is a call between agents while a customer waits";
            "party" Text "the party that it happened to, by the platform's id";
            "role" Text "what kind of party that is";
            "agent_id" Text "the agent, where it is one";
            "agent_number" Text "that agent's work number";
            "line" Text "the part that the party's line has in it";
            "customer" Text "the customer's number, masked";
            "relay" Text "our number";
        },
    }
}

/// What the rows of notes have.
pub fn notes() -> Table {
    Table {
        name: "notes",
        about: "a note that a person wrote, in the order in which they came",
        columns: columns! {
            "at" Time "when it was written";
            "note_id" Text "what tells it from every other";
            "written_by" Text "who wrote it";
            "text" Text "the note, customers' numbers masked";
        },
    }
}

const fn phase(phase: &Phase) -> &'static str {
    match phase {
        Phase::Off => "off",
        Phase::Connecting => "connecting",
        Phase::AwaitingFull => "awaiting_full",
        Phase::Live => "live",
        Phase::Polling => "polling",
        Phase::Waiting { .. } => "waiting",
        Phase::Stopped => "stopped",
    }
}

/// The rows of sources.
#[derive(Default)]
pub struct Sources {
    known: HashMap<SourceId, (&'static str, Option<String>)>,
}

impl Sources {
    fn write(&mut self, report: &SourceReport, at: Stamp, out: &mut Out) {
        let stands = (phase(&report.phase), report.error.as_ref().map(ToString::to_string));
        if self.known.get(&report.source) == Some(&stands) {
            return;
        }
        if out.span.has(at) {
            let values = [
                out.time(at),
                json!(report.source.name()),
                json!(stands.0),
                json!(stands.1),
                json!(report.connects),
                json!(report.skew_ms),
            ];
            out.row(&values);
        }
        self.known.insert(report.source, stands);
    }
}

impl Rows for Sources {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        for update in board.retell(at) {
            if let Payload::Source(report) = &update.payload {
                self.write(report, at, out);
            }
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Payload::Source(report) = &update.payload {
            self.write(report, update.at, out);
        }
    }
}

/// The rows of probes.
#[derive(Default)]
pub struct Probes {
    /// When the last run of each began: a session that begins tells those of a day anew.
    known: HashMap<String, Stamp>,
}

impl Probes {
    fn write(&mut self, run: &ProbeRun, out: &mut Out) {
        if self.known.get(&run.name).is_some_and(|last| run.began <= *last) {
            return;
        }
        self.known.insert(run.name.clone(), run.began);
        if !out.span.has(run.began) {
            return;
        }
        let values = [
            out.time(run.began),
            json!(run.name),
            json!(run.robot),
            json!(run.mode.name()),
            json!(run.outcome.name()),
            json!(run.accepted_ms),
            json!(run.first_word_ms),
            json!(run.last_word_ms),
            json!(run.robot_status),
            json!(run.problem.as_ref().map(ToString::to_string)),
            json!(run.left_open),
        ];
        out.row(&values);
    }
}

impl Rows for Probes {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        for update in board.retell(at) {
            self.told(&update, board, out);
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Payload::Probed(runs) = &update.payload {
            for run in runs {
                self.write(run, out);
            }
        }
    }
}

/// The rows of callbacks.
#[derive(Default)]
pub struct Events;

fn event(event: &CallEvent, at: Stamp, out: &mut Out) {
    let values = [
        out.time(at),
        out.maybe(event.made),
        json!(event.call),
        json!(event.what.map(|what| what.to_string())),
        json!(event.kind.map(|kind| kind.to_string())),
        json!(event.consult),
        json!(event.party),
        json!(event.role.map(|role| role.to_string())),
        json!(event.agent.id),
        json!(event.agent.number),
        json!(event.line.map(|line| line.to_string())),
        json!(event.customer.shown()),
        json!(event.relay),
    ];
    out.row(&values);
}

impl Rows for Events {
    fn begin(&mut self, _board: &Board, _at: Stamp, _last: Option<Stamp>, _out: &mut Out) {}

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        let Payload::Pushed(callbacks) = &update.payload else { return };
        let is_within = out.span.has(update.at);
        for callback in callbacks.iter().filter(|_| is_within) {
            if let Callback::Event(told) = callback {
                event(told, update.at, out);
            }
        }
    }
}

/// The rows of notes.
#[derive(Default)]
pub struct Notes {
    /// The ids of those that were written last: a session that begins tells those of a day anew.
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl Notes {
    fn write(&mut self, note: &Note, out: &mut Out) {
        if !self.known.insert(note.id.clone()) {
            return;
        }
        self.order.push_back(note.id.clone());
        if self.order.len() > 2 * NOTES_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        if out.span.has(note.at) {
            out.row(&[out.time(note.at), json!(note.id), json!(note.from), json!(note.text)]);
        }
    }
}

impl Rows for Notes {
    fn begin(&mut self, board: &Board, _at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        board.notes().iter().for_each(|note| self.write(note, out));
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Payload::Notes(notes) = &update.payload {
            for note in notes.iter().cloned().filter_map(Note::tidy) {
                self.write(&note, out);
            }
        }
    }
}
