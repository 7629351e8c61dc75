//! What sources are called.

use crate::lang::Language;
use crate::model::{Board, SourceId};

/// What to call a source in a sentence.
pub(in crate::ui) fn source_name(language: Language, board: &Board, id: SourceId) -> String {
    source_called(language, id, board.source(id).title.as_deref())
}

/// The same, where its vendor's title is known beside it.
pub(in crate::ui) fn source_called(language: Language, id: SourceId, title: Option<&str>) -> String {
    match id {
        SourceId::Agents => tr!(language, "agents").to_owned(),
        SourceId::Chat => tr!(language, "chat statistics").to_owned(),
        SourceId::Ai => tr!(language, "AI records").to_owned(),
        SourceId::Calls => tr!(language, "call records").to_owned(),
        SourceId::Push => tr!(language, "callbacks").to_owned(),
        SourceId::Probe => tr!(language, "bot probes").to_owned(),
        SourceId::Platform(tag) => {
            tr!(language, "chats of {title}", title = title.unwrap_or(tag.as_str()))
        }
    }
}
