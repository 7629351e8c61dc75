//! A recording of the live simulator, replayed, against the board that was recorded.

use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::glue;
use callboard::feed::Told;
use callboard::feed::record::player::{FileTape, Player};
use callboard::feed::record::{About, Take, Writer};
use callboard::model::{Board, Payload, Update};
use callboard::sim::Options;
use tokio::time::{Instant, timeout};

use crate::schemas::hold_update;
use crate::sim_support::{afternoon, centre_and_settings};

/// Long enough that only a board that never gets there fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// What anybody but this process may know of an update.
fn masked(update: &Update) -> Update {
    serde_json::from_slice(&serde_json::to_vec(update).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_ends_in_the_board_that_was_recorded() {
    let options = Options { agents: 24, rate: Some(300.0), ..afternoon(7) };
    let vendors = Vendors { sobot: true, cn: true, moor: true };
    let (simulator, config) = centre_and_settings(options, vendors).await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let clock = glue::clock();
    let mut sources = glue::start(&config, &clock).unwrap();
    let about = About::new("Acme", "UTC", clock());
    let (writer, opened) = Writer::open(&path, &about).unwrap();
    let take = Take::start(move || Ok((writer, opened)), Board::new(), clock());
    let mut recorded = Board::new();
    let mut changes = 0;
    let recording = async {
        while changes < 300
            || !recorded.is_complete()
            || recorded.chat().is_none()
            || recorded.ai().is_none()
            || recorded.platforms().filter(|platform| platform.day.is_some()).count() < 2
        {
            let update = sources.updates.recv().await.unwrap();
            changes += usize::from(matches!(update.payload, Payload::Changes(_)));
            hold_update(&update);
            recorded.apply(masked(&update));
            assert!(take.record(update).await);
        }
    };
    timeout(PATIENCE, recording).await.unwrap();
    let state = take.finish().await;
    assert_eq!(state.failure, None);

    let recording = FileTape::open(&path).unwrap();
    let mut now = Instant::now();
    let (mut player, first) = Player::new(recording, 100.0, None, now).unwrap();
    let mut board = Board::new();
    let mut told = vec![first];
    loop {
        for told in told {
            match told {
                Told::Update(update) => board.apply(update),
                Told::Board(fresh) => board = *fresh,
            }
        }
        if player.is_over() {
            break;
        }
        now += Duration::from_millis(50);
        told = player.advance(now);
    }
    assert_eq!(player.failure(), None);
    assert_eq!(board.agents(), recorded.agents());
    assert_eq!((board.total(), board.counts()), (recorded.total(), recorded.counts()));
    assert_eq!(board.chat(), recorded.chat());
    assert_eq!(board.ai(), recorded.ai());
    let days = |board: &Board| board.platforms().map(|platform| platform.day.clone()).collect::<Vec<_>>();
    assert_eq!(days(&board), days(&recorded));
    for id in recorded.source_ids() {
        assert_eq!(board.source(id), recorded.source(id), "{id}");
    }
    simulator.stop().await;
}
