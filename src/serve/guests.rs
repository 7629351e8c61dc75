//! Who is connected: places are few, and a stranger gives theirs up for the next one.
//!
//! A crowd that connects and says nothing would else keep the vendor out for as long as it takes its time. One that has shown
//! a good signature is no stranger and stays.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::{AbortHandle, JoinSet};

/// Whether one who is connected has shown a good signature.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Arc<AtomicBool>);

impl Known {
    /// They have shown one.
    pub(super) fn show(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_shown(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether one more may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// There is a place.
    Free,
    /// There is one, since a stranger was sent away.
    Made,
    /// There is none.
    Full,
}

/// Those who are connected. They end with it.
pub(super) struct Guests {
    connections: JoinSet<()>,
    /// In the order in which they came; some of them have left, or are strangers no more.
    strangers: VecDeque<(Known, AbortHandle)>,
    most: usize,
}

impl Guests {
    /// Room for so many.
    pub(super) fn new(most: usize) -> Self {
        Self { connections: JoinSet::new(), strangers: VecDeque::new(), most }
    }

    /// Makes room for one more: the stranger who has been here longest leaves.
    pub(super) async fn make_room(&mut self) -> Room {
        while self.connections.try_join_next().is_some() {}
        if self.connections.len() < self.most {
            return Room::Free;
        }
        while let Some((known, connection)) = self.strangers.pop_front() {
            if known.has_shown() || connection.is_finished() {
                continue;
            }
            connection.abort();
            // It is gone as soon as it is looked at.
            while self.connections.len() >= self.most && self.connections.join_next().await.is_some() {}
            return Room::Made;
        }
        Room::Full
    }

    /// Lets one in.
    pub(super) fn admit(&mut self, known: Known, conversation: impl Future<Output = ()> + Send + 'static) {
        if self.strangers.len() >= self.most.saturating_mul(2) {
            self.strangers.retain(|(known, connection)| !known.has_shown() && !connection.is_finished());
        }
        let connection = self.connections.spawn(crate::tasks::boxed(conversation));
        self.strangers.push_back((known, connection));
    }

    /// Waits until one leaves.
    pub(super) async fn left(&mut self) {
        if self.connections.join_next().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn a_stranger_gives_their_place_up_and_one_who_is_known_does_not() {
        let mut guests = Guests::new(2);
        let (first, second, third) = (Known::default(), Known::default(), Known::default());
        for known in [&first, &second] {
            assert_eq!(guests.make_room().await, Room::Free);
            guests.admit(known.clone(), pending());
        }
        first.show();
        assert_eq!(guests.make_room().await, Room::Made, "the second has shown nothing");
        guests.admit(third.clone(), pending());
        third.show();
        assert_eq!(guests.make_room().await, Room::Full);
        assert_eq!(guests.connections.len(), 2);
    }

    #[tokio::test]
    async fn who_leaves_makes_room_and_is_not_remembered() {
        let mut guests = Guests::new(2);
        for _ in 0..100 {
            assert_eq!(guests.make_room().await, Room::Free);
            guests.admit(Known::default(), async {});
            guests.left().await;
        }
        assert!(guests.strangers.len() <= 4, "{}", guests.strangers.len());
    }
}
