//! Figures on the board that contradict each other: a part above its whole, a share that cannot be.

use super::ai::AiTotals;
use super::board::Board;
use super::chat::{ChatAgent, ChatTotals};
use super::metric::{Cell, Metric, Unit};
use super::platform::PlatformDay;
use super::share::is_contradictory;
use super::source::SourceId;
use super::summary::Figure;
use super::tag::Tag;
use crate::model::sort;

/// Two figures that contradict each other, or a share that a vendor sent and that cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// Whose figures they are.
    pub source: SourceId,
    /// Whom or what they are about: a name; empty for all.
    pub who: String,
    /// The part, or what is sent as a share.
    pub part: String,
    /// Its value: a count, or a share.
    pub value: f64,
    /// The whole and its value; `None` for a share that came as one.
    pub whole: Option<(&'static str, f64)>,
}

/// Every contradiction in what the board shows, those of the whole centre first.
pub fn contradictions(board: &Board) -> Vec<Contradiction> {
    let mut found = Found(Vec::new());
    let figure = |figure| board.figure(figure);
    found.counts(SourceId::Agents, "", ("connected", figure(Figure::Connected)), ("dialled", figure(Figure::Dialled)));
    if let Some(day) = board.chat() {
        found.chats(SourceId::Chat, &day.totals);
    }
    if let Some(day) = board.ai() {
        found.robots(SourceId::Ai, &day.totals);
    }
    for day in board.platforms().filter_map(|platform| platform.day.as_ref()) {
        found.platform(day.tag, day);
    }
    for agent in board.agents() {
        found.counts(SourceId::Agents, agent.label(), ("connected", agent.connected), ("dialled", agent.dialled));
    }
    if let Some(day) = board.chat() {
        for row in &day.rows {
            found.chatter(SourceId::Chat, row);
            found.cells(SourceId::Chat, row.name.as_deref().unwrap_or(&row.id), &day.metrics, &row.cells);
        }
    }
    // In the order of the questions, so that nothing changes places from frame to frame.
    let mut reports: Vec<_> =
        board.shelf().iter().filter_map(|(asked, entry)| Some((asked, entry.report()?))).collect();
    sort::by_key(&mut reports, |(asked, _)| *asked);
    for (_, table) in reports {
        for row in &table.rows {
            found.cells(SourceId::Agents, &row.label, &table.metrics, &row.cells);
        }
    }
    found.0
}

struct Found(Vec<Contradiction>);

impl Found {
    fn counts(
        &mut self,
        source: SourceId,
        who: &str,
        (part, value): (&'static str, Option<u64>),
        (whole, all): (&'static str, Option<u64>),
    ) {
        if let (Some(value), Some(all)) = (value, all)
            && value > all
        {
            self.0.push(Contradiction {
                source,
                who: who.to_owned(),
                part: part.to_owned(),
                value: value as f64,
                whole: Some((whole, all as f64)),
            });
        }
    }

    fn chats(&mut self, source: SourceId, totals: &ChatTotals) {
        let all = ("chats", totals.chats);
        self.counts(source, "", ("valid", totals.valid), all);
        self.counts(source, "", ("unanswered", totals.unanswered), all);
        self.counts(source, "", ("good", totals.good), ("rated", totals.rated));
    }

    fn robots(&mut self, source: SourceId, totals: &AiTotals) {
        let all = ("AI sessions", totals.sessions);
        let of_valid = totals.real || totals.told_contained.is_some() && totals.valid.is_some();
        let valid = if of_valid { ("AI valid", totals.valid) } else { all };
        self.counts(source, "", ("AI reached an agent", totals.handed), valid);
        self.counts(source, "", ("AI valid", totals.valid), if totals.real { ("ended", totals.ended) } else { all });
        self.counts(source, "", ("ended", totals.ended), all);
    }

    fn chatter(&mut self, source: SourceId, row: &ChatAgent) {
        let who = row.name.as_deref().unwrap_or(&row.id);
        self.counts(source, who, ("valid", row.valid), ("chats", row.chats));
        self.counts(source, who, ("unanswered", row.unanswered), ("chats", row.chats));
    }

    fn platform(&mut self, tag: Tag, day: &PlatformDay) {
        let source = SourceId::Platform(tag);
        self.chats(source, &day.totals);
        if let Some(ai) = &day.ai {
            self.robots(source, ai);
        }
        for table in day.figures.iter().chain(&day.trend) {
            for row in &table.rows {
                self.cells(source, &row.label, &table.metrics, &row.cells);
            }
        }
        for row in &day.agents {
            self.chatter(source, row);
            self.cells(source, row.name.as_deref().unwrap_or(&row.id), &day.metrics, &row.cells);
        }
    }

    fn cells(&mut self, source: SourceId, who: &str, metrics: &[Metric], cells: &[Cell]) {
        let shares = metrics.iter().zip(cells).filter(|(metric, _)| metric.unit == Unit::Share && !metric.is_ratio());
        for (metric, value) in shares.filter_map(|(metric, cell)| Some((metric, cell.number()?))) {
            if is_contradictory(value) {
                let part = metric.label.clone();
                self.0.push(Contradiction { source, who: who.to_owned(), part, value, whole: None });
            }
        }
    }
}

#[cfg(test)]
mod tests;
