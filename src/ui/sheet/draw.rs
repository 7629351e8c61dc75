//! Drawing a list: headings, the rows in view, totals.

use ratatui::layout::Rect;

use super::{Column, List, Sheet, Value};
use crate::lang::{self, Language};
use crate::model::share;
use crate::ui::canvas::{Canvas, Title};
use crate::ui::draw::range;
use crate::ui::hits::{ListRoom, Spot, Zone};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::widgets;

/// From this width on it is said what the mark of contradictory figures means.
const WITH_LEGEND: u16 = 100;

/// Where and how a list is drawn.
pub(in crate::ui) struct Frame<'a> {
    /// The room, border included.
    pub(in crate::ui) area: Rect,
    /// The border; what is in view and what is filtered is added.
    pub(in crate::ui) title: Title<'a>,
    /// Said in place of the rows when there are none: why.
    pub(in crate::ui) empty: Vec<String>,
    /// Whether it has the keys.
    pub(in crate::ui) focus: bool,
    /// Whether its figures are too old to be trusted.
    pub(in crate::ui) stale: bool,
}

/// Draws the rows that are in view; what of it that is.
pub(in crate::ui) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    sheet: &dyn Sheet,
    list: &List,
    frame: Frame<'_>,
) -> ListRoom {
    let Frame { area, mut title, empty, focus, stale } = frame;
    let theme = scene.theme;
    let columns = sheet.columns();
    let order = list.order(scene, sheet);
    let totals = sheet.totals(scene.language).filter(|_| area.height >= 7);
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let rows = usize::from(inner.height.saturating_sub(1 + u16::from(totals.is_some())));
    let position = list.position(sheet, &order).filter(|_| focus);
    let top = widgets::window(list.top, rows, order.len(), position);
    canvas.zone(area, Zone::List(sheet.id()));
    let mut placed = place(&columns, list, inner);
    let room = ListRoom { top, rows, side: placed.side };
    canvas.map.lists.push((sheet.id(), room));
    placed.widen(inner, |at| {
        let in_view = order.iter().skip(top).take(rows).map(|row| *row as usize);
        let is_words = columns.get(at).is_some_and(|column| !column.right);
        in_view.filter(|_| is_words).map(|row| text::width(&sheet.written(scene, row, at))).max().unwrap_or(0)
    });
    if !list.filter.is_empty() {
        let found = text::count(Some(order.len() as u64), "");
        let all = text::count(Some(sheet.rows() as u64), "");
        let filter = text::fit(list.filter.text(), 32, theme.glyphs.cut());
        title.about = tr!(
            scene,
            "{found} of {all} match {filter} {dot} {about}",
            found = found,
            all = all,
            filter = filter,
            dot = theme.glyphs.dot(),
            about = title.about
        );
    }
    if let Some(order) = list.order_title(scene.language, &columns) {
        let about = std::mem::take(&mut title.about);
        title.about =
            if about.is_empty() { order } else { tr!(scene, "{about}, {order}", about = about, order = order) };
    }
    title.focus = focus;
    let mut right = Vec::new();
    if placed.hidden > 0 && !order.is_empty() {
        right.push(match placed.hidden {
            1 => tr!(scene, "+1 column").to_owned(),
            hidden => tr!(scene, "+{hidden} columns", hidden = hidden),
        });
    }
    if order.len() > rows && rows > 0 {
        right.push(range(scene.language, top, rows, order.len()));
    }
    title.bottom_right = right.join("  ");
    canvas.pane(area, &title);
    if order.is_empty() {
        let none = tr!(scene, "nothing matches {filter}", filter = list.filter.text());
        let sentences = if sheet.rows() > 0 { vec![none, scene.back(tr!(scene, "drops the filter"))] } else { empty };
        canvas.middle(inner, &sentences);
        return room;
    }
    headings(canvas, scene, list, &columns, &placed, inner);
    for (at, x, width) in &placed.columns {
        if let Some(column) = columns.get(*at) {
            let place = Rect { x: *x, y: inner.y, width: *width, height: 1 };
            canvas.spot(place, Spot::Heading(sheet.id(), column.key.to_string()));
        }
    }
    let mut contradictory = false;
    for (line, row) in order.iter().skip(top).take(rows).enumerate() {
        let (row, y) = (*row as usize, inner.y + 1 + line as u16);
        for (column, x, width) in &placed.columns {
            let style = sheet.style(theme, row, *column);
            let text = sheet.written(scene, row, *column);
            contradictory |= is_marked(&sheet.value(scene.language, row, *column), &text);
            put(canvas, columns.get(*column), (*x, y, *width), &text, style);
        }
        canvas.spot(Rect { y, height: 1, ..inner }, Spot::Row(sheet.id(), sheet.key(row).into_owned()));
        if position == Some(top + line) {
            canvas.tint(Rect { y, height: 1, ..inner }, theme.choice());
        }
    }
    if let Some(totals) = totals {
        contradictory |= sum(canvas, scene, &columns, &placed, &totals, inner.bottom() - 1);
    }
    if stale {
        canvas.tint(inner, theme.stale());
    }
    if contradictory && area.width >= WITH_LEGEND {
        let cells = area.width.saturating_sub(text::width(&title.bottom_right) as u16 + 8);
        canvas.put(area.x + 2, area.bottom() - 1, cells, &contradiction_legend(scene.language), theme.caution());
    }
    widgets::thumb(
        canvas,
        Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..area },
        top,
        rows,
        order.len(),
    );
    room
}

