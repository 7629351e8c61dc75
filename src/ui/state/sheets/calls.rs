//! Today's calls as a list: those asked for, one agent's, and those that a figure or a row of the reports counts.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::shown::{Role, Shown};
use crate::lang::{self, Language};
use crate::lists::{
    CALL_COLUMNS, CallsBy, Column, ListId, Opens, Sheet, Value, call_departments, call_fact, call_words, called,
    listed_key,
};
use crate::model::{
    CallKind, CallRecord, CallResult, CallsOf, Choice, DialKind, Handled, HangUp, Inquired, Lookup, Shelved, State,
    Transferred,
};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Facet, Which};
use crate::ui::theme::Theme;

/// Calls as a list: all of today's, or one agent's.
pub(in crate::ui) struct CallsSheet<'a> {
    scene: &'a Scene<'a>,
    id: ListId,
    stamp: u64,
    rows: Calls<'a>,
}

/// Where the rows come from.
enum Calls<'a> {
    /// An answer, if there is one.
    Asked(Option<&'a Shelved>),
    /// The ledger: the calls that a figure, or a row of the reports, counts.
    Behind(&'a Which, Arc<[CallRecord]>),
}

impl<'a> CallsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, id: ListId, entry: Option<&'a Shelved>) -> Self {
        Self { scene, id, stamp: entry.map_or(0, |entry| entry.revision), rows: Calls::Asked(entry) }
    }

    fn all(&self) -> &[CallRecord] {
        match &self.rows {
            Calls::Asked(entry) => entry.and_then(Shelved::calls).map_or(&[], |rows| &rows.rows),
            Calls::Behind(_, rows) => rows,
        }
    }

    fn call(&self, row: usize) -> Option<&CallRecord> {
        self.all().get(row)
    }
}

const DIRECTION: usize = 2;
const RESULT: usize = 3;

impl Sheet for CallsSheet<'_> {
    fn id(&self) -> ListId {
        self.id
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        if self.id != ListId::AgentCalls {
            return Cow::Borrowed(CALL_COLUMNS);
        }
        // Whose calls they are is said above them.
        let hidden = |column: &Column| if column.key == "agent" { column.clone().hidden() } else { column.clone() };
        Cow::Owned(CALL_COLUMNS.iter().map(hidden).collect())
    }
    fn rows(&self) -> usize {
        self.all().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        listed_key(self.all(), row)
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(call) = self.call(row) else { return Value::None };
        let key = CALL_COLUMNS.get(column).map_or("", |column| column.key.as_ref());
        match key {
            "customer" => self.scene.number(&call.customer).map_or(Value::None, Value::word),
            "began" => Value::moment(self.scene.ours(call.started)),
            "direction" => call
                .kind
                .filter(|kind| *kind != CallKind::None)
                .map_or(Value::None, |k| Value::word(lang::word(language, k))),
            "result" => call.result.map_or(Value::None, |result| Value::word(lang::word(language, result))),
            "agent" => called(self.scene.board, call.whose()).map_or(Value::None, Value::word),
            "number" => Value::text(call.whose().number.as_deref()),
            "talk" => Value::millis(call.talk_ms),
            "waited" => Value::millis(call.wait_ms()),
            "total" => Value::millis(call.length_ms()),
            "relay" => Value::text(call.relay.as_deref()),
            "hung-up" => call.ended_by.map_or(Value::None, |side| Value::word(lang::word(language, side))),
            "area" => Value::text(call.area.as_deref()),
            "transfers" => Value::count(call.transfers),
            "inquiries" => Value::count(call.inquiries),
            "id" => Value::text(Some(&call.id)),
            "set-up" | "why" | "route" | "billed" | "minutes" | "source" => call_fact(language, call, key),
            "let-ring" => called(self.scene.board, &call.first_rung).map_or(Value::None, Value::word),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        call_words(column)
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn changed(&self, since: u64) -> Option<Vec<usize>> {
        match &self.rows {
            Calls::Asked(entry) => entry.as_ref()?.rows_since(since),
            Calls::Behind(..) => None,
        }
    }
    fn listed(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.scene.view.tabs().calls.asked.hash(&mut hasher);
        hasher.finish()
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.call(row).map(|call| Opens::Call(call.id.clone()))
    }
    fn name(&self) -> String {
        match &self.rows {
            Calls::Behind(Which::NoAgentYet, _) => "calls-no-agent-yet",
            Calls::Behind(Which::Figure(CallsOf::LateOrLost), _) => "calls-late-or-lost",
            Calls::Behind(Which::Figure(CallsOf::Answered), _) => "calls-answered",
            Calls::Behind(Which::Figure(CallsOf::Lost), _) => "calls-lost",
            Calls::Behind(Which::Figure(CallsOf::ShortAbandons), _) => "calls-short-abandons",
            Calls::Behind(Which::Row(CallsBy::Relay, _), _) => "calls-of-relay-number",
            Calls::Behind(Which::Row(CallsBy::Department, _), _) => "calls-of-department",
            Calls::Behind(Which::Row(CallsBy::Route, _), _) => "calls-of-route",
            Calls::Asked(_) if self.id == ListId::AgentCalls => "agent-calls",
            Calls::Asked(_) => "calls",
        }
        .to_owned()
    }
}

impl Shown for CallsSheet<'_> {
    fn shown(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        let kind = self.call(row).and_then(|call| call.kind).filter(|_| column == DIRECTION);
        match kind.filter(|kind| *kind != CallKind::None) {
            Some(kind) => directed(scene.language, scene.theme, kind),
            None => self.value(scene.language, row, column).written(scene),
        }
    }
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        match self.call(row).and_then(|call| call.result) {
            Some(result) if column == RESULT => mood(result),
            _ => Role::Text,
        }
    }
}

