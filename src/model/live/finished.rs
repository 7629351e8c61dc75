//! Calls that ended lately, as they were last: for a page that is open on one.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::call::LiveCall;
use super::story::CallStep;
use crate::model::caps;
use crate::model::time::Stamp;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallEnd {
    /// An event said so, made then, on the vendor's clock.
    Told(Stamp),
    /// Its record says so, and no event did.
    Recorded,
    /// It gave no sign of life for longer than any call lasts.
    Silent,
    /// By the stream there has been no inbound call for a while.
    NoneLeft,
    /// A talk between agents: the customer who waited meanwhile is gone.
    WithCustomer,
}

/// A call that ended.
#[derive(Clone, Debug)]
pub struct FinishedCall {
    /// As it was last.
    pub call: LiveCall,
    /// What happened to it, as far as it was heard here.
    pub story: Vec<CallStep>,
    /// How it ended.
    pub how: CallEnd,
}

/// Those that ended last.
#[derive(Clone, Debug, Default)]
pub(super) struct Finished {
    calls: HashMap<Arc<str>, FinishedCall>,
    order: VecDeque<Arc<str>>,
}

impl Finished {
    pub(super) fn add(&mut self, finished: FinishedCall) {
        let id = Arc::clone(&finished.call.id);
        if self.calls.insert(Arc::clone(&id), finished).is_none() {
            self.order.push_back(id);
        }
        if self.order.len() > caps::FINISHED_CALLS
            && let Some(oldest) = self.order.pop_front()
        {
            self.calls.remove(&oldest);
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&FinishedCall> {
        self.calls.get(id)
    }
}

#[cfg(test)]
mod tests;
