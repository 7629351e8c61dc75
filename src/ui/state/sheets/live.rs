//! Calls as they happen, as a list: who waits first, and the longest wait before all.

use std::borrow::Cow;
use std::sync::Arc;

use super::no_agent;
use super::shown::{Role, Shown};
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value, called};
use crate::model::{CallKind, LiveCall, PartyRole, Stage, Stamp, State};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Calls in progress.
pub(in crate::ui) struct LiveCallsSheet<'a> {
    scene: &'a Scene<'a>,
    ids: Arc<[Arc<str>]>,
}

/// Those that a screen of 80 cells has room for come first.
pub(in crate::ui) const COLUMNS: &[Column] = &[
    Column::left("customer", mark!("Customer"), 12),
    Column::left("state", mark!("State"), 14),
    Column::right("for", mark!("For"), 7),
    Column::right("waits", mark!("Waits"), 7),
    Column::left("with", mark!("With"), 12),
    Column::left("seen", mark!("Seen"), 9),
    Column::left("relay", mark!("Relay number"), 12),
    Column::left("group", mark!("Skill group"), 12),
    Column::left("from", mark!("Passed on by"), 12),
    Column::right("begun", mark!("Menu or queue"), 13),
    Column::right("menu", mark!("Menu"), 7),
    Column::right("bot", mark!("Robot"), 7),
    Column::right("queue", mark!("Queue"), 7),
    Column::right("ring", mark!("Ring"), 7),
    Column::right("talk", mark!("Talk"), 7),
    Column::right("hold", mark!("Hold"), 7),
    Column::left("direction", mark!("Direction"), 10),
    Column::left("began", mark!("Began"), 8),
    Column::right("dial", mark!("Dialled"), 7).hidden(),
    Column::right("outside", mark!("Outside"), 7).hidden(),
    Column::left("id", mark!("Call id"), 32).hidden(),
];

/// The filter that leaves those who wait, and those of whom events do not tell whether they are in the menu still.
pub(in crate::ui) const WAITING: &str = "waits>=0 | state:\"menu or queue\"";

impl<'a> LiveCallsSheet<'a> {
    fn call(&self, row: usize) -> Option<&'a LiveCall> {
        self.scene.board.live().get(self.ids.get(row)?)
    }

    /// The present moment on the vendor's clock.
    fn now(&self) -> Stamp {
        self.scene.at.plus(self.scene.skew())
    }
}

impl Sheet for LiveCallsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::LiveCalls
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.ids.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.ids.get(row).map_or(Cow::Borrowed(""), |id| Cow::Borrowed(id))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(call) = self.call(row) else { return Value::None };
        let now = self.now();
        let word = |word: Option<String>| word.map_or(Value::None, Value::word);
        let took = |stage| Value::millis(call.time_in(stage, now));
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "customer" => word(self.scene.number(&call.customer)),
            "state" => Value::text(Some(text::live::stage(language, call.stage))),
            "for" => Value::millis(Some(now.since(call.since).max(0))),
            "waits" => Value::millis(call.waits_since().map(|since| now.since(since).max(0))),
            "with" => word(with(language, self.scene, call)),
            "seen" => Value::text(Some(seen(language, call))),
            "relay" => Value::text(call.relay.as_deref()),
            "group" => Value::text(call.group.as_deref()),
            "from" => word(call.transferred_by().and_then(|person| called(self.scene.board, person))),
            "begun" => took(Stage::Begun),
            "menu" => took(Stage::Menu),
            "bot" => took(Stage::Bot),
            "queue" => took(Stage::Queue),
            "ring" => took(Stage::Ringing),
            "talk" => took(Stage::Talking),
            "hold" => took(Stage::Held),
            "dial" => took(Stage::Dialling),
            "outside" => took(Stage::Outside),
            "direction" => word(call.kind.map(|kind| lang::word(language, kind))),
            "began" => Value::moment(self.scene.ours(Some(call.began))),
            "id" => Value::text(Some(&call.id)),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "state" => Stage::NAMED.iter().map(|stage| text::live::stage(Language::English, *stage)).collect(),
            "direction" => CallKind::NAMED.iter().filter_map(|kind| kind.word()).collect(),
            _ => Vec::new(),
        }
    }
    fn stamp(&self) -> u64 {
        // How long each has waited changes by itself.
        let second = self.scene.at.ms().div_euclid(1_000).unsigned_abs();
        self.scene.board.live().revision().wrapping_mul(0x0100_0000_01b3).wrapping_add(second)
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.call(row).map(|call| Opens::LiveCall(call.id.to_string()))
    }
    fn name(&self) -> String {
        "live-calls".to_owned()
    }
}

impl Shown for LiveCallsSheet<'_> {
    fn role(&self, scene: &Scene<'_>, row: usize, column: usize) -> Role {
        let Some(call) = self.call(row) else { return Role::Text };
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "state" => stage_role(call.stage),
            "waits" => no_agent::role(scene.board, call.waits_since().map(|_| 1)).unwrap_or(Role::Text),
            "seen" if !call.is_whole() => Role::Caution,
            _ => Role::Text,
        }
    }
}

/// How a stage looks: as the agents' state that goes with it.
pub(in crate::ui) const fn stage_role(stage: Stage) -> Role {
    match stage {
        Stage::Ringing => Role::State(State::Ringing),
        Stage::Dialling => Role::State(State::Dialling),
        Stage::Talking => Role::State(State::Talking),
        Stage::Held => Role::State(State::Holding),
        _ => Role::Text,
    }
}

/// With whom a call is: the agent who has it, or at whom it rings; else what has it.
pub(in crate::ui) fn with(language: Language, scene: &Scene<'_>, call: &LiveCall) -> Option<String> {
    let agent = call.holder().or_else(|| call.rings_at());
    let role = match call.stage {
        Stage::Bot => Some(PartyRole::Bot),
        Stage::Outside => Some(PartyRole::Outside),
        _ => None,
    };
    let role = role.map(|role| text::live::role(language, role).to_owned());
    agent.and_then(|party| called(scene.board, &party.agent)).or(role)
}

/// Whether all of a call was seen, as far as can be told.
fn seen(language: Language, call: &LiveCall) -> &'static str {
    if call.is_whole() { tr!(language, "whole"; "seen") } else { tr!(language, "in part"; "seen") }
}

/// Them as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> LiveCallsSheet<'a> {
    LiveCallsSheet { scene, ids: scene.view.tabs().calls.behind.in_progress(scene.board) }
}
