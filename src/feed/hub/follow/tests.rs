use std::collections::VecDeque;
use std::sync::Mutex;

use futures_util::stream;
use tokio_util::sync::DropGuard;

use super::*;
use crate::feed::fake::{BASE, Settable, env_to_set};
use crate::feed::hub::alerts::{See, SeeAnswer};
use crate::feed::hub::envelope::{Epoch, Place};
use crate::feed::hub::notes::NoteAnswer;
use crate::feed::hub::publisher::Publisher;
use crate::feed::hub::way::Moment;
use crate::model::{Agent, AgentId, Board, Note, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Update};
use crate::platforms::Recording;

/// What a hub does with a stream that is asked for.
enum Does {
    /// It takes the connection and never answers.
    Nothing,
    /// It answers, says this, and then never anything more, though the connection stays.
    Says(Vec<Said>),
}

/// A way to a hub that does one after the other, and then nothing; when each stream was asked for, and from where.
#[derive(Default)]
struct Fake {
    does: Mutex<VecDeque<Does>>,
    opened: Mutex<Vec<(Instant, Option<Place>)>>,
}

fn never<T: Send + 'static>() -> Coming<T> {
    Box::pin(pending())
}

impl Way for Fake {
    fn url(&self) -> &'static str {
        "https://hub.example"
    }

    fn host(&self) -> &'static str {
        "hub.example"
    }

    fn open(self: Arc<Self>, from: Option<Place>) -> Coming<Result<Events>> {
        self.opened.lock().unwrap().push((Instant::now(), from));
        match self.does.lock().unwrap().pop_front().unwrap_or(Does::Nothing) {
            Does::Nothing => never(),
            Does::Says(all) => {
                let heard = stream::iter(all).map(|said| Ok(Heard { said, bytes: 1 }));
                let events: Events = Box::pin(heard.chain(stream::pending()));
                Box::pin(std::future::ready(Ok(events)))
            }
        }
    }

    fn want(self: Arc<Self>, _: Vec<Want>, _: bool) -> Coming<Result<Answers>> {
        never()
    }

    fn see(self: Arc<Self>, _: See) -> Coming<Result<SeeAnswer>> {
        never()
    }

    fn note(self: Arc<Self>, _: Note) -> Coming<Result<NoteAnswer>> {
        never()
    }

    fn retry(self: Arc<Self>) -> Coming<Result<()>> {
        never()
    }

    fn time(self: Arc<Self>, _: Moment) -> Coming<Result<Exchange>> {
        never()
    }

    fn sound(self: Arc<Self>, _: String) -> Coming<Result<Recording>> {
        never()
    }
}

/// A whole board of two agents, as a hub tells one who joins.
fn whole() -> Does {
    let mut board = Board::new();
    let agents = ["a1", "a2"].map(|id| Agent::new(AgentId::new(id))).to_vec();
    board.apply(Update::new(BASE, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live))));
    board.apply(Update::new(BASE, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))));
    let mut publisher = Publisher::new(Epoch(7), board, None, Instant::now());
    publisher.send(Instant::now(), BASE).unwrap();
    Does::Says(publisher.keyframe(BASE).unwrap().into_iter().map(Said::Envelope).collect())
}

/// A board on that way, and its task.
struct Seat {
    fake: Arc<Fake>,
    told: mpsc::Receiver<Told>,
    state: watch::Receiver<HubState>,
    board: Board,
    began: Instant,
    wants: watch::Sender<Vec<Want>>,
    _requests: broadcast::Sender<Request>,
    _cancel: DropGuard,
}

impl Seat {
    fn on(does: impl IntoIterator<Item = Does>) -> Self {
        let fake = Arc::new(Fake { does: Mutex::new(does.into_iter().collect()), ..Fake::default() });
        let (env, _, machine): (_, _, Settable) = env_to_set(BASE);
        let (telling, told) = mpsc::channel(64);
        let (standing, state) = watch::channel(HubState::default());
        let (wants, wanted) = watch::channel(Vec::new());
        let (requests, requested) = broadcast::channel(4);
        let cancel = CancellationToken::new();
        let world = World {
            way: Arc::<Fake>::clone(&fake),
            hub_clock: HubClock::new(machine),
            clock: env.clock,
            told: telling,
            state: standing,
            wants: wanted,
            requests: requested,
            cancel: cancel.clone(),
            random: Arc::new(|| 1.0),
            zone: String::new(),
        };
        tokio::spawn(run(world));
        let (board, began, cancel) = (Board::new(), Instant::now(), cancel.drop_guard());
        Self { fake, told, state, board, began, wants, _requests: requests, _cancel: cancel }
    }

    /// Takes what comes until it holds. Time passes by itself.
    async fn until(&mut self, holds: impl Fn(&Self) -> bool) {
        let coming = async {
            while !holds(self) {
                tokio::select! {
                    biased;
                    Some(told) = self.told.recv() => match told {
                        Told::Update(update) => self.board.apply(update),
                        Told::Board(board) => self.board = *board,
                    },
                    Ok(()) = self.state.changed() => {}
                }
            }
        };
        timeout(Duration::from_hours(1), coming).await.expect("it never came to that");
    }

    fn problem(&self) -> Option<String> {
        self.state.borrow().problem.as_ref().map(ToString::to_string)
    }

    fn agents(&self) -> (usize, Phase) {
        (self.board.agents().len(), self.board.source(SourceId::Agents).phase.clone())
    }

