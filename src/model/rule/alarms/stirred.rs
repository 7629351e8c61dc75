//! Which of the alerts that stand have to be told anew.

use super::words::AlarmKey;
use crate::model::quick::QuickSet;

/// What of those that stand has to be told anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Stirred {
    /// All of them.
    pub(super) all: bool,
    /// These, where it is not all.
    pub(super) some: QuickSet<AlarmKey>,
}

impl Stirred {
    pub(super) const fn all(&mut self) {
        self.all = true;
    }

    pub(super) fn one(&mut self, key: &AlarmKey) {
        if !self.all && !self.some.contains(key) {
            self.some.insert(key.clone());
        }
    }
}
