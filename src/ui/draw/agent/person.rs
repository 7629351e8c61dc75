//! An agent as one person, and the day beside the team's, in words.

use super::section::{LABEL, section};
use crate::lang;
use crate::lists::Value;
use crate::model::{Agent, SourceId};
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::state::joined_by;
use crate::ui::state::person::{LEAST, beside, joins, taken_over};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a figure.
const FIGURE: usize = 8;

/// What was joined to the agent, and how; what is not, says so.
pub(super) fn joined(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "One person"));
    facts.fact(
        tr!(scene, "voice"),
        &match agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
            Some(number) => tr!(scene, "agent number {number}", number = number),
            None => tr!(scene, "agent id {id}", id = agent.id.as_str()),
        },
    );
    let joins = joins(scene, agent);
    for join in &joins {
        let source = join.platform.map_or(SourceId::Chat, SourceId::Platform);
        let title = scene.live.source(source).title.clone();
        let name = title.map_or_else(|| tr!(scene, "chats").to_owned(), |title| text::clean(&title).into_owned());
        let said = match (&join.how, join.unsure) {
            (Some((how, Some(count))), _) => {
                let count = text::count(Some(*count), "");
                tr!(scene, "{how}, {count} chats", how = lang::of(scene, joined_by(*how)), count = count)
            }
            (Some((how, None)), _) => lang::of(scene, joined_by(*how)).to_owned(),
            (None, true) => tr!(scene, "not joined: the name is not unique, so it is not sure who it is").to_owned(),
            (None, false) => tr!(scene, "not joined: no id, setting or unique name matches").to_owned(),
        };
        let style = if join.unsure { scene.theme.caution() } else { scene.theme.text() };
        facts.styled(&name, &said, style);
    }
    if joins.is_empty() {
        facts.fact(tr!(scene, "chats"), tr!(scene, "none are told yet"));
    }
    let bots = match taken_over(scene) {
        Some(taken) => tr!(
            scene,
            "by the call: {count} taken over today, as far as callbacks told",
            count = text::count(Some(taken.get(&agent.id).copied().unwrap_or(0)), "")
        ),
        None => tr!(scene, "callbacks tell who takes a call over, and none are listened for").to_owned(),
    };
    facts.fact(tr!(scene, "voice bots"), &bots);
    if scene.board.ai().is_some() {
        facts.fact(tr!(scene, "chat robots"), tr!(scene, "sessions do not name the agent who took them over"));
    }
    facts.lines
}

/// The day beside the team's median.
pub(super) fn compared(scene: &Scene<'_>, agent: &Agent, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    let beside = beside(scene, agent);
    let (faint, strong, plain) = (scene.theme.faint(), scene.theme.strong(), scene.theme.text());
    let name = match &beside.team {
        Some(team) => tr!(scene, "Today beside {team}", team = text::clean(team)),
        None => tr!(scene, "Today beside all agents").to_owned(),
    };
    section(&mut facts, scene, &name, scene.age_title(SourceId::Agents));
    for figure in &beside.figures {
        let label = text::fit(lang::of(scene, figure.name), 2 * LABEL, scene.theme.glyphs.cut());
        let own = figure.own.written(scene);
        let pad = (LABEL + 1 + FIGURE).saturating_sub(text::width(&label)).max(text::width(&own) + 1);
        let of = text::count(Some(figure.of as u64), "");
        let median = figure.median.written(scene);
        let long = tr!(scene, "median {median}, of {n}", median = median, n = of);
        // Where the column has no room for words, the sentence below says what it is.
        let fits = text::width(&label) + pad + 2 + text::width(&long) <= room;
        let said = if fits { long } else { format!("{median} ({of})") };
        let style = if figure.median == Value::None { faint } else { plain };
        facts.line(vec![
            Piece::new(label, faint),
            Piece::new(text::pad_left(&own, pad), strong),
            Piece::new(format!("  {said}"), style),
        ]);
    }
    facts.sentence(
        &tr!(
            scene,
            "beside each figure: the median of those who are logged in or had a call today, and of how many; of fewer than {least} there is none",
            least = LEAST
        ),
        faint,
    );
    if !beside.has_times {
        facts.sentence(tr!(scene, "times of the others are in the report on agents' work, once it was opened"), faint);
    }
    facts.lines
}
