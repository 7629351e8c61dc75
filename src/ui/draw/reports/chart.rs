//! The chart of half hours: answered, robots', outside, lost and outbound calls on top of each other, and yesterday's height as a
//! shadow behind them. Each part has a shape of its own, so that none is told by its colour alone.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::lists::Sheet;
use crate::model::{Day, HalfCalls, State};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::widgets;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::state::sheets::reports::entry;
use crate::ui::state::sheets::reports::halves::{Halves, HalvesSheet};
use crate::ui::text;
use crate::ui::theme::Theme;

/// Cells of the scale at the left.
const SCALE: u16 = 6;
/// Cells of the widest column, with the gap behind it.
const WIDEST: usize = 6;

const fn pick(theme: Theme, unicode: &'static str, ascii: &'static str) -> &'static str {
    if theme.glyphs.is_ascii() { ascii } else { unicode }
}

/// The parts of a column from below: sign, word, style.
const fn parts(theme: Theme) -> [(&'static str, &'static str, Style); 5] {
    [
        (pick(theme, "█", "#"), mark!("answered"), theme.graph()),
        (pick(theme, "▓", "@"), mark!("by robots"), theme.text()),
        (pick(theme, "░", "o"), mark!("outside"), theme.faint()),
        (pick(theme, "╳", "x"), mark!("lost+short"), theme.alert()),
        (pick(theme, "▒", "="), mark!("outbound"), theme.state(State::Dialling)),
    ]
}

/// How the parts are named in the legend.
#[derive(Clone, Copy)]
enum Words {
    Whole,
    Short,
    /// Without their counts.
    Alone,
}

/// The word of a part where there is little room.
fn short(scene: &Scene<'_>, word: &'static str) -> &'static str {
    match word {
        "by robots" => tr!(scene, "robots"; "short"),
        "outbound" => tr!(scene, "out"; "short"),
        other => lang::of(scene, other),
    }
}

/// Its counts; `None` for what the vendor does not tell apart.
fn counts(half: HalfCalls) -> [Option<u64>; 5] {
    [half.answered, half.robots, half.outside, half.unserved(), half.outbound]
}

fn drawn(half: HalfCalls) -> [u64; 5] {
    counts(half).map(|count| count.unwrap_or(0))
}

/// Where yesterday was higher.
const fn shadow(theme: Theme) -> &'static str {
    pick(theme, "·", ".")
}

/// Under the chosen half hour.
const fn mark(theme: Theme) -> &'static str {
    pick(theme, "▲", "^")
}

/// The half hour whose row is chosen.
pub(super) fn chosen(scene: &Scene<'_>, sheet: &dyn Sheet) -> Option<usize> {
    HalvesSheet::slot_of(&sheet.key(sheets::chosen(scene, sheet)?))
}

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    halves: &Halves<'_>,
    chosen: usize,
    area: Rect,
    title: &Title<'_>,
) {
    let inner = canvas.pane(area, title);
    // The legend above; the axis, its hours and the chosen half hour below.
    if inner.height < 5 || inner.width < SCALE + 12 {
        return;
    }
    legend(canvas, scene, halves, Rect { height: 1, ..inner });
    columns(canvas, scene, halves, chosen, Rect { y: inner.y + 1, height: inner.height - 2, ..inner });
    exact(canvas, scene, halves, chosen, Rect { y: inner.bottom() - 1, height: 1, ..inner });
}

/// The smallest round number that is not below `most`.
fn round_up(most: u64) -> u64 {
    let mut unit: u64 = 1;
    loop {
        let step = (1..=9).map(|step| unit.saturating_mul(step)).find(|step| *step >= most);
        if let Some(step) = step {
            return step;
        }
        unit = unit.saturating_mul(10);
    }
}

/// Lines that `count` takes where all of them stand for `most`; what is there at all has one.
fn lines_of(count: u64, most: u64, lines: usize) -> usize {
    let exact = (count as f64 / most.max(1) as f64 * lines as f64).round() as usize;
    exact.max(usize::from(count > 0)).min(lines)
}

