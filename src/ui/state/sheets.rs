//! What a page lists: its rows and columns, and what the vendor can be asked to tell them apart by.

use super::View;
use super::facet::Facet;
use super::page::Page;
use super::scene::{Look, Scene};
use super::which::Which;
use crate::lists::{ListId, Sheet};
use shown::Shown;

pub(in crate::ui) mod agent_calls;
pub(in crate::ui) mod agents;
pub(in crate::ui) mod ai;
pub(in crate::ui) mod calls;
pub(in crate::ui) mod chat;
pub(in crate::ui) mod legs;
pub(in crate::ui) mod live;
pub(in crate::ui) mod metrics;
pub(in crate::ui) mod no_agent;
pub(in crate::ui) mod notes;
pub(in crate::ui) mod probe_runs;
pub(in crate::ui) mod rejected;
pub(in crate::ui) mod reports;
pub(in crate::ui) mod shown;
pub(in crate::ui) mod sites;
pub(in crate::ui) mod still_lost;
pub(in crate::ui) mod timeline;
mod vendors;

/// The list that has the keys on the page that is open.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Shown + 'a>> {
    sheet_of(scene, scene.view.page())
}

/// The list that has the keys on `page`.
pub(in crate::ui) fn sheet_of<'a>(scene: &'a Scene<'_>, page: &'a Page) -> Option<Box<dyn Shown + 'a>> {
    let tabs = scene.view.tabs();
    match page {
        Page::Board => Some(Box::new(agents::sheet(scene))),
        Page::Agent(id) => agent_calls::has_keys(scene, id).then(|| agent_calls::sheet(scene, id)),
        Page::Calls => Some(calls::sheet(scene)),
        Page::Counted(Which::NoAgentYet) => (!tabs.calls.meaning).then(|| Box::new(no_agent::sheet(scene)) as _),
        Page::Counted(which) => Some(calls::behind(scene, which)),
        Page::Call(id) => legs::has_keys(scene, id).then(|| legs::sheet(scene, id)),
        Page::StillLost => Some(Box::new(still_lost::sheet(scene))),
        Page::LiveCalls => Some(Box::new(live::sheet(scene))),
        Page::Chat => chat::sheet(scene),
        Page::Ai => Some(ai::sheet(scene)),
        Page::Probe(name) => Some(Box::new(probe_runs::RunsSheet::new(scene, name))),
        Page::Reports => reports::sheet(scene),
        Page::Health => tabs.health.rejected.then(|| rejected::sheet(scene)),
        Page::Notes => Some(Box::new(notes::NotesSheet::new(scene))),
        Page::Timeline => Some(Box::new(timeline::sheet(scene))),
        Page::Sites => Some(Box::new(sites::sheet(scene))),
        Page::Why | Page::LiveCall(_) | Page::AiRecord(_) | Page::Help => None,
    }
}

/// A list of the page that is open that has no keys; of the board, all its agents.
pub(in crate::ui) fn other_sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Shown + 'a>> {
    let tabs = scene.view.tabs();
    match scene.view.page() {
        Page::Board => Some(Box::new(agents::sheet(scene).of_all())),
        Page::Agent(id) => (!agent_calls::has_keys(scene, id)).then(|| agent_calls::sheet(scene, id)),
        Page::Call(id) => (!legs::has_keys(scene, id)).then(|| legs::sheet(scene, id)),
        Page::Counted(Which::NoAgentYet) => tabs.calls.meaning.then(|| Box::new(no_agent::sheet(scene)) as _),
        Page::Ai => ai::other_sheet(scene),
        Page::Health => (!tabs.health.rejected).then(|| rejected::sheet(scene)),
        _ => None,
    }
}

/// What the vendor can tell the rows of the page that is open apart by.
pub(in crate::ui) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    facets_of(scene, scene.view.page())
}

/// The same on `page`.
pub(in crate::ui) fn facets_of(scene: &Scene<'_>, page: &Page) -> Vec<Facet> {
    match page {
        Page::Calls => calls::facets(scene),
        Page::Ai => ai::facets(scene),
        Page::Reports => reports::facets(scene),
        _ => Vec::new(),
    }
}

/// The chosen row of a list.
pub(in crate::ui) fn chosen(scene: &Scene<'_>, sheet: &dyn Sheet) -> Option<usize> {
    let list = scene.list(sheet.id());
    let order = list.order(scene, sheet);
    order.get(list.position(sheet, &order)?).map(|row| *row as usize)
}

impl Look<'_> {
    /// The list that has the keys, if one has.
    pub(in crate::ui) fn list_id(self, view: &View) -> Option<ListId> {
        sheet(&self.scene(view)).map(|sheet| sheet.id())
    }
}
