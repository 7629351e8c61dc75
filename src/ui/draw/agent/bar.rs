//! An agent's day as one bar: hours below it, the chosen stretch in words, a legend.

use chrono::Offset;
use ratatui::layout::Rect;

use crate::model::{Stamp, State, sort};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::draw::table;
use crate::ui::draw::widgets;
use crate::ui::state::COUNTED;
use crate::ui::state::day::{AgentDay, Segment};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Steps between marks, in minutes.
const STEPS: [i64; 11] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360];
/// Cells of a mark, `09:00`, with a blank on both sides.
const MARK: i64 = 7;

/// The bar itself, over the whole of `area`.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, day: &AgentDay, chosen: Option<usize>, area: Rect) {
    let theme = scene.theme;
    let Some(axis) = day.axis(scene.at) else { return };
    let cells = usize::from(area.width);
    let mut laid = laid(day, axis, scene.at, cells);
    let chosen = chosen.and_then(|at| day.segments.get(at));
    let mark = chosen.map(|segment| {
        let (from, to) = place(segment, axis, scene.at, cells);
        for cell in laid.iter_mut().take(to).skip(from) {
            *cell = Some(segment.state);
        }
        from..to
    });
    for y in area.top()..area.bottom() {
        for (cell, state) in laid.iter().enumerate() {
            let Some(state) = *state else { continue };
            let x = area.x + u16::try_from(cell).unwrap_or(u16::MAX);
            // A full block would hide what it is laid over: the chosen stretch shows its state's sign instead.
            if mark.as_ref().is_some_and(|mark| mark.contains(&cell)) {
                canvas.put(x, y, 1, theme.glyphs.state(state), theme.state(state).patch(theme.choice()));
            } else {
                canvas.put(x, y, 1, widgets::block(theme, state), theme.state(state));
            }
        }
    }
}

/// The state that had most of each cell.
fn laid(day: &AgentDay, (from, to): (Stamp, Stamp), now: Stamp, cells: usize) -> Vec<Option<State>> {
    let length = to.since(from).max(1);
    let moment = |cell: usize| from.plus(length.saturating_mul(cell as i64) / cells.max(1) as i64);
    let mut first = 0;
    let cell = |cell: usize| {
        let (start, end) = (moment(cell), moment(cell + 1));
        while day.segments.get(first).is_some_and(|segment| segment.end(now) <= start) {
            first += 1;
        }
        let mut shares: Vec<(State, i64)> = Vec::new();
        for segment in day.segments.iter().skip(first).take_while(|segment| segment.from < end) {
            let share = segment.end(now).min(end).since(segment.from.max(start)).max(0);
            match shares.iter_mut().find(|(state, _)| *state == segment.state) {
                Some((_, sum)) => *sum += share,
                None => shares.push((segment.state, share)),
            }
        }
        shares.into_iter().filter(|(_, share)| *share > 0).max_by_key(|(_, share)| *share).map(|(state, _)| state)
    };
    (0..cells).map(cell).collect()
}

/// The cells of a segment: one at least.
fn place(segment: &Segment, (from, to): (Stamp, Stamp), now: Stamp, cells: usize) -> (usize, usize) {
    let length = to.since(from).max(1) as f64;
    let at = |at: Stamp| (at.since(from) as f64 / length * cells as f64).round().clamp(0.0, cells as f64) as usize;
    let start = at(segment.from).min(cells.saturating_sub(1));
    (start, at(segment.end(now)).max(start + 1).min(cells))
}

/// Marks of the clock under the bar, and `now` at its end where it reaches the present.
pub(super) fn hours(canvas: &mut Canvas<'_>, scene: &Scene<'_>, day: &AgentDay, area: Rect) {
    let theme = scene.theme;
    let Some((from, to)) = day.axis(scene.at) else { return };
    let cells = i64::from(area.width);
    let length = to.since(from).max(1);
    let mut end = area.right();
    if to == scene.at {
        canvas.put_right(area.x, end, area.y, tr!(scene, "now"), theme.faint());
        end = end.saturating_sub(4);
    }
    let offset = from.in_zone(&scene.settings.zone).map_or(0, |local| local.offset().fix().local_minus_utc());
    let local = from.plus(i64::from(offset) * 1_000).ms();
    let wide_enough = |minutes: &i64| minutes.saturating_mul(60_000).saturating_mul(cells) / length >= MARK;
    // A stretch in which not even half a day is as wide as its mark begins at no time that the agent worked at.
    let Some(step) = STEPS.into_iter().chain([720]).find(wide_enough).map(|minutes| minutes * 60_000) else { return };
    let mut next = from.plus((step - local.rem_euclid(step)) % step);
    while next < to {
        let cell = next.since(from).saturating_mul(cells) / length;
        let x = area.x.saturating_add(u16::try_from(cell).unwrap_or(u16::MAX));
        let mark = format!("{}{}", tick(scene), scene.clock(next, "%H:%M"));
        if x.saturating_add(6) <= end {
            canvas.put(x, area.y, 6, &mark, theme.faint());
        }
        next = next.plus(step);
    }
}

