//! A full message of several pages.

use std::time::Duration;

use crate::feed::Streams;
use crate::feed::fake::{
    BASE, Opening, Rig, agent, answered, changes, env, error, full, ids, last_error, phases, reports, rosters,
};
use crate::model::{Agent, Board, Phase, RosterKind};
use crate::platforms::{ErrorKind, Event, FullPage};

fn page(page: u32, total: u64, agents: Vec<Agent>) -> FullPage {
    FullPage { page, page_size: Some(1), ..full(total, agents) }
}

/// A watch of two pages of one agent each, live.
async fn two() -> Rig {
    let mut rig = Rig::new(1, |_| ());
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    rig.pass(0.1).await;
    rig.full(2, page(2, 2, vec![agent("b", 1)]));
    rig.pass(0.1).await;
    rig
}

fn both(total: u64, counts: [u64; 2]) -> impl FnMut(u32) -> crate::platforms::Result<FullPage> + Send + 'static {
    move |number| match number {
        1 => Ok(page(1, total, vec![agent("a", counts[0])])),
        2 => Ok(page(2, total, vec![agent("b", counts[1])])),
        _ => Ok(page(number, total, vec![agent("c", 1)])),
    }
}

#[tokio::test(start_paused = true)]
async fn is_shown_when_all_pages_are_there() {
    let mut rig = Rig::new(1, |_| ());
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    rig.changes(1, answered("a", 2));
    let told = rig.pass(0.1).await;
    assert_eq!((rosters(&told).len(), changes(&told).len()), (0, 0), "never half");
    assert_eq!(phases(&told).last(), Some(&Phase::AwaitingFull), "as its worst page");
    assert_eq!(rig.watches(2), [100]);
    rig.full(2, page(2, 2, vec![agent("b", 1)]));
    let told = rig.pass(0.1).await;
    assert_eq!(ids(rosters(&told)[0]), ["a", "b"]);
    assert!(rosters(&told)[0].complete);
    assert_eq!(changes(&told), [&answered("a", 2)]);
    assert_eq!(phases(&told), [Phase::Live]);
    assert_eq!(reports(&told).last().unwrap().connects, 2);
}

