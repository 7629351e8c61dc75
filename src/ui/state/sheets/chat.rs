//! Today's chats, agent by agent or skill group by skill group, with every figure the vendor has.

use std::borrow::Cow;
use std::collections::HashMap;

use litemap::LiteMap;

use super::metrics::{columns_of, owned, value};
use super::shown::Shown;
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{AgentId, Cell, ChatAgent, ChatDay, JoinHow, PlatformDay, metric, sort};
use crate::ui::state::chats::{how, opens};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Chats, Way, chat_day};
use crate::ui::text;

mod figures;
mod people;
mod trend;

use super::vendors::VendorsSheet;
use figures::FiguresSheet;
use people::PeopleSheet;
use trend::TrendSheet;

pub(in crate::ui) use trend::begun;

/// The day's rows, split as they come.
struct AgentsSheet<'a> {
    day: &'a ChatDay,
    id: ListId,
    columns: Vec<Column>,
    /// Whose chats each row counts.
    agents: Vec<Option<(AgentId, JoinHow)>>,
    numbers: Vec<Option<String>>,
}

/// Columns before the metrics.
const BEFORE: usize = 4;

impl<'a> AgentsSheet<'a> {
    fn new(scene: &'a Scene<'_>, day: &'a ChatDay, id: ListId) -> Self {
        // Who is who was found once, when the board's own rows came; other cuts have the same people.
        let polled = scene.board.chat().map(|day| day.rows.as_slice()).unwrap_or_default();
        let known: HashMap<&str, (&AgentId, JoinHow)> = polled
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((row.id.as_str(), scene.view.board().chats().own(index)?)))
            .collect();
        let agents = day.rows.iter().map(|row| known.get(row.id.as_str()).map(|(id, how)| ((*id).clone(), *how)));
        let agents: Vec<Option<(AgentId, JoinHow)>> = agents.collect();
        let number = |who: &Option<(AgentId, JoinHow)>| {
            let slot = scene.board.slot(who.as_ref()?.0.as_str())?;
            scene.board.agent(slot)?.number.as_deref().map(str::to_owned)
        };
        let numbers = agents.iter().map(number).collect();
        let before = [
            Column::left("name", mark!("Name"), 14),
            Column::left("group", mark!("Group"), 12),
            Column::left("number", mark!("Number"), 7),
            Column::left("joined", mark!("Joined by"), 20).hidden(),
        ];
        let columns = columns_of(scene.language, scene.settings, &day.metrics, &before);
        let columns = if day.metrics.is_empty() { typed_columns(columns) } else { columns };
        Self { day, id, columns, agents, numbers }
    }

    fn row(&self, row: usize) -> Option<&'a ChatAgent> {
        self.day.rows.get(row).map(AsRef::as_ref)
    }
}

/// The figures that every vendor has, where a vendor has no others.
fn typed_columns(mut columns: Vec<Column>) -> Vec<Column> {
    columns.extend([
        Column::right("chats", mark!("Chats"), 7),
        Column::right("valid", mark!("Valid"), 7),
        Column::right("unanswered", mark!("Unanswered"), 10),
        Column::right("first-reply", mark!("First reply"), 11),
        Column::right("reply", mark!("Reply"), 7),
        Column::right("length", mark!("Length"), 7),
        Column::right("good", mark!("Good"), 6),
        Column::right("bad", mark!("Bad"), 6),
    ]);
    columns
}

fn typed<'a>(row: &ChatAgent, key: &str) -> Value<'a> {
    let ms = |ms: Option<f64>| ms.map_or(Value::None, Value::Millis);
    match key {
        "chats" => Value::count(row.chats),
        "valid" => Value::count(row.valid),
        "unanswered" => Value::count(row.unanswered),
        "first-reply" => ms(row.first_reply_ms),
        "reply" => ms(row.reply_ms),
        "length" => ms(row.session_ms),
        "good" => Value::count(row.good),
        "bad" => Value::count(row.bad),
        _ => Value::None,
    }
}

