//! Boards on a hub that speaks a later vocabulary than they do.

use std::io::Write as _;

use callboard::feed::hub::{Body, Envelope, Epoch, Publisher, wire};
use callboard::feed::record::piece::Piece;
use callboard::model::update::VERSION;
use callboard::model::{Agent, AgentId, Phase, Roster, RosterKind, SourceId, SourceReport};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use tokio::time::Instant;

use super::*;

/// A block with this line, as the format has it: what a later version may put there.
fn piece(line: &str) -> Piece {
    let raw = format!("{line}\n");
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(raw.as_bytes()).unwrap();
    let packed = deflate.finish().unwrap();
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let mut block = [&b"BLK\n"[..], &[0; 4], &1_u32.to_le_bytes(), &(raw.len() as u32).to_le_bytes()].concat();
    block.extend([&(packed.len() as u32).to_le_bytes()[..], &[0; 16], &crc(&packed)].concat());
    let sum = crc(&block);
    Piece::of([&block[..], &sum, &packed].concat())
}

/// A hub's board of two agents, and its keyframe as events.
fn keyframe() -> (Publisher, String) {
    let now = glue::clock()();
    let mut board = Board::new();
    let agents = ["a1", "a2"].map(|id| Agent::new(AgentId::new(id))).to_vec();
    board.apply(Update::new(now, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live))));
    board.apply(Update::new(now, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))));
    let mut publisher = Publisher::new(Epoch(7), board, None, Instant::now());
    publisher.send(Instant::now(), now).unwrap();
    let parts = publisher.keyframe(now).unwrap();
    (publisher, parts.iter().map(wire::envelope).collect())
}

/// What answers every stream with this and goes on saying nothing, and nothing else at all.
async fn speaking(events: String) -> SocketAddr {
    let listener = TcpListener::bind(here()).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let events = events.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|end| end == b"\r\n\r\n")
                    && stream.read_buf(&mut head).await.unwrap_or(0) > 0
                {}
                if head.starts_with(b"GET /v1/stream?") {
                    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n{events}");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
                // Until the board has enough of it.
                while stream.read_buf(&mut head).await.unwrap_or(0) > 0 {}
            });
        }
    });
    address
}

/// A board on it.
fn wall(address: SocketAddr) -> Wall {
    let mut config = Config::default();
    config.site.timezone = chrono_tz::Tz::UTC;
    Wall::at(&format!("http://{address}"), &config)
}

fn agents(wall: &Wall) -> (usize, Phase) {
    (wall.board.agents().len(), wall.board.source(SourceId::Agents).phase.clone())
}

#[tokio::test]
async fn a_board_older_than_its_hub_says_which_of_the_two_to_update_and_keeps_what_it_shows() {
    let (mut publisher, whole) = keyframe();
    let now = glue::clock()();
    let place = publisher.send(Instant::now(), now).unwrap().place;
    let later = |line: &str| Envelope {
        place,
        vocabulary: VERSION + 1,
        sent: now,
        continues: None,
        body: Body::Updates(piece(line)),
    };
    // A kind that it does not know is passed over.
    let unknown = later(r#"{"at":1,"kind":"weather","data":{"rain":true}}"#);
    let mut board = wall(speaking(format!("{whole}{}", wire::envelope(&unknown))).await);
    board.until("what it does not know", |wall| wall.state().unknown == 1).await;
    assert!(agents(&board) == (2, Phase::Live) && board.state().problem.is_none(), "{:?}", board.state());
    // One that it knows, said as it cannot be read, is asked for once more, and is no better then.
    let changed = later(r#"{"at":1,"kind":"roster","data":{"people":["a1"]}}"#);
    let mut board = wall(speaking(format!("{whole}{}", wire::envelope(&changed))).await);
    board.until("which to update", |wall| wall.state().problem.is_some()).await;
    let said = board.state().problem.unwrap().to_string();
    let expected = format!("the hub speaks vocabulary {}, this board {VERSION}: ", VERSION + 1);
    assert!(said.starts_with(&expected) && said.ends_with("; update the older of the two"), "{said}");
    board.until("agents that are live no more", |wall| matches!(agents(wall), (_, Phase::Waiting { .. }))).await;
    assert_eq!(board.board.agents().len(), 2, "nothing is lost on screen");
    let error = board.board.source(SourceId::Agents).error.as_ref().unwrap().to_string();
    assert!(error.starts_with(&expected), "{error}");
    assert!(!board.state().open);
}
