//! Today's calls.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::model::{CallKind, CallRecord, Lookup, Rows, Shelved};
use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::{self, Column, Frame, List, ListId, Opens, Sheet, Value, listed_key};
use crate::ui::view::Facet;

/// Calls as a list: all of today's, or one agent's.
pub(super) struct CallsSheet<'a> {
    scene: &'a Scene<'a>,
    id: ListId,
    stamp: u64,
    rows: Option<&'a Rows<CallRecord>>,
}

impl<'a> CallsSheet<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, id: ListId, entry: Option<&'a Shelved>) -> Self {
        Self { scene, id, stamp: entry.map_or(0, |entry| entry.revision), rows: entry.and_then(Shelved::calls) }
    }
}

const COLUMNS: &[Column] = &[
    Column::left("customer", "Customer", 14),
    Column::left("began", "Began", 8),
    Column::left("direction", "Direction", 9),
    Column::left("result", "Result", 18),
    Column::left("agent", "Agent", 14),
    Column::right("talk", "Talk", 7),
    Column::right("waited", "Waited", 7),
    Column::left("relay", "Relay number", 13),
    Column::left("hung-up", "Hung up", 8),
];

impl Sheet for CallsSheet<'_> {
    fn id(&self) -> ListId {
        self.id
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.rows.map_or(0, |rows| rows.rows.len())
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        listed_key(self.rows.map_or(&[], |rows| &rows.rows), row)
    }
    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some(call) = self.rows.and_then(|rows| rows.rows.get(row)) else { return Value::None };
        let key = COLUMNS.get(column).map_or("", |column| column.key.as_ref());
        match key {
            "customer" => self.scene.number(&call.customer).map_or(Value::None, Value::word),
            "began" => Value::moment(self.scene.ours(call.started)),
            "direction" => {
                call.kind.filter(|kind| *kind != CallKind::None).map_or(Value::None, |k| Value::word(k.to_string()))
            }
            "result" => call.result.map_or(Value::None, |result| Value::word(result.to_string())),
            "agent" => Value::text(call.agent.label()),
            "talk" => Value::millis(call.talk_ms),
            "waited" => Value::millis(call.wait_ms()),
            "relay" => Value::text(call.relay.as_deref()),
            "hung-up" => call.ended_by.map_or(Value::None, |side| Value::word(side.to_string())),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, row: usize) -> Option<Opens> {
        self.rows?.rows.get(row).map(|call| Opens::Call(call.id.clone()))
    }
    fn name(&self) -> String {
        "calls".to_owned()
    }
}

fn entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::Calls(scene.view.tabs().calls.asked.clone()))
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Sheet + 'a>> {
    Some(Box::new(CallsSheet::new(scene, ListId::Calls, entry(scene))))
}

pub(super) fn facets(_scene: &Scene<'_>) -> Vec<Facet> {
    Vec::new()
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let entry = entry(scene);
    let Some(sheet) = sheet(scene) else { return };
    let fresh = List::default();
    let list = scene.view.list(ListId::Calls).unwrap_or(&fresh);
    let frame = Frame {
        area,
        title: Title {
            name: "Calls",
            about: "today, newest first".to_owned(),
            right: scene.answer_title(entry),
            ..Title::default()
        },
        empty: scene.why_no_answer(entry, "no calls yet today"),
        focus: true,
        stale: false,
    };
    sheet::draw(canvas, scene, sheet.as_ref(), list, frame);
}
