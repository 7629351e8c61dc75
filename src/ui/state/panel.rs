//! A panel of choices over a view: which columns to show, which rows to ask the vendor for.

use super::{Effect, Input, Item, Look, Page, Panel, PanelKind, Target, View, acts};
use crate::lang;
use crate::model::Choice;
use crate::ui::action::Action;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;

/// The lines of the panel that is open.
pub(in crate::ui) fn items(scene: &Scene<'_>, panel: &Panel) -> Vec<Item> {
    match &panel.kind {
        PanelKind::Columns => columns(scene),
        PanelKind::Facets => sheets::facets(scene).into_iter().map(|facet| Item::of(scene.language, &facet)).collect(),
        PanelKind::Choices(key) => sheets::facets(scene)
            .into_iter()
            .find(|facet| facet.key == *key)
            .map(|facet| {
                let chosen = facet.chosen;
                let item = |choice: Choice| Item {
                    checked: Some(chosen.contains(&choice.key)),
                    key: choice.key,
                    title: choice.label,
                    about: String::new(),
                    group: None,
                };
                facet.choices.into_iter().map(item).collect()
            })
            .unwrap_or_default(),
    }
}

fn columns(scene: &Scene<'_>) -> Vec<Item> {
    let Some(sheet) = sheets::sheet(scene) else { return Vec::new() };
    let columns = sheet.columns();
    let shown = scene.list(sheet.id()).shown(&columns);
    let mut group = "";
    let mut items = Vec::new();
    for (at, column) in columns.iter().enumerate().skip(1) {
        let begins = column.group != group;
        group = column.group.as_ref();
        items.push(Item {
            key: column.key.to_string(),
            title: lang::of(scene, &column.title).to_owned(),
            about: String::new(),
            group: begins.then(|| lang::of(scene, group).to_owned()),
            checked: Some(shown.contains(&at)),
        });
    }
    items
}

impl View {
    pub(super) fn open_panel(&mut self, kind: PanelKind, look: &Look<'_>) -> Effect {
        let panel = Panel::new(kind);
        let items = items(&look.scene(self), &panel);
        match items.as_slice() {
            [] => self.say(tr!(self.language, "there is nothing to choose here")),
            // With one thing to tell rows apart by, its choices are what is wanted.
            [only] if panel.kind == PanelKind::Facets => self.open_facet(&only.key, look),
            _ => self.over.panel = Some(panel),
        }
        Effect::Redraw
    }

    /// Points at a line of the panel that is open.
    pub(super) fn point_panel(&mut self, cursor: usize) {
        if let Some(panel) = &mut self.over.panel {
            panel.cursor = cursor;
        }
    }

    /// Moves by so many lines, as far as there are any.
    pub(super) fn roll_panel(&mut self, lines: isize, look: &Look<'_>) {
        let last = self.over.panel.as_ref().map(|panel| items(&look.scene(self), panel).len().saturating_sub(1));
        if let Some((panel, last)) = self.over.panel.as_mut().zip(last) {
            panel.cursor = panel.cursor.saturating_add_signed(lines).min(last);
        }
    }

