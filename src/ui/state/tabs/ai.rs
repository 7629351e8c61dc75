//! Today's AI sessions, and one of them.

use crate::lang::{self, Language};
use crate::model::{AiAsked, AiChoices, AiCount, AiField, AiRecord, Board, Choice, Lookup, Shelved, sort};

/// What sessions can be grouped by, in the order in which a key goes through them.
pub(in crate::ui) const GROUPED_BY: [AiField; 4] = [AiField::Robot, AiField::Channel, AiField::Reason, AiField::Step];

/// What was chosen about AI sessions.
#[derive(Clone, Debug)]
pub(in crate::ui) struct AiTab {
    /// Which sessions the vendor is asked for.
    pub(in crate::ui) asked: AiAsked,
    /// Which were asked for before each group that was opened.
    pub(in crate::ui::state) before: Vec<AiAsked>,
    /// What the groups are made by.
    pub(in crate::ui) by: AiField,
    /// Whether the records have the keys, and not the groups.
    pub(in crate::ui) records: bool,
    /// Whether bot probes have them, and neither of these.
    pub(in crate::ui) probes: bool,
    /// Keys of the groups that the last frame showed: these are counted.
    pub(in crate::ui) seen: Option<(AiField, Vec<String>)>,
}

impl Default for AiTab {
    fn default() -> Self {
        Self {
            asked: AiAsked::default(),
            before: Vec::new(),
            by: AiField::Robot,
            records: false,
            probes: false,
            seen: None,
        }
    }
}

impl AiTab {
    /// The answer that says how far these sessions got.
    pub(in crate::ui) fn funnel_entry<'a>(&self, board: &'a Board) -> Option<&'a Shelved> {
        board.shelf().get(&Lookup::AiFunnel(self.asked.clone()))
    }

    /// The answer with these sessions.
    pub(in crate::ui) fn records_entry<'a>(&self, board: &'a Board) -> Option<&'a Shelved> {
        board.shelf().get(&Lookup::AiRecords(self.asked.clone()))
    }
}

/// What there is to choose, once it has come.
pub(in crate::ui) fn choices(board: &Board) -> Option<&AiChoices> {
    board.shelf().get(&Lookup::AiChoices)?.choices()
}

/// Today's counts of the groups, as the board has them.
pub(in crate::ui) fn counts(board: &Board, by: AiField) -> &[AiCount] {
    match (board.ai(), by) {
        (Some(day), AiField::Robot) => &day.robots,
        (Some(day), AiField::Channel) => &day.channels,
        (Some(day), AiField::Reason) => &day.reasons,
        _ => &[],
    }
}

/// Fields that are true or not.
const fn is_flag(field: AiField) -> bool {
    matches!(
        field,
        AiField::Ended
            | AiField::Valid
            | AiField::Asked
            | AiField::Handed
            | AiField::Rated
            | AiField::Guided
            | AiField::Test
    )
}

/// What can be chosen for `field`: what the vendor lists, and what today's sessions have beyond that, most of them
/// first.
pub(in crate::ui) fn choices_of(language: Language, board: &Board, field: AiField) -> Vec<Choice> {
    let listed = choices(board).and_then(|choices| choices.by_field.get(&field)).map_or(&[][..], Vec::as_slice);
    let mut counted: Vec<&AiCount> = counts(board, field).iter().collect();
    sort::by_key(&mut counted, |count| std::cmp::Reverse(count.count));
    let mut found: Vec<Choice> = Vec::with_capacity(listed.len() + counted.len());
    for count in counted {
        // The board may know no more than the key.
        let named = listed.iter().find(|choice| choice.key == count.key).filter(|_| count.label == count.key);
        let label = named.map_or(&count.label, |choice| &choice.label);
        found.push(Choice { key: count.key.clone(), label: label.clone() });
    }
    for choice in listed {
        if !found.iter().any(|known| known.key == choice.key) {
            found.push(choice.clone());
        }
    }
    if found.is_empty() && is_flag(field) {
        found = [("1", tr!(language, "yes")), ("0", tr!(language, "no"))]
            .map(|(key, label)| Choice { key: key.into(), label: label.into() })
            .into();
    }
    found
}

/// What to call `key` of `field`; the key itself where nothing names it.
pub(in crate::ui) fn label(language: Language, board: &Board, field: AiField, key: &str) -> String {
    let known = choices_of(language, board, field).into_iter().find(|choice| choice.key == key);
    known.map_or_else(|| key.to_owned(), |choice| choice.label)
}

/// The groups of the sessions that are asked for: when only some are asked for by this very field, those.
pub(in crate::ui) fn groups(language: Language, board: &Board, asked: &AiAsked, by: AiField) -> Vec<Choice> {
    let all = choices_of(language, board, by);
    match asked.0.get(&by).filter(|keys| !keys.is_empty()) {
        None => all,
        Some(keys) => keys
            .iter()
            .map(|key| {
                let known = all.iter().find(|choice| choice.key == *key).cloned();
                known.unwrap_or_else(|| Choice { key: key.clone(), label: key.clone() })
            })
            .collect(),
    }
}

/// The question for one session.
pub(in crate::ui) fn one(id: &str) -> Lookup {
    Lookup::AiRecords(AiAsked::default().with(AiField::Session, id))
}

/// What is known of a session: its own answer, else the youngest list that has it, else the board's newest.
pub(in crate::ui) fn record<'a>(board: &'a Board, id: &str) -> Option<&'a AiRecord> {
    let of = |entry: &'a Shelved| {
        let rows = entry.ai_records()?;
        rows.rows.get(rows.position(id)?)
    };
    if let Some(record) = board.shelf().get(&one(id)).and_then(of) {
        return Some(record);
    }
    let lists = board.shelf().iter().filter_map(|(lookup, entry)| Some(((entry.as_of, lookup), of(entry)?)));
    lists
        .max_by_key(|(age, _)| *age)
        .map(|(_, record)| record)
        .or_else(|| board.ai()?.latest.iter().find(|record| record.id == id))
}

/// What a choice is called on screen: ours are translated, the tenant's own names are theirs.
pub(in crate::ui) fn named(language: Language, field: AiField, label: &str) -> &str {
    match field {
        AiField::Robot
        | AiField::Entrance
        | AiField::RatingLabel
        | AiField::DislikeLabel
        | AiField::Audience
        | AiField::Session
        | AiField::Conversation => label,
        _ => lang::of(language, label),
    }
}

/// A field in words, as the tenant names its own things; nothing where the record has nothing.
pub(in crate::ui) fn word(language: Language, board: &Board, record: &AiRecord, field: AiField) -> Option<String> {
    record.told.get(&field).map(|word| named(language, field, &label(language, board, field, word)).to_owned())
}

/// From its beginning to its end, or to when it was last heard of.
pub(in crate::ui) fn lasted(record: &AiRecord) -> Option<i64> {
    record.started.zip(record.ended).map(|(from, to)| to.since(from).max(0))
}
