//! Vendors of chats beside each other.

use std::borrow::Cow;

use super::shown::Shown;
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::platform::together;
use crate::model::share::share_of;
use crate::model::{Common, PlatformTotals, Together};
use crate::ui::state::scene::Scene;

/// A column: a figure that vendors have in common, or one as a share of another.
#[derive(Clone, Copy)]
enum Part {
    Figure(Common),
    Share(Common, Common),
}

static COLUMNS: [(Part, Column); 17] = [
    (Part::Figure(Common::Chats), Column::right("chats", mark!("Chats"), 7)),
    (Part::Figure(Common::Valid), Column::right("valid", mark!("Valid"), 7)),
    (Part::Share(Common::Valid, Common::Chats), Column::right("valid-share", mark!("Valid %"), 8)),
    (Part::Figure(Common::Unanswered), Column::right("unanswered", mark!("Unanswered"), 10)),
    (Part::Figure(Common::Queued), Column::right("queued", mark!("Queued"), 6)),
    (Part::Figure(Common::GaveUp), Column::right("gave-up", mark!("Gave up"), 7)),
    (Part::Figure(Common::Lost), Column::right("lost", mark!("Lost"), 6)),
    (Part::Figure(Common::FirstReply), Column::right("first-reply", mark!("First reply"), 11)),
    (Part::Figure(Common::Reply), Column::right("reply", mark!("Reply"), 7)),
    (Part::Figure(Common::Good), Column::right("good", mark!("Good"), 6)),
    (Part::Figure(Common::Rated), Column::right("rated", mark!("Rated"), 6)),
    (Part::Share(Common::Good, Common::Rated), Column::right("good-share", mark!("Good %"), 7)),
    (Part::Figure(Common::AiSessions), Column::right("ai-sessions", mark!("AI sessions"), 11)),
    (Part::Figure(Common::AiValid), Column::right("ai-valid", mark!("AI valid"), 8)),
    (Part::Figure(Common::AiContained), Column::right("ai-contained", mark!("AI contained"), 12)),
    (
        Part::Share(Common::AiContained, Common::AiValid),
        Column::right("ai-contained-share", mark!("AI contained %"), 14),
    ),
    (Part::Figure(Common::AiHanded), Column::right("ai-reached-an-agent", mark!("AI reached an agent"), 19)),
];

/// The vendors, a row each.
pub(in crate::ui) struct VendorsSheet {
    platforms: Vec<PlatformTotals>,
    columns: Vec<Column>,
    stamp: u64,
}

impl VendorsSheet {
    pub(in crate::ui) fn new(scene: &Scene<'_>) -> Self {
        let first = Column::left("vendor", mark!("Vendor"), 14);
        let columns = std::iter::once(first).chain(COLUMNS.iter().map(|(_, column)| column.clone()));
        Self { platforms: scene.board.platform_totals(), columns: columns.collect(), stamp: scene.board.revision() }
    }
}

/// A cell of `column` (from 0, behind the vendor), its figures told by `get`.
fn cell(column: usize, get: &dyn Fn(Common) -> Option<f64>) -> Value<'static> {
    match COLUMNS.get(column).map(|(part, _)| *part) {
        Some(Part::Figure(figure)) if figure.is_average() => get(figure).map_or(Value::None, Value::Millis),
        Some(Part::Figure(figure)) => get(figure).map_or(Value::None, Value::Count),
        Some(Part::Share(part, whole)) => Value::share(share_of(get(part), get(whole))),
        None => Value::None,
    }
}

impl Sheet for VendorsSheet {
    fn id(&self) -> ListId {
        ListId::Vendors
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.platforms.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.platforms.get(row).map_or(Cow::Borrowed(""), |platform| Cow::Owned(platform.source.to_string()))
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(platform) = self.platforms.get(row) else { return Value::None };
        match column.checked_sub(1) {
            Some(column) => cell(column, &|figure| platform.get(figure)),
            None => Value::text(Some(&platform.title)),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let sum = |figure| match together(&self.platforms, figure) {
            Together::Sum(sum) => Some(sum),
            Together::Averages | Together::Untold(_) => None,
        };
        let figures = (0..COLUMNS.len()).map(|column| cell(column, &sum));
        Some(std::iter::once(Value::word(tr!(language, "together"))).chain(figures).collect())
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        let platform = self.platforms.get(row)?;
        Some(Opens::Chats(platform.source))
    }
    fn name(&self) -> String {
        "chat-vendors".to_owned()
    }
}

impl Shown for VendorsSheet {}
