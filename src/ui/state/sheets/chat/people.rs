//! Another vendor's agents, under that vendor's own columns.

use std::borrow::Cow;

use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{AgentId, JoinHow, PlatformDay, Unit, metric};
use crate::ui::state::Place;
use crate::ui::state::chats::{how, opens};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::{columns_of, owned, value};
use crate::ui::state::sheets::shown::Shown;
use crate::ui::text;

/// Columns before the vendor's.
const BEFORE: usize = 4;

/// An agent a row.
pub(super) struct PeopleSheet<'a> {
    day: &'a PlatformDay,
    title: String,
    columns: Vec<Column>,
    /// The voice agents they are, and how that was found.
    agents: Vec<Option<(AgentId, JoinHow)>>,
    voice: Vec<Option<String>>,
}

impl<'a> PeopleSheet<'a> {
    pub(super) fn new(scene: &Scene<'_>, day: &'a PlatformDay, title: String) -> Self {
        let place = |index| Place { platform: Some(day.tag), index };
        let found = |index| scene.view.board().chats().agent(place(index)).map(|(id, how)| (id.clone(), how));
        let agents: Vec<Option<(AgentId, JoinHow)>> = (0..day.agents.len()).map(found).collect();
        let voice = agents.iter().map(|who| {
            let slot = scene.board.slot(who.as_ref()?.0.as_str())?;
            scene.board.agent(slot)?.number.as_deref().map(str::to_owned)
        });
        let voice = voice.collect();
        let voice_column = Column::left("number", mark!("Voice no."), 9);
        let before = [
            Column::left("name", mark!("Name"), 14),
            Column::left("id", mark!("Id"), 8),
            if scene.board.has_roster() { voice_column } else { voice_column.hidden() },
            Column::left("joined", mark!("Joined by"), 11).hidden(),
        ];
        Self { day, title, columns: columns_of(scene.language, scene.settings, &day.metrics, &before), agents, voice }
    }
}

impl Sheet for PeopleSheet<'_> {
    fn id(&self) -> ListId {
        ListId::PlatformAgents(self.day.tag)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.day.agents.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.day.agents.get(row).map_or(Cow::Borrowed(""), |agent| Cow::Borrowed(&agent.id))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(agent) = self.day.agents.get(row) else { return Value::None };
        match column {
            0 => Value::text(agent.name.as_deref().or(Some(&agent.id))),
            1 => Value::text(Some(&agent.id)),
            2 => Value::text(self.voice.get(row).and_then(Option::as_deref)),
            3 => match self.agents.get(row).and_then(Option::as_ref) {
                Some((_, joined)) => Value::word(lang::of(language, how(*joined))),
                None => Value::None,
            },
            _ => value(self.day.metrics.get(column - BEFORE), agent.cells.get(column - BEFORE)),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let cells = metric::fold(&self.day.metrics, &self.day.agents.iter().map(|row| row.cells.as_slice()));
        let all = tr!(language, "all {count}", count = text::count(Some(self.day.agents.len() as u64), ""));
        let mut totals = vec![Value::word(all), Value::None, Value::None, Value::None];
        totals.extend(cells.iter().zip(&self.day.metrics).map(|(cell, metric)| owned(metric, cell)));
        Some(totals)
    }
    fn natural(&self) -> Option<(usize, bool)> {
        let first = self.day.metrics.iter().position(|metric| metric.shown && metric.unit == Unit::Count)?;
        Some((first + BEFORE, true))
    }
    fn stamp(&self) -> u64 {
        self.day.as_of.ms().unsigned_abs()
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        opens(language, &self.agents, row)
    }
    fn name(&self) -> String {
        format!("chat-{}-agents", self.title)
    }
}

impl Shown for PeopleSheet<'_> {}
