//! What a board is told, wherever that comes from: of the platforms' sources one update after the other, of a recording
//! that is played and of a hub now and then a whole board, which takes the place of everything known before.

use std::task::{Context, Poll};

use tokio::sync::mpsc::Receiver;

use crate::model::{Board, Update};

/// What the board is told.
#[derive(Debug)]
pub enum Told {
    /// An update.
    Update(Update),
    /// Forget the board: it is this one now.
    Board(Box<Board>),
}

impl Told {
    /// The update, if it is one.
    pub fn update(&self) -> Option<&Update> {
        match self {
            Self::Update(update) => Some(update),
            Self::Board(_) => None,
        }
    }
}

/// The end of what a board is told at which it is read.
#[derive(Debug)]
pub enum Inflow {
    /// Sources of our own tell updates alone.
    Sources(Receiver<Update>),
    /// A hub may tell a board anew.
    Hub(Receiver<Told>),
}

impl Inflow {
    /// Waits for something to be told and appends it to `batch`, at most `most`, as much as is there; how much that was.
    /// 0: nothing comes any more. Nothing is lost when it is not waited for.
    pub async fn recv_many(&mut self, batch: &mut Vec<Told>, most: usize) -> usize {
        match self {
            Self::Hub(told) => told.recv_many(batch, most).await,
            Self::Sources(updates) => {
                let Some(first) = updates.recv().await else { return 0 };
                batch.push(Told::Update(first));
                let mut count = 1;
                while count < most
                    && let Ok(update) = updates.try_recv()
                {
                    batch.push(Told::Update(update));
                    count += 1;
                }
                count
            }
        }
    }
}

impl Inflow {
    /// What is there to be told at the moment, at most `most`, appended to `batch`: how much that is, 0 where nothing comes
    /// any more. Where there is nothing yet, `context` is woken.
    pub fn poll_many(&mut self, context: &mut Context<'_>, batch: &mut Vec<Told>, most: usize) -> Poll<usize> {
        match self {
            Self::Hub(told) => told.poll_recv_many(context, batch, most),
            Self::Sources(updates) => updates.poll_recv(context).map(|update| {
                let before = batch.len();
                batch.extend(update.map(Told::Update));
                batch.len() - before
            }),
        }
    }

    /// What is there to be told, if anything; nothing also where nothing comes any more.
    pub fn try_recv(&mut self) -> Option<Told> {
        match self {
            Self::Hub(told) => told.try_recv().ok(),
            Self::Sources(updates) => updates.try_recv().ok().map(Told::Update),
        }
    }

    /// Waits for something to be told; `None` where nothing comes any more. Nothing is lost when it is not waited for.
    pub async fn recv(&mut self) -> Option<Told> {
        match self {
            Self::Hub(told) => told.recv().await,
            Self::Sources(updates) => updates.recv().await.map(Told::Update),
        }
    }
}

impl From<Receiver<Update>> for Inflow {
    fn from(updates: Receiver<Update>) -> Self {
        Self::Sources(updates)
    }
}

impl From<Receiver<Told>> for Inflow {
    fn from(told: Receiver<Told>) -> Self {
        Self::Hub(told)
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::model::{Payload, SourceId, Stamp};

    fn heard(at: i64) -> Update {
        Update::new(Stamp(at), Payload::Heard(SourceId::Chat))
    }

    #[tokio::test]
    async fn as_much_is_taken_as_is_there_and_no_more_than_is_asked_for() {
        let (sender, updates) = mpsc::channel(8);
        let mut inflow = Inflow::from(updates);
        for at in 0..5 {
            sender.send(heard(at)).await.unwrap();
        }
        let mut batch = Vec::new();
        assert_eq!(inflow.recv_many(&mut batch, 3).await, 3);
        assert_eq!(inflow.recv_many(&mut batch, 3).await, 2);
        drop(sender);
        assert_eq!(inflow.recv_many(&mut batch, 3).await, 0);
        let at = |told: &Told| match told {
            Told::Update(update) => update.at.ms(),
            Told::Board(_) => panic!("no board was told"),
        };
        assert_eq!(batch.iter().map(at).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[tokio::test]
    async fn what_is_there_is_taken_without_waiting_and_what_comes_later_wakes_who_asked() {
        let (sender, updates) = mpsc::channel(8);
        let (other, told) = mpsc::channel(8);
        for mut inflow in [Inflow::from(updates), Inflow::from(told)] {
            let mut batch = Vec::new();
            let pending =
                std::future::poll_fn(|context| Poll::Ready(inflow.poll_many(context, &mut batch, 3).is_pending()));
            assert!(pending.await);
            match &inflow {
                Inflow::Sources(_) => sender.send(heard(1)).await.unwrap(),
                Inflow::Hub(_) => other.send(Told::Update(heard(1))).await.unwrap(),
            }
            let count = std::future::poll_fn(|context| inflow.poll_many(context, &mut batch, 3)).await;
            assert_eq!((count, batch.len()), (1, 1));
        }
    }
}