fn columns(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves<'_>, chosen: usize, area: Rect) {
    let theme = scene.theme;
    let lines = usize::from(area.height - 2);
    let range = halves.range();
    let wide = (usize::from(area.width - SCALE - 1) / range.len().max(1)).clamp(1, WIDEST);
    // A gap between columns where there is room for one.
    let bar = if wide > 2 { wide - 1 } else { wide };
    let before = |slot: usize| halves.before(slot).map_or(0, HalfCalls::total);
    let highest = range.clone().map(|slot| halves.half(slot).total().max(before(slot))).max().unwrap_or(0);
    let most = round_up(highest.max(4));
    let (left, axis) = (area.x + SCALE, area.y + lines as u16);
    canvas.put_right(area.x, left - 1, area.y, &text::count(Some(most), ""), theme.faint());
    if lines.is_multiple_of(2) && most.is_multiple_of(2) && lines >= 6 {
        let half = text::count(Some(most / 2), "");
        canvas.put_right(area.x, left - 1, area.y + lines as u16 / 2, &half, theme.faint());
    }
    canvas.put_right(area.x, left - 1, axis, "0", theme.faint());
    for (index, slot) in range.enumerate() {
        let x = left + (index * wide) as u16;
        let half = halves.half(slot);
        // A part that is there at all has a line: lost calls are few, and are what is looked for.
        let kinds = drawn(half).iter().filter(|count| **count > 0).count();
        let high = lines_of(half.total(), most, lines).max(kinds.min(lines));
        let mut y = axis;
        for ((sign, _, style), share) in parts(theme).into_iter().zip(widgets::shares(&drawn(half), high)) {
            for _ in 0..share {
                y -= 1;
                canvas.put(x, y, bar as u16, &sign.repeat(bar), style);
            }
        }
        for _ in high..lines_of(before(slot), most, lines) {
            y -= 1;
            canvas.put(x, y, bar as u16, &shadow(theme).repeat(bar), theme.faint());
        }
        canvas.put(x, axis, wide as u16, &pick(theme, "─", "-").repeat(wide), theme.line());
        if slot == halves.running {
            canvas.put(x, axis, bar as u16, &theme.glyphs.live().repeat(bar), theme.good());
        }
        let every = [2, 4, 6, 12].into_iter().find(|every| every * wide >= 4).unwrap_or(12);
        let wall = halves.wall(slot);
        if wall.is_multiple_of(every) {
            canvas.put(x, axis + 1, 2, &format!("{:02}", wall / 2), theme.faint());
        }
        if slot == chosen {
            let sign = if slot == halves.running { axis + 1 } else { axis };
            canvas.put(x, sign, bar as u16, &mark(theme).repeat(bar), theme.focus());
        }
    }
}

