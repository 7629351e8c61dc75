//! What was sent of late, for boards that come back.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::feed::hub::Place;

/// One message, as it goes to every board.
#[derive(Debug)]
struct Sent {
    place: Place,
    at: Instant,
    event: Bytes,
}

/// The messages of one epoch that were sent of late, in their order and without a gap.
#[derive(Debug)]
pub(super) struct Ring {
    sent: VecDeque<Sent>,
    bytes: usize,
    kept: Duration,
    most: usize,
}

impl Ring {
    /// An empty one that keeps messages for so long, and at most so many bytes of them.
    pub(super) const fn new(kept: Duration, most: usize) -> Self {
        Self { sent: VecDeque::new(), bytes: 0, kept, most }
    }

    /// Takes in the next message. One that does not stand behind the last begins anew.
    pub(super) fn push(&mut self, place: Place, event: Bytes, now: Instant) {
        if self.sent.back().is_some_and(|last| last.place.next() != place) {
            self.clear();
        }
        self.bytes += event.len();
        self.sent.push_back(Sent { place, at: now, event });
        while let Some(first) = self.sent.front()
            && (self.bytes > self.most || now.saturating_duration_since(first.at) > self.kept)
        {
            self.bytes -= first.event.len();
            self.sent.pop_front();
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.sent.clear();
        self.bytes = 0;
    }

    /// What stands behind `place`, unless something of it is kept no more.
    pub(super) fn since(&self, place: Place) -> Option<impl Iterator<Item = &Bytes>> {
        let (first, last) = (self.sent.front()?.place, self.sent.back()?.place);
        let reaches = place.epoch == first.epoch && place.next().n >= first.n && place.n <= last.n;
        let skipped = usize::try_from(place.next().n.saturating_sub(first.n)).unwrap_or(usize::MAX);
        reaches.then(|| self.sent.iter().skip(skipped).map(|sent| &sent.event))
    }

    /// Bytes of all that is kept.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::hub::Epoch;

    const fn place(epoch: u64, n: u64) -> Place {
        Place { epoch: Epoch(epoch), n }
    }

    fn since(ring: &Ring, at: Place) -> Option<Vec<&[u8]>> {
        ring.since(at).map(|events| events.map(|event| &event[..]).collect())
    }

    #[tokio::test(start_paused = true)]
    async fn what_stands_behind_a_place_is_given_whole_or_not_at_all() {
        let start = Instant::now();
        let mut ring = Ring::new(Duration::from_mins(1), 4);
        assert_eq!(since(&ring, place(1, 0)), None, "nothing was sent");
        for (n, event) in (1..=5).zip(["a", "b", "c", "d", "e"]) {
            ring.push(place(1, n), Bytes::from(event), start + Duration::from_secs(n));
        }
        assert_eq!(since(&ring, place(1, 3)).unwrap(), [b"d", b"e"]);
        assert_eq!(since(&ring, place(1, 5)).unwrap(), [] as [&[u8]; 0], "nothing is missing");
        assert_eq!(since(&ring, place(1, 1)).unwrap(), [b"b", b"c", b"d", b"e"]);
        assert_eq!(since(&ring, place(1, 0)), None, "the first of it is kept no more: four bytes are");
        assert_eq!(since(&ring, place(1, 6)), None, "it was never sent");
        assert_eq!(since(&ring, place(2, 3)), None, "another one sent that");
        ring.push(place(1, 6), Bytes::from("f"), start + Duration::from_secs(65));
        assert_eq!(since(&ring, place(1, 4)).unwrap(), [b"e", b"f"]);
        assert_eq!(since(&ring, place(1, 3)), None, "it is older than a minute");
        ring.push(place(2, 1), Bytes::from("g"), start + Duration::from_secs(66));
        assert_eq!((since(&ring, place(1, 5)), ring.bytes()), (None, 1), "one epoch at a time");
        assert_eq!(since(&ring, place(2, 0)).unwrap(), [b"g"]);
    }
}
