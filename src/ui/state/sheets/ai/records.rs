//! The sessions one by one.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value, listed_key};
use crate::model::{AiAsked, AiField, AiRecord, Shelved, SourceId};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::{Role, Shown};
use crate::ui::state::tabs::ai as tab;

/// Sessions as a list, newest first.
pub(in crate::ui) struct RecordsSheet<'a> {
    scene: &'a Scene<'a>,
    stamp: u64,
    pub(in crate::ui) rows: &'a [AiRecord],
    /// Whether these are only those that the board has.
    pub(in crate::ui) newest: bool,
}

/// Those that a screen of 80 cells has room for come first.
const COLUMNS: &[Column] = &[
    Column::left("began", mark!("Began"), 8),
    Column::right("lasted", mark!("Lasted"), 7),
    Column::left("robot", mark!("Robot"), 14),
    Column::left("channel", mark!("Channel"), 12),
    Column::left("ended", mark!("Ended"), 5),
    Column::left("valid", mark!("Valid"), 5),
    Column::left("asked", mark!("Asked"), 5),
    Column::left("person", mark!("Person"), 6),
    Column::left("reason", mark!("Reason"), 18),
    Column::right("customer", mark!("By customer"), 11),
    Column::right("bot", mark!("By robot"), 8),
    Column::left("id", mark!("Session id"), 32),
    Column::left("rated", mark!("Rated"), 5).hidden(),
    Column::left("liked", mark!("Liked"), 8).hidden(),
    Column::left("test", mark!("Test"), 5).hidden(),
    Column::left("business", mark!("Business"), 12).hidden(),
    Column::left("kind", mark!("Kind"), 10).hidden(),
    Column::left("entrance", mark!("Entrance"), 16).hidden(),
    Column::left("answered", mark!("Answered with"), 20).hidden(),
    Column::left("audience", mark!("Audience"), 16).hidden(),
    Column::left("conversation", mark!("Conversation"), 32).hidden(),
];

const ASKED: usize = 6;
const PERSON: usize = 7;

impl<'a> RecordsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>) -> Self {
        let entry = scene.view.tabs().ai.records_entry(scene.board);
        if let Some(rows) = entry.and_then(Shelved::ai_records) {
            return Self { scene, stamp: entry.map_or(0, |entry| entry.revision), rows: &rows.rows, newest: false };
        }
        // Until they come, the newest of all stand for all.
        match scene.board.ai().filter(|_| scene.view.tabs().ai.asked == AiAsked::default()) {
            Some(day) if !day.latest.is_empty() => {
                Self { scene, stamp: day.as_of.ms().unsigned_abs(), rows: &day.latest, newest: true }
            }
            _ => Self { scene, stamp: 0, rows: &[], newest: false },
        }
    }

    /// Whether they are too old to be trusted.
    pub(in crate::ui) fn stale(&self, entry: Option<&Shelved>) -> bool {
        let stale =
            if self.newest { self.scene.stale(SourceId::Ai) } else { self.scene.answer_stale(entry, SourceId::Ai) };
        stale.is_some()
    }
}

impl Sheet for RecordsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::AiRecords
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        listed_key(self.rows, row)
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(record) = self.rows.get(row) else { return Value::None };
        let further =
            |field: AiField| tab::word(language, self.scene.board, record, field).map_or(Value::None, Value::word);
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "began" => Value::moment(self.scene.ours(record.started)),
            "lasted" => Value::millis(tab::lasted(record)),
            "robot" => Value::text(record.robot.as_deref()),
            "channel" => Value::text(record.channel.as_deref().map(|words| lang::of(language, words))),
            "ended" => yes(language, record.over),
            "valid" => yes(language, record.valid),
            "asked" => yes(language, record.asked),
            "person" => yes(language, record.handed),
            "reason" => Value::text(record.reason.as_deref().map(|words| lang::of(language, words))),
            "customer" => Value::count(record.customer_messages),
            "bot" => Value::count(record.robot_messages),
            "id" => Value::text(Some(&record.id)),
            "rated" => further(AiField::Rated),
            "liked" => further(AiField::Liked),
            "test" => further(AiField::Test),
            "business" => further(AiField::Business),
            "kind" => further(AiField::RobotKind),
            "entrance" => further(AiField::Entrance),
            "answered" => further(AiField::AnswerKind),
            "audience" => further(AiField::Audience),
            "conversation" => further(AiField::Conversation),
            _ => Value::None,
        }
    }
    fn words(&self, column: usize) -> Vec<&'static str> {
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "ended" | "valid" | "asked" | "person" => vec![mark!("yes"), mark!("no")],
            _ => Vec::new(),
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn changed(&self, since: u64) -> Option<Vec<usize>> {
        self.scene.view.tabs().ai.records_entry(self.scene.board).filter(|_| !self.newest)?.rows_since(since)
    }
    fn listed(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.scene.view.tabs().ai.asked, self.newest).hash(&mut hasher);
        hasher.finish()
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.rows.get(row).map(|record| Opens::AiRecord(record.id.clone()))
    }
    fn name(&self) -> String {
        "ai-sessions".to_owned()
    }
}

impl Shown for RecordsSheet<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let Some(record) = self.rows.get(row) else { return Role::Text };
        match column {
            // An agent was asked for, and none came.
            ASKED if record.asked == Some(true) && record.handed == Some(false) => Role::Caution,
            PERSON if record.handed == Some(true) => Role::Strong,
            _ => Role::Text,
        }
    }
}

fn yes(language: Language, flag: Option<bool>) -> Value<'static> {
    flag.map_or(Value::None, |flag| {
        Value::Text(Cow::Borrowed(if flag { tr!(language, "yes") } else { tr!(language, "no") }))
    })
}
