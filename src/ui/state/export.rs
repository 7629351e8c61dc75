//! A list that is written to a file goes there whole: what is missing of it is loaded first, which the bottom line tells
//! of. Where it cannot be loaded, that is said, and the person is asked whether what is there will do.

use super::{Effect, Exporting, Look, Page, View, tabs};
use crate::lang::Language;
use crate::lists::{ListId, csv};
use crate::model::{Board, Lookup, Shelved, Stamp, Want};
use crate::ui::settings::Settings;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::text;

/// A list that has not grown for so many seconds is not loaded any further.
const PATIENCE: u16 = 120;

/// How much of a list is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    rows: usize,
    total: Option<u64>,
    whole: bool,
}

impl Extent {
    /// `100 of 1,765`, or how many there are where it is unknown of how many.
    fn told(self, language: Language) -> String {
        let rows = text::count(Some(self.rows as u64), "");
        match self.total.filter(|total| *total > self.rows as u64) {
            Some(total) => tr!(language, "{rows} of {total}", rows = rows, total = text::count(Some(total), "")),
            None => rows,
        }
    }
}

/// How much of the answer to a question is there.
fn extent(entry: Option<&Shelved>) -> Option<Extent> {
    let entry = entry?;
    let calls = entry.calls().map(|rows| (rows.rows.len(), rows.total, rows.complete));
    let sessions = entry.ai_records().map(|rows| (rows.rows.len(), rows.total, rows.complete));
    let (rows, total, whole) = calls.or(sessions)?;
    Some(Extent { rows, total, whole })
}

/// How much there is of a list that cannot be loaded any further.
fn fixed_extent(id: ListId, board: &Board) -> Option<Extent> {
    let of = |rows: usize, expected: Option<u64>| Extent {
        rows,
        total: expected,
        whole: expected.is_none_or(|expected| expected <= rows as u64),
    };
    match id {
        ListId::Agents => Some(Extent { whole: board.is_complete(), ..of(board.agents().len(), board.total()) }),
        ListId::CallsOf | ListId::StillLost => {
            let ledger = board.ledger()?;
            Some(Extent { whole: ledger.extent().whole, ..of(ledger.held(), ledger.extent().total) })
        }
        ListId::Report(about) => {
            let table = board.shelf().get(&super::report(about, crate::model::Day::Today))?.report()?;
            Some(of(table.rows.len(), table.expected))
        }
        ListId::Chat(by) => super::chat_day(board, by).0.map(|day| of(day.rows.len(), day.expected)),
        _ => None,
    }
}

impl View {
    /// The question whose answer the list of this page is, where it comes in parts.
    fn lookup_of(&self, id: ListId) -> Option<Lookup> {
        match (id, self.page()) {
            (ListId::Calls, _) => Some(Lookup::Calls(self.tabs.calls.asked.clone())),
            (ListId::AiRecords, _) => Some(Lookup::AiRecords(self.tabs.ai.asked.clone())),
            (ListId::AgentCalls, Page::Agent(agent)) => Some(tabs::agent::calls_of(agent)),
            _ => None,
        }
    }

    /// Writes the list that has the keys to a file: whole, if that can be had.
    pub(super) fn export(&mut self, id: ListId, look: &Look<'_>) -> Effect {
        let shown = self.looked_at(look.board, look.now).0;
        let lookup = self.lookup_of(id);
        let entry = lookup.as_ref().and_then(|lookup| shown.shelf().get(lookup));
        let there = extent(entry).or_else(|| fixed_extent(id, shown));
        let failed = entry.is_some_and(|entry| entry.failure.is_some());
        match (there, lookup) {
            (Some(there), Some(lookup)) if !there.whole && !failed && self.frozen.is_none() && !self.is_replay() => {
                let mut view = self.clone();
                (view.exporting, view.notice, view.over.panel, view.over.input) = (None, None, None, None);
                self.exporting = Some(Box::new(Exporting { view: Box::new(view), lookup, rows: there.rows, quiet: 0 }));
                Effect::Redraw
            }
            (Some(there), _) if !there.whole => self.ask_for_part(there, look),
            _ => self.file(look).unwrap_or(Effect::None),
        }
    }

