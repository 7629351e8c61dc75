//! What hubs recorded, as boards look back at it by way of a server.

use std::io::Cursor;
use std::path::Path;

use callboard::feed::hub::nats::Nats as Way;
use callboard::feed::record::player::FileTape;
use callboard::feed::record::{About, Reader, Updates, Writer};
use callboard::platforms::Recording;
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::super::command::Home;
use super::doors::{USERS, sample};
use super::*;

/// The day of a recording that is there already, and is not today.
const DAY: &str = "2026-11-20";

/// Pieces of it.
const PIECES: usize = 20;

/// The settings of a hub that records there.
fn recording(config: &Config, url: &str, name: &str, dir: &Path) -> Config {
    let mut hub = on(config, url, name);
    (hub.hub.serve.record, hub.hub.serve.record_days) = (Some(dir.to_owned()), 100_000);
    hub
}

/// Writes a recording of that day that was begun at `began`, whose length is no whole number of pieces; its bytes.
fn kept(dir: &Path, began: i64) -> Vec<u8> {
    let path = dir.join(format!("{DAY}.rec"));
    drop(Writer::open(&path, &About::new("Acme", "UTC", Stamp(began))).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    let rest = PIECES * 256 * 1024 - 1000 - bytes.len();
    bytes.extend(std::iter::repeat_with(|| fastrand::u8(..)).take(rest));
    std::fs::write(&path, &bytes).unwrap();
    bytes
}

/// A board's end of the way to the server.
fn way(url: &str, shown: Shown) -> Arc<Way> {
    Arc::new(Way::new(settings(url, shown)).unwrap())
}

/// Opens a recording; nothing has to be waited for.
async fn opened(way: &Arc<Way>, day: Option<&str>) -> Result<Recording, String> {
    let day = day.map(|day| day.parse().unwrap());
    let says = Box::new(|why: &callboard::model::Problem| panic!("{why}"));
    way.recording(day, says).await.map_err(|why| why.to_string())
}

async fn whole(mut recording: Recording) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(piece) = recording.bytes.next().await {
        bytes.extend_from_slice(&piece.map_err(|why| why.to_string())?);
    }
    Ok(bytes)
}

fn reader(bytes: Vec<u8>) -> Reader<Cursor<Vec<u8>>> {
    Reader::new(Cursor::new(bytes), Path::new("the hub's")).unwrap()
}

