//! What came too early: envelopes behind one that is missing, or behind a keyframe that is still to come.

use std::collections::BTreeMap;

use crate::feed::hub::envelope::{Body, Envelope, Epoch, Place};

/// So many envelopes are held.
const MOST: usize = 4096;

/// And so many bytes of them.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Envelopes that wait, by epoch and number. Beyond its bounds the lowest go: of an epoch those that the next keyframe has.
#[derive(Debug, Default)]
pub(super) struct Held {
    envelopes: BTreeMap<(u64, u64), Envelope>,
    bytes: usize,
}

impl Held {
    /// Holds an envelope; whether it was not held yet.
    pub(super) fn hold(&mut self, envelope: Envelope) -> bool {
        self.bytes += size(&envelope);
        let before = self.envelopes.insert(key(envelope.place), envelope);
        self.bytes -= before.as_ref().map_or(0, size);
        while self.envelopes.len() > MOST || self.bytes > MOST_BYTES {
            let Some((_, gone)) = self.envelopes.pop_first() else { break };
            self.bytes -= size(&gone);
        }
        before.is_none()
    }

    /// The envelope of this place.
    pub(super) fn take(&mut self, place: Place) -> Option<Envelope> {
        let taken = self.envelopes.remove(&key(place))?;
        self.bytes -= size(&taken);
        Some(taken)
    }

    /// Where the first envelope of an epoch stands that goes on where `place` is, or further on in its epoch.
    pub(super) fn successor(&self, place: Place) -> Option<(Place, Place)> {
        let goes_on = |envelope: &Envelope| {
            let continues = envelope.continues.filter(|from| *from == place || from.is_after(place))?;
            Some((envelope.place, continues))
        };
        self.envelopes.values().find_map(goes_on)
    }

    /// The first that stands behind `place` in its epoch.
    pub(super) fn first_after(&self, place: Place) -> Option<Place> {
        let (epoch, n) = key(place);
        let (_, envelope) = self.envelopes.range((epoch, n.checked_add(1)?)..=(epoch, u64::MAX)).next()?;
        Some(envelope.place)
    }

    /// The epochs of what is held.
    pub(super) fn epochs(&self) -> Vec<Epoch> {
        let mut epochs: Vec<Epoch> = self.envelopes.values().map(|envelope| envelope.place.epoch).collect();
        epochs.dedup();
        epochs
    }

    /// Lets go of what stands neither behind `place` nor in an epoch that [goes on](Self::successor) there.
    pub(super) fn let_go(&mut self, place: Place) {
        let next = self.successor(place).map(|(first, _)| first);
        let follows = |at: Place| at.is_after(place) || next.is_some_and(|first| at == first || at.is_after(first));
        self.envelopes.retain(|_, envelope| follows(envelope.place));
        self.bytes = self.envelopes.values().map(size).sum();
    }
}

const fn key(place: Place) -> (u64, u64) {
    (place.epoch.0, place.n)
}

fn size(envelope: &Envelope) -> usize {
    match &envelope.body {
        Body::Updates(piece) | Body::Keyframe { piece, .. } => piece.bytes().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::record::piece::Piece;
    use crate::model::Stamp;

    fn envelope(epoch: u64, n: u64, bytes: usize) -> Envelope {
        let body = Body::Updates(Piece::of(vec![0; bytes]));
        let place = Place { epoch: Epoch(epoch), n };
        Envelope { place, vocabulary: 4, sent: Stamp(0), continues: None, body }
    }

    #[test]
    fn there_is_an_end_to_what_is_held() {
        let mut held = Held::default();
        for n in 1..=2 * MOST as u64 {
            assert!(held.hold(envelope(7, n, 10)));
        }
        assert!(!held.hold(envelope(7, 2 * MOST as u64, 20)), "it is there already");
        assert_eq!((held.envelopes.len(), held.bytes), (MOST, MOST * 10 + 10));
        let place = |n| Place { epoch: Epoch(7), n };
        assert_eq!(held.first_after(place(0)), Some(place(MOST as u64 + 1)), "the lowest went");
        held.hold(envelope(7, 3 * MOST as u64, MOST_BYTES - 15));
        assert_eq!(held.envelopes.len(), 1);
        assert!(held.take(place(3 * MOST as u64)).is_some());
        assert_eq!((held.envelopes.len(), held.bytes), (0, 0));
    }
}
