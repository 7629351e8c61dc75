//! Several vendors in one pane: a line each with what it tells, and one with what they make together.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::model::platform::together;
use crate::model::share::share_of;
use crate::model::{Common, MetricTable, Phase, PlatformTotals, SourceId, Together, Topic};
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::value;
use crate::ui::text;

/// Cells of a vendor's name at most.
const NAME: u16 = 12;

/// What a line says: a figure with its word, or a share of one figure in another.
#[derive(Clone, Copy)]
pub(super) enum Said {
    /// A count.
    Count(Common, &'static str),
    /// An average, a duration.
    Average(Common, &'static str),
    /// One figure as a share of another, in percent.
    Share(Common, Common, &'static str),
}

/// What is said of chats.
const CHATS: &[Said] = &[
    Said::Count(Common::Chats, mark!("chats")),
    Said::Share(Common::Valid, Common::Chats, mark!("valid")),
    Said::Average(Common::FirstReply, mark!("first reply")),
    Said::Share(Common::Good, Common::Rated, mark!("good")),
    Said::Count(Common::Unanswered, mark!("unanswered")),
];

/// The same where a vendor tells of its queue.
const CHATS_AND_QUEUE: &[Said] = &[
    Said::Count(Common::Chats, mark!("chats")),
    Said::Count(Common::Queued, mark!("queued")),
    Said::Count(Common::GaveUp, mark!("gave up")),
    Said::Count(Common::Lost, mark!("lost")),
    Said::Share(Common::Valid, Common::Chats, mark!("valid")),
    Said::Average(Common::FirstReply, mark!("first reply")),
    Said::Share(Common::Good, Common::Rated, mark!("good")),
    Said::Count(Common::Unanswered, mark!("unanswered")),
];

/// What there is to say of these vendors' chats.
pub(super) fn chats(platforms: &[PlatformTotals]) -> &'static [Said] {
    let queue = |platform: &PlatformTotals| {
        [Common::Queued, Common::GaveUp, Common::Lost].iter().any(|of| platform.get(*of).is_some())
    };
    if platforms.iter().any(queue) { CHATS_AND_QUEUE } else { CHATS }
}

/// What is said of robots.
pub(super) const ROBOTS: &[Said] = &[
    Said::Count(Common::AiSessions, mark!("sessions")),
    Said::Share(Common::AiContained, Common::AiValid, mark!("contained")),
    Said::Count(Common::AiHanded, mark!("reached an agent")),
    Said::Count(Common::AiValid, mark!("valid")),
];

impl Said {
    const fn word(self) -> &'static str {
        match self {
            Self::Count(_, word) | Self::Average(_, word) | Self::Share(_, _, word) => word,
        }
    }

    fn figure(self, scene: &Scene<'_>, get: &dyn Fn(Common) -> Option<f64>) -> String {
        let dash = scene.dash();
        match self {
            Self::Count(figure, _) => text::count(get(figure).map(|count| count.max(0.0) as u64), dash),
            Self::Average(figure, _) => scene.duration(get(figure).map(|ms| ms as i64)),
            Self::Share(part, whole, _) => text::percent(share_of(get(part), get(whole)), dash),
        }
    }

    /// Cells of the figure.
    const fn cells(self) -> u16 {
        match self {
            Self::Count(..) | Self::Average(..) => 5,
            Self::Share(..) => 6,
        }
    }
}

/// Whether vendors stand beside each other here: a board with no chats but its own has no need of their names.
pub(super) fn several(scene: &Scene<'_>) -> bool {
    scene.board.platforms().next().is_some()
}

/// The vendors that tell of robots, or have not told anything yet.
pub(super) fn with_robots(scene: &Scene<'_>) -> Vec<PlatformTotals> {
    let mut platforms = scene.board.platform_totals();
    platforms.retain(|platform| platform.ai.is_some());
    platforms
}

/// Lines that `platforms` take.
pub(super) fn lines(platforms: &[PlatformTotals]) -> usize {
    platforms.len() + usize::from(platforms.len() > 1)
}

/// Draws a line a vendor and one for all, as many as there is room for; how many.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    platforms: &[PlatformTotals],
    said: &[Said],
    area: Rect,
) -> u16 {
    let (theme, cut) = (scene.theme, scene.theme.glyphs.cut());
    let mut used = 0;
    let mut line = |name: &str, name_style: Style, pieces: &[Piece], stale: bool| {
        if used < area.height {
            let y = area.y + used;
            canvas.put(area.x, y, NAME, &text::fit(name, usize::from(NAME), cut), name_style);
            canvas.line(area.x + NAME + 1, y, area.width.saturating_sub(NAME + 1), pieces);
            if stale {
                canvas.tint(Rect { y, height: 1, ..area }, theme.stale());
            }
            used += 1;
        }
    };
    let room = area.width.saturating_sub(NAME + 1);
    for platform in platforms {
        let of_all = || of_all(scene, platform, said).filter(|_| has(platform, said));
        let pieces = match trouble(scene, platform).or_else(of_all) {
            Some(words) if !has(platform, said) => vec![Piece::new(words, theme.caution())],
            trouble => {
                // What is wrong comes before the figures that it is wrong with.
                let mut pieces: Vec<Piece> =
                    trouble.map(|words| Piece::new(format!("{words}  "), theme.caution())).into_iter().collect();
                let taken = pieces.iter().map(Piece::width).sum::<usize>() as u16;
                pieces.extend(figures(scene, said, room.saturating_sub(taken), &|figure| platform.get(figure)));
                pieces
            }
        };
        line(&platform.title, theme.text(), &pieces, scene.stale(platform.source).is_some());
    }
    if platforms.len() > 1 {
        let sum = |figure| match together(platforms, figure) {
            Together::Sum(sum) => Some(sum),
            Together::Averages | Together::Untold(_) => None,
        };
        // A sum is no fresher than the oldest of what it adds.
        let old = platforms.iter().any(|platform| scene.stale(platform.source).is_some());
        let mut pieces: Vec<Piece> =
            old.then(|| Piece::new(format!("{}  ", tr!(scene, "in part old")), theme.caution())).into_iter().collect();
        let taken = pieces.iter().map(Piece::width).sum::<usize>() as u16;
        pieces.extend(figures(scene, said, room.saturating_sub(taken), &sum));
        line(tr!(scene, "together"), theme.strong(), &pieces, false);
    }
    used
}