/// The hub's recording of today, once it has the agents.
async fn today(way: &Arc<Way>) -> (Vec<u8>, Board) {
    let reading = async {
        loop {
            // The disk has it a second later.
            let recording = opened(way, None).await;
            let bytes = match recording {
                Ok(recording) => whole(recording).await.unwrap(),
                Err(_) => Vec::new(),
            };
            let mut board = Board::new();
            if !bytes.is_empty() {
                Updates::new(reader(bytes.clone())).for_each(|update| board.apply(update.unwrap()));
            }
            if board.has_roster() {
                return (bytes, board);
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, reading).await.expect("it is never recorded")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_the_sample_any_board_replays_what_a_hub_was_told_today() {
    let Some(server) = sample() else { return };
    let (_sim, config) = centre(211).await;
    let dir = tempfile::tempdir().unwrap();
    let mut hub = recording(&config, &server.url(), "jump1", dir.path());
    let at = hub.hub.nats.as_mut().unwrap();
    (at.server.token, at.access.user) = (Some(SecretString::from(USERS[0].1)), Some("hub".to_owned()));
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    let shown = Shown::Password("board".to_owned(), SecretString::from(USERS[1].1));
    let way = way(&server.url(), shown);
    let (bytes, board) = today(&way).await;
    assert_eq!(board.agents().len(), hub.board.lock().unwrap().agents().len());
    let tape = FileTape::new(reader(bytes)).unwrap();
    assert_eq!((tape.about().site.as_str(), tape.about().timezone.as_str()), ("Acme", config.site.timezone.name()));
    // A command reads the same.
    let home = Home::new();
    let settings = format!(
        "[hub]\nurl = \"{}\"\nuser = \"board\"\ntoken = \"{}\"\n[site]\ntimezone = \"{}\"\n",
        server.url(),
        USERS[1].1,
        config.site.timezone.name()
    );
    let file = home.file("board.toml", &settings);
    let told = tokio::task::block_in_place(|| home.run(&["timeline", "--config", file.to_str().unwrap()]));
    assert!(told.status.success(), "{told:?}");
    let asked = ["replay", "--config", file.to_str().unwrap(), "--from", "2026-01-02 09:30"];
    let refused = tokio::task::block_in_place(|| home.run(&asked));
    let said = String::from_utf8(refused.stderr).unwrap();
    let host = server.url().replace("nats://", "");
    assert!(
        said.contains(&format!("the hub at the NATS server {host} has no recording of 2026-01-02: it has those of 20")),
        "{said}"
    );
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_boards_read_the_same_at_once_and_no_more_is_on_its_way_than_they_can_take() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(212).await;
    let dir = tempfile::tempdir().unwrap();
    let bytes = kept(dir.path(), 7);
    let mut hub = Contender::start(&recording(&config, &server.url(), "jump1", dir.path())).await;
    hub.leads().await;
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    let mut asked = link.listen("cb.main.ask".to_owned()).await.unwrap();
    // All that was asked until now has been heard by the time that the server answers.
    let mut pieces = async || {
        link.last("CB_main", "cb.main.in").await.unwrap();
        let mut count = 0;
        while let Ok(Some(post)) = timeout(Duration::ZERO, asked.next()).await {
            count += usize::from(post.header("Cb-Ask").as_deref() == Some("tape"));
        }
        count
    };
    pieces().await;
    let mut recording = opened(&way(&server.url(), Shown::Nothing), Some(DAY)).await.unwrap();
    assert_eq!(recording.length, Some(bytes.len() as u64));
    let mut read = Vec::new();
    for _ in 0..5 {
        read.extend_from_slice(&recording.bytes.next().await.unwrap().unwrap());
    }
    let before = pieces().await;
    assert!((5..=9).contains(&before), "{before} of {PIECES}");
    read.extend(whole(recording).await.unwrap());
    assert!(read == bytes);
    assert_eq!(before + pieces().await, PIECES, "each is asked for once");
    let boards = (0..3).map(|_| {
        let way = way(&server.url(), Shown::Nothing);
        tokio::spawn(async move { whole(opened(&way, Some(DAY)).await?).await })
    });
    for board in boards.collect::<Vec<_>>() {
        assert!(board.await.unwrap().as_ref() == Ok(&bytes));
    }
    let stats = hub.stats();
    assert_eq!((stats.leads, stats.terms), (true, 1));
    hub.end().await;
}

/// Reads on, behind what was read already.
fn reads_on(mut recording: Recording, mut read: Vec<u8>) -> JoinHandle<Result<Vec<u8>, String>> {
    tokio::spawn(async move {
        while let Some(piece) = recording.bytes.next().await {
            read.extend_from_slice(&piece.map_err(|why| why.to_string())?);
        }
        Ok(read)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_another_hub_leads_meanwhile_the_reading_goes_on_with_the_same_recording_and_ends_with_another() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(213).await;
    let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let bytes = kept(own.path(), 7);
    kept(other.path(), 9);
    let host = server.url().replace("nats://", "");
    let none_leads = format!("no hub leads the site main at the NATS server {host}; waiting for one");
    let ends = format!(
        "the recording at the NATS server {host} breaks off: another hub leads now, and has recordings of its own"
    );
    // The second has the same directory as the first, the third one of its own.
    let mut hub = Contender::start(&recording(&config, &server.url(), "jump1", own.path())).await;
    hub.leads().await;
    for (name, dir, goes_on) in [("jump2", own.path(), true), ("jump3", other.path(), false)] {
        let (says, mut said) = mpsc::unbounded_channel();
        let says = Box::new(move |why: &callboard::model::Problem| says.send(why.to_string()).unwrap());
        let way = way(&server.url(), Shown::Nothing);
        let mut recording_ = way.recording(Some(DAY.parse().unwrap()), says).await.unwrap();
        let first = recording_.bytes.next().await.unwrap().unwrap();
        hub.end().await;
        let reading = reads_on(recording_, first.to_vec());
        assert_eq!(timeout(PATIENCE, said.recv()).await.unwrap().unwrap(), none_leads);
        hub = Contender::start(&recording(&config, &server.url(), name, dir)).await;
        hub.leads().await;
        let read = timeout(PATIENCE, reading).await.unwrap().unwrap();
        match (read, goes_on) {
            (Ok(read), true) => assert!(read == bytes),
            (read, _) => assert_eq!(read.err().as_deref(), Some(ends.as_str()), "{name}"),
        }
        while let Some(more) = said.recv().await {
            assert_eq!(more, none_leads);
        }
    }
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_records_nothing_says_so_and_so_does_one_that_has_nothing_of_that_day() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(214).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let way = way(&server.url(), Shown::Nothing);
    let host = server.url().replace("nats://", "");
    let said = opened(&way, None).await.err().unwrap();
    assert_eq!(said, format!("the hub at the NATS server {host} records nothing; set record in its [hub.serve]"));
    hub.end().await;
    let dir = tempfile::tempdir().unwrap();
    kept(dir.path(), 7);
    let mut hub = Contender::start(&recording(&config, &server.url(), "jump2", dir.path())).await;
    hub.leads().await;
    let said = opened(&way, Some("2026-11-19")).await.err().unwrap();
    let expected = format!("the hub at the NATS server {host} has no recording of 2026-11-19: it has those of {DAY}");
    assert!(said.starts_with(&expected), "{said}");
    hub.end().await;
}
