use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};

use super::*;

const OF_SOURCES: usize = 2;

/// So many computations without end are under way.
const STUCK: usize = OF_SOURCES + 3;

#[test]
fn sources_that_compute_without_end_hold_up_neither_signals_nor_timers_nor_the_end_of_the_program() {
    let threads = Threads::start(OF_SOURCES).unwrap();
    let sources = threads.sources.handle().clone();
    let (releases, latches): (Vec<_>, Vec<_>) = (0..STUCK).map(|_| mpsc::channel::<()>()).unzip();
    let done = threads.run(async move {
        let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
        for (at, latch) in latches.into_iter().enumerate() {
            let report = report.clone();
            let stuck = move || {
                let _ = report.send(());
                latch.recv()
            };
            if at < OF_SOURCES {
                sources.spawn(async move { stuck() });
            } else {
                sources.spawn_blocking(stuck);
            }
        }
        for _ in 0..STUCK {
            reports.recv().await.unwrap();
        }
        // Now no thread of the sources does anything else any more.
        let mut resized = signal(SignalKind::window_change()).unwrap();
        kill_process(getpid(), Signal::WINCH).unwrap();
        resized.recv().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
        client.unwrap().write_all(b"key").await.unwrap();
        let mut heard = String::new();
        server.unwrap().0.read_to_string(&mut heard).await.unwrap();
        heard
    });
    // It would not come to this if the end waited for them.
    assert_eq!(done, "key");
    drop(releases);
}

#[test]
fn without_threads_of_the_sources_everything_runs_where_it_was_asked_for() {
    let here = Builder::new_current_thread().build().unwrap();
    assert!(sources().is_none());
    let thread = std::thread::current().id();
    assert_eq!(here.block_on(beside(async { std::thread::current().id() })), thread);
}
