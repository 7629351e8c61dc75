//! Today's chats, agent by agent or skill group by skill group, with every figure the vendor has.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use ratatui::layout::Rect;

use super::chat;
use crate::model::{AgentId, Cell, ChatAgent, ChatDay, JoinHow, Metric, SourceId, Unit, metric};
use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::{self, Column, Frame, List, ListId, Opens, Sheet, Value};
use crate::ui::text;
use crate::ui::view::{Chats, Way, chat_day};

/// Cells a heading takes at most; the panel of columns has the whole words.
const WIDEST: u16 = 17;

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

pub(super) fn columns_of(metrics: &[Metric], before: &[Column]) -> Vec<Column> {
    let metric = |metric: &Metric| {
        let label = text::width(&metric.label) as u16;
        let least = if metric.unit == Unit::Duration { 7 } else { 6 };
        Column {
            key: Cow::Owned(metric.key.clone()),
            title: Cow::Owned(text::capital(&metric.label)),
            group: Cow::Owned(metric.group.clone()),
            width: label.clamp(least, WIDEST),
            right: metric.unit != Unit::Text,
            shown: metric.shown,
        }
    };
    before.iter().cloned().chain(metrics.iter().map(metric)).collect()
}

/// A metric's cell as a value.
pub(super) fn value<'a>(metric: Option<&Metric>, cell: Option<&'a Cell>) -> Value<'a> {
    match (cell, metric.map(|metric| metric.unit)) {
        (Some(Cell::Text(text)), _) => Value::text(Some(text)),
        (Some(Cell::Number(number)), Some(unit)) => match unit {
            Unit::Count => Value::Count(*number),
            Unit::Duration => Value::Millis(*number),
            Unit::Share => Value::Share(*number),
            Unit::Moment => Value::Moment(crate::model::Stamp(*number as i64)),
            Unit::Score | Unit::Text => Value::Score(*number),
        },
        _ => Value::None,
    }
}

impl<'a> AgentsSheet<'a> {
    fn new(scene: &'a Scene<'_>, day: &'a ChatDay, id: ListId) -> Self {
        // Who is who was found once, when the board's own rows came; other cuts have the same people.
        let polled = scene.board.chat().map(|day| day.rows.as_slice()).unwrap_or_default();
        let known: HashMap<&str, (&AgentId, JoinHow)> = polled
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((row.id.as_str(), scene.view.chats().agent(index)?)))
            .collect();
        let agents = day.rows.iter().map(|row| known.get(row.id.as_str()).map(|(id, how)| ((*id).clone(), *how)));
        let agents: Vec<Option<(AgentId, JoinHow)>> = agents.collect();
        let number = |who: &Option<(AgentId, JoinHow)>| {
            let slot = scene.board.slot(who.as_ref()?.0.as_str())?;
            scene.board.agent(slot)?.number.clone()
        };
        let numbers = agents.iter().map(number).collect();
        let before = [
            Column::left("name", "Name", 14),
            Column::left("group", "Group", 12),
            Column::left("number", "Number", 7),
            Column::left("joined", "Joined by", 20).hidden(),
        ];
        let columns = columns_of(&day.metrics, &before);
        let columns = if day.metrics.is_empty() { typed_columns(columns) } else { columns };
        Self { day, id, columns, agents, numbers }
    }

    fn row(&self, row: usize) -> Option<&'a ChatAgent> {
        self.day.rows.get(row)
    }
}

/// The figures that every vendor has, where a vendor has no others.
fn typed_columns(mut columns: Vec<Column>) -> Vec<Column> {
    columns.extend([
        Column::right("chats", "Chats", 7),
        Column::right("valid", "Valid", 7),
        Column::right("unanswered", "Unanswered", 10),
        Column::right("first-reply", "First reply", 11),
        Column::right("reply", "Reply", 7),
        Column::right("length", "Length", 7),
        Column::right("good", "Good", 6),
        Column::right("bad", "Bad", 6),
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
    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some(agent) = self.row(row) else { return Value::None };
        match column {
            0 => Value::text(agent.name.as_deref().or(Some(&agent.id))),
            1 => Value::text(agent.group.as_deref()),
            2 => Value::text(self.numbers.get(row).and_then(Option::as_deref)),
            3 => match self.agents.get(row).and_then(Option::as_ref) {
                Some((_, how)) => Value::word(chat::how(*how)),
                None => Value::None,
            },
            _ if self.day.metrics.is_empty() => {
                typed(agent, self.columns.get(column).map_or("", |column| column.key.as_ref()))
            }
            _ => value(self.day.metrics.get(column - BEFORE), agent.cells.get(column - BEFORE)),
        }
    }
    fn totals(&self) -> Option<Vec<Value<'_>>> {
        let cells = metric::fold(&self.day.metrics, &self.day.rows.iter().map(|row| row.cells.as_slice()));
        let people: BTreeSet<&str> = self.day.rows.iter().map(|row| row.id.as_str()).collect();
        let all = format!("all {}", text::count(Some(people.len() as u64), ""));
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
    fn open(&self, row: usize) -> Option<Opens> {
        Some(match self.agents.get(row)? {
            Some((id, _)) => Opens::Agent(id.clone()),
            None => Opens::Nothing(
                "this person's chats are not joined to a voice agent: no id or unique name matches".to_owned(),
            ),
        })
    }
    fn name(&self) -> String {
        "chat".to_owned()
    }
}

/// A folded cell as a value of its own.
fn owned(metric: &Metric, cell: &Cell) -> Value<'static> {
    match value(Some(metric), Some(cell)) {
        Value::Text(text) => Value::word(text.into_owned()),
        Value::Count(number) => Value::Count(number),
        Value::Score(number) => Value::Score(number),
        Value::Millis(ms) => Value::Millis(ms),
        Value::Share(share) => Value::Share(share),
        Value::Moment(at) => Value::Moment(at),
        Value::None => Value::None,
    }
}

