//! What differs from the weeks before, and of the group that is looked at all there is to compare.

use ratatui::style::Style;

use crate::model::{AiDrift, Comparison, GroupedBy};
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::ai as tab;
use crate::ui::text;

/// The sentences, with how they are drawn: what differs first.
pub(super) fn sentences(scene: &Scene<'_>) -> Vec<(String, Style)> {
    let Some(drift) = scene.board.ai_drift(scene.now) else { return Vec::new() };
    let opened = opened(scene);
    let is_own =
        |own: &&Comparison| opened.as_ref().is_none_or(|(by, name)| own.group.by == *by && own.group.name == *name);
    let mut said: Vec<_> = match &opened {
        Some((by, name)) => drift.of(*by, name).map(|own| sentence(scene, drift, own)).collect(),
        None => drift.marks().map(|(own, _)| sentence(scene, drift, own)).collect(),
    };
    // What differs elsewhere is not passed over.
    let others = drift.marks().filter(|(own, _)| !is_own(own)).map(|(own, _)| sentence(scene, drift, own));
    said.extend(others);
    if said.is_empty() {
        said.push((text::drift_calm(scene, drift, scene.settings.zone, scene.dash()), scene.theme.faint()));
    }
    said.extend(text::drift_beyond(scene, drift).map(|beyond| (beyond, scene.theme.faint())));
    said
}

/// The one group whose sessions are asked for.
fn opened(scene: &Scene<'_>) -> Option<(GroupedBy, String)> {
    let mut asked = scene.view.tabs().ai.asked.0.iter().filter(|(_, keys)| !keys.is_empty());
    let (field, keys) = asked.next()?;
    let by = GroupedBy::ALL.into_iter().find(|by| by.field() == Some(*field))?;
    let [key] = keys.as_slice() else { return None };
    Some((by, tab::label(scene.language, scene.board, *field, key)))
}

fn sentence(scene: &Scene<'_>, drift: &AiDrift, own: &Comparison) -> (String, Style) {
    let zone = scene.settings.zone;
    let (short, numbers) =
        (text::drift_in_short(scene, own, scene.dash()), text::drift_numbers(scene, own, drift.to, zone, scene.dash()));
    match own.drift {
        Some(mark) => {
            let (glyph, word) = (scene.theme.glyphs.alert(), text::drift_word(scene, mark));
            (format!("{glyph} {word} {short} ({numbers})"), scene.theme.caution())
        }
        None => (format!("{short} ({numbers})"), scene.theme.faint()),
    }
}
