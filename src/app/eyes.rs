//! Who else looks at the board: figures are handed over once a second to what publishes them. Where nothing does, it costs
//! nothing.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::{Alarms, Board, Stamp};

/// Looks at the board, what stands, and the present moment by the board's clock. Must not wait for anything.
pub type Eyes = Box<dyn FnMut(&Board, &Alarms, Stamp) + Send>;

/// So often they look at most: a little less than a second, so that a tick which comes early still counts.
const EVERY: Duration = Duration::from_millis(900);

/// Who looks, and when they look next.
#[derive(Default)]
pub(super) struct Watched(Option<(Eyes, Option<Instant>)>);

impl Watched {
    pub(super) fn by(eyes: Eyes) -> Self {
        Self(Some((eyes, None)))
    }

    pub(super) const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Lets who looks look, if it is time.
    pub(super) fn look(&mut self, board: &Board, alarms: &Alarms, now: Stamp) {
        let Some((eyes, next)) = &mut self.0 else { return };
        let at = Instant::now();
        if next.is_none_or(|next| at >= next) {
            *next = Some(at + EVERY);
            eyes(board, alarms, now);
        }
    }
}
