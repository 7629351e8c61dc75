//! The agents as tiles that fill the screen, page by page; those who have no page are counted.

use ratatui::layout::Rect;

use crate::model::{AgentId, Level, SourceId};
use crate::ui::draw::big;
use crate::ui::draw::canvas::Canvas;
use crate::ui::draw::table;
use crate::ui::draw::tiles::{self, Kind};
use crate::ui::state::kiosk::GridPage;
use crate::ui::state::scene::Scene;

use super::tile::{Grid, Told};

/// As many agents say in which letters all of them are.
const LOOKED_AT: usize = 64;
/// On a screen that is looked at from near, more pages than this are worse than ordinary letters.
const PAGES: usize = 4;

/// How many tiles stand beside and below each other, and how large each is.
struct Room {
    columns: u16,
    width: u16,
    height: u16,
    tiles: usize,
}

/// Those who have no page.
struct Rest {
    count: usize,
    over: usize,
}

impl Rest {
    fn of(scene: &Scene<'_>, page: &GridPage<'_>, from: usize) -> Self {
        let rest = page.order.get(from..).unwrap_or_default();
        let agents = rest.iter().filter_map(|id| scene.board.agent(scene.board.slot(id.as_str())?));
        let over = agents.filter(|agent| scene.level(agent) == Level::Over).count();
        Self { count: rest.len(), over }
    }

    /// How many they are, and that all is well with them, if it is.
    fn told(&self, scene: &Scene<'_>) -> String {
        match self.over {
            0 => tr!(scene, "+{count} within limits", count = self.count),
            over => tr!(scene, "+{count}, {over} over limits", count = self.count, over = over),
        }
    }
}

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(page) = scene.view.grid_page() else { return };
    let far = canvas.is_far();
    let total = page.order.len();
    if total == 0 {
        canvas.map.tiles = Some(1);
        table::empty(canvas, scene, area);
        return;
    }
    let at = |id: &AgentId| scene.board.agent(scene.board.slot(id.as_str())?);
    let told = Told::of(scene, page.order.iter().take(LOOKED_AT).filter_map(at));
    let grid =
        Grid::choose(scene, &told, total, area).filter(|grid| far || total <= grid.room() * PAGES.min(page.pages));
    let kind = Kind::with_word(area, total.div_ceil(page.pages.max(1)));
    let of_kind = || {
        let (columns, rows) = kind.fits(area);
        let width = area.width / columns as u16;
        Room { columns: columns as u16, width, height: kind.height(), tiles: columns * rows }
    };
    let room = grid.as_ref().map_or_else(of_kind, |grid| Room {
        columns: grid.columns,
        width: area.width / grid.columns,
        height: area.height / grid.rows,
        tiles: grid.room(),
    });
    canvas.map.tiles = Some(room.tiles);
    // On the last page, one tile counts those who have none.
    let told_of = page.told(room.tiles);
    let last = page.first + room.tiles > told_of && told_of < total;
    let shown = room.tiles.min(told_of.saturating_sub(page.first));
    let place = |index: usize| Rect {
        x: area.x + (index as u16 % room.columns) * room.width,
        y: area.y + (index as u16 / room.columns) * room.height,
        width: room.width,
        height: room.height,
    };
    for (index, id) in page.order.iter().skip(page.first).take(shown).enumerate() {
        // Who has left since the round began leaves a gap: the others keep their places.
        let Some((slot, agent)) = scene.board.slot(id.as_str()).and_then(|slot| Some((slot, scene.board.agent(slot)?)))
        else {
            continue;
        };
        match &grid {
            Some(grid) => grid.draw(canvas, scene, place(index), slot, agent),
            None => tiles::tile(canvas, scene, kind, place(index), slot, agent),
        }
    }
    if last {
        count(canvas, scene, &Rest::of(scene, &page, told_of), place(shown), grid.is_some());
    }
    if scene.is_away(SourceId::Agents) {
        canvas.tint(area, scene.theme.stale());
    }
}

/// The tile of those who have none.
fn count(canvas: &mut Canvas<'_>, scene: &Scene<'_>, rest: &Rest, place: Rect, large: bool) {
    let style = if rest.over > 0 { scene.theme.alert() } else { scene.theme.strong() };
    let told = rest.told(scene);
    let inner = Rect {
        x: place.x + 1,
        y: place.y + 1,
        width: place.width.saturating_sub(3),
        height: place.height.saturating_sub(2),
    };
    if large && big::sentences(canvas, inner, &[(told.clone(), style)]).is_some() {
        return;
    }
    let written = big::within(&told, (inner.width, inner.height), scene.theme.glyphs).filter(|_| large);
    match written {
        Some(written) => {
            written.draw(canvas, (inner.x, inner.y), style);
        }
        None => {
            canvas.middle(place, &[told]);
        }
    }
}