impl Sheet for AgentsSheet<'_> {
    fn id(&self) -> ListId {
        self.id
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.day.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.row(row).map_or(Cow::Borrowed(""), |row| Cow::Owned(Chats::key(row)))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(agent) = self.row(row) else { return Value::None };
        match column {
            0 => Value::text(agent.name.as_deref().or(Some(&agent.id))),
            1 => Value::text(agent.group.as_deref()),
            2 => Value::text(self.numbers.get(row).and_then(Option::as_deref)),
            3 => match self.agents.get(row).and_then(Option::as_ref) {
                Some((_, joined)) => Value::word(lang::of(language, how(*joined))),
                None => Value::None,
            },
            _ if self.day.metrics.is_empty() => {
                typed(agent, self.columns.get(column).map_or("", |column| column.key.as_ref()))
            }
            _ => value(self.day.metrics.get(column - BEFORE), agent.cells.get(column - BEFORE)),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let cells = metric::fold(&self.day.metrics, &self.day.rows.iter().map(|row| row.cells.as_slice()));
        let people = sort::set(self.day.rows.iter().map(|row| row.id.as_str()));
        let all = tr!(language, "all {count}", count = text::count(Some(people.len() as u64), ""));
        let mut totals = vec![Value::word(all), Value::None, Value::None, Value::None];
        if self.day.metrics.is_empty() {
            let known = &self.day.totals;
            let ms = |ms: Option<f64>| ms.map_or(Value::None, Value::Millis);
            totals.extend([
                Value::count(known.chats),
                Value::count(known.valid),
                Value::count(known.unanswered),
                ms(known.first_reply_ms),
                ms(known.reply_ms),
                Value::None,
                Value::count(known.good),
                Value::None,
            ]);
        } else {
            totals.extend(cells.iter().zip(&self.day.metrics).map(|(cell, metric)| owned(metric, cell)));
        }
        Some(totals)
    }
    fn natural(&self) -> Option<(usize, bool)> {
        // Most chats first, as the board's pane has them.
        let chats = ["human_consult", "chats"];
        self.columns.iter().position(|column| chats.contains(&column.key.as_ref())).map(|at| (at, true))
    }
    fn stamp(&self) -> u64 {
        self.day.as_of.ms().unsigned_abs()
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        opens(language, &self.agents, row)
    }
    fn name(&self) -> String {
        "chat".to_owned()
    }
}

impl Shown for AgentsSheet<'_> {}

/// Skill groups, each with the figures of its agents folded into one row.
struct GroupsSheet<'a> {
    day: &'a ChatDay,
    columns: Vec<Column>,
    groups: Vec<(String, u64, Vec<Cell>)>,
}

impl<'a> GroupsSheet<'a> {
    fn new(scene: &Scene<'_>, day: &'a ChatDay) -> Self {
        let mut members: LiteMap<&str, Vec<&ChatAgent>> = LiteMap::new();
        for row in &day.rows {
            members.entry(row.group.as_deref().unwrap_or_default()).or_default().push(row);
        }
        let groups = members.into_iter().map(|(name, rows)| {
            let cells = metric::fold(&day.metrics, &rows.iter().map(|row| row.cells.as_slice()));
            (name.to_owned(), rows.len() as u64, cells)
        });
        let before = [Column::left("group", mark!("Skill group"), 18), Column::right("agents", mark!("Agents"), 6)];
        Self {
            day,
            columns: columns_of(scene.language, scene.settings, &day.metrics, &before),
            groups: groups.collect(),
        }
    }
}

impl Sheet for GroupsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::ChatGroups
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.groups.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.groups.get(row).map_or(Cow::Borrowed(""), |(name, ..)| Cow::Borrowed(name))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some((name, agents, cells)) = self.groups.get(row) else { return Value::None };
        match column {
            0 if name.is_empty() => Value::word(tr!(language, "without a group")),
            0 => Value::text(Some(name)),
            1 => Value::count(Some(*agents)),
            _ => value(self.day.metrics.get(column - 2), cells.get(column - 2)),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let cells = metric::fold(&self.day.metrics, &self.day.rows.iter().map(|row| row.cells.as_slice()));
        let mut totals = vec![
            Value::word(tr!(language, "all {count}", count = self.groups.len())),
            Value::count(Some(self.day.rows.len() as u64)),
        ];
        totals.extend(cells.iter().zip(&self.day.metrics).map(|(cell, metric)| owned(metric, cell)));
        Some(totals)
    }
    fn natural(&self) -> Option<(usize, bool)> {
        self.columns.iter().position(|column| column.key == "human_consult").map(|at| (at, true))
    }
    fn stamp(&self) -> u64 {
        self.day.as_of.ms().unsigned_abs()
    }
    fn open(&self, _: Language, _row: usize) -> Option<Opens> {
        None
    }
    fn name(&self) -> String {
        "chat-groups".to_owned()
    }
}

impl Shown for GroupsSheet<'_> {}

/// The other vendor's day that is shown, and what a file calls that vendor.
pub(in crate::ui) fn platform_day<'a>(scene: &'a Scene<'_>, way: Way) -> Option<(&'a PlatformDay, String)> {
    let tag = way.platform()?;
    let day = scene.board.platforms().find(|platform| platform.tag == tag)?.day.as_ref()?;
    Some((day, tag.as_str().replace('_', "-")))
}

/// The list of the way that is shown.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Shown + 'a>> {
    let way = scene.view.tabs().chat.shown(scene.board);
    Some(match (way, way.by()) {
        (Way::Together, _) => Box::new(VendorsSheet::new(scene)),
        (Way::Skills, Some(split)) => Box::new(GroupsSheet::new(scene, chat_day(scene.board, split).0?)),
        (_, Some(split)) => Box::new(AgentsSheet::new(scene, chat_day(scene.board, split).0?, way.list())),
        (_, None) => {
            let (day, title) = platform_day(scene, way)?;
            match way {
                Way::People(_) => Box::new(PeopleSheet::new(scene, day, title)),
                Way::Trend(_) => Box::new(TrendSheet::new(scene, day, day.trend.as_ref()?, title)),
                _ => Box::new(FiguresSheet::new(day, day.figures.as_ref()?, title)),
            }
        }
    })
}
