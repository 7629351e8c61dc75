//! Today's chats: totals, and who had how many.

use ratatui::layout::Rect;

use crate::lang;
use crate::model::{ChatAgent, ChatTotals, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::facts::{in_a_line, more};
use crate::ui::draw::vendors;
use crate::ui::draw::widgets;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Chats, Pane, Place, joined_by};
use crate::ui::text;

/// Lines it could use.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    if vendors::several(scene) {
        return vendors::lines(&scene.board.platform_totals()) + 1 + scene.view.board().chats().order().len();
    }
    scene.board.chat().map_or_else(|| scene.reasons(SourceId::Chat), |day| 2 + day.rows.len())
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let focus = scene.has_focus(Pane::Chat);
    let order = scene.view.board().chats().order();
    let day = scene.board.chat();
    let platforms = if vendors::several(scene) { scene.board.platform_totals() } else { Vec::new() };
    // The totals: a line, or one a vendor.
    let totals_lines = vendors::lines(&platforms).max(1) as u16;
    let list = area.height.saturating_sub(2 + totals_lines);
    let heading = u16::from(list >= 6 && area.width >= 44);
    let rows = usize::from(list - heading.min(list));
    let chosen = scene.view.board().chosen_chat().filter(|_| focus);
    let position = chosen.and_then(|chosen| {
        order.iter().position(|place| Chats::key_at(*place, scene.board).as_deref() == Some(chosen))
    });
    let top = widgets::window(0, rows, order.len(), position);
    canvas.zone(area, Zone::Pane(Pane::Chat, rows));
    if focus {
        canvas.map.rows = Some(rows);
    }
    let hidden = order.len().saturating_sub(rows);
    let missing = day.and_then(|day| Some((day.expected?, day.rows.len() as u64))).filter(|(all, here)| all > here);
    let inner = canvas.pane(
        area,
        &Title {
            name: tr!(scene, "Chat today"),
            about: missing
                .map(|(all, here)| tr!(scene, "{here} of {all} rows", here = here, all = all))
                .unwrap_or_default(),
            // Several vendors are of several ages: the header has them.
            right: if platforms.is_empty() {
                scene.scoped(SourceId::Chat, Topic::Chats, scene.age_title(SourceId::Chat))
            } else {
                Vec::new()
            },
            bottom_right: if hidden > 0 { more(scene.language, hidden) } else { String::new() },
            focus,
            ..Title::default()
        },
    );
    let within = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    match (day, platforms.is_empty()) {
        (_, false) => {
            vendors::draw(canvas, scene, &platforms, vendors::chats(&platforms), within);
        }
        (Some(day), true) => {
            canvas.line(within.x, within.y, within.width, &totals(scene, &day.totals, inner.width));
        }
        (None, true) => {
            canvas.middle(
                inner,
                &scene.why_empty(SourceId::Chat, tr!(scene, "chat statistics are"), tr!(scene, "answer")),
            );
            return;
        }
    }
    // What platforms tell of all chats has the room that their people leave.
    let shown = if order.is_empty() { 0 } else { (order.len() as u16).saturating_add(heading).min(list) };
    if !platforms.is_empty() && list > shown + 4 {
        let rest = Rect { y: inner.y + totals_lines + shown + 1, height: list - shown - 1, ..within };
        vendors::platform_figures(canvas, scene, rest);
    }
    let row_at = |place: &Place| place.row(scene.board);
    let most = order.first().and_then(row_at).and_then(|row| row.chats).unwrap_or(0);
    let in_view = order.iter().skip(top).take(rows).filter_map(row_at);
    let names = in_view.map(|row| text::width(&text::clean(row.name.as_deref().unwrap_or_default()))).max();
    let in_view = order.iter().skip(top).take(rows).filter_map(row_at);
    let groups = in_view.map(|row| text::width(&text::clean(row.group.as_deref().unwrap_or_default()))).max();
    let cells = |longest: Option<usize>, gap| u16::try_from(longest.unwrap_or(0) + gap).unwrap_or(u16::MAX);
    let columns = Columns::for_width(inner.width.saturating_sub(2), cells(names, 1), cells(groups, 2));
    if heading > 0 && !order.is_empty() {
        columns.heading(canvas, scene, inner.x + 1, inner.y + totals_lines);
    }
    for (line, place) in order.iter().enumerate().skip(top).take(rows) {
        let Some(row) = row_at(place) else { continue };
        let y = inner.y + totals_lines + heading + (line - top) as u16;
        columns.row(canvas, scene, *place, row, most, (inner.x + 1, y));
        if let Some(key) = Chats::key_at(*place, scene.board) {
            canvas.spot(Rect { y, height: 1, ..inner }, Spot::Chat(key));
        }
        if position == Some(line) {
            canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.choice());
        }
    }
    if platforms.is_empty() && scene.stale(SourceId::Chat).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
}

