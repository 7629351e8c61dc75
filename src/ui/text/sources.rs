//! What sources are called.

use crate::lang::Language;
use crate::model::{Board, SourceId};

/// What to call a source in a sentence.
pub(in crate::ui) fn source_name(language: Language, board: &Board, id: SourceId) -> String {
    match id {
        SourceId::Agents => tr!(language, "agents").to_owned(),
        SourceId::Chat => tr!(language, "chat statistics").to_owned(),
        SourceId::Ai => tr!(language, "AI records").to_owned(),
        SourceId::Calls => tr!(language, "call records").to_owned(),
        SourceId::Push => tr!(language, "callbacks").to_owned(),
        SourceId::Probe => tr!(language, "bot probes").to_owned(),
        SourceId::Platform(tag) => {
            let title = board.source(id).title.as_deref();
            tr!(language, "chats of {title}", title = title.unwrap_or(tag.as_str()))
        }
    }
}
