//! Today's chats, agent by agent or skill group by skill group, with every figure the vendor has.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use ratatui::layout::Rect;

use super::chat;
use super::facts::label;
use crate::lang::{self, Language};
use crate::lists::{Column, List, ListId, Opens, Sheet, Value};
use crate::model::{
    AgentId, Cell, ChatAgent, ChatBy, ChatDay, ChatSite, JoinHow, Metric, SourceId, Topic, Unit, metric,
};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::state::scene::Scene;
use crate::ui::settings::Settings;
use crate::ui::draw::sheet::{self, Drawn, Frame};
use crate::ui::state::{Chats, Way, chat_day, chat_way, chat_ways};
use crate::ui::text;

mod figures;
mod people;
mod strip;
mod together;
mod trend;

use figures::FiguresSheet;
use people::PeopleSheet;
use strip::{source_title, strip};
pub(super) use together::VendorsSheet;
use trend::TrendSheet;

/// From this height on the ways beside the one that is shown are named.
const WITH_STRIP: u16 = 14;
/// Cells a heading takes at most; the panel of columns has the whole words.
const WIDEST: u16 = 17;

/// What is behind a row of chats: the voice agent whose they are.
fn opens(language: Language, agents: &[Option<(AgentId, JoinHow)>], row: usize) -> Option<Opens> {
    Some(match agents.get(row)? {
        Some((id, _)) => Opens::Agent(id.clone()),
        None => Opens::Nothing(
            tr!(language, "this person's chats are not joined to a voice agent: no id or unique name matches")
                .to_owned(),
        ),
    })
}

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

