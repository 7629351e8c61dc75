//! Calls by their records: one row a call, as it was known last, once its day is over or the recordings are.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::rows::Rows;
use super::table::{Out, Table, columns};
use crate::model::{
    Board, CallNews, LedgerCall, LedgerDay, Outcome, Payload, Person, ServiceTarget, Stamp, Update, sort,
};

/// What the rows have.
pub fn table() -> Table {
    Table {
        name: "calls",
        about: "a call by its record, as it was known last, day after day, earliest first; `--from` and `--to` mean \
                when it began",
        columns: columns! {
            "call_id" Text "the platform's id";
            "kind" Text "`inbound`, `outbound`, `internal`";
            "customer" Text "the customer's number, masked";
            "relay" Text "our number at which, or through which, the customer was reached";
            "route" Text "where it was routed first";
            "started" Time "when it began, on the platform's clock, as all times here";
            "bridged" Time "when customer and agent were connected";
            "ended" Time "when it ended";
            "wait_ms" Ms "from its start until an agent had it";
            "talk_ms" Ms "from bridging to the end, holds included";
            "total_ms" Ms "from its start to its end, as the platform says";
            "result" Text "how it ended, in the board's word";
            "outcome" Text "of an inbound call `answered`, `lost`, `short_abandon`, `elsewhere`, `running`, `other`";
            "in_time" Flag "of an answered call, whether that was within the service level's time of then";
            "ended_by" Text "which side hung up";
            "agent_id" Text "which agent had it last";
            "agent_number" Text "that agent's work number";
            "agent_name" Text "that agent's name";
            "first_agent_id" Text "which agent answered it first";
            "first_agent_number" Text "that agent's work number";
            "first_agent_name" Text "that agent's name";
            "rung_agent_id" Text "at which agent it rang first";
            "rung_agent_number" Text "that agent's work number";
            "rung_agent_name" Text "that agent's name";
            "transfers" Count "transfers begun";
        },
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Lost => "lost",
        Outcome::ShortAbandon => "short_abandon",
        Outcome::Elsewhere => "elsewhere",
        Outcome::Running => "running",
        Outcome::Other => "other",
    }
}

fn person(person: Option<&Arc<Person>>) -> [Value; 3] {
    person.map_or([Value::Null, Value::Null, Value::Null], |person| {
        [json!(person.id), json!(person.number), json!(person.name)]
    })
}

/// The calls' rows.
#[derive(Default)]
pub struct Calls {
    day: Option<(LedgerDay, ServiceTarget)>,
    calls: HashMap<Arc<str>, LedgerCall>,
}

impl Calls {
    fn take(&mut self, news: &CallNews, out: &mut Out) {
        if self.day.is_some_and(|(day, _)| day != news.day) {
            self.write(out);
        }
        self.day = Some((news.day, news.target));
        for call in &news.calls {
            if call.started.is_some_and(|at| !news.day.has(at)) {
                self.calls.remove(&call.id);
            } else {
                self.calls.insert(Arc::clone(&call.id), call.clone());
            }
        }
    }

    fn write(&mut self, out: &mut Out) {
        let Some((_, target)) = self.day else { return };
        let mut calls: Vec<LedgerCall> = self.calls.drain().map(|(_, call)| call).collect();
        sort::by(&mut calls, |one, other| (one.started, &one.id).cmp(&(other.started, &other.id)));
        let span = out.span;
        for call in calls.iter().filter(|call| call.started.is_none_or(|at| span.has(at))) {
            out.row(&row(call, &target, out));
        }
    }
}

fn row(call: &LedgerCall, target: &ServiceTarget, out: &Out) -> Vec<Value> {
    let became = call.outcome(target);
    let wait_ms = call.wait_ms();
    let in_time = wait_ms.filter(|_| became == Some(Outcome::Answered)).map(|wait| wait <= target.within_ms);
    let mut values = vec![
        json!(call.id),
        json!(call.kind.map(|kind| kind.to_string())),
        json!(call.customer),
        json!(call.relay),
        json!(call.route),
        out.maybe(call.started),
        out.maybe(call.bridged),
        out.maybe(call.ended),
        json!(wait_ms),
        json!(call.talk_ms),
        json!(call.total_ms),
        json!(call.result.map(|result| result.to_string())),
        json!(became.map(outcome)),
        json!(in_time),
        json!(call.ended_by.map(|side| side.to_string())),
    ];
    for who in [&call.agent, &call.first, &call.rung] {
        values.extend(person(who.as_ref()));
    }
    values.push(json!(call.transfers));
    values
}

impl Rows for Calls {
    fn begin(&mut self, board: &Board, _at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        if let Some(ledger) = board.ledger() {
            for news in ledger.retell(usize::MAX) {
                self.take(&news, out);
            }
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        if let Payload::Calls(news) = &update.payload {
            self.take(news, out);
        }
    }

    fn end(&mut self, _last: Stamp, out: &mut Out) {
        self.write(out);
    }
}
