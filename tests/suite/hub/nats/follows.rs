//! What boards show by way of a NATS server, and what happens to them when it is away.

use callboard::feed::Request;
use callboard::model::{Phase, SourceId};

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_boards_show_the_truth_and_cost_the_vendor_one_stream() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(161).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let own = board(&config, &server.url());
    let mut walls: Vec<Wall> = (0..19).map(|_| Wall::of(&own)).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster() && !wall.board.agents().is_empty()).await;
    }
    let mut late = Wall::of(&own);
    late.until("the agents", |wall| wall.board.has_roster()).await;
    walls.push(late);
    walls[3].until("all of them", |wall| wall.state().about.is_some_and(|about| about.boards == 20)).await;
    sim.pause();
    for wall in &mut walls {
        wall.until("a source that lives", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
        is_as(wall, &hub).await;
    }
    walls[7].shows_the_truth(&sim, &config).await;
    let state = walls[7].state();
    let about = state.about.unwrap();
    assert_eq!((about.site.as_str(), about.leader.as_str(), state.joins, state.problem), ("Acme", "jump1", 1, None));
    assert_eq!((sim.streams(), state.doubled), (1, 0), "one stream for all of them");
    assert!(hub.stats().latency.count() > 0 && hub.stats().refused == 0);
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_and_begins_again_makes_every_board_current_again() {
    let Some(mut server) = Nats::start() else { return };
    let (sim, config) = centre(162).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    server.kill();
    wall.until("the end of the server", |wall| !wall.state().open).await;
    assert!(wall.board.has_roster(), "what it knew stays");
    server.start_again();
    wall.sources.feed.request(Request::Retry(None));
    wall.until("the hub again", |wall| wall.state().open).await;
    sim.pause();
    is_as(&mut wall, &hub).await;
    assert_eq!(wall.told_anew, 1, "the server had kept what it had missed");
    hub.end().await;
    epochs(&server.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_lacks_a_message_reads_what_it_missed_from_the_server() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(163).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    // One that stands further on than it should: as if those between were lost.
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    let last = link.last("CB_main", "cb.main.in").await.unwrap().unwrap();
    let place: Place = last.header("Cb-Place").unwrap().parse().unwrap();
    let seq = last.number("Nats-Sequence").unwrap();
    let headers = vec![
        ("Cb-Place", Place { n: place.n + 500, ..place }.to_string()),
        ("Cb-Vocabulary", last.header("Cb-Vocabulary").unwrap()),
        ("Cb-Sent", last.header("Cb-Sent").unwrap()),
        ("Nats-Sequence", (seq + 500).to_string()),
    ];
    link.post("cb.main.out".to_owned(), None, headers, last.body().clone()).await.unwrap();
    wall.until("what it missed", |wall| wall.state().filled > 0).await;
    sim.pause();
    is_as(&mut wall, &hub).await;
    assert_eq!(wall.told_anew, 1);
    hub.end().await;
}
