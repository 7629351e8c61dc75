//! Two hubs of one site: one leads, and the other goes on where that leaves off.

use callboard::feed::hub::NoteAnswer;
use callboard::model::{Note, Phase, SourceId};

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_ends_hands_over_and_no_board_has_to_join_anew() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(171).await;
    let mut first = Contender::start(&on(&config, &server.url(), "jump1")).await;
    first.leads().await;
    let own = board(&config, &server.url());
    let mut walls: Vec<Wall> = (0..3).map(|_| Wall::of(&own)).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster()).await;
    }
    let mut second = Contender::start(&on(&config, &server.url(), "jump2")).await;
    second.stands_by().await;
    assert_eq!(second.stats().leader.as_deref(), Some("jump1"));
    first.end().await;
    second.leads().await;
    for wall in &mut walls {
        wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
        wall.until("its agents", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
    }
    sim.pause();
    for wall in &mut walls {
        is_as(wall, &second).await;
        assert_eq!((wall.told_anew, wall.state().joins), (1, 1), "it went on");
    }
    let stats = second.stats();
    assert_eq!((stats.terms, stats.went_on, stats.fenced), (1, 1, 0));
    second.end().await;
    assert_eq!(epochs(&server.url()).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_is_killed_is_replaced_once_its_lease_is_over() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(172).await;
    let mut first = Contender::start(&on(&config, &server.url(), "jump1")).await;
    first.leads().await;
    let mut second = Contender::start(&on(&config, &server.url(), "jump2")).await;
    second.stands_by().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    first.kill().await;
    assert!(!second.stats().leads, "the lease still runs");
    second.leads().await;
    wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
    wall.until("its agents", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
    sim.pause();
    is_as(&mut wall, &second).await;
    assert_eq!(wall.told_anew, 1, "it went on");
    second.end().await;
    assert_eq!(epochs(&server.url()).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_is_at_all_boards_once_and_there_for_those_who_join_when_another_hub_leads() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(173).await;
    let mut first = Contender::start(&on(&config, &server.url(), "jump1")).await;
    first.leads().await;
    let own = board(&config, &server.url());
    let mut walls: Vec<Wall> = (0..2).map(|_| Wall::of(&own)).collect();
    for wall in &mut walls {
        wall.until("the agents", |wall| wall.board.has_roster()).await;
    }
    let (id, text) = ("n-1".to_owned(), "call 13812345678 back".to_owned());
    let note = Note { id, at: Stamp(1), from: Some("wang@jump1".to_owned()), text };
    for _ in 0..2 {
        assert_eq!(walls[0].sources.feed.note(note.clone()).await, Ok(NoteAnswer::Done));
    }
    let is_there = |wall: &Wall| {
        wall.board.notes().iter().map(|note| note.text.as_str()).collect::<Vec<_>>() == ["call 138****5678 back"]
    };
    for wall in &mut walls {
        wall.until("the note", is_there).await;
    }
    let mut second = Contender::start(&on(&config, &server.url(), "jump2")).await;
    second.stands_by().await;
    first.end().await;
    second.leads().await;
    let mut late = Wall::of(&own);
    late.until("the note", is_there).await;
    assert_eq!(late.state().about.map(|about| about.leader).as_deref(), Some("jump2"));
    second.end().await;
}
