//! Callers whose calls were lost and whom no later contact reached, as far as the records tell: a row a number.

use std::borrow::Cow;
use std::sync::Arc;

use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value, called};
use crate::model::{Ledger, Stamp, StillLost};
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::calls::Caller;

/// The callers, longest waiting first.
pub(in crate::ui) struct Callers<'a> {
    scene: &'a Scene<'a>,
    /// The ledger, where it is known who they are.
    ledger: Option<&'a Ledger>,
    listed: Arc<[Caller]>,
}

/// Those that a screen of 80 cells has room for come first.
const COLUMNS: &[Column] = &[
    Column::left("customer", mark!("Customer"), 12),
    Column::right("waited", mark!("Waited"), 8),
    Column::right("tries", mark!("Tries"), 5),
    Column::left("since", mark!("Since"), 8),
    Column::left("last-try", mark!("Last try"), 8),
    Column::left("let-ring", mark!("Let it ring"), 9),
    Column::left("relay", mark!("Relay number"), 11),
    Column::left("id", mark!("Call id"), 32).hidden(),
];

impl<'a> Callers<'a> {
    fn caller(&self, row: usize) -> Option<StillLost<'a>> {
        self.listed.get(row)?.of(self.ledger?)
    }

    fn moment(&self, at: Option<Stamp>) -> Option<Stamp> {
        self.scene.ours(at)
    }
}

impl Sheet for Callers<'_> {
    fn id(&self) -> ListId {
        ListId::StillLost
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.listed.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.caller(row).map_or(Cow::Borrowed(""), |caller| Cow::Borrowed(&caller.first.id))
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(StillLost { first, last, tries }) = self.caller(row) else { return Value::None };
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "customer" => Value::text(last.customer.as_deref()),
            "waited" => Value::millis(self.moment(first.started).map(|at| self.scene.now.since(at).max(0))),
            "tries" => Value::count(Some(tries as u64)),
            "since" => Value::moment(self.moment(first.started)),
            "last-try" => Value::moment(self.moment(last.started)),
            "let-ring" => {
                let who = last.rung.as_deref().and_then(|who| called(self.scene.board, who));
                who.map_or(Value::None, Value::word)
            }
            "relay" => Value::text(last.relay.as_deref()),
            "id" => Value::text(Some(&last.id)),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.ledger.map_or(0, |ledger| {
            let (revision, as_of) = ledger.version();
            revision.wrapping_mul(31).wrapping_add(as_of.ms().unsigned_abs())
        })
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.caller(row).map(|caller| Opens::Call(caller.last.id.to_string()))
    }
    fn name(&self) -> String {
        "still-lost".to_owned()
    }
}

impl Shown for Callers<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let tries = self.caller(row).map_or(0, |caller| caller.tries);
        match COLUMNS.get(column).map(|column| column.key.as_ref()) {
            Some("tries") if tries > 1 => Role::Caution,
            _ => Role::Text,
        }
    }
}

/// Them as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Callers<'a> {
    // Nothing is behind a figure that is not known.
    let ledger = scene.board.ledger().filter(|ledger| ledger.still_lost().is_some());
    let listed = ledger.map(|ledger| scene.view.tabs().calls.behind.callers(ledger)).unwrap_or_default();
    Callers { scene, ledger, listed }
}
