//! A gap in the data: for some minutes the platform answers no request, its streams stay open and say nothing, and callbacks
//! wait. Life goes on meanwhile, and [`Simulator::truth`](super::Simulator::truth) with it.

use std::ops::Range;

use tokio::sync::watch;

use crate::sim::causes::{Cause, Effect};

/// When there is a gap, if ever.
pub(super) struct Gap {
    /// Unix ms.
    span: Option<Range<i64>>,
    open: watch::Sender<bool>,
}

impl Gap {
    /// The gap of this cause, if it is one.
    pub(super) fn of(cause: Option<Cause>) -> Self {
        let cause = cause.filter(|cause| cause.effect == Effect::DataGap);
        Self { span: cause.map(Cause::span), open: watch::Sender::new(false) }
    }

    /// Whether it lasts at present.
    pub(super) fn is_open(&self) -> bool {
        *self.open.borrow()
    }

    /// Lets it begin or end, if it is time: whether it lasts from now on, if that is new.
    pub(super) fn turn(&self, now: i64) -> Option<bool> {
        let lasts = self.span.as_ref().is_some_and(|span| span.contains(&now));
        (self.open.send_replace(lasts) != lasts).then_some(lasts)
    }

    /// Who waits for its end.
    pub(super) fn subscribe(&self) -> watch::Receiver<bool> {
        self.open.subscribe()
    }
}
