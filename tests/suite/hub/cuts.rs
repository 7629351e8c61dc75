//! The way between hub and boards is cut, and hubs are killed.

use callboard::feed::Request;
use callboard::model::{Phase, SourceId};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A way to a hub that can be cut.
pub(super) struct Way {
    pub(super) address: SocketAddr,
    pub(super) whole: watch::Sender<bool>,
}

pub(super) async fn way(target: SocketAddr) -> Way {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (whole, is_whole) = watch::channel(true);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut is_whole = is_whole.clone();
            tokio::spawn(async move {
                if !*is_whole.borrow_and_update() {
                    return;
                }
                let Ok(mut far) = TcpStream::connect(target).await else { return };
                tokio::select! {
                    _ = copy_bidirectional(&mut near, &mut far) => {}
                    _ = is_whole.changed() => {}
                }
            });
        }
    });
    Way { address, whole }
}

impl Way {
    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Waits until the hub has sent so many messages more.
async fn passes(running: &mut Running, messages: u64) {
    let from = running.stats.borrow().messages;
    let sent = running.stats.wait_for(|stats| stats.messages >= from + messages);
    timeout(PATIENCE, sent).await.unwrap().unwrap();
}

/// Asks for the way to be tried again until it is there.
pub(super) async fn comes_back(wall: &mut Wall) {
    wall.sources.feed.request(Request::Retry(None));
    wall.until("the hub again", |wall| wall.state().open).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_was_cut_off_is_told_what_it_missed_and_not_the_whole_board() {
    let (sim, config) = centre(71).await;
    let mut running = Running::start(&config);
    let way = way(running.address).await;
    let mut wall = Wall::at(&way.url(), &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    way.whole.send(false).unwrap();
    wall.until("the cut", |wall| !wall.state().open).await;
    passes(&mut running, 5).await;
    assert!(wall.state().problem.is_some());
    way.whole.send(true).unwrap();
    comes_back(&mut wall).await;
    sim.pause();
    wall.is_as(&running).await;
    assert_eq!((wall.told_anew, wall.state().joins, wall.state().doubled), (1, 1, 0), "it was told no board anew");
    let filled = running.stats.wait_for(|stats| stats.filled == 1);
    timeout(PATIENCE, filled).await.unwrap().unwrap();
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_was_cut_off_for_too_long_is_told_the_whole_board() {
    let (sim, config) = centre(72).await;
    // Fewer messages are kept than it misses, however small they are.
    let mut running = Running::start_with(&config, HubLimits { kept_bytes: 1_000, ..HubLimits::default() });
    let way = way(running.address).await;
    let mut wall = Wall::at(&way.url(), &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    way.whole.send(false).unwrap();
    wall.until("the cut", |wall| !wall.state().open).await;
    passes(&mut running, 8).await;
    way.whole.send(true).unwrap();
    comes_back(&mut wall).await;
    sim.pause();
    wall.until("the board anew", |wall| wall.told_anew == 2).await;
    wall.is_as(&running).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_is_killed_and_begins_again_makes_every_board_current_again() {
    let (sim, mut config) = centre(73).await;
    let running = Running::start(&config);
    let mut walls: Vec<Wall> = (0..3).map(|_| Wall::on(&running, &config)).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster()).await;
    }
    config.hub.serve.listen = running.address;
    let before = place(&running).map(|place| place.epoch);
    running.end().await;
    for wall in &mut walls {
        wall.until("the end of the hub", |wall| !wall.state().open).await;
        assert!(wall.board.has_roster(), "what it knew stays");
    }
    let again = Running::start(&config);
    for wall in &mut walls {
        comes_back(wall).await;
        // Whatever it is told meanwhile says that it is not whole yet.
        wall.until("the agents again", |wall| {
            let live = wall.board.source(SourceId::Agents).phase == Phase::Live;
            assert!(!live || wall.board.has_roster());
            live && wall.told_anew == 2
        })
        .await;
    }
    sim.pause();
    for wall in &mut walls {
        wall.is_as(&again).await;
        let state = wall.state();
        assert_ne!(again.stats.borrow().place.map(|place| place.epoch), before);
        assert!(state.problem.is_none() && state.joins == 2, "{state:?}");
    }
    again.end().await;
}
