//! Today's chats, agent by agent or skill group by skill group, with every figure the vendor has.

use ratatui::layout::Rect;

use crate::lang;
use crate::model::{ChatBy, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::draw::strip;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::chat::{platform_day, sheet};
use crate::ui::state::{Way, chat_day, chat_ways};
use crate::ui::text;

mod together;
mod trend;

/// From this height on the ways beside the one that is shown are named.
const WITH_STRIP: u16 = 14;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let way = scene.view.tabs().chat.shown(scene.board);
    let ways = chat_ways(scene.board);
    let mut area = area;
    if area.height >= WITH_STRIP && scene.board.platforms().next().is_some() {
        let open = ways.iter().position(|other| *other == way).unwrap_or(0);
        let names: Vec<String> = ways.iter().map(|way| named(scene, *way)).collect();
        let spot = |at: usize| ways.get(at).copied().map(Spot::Way);
        strip::draw(canvas, scene, &names, open, spot, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    match (way, way.platform()) {
        (Way::Together, _) => vendors(canvas, scene, area),
        (_, Some(tag)) => platform(canvas, scene, way, SourceId::Platform(tag), area),
        (_, None) => own(canvas, scene, way, area),
    }
}

/// What to call a vendor.
fn source_title(scene: &Scene<'_>, source: SourceId) -> String {
    scene.live.source(source).title.clone().unwrap_or_else(|| lang::of(scene, source.name()).to_owned())
}

/// What to call a way to look at chats, a vendor's own with the vendor's name before it.
fn named(scene: &Scene<'_>, way: Way) -> String {
    let vendor = match way {
        Way::Together => String::new(),
        _ => format!("{} ", source_title(scene, way.platform().map_or(SourceId::Chat, SourceId::Platform))),
    };
    text::clean(&format!("{vendor}{}", lang::of(scene, way.short()))).into_owned()
}

/// The board's own chats.
fn own(canvas: &mut Canvas<'_>, scene: &Scene<'_>, way: Way, area: Rect) {
    let (day, entry) = chat_day(scene.board, way.by().unwrap_or(ChatBy::Department));
    let polled = day.is_some() && entry.is_none();
    let right = if polled || scene.board.chat().is_none() {
        scene.age_title(SourceId::Chat)
    } else {
        scene.answer_title(entry, SourceId::Chat)
    };
    let mut about = tr!(scene, "today, {what}", what = lang::of(scene, way.title()));
    if let Some(day) = day {
        let held = day.rows.len() as u64;
        if let Some(expected) = day.expected.filter(|expected| *expected > held) {
            let count = |n| text::count(Some(n), "");
            about = tr!(
                scene,
                "{about}, {held} of {expected} rows came",
                about = about,
                held = count(held),
                expected = count(expected)
            );
        }
    }
    let right = scene.scoped(SourceId::Chat, Topic::Chats, right);
    let title = Title { name: tr!(scene, "Chat"), about, right, ..Title::default() };
    let empty = match (day, scene.board.chat()) {
        (Some(_), _) => vec![tr!(scene, "no chats yet today").to_owned()],
        (None, Some(_)) => scene.why_no_answer(entry, tr!(scene, "no chats yet today")),
        (None, None) => scene.why_empty(SourceId::Chat, tr!(scene, "chat statistics are"), tr!(scene, "answer")),
    };
    let stale = if polled { scene.stale(SourceId::Chat) } else { scene.answer_stale(entry, SourceId::Chat) };
    listed(canvas, scene, area, title, empty, stale.is_some());
}

/// The list that has the keys, or why there is none.
fn listed(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, title: Title<'_>, empty: Vec<String>, stale: bool) {
    let Some(sheet) = sheet(scene) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &empty);
        return;
    };
    sheet::draw(canvas, scene, sheet.as_ref(), Frame { area, title, empty, focus: true, stale });
}

/// What one other vendor tells.
fn platform(canvas: &mut Canvas<'_>, scene: &Scene<'_>, way: Way, source: SourceId, area: Rect) {
    let day = platform_day(scene, way).map(|(day, _)| day);
    let name = text::clean(&source_title(scene, source)).into_owned();
    let about = tr!(scene, "today, {what}", what = lang::of(scene, way.title()));
    let topic = if matches!(way, Way::Trend(_)) { Topic::Trend } else { Topic::Chats };
    let right = scene.scoped(source, topic, scene.age_title(source));
    let title = Title { name: &name, about, right, ..Title::default() };
    let mut area = area;
    // An answer in part: what is missing is said above what came.
    let missing = day.map(|day| day.missing.as_slice()).unwrap_or_default();
    if let Some(first) = missing.first().filter(|_| area.height > 8) {
        let more = match missing.len() {
            1 => String::new(),
            many => format!(" {}", tr!(scene, "(and {more} more)", more = many - 1)),
        };
        let sentence = format!("{} {}{more}", scene.theme.glyphs.alert(), text::clean(&lang::sentence(scene, first)));
        let sentence = text::cut(&sentence, usize::from(area.width - 2), scene.theme.glyphs.cut()).into_owned();
        canvas.put(area.x + 1, area.y, area.width - 2, &sentence, scene.theme.caution());
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let empty = match day {
        Some(_) => vec![tr!(scene, "nothing yet today").to_owned()],
        None => scene.why_empty(source, &tr!(scene, "{title}'s chats are", title = name), tr!(scene, "answer")),
    };
    let stale = scene.stale(source).is_some();
    let trend = day.and_then(|day| day.trend.as_ref()).filter(|_| matches!(way, Way::Trend(_)));
    if let Some(table) = trend.filter(|_| area.height >= 16) {
        let height = area.height / 2;
        trend::chart(canvas, scene, table, Rect { height, ..area }, title);
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        let title = Title {
            name: tr!(scene, "In figures"),
            about: lang::of(scene, way.title()).to_owned(),
            ..Title::default()
        };
        listed(canvas, scene, below, title, empty, stale);
        return;
    }
    listed(canvas, scene, area, title, empty, stale);
}

/// All vendors, what they make together, and what they do not.
fn vendors(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let (theme, cut) = (scene.theme, scene.theme.glyphs.cut());
    let title =
        Title { name: tr!(scene, "Chat"), about: tr!(scene, "today, all vendors").to_owned(), ..Title::default() };
    let room = usize::from(area.width.saturating_sub(4));
    let lines = |sentences: Vec<String>| -> Vec<String> {
        sentences.iter().flat_map(|sentence| text::wrap(sentence, room, cut)).collect()
    };
    let (standing, not_added) = (lines(together::standing(scene)), lines(together::not_added(scene)));
    let below = standing.len() + usize::from(!not_added.is_empty()) + not_added.len();
    // The vendors themselves come first: heading, rows, totals, borders.
    let rows = scene.board.platform_totals().len() as u16 + 4;
    let height = area.height.saturating_sub(below as u16 + 1).max(rows).min(area.height);
    listed(canvas, scene, Rect { height, ..area }, title, vec![tr!(scene, "nothing yet today").to_owned()], false);
    let mut y = area.y + height;
    let mut put = |line: &str, style| {
        if y < area.bottom() {
            canvas.put(area.x + 2, y, area.width.saturating_sub(4), line, style);
            y += 1;
        }
    };
    for line in &standing {
        put(line, theme.caution());
    }
    if !not_added.is_empty() {
        put(tr!(scene, "Not added up:"), theme.faint());
    }
    for line in &not_added {
        put(line, theme.faint());
    }
}
