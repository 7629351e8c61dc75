//! A hub that stands by: it follows what the one that leads publishes, so that it can go on where that leaves off.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until, timeout};

use crate::feed::Told;
use crate::feed::hub::Place;
use crate::feed::hub::follower::{Follower, Input, Output};
use crate::feed::hub::nats::Nats;
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::way::{Events, Heard};
use crate::feed::hub::wire::Said;
use crate::model::{Board, Clock};

/// What cannot be followed is tried again so soon.
const AGAIN: Duration = Duration::from_millis(500);

/// Something that is waited for.
type Coming<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Follows.
pub(super) struct Standby {
    nats: Arc<Nats>,
    clock: Clock,
    follower: Follower,
    board: Board,
    events: Option<Events>,
    opening: Option<Coming<Result<Events, Unlinked>>>,
    reopen: Option<Instant>,
}

/// What happened.
enum Turn {
    Opened(Result<Events, Unlinked>),
    Heard(Option<Heard>),
    Open,
    Tick,
}

impl Standby {
    /// Follows nothing yet.
    pub(super) fn new(nats: Arc<Nats>, clock: Clock) -> Self {
        let now = Instant::now();
        let (follower, board) = (Follower::new(now), Board::new());
        Self { nats, clock, follower, board, events: None, opening: None, reopen: Some(now) }
    }

    /// Where its board stands, as far as that is that of the one that leads.
    pub(super) fn stands(&self) -> Option<Place> {
        let link = self.follower.link();
        link.place.filter(|_| !link.silent)
    }

    /// Its board.
    pub(super) fn into_board(self) -> Board {
        self.board
    }

    /// Follows until its board stands there, or `patience` is over; whether it does.
    pub(super) async fn reaches(&mut self, place: Place, patience: Duration) -> bool {
        let reaching = async {
            while self.stands() != Some(place) {
                self.turn().await;
            }
        };
        timeout(patience, reaching).await.is_ok()
    }

    /// Waits for the next thing and takes note of it. Nothing is lost when it is not waited for.
    pub(super) async fn turn(&mut self) {
        let turn = tokio::select! {
            biased;
            heard = next(&mut self.events) => Turn::Heard(heard),
            opened = opened(&mut self.opening) => Turn::Opened(opened),
            () = at(self.reopen) => Turn::Open,
            () = at(self.follower.deadline()) => Turn::Tick,
        };
        match turn {
            Turn::Open => self.open(),
            Turn::Tick => self.step(Input::Tick),
            Turn::Opened(Ok(events)) => {
                self.events = Some(events);
                self.step(Input::Opened);
            }
            Turn::Opened(Err(why)) => {
                tracing::debug!("hub: nothing to follow: {why}");
                self.reopen = Some(Instant::now() + AGAIN);
            }
            Turn::Heard(Some(Heard { said: Said::Envelope(envelope), .. })) => self.step(Input::Envelope(envelope)),
            Turn::Heard(Some(_)) => {}
            Turn::Heard(None) => {
                self.events = None;
                self.reopen = Some(Instant::now() + AGAIN);
                self.step(Input::Closed);
            }
        }
    }

    fn open(&mut self) {
        self.reopen = None;
        let (nats, place) = (Arc::clone(&self.nats), self.follower.link().place);
        self.opening = Some(Box::pin(async move { nats.follow(place).await }));
    }

    fn step(&mut self, input: Input) {
        let mut again = false;
        for output in self.follower.step(input, Instant::now(), (self.clock)()) {
            match output {
                Output::Tell(told) => {
                    for told in told {
                        match told {
                            Told::Update(update) => self.board.apply(update),
                            Told::Board(board) => self.board = *board,
                        }
                    }
                }
                Output::Fill(_) | Output::Join => again = true,
                Output::Stop(why) => {
                    tracing::warn!("hub: cannot stand by: {why}");
                    self.events = None;
                    self.reopen = Some(Instant::now() + AGAIN);
                    return;
                }
            }
        }
        if again && self.events.take().is_some() {
            self.open();
        }
    }
}

async fn next(events: &mut Option<Events>) -> Option<Heard> {
    match events {
        Some(events) => match events.next().await {
            Some(Ok(heard)) => Some(heard),
            Some(Err(why)) => {
                tracing::debug!("hub: {why}");
                None
            }
            None => None,
        },
        None => std::future::pending().await,
    }
}

async fn opened(opening: &mut Option<Coming<Result<Events, Unlinked>>>) -> Result<Events, Unlinked> {
    match opening {
        Some(future) => {
            let opened = future.await;
            *opening = None;
            opened
        }
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
