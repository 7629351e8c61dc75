use std::sync::{Arc, Mutex};

use super::*;
use crate::app::Audit;
use crate::feed::Feed;
use crate::model::{Clock, Stamp};
use crate::say::listen::{Board, listen};
use crate::say::send::send;
use crate::ui::{Keymap, Settings};

const T0: Stamp = Stamp(1_763_706_727_000);

/// A board whose book is kept in memory.
fn app() -> (App, Arc<Mutex<Vec<String>>>) {
    let clock: Clock = Arc::new(|| T0);
    let (feed, updates) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&lines);
    let audit = Audit::new("uid 7 (eve)".to_owned(), move |line| {
        kept.lock().unwrap().push(line.to_owned());
        Ok(())
    });
    (App::new(Settings::default(), Keymap::default(), feed, updates, clock).auditing(audit), lines)
}

#[tokio::test]
async fn what_a_shell_says_is_shown_and_written_down_with_who_said_it() {
    let scratch = tempfile::tempdir().unwrap();
    let place = Shared::of_user(scratch.path().join("callboard"));
    let board = Board { wall: None, zone: chrono_tz::UTC, clock: Arc::new(|| T0) };
    let mail = listen(place.clone(), board).await.unwrap();
    let (app, lines) = app();
    let mut app = app.hearing(mail);
    for what in [What::Say { text: "hello".to_owned(), seconds: 60 }, What::Clear] {
        let shows = matches!(what, What::Say { .. });
        let (place, asked) = (place.clone(), Asked { kiosk: None, what });
        let said = tokio::spawn(async move { send(&[place], &asked).await });
        let news = app.messages.next().await;
        app.heard(news);
        assert_eq!(said.await.unwrap().boards.len(), 1);
        assert_eq!(app.view.message(T0).is_some(), shows);
    }
    let lines = lines.lock().unwrap();
    let uid = rustix::process::geteuid().as_raw();
    assert!(lines[0].starts_with("message shown until 2025-11-21T06:33:07.000Z: hello, by uid "), "{lines:?}");
    assert!(lines[0].contains(&format!("by uid {uid}")), "{lines:?}");
    assert!(lines[1].starts_with("message taken away, by uid "), "{lines:?}");
}

#[tokio::test]
async fn what_is_typed_at_the_board_is_of_the_person_there_and_stands_for_ten_minutes() {
    let (mut app, lines) = app();
    app.say_here(Some("lunch".to_owned()));
    assert_eq!(app.view.message(T0.plus(599_999)).map(|message| message.text.as_str()), Some("lunch"));
    assert!(app.view.message(T0.plus(600_000)).is_none());
    app.say_here(None);
    assert!(app.view.message(T0).is_none());
    let lines = lines.lock().unwrap();
    assert_eq!(
        *lines,
        ["message shown until 2025-11-21T06:42:07.000Z: lunch, by uid 7 (eve)", "message taken away, by uid 7 (eve)"]
    );
}

/// Without a log a message is shown all the same: nothing of it is a secret.
#[tokio::test]
async fn a_log_that_fails_keeps_no_message_away() {
    let full = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
    for audit in [Audit::default(), Audit::new("uid 7".to_owned(), full)] {
        let (mut app, _) = app();
        app = app.auditing(audit);
        app.say_here(Some("lunch".to_owned()));
        assert!(app.view.message(T0).is_some());
    }
}

/// A board of this user that listens, and its book.
async fn listening(place: &Shared) -> (App, Arc<Mutex<Vec<String>>>) {
    let board = Board { wall: None, zone: chrono_tz::UTC, clock: Arc::new(|| T0) };
    let mail = listen(place.clone(), board).await.unwrap();
    let (app, lines) = app();
    (app.hearing(mail).telling_boards(vec![place.clone()]), lines)
}

#[tokio::test]
async fn what_is_typed_reaches_the_boards_that_a_shell_reaches_and_the_answer_counts_them() {
    let scratch = tempfile::tempdir().unwrap();
    let place = Shared::of_user(scratch.path().join("callboard"));
    let ((mut here, _), (mut there, lines)) = (listening(&place).await, listening(&place).await);
    for (text, answered) in [(Some("lunch"), "2 boards show it until 06:42"), (None, "2 boards show no message now")] {
        here.say_here(text.map(str::to_owned));
        // Here it stands at once.
        assert_eq!(here.view.message(T0).map(|message| message.text.as_str()), text);
        let news = there.messages.next().await;
        there.heard(news);
        assert_eq!(there.view.message(T0).map(|message| message.text.as_str()), text);
        let News::Told(told) = here.messages.next().await else { panic!("its own socket is not asked") };
        assert_eq!(answer(&told, chrono_tz::UTC).to_string(), answered);
        here.heard(News::Told(told));
    }
    let uid = rustix::process::geteuid().as_raw();
    let lines = lines.lock().unwrap();
    assert!(lines[0].contains(": lunch, by uid ") && lines[0].contains(&format!("uid {uid}")), "{lines:?}");
    assert!(lines[1].starts_with("message taken away, by uid "), "{lines:?}");
}

/// What is in the way is counted for no board, and said.
#[tokio::test]
async fn a_board_that_cannot_be_told_is_not_counted_and_a_board_alone_is_one() {
    let scratch = tempfile::tempdir().unwrap();
    let place = Shared::of_user(scratch.path().join("callboard"));
    let (mut here, _) = listening(&place).await;
    std::fs::write(place.dir().join("say-2-file.sock"), "").unwrap();
    let (mut alone, _) = app();
    for (app, said, taken_away) in [
        (
            &mut here,
            "1 board shows it until 06:42; not every board could be told: the log says why",
            "1 board shows no message now; not every board could be told: the log says why",
        ),
        (&mut alone, "1 board shows it until 06:42", "1 board shows no message now"),
    ] {
        for (text, answered) in [(Some("lunch".to_owned()), said), (None, taken_away)] {
            app.say_here(text);
            let News::Told(told) = app.messages.next().await else { panic!("only the others are asked") };
            assert_eq!(answer(&told, chrono_tz::UTC).to_string(), answered);
        }
    }
}

/// A person who says one thing after the other does not pile them up.
#[tokio::test]
async fn no_more_than_a_few_messages_are_on_their_way_at_once() {
    let (mut app, _) = app();
    for nth in 0..20 {
        app.say_here(Some(format!("{nth}")));
    }
    assert_eq!(app.view.message(T0).map(|message| message.text.as_str()), Some("19"), "here it stands all the same");
    let mut told = 0;
    while app.messages.is_on() {
        app.messages.next().await;
        told += 1;
    }
    assert_eq!(told, 4);
}
