//! Sessions by robot, channel, reason or step.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{AiDrift, AiField, AiStep, AiTotals, Choice, GroupedBy, Lookup, Problem, Shelved, SourceId, Stamp};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::{Role, Shown};
use crate::ui::state::tabs::ai as tab;
use crate::ui::text;

struct Group<'a> {
    choice: Choice,
    totals: AiTotals,
    entry: Option<&'a Shelved>,
    /// When the oldest of the figures was counted.
    as_of: Option<Stamp>,
    /// Whether that is too long ago.
    stale: bool,
}

/// A row for each robot, channel or reason.
pub(in crate::ui) struct GroupsSheet<'a> {
    by: AiField,
    groups: Vec<Group<'a>>,
    /// How they compare with the weeks before, and the mark of one that differs.
    drift: Option<(GroupedBy, &'a AiDrift, &'static str)>,
    columns: Cow<'static, [Column]>,
}

/// There is such a column once there is something to compare with.
const USUAL: Column = Column::left("usual", mark!("Beside usual"), 28);

const COLUMNS: &[Column] = &[
    Column::left("name", mark!("Name"), 12),
    Column::right("sessions", mark!("Sessions"), 8),
    Column::right("valid", mark!("Valid"), 6),
    Column::right("contained", mark!("Contained"), 9),
    Column::right("contained-share", mark!("Contained %"), 11),
    Column::right("asked", mark!("Asked"), 6),
    Column::right("reached", mark!("Reached"), 7),
    Column::right("reached-share", mark!("Reached %"), 9),
    Column::left("key", mark!("Key"), 12).hidden(),
];

impl<'a> GroupsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>) -> Self {
        let ai = &scene.view.tabs().ai;
        let board = scene.board;
        let mut others = ai.asked.clone();
        others.0.remove(&ai.by);
        // The board counts today's sessions without asking for anything else.
        let counts = if others.0.is_empty() { tab::counts(board, ai.by) } else { &[] };
        let steps = match board.ai().filter(|_| ai.asked.0.is_empty()) {
            Some(day) => Some((day.totals, Some(day.as_of))),
            None => ai.funnel_entry(board).and_then(|entry| Some((*entry.funnel()?, entry.as_of))),
        };
        let group = |choice: Choice| {
            if ai.by == AiField::Step {
                let counted = AiStep::of(&choice.key).and_then(|step| steps.as_ref()?.0.of(step));
                let (totals, as_of) =
                    (AiTotals { sessions: counted, ..AiTotals::default() }, steps.and_then(|(_, at)| at));
                let stale = scene.part_stale(as_of, SourceId::Ai).is_some();
                return Group { choice, totals, entry: ai.funnel_entry(board), as_of, stale };
            }
            let entry = board.shelf().get(&Lookup::AiFunnel(ai.asked.with(ai.by, choice.key.clone())));
            let counted = entry.filter(|entry| entry.funnel().is_some());
            let mut totals = counted.and_then(Shelved::funnel).copied().unwrap_or_default();
            let mut as_of = counted.and_then(|entry| entry.as_of);
            // What comes by itself is the figure where it is the newer one, as it is on the board.
            let count = counts.iter().find(|count| count.key == choice.key && count.as_of > as_of);
            if let Some(count) = count.filter(|count| count.count.is_some()) {
                match ai.by {
                    AiField::Reason => totals.handed = count.count,
                    _ => totals.sessions = count.count,
                }
                as_of = as_of.or(count.as_of);
            }
            let stale = scene.part_stale(as_of, SourceId::Ai).is_some();
            Group { choice, totals, entry, as_of, stale }
        };
        let by = GroupedBy::ALL.into_iter().find(|by| by.field() == Some(ai.by));
        let drift = by.zip(board.ai_drift(scene.now)).map(|(by, drift)| (by, drift, scene.theme.glyphs.alert()));
        let columns = match drift {
            Some(_) => Cow::Owned(COLUMNS.iter().cloned().chain([USUAL]).collect()),
            None => Cow::Borrowed(COLUMNS),
        };
        Self {
            by: ai.by,
            drift,
            columns,
            groups: tab::groups(scene.language, board, &ai.asked, ai.by).into_iter().map(group).collect(),
        }
    }

    fn totals(&self, row: usize) -> AiTotals {
        self.groups.get(row).map(|group| group.totals).unwrap_or_default()
    }

    /// How many there are, and how many of them are still to be counted.
    pub(in crate::ui) fn about(&self, language: Language) -> String {
        if self.groups.is_empty() {
            return String::new();
        }
        let waiting = self.groups.iter().filter(|group| group.entry.and_then(Shelved::funnel).is_none()).count();
        let all = text::count(Some(self.groups.len() as u64), "");
        if waiting == 0 {
            all
        } else {
            tr!(language, "{all}, {waiting} still to count", all = all, waiting = text::count(Some(waiting as u64), ""))
        }
    }

    /// What differs of a group, or that nothing does; nothing where there is too little to compare.
    fn beside_usual(&self, language: Language, group: &Group<'_>) -> Option<String> {
        let (by, drift, glyph) = self.drift?;
        let mut own = drift.of(by, &group.choice.label).peekable();
        own.peek()?;
        let marked = own.find_map(|own| Some((own, own.drift?)));
        Some(match marked {
            Some((own, mark)) => {
                let (now, usual) = (text::percent(own.now.share(), ""), text::percent(own.usual.share(), ""));
                let step = lang::of(language, own.step.title());
                format!("{glyph} {} {now} {step} ({usual})", text::drift_word(language, mark))
            }
            None => tr!(language, "as usual").to_owned(),
        })
    }

    /// When the oldest of the figures was counted.
    pub(in crate::ui) fn oldest(&self) -> Option<Stamp> {
        self.groups.iter().filter_map(|group| group.as_of).min()
    }

    /// Why the last try to count one of them failed.
    pub(in crate::ui) fn failure(&self) -> Option<&'a Problem> {
        let failure = self.groups.iter().find_map(|group| group.entry?.failure.as_ref());
        failure.map(|failure| &failure.problem)
    }
}

