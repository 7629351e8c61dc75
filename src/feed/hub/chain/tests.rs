use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

/// A stream as the server keeps it: it knows the ids of what it stored, and takes a message only behind the last.
#[derive(Default)]
struct Store(Vec<u64>);

impl Store {
    fn put(&mut self, Sent { behind, after, id }: Sent) -> Became {
        if let Some(at) = self.0.iter().position(|known| *known == id) {
            return Became::Stored(at as u64 + 1);
        }
        if behind != self.0.len() as u64 || after.is_some_and(|after| self.0.last() != Some(&after)) {
            return Became::Refused;
        }
        self.0.push(id);
        Became::Stored(self.0.len() as u64)
    }
}

/// A message on its way: behind which sequence it is to stand, and behind which message that is on its way too.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sent {
    behind: u64,
    after: Option<u64>,
    id: u64,
}

/// What is to be sent now.
fn sent(chain: &mut Chain<u64>) -> Option<Sent> {
    chain.send().map(|Sending { behind, after, message }| Sent { behind, after: after.copied(), id: *message })
}

fn sends(chain: &mut Chain<u64>) -> Option<(u64, u64)> {
    sent(chain).map(|Sent { behind, id, .. }| (behind, id))
}

#[test]
fn the_first_goes_alone_and_the_others_several_at_a_time() {
    let mut chain = Chain::new(40);
    for id in 0..40 {
        chain.push(id);
    }
    assert_eq!((sends(&mut chain), sends(&mut chain)), (Some((40, 0)), None));
    assert_eq!(chain.became(Became::Stored(41)), Ok(Some(0)));
    let all: Vec<Sent> = std::iter::from_fn(|| sent(&mut chain)).collect();
    assert_eq!(all.iter().map(|sent| sent.behind).collect::<Vec<_>>(), (41..41 + WINDOW as u64).collect::<Vec<_>>());
    assert_eq!((all[0].after, all[1].after), (None, Some(1)), "the first stands behind one that is stored");
    assert_eq!((chain.last(), chain.end()), (41, 80));
}

#[test]
fn who_is_refused_alone_is_fenced_and_so_is_who_finds_its_id_elsewhere() {
    let mut chain = Chain::new(5);
    chain.push('a');
    assert_eq!(chain.send(), Some(Sending { behind: 5, after: None, message: &'a' }));
    assert_eq!(chain.became(Became::Refused), Err(Fenced));
    let mut chain = Chain::new(5);
    chain.push('a');
    chain.send();
    assert_eq!(chain.became(Became::Stored(9)), Err(Fenced));
}

#[test]
fn what_was_refused_behind_one_that_was_lost_is_sent_again() {
    let mut chain = Chain::new(0);
    for id in 0..3 {
        chain.push(id);
    }
    chain.send();
    assert_eq!(chain.became(Became::Stored(1)), Ok(Some(0)));
    assert_eq!((sends(&mut chain), sends(&mut chain)), (Some((1, 1)), Some((2, 2))));
    assert_eq!(chain.became(Became::Lost), Ok(None));
    assert!(!chain.has_failed() && chain.send().is_none(), "one is still on its way");
    assert_eq!(chain.became(Became::Refused), Ok(None));
    assert!(chain.has_failed());
    assert_eq!((sends(&mut chain), sends(&mut chain)), (Some((1, 1)), None), "alone");
    assert_eq!(chain.became(Became::Stored(2)), Ok(Some(1)));
    assert_eq!(sends(&mut chain), Some((2, 2)));
}

proptest! {
    /// Whatever is lost on the way there or back, each message is stored once and in its order, unless another publishes.
    #[test]
    fn all_is_stored_once_and_in_order(
        fates in proptest::collection::vec(0_u8..8, 0..200),
        rival in proptest::option::of(0_usize..100),
    ) {
        let (mut chain, mut store) = (Chain::new(0), Store::default());
        let (mut flying, mut pushed, mut fenced) = (VecDeque::new(), 0, false);
        let mut fates = fates.into_iter();
        for step in 0..3000 {
            if rival == Some(step) {
                store.0.push(u64::MAX);
            }
            if step % 7 == 0 && pushed < 60 {
                chain.push(pushed);
                pushed += 1;
            }
            while let Some(sent) = sent(&mut chain) {
                flying.push_back((sent, fates.next()));
            }
            // It arrives now: whatever another has published meanwhile is there before it.
            let became = flying.pop_front().map(|(sent, fate)| match fate {
                // Lost on the way there, or back, or neither.
                Some(0) => Became::Lost,
                Some(1) => {
                    store.put(sent);
                    Became::Lost
                }
                _ => store.put(sent),
            });
            if let Some(became) = became
                && chain.became(became).is_err()
            {
                fenced = true;
                break;
            }
        }
        let own: Vec<u64> = store.0.iter().copied().filter(|id| *id < u64::MAX).collect();
        prop_assert_eq!(&own, &(0..own.len() as u64).collect::<Vec<_>>());
        if fenced {
            prop_assert!(rival.is_some(), "only another one fences");
        } else {
            prop_assert_eq!(own.len() as u64, pushed);
        }
        // What another published stands before nothing of ours.
        if let Some(at) = store.0.iter().position(|id| *id == u64::MAX) {
            prop_assert_eq!(at, store.0.len() - 1);
        }
    }
}