/// Skill groups, each with the figures of its agents folded into one row.
struct GroupsSheet<'a> {
    day: &'a ChatDay,
    columns: Vec<Column>,
    groups: Vec<(String, u64, Vec<Cell>)>,
}

impl<'a> GroupsSheet<'a> {
    fn new(day: &'a ChatDay) -> Self {
        let mut members: BTreeMap<&str, Vec<&ChatAgent>> = BTreeMap::new();
        for row in &day.rows {
            members.entry(row.group.as_deref().unwrap_or_default()).or_default().push(row);
        }
        let groups = members.into_iter().map(|(name, rows)| {
            let cells = metric::fold(&day.metrics, &rows.iter().map(|row| row.cells.as_slice()));
            (name.to_owned(), rows.len() as u64, cells)
        });
        let before = [Column::left("group", "Skill group", 18), Column::right("agents", "Agents", 6)];
        Self { day, columns: columns_of(&day.metrics, &before), groups: groups.collect() }
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
    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some((name, agents, cells)) = self.groups.get(row) else { return Value::None };
        match column {
            0 if name.is_empty() => Value::word("without a group"),
            0 => Value::text(Some(name)),
            1 => Value::count(Some(*agents)),
            _ => value(self.day.metrics.get(column - 2), cells.get(column - 2)),
        }
    }
    fn totals(&self) -> Option<Vec<Value<'_>>> {
        let cells = metric::fold(&self.day.metrics, &self.day.rows.iter().map(|row| row.cells.as_slice()));
        let mut totals =
            vec![Value::word(format!("all {}", self.groups.len())), Value::count(Some(self.day.rows.len() as u64))];
        totals.extend(cells.iter().zip(&self.day.metrics).map(|(cell, metric)| owned(metric, cell)));
        Some(totals)
    }
    fn natural(&self) -> Option<(usize, bool)> {
        self.columns.iter().position(|column| column.key == "human_consult").map(|at| (at, true))
    }
    fn stamp(&self) -> u64 {
        self.day.as_of.ms().unsigned_abs()
    }
    fn open(&self, _row: usize) -> Option<Opens> {
        None
    }
    fn name(&self) -> String {
        "chat-groups".to_owned()
    }
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Sheet + 'a>> {
    let way = scene.view.tabs().chat.way;
    let (day, _) = chat_day(scene.board, way);
    let day = day?;
    Some(match way {
        Way::Skills => Box::new(GroupsSheet::new(day)),
        _ => Box::new(AgentsSheet::new(scene, day, way.list())),
    })
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let way = scene.view.tabs().chat.way;
    let (day, entry) = chat_day(scene.board, way);
    let polled = day.is_some() && entry.is_none();
    let right = if polled || scene.board.chat().is_none() {
        scene.age_title(SourceId::Chat)
    } else {
        scene.answer_title(entry)
    };
    let mut about = format!("today, {}", way.title());
    if let Some(day) = day {
        let held = day.rows.len() as u64;
        if let Some(expected) = day.expected.filter(|expected| *expected > held) {
            let count = |n| text::count(Some(n), "");
            about = format!("{about}, {} of {} rows came", count(held), count(expected));
        }
    }
    let title = Title { name: "Chat", about, right, ..Title::default() };
    let empty = match (day, scene.board.chat()) {
        (Some(_), _) => vec!["no chats yet today".to_owned()],
        (None, Some(_)) => scene.why_no_answer(entry, "no chats yet today"),
        (None, None) => scene.why_empty(SourceId::Chat, "chat statistics are", "answer"),
    };
    let Some(sheet) = sheet(scene) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &empty);
        return;
    };
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
    let stale = polled && scene.stale(SourceId::Chat).is_some();
    let frame = Frame { area, title, empty, focus: true, stale };
    sheet::draw(canvas, scene, sheet.as_ref(), list, frame);
}