/// A direction's sign and word.
pub(in crate::ui) fn directed(language: Language, theme: Theme, kind: CallKind) -> String {
    format!("{} {}", theme.glyphs.call(kind), lang::word(language, kind)).trim_start().to_owned()
}

/// Good news, bad news, or neither.
pub(in crate::ui) const fn mood(result: CallResult) -> Role {
    match result {
        CallResult::Answered => Role::State(State::Ready),
        CallResult::AgentMissed
        | CallResult::AgentNotFound
        | CallResult::SystemMissed
        | CallResult::CustomerAnswered
        | CallResult::Arrears
        | CallResult::RelayOff => Role::Caution,
        _ => Role::Text,
    }
}

/// The answer with the calls that are asked for.
pub(in crate::ui) fn entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::Calls(scene.view.tabs().calls.asked.clone()))
}

/// The calls that are asked for.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Shown + 'a> {
    Box::new(CallsSheet::new(scene, ListId::Calls, entry(scene)))
}

/// The calls that a figure, or a row of the reports, counts.
pub(in crate::ui) fn behind<'a>(scene: &'a Scene<'_>, which: &'a Which) -> Box<dyn Shown + 'a> {
    let ledger = which.ledger(scene.board);
    let rows = counted(scene, which);
    let stamp = ledger.map_or(0, |ledger| {
        let (revision, as_of) = ledger.version();
        revision.wrapping_mul(31).wrapping_add(as_of.ms().unsigned_abs())
    });
    let rows = Calls::Behind(which, rows.unwrap_or_default());
    Box::new(CallsSheet { scene, id: which.list(), stamp, rows })
}

/// The records of the calls that something counts, newest first; `None` where the ledger does not tell them.
pub(in crate::ui) fn counted(scene: &Scene<'_>, which: &Which) -> Option<Arc<[CallRecord]>> {
    let ledger = which.ledger(scene.board)?;
    Some(scene.view.tabs().calls.behind.calls(ledger, which, &scene.settings.departments))
}

/// What the vendor can tell calls apart by. Relay numbers are those seen so far, and any other may be typed.
pub(in crate::ui) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let calls = &scene.view.tabs().calls;
    let asked = &calls.asked;
    let more = asked.more();
    let plain = |key: String| Choice { label: key.clone(), key };
    let named = |key: String| Choice { label: lang::of(scene, &key).to_owned(), key };
    let facet = |key: &str, title: &str, chosen: Option<String>, choices: Vec<Choice>| Facet {
        key: key.to_owned(),
        title: title.to_owned(),
        chosen: chosen.into_iter().collect(),
        choices,
        ..Facet::default()
    };
    let words = |all: &[CallResult]| all.iter().map(|result| named(result.to_string())).collect();
    let kinds = [CallKind::Inbound, CallKind::Outbound, CallKind::Internal].map(|kind| named(kind.to_string()));
    let agents = scene.board.agents().iter().map(|agent| {
        let number = agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
        let label = number.map_or_else(|| agent.label().to_owned(), |number| format!("{number}  {}", agent.label()));
        Choice { key: agent.id.to_string(), label }
    });
    let relays = calls.counted.relays(asked, entry(scene));
    let other = asked.relay.clone().filter(|relay| !relays.contains(relay));
    let listed = asked.relay.clone().filter(|_| other.is_none());
    let mut typed = facet("relay-typed", tr!(scene, "another relay number"), other, Vec::new());
    typed.typed = true;
    let mut customer = facet(
        "customer",
        tr!(scene, "customer's number"),
        asked.customer.as_ref().map(ToString::to_string),
        Vec::new(),
    );
    customer.typed = true;
    let mut facets = vec![
        facet("result", tr!(scene, "result"), asked.result.map(|result| result.to_string()), words(CallResult::NAMED)),
        facet("direction", tr!(scene, "direction"), asked.kind.map(|kind| kind.to_string()), kinds.into()),
        facet("agent", tr!(scene, "agent"), asked.agent.as_ref().map(ToString::to_string), agents.collect()),
    ];
    if relays.is_empty() {
        tr!(scene, "relay number").clone_into(&mut typed.title);
    } else {
        facets.push(facet("relay", tr!(scene, "relay number"), listed, relays.into_iter().map(plain).collect()));
    }
    facets.extend([typed, customer]);
    macro_rules! worded {
        ($key:literal, $title:expr, $chosen:expr, $words:ident) => {
            let choices = $words::NAMED.iter().map(|word| named(word.to_string())).collect();
            facets.push(facet($key, $title, $chosen.map(|word| word.to_string()), choices));
        };
    }
    worded!("hung-up", tr!(scene, "hung up by"), more.ended_by, HangUp);
    worded!("dial", tr!(scene, "set up"), more.dial, DialKind);
    worded!("handled", tr!(scene, "handled"), more.handled, Handled);
    worded!("transferred", tr!(scene, "transfers"), more.transferred, Transferred);
    worded!("inquired", tr!(scene, "inquiries"), more.inquired, Inquired);
    let mut typing = |key: &str, title: &str, chosen: Option<String>| {
        facets.push(Facet { typed: true, ..facet(key, title, chosen, Vec::new()) });
    };
    typing("attached", tr!(scene, "attached data"), more.attached.as_ref().map(ToString::to_string));
    typing("id", tr!(scene, "call id"), more.id.clone());
    let departments = call_departments(scene.board);
    if departments.is_empty() {
        typing("department", tr!(scene, "department id"), more.department.clone());
    } else {
        facets.push(facet("department", tr!(scene, "department"), more.department.clone(), departments));
    }
    facets
}
