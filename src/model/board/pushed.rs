//! What callbacks told.

use super::Board;
use crate::model::live::Callback;
use crate::model::source::SourceId;
use crate::model::time::Stamp;

impl Board {
    pub(super) fn apply_pushed(&mut self, at: Stamp, callbacks: Vec<Callback>) {
        let source = self.source_mut(SourceId::Push);
        source.heard = Some(at);
        source.as_of = Some(at);
        drop(callbacks);
        self.revision += 1;
    }
}
