//! Which sessions are asked for, in words.

use crate::lang;
use crate::model::AiAsked;
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::ai as tab;
use crate::ui::text;

/// What is asked for, in words; nothing when all sessions are.
pub(super) fn only(scene: &Scene<'_>, asked: &AiAsked) -> Option<String> {
    let words: Vec<String> = asked
        .0
        .iter()
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(field, keys)| {
            let label = |key: &String| {
                let label = tab::label(scene.language, scene.board, *field, key);
                text::fit(&text::clean(tab::named(scene.language, *field, &label)), 24, scene.theme.glyphs.cut())
            };
            format!(
                "{} {}",
                lang::of(scene, field.title()),
                keys.iter().map(label).collect::<Vec<_>>().join(tr!(scene, " or "))
            )
        })
        .collect();
    (!words.is_empty()).then(|| words.join(tr!(scene, ", "; "clauses")))
}