    /// The list that has the keys as a file.
    fn file(&self, look: &Look<'_>) -> Option<Effect> {
        // The rows are those on screen, and a file is in English.
        let order = {
            let scene = look.scene(self);
            let sheet = sheets::sheet(&scene)?;
            scene.list(sheet.id()).order(&scene, sheet.as_ref())
        };
        let scene = look.scene(self).for_a_file();
        let sheet = sheets::sheet(&scene)?;
        if let Some(file) = self.file_by_team(sheet.id(), &scene) {
            return Some(file);
        }
        let list = scene.list(sheet.id());
        Some(Effect::Export { name: sheet.name(), text: csv(&scene, sheet.as_ref(), list, &order) })
    }

    fn ask_for_part(&mut self, there: Extent, look: &Look<'_>) -> Effect {
        let Some(file) = self.file(look) else { return Effect::None };
        self.ask(tr!(self.language, "Only {rows} rows are here: write these?", rows = there.told(self.language)), file);
        Effect::Redraw
    }

    /// Goes on with a list that is being loaded for a file: to be called when something has come. What is to be done
    /// once it is whole, or cannot be.
    pub fn go_on(&mut self, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        let Some(exporting) = &mut self.exporting else { return Effect::None };
        let entry = board.shelf().get(&exporting.lookup);
        let there = extent(entry).unwrap_or(Extent { rows: 0, total: None, whole: false });
        let changed = there.rows != exporting.rows;
        if changed {
            (exporting.rows, exporting.quiet) = (there.rows, 0);
        }
        let failed = entry.is_some_and(|entry| entry.failure.is_some()) || exporting.quiet >= PATIENCE;
        if !there.whole && !failed {
            return if changed { Effect::Redraw } else { Effect::None };
        }
        // A question waits until nothing is being typed or asked.
        if !there.whole && matches!(self.mode(), crate::ui::keymap::Mode::Typing | crate::ui::keymap::Mode::Asking) {
            return Effect::None;
        }
        let Some(exporting) = self.exporting.take() else { return Effect::None };
        let look = Look { board, now, settings };
        let Some(file) = exporting.view.file(&look) else { return Effect::Redraw };
        if there.whole {
            return file;
        }
        self.ask(tr!(self.language, "Only {rows} rows came: write these?", rows = there.told(self.language)), file);
        Effect::Redraw
    }

    /// A second has passed without a row.
    pub(super) fn wait_for_rows(&mut self) {
        if let Some(exporting) = &mut self.exporting {
            exporting.quiet = exporting.quiet.saturating_add(1);
        }
    }

    /// Breaks off what is being loaded for a file; whether anything was.
    pub(super) fn break_off(&mut self) -> bool {
        let was = self.exporting.take().is_some();
        if was {
            self.say(tr!(self.language, "no file was written"));
        }
        was
    }

    /// What is loaded for a file is wanted whole, whatever else is on screen.
    pub(super) fn want_whole(&self, wants: &mut Vec<Want>) {
        let Some(exporting) = &self.exporting else { return };
        match wants.iter_mut().find(|want| want.lookup == exporting.lookup) {
            Some(want) => want.rows = usize::MAX,
            None => wants.push(Want::all(exporting.lookup.clone())),
        }
    }

    /// Whether a list is being loaded for a file.
    pub(in crate::ui) const fn is_exporting(&self) -> bool {
        self.exporting.is_some()
    }
}

/// How far the list is that is being loaded for a file.
pub(in crate::ui) fn progress(scene: &Scene<'_>) -> Option<String> {
    let exporting = scene.view.exporting.as_ref()?;
    let there = extent(scene.live.shelf().get(&exporting.lookup));
    let told = there.map_or_else(|| "0".to_owned(), |there| there.told(scene.language));
    Some(tr!(scene, "loading the list for the file: {rows} rows", rows = told))
}

#[cfg(test)]
mod tests;
