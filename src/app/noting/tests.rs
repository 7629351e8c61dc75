//! What becomes of a note on a board with a hub and without one, and at a replay.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::sync::{mpsc, watch};

use super::*;
use crate::app::later::KeptLater as _;
use crate::app::{Audit, notes_file};
use crate::feed::hub::HubState;
use crate::feed::record::player::{Deck, FileTape, Tape as _};
use crate::feed::record::{About, Recorder, Writer};
use crate::feed::{Feed, Told};
use crate::files::private::Shared;
use crate::model::testing::{NOW, centre};
use crate::model::{Board, Clock};
use crate::say::listen::{Board as Listener, listen};
use crate::say::send::{Heard, send};
use crate::say::wire::{Asked, What};
use crate::ui::{Keymap, Settings};

fn clock() -> Clock {
    Arc::new(|| NOW)
}

type Book = Arc<Mutex<Vec<String>>>;

/// A board whose book is kept in memory.
fn app(feed: Feed) -> (App, Book) {
    let (_, updates) = mpsc::channel::<Told>(1);
    let lines: Book = Arc::default();
    let kept = Arc::clone(&lines);
    let audit = Audit::new("uid 7 (eve)".to_owned(), move |line| {
        kept.lock().unwrap().push(line.to_owned());
        Ok(())
    });
    (App::new(Settings::default(), Keymap::default(), feed, updates, clock()).auditing(audit), lines)
}

fn feed() -> Feed {
    Feed::new(clock(), Arc::new(|| 0.5)).0
}

/// A board on a hub that answers so; what the hub is handed.
fn hubbed(answer: Result<NoteAnswer, Problem>) -> (App, mpsc::UnboundedReceiver<Note>) {
    let (notes, handed) = mpsc::unbounded_channel();
    let feed = feed().noting_at_hub(Box::new(move |note| {
        notes.send(note).unwrap();
        Box::pin(std::future::ready(answer.clone()))
    }));
    let (_state, receiver) = watch::channel(HubState { heard: Some(NOW), open: true, ..HubState::default() });
    (app(feed).0.on_hub(receiver, "wang@jump1".to_owned()), handed)
}

fn texts(board: &Board) -> Vec<(&str, Option<&str>)> {
    board.notes().iter().map(|note| (note.text.as_str(), note.from.as_deref())).collect()
}

fn note(id: &str, from: &str, text: &str) -> Note {
    Note { id: id.to_owned(), at: NOW, from: Some(from.to_owned()), text: text.to_owned() }
}

#[tokio::test]
async fn without_a_hub_a_note_is_on_the_board_at_once_in_its_file_and_in_its_book_and_there_at_the_next_start() {
    let scratch = tempfile::tempdir().unwrap();
    let file = notes_file(&scratch.path().join("looks"), "Acme");
    let (app, lines) = app(feed());
    let mut app = app.noting("eve@jump1".to_owned(), Some(file.clone()));
    app.note_here("bot release 11:07".to_owned());
    assert_eq!(texts(&app.board), [("bot release 11:07", Some("eve@jump1"))]);
    assert_eq!(app.view.said().as_deref(), Some("noted"));
    assert_eq!(*lines.lock().unwrap(), ["note: bot release 11:07, by uid 7 (eve)"]);
    app.notebook.file.stop().await;
    let next = self::app(feed()).0.noting("eve@jump1".to_owned(), Some(file));
    assert_eq!(next.board.notes(), app.board.notes());
    assert_eq!(next.view.said(), None, "what was there before is no news");
}

#[tokio::test]
async fn a_note_is_in_the_recording_that_is_made_meanwhile() {
    let scratch = tempfile::tempdir().unwrap();
    let (app, _) = app(feed());
    let mut app = app.exporting_to(scratch.path().to_owned()).noting("eve".to_owned(), None);
    app.note_here("before".to_owned());
    app.record();
    app.note_here("call 138****5678".to_owned());
    app.end_recording();
    app.files.stop().await;
    let path = std::fs::read_dir(scratch.path()).unwrap().next().unwrap().unwrap().path();
    let board = FileTape::open(&path).unwrap().seek(NOW.plus(1)).unwrap();
    let found: Vec<&str> = board.notes().iter().map(|note| note.text.as_str()).collect();
    assert_eq!(found.len(), 2);
    assert!(found.contains(&"before") && found.contains(&"call 138****5678"), "{found:?}");
}

#[tokio::test]
async fn on_a_hub_a_note_is_handed_to_it_and_comes_from_there() {
    let (mut app, mut handed) = hubbed(Ok(NoteAnswer::Done));
    app.note_here("lunch".to_owned());
    let sent = handed.recv().await.unwrap();
    assert_eq!((sent.text.as_str(), sent.from.as_deref()), ("lunch", Some("wang@jump1")));
    assert!(app.board.notes().is_empty(), "not before the hub says so");
    let news = app.notebook.next().await;
    app.hear_of_notes(news);
    assert_eq!(app.view.said().as_deref(), Some("noted at all boards of the hub"));
    app.take_told([Told::Update(Update::new(NOW, Payload::Notes(vec![sent])))]);
    assert_eq!(texts(&app.board), [("lunch", Some("wang@jump1"))]);
    assert_eq!(app.view.said().as_deref(), Some("noted at all boards of the hub"), "one's own is no news");
}

