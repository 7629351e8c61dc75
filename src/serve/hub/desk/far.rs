//! What a desk does for boards that follow by way of others.

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Desk, KEYFRAME_EVERY};
use crate::feed::hub::{Place, Publisher};
use crate::model::Board;

impl Desk {
    /// The same, which tells everything there too, as it stands in a stream of events.
    #[must_use]
    pub fn telling(mut self, outlet: UnboundedSender<Bytes>) -> Self {
        self.boards.tell_also(outlet);
        self
    }

    /// The same, which goes on where another hub left off: boards that stand at `from` have this board. To be said before
    /// it is run.
    #[must_use]
    pub fn going_on(mut self, board: Board, from: Place) -> Self {
        self.publisher = Publisher::new(self.publisher.place().epoch, board, Some(from), Instant::now());
        self
    }

    /// The epoch with which it begins, before anything was told.
    pub fn begins_at(&self) -> Place {
        self.publisher.place()
    }

    /// Gives a keyframe, which is younger than those who join here are given.
    pub(super) fn give_keyframe(&mut self, reply: oneshot::Sender<Vec<Bytes>>) {
        let now = Instant::now();
        let young = |at: Instant| now.saturating_duration_since(at) < KEYFRAME_EVERY;
        let kept = self.keyframe.take().filter(|kept| young(kept.at));
        match kept.map_or_else(|| self.make_keyframe(now), Ok) {
            Ok(kept) => {
                let _ = reply.send(kept.events.clone());
                self.keyframe = Some(kept);
            }
            Err(error) => self.begin_anew(&error),
        }
    }
}