/// The chosen half hour, today and yesterday; what yesterday had is in brackets where there is less room.
fn exact(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves<'_>, chosen: usize, area: Rect) {
    let theme = scene.theme;
    let count = |count: Option<u64>| text::count(count, scene.dash());
    let figures = |half: HalfCalls| {
        let [answered, robots, outside, unserved, outbound] = counts(half);
        let mut parts = vec![
            tr!(scene, "{inbound} in", inbound = count(half.inbound)),
            tr!(scene, "{answered} answered", answered = count(answered)),
        ];
        // What there is none of says nothing.
        parts.extend(
            robots.filter(|robots| *robots > 0).map(|n| tr!(scene, "{robots} by robots", robots = count(Some(n)))),
        );
        parts.extend(
            outside.filter(|outside| *outside > 0).map(|n| tr!(scene, "{outside} outside", outside = count(Some(n)))),
        );
        parts.push(tr!(scene, "{calls} lost+short", calls = count(unserved)));
        parts.push(tr!(scene, "{outbound} out", outbound = count(outbound)));
        parts.join(tr!(scene, ", "; "clauses"))
    };
    let (today, before) = (halves.half(chosen), halves.before(chosen));
    let mut pieces = vec![
        Piece::new(format!("{}  ", halves.span(chosen)), theme.focus()),
        Piece::new(
            if chosen == halves.running {
                tr!(scene, "{figures} so far", figures = figures(today))
            } else {
                figures(today)
            },
            theme.strong(),
        ),
    ];
    let about = before.map_or_else(
        || format!("   {}", tr!(scene, "yesterday {figures}", figures = scene.dash())),
        |half| format!("   {}", tr!(scene, "yesterday {figures}", figures = figures(half))),
    );
    if usize::from(area.width) > width_of(&pieces) + text::width(&about) + 1 {
        pieces.push(Piece::new(about, theme.faint()));
    } else if before.is_some() || width_of(&pieces) >= usize::from(area.width) {
        pieces.truncate(1);
        let known = before.map_or([None; 5], counts);
        // Where there is no room for the words, the signs of the legend stand for them.
        let spelled = |words: bool, and_before: bool| {
            let both = counts(today).into_iter().zip(known).zip(parts(theme));
            let some = both.filter(|((now, before), _)| *now != Some(0) || before.unwrap_or(0) > 0);
            some.flat_map(|((now, before), (sign, word, style))| {
                let (sign, word) = if words { ("", lang::of(scene, word)) } else { (sign, "") };
                let before = if and_before { format!("({}) {word}", count(before)) } else { String::new() };
                [
                    Piece::new(sign, style),
                    Piece::new(format!("{}{} ", if words { "" } else { " " }, count(now)), theme.strong()),
                    Piece::new(format!("{}  ", before.trim_end()), theme.faint()),
                ]
            })
            .collect::<Vec<_>>()
        };
        let room = (usize::from(area.width) + 1).saturating_sub(width_of(&pieces));
        let fits = |(words, before): &(bool, bool)| width_of(&spelled(*words, *before)) <= room;
        let mut ways = [(true, true), (false, true)].into_iter().filter(|_| before.is_some());
        let (words, and_before) = ways.find(fits).unwrap_or((false, false));
        pieces.extend(spelled(words, and_before));
        let yesterday = Piece::new(tr!(scene, "(yesterday)"), theme.faint());
        // The legend says too which is yesterday's.
        if and_before && width_of(&pieces) + yesterday.width() < usize::from(area.width) {
            pieces.push(yesterday);
        } else if let Some(last) = pieces.last_mut() {
            // The blanks behind the last figure would be cut like a word.
            last.text.truncate(last.text.trim_end().len());
        }
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}

/// What the signs mean, with today's totals of what is drawn.
fn legend(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves<'_>, area: Rect) {
    let theme = scene.theme;
    // A part that is not told of one half hour is not told of the day; a half hour that is not there has nothing in it.
    let mut totals = [Some(0_u64); 5];
    for half in halves.range().filter_map(|slot| halves.told(slot)) {
        for (total, count) in totals.iter_mut().zip(counts(half)) {
            *total = total.zip(count).map(|(total, count)| total.saturating_add(count));
        }
    }
    let told = parts(theme).into_iter().zip(totals).enumerate();
    // Robots and numbers outside are named where there are any.
    let told = told.filter(|(at, (_, total))| !matches!(at, 1 | 2) || total.unwrap_or(0) > 0);
    let told: Vec<_> = told.map(|(_, part)| part).collect();
    let room = usize::from(area.width.saturating_sub(1));
    let written = |(gap, words): (&str, Words)| {
        let mut pieces: Vec<Piece> = Vec::new();
        for &((sign, word, style), total) in &told {
            if !pieces.is_empty() {
                pieces.push(Piece::new(gap, theme.text()));
            }
            let count = text::count(total, scene.dash());
            let said = match words {
                Words::Whole => format!(" {count} {}", lang::of(scene, word)),
                Words::Short => format!(" {count} {}", short(scene, word)),
                Words::Alone => format!(" {}", lang::of(scene, word)),
            };
            pieces.extend([Piece::new(sign, style), Piece::new(said, theme.text())]);
        }
        pieces
    };
    // What has no room whole gives up gaps, then letters, and then the counts, which the table has too.
    let ways = [("   ", Words::Whole), (" ", Words::Whole), (" ", Words::Short), (" ", Words::Alone)];
    let mut pieces = ways.map(written).into_iter().find(|pieces| width_of(pieces) <= room).unwrap_or_default();
    let yesterday = match entry(scene, Day::Yesterday) {
        _ if halves.yesterday.is_some() => tr!(scene, "yesterday"),
        Some(entry) if entry.failure.is_some() => tr!(scene, "yesterday is missing"),
        Some(entry) if entry.report().is_some() => tr!(scene, "nothing is told of yesterday"),
        _ => tr!(scene, "yesterday is asked for"),
    };
    for (sign, word, style) in [
        (shadow(theme), yesterday, theme.faint()),
        (theme.glyphs.live(), tr!(scene, "running"), theme.good()),
        (mark(theme), tr!(scene, "chosen"), theme.focus()),
    ] {
        let gap = Piece::new(if pieces.is_empty() { "" } else { "   " }, theme.faint());
        let said = [gap, Piece::new(sign, style), Piece::new(format!(" {word}"), theme.faint())];
        if width_of(&pieces) + width_of(&said) <= room {
            pieces.extend(said);
        }
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}
