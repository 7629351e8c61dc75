//! What is found of a recording, as far as it can be read.

use std::io::Cursor;
use std::path::Path;

use super::*;
use crate::feed::record::{About, Reader, Recorder, Writer};
use crate::model::testing::NOW;
use crate::model::{
    Agent, AgentId, Board, Happened, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Update,
};

fn recorded() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let told = |ms: i64, payload| Update::new(NOW.plus(ms), payload);
    let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", NOW)).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), NOW).unwrap();
    let live = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Roster::whole(RosterKind::Full, vec![Agent::new(AgentId::new("1"))]);
    recorder.take(told(0, Payload::Source(live))).unwrap();
    recorder.take(told(0, Payload::Roster(Box::new(roster)))).unwrap();
    for beat in [10_000, 20_000, 200_000, 210_000] {
        recorder.take(told(beat, Payload::Heard(SourceId::Agents))).unwrap();
    }
    recorder.flush().unwrap();
    drop(recorder);
    std::fs::read(&path).unwrap()
}

async fn all(bytes: Vec<u8>) -> Indexed {
    let open = move || FileTape::new(Reader::new(Cursor::new(bytes), Path::new("day.rec"))?);
    let mut index = Index::start(open, (NOW, NOW.plus(210_000)), Rules::default(), Tz::Asia__Shanghai);
    while !index.found().over {
        index.changed().await;
    }
    assert_eq!(index.span(), (NOW, NOW.plus(210_000)));
    index.found()
}

#[tokio::test]
async fn what_happened_is_found_beside_the_playing() {
    let found = all(recorded()).await;
    let stale = found.facts.iter().find(|fact| matches!(fact.what, Happened::Stale(_))).unwrap();
    assert_eq!((stale.from, found.until), (NOW.plus(20_000), Some(NOW.plus(210_000))));
}

#[tokio::test]
async fn of_one_that_cannot_be_read_nothing_is_found_and_it_is_over() {
    let found = all(b"no recording".to_vec()).await;
    assert_eq!((found.facts.len(), found.until), (0, None));
    let bytes = recorded();
    let torn = all(bytes[..bytes.len() - 3].to_vec()).await;
    assert!(torn.over);
}
