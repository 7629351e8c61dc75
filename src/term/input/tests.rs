//! The stream under paused time: what is held, for how long, and what a flood leaves.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;
use tokio::time::advance;

use super::*;

fn input() -> (Sender<io::Result<Vec<u8>>>, Input) {
    let (sender, pieces) = channel(4096);
    (sender, Input::new(pieces, ESCAPE_WAIT))
}

/// What can be had now.
async fn now(input: &mut Input) -> Vec<Event> {
    let mut events = Vec::new();
    while let Poll::Ready(Some(event)) = futures_util::poll!(input.next()) {
        events.push(event.unwrap());
    }
    events
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

async fn send(sender: &Sender<io::Result<Vec<u8>>>, bytes: &[u8]) {
    sender.send(Ok(bytes.to_vec())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_escape_is_held_for_the_rest_of_an_arrow_and_no_longer() {
    let (sender, mut input) = input();
    send(&sender, b"\x1b").await;
    assert_eq!(now(&mut input).await, []);
    advance(Duration::from_millis(49)).await;
    assert_eq!(now(&mut input).await, []);
    send(&sender, b"[B").await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Down)]);
    send(&sender, b"\x1b").await;
    assert_eq!(now(&mut input).await, []);
    advance(Duration::from_millis(51)).await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Esc)]);
}

#[tokio::test(start_paused = true)]
async fn an_escape_is_held_for_longer_where_the_terminal_takes_long_to_answer() {
    let (sender, input) = input();
    let echo = Echo::default();
    let mut input = input.telling(echo.clone());
    echo.takes(Duration::from_millis(200));
    for (after, typed) in [(290, vec![]), (310, vec![key(KeyCode::Esc)])] {
        send(&sender, b"\x1b").await;
        assert_eq!(now(&mut input).await, []);
        advance(Duration::from_millis(after)).await;
        assert_eq!(now(&mut input).await, typed, "{after} ms");
        send(&sender, b"[B").await;
        assert_eq!(now(&mut input).await, [key(KeyCode::Down)], "{after} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_key_that_comes_too_late_is_that_key_and_the_next_is_waited_for() {
    let (sender, mut input) = input();
    let cut = async |input: &mut Input, gap| {
        send(&sender, b"\x1b").await;
        let mut typed = now(input).await;
        advance(Duration::from_millis(gap)).await;
        typed.extend(now(input).await);
        send(&sender, b"[B").await;
        typed.extend(now(input).await);
        typed
    };
    assert_eq!(cut(&mut input, 150).await, [key(KeyCode::Esc), key(KeyCode::Down)]);
    for gap in [0, 50, 150, 200] {
        assert_eq!(cut(&mut input, gap).await, [key(KeyCode::Down)], "{gap} ms");
    }
    send(&sender, b"\x1b").await;
    now(&mut input).await;
    advance(Duration::from_millis(501)).await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Esc)], "esc itself is not held for ever");
    for typed in ["[", "B"] {
        send(&sender, typed.as_bytes()).await;
        advance(Duration::from_millis(30)).await;
    }
    let typed = now(&mut input).await;
    assert_eq!(typed.len(), 2, "what a hand types is text: {typed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_was_busy_for_longer_still_finds_the_whole_arrow() {
    let (sender, mut input) = input();
    send(&sender, b"\x1b").await;
    assert_eq!(now(&mut input).await, []);
    send(&sender, b"[A").await;
    advance(Duration::from_secs(3)).await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Up)]);
}