/// Draws the totals; whether one of them cannot be.
fn sum(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    columns: &[Column],
    placed: &Placed,
    totals: &[Value<'_>],
    y: u16,
) -> bool {
    let mut contradictory = false;
    for (column, x, width) in &placed.columns {
        let value = totals.get(*column).unwrap_or(&Value::None);
        let text = match value {
            Value::None => String::new(),
            value => value.written(scene),
        };
        contradictory |= is_marked(value, &text);
        put(canvas, columns.get(*column), (*x, y, *width), &text, scene.theme.strong());
    }
    contradictory
}

/// Whether a value is a share that cannot be, and is marked as such: changes of a share may be below nothing.
fn is_marked(value: &Value<'_>, text: &str) -> bool {
    matches!(value, Value::Share(share) if share::is_contradictory(*share)) && text.ends_with('!')
}

/// What the mark of a share that cannot be means.
pub(in crate::ui) fn contradiction_legend(language: Language) -> String {
    format!(" ! {} ", tr!(language, "contradictory data: see Health"))
}

fn put(
    canvas: &mut Canvas<'_>,
    column: Option<&Column>,
    (x, y, width): (u16, u16, u16),
    text: &str,
    style: ratatui::style::Style,
) {
    // What is marked as contradictory keeps its mark in a narrow column.
    let tight = (text::width(text) > usize::from(width) && text.ends_with(" !")).then(|| text.replace(' ', ""));
    let text = tight.as_deref().unwrap_or(text);
    if column.is_some_and(|column| column.right) {
        canvas.put_right(x, x + width, y, text, style);
    } else {
        canvas.put(x, y, width, text, style);
    }
}

/// Columns with their places.
struct Placed {
    /// Column, x, width.
    columns: Vec<(usize, u16, u16)>,
    /// How many columns have no place.
    hidden: usize,
    /// How many of them are to the left, and how many can be.
    side: Option<(usize, usize)>,
}

/// No word takes more cells than this from the others.
const LONGEST: usize = 60;

impl Placed {
    /// Gives what is free to words that would be cut, the first columns first; `needs` says how much each takes.
    fn widen(&mut self, inner: Rect, needs: impl Fn(usize) -> usize) {
        let used = self.columns.last().map_or(inner.x, |(_, x, width)| x + width);
        let mut free = inner.right().saturating_sub(used + 1);
        let mut shift = 0;
        for (at, x, width) in &mut self.columns {
            *x += shift;
            let needed = u16::try_from(needs(*at).min(LONGEST)).unwrap_or(0);
            let more = needed.saturating_sub(*width).min(free);
            *width += more;
            shift += more;
            free -= more;
        }
    }
}

fn place(columns: &[Column], list: &List, inner: Rect) -> Placed {
    let room = inner.width;
    let shown = list.shown(columns);
    let width = |at: usize| columns.get(at).map_or(0, |column| column.width);
    let Some(pinned) = shown.first().copied() else {
        return Placed { columns: Vec::new(), hidden: 0, side: None };
    };
    let rest = shown.get(1..).unwrap_or_default();
    let least = width(pinned).min(room.saturating_sub(2));
    // Scrolled no further than it takes to see the last column.
    let mut furthest = rest.len();
    let mut used = least + 1;
    while furthest > 0 {
        let next = rest.get(furthest - 1).map_or(0, |at| width(*at)) + 2;
        if used + next > room {
            break;
        }
        used += next;
        furthest -= 1;
    }
    let side = list.side.min(furthest);
    let mut fitting: Vec<usize> = Vec::new();
    let mut used = least + 1;
    for at in rest.iter().skip(side) {
        if used + width(*at) + 2 > room {
            break;
        }
        used += width(*at) + 2;
        fitting.push(*at);
    }
    let pinned_width = least + room.saturating_sub(used).min(least.max(12));
    let mut placed = vec![(pinned, inner.x, pinned_width)];
    let mut x = inner.x + pinned_width;
    for at in &fitting {
        x += 2;
        placed.push((*at, x, width(*at)));
        x += width(*at);
    }
    Placed { hidden: rest.len() - fitting.len(), side: Some((side, furthest)), columns: placed }
}

fn headings(canvas: &mut Canvas<'_>, scene: &Scene<'_>, list: &List, columns: &[Column], placed: &Placed, inner: Rect) {
    let theme = scene.theme;
    for (at, x, width) in &placed.columns {
        let Some(column) = columns.get(*at) else { continue };
        let sorted = list.sort.as_deref() == Some(column.key.as_ref());
        let mark = match (sorted, column.right != list.reverse) {
            (false, _) => "",
            (true, true) => theme.glyphs.down(),
            (true, false) => theme.glyphs.up(),
        };
        let style = if sorted { theme.focus() } else { theme.faint() };
        let room = usize::from(*width).saturating_sub(text::width(mark));
        let title = text::fit(lang::of(scene, &column.title), room, theme.glyphs.cut());
        put(canvas, Some(column), (*x, inner.y, *width), &format!("{title}{mark}"), style);
    }
    let to_the_left = placed.side.map_or(0, |(side, _)| side);
    if to_the_left > 0
        && let Some((_, x, width)) = placed.columns.first()
    {
        canvas.put(x + width, inner.y, 2, theme.glyphs.more_left(), theme.focus());
    }
    if placed.hidden > to_the_left {
        canvas.put(inner.right() - 1, inner.y, 1, theme.glyphs.more_right(), theme.focus());
    }
}