#[tokio::test(start_paused = true)]
async fn opens_as_many_pages_as_the_vendors_page_size_makes() {
    let mut rig = Rig::new(500, |_| ());
    rig.pass(0.1).await;
    rig.full(1, FullPage { page_size: Some(2), ..full(5, vec![agent("a", 1), agent("b", 1)]) });
    rig.pass(0.1).await;
    assert_eq!((rig.watches(2).len(), rig.watches(3).len(), rig.watches(4).len()), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_could_be_larger_is_opened_anew_at_once_and_pages_are_counted_by_the_size_that_is_asked_for_then() {
    let mut rig = Rig::new(100, |_| ());
    rig.pass(0.1).await;
    rig.send(1, Ok(Event::Again));
    let told = rig.pass(0.1).await;
    assert_eq!((rig.watches(1), rosters(&told).len(), last_error(&told)), (vec![0, 100], 0, None));
    rig.gives(2);
    rig.full(1, FullPage { page_size: None, ..full(5, vec![agent("a", 1), agent("b", 1)]) });
    rig.pass(0.1).await;
    assert_eq!((rig.watches(2).len(), rig.watches(3).len(), rig.watches(4).len()), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn shows_what_there_is_when_a_page_fails_and_the_rest_when_it_comes() {
    let mut rig = Rig::new(1, |rig| rig.opening(2, Opening::Fails(error(ErrorKind::Answer))));
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    let told = rig.pass(0.1).await;
    let roster = rosters(&told)[0];
    assert_eq!((ids(roster), roster.complete, roster.total), (vec!["a"], false, Some(2)));
    assert!(matches!(phases(&told).last(), Some(Phase::Waiting { tries: 1, .. })));
    assert_eq!(last_error(&told).as_deref(), Some("page 2 of 2: Answer for a test"));
    rig.changes(1, answered("a", 4));
    rig.pass(1.0).await;
    rig.full(2, page(2, 2, vec![agent("b", 1)]));
    let told = rig.pass(0.1).await;
    let roster = rosters(&told)[0];
    assert_eq!((ids(roster), roster.complete), (vec!["a", "b"], true));
    assert_eq!(roster.agents[0].answered, Some(4), "as it is now, not as it was");
    assert_eq!((phases(&told).last(), last_error(&told)), (Some(&Phase::Live), None));
}

#[tokio::test(start_paused = true)]
async fn pages_for_which_there_are_too_few_file_descriptors_are_polled_beside_the_streams_of_the_others() {
    let (mut env, updates) = env(BASE);
    env.streams = Streams { most: 2, beside: 50 };
    let mut rig = Rig::on((env, updates), 1, |rig| {
        let mut asked = 0;
        rig.pages(Duration::ZERO, move |number| {
            asked += 1;
            let agents = ["a", "b", "c", "d"].get(number as usize - 1).map(|id| agent(id, asked)).into_iter().collect();
            Ok(page(number, 4, agents))
        });
    });
    rig.pass(0.1).await;
    rig.full(1, page(1, 4, vec![agent("a", 0)]));
    rig.pass(0.1).await;
    rig.full(2, page(2, 4, vec![agent("b", 0)]));
    let told = rig.pass(3.0).await;
    assert_eq!(ids(rosters(&told)[0]), ["a", "b"], "what is streamed is not held back");
    let roster = rosters(&told).pop().unwrap();
    assert_eq!((ids(roster), roster.complete, roster.kind), (vec!["a", "b", "c", "d"], true, RosterKind::Full));
    let sentence =
        "too few file descriptors for 4 streams: 2 pages are polled every 10s; raise `ulimit -n` to 54".to_owned();
    assert_eq!(last_error(&told), Some(sentence));
    assert_eq!(phases(&told).last(), Some(&Phase::Live));
    rig.changes(2, answered("b", 7));
    assert_eq!(changes(&rig.pass(1.0).await), [&answered("b", 7)], "and changes go on");
    for page in [1, 2] {
        rig.bytes(page);
    }
    let told = rig.pass(20.0).await;
    assert_eq!(rosters(&told).len(), 2, "every ten seconds");
    assert_eq!((rig.watches(2).len(), rig.watches(3).len(), rig.watches(4).len()), (1, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn shows_what_there_is_after_ten_seconds_of_grace() {
    let mut rig = Rig::new(1, |rig| rig.opening(2, Opening::Hangs));
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    assert_eq!(rosters(&rig.pass(9.9).await).len(), 0);
    assert!(!rosters(&rig.pass(0.2).await)[0].complete);
}

#[tokio::test(start_paused = true)]
async fn a_lone_page_that_reconnects_leads_to_a_resync_and_leaves_the_others_alone() {
    let mut rig = two().await;
    rig.pages(Duration::ZERO, both(2, [1, 9]));
    rig.close(2);
    let told = rig.pass(1.0).await;
    assert_eq!(last_error(&told).as_deref(), Some("page 2 of 2: the server closed the stream"));
    rig.full(2, page(2, 2, vec![agent("b", 9)]));
    let told = rig.pass(3.0).await;
    let roster = rosters(&told)[0];
    assert_eq!((roster.kind, roster.complete), (RosterKind::Full, true), "changed while away, not drifted");
    assert_eq!(roster.agents[1].answered, Some(9));
    assert_eq!((rig.watches(1).len(), rig.watches(2).len()), (1, 2));
    assert_eq!(last_error(&told), None);
}

#[tokio::test(start_paused = true)]
async fn without_a_snapshot_call_a_page_that_came_back_is_shown_all_the_same() {
    let mut rig = two().await;
    rig.close(2);
    rig.pass(1.0).await;
    rig.full(2, page(2, 2, vec![agent("b", 9)]));
    rig.pass(15.0).await;
    assert_eq!(rig.watches(1).len(), 2, "after three failures all pages are opened anew");
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    rig.pass(0.1).await;
    rig.full(2, page(2, 2, vec![agent("b", 9)]));
    let told = rig.pass(0.1).await;
    assert_eq!(rosters(&told)[0].agents[1].answered, Some(9));
}

#[tokio::test(start_paused = true)]
async fn when_all_pages_were_away_the_board_waits_for_all_of_them() {
    let mut rig = two().await;
    rig.close(1);
    rig.close(2);
    rig.pass(1.0).await;
    rig.full(2, page(2, 2, vec![agent("b", 5)]));
    assert_eq!(rosters(&rig.pass(1.0).await).len(), 0);
    rig.full(1, page(1, 2, vec![agent("a", 5)]));
    let told = rig.pass(1.0).await;
    assert_eq!(ids(rosters(&told)[0]), ["a", "b"]);
    assert_eq!(rig.fetches().len(), 0, "no snapshot was needed");
}

#[tokio::test(start_paused = true)]
async fn pages_are_opened_and_closed_as_a_resync_finds_more_or_fewer() {
    let mut rig = two().await;
    rig.pages(Duration::ZERO, both(3, [1, 1]));
    rig.changes(1, answered("stranger", 1));
    let told = rig.pass(3.0).await;
    assert_eq!(ids(rosters(&told)[0]), ["a", "b", "c"]);
    assert_eq!(rig.watches(3).len(), 1);
    rig.pages(Duration::ZERO, both(1, [1, 1]));
    rig.full(3, page(3, 3, vec![agent("c", 1)]));
    let told = rig.pass(10.0).await;
    assert_eq!(ids(rosters(&told)[0]), ["a"]);
    assert!(rig.is_read(1) && !rig.is_read(2) && !rig.is_read(3));
    let told = rig.pass(0.1).await;
    assert_eq!(phases(&told), [], "closed pages are no trouble");
}

#[tokio::test(start_paused = true)]
async fn agents_on_two_pages_are_shown_once_and_looked_at_again() {
    let mut rig = Rig::new(1, |rig| rig.pages(Duration::ZERO, both(2, [3, 4])));
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    rig.pass(0.1).await;
    rig.full(2, page(2, 2, vec![agent("a", 2)]));
    let told = rig.pass(0.1).await;
    assert_eq!((ids(rosters(&told)[0]), rosters(&told)[0].agents[0].answered), (vec!["a"], Some(2)));
    let told = rig.pass(3.0).await;
    assert_eq!(ids(rosters(&told)[0]), ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn one_refused_token_costs_one_renewal_however_many_pages() {
    let mut rig = two().await;
    rig.send(1, Err(error(ErrorKind::TokenRefused)));
    rig.send(2, Err(error(ErrorKind::TokenRefused)));
    rig.pass(0.5).await;
    assert_eq!(rig.renewals(), 1);
    assert_eq!((rig.watches(1).len(), rig.watches(2).len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_no_stream_makes_all_of_them_polled() {
    let mut rig = Rig::new(1, |rig| {
        rig.opening(2, Opening::Fails(error(ErrorKind::NotAStream)));
        rig.pages(Duration::ZERO, both(2, [1, 1]));
    });
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    let told = rig.pass(1.0).await;
    assert!(rosters(&told).last().unwrap().complete);
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
    let sentence = last_error(&told).unwrap();
    assert!(sentence.starts_with("the stream is unavailable (page 2 of 2: NotAStream for a test)"), "{sentence}");
    assert!(!rig.is_read(1));
}

#[tokio::test(start_paused = true)]
async fn a_poll_shows_the_pages_that_could_be_had() {
    let mut rig = Rig::new(1, |rig| {
        rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream)));
        let fails = |number| if number == 2 { Err(error(ErrorKind::Answer)) } else { both(3, [1, 1])(number) };
        rig.pages(Duration::ZERO, fails);
    });
    let told = rig.pass(1.0).await;
    let roster = rosters(&told)[0];
    assert_eq!((ids(roster), roster.complete, roster.total), (vec!["a", "c"], false, Some(3)));
    assert!(matches!(phases(&told).last(), Some(Phase::Waiting { .. })));
    assert!(last_error(&told).unwrap().ends_with("; the last poll failed: page 2 of 3: Answer for a test"));
    rig.pages(Duration::ZERO, |number| Ok(page(number, 3, vec![agent(["a", "b", "c"][number as usize - 1], 1)])));
    let told = rig.pass(15.0).await;
    assert!(rosters(&told).last().unwrap().complete);
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
}

#[tokio::test(start_paused = true)]
async fn a_poll_ends_where_the_rows_end() {
    let mut rig = Rig::new(2, |rig| {
        rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream)));
        rig.pages(Duration::ZERO, |number| {
            let agents = if number == 1 { vec![agent("a", 1), agent("b", 1)] } else { Vec::new() };
            Ok(full(1_000_000, agents))
        });
    });
    let told = rig.pass(1.0).await;
    let roster = rosters(&told)[0];
    assert_eq!((ids(roster), roster.complete, roster.total), (vec!["a", "b"], true, Some(1_000_000)));
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
}

#[tokio::test(start_paused = true)]
async fn an_incomplete_board_says_so() {
    let mut rig = Rig::new(1, |rig| rig.opening(2, Opening::Fails(error(ErrorKind::Network))));
    rig.pass(0.1).await;
    rig.full(1, page(1, 2, vec![agent("a", 1)]));
    let mut board = Board::new();
    for update in rig.pass(0.1).await {
        board.apply(update);
    }
    assert!(board.has_roster() && !board.is_complete());
    assert_eq!((board.confirmed(), board.total()), (1, Some(2)));
}
