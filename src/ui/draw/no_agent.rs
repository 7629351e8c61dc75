//! Callers whom no agent has yet: what the figure is made of, and what is known of them.

use ratatui::layout::Rect;

use super::facts::columns;
use super::figures::{self, CallsNow};
use super::waiting;
use crate::lists::Sheet;
use crate::model::{Callers, Day, ReportOf, Shelved, SourceId, Topic, sort};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame, range};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::no_agent::sheet;
use crate::ui::state::{BoardFigure, report};
use crate::ui::text;

/// Draws the sum with the records, and below it what the figure counts and how far it may be off. Where both have no room,
/// the part that has the keys has more of it, and what it counts scrolls.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = sheet(scene);
    let on_meaning = scene.view.tabs().calls.meaning;
    let cells = usize::from(area.width.saturating_sub(4));
    let wrapped = sentences(scene).into_iter().flat_map(|said| text::wrap(&said, cells, scene.theme.glyphs.cut()));
    let lines: Vec<Vec<Piece>> = wrapped.map(|line| vec![Piece::new(line, scene.theme.faint())]).collect();
    // The border and the heading are with the rows.
    let rows = u16::try_from(sheet.rows() + 3).unwrap_or(u16::MAX);
    let below = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let least = if on_meaning { area.height / 3 } else { area.height / 2 };
    let height = rows.min(area.height.saturating_sub(below).max(least));
    let frame = Frame {
        area: Rect { height, ..area },
        title: Title {
            name: &format!("{}{}", figures::trail(scene), figures::named(scene, BoardFigure::NoAgentYet)),
            right: scene.scoped(SourceId::Agents, Topic::Agents, ages(scene)),
            ..Title::default()
        },
        empty: Vec::new(),
        focus: !on_meaning,
        // Each row is as old as what it rests on.
        stale: false,
    };
    sheet::draw(canvas, scene, &sheet, frame);
    let rest = Rect { y: area.y + height, height: area.height - height, ..area };
    let rows = usize::from(rest.height.saturating_sub(2));
    let top = scene.view.scroll().min(lines.len().saturating_sub(rows));
    let in_view = if lines.len() > rows { range(scene.language, top, rows, lines.len()) } else { String::new() };
    canvas.zone(rest, Zone::Meaning);
    let title =
        Title { name: tr!(scene, "What it counts"), bottom_right: in_view, focus: on_meaning, ..Title::default() };
    let inner = canvas.pane(rest, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    columns(canvas, scene, rest, body, &[lines]);
}

/// How old the sum is, and the records below it where there are any.
fn ages(scene: &Scene<'_>) -> Vec<Piece> {
    let (agents, calls) = (scene.age_title(SourceId::Agents), figures::calls_age(scene));
    if calls.is_empty() { agents } else { figures::ages(scene, [(SourceId::Agents, agents), (SourceId::Calls, calls)]) }
}

/// What the figure counts, what it leaves out, and how far it was off where that is known.
fn sentences(scene: &Scene<'_>) -> Vec<String> {
    let measured = Callers::MEASURED;
    let callers = scene.board.callers();
    let mut said: Vec<String> = figures::callers_unknown(scene, callers).map(|(why, _)| why).into_iter().collect();
    if let Callers::Settling(more) = callers {
        said.push(tr!(
            scene,
            "Agents have {more} more than are in progress, since what tells of a call comes in several messages: for up to \
             {seconds} s that is 0, then unknown.",
            more = text::count(Some(more), ""),
            seconds = text::seconds(Callers::SETTLES_MS)
        ));
    }
    said.push(
        tr!(
            scene,
            "Inbound calls in progress, as the platform counts them, minus those that agents have: agents who dial, ring, \
             talk or hold in one."
        )
        .to_owned(),
    );
    said.push(
        tr!(
            scene,
            "The others are in the queue, the menu or with a robot. Calls that went to numbers outside are among them; a \
             colleague who is asked during a call takes one off."
        )
        .to_owned(),
    );
    if scene.board.listens() {
        let word = waiting::word(scene);
        let meanings = [text::waiting_definition(scene), text::waiting_limits(scene)];
        said.extend(meanings.map(|meaning| tr!(scene, "{word}: {meaning}", word = word, meaning = meaning)));
    }
    said.push(match CallsNow::of(scene) {
        CallsNow::Whole(_) => tr!(scene, "Most calls have a record only once they have ended.").to_owned(),
        CallsNow::Not(why) => text::clean(&why).into_owned(),
        CallsNow::Off => tr!(scene, "call records are not configured").to_owned(),
    });
    said.push(robots(scene));
    said.push(tr!(
        scene,
        "Against a simulated centre of {agents} whose menu, bot and queue are known, over {hours} hours: at most {low} too \
         low and {high} too high, and in {close} of {looks} looks at most 1 off.",
        agents = measured.agents,
        hours = measured.hours,
        low = measured.low,
        high = measured.high,
        close = measured.close,
        looks = measured.looks
    ));
    said
}

/// The relay numbers of robots, where the report of half hours tells them apart from those of people.
fn robots(scene: &Scene<'_>) -> String {
    let entry = scene.board.shelf().get(&report(ReportOf::HalfHours, Day::Today));
    let Some(table) = entry.and_then(Shelved::report) else {
        let why = scene.why_no_answer(entry, scene.dash()).join(tr!(scene, ", "; "clauses"));
        return tr!(scene, "Relay numbers of robots: {why}.", why = text::clean(&why));
    };
    let of_robots = table.rows.iter().filter(|row| row.number.as_deref() == Some("robots"));
    let numbers = sort::set(of_robots.filter_map(|row| row.relay.as_deref()));
    if numbers.is_empty() {
        return tr!(scene, "Which relay numbers lead to a menu or a robot, no report tells.").to_owned();
    }
    let numbers: Vec<String> = numbers.into_iter().map(|number| text::clean(number).into_owned()).collect();
    tr!(
        scene,
        "Relay numbers of robots: {numbers}. How many of these calls are there, the platform does not tell.",
        numbers = numbers.join(tr!(scene, ", "))
    )
}
