//! What came of a frame: what can be clicked, how many rows had room, and how the line to the terminal stands.

use super::{Page, View};
use crate::ui::line::Written;
use crate::ui::state::hits::FrameMap;

impl View {
    /// Takes note of what the last frame came to: to be called after every frame, before anything else is done.
    pub fn saw(&mut self, map: &FrameMap) {
        if let Some((top, columns)) = map.agents {
            (self.board.shown.top, self.board.shown.columns) = (top, columns);
        }
        self.board.shown.rows = map.rows.unwrap_or(self.board.shown.rows);
        if self.page() == &Page::Board {
            self.board.shown.covering = map.covering;
        }
        self.scroll = map.scroll.unwrap_or(self.scroll);
        for (id, room) in &map.lists {
            if let Some(list) = self.tabs.lists.get_mut(id) {
                list.saw(*room);
            }
        }
        if let Some((panel, top)) = self.over.panel.as_mut().zip(map.panel) {
            panel.top = top;
        }
        if let Some((palette, top)) = self.over.palette.as_mut().zip(map.palette) {
            palette.top = top;
        }
        if let Some((kiosk, tiles)) = self.kiosk.as_mut().zip(map.tiles) {
            kiosk.saw(tiles);
        }
        if let Some(groups) = &map.groups {
            self.tabs.ai.seen = Some(groups.clone());
        }
    }

    /// Takes note of what the terminal was sent so far: to be called after every frame.
    pub const fn wrote(&mut self, written: Written) {
        self.written = written;
    }

    /// What the terminal was sent so far.
    pub const fn written(&self) -> Written {
        self.written
    }
}