/// Draws the platforms' own figures, today's with yesterday's beside them, as many as there is room for.
pub(super) fn platform_figures(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let theme = scene.theme;
    let tables = scene.board.platforms().filter_map(|platform| platform.day.as_ref()?.figures.as_ref());
    let written = |table: &MetricTable, day: usize, at: usize| {
        let cell = table.rows.get(day).and_then(|row| row.cells.get(at));
        value(table.metrics.get(at), cell).written(scene)
    };
    let (today, yesterday) = (area.right().saturating_sub(12), area.right().saturating_sub(1));
    let mut y = area.y;
    for table in tables {
        let mut group = "";
        for (at, metric) in table.metrics.iter().enumerate().filter(|(_, metric)| metric.shown) {
            if y >= area.bottom() || area.width < 40 {
                return;
            }
            if group != metric.group {
                group = &metric.group;
                canvas.put(area.x, y, area.width, &text::clean(lang::of(scene, group)), theme.faint());
                canvas.put_right(area.x, today, y, tr!(scene, "today"), theme.faint());
                canvas.put_right(today, yesterday, y, tr!(scene, "yesterday"), theme.faint());
                y += 1;
            }
            if y < area.bottom() {
                let label = text::fit(
                    lang::of(scene, &metric.label),
                    usize::from(area.width.saturating_sub(24)),
                    theme.glyphs.cut(),
                );
                canvas.put(area.x + 1, y, area.width.saturating_sub(24), &label, theme.text());
                canvas.put_right(area.x, today, y, &written(table, 0, at), theme.strong());
                canvas.put_right(today, yesterday, y, &written(table, 1, at), theme.faint());
                y += 1;
            }
        }
    }
}

/// Figures in columns, each behind its own, as many as fit.
fn figures(scene: &Scene<'_>, said: &[Said], room: u16, get: &dyn Fn(Common) -> Option<f64>) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut left = usize::from(room);
    for said in said {
        let figure = text::pad_left(&said.figure(scene, get), usize::from(said.cells()));
        let fact = [
            Piece::new(figure, theme.strong()),
            Piece::new(format!(" {}  ", lang::of(scene, said.word())), theme.faint()),
        ];
        let width: usize = fact.iter().map(Piece::width).sum();
        if width > left + 2 {
            break;
        }
        left = left.saturating_sub(width);
        pieces.extend(fact);
    }
    // The gap to a next one is not in the room.
    if let Some(last) = pieces.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    pieces
}

/// That a vendor's figures are of the whole company, where the settings narrow the board.
fn of_all(scene: &Scene<'_>, platform: &PlatformTotals, said: &[Said]) -> Option<String> {
    let robots = said.iter().any(|said| matches!(said, Said::Count(figure, _) if figure.is_ai()));
    let (source, topic) = match (platform.source, robots) {
        (SourceId::Chat, true) => (SourceId::Ai, Topic::Robots),
        (source, true) => (source, Topic::Robots),
        (source, false) => (source, Topic::Chats),
    };
    scene.of_all(source, topic).map(str::to_owned)
}

fn has(platform: &PlatformTotals, said: &[Said]) -> bool {
    said.iter().any(|said| match said {
        Said::Count(figure, _) | Said::Average(figure, _) => platform.get(*figure).is_some(),
        Said::Share(part, ..) => platform.get(*part).is_some(),
    })
}

/// What is wrong with a vendor's figures, in a word or two.
fn trouble(scene: &Scene<'_>, platform: &PlatformTotals) -> Option<String> {
    let source = scene.live.source(platform.source);
    if let Some(stale) = scene.stale(platform.source) {
        return Some(stale);
    }
    match (&source.phase, &source.error) {
        (Phase::Stopped, _) => Some(tr!(scene, "stopped").to_owned()),
        (Phase::Waiting { until, .. }, _) => Some(tr!(scene, "failed, again {when}", when = scene.countdown(*until))),
        (_, Some(_)) => Some(tr!(scene, "in part").to_owned()),
        (_, None) if source.as_of.is_none() => Some(tr!(scene, "waiting").to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