#[tokio::test(start_paused = true)]
async fn half_a_sequence_is_no_key_and_holds_up_none_for_long() {
    let (sender, mut input) = input();
    for half in [&b"\x1b[1;"[..], b"\x1b]0;title", b"\x1bP1$r", b"\x1b[<0;1", b"\x1b[M "] {
        send(&sender, half).await;
        assert_eq!(now(&mut input).await, [], "{half:?}");
        advance(SEQUENCE_WAIT + Duration::from_millis(1)).await;
        assert_eq!(now(&mut input).await, [], "{half:?}");
        send(&sender, b"q").await;
        assert_eq!(now(&mut input).await, [key(KeyCode::Char('q'))], "{half:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_paste_that_never_ends_is_one_after_a_while() {
    let (sender, mut input) = input();
    send(&sender, b"\x1b[200~quit").await;
    assert_eq!(now(&mut input).await, []);
    advance(PASTE_WAIT + Duration::from_millis(1)).await;
    assert_eq!(now(&mut input).await, [Event::Paste("quit".to_owned())]);
    send(&sender, b"q").await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Char('q'))]);
}

#[tokio::test(start_paused = true)]
async fn text_that_no_hand_types_is_a_paste_to_its_last_piece() {
    let (sender, mut input) = input();
    send(&sender, b"Agent 3 is on leave, quit waiting\rqq").await;
    send(&sender, b"q").await;
    let events = now(&mut input).await;
    assert!(events.iter().all(|event| matches!(event, Event::Paste(_))), "{events:?}");
    advance(ESCAPE_WAIT + Duration::from_millis(1)).await;
    assert_eq!(now(&mut input).await, []);
    send(&sender, b"q").await;
    assert_eq!(now(&mut input).await, [key(KeyCode::Char('q'))], "a key after it is a key");
}

#[tokio::test(start_paused = true)]
async fn after_any_flood_the_next_key_is_the_last_of_few() {
    let floods: [(&str, Vec<u8>); 5] = [
        ("keys", b"j".repeat(100_000)),
        ("arrows", b"\x1b[B".repeat(33_000)),
        ("text", b"quit now, y n q\r".repeat(7_000)),
        ("the mouse", b"\x1b[<64;10;10M".repeat(9_000)),
        ("answers", b"\x1b[12;3R\x1b[?2026;2$y\x1b[?62;22c\x1b]11;rgb:0/0/0\x07\x1bP>|x\x1b\\".repeat(2_000)),
    ];
    for (what, flood) in floods {
        let (sender, mut input) = input();
        for piece in flood.chunks(4095) {
            send(&sender, piece).await;
        }
        assert!(now(&mut input).await.len() <= 2 * WAITING, "{what}");
        advance(PASTE_WAIT + Duration::from_secs(1)).await;
        now(&mut input).await;
        send(&sender, b"q").await;
        assert_eq!(now(&mut input).await, [key(KeyCode::Char('q'))], "after {what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_goes_ends_the_stream_after_what_was_typed() {
    let (sender, mut input) = input();
    send(&sender, b"a").await;
    drop(sender);
    assert_eq!(input.next().await.unwrap().unwrap(), key(KeyCode::Char('a')));
    assert!(input.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_the_terminal_is_told_to_who_asked_and_is_no_key_however_it_is_split() {
    let answer = b"\x1b[0n";
    for split in 0..=answer.len() {
        let (sender, input) = input();
        let echo = Echo::default();
        let mut input = input.telling(echo.clone());
        send(&sender, b"a").await;
        for piece in [&answer[..split], &answer[split..]] {
            send(&sender, piece).await;
            advance(Duration::from_millis(20)).await;
        }
        send(&sender, b"b").await;
        let typed = now(&mut input).await;
        assert_eq!(typed, [key(KeyCode::Char('a')), key(KeyCode::Char('b'))], "split at {split}");
        assert!(futures_util::poll!(Box::pin(echo.next())).is_ready(), "split at {split}");
    }
    let (sender, input) = input();
    let echo = Echo::default();
    let mut input = input.telling(echo.clone());
    send(&sender, b"\x1b[200~\x1b[0n\x1b[201~\x1b[12;4R\x1b[?62c\x1b[3n").await;
    now(&mut input).await;
    assert!(futures_util::poll!(Box::pin(echo.next())).is_pending(), "what is pasted, and other answers, are none");
}
