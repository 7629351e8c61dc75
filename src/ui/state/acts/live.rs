//! What keys do to calls as they happen.

use crate::lists::{Filter, ListId, Opens, SheetFields};
use crate::ui::action::Action;
use crate::ui::state::sheets::live::{COLUMNS, WAITING};
use crate::ui::state::{Effect, Look, Page, View, ongoing};

/// Into the call of what is chosen or open, as it happens.
pub(in crate::ui::state) fn open(view: &mut View, look: &Look<'_>) -> Effect {
    let found = {
        let scene = look.scene(view);
        ongoing::of_page(&scene, view.page())
    };
    let language = view.language();
    let opens = found
        .map_or_else(|| Opens::Nothing(tr!(language, "no call in progress is known here").to_owned()), Opens::LiveCall);
    view.open_row(opens, look)
}

/// Acts that are the page's own of one call; `None` leaves an act to the scrolling.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    if action != Action::Open {
        return None;
    }
    let (next, goes_on) = {
        let scene = look.scene(view);
        let Page::LiveCall(id) = view.page() else { return None };
        (ongoing::next(&scene, id), scene.board.live().get(id).is_some())
    };
    let language = view.language();
    let opens = next.unwrap_or_else(|| {
        Opens::Nothing(if goes_on {
            tr!(language, "no agent has this call").to_owned()
        } else {
            tr!(language, "the record of this call is not there yet").to_owned()
        })
    });
    Some(view.open_row(opens, look))
}

impl View {
    /// The list of calls as they happen: those whose callers wait, or all of them.
    pub(in crate::ui) fn open_live_calls(&mut self, waiting: bool) -> Effect {
        let fields = SheetFields { language: self.language(), sheet: None, columns: COLUMNS };
        let filter = if waiting { Filter::parse(WAITING, &fields).unwrap_or_default() } else { Filter::default() };
        self.set_list_filter(ListId::LiveCalls, filter);
        self.push(Page::LiveCalls);
        Effect::Redraw
    }
}

#[cfg(test)]
mod tests;
