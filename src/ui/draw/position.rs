//! Where a replay is, from the recording's beginning to its end, with what happened marked on the way.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::{Fact, Happened, Stamp};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::scene::Scene;

/// Screens of fewer lines have no room for it.
const LEAST_LINES: u16 = 20;

/// Cells of the bar that are left beside a legend on its line; else the legend has one of its own.
const LEAST_BAR: usize = 60;

/// What is marked; of two in one cell the one that stands further down here is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Nothing,
    /// Not looked through yet.
    Unread,
    Gap,
    Alert,
    Note,
    Incident,
}

impl Mark {
    /// All that have a meaning of their own.
    const ALL: [Self; 5] = [Self::Incident, Self::Alert, Self::Gap, Self::Note, Self::Unread];

    /// What of a fact is marked.
    fn of(fact: &Fact) -> Self {
        match fact.what {
            Happened::Stale(_) | Happened::Gap => Self::Gap,
            Happened::Alert(_) => Self::Alert,
            Happened::Note(_) => Self::Note,
            _ if fact.is_incident() => Self::Incident,
            _ => Self::Nothing,
        }
    }

    fn sign(self, scene: &Scene<'_>) -> (&'static str, Style) {
        let (theme, ascii) = (scene.theme, scene.theme.glyphs.is_ascii());
        let pick = |unicode, plain| if ascii { plain } else { unicode };
        match self {
            Self::Nothing => (pick("─", "-"), theme.faint()),
            Self::Unread => (pick("·", "."), theme.faint()),
            Self::Gap => (pick("░", ":"), theme.caution()),
            Self::Alert => (pick("▲", "^"), theme.alert()),
            Self::Note => (pick("◆", "n"), theme.strong()),
            Self::Incident => ("!", theme.alert()),
        }
    }

    fn words(self, scene: &Scene<'_>) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Unread => tr!(scene, "not read yet"),
            Self::Gap => tr!(scene, "no data"),
            Self::Alert => tr!(scene, "alert"; "kind"),
            Self::Note => tr!(scene, "note"),
            Self::Incident => tr!(scene, "incident"),
        }
    }
}

/// The bar's lines; none where no recording is shown, or there is no room.
pub(super) fn lines(scene: &Scene<'_>, area: Rect) -> u16 {
    if scene.view.told().span.is_none() || area.height < LEAST_LINES {
        return 0;
    }
    1 + u16::from(!legend_fits(scene, area))
}

fn clock(scene: &Scene<'_>, at: Stamp) -> String {
    scene.clock(at, "%H:%M")
}

/// The signs that stand on the bar, with what they mean.
fn legend(scene: &Scene<'_>, marks: &[Mark]) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces = Vec::new();
    for mark in Mark::ALL.into_iter().filter(|mark| marks.contains(mark)) {
        let (sign, style) = mark.sign(scene);
        pieces.push(Piece::new(format!("  {sign}"), style));
        pieces.push(Piece::new(format!(" {}", mark.words(scene)), theme.faint()));
    }
    pieces
}

fn legend_fits(scene: &Scene<'_>, area: Rect) -> bool {
    let ends = 2 * (clock(scene, scene.now).chars().count() + 2);
    usize::from(area.width) >= LEAST_BAR + ends + width_of(&legend(scene, &Mark::ALL))
}

/// Draws it into the lines that [`lines`] told of.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let told = scene.view.told();
    let Some((first, last)) = told.span.filter(|_| area.height > 0) else { return };
    let theme = scene.theme;
    let (begin, end) = (clock(scene, first), clock(scene, last));
    // A legend beside the bar keeps its room, whatever is on the bar.
    let beside = if area.height == 1 { width_of(&legend(scene, &Mark::ALL)) } else { 0 };
    let ends = begin.chars().count() + end.chars().count() + 4;
    let cells = usize::from(area.width).saturating_sub(ends + beside);
    if cells == 0 {
        return;
    }
    let marks = marks(&told.facts, (first, last), told.until, cells);
    let x = canvas.put(area.x + 1, area.y, area.width.saturating_sub(1), &begin, theme.faint()) + 1;
    for (cell, mark) in marks.iter().enumerate() {
        let (sign, style) = mark.sign(scene);
        canvas.put(x + cell as u16, area.y, 1, sign, style);
    }
    let here = cell(scene.now, (first, last), cells);
    canvas.put(x + here as u16, area.y, 1, if theme.glyphs.is_ascii() { "@" } else { "●" }, theme.badge());
    let x = x + cells as u16 + 1;
    let x = canvas.put(x, area.y, area.right().saturating_sub(x), &end, theme.faint());
    let pieces = legend(scene, &marks);
    if area.height > 1 {
        canvas.line(area.x, area.y + 1, area.width, &pieces);
    } else {
        canvas.line(x, area.y, area.right().saturating_sub(x), &pieces);
    }
}

/// The cell that a moment is in.
fn cell(at: Stamp, (first, last): (Stamp, Stamp), cells: usize) -> usize {
    let (since, whole) = (at.since(first).max(0) as f64, last.since(first).max(1) as f64);
    ((since / whole * cells as f64) as usize).min(cells.saturating_sub(1))
}

/// What is marked in each cell: what lasts in each that it lasts in, where it is a gap; else where it began.
fn marks(facts: &[Fact], span: (Stamp, Stamp), until: Option<Stamp>, cells: usize) -> Vec<Mark> {
    let mut marks = vec![Mark::Nothing; cells];
    let mut put = |place: usize, mark: Mark| {
        if let Some(known) = marks.get_mut(place) {
            *known = mark.max(*known);
        }
    };
    if let Some(until) = until {
        (cell(until, span, cells) + 1..cells).for_each(|place| put(place, Mark::Unread));
    }
    for fact in facts {
        let mark = Mark::of(fact);
        let from = cell(fact.from, span, cells);
        let to = match mark {
            Mark::Gap => cell(fact.until.unwrap_or(span.1), span, cells),
            _ => from,
        };
        (from..=to).for_each(|place| put(place, mark));
    }
    marks
}
