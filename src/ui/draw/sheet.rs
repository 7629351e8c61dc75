//! Drawing a list: headings, the rows in view, totals.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, Title};
use super::widgets;
use crate::lang::{self, Language};
use crate::lists::{Column, List, ListRoom, Value, Widths};
use crate::model::share;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::{Role, Shown};
use crate::ui::text;
use crate::ui::theme::Theme;

/// From this width on it is said what the mark of contradictory figures means.
const WITH_LEGEND: u16 = 100;

/// Where and how a list is drawn.
pub(super) struct Frame<'a> {
    /// The room, border included.
    pub(super) area: Rect,
    /// The border; what is in view and what is filtered is added.
    pub(super) title: Title<'a>,
    /// Said in place of the rows when there are none: why.
    pub(super) empty: Vec<String>,
    /// Whether it has the keys.
    pub(super) focus: bool,
    /// Whether its figures are too old to be trusted.
    pub(super) stale: bool,
}

/// Draws the rows that are in view; what of it that is.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &dyn Shown, frame: Frame<'_>) -> ListRoom {
    draw_in(canvas, scene, sheet, frame, true)
}

/// The same, with or without a border.
pub(super) fn draw_in(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    sheet: &dyn Shown,
    frame: Frame<'_>,
    boxed: bool,
) -> ListRoom {
    let Frame { area, mut title, empty, focus, stale } = frame;
    let theme = scene.theme;
    let list = scene.list(sheet.id());
    let columns = sheet.columns();
    let order = list.order(scene, sheet);
    let totals = sheet.totals(scene.language).filter(|_| area.height >= 7);
    let mut inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    if !boxed {
        inner = area;
    }
    let rows = usize::from(inner.height.saturating_sub(1 + u16::from(totals.is_some())));
    let kept = sheet.kept(scene);
    let (top, position) = match &kept {
        Some(kept) => (kept.top, kept.position),
        None => (list.top, list.position(sheet, &order).filter(|_| focus)),
    };
    let top = widgets::window(top, rows, order.len(), position);
    canvas.zone(area, sheet.zone(rows));
    let none = Widths::default();
    let widths = scene.view.widths(sheet.id()).unwrap_or(&none);
    let placed = place(&columns, list, inner, widths, |column| text::width(lang::of(scene, &column.title)));
    let room = ListRoom { top, rows, side: placed.side };
    canvas.map.lists.push((sheet.id(), room));
    title.about = about(scene, sheet, list, order.len(), title.about);
    title.focus = focus;
    let mut right: Vec<String> =
        hidden(scene.language, placed.hidden).filter(|_| !order.is_empty()).into_iter().collect();
    if order.len() > rows && rows > 0 {
        right.push(range(scene.language, top, rows, order.len()));
    }
    title.bottom_right = right.join("  ");
    if boxed {
        canvas.pane(area, &title);
    }
    if order.is_empty() {
        let none = tr!(scene, "nothing matches {filter}", filter = list.filter.text());
        let sentences = if sheet.rows() > 0 { vec![none, scene.back(tr!(scene, "drops the filter"))] } else { empty };
        canvas.middle(inner, &sentences);
        return room;
    }
    let sorted = kept.map(|kept| kept.sorted).or_else(|| list.sort.as_deref().map(|key| (key, list.reverse)));
    headings(canvas, scene, sorted, &columns, &placed, inner);
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
            let style = style_of(theme, sheet.role(scene, row, *column));
            let text = sheet.shown(scene, row, *column);
            contradictory |= is_marked(&sheet.value(scene.language, row, *column), &text);
            put(canvas, columns.get(*column), (*x, y, *width), &text, style);
        }
        canvas.spot(Rect { y, height: 1, ..inner }, sheet.spot(row));
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

/// How the part that a cell plays looks.
pub(super) const fn style_of(theme: Theme, role: Role) -> Style {
    match role {
        Role::Text => theme.text(),
        Role::Strong => theme.strong(),
        Role::Faint => theme.faint(),
        Role::Alert => theme.alert(),
        Role::Caution => theme.caution(),
        Role::Stale => theme.stale(),
        Role::State(state) => theme.state(state),
        Role::Level(level) => theme.level(level),
        Role::Mark(level) => theme.level_mark(level),
    }
}

/// How many columns have no room.
pub(super) fn hidden(language: Language, columns: usize) -> Option<String> {
    match columns {
        0 => None,
        1 => Some(tr!(language, "+1 column").to_owned()),
        hidden => Some(tr!(language, "+{hidden} columns", hidden = hidden)),
    }
}

/// `1–24 of 300`.
pub(super) fn range(language: Language, top: usize, rows: usize, total: usize) -> String {
    let count = |n: usize| text::count(Some(n as u64), "");
    tr!(
        language,
        "{first}-{last} of {total}",
        first = count(top + 1),
        last = count((top + rows).min(total)),
        total = count(total)
    )
}

