//! The agents by team: a line for each team with what is counted of it, and below it its agents.

use ratatui::layout::Rect;

use super::columns::{Column, Columns};
use super::{draw_row, empty, finish, legend, named, title};
use crate::lang;
use crate::lists::agents::{Line, Team, TeamRow, Teams};
use crate::lists::{ListId, Widths};
use crate::model::{Level, State};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::sheet::{hidden, range};
use crate::ui::draw::widgets;
use crate::ui::state::Pane;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// What a team is called.
pub(in crate::ui::draw) fn name(scene: &Scene<'_>, team: &Team) -> String {
    team.name().unwrap_or_else(|| tr!(scene, "no team").to_owned())
}

/// Draws the lines that are in view, and remembers how many there were.
pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, boxed: bool) {
    let teams = Teams::of(&scene.listing, scene.board, scene.at);
    let mut inner = area;
    if boxed {
        inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    }
    let (total, rows) = (teams.len(), usize::from(inner.height.saturating_sub(1)));
    canvas.zone(area, Zone::Pane(Pane::Table, rows));
    let position = scene.view.board().line(&teams, scene.board);
    let top = widgets::window(scene.view.board().shown().top, rows, total, position);
    canvas.map.agents = Some((top, 1));
    canvas.map.rows = Some(rows);
    let room = inner.width - u16::from((total > rows && !boxed) || inner.width >= 100);
    let none = Widths::default();
    let columns = Columns::for_width(room, scene.view.widths(ListId::Agents).unwrap_or(&none));
    if boxed {
        border(canvas, scene, area, &teams, &columns, (top, rows));
    }
    if total == 0 || scene.board.agents().is_empty() {
        empty(canvas, scene, inner);
        return;
    }
    columns.heading(canvas, scene, inner);
    for (line, (at, y)) in teams.lines(top).zip((top..).zip(inner.y + 1..inner.bottom())) {
        let row = Rect { y, height: 1, width: room, ..inner };
        match line {
            Line::Team(team) => {
                subtotal(canvas, scene, &columns, row, team);
                canvas.spot(row, Spot::Team(team.team.clone(), None));
            }
            Line::Agent(team, slot) => {
                let Some(agent) = scene.board.agent(slot) else { continue };
                draw_row(canvas, scene, &columns, row, slot, agent);
                canvas.spot(row, Spot::Team(team.team.clone(), Some(agent.id.clone())));
            }
        }
        if position == Some(at) {
            canvas.tint(row, scene.theme.choice());
        }
    }
    finish(canvas, scene, (area, inner), boxed, (top, rows, total));
}

fn border(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    area: Rect,
    teams: &Teams,
    columns: &Columns,
    (top, rows): (usize, usize),
) {
    let (order, right) = title(scene);
    let mut about = tr!(scene, "by team, {order}", order = order);
    if teams.several() > 0 {
        // Else the counts of the teams would not add up, and it would not be said why.
        let several = tr!(scene, "{count} in several teams", count = teams.several());
        about = format!("{about} {} {several}", scene.theme.glyphs.dot());
    }
    let total = teams.len();
    let mut in_view: Vec<String> = hidden(scene.language, columns.hidden).into_iter().collect();
    if total > rows {
        in_view.push(range(scene.language, top, rows, total));
    }
    let in_view = in_view.join("  ");
    let room = usize::from(area.width).saturating_sub(text::width(&in_view) + 8);
    let title = Title {
        name: &named(scene),
        about,
        right,
        bottom: legend(scene, room),
        bottom_right: in_view,
        focus: scene.has_focus(Pane::Table),
        ..Title::default()
    };
    canvas.pane(area, &title);
}

/// A count, with a `+` where agents of the filter are not on the board.
pub(in crate::ui::draw) fn counted(scene: &Scene<'_>, count: u64) -> String {
    let figure = text::count(Some(count), "");
    if scene.board.is_complete() { figure } else { format!("{figure}+") }
}

/// A team's line: its name, how many they are, how many are ready, talking and over a limit, for how long the first of them
/// has been at it, and what they counted today.
fn subtotal(canvas: &mut Canvas<'_>, scene: &Scene<'_>, columns: &Columns, row: Rect, team: &TeamRow) {
    let theme = scene.theme;
    let strong = theme.strong();
    let level = if team.over > 0 { Level::Over } else { Level::Normal };
    let [answered, missed, dialled, connected] = team.sums();
    let state = |state: State| format!("{} {}", counted(scene, team.count(state)), lang::word(scene, state));
    for (column, x, cells) in columns.places(row.x) {
        let mut right = |text: String| canvas.put_right(x, x + cells, row.y, &text, strong);
        let figure = |value: Option<u64>| text::count(value, scene.dash());
        match column {
            Column::Mark => {
                canvas.put(x, row.y, cells, theme.glyphs.level(level), theme.level_mark(level));
            }
            Column::Name => {
                // Where its agents have a glyph: a team stands out to the left of them. How many they are is never cut.
                let count = format!(" ({})", counted(scene, team.slots.len() as u64));
                let room = usize::from(cells + 2).saturating_sub(text::width(&count));
                let name = text::fit(&name(scene, &team.team), room, theme.glyphs.cut());
                canvas.put(x - 2, row.y, cells + 2, &format!("{name}{count}"), strong);
            }
            Column::State => {
                let ready = if team.count(State::Ready) == 0 { theme.alert() } else { theme.state(State::Ready) };
                canvas.put(x, row.y, cells, &state(State::Ready), ready);
            }
            Column::Detail => {
                let mut pieces = vec![Piece::new(state(State::Talking), theme.state(State::Talking))];
                if team.over > 0 {
                    let over = tr!(scene, "{count} over", count = counted(scene, team.over));
                    pieces.push(Piece::new(format!("  {over}"), theme.alert()));
                    // What is over a limit is worth more than who talks.
                    if width_of(&pieces) > usize::from(cells) {
                        pieces = vec![Piece::new(over, theme.alert())];
                    }
                }
                canvas.line(x, row.y, cells, &pieces);
            }
            Column::Time => right(scene.duration(team.longest.map(|(_, ms)| ms))),
            Column::Inbound | Column::Outbound => {
                let (first, second, before) = match column {
                    Column::Inbound => (answered, missed, 3),
                    _ => (dialled, connected, 4),
                };
                let both = format!("{}/{}", text::pad_left(&figure(first), before), figure(second));
                canvas.put(x, row.y, cells, &both, strong);
            }
            Column::Answered => right(figure(answered)),
            Column::Missed => right(figure(missed)),
            Column::Dialled => right(figure(dialled)),
            Column::Connected => right(figure(connected)),
            Column::Glyph
            | Column::Number
            | Column::Extension
            | Column::Phone
            | Column::MissedShare
            | Column::LoggedIn => {}
        }
    }
}
