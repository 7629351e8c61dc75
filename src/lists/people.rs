//! People in records: which agent of the board each is, and what to call them.

use crate::model::{AgentId, Board, Person};

/// Which agent of the board a record means: by id, else by a work number that only one agent has.
pub fn who(board: &Board, person: &Person) -> Option<AgentId> {
    if person.id.is_some() {
        return person.id.clone();
    }
    let number = person.number.as_deref().map(str::trim).filter(|number| !number.is_empty())?;
    let mut same = board.agents().iter().filter(|agent| agent.number.as_deref().map(str::trim) == Some(number));
    let only = same.next()?;
    same.next().is_none().then(|| only.id.clone())
}

/// What to call a person: as the record does, else as the board does.
pub fn called(board: &Board, person: &Person) -> Option<String> {
    let filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if filled(&person.name) {
        return person.name.clone();
    }
    let known = person.id.as_ref().and_then(|id| board.agent(board.slot(id.as_str())?));
    let known = known.map(|agent| agent.label().to_owned());
    known.or_else(|| person.label().filter(|label| !label.trim().is_empty()).map(str::to_owned))
}

/// A name with the work number behind it.
pub fn called_with_number(board: &Board, person: &Person) -> Option<String> {
    let name = called(board, person)?;
    let number = person.number.as_deref().map(str::trim).filter(|number| !number.is_empty() && *number != name);
    Some(number.map_or_else(|| name.clone(), |number| format!("{name} ({number})")))
}