pub(super) fn columns_of(
    language: Language,
    settings: &Settings,
    metrics: &[Metric],
    before: &[Column],
) -> Vec<Column> {
    let metric = |metric: &Metric| {
        let name = text::clean(&label(language, settings, metric)).into_owned();
        let label = text::width(&name) as u16;
        let least = if metric.unit == Unit::Duration { 7 } else { 6 };
        Column {
            key: Cow::Owned(metric.key.clone()),
            title: Cow::Owned(text::capital(&name)),
            group: Cow::Owned(lang::of(language, &metric.group).to_owned()),
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
            Unit::Share if metric.is_some_and(Metric::is_ratio) => Value::Score(*number),
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
            .filter_map(|(index, row)| Some((row.id.as_str(), scene.view.board().chats().own(index)?)))
            .collect();
        let agents = day.rows.iter().map(|row| known.get(row.id.as_str()).map(|(id, how)| ((*id).clone(), *how)));
        let agents: Vec<Option<(AgentId, JoinHow)>> = agents.collect();
        let number = |who: &Option<(AgentId, JoinHow)>| {
            let slot = scene.board.slot(who.as_ref()?.0.as_str())?;
            scene.board.agent(slot)?.number.clone()
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
                Some((_, how)) => Value::word(lang::of(language, chat::how(*how))),
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
        let people: BTreeSet<&str> = self.day.rows.iter().map(|row| row.id.as_str()).collect();
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

impl Drawn for AgentsSheet<'_> {}

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
    fn new(scene: &Scene<'_>, day: &'a ChatDay) -> Self {
        let mut members: BTreeMap<&str, Vec<&ChatAgent>> = BTreeMap::new();
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

impl Drawn for GroupsSheet<'_> {}

/// The other vendor's day that is shown, and what a file calls that vendor.
fn site_day<'a>(scene: &'a Scene<'_>, way: Way) -> Option<(&'a ChatSite, String)> {
    let tag = way.site()?;
    let day = scene.board.sites().find(|site| site.tag == tag)?.day.as_ref()?;
    Some((day, tag.as_str().replace('_', "-")))
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Drawn + 'a>> {
    let way = chat_way(scene.view, scene.board);
    Some(match (way, way.by()) {
        (Way::Together, _) => Box::new(VendorsSheet::new(scene)),
        (Way::Skills, Some(split)) => Box::new(GroupsSheet::new(scene, chat_day(scene.board, split).0?)),
        (_, Some(split)) => Box::new(AgentsSheet::new(scene, chat_day(scene.board, split).0?, way.list())),
        (_, None) => {
            let (day, title) = site_day(scene, way)?;
            match way {
                Way::People(_) => Box::new(PeopleSheet::new(scene, day, title)),
                Way::Trend(_) => Box::new(TrendSheet::new(scene, day, day.trend.as_ref()?, title)),
                _ => Box::new(FiguresSheet::new(day, day.figures.as_ref()?, title)),
            }
        }
    })
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let way = chat_way(scene.view, scene.board);
    let ways = chat_ways(scene.board);
    let mut area = area;
    if area.height >= WITH_STRIP && scene.board.sites().next().is_some() {
        strip(canvas, scene, &ways, way, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    match (way, way.site()) {
        (Way::Together, _) => vendors(canvas, scene, area),
        (_, Some(tag)) => site(canvas, scene, way, SourceId::Site(tag), area),
        (_, None) => own(canvas, scene, way, area),
    }
}

/// The board's own chats.
fn own(canvas: &mut Canvas<'_>, scene: &Scene<'_>, way: Way, area: Rect) {
    let (day, entry) = chat_day(scene.board, way.by().unwrap_or(ChatBy::Department));
    let polled = day.is_some() && entry.is_none();
    let right = if polled || scene.board.chat().is_none() {
        scene.age_title(SourceId::Chat)
    } else {
        scene.answer_title(entry, SourceId::Chat)
    };
    let mut about = tr!(scene, "today, {what}", what = lang::of(scene, way.title()));
    if let Some(day) = day {
        let held = day.rows.len() as u64;
        if let Some(expected) = day.expected.filter(|expected| *expected > held) {
            let count = |n| text::count(Some(n), "");
            about = tr!(
                scene,
                "{about}, {held} of {expected} rows came",
                about = about,
                held = count(held),
                expected = count(expected)
            );
        }
    }
    let right = scene.scoped(SourceId::Chat, Topic::Chats, right);
    let title = Title { name: tr!(scene, "Chat"), about, right, ..Title::default() };
    let empty = match (day, scene.board.chat()) {
        (Some(_), _) => vec![tr!(scene, "no chats yet today").to_owned()],
        (None, Some(_)) => scene.why_no_answer(entry, tr!(scene, "no chats yet today")),
        (None, None) => scene.why_empty(SourceId::Chat, tr!(scene, "chat statistics are"), tr!(scene, "answer")),
    };
    let stale = if polled { scene.stale(SourceId::Chat) } else { scene.answer_stale(entry, SourceId::Chat) };
    listed(canvas, scene, area, title, empty, stale.is_some());
}

/// The list that has the keys, or why there is none.
fn listed(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, title: Title<'_>, empty: Vec<String>, stale: bool) {
    let Some(sheet) = sheet(scene) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &empty);
        return;
    };
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
    sheet::draw(canvas, scene, sheet.as_ref(), list, Frame { area, title, empty, focus: true, stale });
}

/// What one other vendor tells.
fn site(canvas: &mut Canvas<'_>, scene: &Scene<'_>, way: Way, source: SourceId, area: Rect) {
    let day = site_day(scene, way).map(|(day, _)| day);
    let name = text::clean(&source_title(scene, source)).into_owned();
    let about = tr!(scene, "today, {what}", what = lang::of(scene, way.title()));
    let topic = if matches!(way, Way::Trend(_)) { Topic::Trend } else { Topic::Chats };
    let right = scene.scoped(source, topic, scene.age_title(source));
    let title = Title { name: &name, about, right, ..Title::default() };
    let mut area = area;
    // An answer in part: what is missing is said above what came.
    let missing = day.map(|day| day.missing.as_slice()).unwrap_or_default();
    if let Some(first) = missing.first().filter(|_| area.height > 8) {
        let more = match missing.len() {
            1 => String::new(),
            many => format!(" {}", tr!(scene, "(and {more} more)", more = many - 1)),
        };
        let sentence = format!("{} {}{more}", scene.theme.glyphs.alert(), text::clean(&lang::sentence(scene, first)));
        let sentence = text::cut(&sentence, usize::from(area.width - 2), scene.theme.glyphs.cut()).into_owned();
        canvas.put(area.x + 1, area.y, area.width - 2, &sentence, scene.theme.caution());
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let empty = match day {
        Some(_) => vec![tr!(scene, "nothing yet today").to_owned()],
        None => scene.why_empty(source, &tr!(scene, "{title}'s chats are", title = name), tr!(scene, "answer")),
    };
    let stale = scene.stale(source).is_some();
    let trend = day.and_then(|day| day.trend.as_ref()).filter(|_| matches!(way, Way::Trend(_)));
    if let Some(table) = trend.filter(|_| area.height >= 16) {
        let height = area.height / 2;
        trend::chart(canvas, scene, table, Rect { height, ..area }, title);
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        let title = Title {
            name: tr!(scene, "In figures"),
            about: lang::of(scene, way.title()).to_owned(),
            ..Title::default()
        };
        listed(canvas, scene, below, title, empty, stale);
        return;
    }
    listed(canvas, scene, area, title, empty, stale);
}

/// All vendors, what they make together, and what they do not.
fn vendors(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let (theme, cut) = (scene.theme, scene.theme.glyphs.cut());
    let title =
        Title { name: tr!(scene, "Chat"), about: tr!(scene, "today, all vendors").to_owned(), ..Title::default() };
    let room = usize::from(area.width.saturating_sub(4));
    let lines = |sentences: Vec<String>| -> Vec<String> {
        sentences.iter().flat_map(|sentence| text::wrap(sentence, room, cut)).collect()
    };
    let (standing, not_added) = (lines(together::standing(scene)), lines(together::not_added(scene)));
    let below = standing.len() + usize::from(!not_added.is_empty()) + not_added.len();
    // The vendors themselves come first: heading, rows, totals, borders.
    let rows = scene.board.voices().len() as u16 + 4;
    let height = area.height.saturating_sub(below as u16 + 1).max(rows).min(area.height);
    listed(canvas, scene, Rect { height, ..area }, title, vec![tr!(scene, "nothing yet today").to_owned()], false);
    let mut y = area.y + height;
    let mut put = |line: &str, style| {
        if y < area.bottom() {
            canvas.put(area.x + 2, y, area.width.saturating_sub(4), line, style);
            y += 1;
        }
    };
    for line in &standing {
        put(line, theme.caution());
    }
    if !not_added.is_empty() {
        put(tr!(scene, "Not added up:"), theme.faint());
    }
    for line in &not_added {
        put(line, theme.faint());
    }
}
