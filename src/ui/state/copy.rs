//! What of the chosen thing goes to the terminal's clipboard: its id, or its number as the screen shows it at that moment.

use super::{Effect, Look, Page, Pane, View, ongoing, record};
use crate::lists::Opens;
use crate::model::{AgentId, Customer};
use crate::ui::action::Action;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::text;

/// Most characters that are taken.
const MOST: usize = 200;

/// What is chosen.
enum Chosen {
    Agent(AgentId),
    Call(String),
    Session(String),
}

/// What is to be copied.
struct Copied {
    text: String,
    /// Whether it is a customer's number that is not masked.
    plain: bool,
}

/// What is chosen on `page`, or open.
fn chosen(scene: &Scene<'_>, page: &Page) -> Option<Chosen> {
    let row = || {
        let sheet = sheets::sheet_of(scene, page)?;
        let row = sheets::chosen(scene, sheet.as_ref())?;
        match sheet.open(scene.language, row)? {
            Opens::Agent(id) => Some(Chosen::Agent(id)),
            Opens::Call(id) | Opens::LiveCall(id) => Some(Chosen::Call(id)),
            Opens::AiRecord(id) => Some(Chosen::Session(id)),
            _ => None,
        }
    };
    match page {
        Page::Board if scene.view.board().focus() == Pane::Table => {
            let chosen = scene.view.board().selected().cloned();
            let first = || scene.listing.slot(0).and_then(|slot| scene.board.agent(slot)).map(|agent| agent.id.clone());
            chosen.or_else(first).map(Chosen::Agent)
        }
        Page::Board | Page::Help => None,
        Page::Agent(id) => row().or_else(|| Some(Chosen::Agent(id.clone()))),
        Page::Call(id) | Page::LiveCall(id) => Some(Chosen::Call(id.clone())),
        Page::AiRecord(id) => Some(Chosen::Session(id.clone())),
        _ => row(),
    }
}

/// The customer of a call, where one is known.
fn customer(scene: &Scene<'_>, call: &str) -> Option<Customer> {
    let known = record(scene.board, call).map(|call| call.customer.clone());
    known.or_else(|| ongoing::Ongoing::of(scene.board, call).map(|ongoing| ongoing.call().customer.clone()))
}

/// What `action` copies on `page`; nothing where there is no such thing.
fn copied(scene: &Scene<'_>, page: &Page, action: Action) -> Option<Copied> {
    let masked = |text: String| Some(Copied { text, plain: false });
    match (chosen(scene, page)?, action) {
        (Chosen::Agent(id), Action::CopyId) => masked(id.as_str().to_owned()),
        (Chosen::Call(id) | Chosen::Session(id), Action::CopyId) => masked(id),
        (Chosen::Agent(id), _) => {
            masked(scene.board.agent(scene.board.slot(id.as_str())?)?.number.as_deref()?.to_owned())
        }
        (Chosen::Call(id), _) => {
            let customer = customer(scene, &id).filter(|customer| !customer.is_withheld())?;
            let text = scene.number(&customer)?;
            let plain = scene.is_revealed() && customer.shown().as_deref() != Some(text.as_str());
            Some(Copied { text, plain })
        }
        (Chosen::Session(_), _) => None,
    }
}

/// Whether there is something to copy on `page`.
pub(in crate::ui) fn is_there(scene: &Scene<'_>, page: &Page, action: Action) -> bool {
    copied(scene, page, action).is_some()
}

impl View {
    /// Copies the id or the number of what is chosen, as it is shown.
    pub(super) fn copy(&mut self, action: Action, look: &Look<'_>) -> Effect {
        let copied = {
            let scene = look.scene(self);
            copied(&scene, self.page(), action)
        };
        let clean =
            copied.map(|copied| Copied { text: text::clean(&copied.text).chars().take(MOST).collect(), ..copied });
        if let Some(Copied { text, plain }) = clean.filter(|copied| !copied.text.is_empty()) {
            return Effect::Copy { text, plain };
        }
        self.say(if action == Action::CopyId {
            tr!(self.language, "nothing that has an id is chosen here")
        } else {
            tr!(self.language, "no number of what is chosen here is known")
        });
        Effect::Redraw
    }
}