const fn tick(scene: &Scene<'_>) -> &'static str {
    if scene.theme.glyphs.is_ascii() { "'" } else { "╵" }
}

/// The chosen stretch with its exact times.
pub(super) fn chosen(scene: &Scene<'_>, day: &AgentDay, chosen: usize, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let Some(segment) = day.segments.get(chosen) else { return Vec::new() };
    let level = scene.settings.limits.level(segment.state, segment.length_ms(scene.at));
    let to = segment.to.map_or_else(|| tr!(scene, "now").to_owned(), |to| scene.moment(to));
    let mut pieces = vec![
        Piece::new(
            format!("{} {}", theme.glyphs.state(segment.state), table::state_word(scene.language, segment.state)),
            theme.state(segment.state),
        ),
        Piece::new(
            format!("  {}  ", tr!(scene, "{from} to {to}", from = scene.moment(segment.from), to = to)),
            theme.text(),
        ),
        Piece::new(scene.duration(Some(segment.length_ms(scene.at))), theme.level(level)),
    ];
    if let Some(reason) = reason(scene, segment) {
        pieces.push(Piece::new(format!("  {reason}"), theme.text()));
    }
    let place = Piece::new(
        format!("   {}", tr!(scene, "state {nth} of {all}", nth = chosen + 1, all = day.segments.len())),
        theme.faint(),
    );
    if width_of(&pieces) + place.width() <= room {
        pieces.push(place);
    }
    pieces
}

/// Why busy, in words; nothing where it was not said.
pub(super) fn reason(scene: &Scene<'_>, segment: &Segment) -> Option<String> {
    let known = segment.reason.filter(|reason| *reason != crate::model::BusyReason::Unknown)?;
    Some(text::clean(&scene.settings.reason(scene, known)).into_owned())
}

/// What the bar is made of: sign, word, and for how long in all where there is room.
pub(super) fn legend(scene: &Scene<'_>, day: &AgentDay, room: usize) -> Vec<Piece> {
    let theme = scene.theme;
    let mut sums: Vec<(State, i64)> = Vec::new();
    for segment in &day.segments {
        let length = segment.length_ms(scene.at);
        match sums.iter_mut().find(|(state, _)| *state == segment.state) {
            Some((_, sum)) => *sum += length,
            None => sums.push((segment.state, length)),
        }
    }
    sort::by_key(&mut sums, |(state, _)| COUNTED.iter().position(|counted| counted == state).unwrap_or(COUNTED.len()));
    let build = |blocks: bool, durations: bool, gap: &str| {
        let mut pieces: Vec<Piece> = Vec::new();
        for (state, sum) in &sums {
            let gap = if pieces.is_empty() { "" } else { gap };
            let sign = if !blocks || theme.is_plain() || theme.glyphs.is_ascii() {
                theme.glyphs.state(*state).to_owned()
            } else {
                format!("{}{}", widgets::block(theme, *state), theme.glyphs.state(*state))
            };
            pieces.push(Piece::new(format!("{gap}{sign}"), theme.state(*state)));
            pieces.push(Piece::new(format!(" {}", table::state_word(scene.language, *state)), theme.faint()));
            if durations {
                pieces.push(Piece::new(format!(" {}", scene.duration(Some(*sum))), theme.text()));
            }
        }
        pieces
    };
    let tries = [build(true, true, "   "), build(true, true, "  "), build(true, false, "  ")];
    tries.into_iter().find(|pieces| width_of(pieces) <= room).unwrap_or_else(|| build(false, false, " "))
}
