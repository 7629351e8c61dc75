//! A way to a NATS server that holds back what goes to one of its streams: for who asks, that stream stands still.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// What goes to subjects that begin so is held back.
type Held = Arc<Vec<String>>;

pub(super) struct Relay {
    pub(super) url: String,
    /// Whether it is held back.
    pub(super) stalls: watch::Sender<bool>,
    /// So many messages have been.
    pub(super) stalled: Arc<AtomicUsize>,
}

/// A way to that server, on which what goes to this stream can be held back: what is stored there, and what is read from it.
pub(super) async fn relay(server: &Nats, stream: &serde_json::Value) -> Relay {
    let (listener, target) = (TcpListener::bind(here()).await.unwrap(), server.port);
    let url = format!("nats://{}", listener.local_addr().unwrap());
    let (stalls, is_stalled) = watch::channel(false);
    let stalled = Arc::<AtomicUsize>::default();
    let name = stream["name"].as_str().unwrap();
    let stored = stream["subjects"][0].as_str().unwrap().trim_end_matches('>').to_owned();
    let held: Held = Arc::new(vec![stored, format!("$JS.API.DIRECT.GET.{name}")]);
    let counted = Arc::clone(&stalled);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let (held, is_stalled, counted) = (Arc::clone(&held), is_stalled.clone(), Arc::clone(&counted));
            tokio::spawn(async move {
                let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else { return };
                let ((from, mut back), (mut answers, to)) = (near.into_split(), far.into_split());
                tokio::select! {
                    () = pass(BufReader::new(from), to, &held, is_stalled, &counted) => {}
                    _ = tokio::io::copy(&mut answers, &mut back) => {}
                }
            });
        }
    });
    Relay { url, stalls, stalled }
}

/// Passes on what a client says, line by line, but for what is held back: that is lost, as if its answer never came.
async fn pass(
    mut from: impl AsyncBufReadExt + Unpin,
    mut to: impl AsyncWrite + Unpin,
    held: &[String],
    is_stalled: watch::Receiver<bool>,
    counted: &AtomicUsize,
) {
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_message = matches!(words.first(), Some(&("PUB" | "HPUB")));
        if is_message {
            let body = words.last().unwrap().parse::<usize>().unwrap() + 2;
            let start = line.len();
            line.resize(start + body, 0);
            if from.read_exact(&mut line[start..]).await.is_err() {
                return;
            }
        }
        let is_held = is_message && held.iter().any(|subject| words[1].starts_with(subject.as_str()));
        if is_held && *is_stalled.borrow() {
            counted.fetch_add(1, Ordering::SeqCst);
        } else if to.write_all(&line).await.is_err() {
            return;
        }
        line.clear();
    }
}