impl Sheet for GroupsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::AiGroups(self.by)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.groups.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.groups.get(row).map_or(Cow::Borrowed(""), |group| Cow::Borrowed(group.choice.key.as_str()))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(group) = self.groups.get(row) else { return Value::None };
        let totals = &group.totals;
        match self.columns.get(column).map_or("", |column| column.key.as_ref()) {
            "name" => Value::text(Some(tab::named(language, self.by, &group.choice.label))),
            "sessions" => Value::count(totals.sessions),
            "valid" => Value::count(totals.valid),
            "contained" => Value::count(totals.contained()),
            "contained-share" => Value::share(totals.contained_share()),
            "asked" => Value::count(totals.asked),
            "reached" => Value::count(totals.handed),
            "reached-share" => Value::share(totals.handed_share()),
            "key" => Value::text(Some(&group.choice.key)),
            "usual" => self.beside_usual(language, group).map_or(Value::None, Value::word),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for group in &self.groups {
            let totals = &group.totals;
            let figures = [totals.sessions, totals.valid, totals.asked, totals.handed];
            (&group.choice.key, &group.choice.label, figures).hash(&mut hasher);
        }
        self.drift.map(|(_, drift, _)| drift.to).hash(&mut hasher);
        hasher.finish()
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.groups.get(row).map(|group| Opens::AiRecords(self.by, group.choice.key.clone()))
    }
    fn name(&self) -> String {
        match self.by {
            AiField::Channel => "ai-channels",
            AiField::Reason => "ai-reasons",
            AiField::Step => "ai-steps",
            _ => "ai-robots",
        }
        .to_owned()
    }
}

impl Shown for GroupsSheet<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let counted = self.groups.get(row).is_some_and(|group| group.entry.and_then(Shelved::funnel).is_some());
        match column {
            _ if self.groups.get(row).is_some_and(|group| group.stale) => Role::Stale,
            0 => Role::Text,
            _ if counted || self.totals(row) != AiTotals::default() => Role::Text,
            _ => Role::Faint,
        }
    }
}
