//! Lists: any list that can be filtered, ordered, shown with columns of one's choice and written as CSV. What they look
//! like is the screen's.
//!
//! A list gives its rows as a [`Sheet`]: values by row and column, and nothing about widths, order or keys. What a
//! person chose about it (filter, order, columns, row) is its [`List`], and everything that is done to a list is done
//! here once for all of them. The agents' order is kept up to date by the change, in [`agents`].

use litemap::LiteMap;

use crate::lang::{self, Speaks};
use crate::model::BusyReason;

pub use ask::SheetFields;
pub use calls::{CALL_COLUMNS, call_departments, call_fact, call_words};
pub use csv::csv;
pub use customer::customer_word;
pub use filter::{Filter, FilterError};
pub use list::{List, ListRoom, Put};
pub use people::{called, called_with_number, who};
pub use renamed::{current, renamed};
pub use sheet::{CallsBy, Column, ListId, Opens, Sheet, listed_key};
pub use value::{Notation, Value};
pub use widths::Widths;

pub mod agents;
mod ask;
mod calls;
mod csv;
mod customer;
pub mod filter;
mod list;
mod people;
mod renamed;
mod sheet;
mod value;
mod widths;

/// What a site calls a reason for being busy: its own name, else ours, else its number.
pub fn reason_name(to: impl Speaks, names: &LiteMap<BusyReason, String>, reason: BusyReason) -> String {
    match (names.get(&reason), reason.word()) {
        (Some(name), _) => name.clone(),
        (None, Some(word)) => lang::of(to, &word.replace('-', " ")).to_owned(),
        (None, None) => tr!(to, "reason {reason}", reason = reason),
    }
}
