use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// For hubs that answer: only a hang lasts so long.
const PATIENCE: Duration = Duration::from_mins(2);

/// What takes every connection, answers each with this, and then says nothing more.
async fn saying(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|end| end == b"\r\n\r\n")
                    && stream.read_buf(&mut head).await.unwrap_or(0) > 0
                {}
                stream.write_all(answer.as_bytes()).await.unwrap();
                // Until the board has enough of it.
                while stream.read_buf(&mut head).await.unwrap_or(0) > 0 {}
            });
        }
    });
    address
}

async fn hub(answer: &'static str, patience: Duration) -> Direct {
    let settings = DirectSettings {
        url: format!("http://{}", saying(answer).await),
        token: None,
        trust: Trust::default(),
        board: "b1".to_owned(),
        name: "wall".to_owned(),
    };
    let mut direct = Direct::new(settings).unwrap();
    direct.http = direct.http.giving_up_after(patience);
    direct
}

#[tokio::test]
async fn nothing_that_is_asked_of_a_hub_waits_for_ever() {
    // It never answers, however long it is waited for.
    let direct = hub("", Duration::from_millis(20)).await;
    let late = direct.stream(None).await.err().unwrap();
    assert_eq!(late.kind, ErrorKind::Late);
    let expected = format!("GET /v1/stream at {} did not answer within 0 s", direct.host());
    assert!(late.to_string().starts_with(&expected), "{late}");
    let errors = [
        direct.wanting(Vec::new(), false).await.err().unwrap(),
        direct.retrying().await.unwrap_err(),
        direct.time(|| Duration::ZERO).await.unwrap_err(),
        direct.sounding("c1".to_owned()).await.err().unwrap(),
        direct.recording(None).await.err().unwrap(),
    ];
    for error in errors {
        assert!(error.to_string().contains("did not answer within 0 s"), "{error}");
    }
}

#[tokio::test]
async fn a_recording_of_which_no_more_comes_is_given_up() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nfirst";
    let direct = hub(answer, PATIENCE).await;
    let mut recording = direct.recording(None).await.unwrap();
    assert_eq!(recording.length, Some(100));
    assert_eq!(recording.bytes.next().await.unwrap().unwrap().as_ref(), b"first");
    // All that comes has come: from here on time passes by itself.
    tokio::time::pause();
    let error = recording.bytes.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("did not answer within 120 s"), "{error}");
    assert!(recording.bytes.next().await.is_none());
}

#[tokio::test]
async fn what_answers_as_a_hub_does_is_followed_for_as_long_as_it_likes() {
    // The stream itself has no limit here: the follower knows what a hub owes it.
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hub\ndata: {}\n\n";
    let direct = hub(answer, PATIENCE).await;
    let mut events = direct.stream(None).await.unwrap();
    let heard = events.next().await.unwrap().unwrap();
    assert_eq!(heard.said, wire::Said::About("{}".to_owned()));
    tokio::time::pause();
    assert!(tokio::time::timeout(100 * PATIENCE, events.next()).await.is_err());
}
