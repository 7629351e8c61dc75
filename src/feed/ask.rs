//! What is asked for again and again, and what a person looks up: through one budget, by the same days and pages.

mod chats;
pub mod day;
pub mod lookups;
mod paging;
pub mod polls;
mod rounds;
