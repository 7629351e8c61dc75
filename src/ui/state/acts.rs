//! What keys do on each page, and what each page needs looked up.

pub(super) mod agent;
pub(super) mod ai;
pub(super) mod calls;
pub(super) mod chat;
pub(super) mod health;
pub(super) mod live;
pub(super) mod reports;
pub(super) mod why;
