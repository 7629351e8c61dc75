//! A server that loses what it kept, and ways to it that are cut.

use callboard::feed::Request;
use callboard::model::{Phase, SourceId};

use super::super::cuts::{comes_back, way};
use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_all_that_it_kept_is_given_it_anew_and_boards_join_anew() {
    let Some(mut server) = Nats::start() else { return };
    let (sim, config) = centre(164).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let before = epochs(&server.url()).await;
    server.erase();
    wall.until("the end of the server", |wall| !wall.state().open).await;
    assert!(wall.board.has_roster(), "what it knew stays");
    server.start_again();
    // The lease is gone as well, so that it is contended for anew, and no epoch of before is used again.
    wall.until("the hub again", |wall| {
        // The way may not lead to a hub yet.
        wall.sources.feed.request(Request::Retry(None));
        wall.state().open && wall.told_anew > 1 && wall.board.source(SourceId::Agents).phase == Phase::Live
    })
    .await;
    sim.pause();
    is_as(&mut wall, &hub).await;
    assert!(wall.state().problem.is_none(), "{:?}", wall.state());
    let after = epochs(&server.url()).await;
    assert!(after.iter().all(|epoch| !before.contains(epoch)), "{before:?} {after:?}");
    assert!(hub.stats().leads && hub.stats().terms > 1);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_whose_way_to_the_server_is_cut_says_so_and_reads_what_it_missed() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(165).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let relay = way(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port))).await;
    let mut wall = Wall::of(&board(&config, &format!("nats://{}", relay.address)));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    relay.whole.send(false).unwrap();
    wall.until("the cut", |wall| !wall.state().open && wall.state().problem.is_some()).await;
    assert!(wall.board.has_roster(), "what it knew stays");
    relay.whole.send(true).unwrap();
    comes_back(&mut wall).await;
    sim.pause();
    is_as(&mut wall, &hub).await;
    assert_eq!((wall.told_anew, wall.state().joins), (1, 1), "the server had kept what it had missed");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_way_to_the_server_is_cut_leads_no_longer_and_another_goes_on() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(166).await;
    let relay = way(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port))).await;
    let mut first = Contender::start(&on(&config, &format!("nats://{}", relay.address), "jump1")).await;
    first.leads().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let mut second = Contender::start(&on(&config, &server.url(), "jump2")).await;
    second.stands_by().await;
    relay.whole.send(false).unwrap();
    second.leads().await;
    timeout(PATIENCE, first.stats.wait_for(|stats| !stats.leads)).await.expect("it leads on").unwrap();
    wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
    wall.until("its agents", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
    relay.whole.send(true).unwrap();
    first.stands_by().await;
    sim.pause();
    is_as(&mut wall, &second).await;
    assert_eq!(wall.told_anew, 1, "it went on");
    first.end().await;
    second.end().await;
    assert_eq!(epochs(&server.url()).await.len(), 2);
}
