//! Today's AI sessions as lists: by robot, channel, reason or step, and one by one; and the bots that are asked.

use super::shown::Shown;
use super::vendors::VendorsSheet;
use crate::lang;
use crate::model::{AiField, Choice, Phase, Shelved, SourceId};
use crate::ui::state::Facet;
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::ai::{self as tab, named};

mod groups;
mod probes;
mod records;

pub(in crate::ui) use groups::GroupsSheet;
pub(in crate::ui) use probes::{ProbesSheet, has_probes, outcome_role, probes_have_keys, seconds};
pub(in crate::ui) use records::RecordsSheet;

/// The list that has the keys.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Shown + 'a> {
    if probes_have_keys(scene) {
        Box::new(ProbesSheet::new(scene))
    } else if is_off(scene) {
        Box::new(VendorsSheet::new(scene))
    } else {
        one(scene, scene.view.tabs().ai.records)
    }
}

/// A list that has not.
pub(in crate::ui) fn other_sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Shown + 'a>> {
    let records = scene.view.tabs().ai.records;
    (!is_off(scene)).then(|| one(scene, if probes_have_keys(scene) { records } else { !records }))
}

/// Whether the board has no sessions of its own.
pub(in crate::ui) fn is_off(scene: &Scene<'_>) -> bool {
    scene.live.source(SourceId::Ai).phase == Phase::Off && !has_answers(scene)
}

fn one<'a>(scene: &'a Scene<'_>, records: bool) -> Box<dyn Shown + 'a> {
    if records { Box::new(RecordsSheet::new(scene)) } else { Box::new(GroupsSheet::new(scene)) }
}

/// Everything the vendor can tell sessions apart by.
pub(in crate::ui) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let asked = &scene.view.tabs().ai.asked;
    let named = |field: AiField, mut choice: Choice| {
        choice.label = named(scene.language, field, &choice.label).to_owned();
        choice
    };
    let facet = |field: AiField| Facet {
        key: field.title().to_owned(),
        title: lang::of(scene, field.title()).to_owned(),
        chosen: asked.0.get(&field).cloned().unwrap_or_default(),
        choices: if field.is_typed() {
            Vec::new()
        } else {
            tab::choices_of(scene.language, scene.board, field).into_iter().map(|choice| named(field, choice)).collect()
        },
        several: field.takes_several(),
        typed: field.is_typed(),
    };
    AiField::ALL.into_iter().map(facet).collect()
}

fn has_answers(scene: &Scene<'_>) -> bool {
    let ai = &scene.view.tabs().ai;
    let entries = [ai.funnel_entry(scene.board), ai.records_entry(scene.board)];
    scene.board.ai().is_some() || entries.into_iter().flatten().any(Shelved::has_content)
}