#[tokio::test]
async fn a_note_that_the_hub_does_not_take_is_on_no_board_and_the_sentence_says_why() {
    for (answer, said) in [
        (Ok(NoteAnswer::Empty), "there is nothing to read in the note"),
        (Err(Problem::Said("it is silent".to_owned())), "the note is not taken, since the hub could not be handed it"),
    ] {
        let (mut app, _handed) = hubbed(answer);
        app.note_here("lunch".to_owned());
        let news = app.notebook.next().await;
        app.hear_of_notes(news);
        assert!(app.view.said().is_some_and(|notice| notice.contains(said)), "{:?}", app.view.said());
        assert!(app.board.notes().is_empty());
    }
}

#[tokio::test]
async fn a_note_of_another_board_is_said_once_and_none_that_was_there_when_the_board_joined() {
    let (mut app, _handed) = hubbed(Ok(NoteAnswer::Done));
    let mut whole = centre(3);
    whole.apply(Update::new(NOW, Payload::Notes(vec![note("a", "li@jump2", "before")])));
    app.take_told([Told::Board(Box::new(whole.clone()))]);
    assert_eq!(app.view.said(), None);
    let came = Update::new(NOW, Payload::Notes(vec![note("b", "li@jump2", "bot release")]));
    app.take_told([Told::Update(came.clone())]);
    assert_eq!(app.view.said().as_deref(), Some("note by li@jump2: bot release"));
    app.view.act(crate::ui::Action::Up, &app.board, NOW, &app.settings);
    assert_eq!(app.view.said(), None, "a key takes it away");
    whole.apply(came.clone());
    app.take_told([Told::Board(Box::new(whole)), Told::Update(came)]);
    assert_eq!(app.view.said(), None);
    assert_eq!(app.board.notes().iter().len(), 2);
}

/// A recording with a note in it.
fn recording(dir: &Path) -> PathBuf {
    let path = dir.join("day.rec");
    let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", NOW)).unwrap();
    let mut recorder = Recorder::new(writer, centre(3), NOW).unwrap();
    recorder.take(Update::new(NOW.plus(1), Payload::Notes(vec![note("a", "li", "then")]))).unwrap();
    recorder.flush().unwrap();
    path
}

#[tokio::test]
async fn at_a_replay_no_note_is_taken_and_the_recording_stays_as_it_is() {
    let scratch = tempfile::tempdir().unwrap();
    let path = recording(scratch.path());
    let before = std::fs::read(&path).unwrap();
    let deck = Deck::start(FileTape::open(&path).unwrap(), 1.0, None).unwrap();
    let (app, _) = app(feed());
    let mut app = app.replaying(deck);
    app.note_here("now".to_owned());
    assert!(app.view.said().is_some_and(|said| said.starts_with("a recording is the past")), "{:?}", app.view.said());
    assert!(app.board.notes().is_empty() && !app.notebook.is_busy());
    drop(app);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// What a shell hears whose note this board takes.
async fn from_a_shell(app: App, text: &str) -> (App, Heard) {
    let scratch = tempfile::tempdir().unwrap();
    let place = Shared::of_user(scratch.path().join("callboard"));
    let board = Listener { wall: None, zone: chrono_tz::UTC, clock: clock() };
    let mut app = app.hearing(listen(place.clone(), board).await.unwrap());
    let what = What::Note { id: "n-1".to_owned(), text: text.to_owned() };
    let said = tokio::spawn(async move { send(&[place], &Asked { kiosk: None, what }).await });
    let news = app.messages.next().await;
    app.heard(news);
    if app.hub.is_on() {
        let news = app.notebook.next().await;
        app.hear_of_notes(news);
    }
    (app, said.await.unwrap())
}

#[tokio::test]
async fn a_note_of_a_shell_is_taken_with_who_wrote_it_and_the_shell_is_told_what_became_of_it() {
    let (app, lines) = app(feed());
    let (app, heard) = from_a_shell(app, "call 13812345678 back").await;
    assert_eq!(heard, Heard { boards: vec![None], ..Heard::default() });
    assert_eq!(texts(&app.board)[0].0, "call 138****5678 back");
    let lines = lines.lock().unwrap().clone();
    assert!(lines[0].starts_with("note: call 138****5678 back, by uid "), "{lines:?}");
    assert!(app.view.said().is_some_and(|said| said.ends_with(": call 138****5678 back")), "{:?}", app.view.said());

    let (on_hub, mut handed) = hubbed(Ok(NoteAnswer::Done));
    let (_, heard) = from_a_shell(on_hub, "lunch").await;
    assert_eq!(heard.boards.len(), 1);
    assert_eq!(handed.recv().await.unwrap().id, "n-1", "with the id that all boards of the shell have");

    let (silent, _handed) = hubbed(Err(Problem::Said("it is silent".to_owned())));
    let (_, heard) = from_a_shell(silent, "lunch").await;
    assert!(heard.boards.is_empty() && heard.failures[0].contains("it is silent"), "{heard:?}");
}
