//! How much is kept of what a platform sends: far beyond what any tenant has, and little enough that a platform which
//! names a million fields, or lists the same agents a thousand times over, leaves a board that answers.
//!
//! What is left out is counted and said where the rest is shown. Everything that grows with what is sent is bounded here,
//! or by the bytes of one message.

/// Agents on the board. Measured are 100,000.
pub const AGENTS: usize = 300_000;

/// So many times the rows that were asked for are taken from a page.
pub const BEYOND_ASKED: usize = 10;

/// Rows of any list in an answer that comes whole.
pub const ROWS: usize = 50_000;

/// Columns of a report.
pub const COLUMNS: usize = 1_000;

/// Cells of a report: its rows times its columns.
pub const CELLS: usize = 2_000_000;

/// What can be chosen from, of each kind.
pub const CHOICES: usize = 5_000;

/// Values of all kinds in one answer: those of 20,000 rows of 75 fields.
pub const VALUES: usize = 1_500_000;

/// Fields of one object in an answer.
pub const OBJECT: usize = 4_096;

/// Bytes of one text in an answer.
pub const TEXT: usize = 16 * 1024;

/// Operations of one message.
pub const OPERATIONS: usize = 1_000_000;

/// Operations that are kept to be replayed later.
pub const HELD: usize = 2_000_000;

/// Rejected operations of one message that are told one by one; the others are counted.
pub const REJECTS: usize = 1_000;

/// Fields without a typed home of one agent, or of the centre's figures.
pub const FIELDS: usize = 512;

/// Such fields of all agents together: a large centre keeps fewer of each, but never less than [`FIELDS_LEAST`].
pub const FIELDS_TOGETHER: usize = 6_400_000;

/// Such fields of each agent, however many there are.
pub const FIELDS_LEAST: usize = 64;

/// Calls in progress: three for each of 30,000 agents, of whom no tenant has as many.
pub const LIVE_CALLS: usize = 100_000;

/// Parties of a call in progress, those who left among them.
pub const PARTIES: usize = 64;

/// Keys that a caller pressed in a call in progress, the first of them.
pub const KEYS: usize = 8;

/// Numbers of which it is known how many keys lead out of the menu.
pub const MENUS: usize = 512;

/// Calls that ended whose ids are kept, so that a late event does not bring them back: those of half an hour in a centre with
/// a hundred thousand calls an hour.
pub const ENDED_CALLS: usize = 50_000;

/// Of these, so many are told to a board that begins anew.
pub const ENDED_TOLD: usize = 2_000;

/// While no more calls than this are in progress, what happens to each is kept step by step.
pub const STORIES: usize = 20_000;

/// Steps of one of these.
pub const STEPS: usize = 64;

/// Calls that ended last that are kept whole, for a page that is open.
pub const FINISHED_CALLS: usize = 500;

/// Calls of which a bot's part is kept.
pub const BOT_TALKS: usize = 1_000;

/// Sentences of one of these.
pub const DIALOGUE: usize = 500;

/// How many fields without a typed home are kept of each of so many agents.
pub const fn fields_each(agents: usize) -> usize {
    let share = FIELDS_TOGETHER / if agents == 0 { 1 } else { agents };
    if share > FIELDS {
        FIELDS
    } else if share < FIELDS_LEAST {
        FIELDS_LEAST
    } else {
        share
    }
}

/// How many agents are taken from a page for which `asked` rows were asked, of a list of `total`.
pub fn agents_a_page(asked: usize, total: Option<u64>) -> usize {
    let total = total.map_or(0, |total| usize::try_from(total).unwrap_or(usize::MAX));
    asked.saturating_mul(BEYOND_ASKED).max(total).min(AGENTS)
}

/// A text of at most `most` bytes, cut between two characters.
pub fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_centre_keeps_fewer_fields_of_each_agent() {
        assert_eq!([0, 1, 12_500, 25_000, 100_000, AGENTS].map(fields_each), [512, 512, 512, 256, 64, 64]);
    }

    #[test]
    fn a_page_brings_what_was_asked_for_or_all_that_there_is() {
        assert_eq!(agents_a_page(100, Some(480)), 1_000);
        assert_eq!(agents_a_page(100, Some(100_000)), 100_000, "a vendor that gives all at once");
        assert_eq!(agents_a_page(100, Some(u64::MAX)), AGENTS);
        assert_eq!(agents_a_page(100, None), 1_000);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("李娜", 6), "李娜");
        assert_eq!(cut("李娜", 5), "李…");
        assert_eq!(cut("李娜", 2), "…");
    }
}
