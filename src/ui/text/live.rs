//! Calls as they happen, in words.

use crate::lang::{self, Speaks};
use crate::model::{CallEnd, Happening, PartyRole, PartyState, Speaker, Stage};

/// How far a call is.
pub fn stage(to: impl Speaks, stage: Stage) -> &'static str {
    word(to, stage.word())
}

/// What kind of party.
pub fn role(to: impl Speaks, role: PartyRole) -> &'static str {
    word(to, role.word())
}

/// Who said a sentence.
pub fn speaker(to: impl Speaks, speaker: Speaker) -> &'static str {
    word(to, speaker.word())
}

/// What a party does; one that does nothing is not there.
pub fn party_state(to: impl Speaks, state: PartyState) -> &'static str {
    match state {
        PartyState::Idle => tr!(to.language(), "not in the call"),
        state => word(to, state.word()),
    }
}

/// What happened.
pub fn happening(to: impl Speaks, what: Happening) -> &'static str {
    word(to, what.word())
}

/// How a call ended, in a sentence; when it was told, the moment is said beside it.
pub fn end(to: impl Speaks, how: CallEnd) -> &'static str {
    let language = to.language();
    match how {
        CallEnd::Told(_) => tr!(language, "ended"),
        CallEnd::Recorded => tr!(language, "ended unseen: no callback told it, its record did"),
        CallEnd::Silent => tr!(language, "ended unseen: no sign of life for longer than any call lasts"),
        CallEnd::NoneLeft => tr!(language, "ended unseen: the platform counts no inbound call any more"),
        CallEnd::WithCustomer => tr!(language, "ended with the call of the customer who waited"),
    }
}

/// On screen a bot is a robot, as in the vendors' consoles.
fn word(to: impl Speaks, word: Option<&'static str>) -> &'static str {
    match word {
        Some("bot") => tr!(to.language(), "robot"),
        Some(word) => lang::of(to, word),
        None => "",
    }
}
