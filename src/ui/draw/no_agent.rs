//! Callers whom no agent has yet: what the figure is made of, and what is known of them.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::figures::{self, CallsNow};
use crate::lists::Sheet;
use crate::model::{Callers, CallsOf, Day, Figure, Lookup, ReportAsked, ReportOf, Shelved, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::BoardFigure;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::no_agent::sheet;
use crate::ui::text;

/// Draws the sum with the records, and below it what the figure counts and how far it may be off.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = sheet(scene);
    let cells = usize::from(area.width.saturating_sub(4));
    let wrapped = sentences(scene).into_iter().flat_map(|said| text::wrap(&said, cells, scene.theme.glyphs.cut()));
    let lines: Vec<String> = wrapped.collect();
    // The border and the heading are with the rows.
    let rows = u16::try_from(sheet.rows() + 3).unwrap_or(u16::MAX);
    let below = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    // Half of the room at least is the sentences', as far as they need it.
    let height = rows.min(area.height.saturating_sub(below).max(area.height / 2));
    let frame = Frame {
        area: Rect { height, ..area },
        title: Title {
            name: &format!(
                "{}{}",
                figures::trail(scene),
                figures::named(scene, BoardFigure::Calls(CallsOf::NoAgentYet))
            ),
            right: scene.scoped(SourceId::Agents, Topic::Agents, scene.age_title(SourceId::Agents)),
            ..Title::default()
        },
        empty: Vec::new(),
        focus: true,
        stale: scene.stale(SourceId::Agents).is_some(),
    };
    sheet::draw(canvas, scene, &sheet, frame);
    let rest = Rect { y: area.y + height, height: area.height - height, ..area };
    let inner = canvas.pane(rest, &Title { name: tr!(scene, "What it counts"), ..Title::default() });
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        canvas.put(inner.x + 1, y, inner.width.saturating_sub(2), line, scene.theme.faint());
    }
}

/// What the figure counts, what it leaves out, and how far it was off where that is known.
fn sentences(scene: &Scene<'_>) -> Vec<String> {
    let measured = Callers::MEASURED;
    let mut said: Vec<String> =
        figures::callers_unknown(scene, scene.board.callers()).map(|(why, _)| why).into_iter().collect();
    let inbound = scene.board.summary().get(Figure::InboundNow);
    let more = scene.board.inbound_at_agents().zip(inbound).map_or(0, |(agents, all)| agents.saturating_sub(all));
    if more > 0 && scene.board.no_agent_yet().is_some() {
        said.push(tr!(
            scene,
            "Agents have {more} more than are in progress, since what tells of a call comes in several messages: for up to \
             5 s that is 0, then unknown.",
            more = text::count(Some(more), "")
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
    let asked = ReportAsked { of: ReportOf::HalfHours, day: Day::Today, agent: None };
    let table = scene.board.shelf().get(&Lookup::Report(asked)).and_then(Shelved::report);
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    let of_robots = rows.iter().filter(|row| row.number.as_deref() == Some("robots"));
    let numbers: BTreeSet<&str> = of_robots.filter_map(|row| row.relay.as_deref()).collect();
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