    /// Streams that were asked for: after how many whole seconds, and from where.
    fn opened(&self) -> Vec<(u64, Option<Place>)> {
        let opened = self.fake.opened.lock().unwrap();
        opened.iter().map(|(at, from)| (at.duration_since(self.began).as_secs(), *from)).collect()
    }
}

fn live() -> (usize, Phase) {
    (2, Phase::Live)
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_never_answers_is_given_up_and_asked_again() {
    let mut seat = Seat::on([Does::Nothing, whole()]);
    let wanted = Want::all(crate::model::Lookup::Call("c1".to_owned()));
    seat.wants.send(vec![wanted.clone()]).unwrap();
    seat.until(|seat| seat.problem().is_some()).await;
    assert_eq!(seat.began.elapsed().as_secs(), OPENING.as_secs());
    assert_eq!(seat.problem().unwrap(), "the hub at hub.example has sent nothing for 60 s; connecting again");
    assert!(!seat.state.borrow().open && seat.state.borrow().heard.is_none());
    assert_eq!(seat.agents(), (0, Board::new().source(SourceId::Agents).phase.clone()), "nothing is known of them");
    // Who looks something up is told why there is nothing.
    seat.until(|seat| seat.board.shelf().get(&wanted.lookup).is_some_and(|entry| entry.failure.is_some())).await;
    seat.until(|seat| seat.agents() == live()).await;
    assert_eq!((seat.problem(), seat.opened()), (None, vec![(0, None), (OPENING.as_secs(), None)]));
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_answers_and_says_nothing_or_only_who_it_is_is_given_up() {
    let about = Said::About(serde_json::to_string(&About::default()).unwrap());
    for first in [Vec::new(), vec![about]] {
        let mut seat = Seat::on([Does::Says(first), whole()]);
        seat.until(|seat| seat.problem().is_some()).await;
        assert_eq!(seat.began.elapsed().as_secs(), JOIN_PATIENCE.as_secs());
        assert_eq!(seat.problem().unwrap(), "the hub at hub.example has sent nothing for 5 s; connecting again");
        assert!(!seat.state.borrow().open && seat.state.borrow().joins == 0);
        seat.until(|seat| seat.agents() == live()).await;
        assert_eq!((seat.problem(), seat.opened().len()), (None, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_hub_told_before_it_fell_silent_stays_and_is_live_no_more_until_it_speaks_again() {
    let mut seat = Seat::on([whole(), Does::Nothing, whole()]);
    seat.until(|seat| seat.agents() == live()).await;
    seat.until(|seat| seat.state.borrow().heard.is_some()).await;
    let heard = seat.state.borrow().heard;
    seat.until(|seat| matches!(seat.agents(), (2, Phase::Waiting { .. }))).await;
    assert_eq!(seat.began.elapsed().as_secs(), SILENT.as_secs());
    let error = seat.board.source(SourceId::Agents).error.as_ref().unwrap().to_string();
    assert_eq!(error, "the hub is silent");
    seat.until(|seat| seat.problem().is_some()).await;
    assert_eq!(seat.problem().unwrap(), "the hub at hub.example has sent nothing for 10 s; connecting again");
    // By that the header counts for how long.
    assert_eq!(seat.state.borrow().heard, heard);
    assert!(!seat.state.borrow().open);
    // The second try is never answered, the third is.
    seat.until(|seat| seat.agents() == live()).await;
    assert_eq!(seat.problem(), None);
    let opened = seat.opened();
    assert_eq!(opened.iter().map(|(_, from)| *from).collect::<Vec<_>>(), [None; 3], "it joins anew");
    seat.until(|seat| seat.state.borrow().joins == 2).await;
    assert!(opened[1].0 < 11 && opened[2].0 < 10 + OPENING.as_secs() + 3, "{opened:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_is_silent_for_ever_is_asked_for_ever_and_not_too_often() {
    let mut seat = Seat::on((0..1_000).map(|_| Does::Says(Vec::new())));
    let hour = |seat: &Seat| seat.began.elapsed() >= Duration::from_mins(50);
    seat.until(hour).await;
    let opened = seat.opened();
    let apart: Vec<u64> = opened.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    let most = (JOIN_PATIENCE + RAMP.cap).as_secs() + 1;
    assert!(apart.iter().all(|apart| *apart <= most), "{apart:?}");
    assert!(apart.iter().skip(8).all(|apart| *apart >= JOIN_PATIENCE.as_secs()), "{apart:?}");
}

/// A whole board, of a hub that has so many boards, and then a message of an epoch that none of them knows.
fn anew(boards: u64) -> Does {
    let about = serde_json::to_string(&About { boards, ..About::default() }).unwrap();
    let mut publisher = Publisher::new(Epoch(8), Board::new(), None, Instant::now());
    let other = publisher.send(Instant::now(), BASE).unwrap();
    let Does::Says(mut all) = whole() else { panic!("it says nothing") };
    all.insert(0, Said::About(about));
    all.push(Said::Envelope(other));
    Does::Says(all)
}

#[tokio::test(start_paused = true)]
async fn boards_that_all_have_to_join_anew_come_one_after_the_other_and_a_few_of_them_at_once() {
    for (boards, wait) in [(1, SPREAD_EACH), (100, SPREAD_EACH * 100), (10_000, SPREAD_MOST)] {
        let mut seat = Seat::on([anew(boards), whole()]);
        seat.until(|seat| seat.fake.opened.lock().unwrap().len() == 2).await;
        // The longest that they wait; timers count whole milliseconds.
        let waited = seat.fake.opened.lock().unwrap()[1].0.duration_since(seat.began);
        assert!((wait..wait + Duration::from_millis(2)).contains(&waited), "{boards}: {waited:?}");
    }
}
