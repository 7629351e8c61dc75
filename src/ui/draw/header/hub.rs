//! What the header says of the hub: that there is one, how old its last word is, whose it is, and that it is silent.

use ratatui::style::Style;

use super::brief::brief;
use crate::lang;
use crate::ui::draw::canvas::Piece;
use crate::ui::hub::{Hub, HubAbout, SILENT_MS};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// A leader's name has so many cells.
const LEADER: usize = 16;

/// How the board stands, where the hub alone decides that: it was never heard, or has been silent. The words, and with what
/// led to it where there is more to say.
pub(super) fn status(scene: &Scene<'_>, hub: &Hub) -> Option<(String, Style, Option<String>)> {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let problem = hub.problem.as_ref().map(|problem| brief(&text::clean(&lang::sentence(scene, problem))));
    let (word, style) = match (hub.age_ms(scene.now), hub.quiet_ms(scene.now)) {
        (None, _) => (format!("{} {}", glyphs.waiting(), tr!(scene, "connecting to the hub")), theme.caution()),
        (Some(_), None) => return None,
        (_, Some(quiet)) => {
            let words = tr!(scene, "hub silent for {age}", age = text::age(scene, quiet));
            let style = if quiet >= SILENT_MS { theme.badge() } else { theme.caution() };
            (format!("{} {words}", glyphs.alert()), style)
        }
    };
    let sentence = problem.map(|error| tr!(scene, "{word}: {error}", word = word, error = error));
    Some((word, style, sentence))
}

/// That the board is on a hub, the age of its last word, and, where there is room, who leads and how many boards follow.
pub(super) fn pieces(scene: &Scene<'_>, hub: &Hub, all: bool, pieces: &mut Vec<Piece>) {
    let theme = scene.theme;
    // Otherwise the state says so in its own words.
    let Some(age) = hub.age_ms(scene.now).filter(|_| hub.quiet_ms(scene.now).is_none()) else { return };
    let name = tr!(scene, "hub");
    pieces.push(Piece::new(format!(" {} {name}", theme.glyphs.dot()), theme.text()));
    pieces.push(Piece::new(format!("  {name} "), theme.faint()));
    pieces.push(Piece::new(text::age(scene, age), theme.text()));
    if let Some(about) = hub.about.as_ref().filter(|_| all) {
        pieces.push(Piece::new(format!(" ({})", leads(scene, about)), theme.faint()));
    }
}

/// `jump1, 7 boards`.
fn leads(scene: &Scene<'_>, about: &HubAbout) -> String {
    let leader = text::fit(&text::clean(&about.leader), LEADER, scene.theme.glyphs.cut());
    let boards = boards(scene, about.boards);
    if leader.is_empty() { boards } else { [leader, boards].join(tr!(scene, ", ")) }
}

/// `7 boards`.
pub(in crate::ui::draw) fn boards(scene: &Scene<'_>, count: u64) -> String {
    let figure = text::count(Some(count), "");
    if count == 1 { tr!(scene, "{count} board", count = figure) } else { tr!(scene, "{count} boards", count = figure) }
}