/// What a title says of a list: how many rows match its filter, and in which order they are.
fn about(scene: &Scene<'_>, sheet: &dyn Shown, list: &List, found: usize, mut about: String) -> String {
    if !list.filter.is_empty() {
        let found = text::count(Some(found as u64), "");
        let all = text::count(Some(sheet.rows() as u64), "");
        let filter = text::fit(list.filter.text(), 32, scene.theme.glyphs.cut());
        about = tr!(
            scene,
            "{found} of {all} match {filter} {dot} {about}",
            found = found,
            all = all,
            filter = filter,
            dot = scene.theme.glyphs.dot(),
            about = about
        );
    }
    if let Some(order) = list.order_title(scene.language, &sheet.columns()) {
        about = if about.is_empty() { order } else { tr!(scene, "{about}, {order}", about = about, order = order) };
    }
    about
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
pub(super) fn contradiction_legend(language: Language) -> String {
    format!(" ! {} ", tr!(language, "contradictory data: see Health"))
}

fn put(canvas: &mut Canvas<'_>, column: Option<&Column>, (x, y, width): (u16, u16, u16), text: &str, style: Style) {
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

/// The first column says whose row it is, and is cut only where it takes more than this share of the room.
const NAMED: u16 = 4;

/// Which columns have a place, and where: what is free goes to words and headings that would be cut, and only then
/// behind the first column.
fn place(columns: &[Column], list: &List, inner: Rect, widths: &Widths, heading: impl Fn(&Column) -> usize) -> Placed {
    let room = inner.width;
    let shown = list.shown(columns);
    let width = |at: usize| columns.get(at).map_or(0, |column| column.width);
    let Some(pinned) = shown.first().copied() else {
        return Placed { columns: Vec::new(), hidden: 0, side: None };
    };
    let rest = shown.get(1..).unwrap_or_default();
    let named = columns.get(pinned).map_or(0, |column| widths.need(&column.key)).min(room / NAMED);
    let usual = width(pinned).min(room.saturating_sub(2));
    let least = usual.max(named);
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
    let hidden = rest.len() - fitting.len();
    let placed: Vec<usize> = std::iter::once(pinned).chain(fitting).collect();
    let mut cells: Vec<u16> = std::iter::once(least).chain(placed.iter().skip(1).map(|at| width(*at))).collect();
    let titles = placed.iter().filter_map(|at| columns.get(*at)).map(heading);
    let titles: Vec<u16> = titles.map(|wide| u16::try_from(wide).unwrap_or(0)).collect();
    let is = |at: &usize, key: &str| columns.get(*at).is_some_and(|column| column.key == key);
    let free = widths.give(room.saturating_sub(used), &mut cells, &titles, |key| {
        placed.iter().position(|at| is(at, key)).map(|place| (place, 0))
    });
    if let Some(first) = cells.first_mut() {
        *first += (usual + usual.max(12)).saturating_sub(*first).min(free);
    }
    let mut x = inner.x;
    let columns = placed.into_iter().zip(cells).map(|(at, cells)| {
        let place = (at, x, cells);
        x += cells + 2;
        place
    });
    Placed { columns: columns.collect(), hidden, side: Some((side, furthest)) }
}

fn headings(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    sorted: Option<(&str, bool)>,
    columns: &[Column],
    placed: &Placed,
    inner: Rect,
) {
    let theme = scene.theme;
    let to_the_left = placed.side.map_or(0, |(side, _)| side);
    let to_the_right = placed.hidden > to_the_left;
    for (nth, (at, x, width)) in placed.columns.iter().enumerate() {
        let Some(column) = columns.get(*at) else { continue };
        let reverse = sorted.filter(|(key, _)| column.key == *key).map(|(_, reverse)| reverse);
        let mark = match reverse.map(|reverse| column.right != reverse) {
            None => "",
            Some(true) => theme.glyphs.down(),
            Some(false) => theme.glyphs.up(),
        };
        let style = if reverse.is_some() { theme.focus() } else { theme.faint() };
        let title = lang::of(scene, &column.title);
        // The mark of the order stands in the gap behind a heading that fills its column: no heading is cut for it.
        let last = inner.right() - u16::from(to_the_right);
        let is_free = x + width < last && (nth > 0 || to_the_left == 0);
        let fills = text::width(title) == usize::from(*width);
        let width = width + u16::from(fills && is_free && text::width(mark) == 1);
        let room = usize::from(width).saturating_sub(text::width(mark));
        let title = text::fit(title, room, theme.glyphs.cut());
        put(canvas, Some(column), (*x, inner.y, width), &format!("{title}{mark}"), style);
    }
    if to_the_left > 0
        && let Some((_, x, width)) = placed.columns.first()
    {
        canvas.put(x + width, inner.y, 2, theme.glyphs.more_left(), theme.focus());
    }
    if to_the_right {
        canvas.put(inner.right() - 1, inner.y, 1, theme.glyphs.more_right(), theme.focus());
    }
}
