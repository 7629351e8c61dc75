//! How high everything is that was written on a screen, measured in its frame.

use super::*;
use crate::ui::draw::canvas::Title;
use crate::ui::draw::canvas::writing::Writing;
use crate::ui::draw::outage::Outages;
use crate::ui::draw::{above, message, paint};

/// What was drawn.
pub(in crate::ui::draw) struct Frame {
    pub(in crate::ui::draw) buffer: Buffer,
    /// All that was written between the header's line and the one at the bottom, which are for those who stand before it.
    pub(in crate::ui::draw) writings: Vec<Writing>,
    /// How many agents it has room for, on a page of them.
    pub(in crate::ui::draw) tiles: usize,
}

impl Frame {
    /// Draws on a canvas of this size without a terminal around it.
    pub(in crate::ui::draw) fn of(
        scene: &Scene<'_>,
        (width, height): (u16, u16),
        draw: impl FnOnce(&mut Canvas<'_>),
    ) -> Self {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let mut canvas = Canvas::new(&mut buffer, scene.theme).for_console(scene.settings.console);
        draw(&mut canvas);
        let (mut writings, tiles) = (std::mem::take(&mut canvas.writings), canvas.map.tiles.unwrap_or_default());
        writings.retain(|writing| writing.area.y > 0 && writing.area.y < height - 1);
        Self { buffer, writings, tiles }
    }

    /// The whole screen.
    pub(in crate::ui::draw) fn whole(scene: &Scene<'_>, size: (u16, u16)) -> Self {
        Self::of(scene, size, |canvas| paint(canvas, scene, Rect::new(0, 0, size.0, size.1)))
    }

    /// What stands above the page: the strip, the band, the message.
    pub(in crate::ui::draw) fn above(scene: &Scene<'_>, size: (u16, u16)) -> Self {
        let body = Rect::new(0, 1, size.0, size.1 - 2);
        Self::of(scene, size, |canvas| {
            let rest = above(canvas, scene, body, &Outages::of(scene));
            assert!(message::draw(canvas, scene, rest).is_some(), "a wall has room for a message");
        })
    }

    /// How many rows a writing is high: those of its letters, or no more than have any of them where it was drawn over.
    pub(in crate::ui::draw) fn height(&self, writing: &Writing) -> u16 {
        let area = writing.area.intersection(self.buffer.area);
        let cells = |y: u16| (area.left()..area.right()).map(move |x| ink(&self.buffer, x, y));
        // In a band what is written is cut out of what is reversed.
        let near = Rect::new(area.x.saturating_sub(3), area.y.saturating_sub(1), area.width + 6, area.height + 2);
        let near = near.intersection(self.buffer.area);
        let reversed = near.positions().filter(|at| ink(&self.buffer, at.x, at.y).1).count();
        let ground = (" ", reversed * 2 > near.area() as usize);
        let ink = |y: &u16| cells(*y).any(|cell| cell != ground);
        // A dash is flat, whatever its size.
        let is_flat = !writing.text.chars().any(|c| c.is_alphanumeric() && c != '一');
        let rows = (area.top()..area.bottom()).filter(ink).count() as u16;
        if is_flat || rows * 2 >= writing.area.height { writing.area.height } else { rows }
    }

    /// What is lower than so many rows, and where.
    pub(in crate::ui::draw) fn low(&self, least: u16) -> Vec<String> {
        let told = |writing: &Writing| {
            let (height, Rect { x, y, .. }) = (self.height(writing), writing.area);
            (height < least).then(|| format!("{:?} is {height} rows high at {x},{y}", writing.text))
        };
        self.writings.iter().filter_map(told).collect()
    }

    /// What was cut by the edge of its room, or written over something else.
    pub(in crate::ui::draw) fn spoilt(&self) -> Vec<String> {
        let cut = self.writings.iter().filter(|writing| writing.area.height > 1 && !writing.whole);
        let cut = cut.map(|writing| format!("{:?} is cut at {:?}", writing.text, writing.area));
        let over = self.writings.iter().enumerate().flat_map(|(at, one)| {
            let others = self.writings.iter().skip(at + 1).filter(|other| one.area.intersects(other.area));
            others.map(move |other| format!("{:?} and {:?} are in one place, {:?}", one.text, other.text, other.area))
        });
        cut.chain(over).collect()
    }

    /// How high the highest writing is that has this in it; 0 where there is none.
    pub(in crate::ui::draw) fn lines_of(&self, text: &str) -> u16 {
        let has = |writing: &&Writing| writing.text.contains(text);
        self.writings.iter().filter(has).map(|writing| self.height(writing)).max().unwrap_or(0)
    }

    /// Rows between the header and the bottom line in which anything is drawn or coloured.
    pub(in crate::ui::draw) fn used(&self) -> usize {
        let Rect { width, height, .. } = self.buffer.area;
        let ground = self.buffer[(0, height - 1)].bg;
        let is_used = |x: u16, y: u16| ink(&self.buffer, x, y) != (" ", false) || self.buffer[(x, y)].bg != ground;
        (1..height - 1).filter(|y| (0..width).any(|x| is_used(x, *y))).count()
    }
}

/// The measure finds what it looks for: letters of one row among large ones, be they a single sign, letters that were
/// drawn over, what is cut, and what stands in one place.
#[test]
fn what_is_low_cut_or_drawn_over_is_found() {
    let desk = desk(crowd(5));
    for (language, blocks) in LOOKS {
        let (settings, view) = dressed(&desk, language, blocks);
        let scene = Scene::new(&desk.board, &view, &settings, desk.now);
        let style = scene.theme.text();
        let hand = big::smallest(&["Ready 5"], scene.theme.glyphs);
        let large = |canvas: &mut Canvas<'_>, at: (u16, u16), cells: u16| {
            hand.draw(canvas, at, cells, "Ready 5", style);
        };
        let frame = |draw: &dyn Fn(&mut Canvas<'_>)| Frame::of(&scene, (240, 67), |canvas| draw(canvas));
        let good = frame(&|canvas| large(canvas, (2, 2), 200));
        assert!(good.low(3).is_empty() && good.spoilt().is_empty(), "{:?} {:?}", good.low(3), good.spoilt());
        assert_eq!((good.lines_of("Ready"), good.lines_of("Talking")), (hand.lines(), 0));
        for text in ["talking", "通话中", "–", "?", "●"] {
            let one = frame(&|canvas| {
                large(canvas, (2, 2), 200);
                canvas.put(100, 4, 40, text, style);
            });
            assert_eq!(one.low(3), [format!("{text:?} is 1 rows high at 100,4")]);
            assert_eq!(one.low(2).len(), 1);
        }
        let over = frame(&|canvas| {
            large(canvas, (2, 2), 200);
            canvas.clear(Rect::new(0, 3, 240, 60));
        });
        assert_eq!(over.low(3).len(), 1, "{:?}", over.writings);
        let cut = frame(&|canvas| large(canvas, (2, 2), 12));
        assert!(cut.spoilt()[0].contains("is cut"), "{:?}", cut.spoilt());
        let edge = frame(&|canvas| large(canvas, (230, 2), 200));
        assert!(edge.spoilt()[0].contains("is cut"), "{:?}", edge.spoilt());
        let twice = frame(&|canvas| {
            large(canvas, (2, 2), 200);
            canvas.put(4, 3, 40, "names", style);
        });
        assert!(twice.spoilt()[0].contains("in one place"), "{:?}", twice.spoilt());
        // What those who stand before it read is none of it, nor are borders.
        let near = frame(&|canvas| {
            canvas.put(0, 0, 40, "header", style);
            canvas.put(0, 66, 40, "keys", style);
            canvas.pane(Rect::new(0, 1, 200, 60), &Title::default());
        });
        assert!(near.writings.is_empty(), "{:?}", near.writings);
    }
}
