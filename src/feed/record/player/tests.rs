use std::io::Cursor;
use std::path::Path;

use tokio::time::advance;

use super::*;
use crate::feed::record::tests::{T0, about, answered, roster};
use crate::feed::record::{Kind, Reader, Recorder, Writer};
use crate::model::Payload;

/// An hour of one agent who answers a call a second, a session of before and one of after a night.
fn an_hour() -> (tempfile::TempDir, Vec<Update>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let mut told = Vec::new();
    for (began, seconds) in [(T0, 3_600), (T0.plus(40_000_000), 10)] {
        let (writer, _) = Writer::open(&path, &about()).unwrap();
        let mut recorder = Recorder::new(writer, Board::new(), began).unwrap();
        for second in 0..seconds {
            let payload = if second == 0 { roster(&["1003"]) } else { answered("1003", second as u64) };
            let update = Update::new(began.plus(second * 1_000), payload);
            told.push(update.clone());
            recorder.take(update).unwrap();
        }
        recorder.flush().unwrap();
    }
    (dir, told)
}

fn tape(dir: &tempfile::TempDir) -> FileTape {
    FileTape::open(&dir.path().join("day.rec")).unwrap()
}

/// What the board is told, and how many calls it shows.
fn take(board: &mut Board, told: Vec<Told>) -> Option<u64> {
    for told in told {
        match told {
            Told::Update(update) => board.apply(update),
            Told::Board(fresh) => *board = *fresh,
        }
    }
    board.agents().first().and_then(|agent| agent.answered)
}

fn seconds(of: u64) -> Duration {
    Duration::from_secs(of)
}