/// `388 chats  92 % valid  first reply 00:14  good 91 %`, as much of it as fits.
fn totals(scene: &Scene<'_>, totals: &ChatTotals, width: u16) -> Vec<Piece> {
    let reply = |ms: Option<f64>| scene.duration(ms.map(|ms| ms as i64));
    let facts = [
        (text::count(totals.chats, scene.dash()), mark!("chats"), true),
        (text::percent(totals.valid_share(), scene.dash()), mark!("valid"), true),
        (reply(totals.first_reply_ms), mark!("first reply"), true),
        (text::percent(totals.good_share(), scene.dash()), mark!("good"), true),
        (text::count(totals.unanswered, scene.dash()), mark!("unanswered"), totals.unanswered.is_some()),
        (reply(totals.reply_ms), mark!("reply"), totals.reply_ms.is_some()),
    ];
    in_a_line(scene, facts, width)
}

/// Cells of a skill group at least, gaps included.
const GROUP: u16 = 14;

/// What fits beside the name and the count.
struct Columns {
    name: u16,
    bar: u16,
    /// Nothing where there is no room for one.
    group: u16,
    replies: bool,
    voice: bool,
}

impl Columns {
    /// `name` and `group` are the longest there are.
    fn for_width(width: u16, name: u16, group: u16) -> Self {
        let mut columns = Self { name: 14, bar: 0, group: 0, replies: false, voice: false };
        let mut left = width.saturating_sub(14 + 6);
        let mut take = |cells: u16, least: u16| {
            let fits = left >= cells + least;
            if fits {
                left -= cells;
            }
            fits
        };
        columns.replies = take(20, 5);
        columns.voice = take(19, 8);
        columns.group = if take(GROUP, 8) { GROUP } else { 0 };
        columns.name += left.saturating_sub(12).min(8);
        // A bar tells less than the end of a name.
        let free = left.saturating_sub(columns.name - 14);
        columns.name += name.min(60).saturating_sub(columns.name).min(free);
        let free = left.saturating_sub(columns.name - 14);
        let more = group.min(60).saturating_sub(GROUP).min(free).min(columns.group * 4);
        columns.group += more;
        // A stump of a bar tells nothing.
        columns.bar = (free - more).min(40);
        if columns.bar < 5 {
            columns.bar = 0;
        }
        columns
    }

    /// Where each part begins: name, chats, group, replies, good, voice, bar.
    const fn starts(&self, x: u16) -> [u16; 6] {
        let chats = x + self.name;
        let group = chats + 6;
        let replies = group + self.group;
        let good = replies + if self.replies { 10 } else { 0 };
        let voice = good + if self.replies { 10 } else { 0 };
        let bar = voice + if self.voice { 19 } else { 0 };
        [chats, group, replies, good, voice, bar]
    }

    fn heading(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, x: u16, y: u16) {
        let style = scene.theme.faint();
        let [chats, group, replies, good, voice, _] = self.starts(x);
        canvas.put(x, y, self.name, tr!(scene, "name"), style);
        canvas.put_right(x, chats + 5, y, tr!(scene, "chats"), style);
        if self.group > 0 {
            canvas.put(group + 1, y, self.group - 1, tr!(scene, "group"), style);
        }
        if self.replies {
            canvas.put_right(replies, replies + 9, y, tr!(scene, "1st resp."), style);
            canvas.put_right(good, good + 9, y, tr!(scene, "good"), style);
        }
        if self.voice {
            canvas.put(voice + 2, y, 17, tr!(scene, "voice agent"), style);
        }
    }

    fn row(
        &self,
        canvas: &mut Canvas<'_>,
        scene: &Scene<'_>,
        place: Place,
        row: &ChatAgent,
        most: u64,
        (x, y): (u16, u16),
    ) {
        let theme = scene.theme;
        let cut = theme.glyphs.cut();
        let [chats, group, replies, good, voice, bar] = self.starts(x);
        let name = text::clean(row.name.as_deref().unwrap_or(scene.dash()));
        canvas.put(x, y, self.name - 1, &name, theme.text());
        canvas.put_right(x, chats + 5, y, &text::count(row.chats, scene.dash()), theme.strong());
        if self.group > 0 {
            // A person of another vendor has that vendor's name there.
            let vendor = place.platform.map(|tag| scene.live.source(SourceId::Platform(tag)));
            let vendor = vendor.map(|source| source.title.as_deref().unwrap_or_default());
            let group_name = vendor.or(row.group.as_deref()).unwrap_or_default();
            let cells = self.group - 2;
            canvas.put(group + 1, y, cells, &text::fit(group_name, usize::from(cells), cut), theme.faint());
        }
        if self.replies {
            let first = scene.duration(row.first_reply_ms.map(|ms| ms as i64));
            canvas.put_right(replies, replies + 9, y, &first, theme.text());
            let rated = ChatTotals::of(std::slice::from_ref(row));
            canvas.put_right(good, good + 9, y, &text::percent(rated.good_share(), scene.dash()), theme.text());
        }
        if self.voice
            && let Some((id, joined)) = scene.view.board().chats().agent(place)
        {
            let number = scene.board.slot(id.as_str()).and_then(|slot| scene.board.agent(slot)?.number.as_deref());
            let number = text::fit(number.unwrap_or(scene.dash()), 5, cut);
            canvas.put(voice + 2, y, 17, &format!("{number} {}", lang::of(scene, joined_by(joined))), theme.faint());
        }
        let drawn = widgets::bar(theme, row.chats.unwrap_or(0), most, usize::from(self.bar.saturating_sub(2)));
        canvas.put(bar + 1, y, self.bar, &drawn, theme.graph());
    }
}
