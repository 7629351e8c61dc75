//! The alerts as they are looked at.

use crate::model::{AlarmKey, Alarms, Alerts, Past, Standing};

/// A row of the alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum AlertKey {
    /// One that stands.
    Now(AlarmKey),
    /// One that is over, by its number.
    Past(u64),
}

/// The alerts as they are looked at.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct AlertList {
    /// As they are now.
    pub(super) now: Alerts,
    /// Those of the moment of freezing, if frozen, with what was done about them since.
    pub(super) frozen: Option<Alerts>,
    pub(super) chosen: Option<AlertKey>,
}

impl AlertList {
    /// Takes them over as they are now.
    pub(super) fn take(&mut self, alarms: &Alarms) {
        self.now = alarms.alerts().clone();
    }

    /// Lets go of those that stand until they are taken over anew, so that the alarms can put them in order where they are:
    /// there may be one for each of a hundred thousand agents, and two lists of them meanwhile.
    pub(super) fn give_back(&mut self) {
        self.now.let_go();
    }

    /// Those to be seen.
    pub(in crate::ui) fn standing(&self) -> &[Standing] {
        self.frozen.as_ref().unwrap_or(&self.now).standing()
    }

    /// Those of today that have cleared, oldest first.
    pub(in crate::ui) fn past(&self) -> impl DoubleEndedIterator<Item = &Past> + ExactSizeIterator {
        self.now.history()
    }

    /// How many have not been acknowledged.
    pub(in crate::ui) fn open(&self) -> usize {
        let is_open = |standing: &Standing| standing.mark.is_none();
        match &self.frozen {
            // Where they stood when the figures were frozen, whatever was done about them since.
            Some(frozen) => frozen.standing().iter().filter(|standing| is_open(standing)).count(),
            None => self.now.standing().partition_point(is_open),
        }
    }

    /// The one that is chosen.
    pub(in crate::ui) const fn chosen(&self) -> Option<&AlertKey> {
        self.chosen.as_ref()
    }
}
