//! Recording the board, and playing a recording on it.

use super::*;

#[tokio::test]
async fn a_board_is_recorded_until_it_is_left_and_says_where_to() {
    let dir = carried_out(vec![Effect::Record], &["REC", "recording"]).await;
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(file.file_name(), "callboard-board-20251121-063207.rec");
    let reader = crate::feed::record::Reader::open(&file.path()).unwrap();
    assert_eq!((reader.about().site.as_str(), reader.about().began), (Settings::default().site.as_str(), T0));
    assert_eq!(crate::feed::record::Updates::new(reader).count(), 0, "the board was told nothing");
}

#[tokio::test]
async fn a_recording_that_cannot_be_written_ends_with_a_sentence_and_the_board_goes_on() {
    let (keys, events) = mpsc::unbounded_channel();
    let (feed, _) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    let (_updates, receiver) = mpsc::channel::<Update>(1);
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 250, 34).unwrap();
    let app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0))
        .exporting_to(PathBuf::from("/nonexistent/place"));
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            let press = |key| keys.send(Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))).unwrap();
            press('R');
            let said = async {
                while !out.0.lock().unwrap().concat().contains("/nonexistent/place") {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), said).await.expect("it is said");
            press('?');
            let help = async {
                while !out.0.lock().unwrap().concat().contains("quit") {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), help).await.expect("keys still work");
            // The help, and then the board.
            press('q');
            press('q');
            running.await.unwrap().unwrap();
        })
        .await;
}

/// A recording of a minute: an agent answers a call a second, at a vendor whose clock was ten minutes off.
fn a_minute() -> (tempfile::TempDir, crate::feed::record::player::Deck) {
    use crate::feed::record::player::{Deck, FileTape};
    use crate::feed::record::{About, Recorder, Writer};
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("minute.rec");
    let (writer, _) = Writer::open(&path, &About::new("Acme", "UTC", T0)).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
    let report = SourceReport::new(SourceId::Agents, Phase::Live);
    let far = SourceReport { connects: 1, skew_ms: Some(600_000), ..report };
    recorder.take(Update::new(T0, Payload::Source(far))).unwrap();
    for second in 0..60 {
        recorder.take(Update::new(T0.plus(second * 1_000), roster(second as u64))).unwrap();
    }
    recorder.flush().unwrap();
    let deck = Deck::start(FileTape::open(&path).unwrap(), 10.0, None).unwrap();
    (dir, deck)
}

#[tokio::test(start_paused = true)]
async fn a_replay_obeys_its_keys_and_asks_no_vendor() {
    let (_dir, deck) = a_minute();
    let (keys, events) = mpsc::unbounded_channel();
    let clock = deck.clock();
    let (feed, updates) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 160, 40).unwrap();
    let app = App::new(Settings::default(), Keymap::default(), feed, updates, clock.clone()).replaying(deck);
    let press = |key| keys.send(Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))).unwrap();
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            after(2_000).await;
            assert!((19_000..=21_000).contains(&clock().since(T0)), "{}", clock().since(T0));
            assert!(out.0.lock().unwrap().concat().contains("10×"));
            press(' ');
            after(5_000).await;
            let stood = clock();
            after(5_000).await;
            assert_eq!(clock(), stood);
            press('>');
            after(100).await;
            assert_eq!(clock().since(stood), 30_000);
            press('<');
            after(100).await;
            assert_eq!(clock(), stood);
            press('+');
            press(' ');
            after(1_000).await;
            assert!((18_000..=22_000).contains(&clock().since(stood)), "twenty times as fast");
            press('2');
            after(500).await;
            assert!(out.0.lock().unwrap().concat().contains("hold"));
            after(60_000).await;
            assert_eq!(clock(), T0.plus(59_000), "the end is the end");
            assert!(!out.0.lock().unwrap().concat().contains("set the clock"), "this machine's is right");
            running.abort();
        })
        .await;
}
