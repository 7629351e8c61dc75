//! A section of an agent's facts: its heading, its figures, and why there are none.

use ratatui::style::Style;

use crate::model::{Shelved, SourceId};
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::Facts;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a fact's name.
pub(super) const LABEL: usize = 17;
/// Cells of a figure's name that is longer than that.
const LONGEST: usize = 28;
/// Cells of a figure, so that figures under each other end at one edge.
const FIGURE: usize = 8;

/// A heading with how its figures stand behind it.
pub(super) fn section(facts: &mut Facts<'_>, scene: &Scene<'_>, name: &str, stands: Vec<Piece>) {
    facts.heading(name);
    if let Some(line) = facts.lines.last_mut()
        && !stands.is_empty()
    {
        line.push(Piece::new("  ", scene.theme.text()));
        line.extend(stands);
    }
}

/// A name, which may be indented, a figure at the right edge of its column, and its share behind it.
pub(super) fn figure(
    facts: &mut Facts<'_>,
    scene: &Scene<'_>,
    label: &str,
    (value, share): (&str, &str),
    style: Style,
) {
    let label = text::cut(label, LONGEST, scene.theme.glyphs.cut());
    let (named, wide) = (text::width(&label), text::width(value) + 1);
    let value = text::pad_left(value, (LABEL + 1 + FIGURE).saturating_sub(named).max(wide));
    let share = if share.is_empty() { String::new() } else { format!("  {}", text::pad_left(share, 7)) };
    facts.line(vec![Piece::new(label, scene.theme.faint()), Piece::new(format!("{value}{share}"), style)]);
}

/// How an answer stands, as short as a heading needs it; nothing where the sentence below it says so.
pub(super) fn stands(scene: &Scene<'_>, entry: Option<&Shelved>) -> Vec<Piece> {
    let Some(entry) = entry.filter(|entry| entry.has_content()) else { return Vec::new() };
    let Some(as_of) = entry.as_of else { return Vec::new() };
    let age = text::age(scene, scene.now.since(as_of).max(0));
    if let Some(stale) = scene.answer_stale(Some(entry), SourceId::Agents) {
        return vec![Piece::new(format!(" {stale} "), scene.theme.badge())];
    }
    match &entry.failure {
        Some(_) => vec![Piece::new(tr!(scene, "{age} old, try failed", age = age), scene.theme.caution())],
        None => vec![Piece::new(tr!(scene, "{age} ago", age = age), scene.theme.faint())],
    }
}

/// Why there is no answer, and when it is asked for again.
pub(super) fn why(facts: &mut Facts<'_>, scene: &Scene<'_>, entry: Option<&Shelved>, nothing: &str) {
    let failure = entry.and_then(|entry| entry.failure.as_ref());
    let style = if failure.is_some() { scene.theme.caution() } else { scene.theme.text() };
    for why in scene.why_no_answer(entry, nothing) {
        facts.sentence(&why, style);
    }
    if let Some(again) = failure.and_then(|failure| failure.again) {
        facts.sentence(&tr!(scene, "next try {when}", when = scene.countdown(again)), scene.theme.faint());
    }
}
