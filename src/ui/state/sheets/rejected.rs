//! Operations that were rejected, newest first.

use std::borrow::Cow;

use super::shown::{Role, Shown};
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{Reject, RejectReason, SourceId};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The rejected operations.
pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Shown + 'a> {
    Box::new(Rejected::new(scene))
}

/// Rejected operations, newest first.
pub(in crate::ui) struct Rejected<'a> {
    rows: Vec<(SourceId, u64, &'a Reject)>,
    stamp: u64,
}

const COLUMNS: &[Column] = &[
    Column::left("operation", mark!("Operation"), 38),
    Column::left("reason", mark!("Reason"), 15),
    Column::left("source", mark!("Source"), 7),
    Column::right("no", mark!("No."), 5),
];

impl<'a> Rejected<'a> {
    pub(in crate::ui) fn new(scene: &Scene<'a>) -> Self {
        let mut rows = Vec::new();
        let mut stamp = 0_u64;
        for id in scene.live.source_ids() {
            let source = scene.live.source(id);
            let total = source.rejected_total();
            stamp = stamp.wrapping_mul(1_000_003).wrapping_add(total);
            // Its number since start tells one from another that reads the same.
            let newest = source.last_rejected.iter().rev().zip(0_u64..);
            rows.extend(newest.map(|(reject, back)| (id, total.saturating_sub(back), reject)));
        }
        Self { rows, stamp }
    }
}

/// A reason for people.
pub(in crate::ui) fn reason(language: Language, reason: RejectReason) -> String {
    lang::of(language, &reason.name().replace('_', " ")).to_owned()
}

impl Sheet for Rejected<'_> {
    fn id(&self) -> ListId {
        ListId::Rejected
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |(id, number, _)| Cow::Owned(format!("{id} {number}")))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some((id, number, reject)) = self.rows.get(row) else { return Value::None };
        match column {
            0 => Value::word(lang::sentence(language, &reject.detail)),
            1 => Value::word(reason(language, reject.reason)),
            2 => Value::word(lang::of(language, id.name())),
            3 => Value::count(Some(*number)),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        let (_, _, reject) = self.rows.get(row)?;
        // The whole of it, where the column had to cut it.
        Some(Opens::Nothing(text::clean(&lang::sentence(language, &reject.detail)).into_owned()))
    }
    fn name(&self) -> String {
        "rejected".to_owned()
    }
}

impl Shown for Rejected<'_> {
    fn role(&self, _: &Scene<'_>, _row: usize, column: usize) -> Role {
        if column == 1 { Role::Caution } else { Role::Text }
    }
}
