//! What a robot did in a call, and what was said there: numbers in texts stay masked, whatever is shown in full elsewhere.

use super::facts::{Facts, Line, moment};
use crate::model::customer::mask_within;
use crate::model::{BotTalk, DialogueLine, Speaker, State};
use crate::ui::draw::canvas::Piece;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells of a fact's name.
const LABEL: usize = 14;

/// The robot's part, and under it the dialogue sentence by sentence; nothing where none was told.
pub(super) fn lines(scene: &Scene<'_>, call: &str, room: usize) -> Vec<Line> {
    let Some(talk) = scene.board.live().bot_of(call) else { return Vec::new() };
    let mut facts = Facts::new(scene, room, LABEL);
    about(&mut facts, scene, talk);
    if !talk.dialogue.is_empty() {
        facts.heading(tr!(scene, "What was said"));
    }
    for line in &talk.dialogue {
        sentence(&mut facts, scene, line);
    }
    facts.lines
}

fn about(facts: &mut Facts<'_>, scene: &Scene<'_>, talk: &BotTalk) {
    let time = |ms: Option<i64>| ms.map(|ms| scene.duration(Some(ms)));
    let intent = |intent: Option<&str>| intent.map(mask_within);
    facts.heading(tr!(scene, "Robot"));
    facts.maybe(tr!(scene, "talk"), time(talk.talk_ms).as_deref());
    facts.maybe(tr!(scene, "rounds"), talk.rounds.map(|rounds| text::count(Some(rounds), "")).as_deref());
    facts.maybe(tr!(scene, "intent"), intent(talk.intent.as_deref()).as_deref());
    facts.maybe(tr!(scene, "kind of intent"), intent(talk.intent_class.as_deref()).as_deref());
    let asked = talk.to_agent.map(|asked| if asked { tr!(scene, "yes") } else { tr!(scene, "no") });
    facts.maybe(tr!(scene, "agent wanted"), asked);
    facts.maybe(tr!(scene, "then waited"), time(talk.wait_ms).as_deref());
}

/// Who said it and when, and what, on lines of its own.
fn sentence(facts: &mut Facts<'_>, scene: &Scene<'_>, line: &DialogueLine) {
    let theme = scene.theme;
    let style = match line.speaker {
        Some(Speaker::Customer) => theme.strong(),
        Some(Speaker::Agent) => theme.state(State::Talking),
        _ => theme.text(),
    };
    let who = line.speaker.map_or(scene.dash(), |speaker| text::live::speaker(scene, speaker));
    let at = moment(scene, line.at).unwrap_or_else(|| scene.dash().to_owned());
    facts.line(vec![Piece::new(format!("{at}  "), theme.faint()), Piece::new(who, theme.focus())]);
    facts.indented(&mask_within(&line.text), style);
}
