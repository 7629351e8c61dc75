//! What an act may look at.

use super::View;
use crate::lists::ListId;
use crate::model::{Board, Stamp};
use crate::ui::draw;
use crate::ui::scene::Scene;
use crate::ui::settings::Settings;

/// What an act may look at.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Look<'a> {
    pub(in crate::ui) board: &'a Board,
    pub(in crate::ui) now: Stamp,
    pub(in crate::ui) settings: &'a Settings,
}

impl<'a> Look<'a> {
    /// What a frame would be made of at this moment.
    pub(in crate::ui) fn scene<'v>(self, view: &'v View) -> Scene<'v>
    where
        'a: 'v,
    {
        Scene::new(self.board, view, self.settings, self.now)
    }

    /// The list that has the keys, if one has.
    pub(in crate::ui) fn list_id(self, view: &View) -> Option<ListId> {
        draw::sheet(&self.scene(view)).map(|sheet| sheet.id())
    }
}
