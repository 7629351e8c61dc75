//! The call that an agent has, as it happens.

use super::section::LABEL;
use crate::lists::{called, called_with_number};
use crate::model::{Agent, LiveCall, sort};
use crate::ui::action::Action;
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::draw::live_call::stages;
use crate::ui::draw::sheet::style_of;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::live::{stage_role, with};
use crate::ui::text;

/// The call of this agent, where one is known.
pub(super) fn of<'a>(scene: &Scene<'a>, agent: &Agent) -> Option<&'a LiveCall> {
    let board = scene.board;
    board.slot(agent.id.as_str()).and_then(|slot| board.live_call_of(slot))
}

/// How long it was where, in one line, behind the key that leads to it: where it is now comes first, then what was last,
/// since a narrow screen has no room for all.
pub(super) fn line(scene: &Scene<'_>, call: &LiveCall) -> Vec<Piece> {
    let theme = scene.theme;
    let key = scene.view.keymap().key_for(Action::LiveCall, scene.view.place());
    let mut pieces: Vec<Piece> = key.map(|key| Piece::new(format!("{key} "), theme.key())).into_iter().collect();
    pieces.push(Piece::new(tr!(scene, "its call now"), theme.faint()));
    let mut been: Vec<_> = stages(scene, call).collect();
    been.reverse();
    sort::by_key(&mut been, |(stage, _)| *stage != call.stage);
    for (stage, ms) in been {
        let style = if stage == call.stage { style_of(theme, stage_role(stage)) } else { theme.text() };
        let told = format!("  {} {}", text::live::stage(scene, stage), scene.duration(Some(ms)));
        pieces.push(Piece::new(told, style));
    }
    if let Some(from) = call.transferred_by().and_then(|person| called(scene.board, person)) {
        let from = text::fit(&from, 24, scene.theme.glyphs.cut());
        pieces.push(Piece::new(format!("  {} {from}", tr!(scene, "transferred by")), theme.faint()));
    }
    if !call.is_whole() {
        pieces.push(Piece::new(format!("  {}", tr!(scene, "seen in part")), theme.caution()));
    }
    pieces
}

/// The same as facts.
pub(super) fn facts(scene: &Scene<'_>, call: &LiveCall, room: usize) -> Vec<Line> {
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "Call as it happens"));
    facts.styled(
        tr!(scene, "state"),
        text::live::stage(scene, call.stage),
        style_of(scene.theme, stage_role(call.stage)),
    );
    facts.maybe(tr!(scene, "with"), with(scene.language, scene, call).as_deref());
    facts.maybe(tr!(scene, "customer"), scene.number(&call.customer).as_deref());
    facts.maybe(tr!(scene, "relay number"), call.relay.as_deref());
    for (stage, ms) in stages(scene, call) {
        facts.fact(text::live::stage(scene, stage), &scene.duration(Some(ms)));
    }
    if let Some(person) = call.transferred_by() {
        facts.maybe(tr!(scene, "transferred by"), called_with_number(scene.board, person).as_deref());
    }
    if !call.is_whole() {
        facts.sentence(tr!(scene, "seen in part"), scene.theme.caution());
    }
    facts.lines
}
