//! Calls that are over.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use crate::model::caps;

/// The ids of the calls that ended last.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended {
    ids: HashSet<Arc<str>>,
    order: VecDeque<Arc<str>>,
}

impl Ended {
    pub(super) fn add(&mut self, id: Arc<str>) {
        if !self.ids.insert(Arc::clone(&id)) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > caps::ENDED_CALLS
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The newest of them, newest last.
    pub(super) fn newest(&self, most: usize) -> Vec<Arc<str>> {
        self.order.iter().skip(self.order.len().saturating_sub(most)).cloned().collect()
    }
}
