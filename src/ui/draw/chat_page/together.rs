//! What the figures of vendors make together, and what they do not.

use crate::lang;
use crate::model::platform::together;
use crate::model::{Common, Phase, SourceId, Together};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Why figures are not added up, in sentences.
pub(super) fn not_added(scene: &Scene<'_>) -> Vec<String> {
    let platforms = scene.board.platform_totals();
    let mut averages: Vec<&str> = Vec::new();
    let mut untold: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
    for figure in Common::ALL {
        match together(&platforms, figure) {
            Together::Sum(_) => {}
            Together::Averages => averages.push(lang::of(scene, figure.label())),
            Together::Untold(who) => match untold.iter_mut().find(|(known, _)| *known == who) {
                Some((_, figures)) => figures.push(lang::of(scene, figure.label())),
                None => untold.push((who, vec![lang::of(scene, figure.label())])),
            },
        }
    }
    let mut sentences: Vec<String> = untold
        .into_iter()
        .map(|(told, figures)| {
            let who: Vec<String> = told.iter().map(|who| text::clean(who).into_owned()).collect();
            // Who has not answered may tell it yet.
            let silent =
                |who: &String| platforms.iter().any(|platform| platform.title == *who && platform.chat.is_none());
            let does = match (told.iter().all(silent), who.len()) {
                (true, 1) => tr!(scene, "has not answered yet"),
                (true, _) => tr!(scene, "have not answered yet"),
                (false, 1) => tr!(scene, "does not tell it"),
                (false, _) => tr!(scene, "do not tell it"),
            };
            tr!(
                scene,
                "{figures}: {who} {does}",
                figures = figures.join(tr!(scene, ", ")),
                who = who.join(tr!(scene, " and ")),
                does = does
            )
        })
        .collect();
    if !averages.is_empty() {
        sentences.push(tr!(
            scene,
            "{figures}: averages over an unknown number of chats",
            figures = averages.join(tr!(scene, ", "))
        ));
    }
    sentences
}

/// How each vendor's figures stand, where they are not simply there: no failure hides behind another's figures.
pub(super) fn standing(scene: &Scene<'_>) -> Vec<String> {
    let platforms = scene.board.platform_totals();
    let told = platforms.iter().flat_map(|platform| {
        let title = text::clean(&platform.title).into_owned();
        // The board's own chats and sessions come from two sources.
        let more = (platform.source == SourceId::Chat).then_some(SourceId::Ai);
        let sources = std::iter::once(platform.source).chain(more);
        let told = sources.filter_map(|id| stands(scene, id, platform.source == id && platform.chat.is_none()));
        told.map(|words| tr!(scene, "{word}: {error}", word = title, error = words)).collect::<Vec<_>>()
    });
    told.collect()
}

/// What is to be said of a source; `silent`: it is asked for chats and has told none.
fn stands(scene: &Scene<'_>, id: SourceId, silent: bool) -> Option<String> {
    let source = scene.live.source(id);
    if source.phase == Phase::Off {
        return None;
    }
    match (scene.stale(id), &source.error) {
        (Some(stale), Some(error)) => {
            Some([stale, text::clean(&lang::sentence(scene, &**error)).into_owned()].join(tr!(scene, ", "; "clauses")))
        }
        (Some(stale), None) => Some(stale),
        (None, Some(error)) => Some(text::clean(&lang::sentence(scene, &**error)).into_owned()),
        (None, None) => silent.then(|| tr!(scene, "waiting for the first answer").to_owned()),
    }
}
