//! What happened, in facts: a row each, the last one first.

use std::borrow::Cow;

use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{About, CallsAsked, CallsOf, Fact, Happened};
use crate::ui::state::scene::Scene;
use crate::ui::story::{Words, kind};

/// The facts.
pub(in crate::ui) struct Timeline<'a> {
    scene: &'a Scene<'a>,
    facts: &'a [Fact],
}

const COLUMNS: &[Column] = &[
    Column::left("fact", mark!("Fact"), 40),
    Column::left("what", mark!("What"), 9).hidden(),
    Column::left("incident", mark!("Incident"), 8).hidden(),
    Column::left("from", mark!("From"), 12).hidden(),
    Column::left("until", mark!("Until"), 12).hidden(),
];

fn key(column: usize) -> &'static str {
    COLUMNS.get(column).map_or("", |column| match &column.key {
        Cow::Borrowed(key) => key,
        Cow::Owned(_) => "",
    })
}

impl<'a> Timeline<'a> {
    fn fact(&self, row: usize) -> Option<&'a Fact> {
        // The last one first.
        self.facts.get(self.facts.len().checked_sub(row + 1)?)
    }

    fn words(&self, language: Language) -> Words<'a> {
        let settings = self.scene.settings;
        Words { language, zone: settings.zone, rules: &settings.rules, reasons: &settings.reasons }
    }

    /// What a fact is about on the board as it is now.
    fn about(language: Language, fact: &Fact) -> Opens {
        match &fact.what {
            Happened::Together(together) => match together.agents.as_slice() {
                [only] => Opens::Agent(only.id.clone()),
                _ => Opens::Went(together.went),
            },
            Happened::LostShare(_) => Opens::CallsOf(CallsOf::Lost),
            Happened::BelowTarget(_) => Opens::CallsOf(CallsOf::LateOrLost),
            Happened::HandleTime(_) => Opens::CallsOf(CallsOf::Answered),
            Happened::Drift(_) => Opens::Ai,
            Happened::Arrivals(_) => Opens::Calls(Box::<CallsAsked>::default()),
            Happened::Waiting(_) | Happened::LongestWait(_) => Opens::LiveCalls,
            Happened::Stale(_) | Happened::Gap | Happened::Reconnected(_) => Opens::Health,
            Happened::Alert(alert) => match &alert.about {
                About::Agent(id) => Opens::Agent(id.clone()),
                About::Source(_) => Opens::Health,
                About::Centre => Opens::Nothing(tr!(language, "this alert is about the whole centre").to_owned()),
            },
            Happened::Note(_) | Happened::Day(_) => {
                Opens::Nothing(tr!(language, "there is nothing behind this fact").to_owned())
            }
        }
    }
}

impl Sheet for Timeline<'_> {
    fn id(&self) -> ListId {
        ListId::Timeline
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.facts.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.fact(row).map_or(Cow::Borrowed(""), |fact| Cow::Owned(fact.id.to_string()))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(fact) = self.fact(row) else { return Value::None };
        match key(column) {
            "fact" => {
                let (words, mark) = (self.words(language), if fact.is_incident() { "!" } else { " " });
                Value::word(format!("{:<11} {mark} {}", words.when(fact), words.told(fact)))
            }
            "incident" => Value::word(if fact.is_incident() { "!" } else { "" }),
            "what" => Value::word(kind(language, fact)),
            "from" => Value::moment(Some(fact.from)),
            "until" => Value::moment(fact.until),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.scene.view.told().revision
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        let fact = self.fact(row)?;
        if self.scene.view.is_replay() { Some(Opens::Moment(fact.from)) } else { Some(Self::about(language, fact)) }
    }
    fn name(&self) -> String {
        "timeline".to_owned()
    }
}

impl Shown for Timeline<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let incident = self.fact(row).is_some_and(Fact::is_incident);
        match key(column) {
            "incident" => Role::Alert,
            "what" => Role::Faint,
            _ if incident => Role::Strong,
            _ => Role::Text,
        }
    }
}

/// Them as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Timeline<'a> {
    Timeline { scene, facts: &scene.view.told().facts }
}