#[tokio::test(start_paused = true)]
async fn updates_come_when_they_are_due_at_any_speed() {
    let (dir, _) = an_hour();
    let (mut player, first) = Player::new(tape(&dir), 1.0, None, Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    assert_eq!(player.dial().at(Instant::now()), T0);
    advance(seconds(10) + Duration::from_millis(10)).await;
    let told = player.advance(Instant::now());
    assert_eq!(take(&mut board, told), Some(10));
    player.control(Control::Faster, Instant::now());
    player.control(Control::Faster, Instant::now());
    assert!((player.speed() - 5.0).abs() < f64::EPSILON);
    advance(seconds(10)).await;
    let told = player.advance(Instant::now());
    assert_eq!(take(&mut board, told), Some(60));
    for _ in 0..20 {
        player.control(Control::Slower, Instant::now());
    }
    assert!((player.speed() - 0.25).abs() < f64::EPSILON, "and not slower");
    advance(seconds(8)).await;
    let told = player.advance(Instant::now());
    assert_eq!(take(&mut board, told), Some(62));
}

#[tokio::test(start_paused = true)]
async fn it_stands_still_goes_on_and_steps() {
    let (dir, _) = an_hour();
    let (mut player, first) = Player::new(tape(&dir), 10.0, Some(T0.plus(100_500)), Instant::now()).unwrap();
    let mut board = Board::new();
    assert_eq!(take(&mut board, vec![first]), Some(100));
    player.control(Control::Pause, Instant::now());
    assert_eq!((player.due(), player.is_playing()), (None, false));
    advance(seconds(60)).await;
    assert_eq!(player.advance(Instant::now()).len(), 0);
    assert_eq!(player.dial().at(Instant::now()), T0.plus(100_500));
    let told = player.control(Control::Step, Instant::now());
    assert_eq!((take(&mut board, told), player.dial().at(Instant::now())), (Some(101), T0.plus(101_000)));
    player.control(Control::Pause, Instant::now());
    advance(seconds(1)).await;
    let told = player.advance(Instant::now());
    assert_eq!(take(&mut board, told), Some(110));
}

#[tokio::test(start_paused = true)]
async fn seeking_shows_the_board_of_that_moment_whichever_way_it_is_reached() {
    let (dir, updates) = an_hour();
    let (mut player, first) = Player::new(tape(&dir), 1.0, None, Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    for by in [30_000, 300_000, 2_000_000, -300_000, -30_000, 1_500_000, -3_000_000, 450, -1] {
        let told = player.control(Control::Seek(by), Instant::now());
        take(&mut board, told);
        let at = player.dial().at(Instant::now());
        let mut expected = Board::new();
        for update in updates.iter().filter(|update| update.at <= at) {
            expected.apply(update.clone());
        }
        assert_eq!(board.agents(), expected.agents(), "{by} ms, at {at}");
        assert_eq!(board.total(), expected.total());
    }
    let told = player.control(Control::Seek(-100_000_000), Instant::now());
    take(&mut board, told);
    assert_eq!(player.dial().at(Instant::now()), T0, "before the beginning is the beginning");
}

#[tokio::test(start_paused = true)]
async fn what_was_only_seen_is_there_after_a_seek() {
    let (dir, _) = an_hour();
    let (_, first) = Player::new(tape(&dir), 1.0, Some(T0.plus(3_000_000)), Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    let grown: u64 = board.trends().answered.series.buckets().sum();
    assert!(grown >= 900, "{grown} calls of the quarter of an hour before");
}

#[tokio::test(start_paused = true)]
async fn the_night_is_stepped_over_and_the_end_is_the_end() {
    let (dir, updates) = an_hour();
    let (mut player, first) = Player::new(tape(&dir), 1.0, Some(T0.plus(3_598_000)), Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    for _ in 0..30 {
        advance(seconds(1)).await;
        let told = player.advance(Instant::now());
        take(&mut board, told);
    }
    assert!(player.is_over() && !player.is_playing());
    assert_eq!(player.dial().at(Instant::now()), updates.last().unwrap().at);
    assert_eq!(board.agents()[0].answered, Some(9), "the second session knows nothing of the first");
    assert_eq!(player.control(Control::Step, Instant::now()).len(), 0);
    let told = player.control(Control::Pause, Instant::now());
    assert_eq!(take(&mut board, told), None, "and it begins again");
    assert!(player.is_playing() && player.dial().at(Instant::now()) == T0);
}

#[tokio::test(start_paused = true)]
async fn a_flood_holds_the_clock_back_and_loses_nothing() {
    let (dir, _) = an_hour();
    let (mut player, first) = Player::new(tape(&dir), 1000.0, None, Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    advance(seconds(3)).await;
    let told = player.advance(Instant::now());
    assert_eq!(told.len(), BATCH);
    let shown = take(&mut board, told).unwrap();
    assert_eq!(player.dial().at(Instant::now()), T0.plus(shown as i64 * 1_000), "no later than what is shown");
}

#[tokio::test(start_paused = true)]
async fn damage_stops_it_where_it_stands_and_says_where() {
    let (dir, _) = an_hour();
    let path = dir.path().join("day.rec");
    let mut bytes = std::fs::read(&path).unwrap();
    let mut reader = Reader::open(&path).unwrap();
    let mut blocks = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        blocks.push(block);
    }
    blocks.retain(|block| block.kind == Kind::Updates);
    let bad = blocks[blocks.len() / 2];
    bytes[bad.end() as usize - 1] ^= 1;
    let reader = Reader::new(Cursor::new(bytes), Path::new("day.rec")).unwrap();
    let tape = FileTape::new(reader).unwrap();
    let (mut player, _) = Player::new(tape, 1000.0, None, Instant::now()).unwrap();
    for _ in 0..100 {
        advance(seconds(1)).await;
        player.advance(Instant::now());
    }
    assert!(!player.is_playing());
    let said = player.failure().unwrap().to_string();
    assert!(said.starts_with(&format!("day.rec is damaged at byte {}", bad.at)), "{said}");
    player.control(Control::Pause, Instant::now());
    assert_eq!(player.failure(), None, "what stands before it can be seen again");
}

#[tokio::test(start_paused = true)]
async fn the_deck_tells_in_time_and_obeys() {
    let (dir, _) = an_hour();
    let mut deck = Deck::start(tape(&dir), 1.0, None).unwrap();
    let clock = deck.clock();
    let mut board = Board::new();
    let mut answered = None;
    while answered < Some(5) {
        if let Some(told) = deck.next().await {
            answered = take(&mut board, vec![told]);
        }
    }
    assert!(clock().since(T0.plus(5_000)).abs() <= 5, "{}", clock().since(T0));
    deck.control(Control::Pause);
    while deck.state().playing {
        deck.next().await;
    }
    deck.control(Control::Seek(30_000));
    while answered < Some(35) {
        if let Some(told) = deck.next().await {
            answered = take(&mut board, vec![told]);
        }
    }
    assert!(!deck.state().playing && clock().since(T0.plus(35_000)).abs() <= 5);
}

#[test]
fn a_recording_without_a_whole_keyframe_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new.rec");
    drop(Writer::open(&path, &about()).unwrap());
    assert!(matches!(FileTape::open(&path), Err(RecordingError::Empty(_))));
    let unused = Update::new(T0, Payload::Heard(crate::model::SourceId::Agents));
    let (writer, _) = Writer::open(&path, &about()).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
    recorder.take(unused).unwrap();
    recorder.flush().unwrap();
    assert_eq!(FileTape::open(&path).unwrap().span(), (T0, T0));
}

/// A recorder on a machine whose clock was set back by five minutes and then ahead by three hours.
fn over_a_clock_that_was_set() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (writer, _) = Writer::open(&dir.path().join("day.rec"), &about()).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
    for second in 0..1_500 {
        let set = match second {
            0..600 => 0,
            600..1_200 => -300_000,
            _ => 10_500_000,
        };
        let payload = if second == 0 { roster(&["1003"]) } else { answered("1003", second as u64) };
        recorder.take(Update::new(T0.plus(second * 1_000 + set), payload)).unwrap();
        if second % 7 == 0 {
            recorder.flush().unwrap();
        }
    }
    recorder.flush().unwrap();
    dir
}

#[tokio::test(start_paused = true)]
async fn a_recording_over_a_clock_that_was_set_is_played_in_order_to_its_end() {
    let dir = over_a_clock_that_was_set();
    let (mut player, first) = Player::new(tape(&dir), 1.0, None, Instant::now()).unwrap();
    let mut board = Board::new();
    let mut last = take(&mut board, vec![first]).unwrap_or(0);
    for _ in 0..15_000 {
        advance(seconds(1)).await;
        let shown = take(&mut board, player.advance(Instant::now())).unwrap_or(0);
        assert!(shown >= last, "{shown} after {last}");
        last = shown;
    }
    assert_eq!(last, 1_499, "nothing is lost, and nothing waits for ever");

    let (mut player, first) = Player::new(tape(&dir), 1.0, None, Instant::now()).unwrap();
    let mut board = Board::new();
    take(&mut board, vec![first]);
    let told = player.control(Control::Seek(86_400_000), Instant::now());
    assert_eq!(take(&mut board, told), Some(1_499), "the end");
    let told = player.control(Control::Seek(-86_400_000), Instant::now());
    assert!(take(&mut board, told).unwrap_or(0) <= 1, "and the beginning");
}

/// Of a keyframe whose last block did not all reach the disk, the head may be whole.
#[tokio::test(start_paused = true)]
async fn a_torn_keyframe_at_the_end_ends_the_tape() {
    for kind in [false, true].into_iter().flat_map(|last| [Kind::Start { last }, Kind::Keyframe { last }]) {
        let (dir, _) = an_hour();
        let path = dir.path().join("day.rec");
        let end = T0.plus(50_000_000);
        let (mut writer, _) = Writer::open(&path, &about()).unwrap();
        let line = serde_json::to_vec(&Update::new(end, roster(&["1003"]))).unwrap();
        writer.block(kind, (end, end), 1, &line).unwrap();
        drop(writer);
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let reader = Reader::new(Cursor::new(bytes), Path::new("day.rec")).unwrap();
        let (mut player, _) = Player::new(FileTape::new(reader).unwrap(), 1000.0, Some(T0), Instant::now()).unwrap();
        player.control(Control::Seek(60_000_000), Instant::now());
        advance(seconds(100_000)).await;
        let told = player.advance(Instant::now());
        assert_eq!((told.len(), player.failure()), (0, None), "{kind:?}");
    }
}
