//! Calls in progress by callbacks: how many callers wait, and since when and by how much that is not sure.

use crate::model::Waiting;
use crate::ui::draw::facts::Facts;
use crate::ui::state::scene::Scene;
use crate::ui::text::{self, Marks};

pub(super) fn waiting(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    let (board, theme) = (scene.live, scene.theme);
    let count = |count: u64| text::count(Some(count), "");
    let waiting = board.waiting(scene.now);
    let glyphs = theme.glyphs;
    let marks = Marks { dash: glyphs.dash(), range: glyphs.dash(), at_most: glyphs.at_most() };
    let figure = text::waiting(waiting, marks);
    match text::waiting_unsure(scene, scene.settings.zone, board, scene.now) {
        None => facts.fact(tr!(scene, "calls waiting"), &figure),
        Some(why) => {
            let told = if matches!(waiting, Waiting::Unknown(_)) {
                why
            } else {
                tr!(scene, "{figure}: {why}", figure = figure, why = why)
            };
            facts.styled(tr!(scene, "calls waiting"), &told, theme.caution());
        }
    }
    if let Some(told) = text::calls_not_whole(scene, scene.settings.zone, board) {
        facts.styled(tr!(scene, "callbacks"), &told, theme.caution());
    }
    facts.fact(
        tr!(scene, "calls"),
        &tr!(
            scene,
            "{count} in progress, the end of {unseen} was not told",
            count = count(board.live().len() as u64),
            unseen = count(board.live().past().ended_unseen)
        ),
    );
}
