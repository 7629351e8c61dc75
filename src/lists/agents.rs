//! The agents of the board, a list like every other, whose order is kept up to date by the change.

pub use asked::Moment;
pub use belonging::{Belonging, has_groups};
pub use columns::{COLUMNS, missed_share, state_word};
pub use fields::{AgentFields, HELP};
pub use listing::Listing;
pub use members::MembersSheet;
pub use order::Sort;
pub use rules::Rules;
pub use sheet::AgentsSheet;
pub use teams::{Line, Team, TeamRow, Teams};

mod asked;
mod belonging;
mod columns;
mod fields;
mod listing;
mod members;
mod membership;
mod order;
mod rules;
mod sheet;
mod teams;
mod touched;