    pub(super) fn act_on_panel(&mut self, action: Action, look: &Look<'_>) -> Effect {
        let Some(panel) = self.over.panel.clone() else { return Effect::None };
        let items = items(&look.scene(self), &panel);
        let last = items.len().saturating_sub(1);
        let to = |cursor: usize| Some(cursor.min(last));
        let moved = match action {
            Action::Up => to(panel.cursor.saturating_sub(1)),
            Action::Down => to(panel.cursor + 1),
            Action::PageUp => to(panel.cursor.saturating_sub(10)),
            Action::PageDown => to(panel.cursor + 10),
            Action::First => Some(0),
            Action::Last => Some(last),
            _ => None,
        };
        if let Some(cursor) = moved {
            self.over.panel = Some(Panel { cursor, ..panel });
            return Effect::Redraw;
        }
        let item = items.get(panel.cursor);
        match (action, &panel.kind) {
            (Action::Open | Action::Toggle, PanelKind::Facets) => {
                if let Some(item) = item {
                    self.open_facet(&item.key, look);
                }
            }
            (Action::Clear, PanelKind::Facets) => {
                if let Some(item) = item {
                    self.narrow(&item.key, Vec::new());
                }
            }
            (Action::Open | Action::Toggle, PanelKind::Choices(key)) => {
                let done = action == Action::Open;
                let takes = !done || (!panel.touched && item.is_some_and(|item| item.checked != Some(true)));
                if let Some(item) = item.filter(|_| takes) {
                    self.choose(key, &item.key, look);
                }
                if done {
                    self.leave_panel(look);
                } else {
                    self.over.panel = Some(Panel { touched: true, ..panel });
                }
            }
            (Action::Clear, PanelKind::Choices(key)) => {
                self.narrow(key, Vec::new());
                self.over.panel = Some(Panel { touched: true, ..panel });
            }
            (Action::Toggle, PanelKind::Columns) => {
                if let Some(item) = item {
                    self.toggle_column(&item.key, look);
                }
            }
            (Action::Open, PanelKind::Columns) => self.over.panel = None,
            (Action::Clear, PanelKind::Columns) => {
                if let Some(id) = look.list_id(self) {
                    self.list_mut(id).columns = None;
                }
            }
            _ => return Effect::None,
        }
        Effect::Redraw
    }

    /// One step back: from the choices of one facet to all facets, else out.
    pub(super) fn leave_panel(&mut self, look: &Look<'_>) {
        self.over.panel = match self.over.panel.take().map(|panel| panel.kind) {
            Some(PanelKind::Choices(key)) => {
                let facets = sheets::facets(&look.scene(self));
                if facets.len() < 2 {
                    return;
                }
                let cursor = facets.iter().position(|facet| facet.key == key).unwrap_or(0);
                Some(Panel { cursor, ..Panel::new(PanelKind::Facets) })
            }
            _ => None,
        };
    }

    fn open_facet(&mut self, key: &str, look: &Look<'_>) {
        let facet = sheets::facets(&look.scene(self)).into_iter().find(|facet| facet.key == key);
        match facet {
            Some(facet) if facet.typed => {
                self.over.input = Some(Input { text: String::new(), error: None, target: Target::Facet(facet.key) });
                self.over.panel = None;
            }
            Some(facet) if facet.choices.is_empty() => {
                self.say(tr!(self.language, "there is nothing known yet to choose for {title}", title = facet.title));
            }
            Some(facet) => self.over.panel = Some(Panel::new(PanelKind::Choices(facet.key))),
            None => {}
        }
    }

    fn choose(&mut self, facet: &str, key: &str, look: &Look<'_>) {
        let Some(facet) = sheets::facets(&look.scene(self)).into_iter().find(|known| known.key == facet) else {
            return;
        };
        let mut chosen = facet.chosen;
        if let Some(at) = chosen.iter().position(|chosen| chosen == key) {
            chosen.remove(at);
        } else {
            if !facet.several {
                chosen.clear();
            }
            chosen.push(key.to_owned());
        }
        self.narrow(&facet.key, chosen);
    }

    /// The view asks the vendor for other rows from now on.
    pub(super) fn narrow(&mut self, facet: &str, chosen: Vec<String>) {
        match self.page() {
            Page::Calls => acts::calls::narrow(self, facet, chosen),
            Page::Ai => acts::ai::narrow(self, facet, chosen),
            Page::Reports => acts::reports::narrow(self, chosen),
            _ => {}
        }
    }

    fn toggle_column(&mut self, key: &str, look: &Look<'_>) {
        let chosen = {
            let scene = look.scene(self);
            let Some(sheet) = sheets::sheet(&scene) else { return };
            let columns = sheet.columns();
            let shown = scene.list(sheet.id()).shown(&columns);
            // In the sheet's order, whatever the order of choosing.
            let chosen =
                columns.iter().enumerate().skip(1).filter(|(at, column)| shown.contains(at) != (column.key == key));
            let chosen: Vec<String> = chosen.map(|(_, column)| column.key.to_string()).collect();
            (sheet.id(), chosen)
        };
        self.list_mut(chosen.0).columns = Some(chosen.1);
    }
}
