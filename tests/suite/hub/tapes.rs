//! What a hub records, and boards look back at.

use std::io::Cursor;
use std::path::Path;

use callboard::feed::record::player::{FileTape, Tape};
use callboard::feed::record::{Reader, Updates};
use futures_util::StreamExt;

use super::*;

/// The recording as a board of this hub is given it.
async fn recording(running: &Running, config: &Config) -> Result<Vec<u8>, String> {
    let follows = follows(&running.url(), config, |_| {});
    let direct = glue::direct(&follows, follows.hub.follow.as_ref().unwrap()).unwrap();
    let mut recording = direct.recording(None).await.map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    while let Some(piece) = recording.bytes.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(recording.length, Some(bytes.len() as u64));
    Ok(bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_hub_was_told_today_is_replayed_by_any_board() {
    let (sim, mut config) = centre(97).await;
    let dir = tempfile::tempdir().unwrap();
    config.hub.serve.record = Some(dir.path().to_owned());
    let running = Running::start(&config);
    let mut wall = Wall::on(&running, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    sim.pause();
    wall.is_as(&running).await;
    let reader = |bytes: Vec<u8>| Reader::new(Cursor::new(bytes), Path::new("the hub's")).unwrap();
    // The disk has it a second later.
    let (bytes, board) = loop {
        let bytes = recording(&running, &config).await.unwrap_or_default();
        if !bytes.is_empty() {
            let mut board = Board::new();
            for update in Updates::new(reader(bytes.clone())) {
                board.apply(update.unwrap());
            }
            if board.has_roster() && board.agents().len() == wall.board.agents().len() {
                break (bytes, board);
            }
        }
        tokio::task::yield_now().await;
    };
    assert!(board.agents().iter().zip(wall.board.agents()).all(|(one, other)| one.id == other.id));
    let tape = FileTape::new(reader(bytes)).unwrap();
    assert_eq!((tape.about().site.as_str(), tape.about().timezone.as_str()), ("Acme", config.site.timezone.name()));
    assert!(tape.span().0 <= tape.span().1);
    running.end().await;
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() == 1 && Path::new(&names[0]).extension().is_some_and(|kind| kind == "rec"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_records_nothing_says_so() {
    let (_sim, config) = centre(98).await;
    let running = Running::start(&config);
    let said = recording(&running, &config).await.unwrap_err();
    let expected = format!(
        "the hub at {} answers with HTTP 404: this hub records nothing: set record in its [hub.serve]",
        running.address
    );
    assert_eq!(said, expected);
    running.end().await;
}
