use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;

#[tokio::test]
async fn what_is_small_is_read_where_it_came_and_what_is_large_elsewhere() {
    let here = thread::current().id();
    assert_eq!(apart(SMALL, || thread::current().id()).await, here);
    assert_ne!(apart(SMALL + 1, || thread::current().id()).await, here);
}

#[tokio::test]
async fn what_is_read_for_ever_holds_up_nothing_else() {
    let (release, latch) = mpsc::channel::<()>();
    let mut reading = Box::pin(apart(SMALL + 1, move || latch.recv()));
    // Timers go on, and so does what is small.
    tokio::select! {
        biased;
        _ = &mut reading => panic!("it was not released"),
        () = tokio::time::sleep(Duration::from_millis(1)) => {}
    }
    assert_eq!(apart(1, || 1).await, 1);
    drop(release);
    assert!(reading.await.is_err());
}

#[tokio::test]
async fn a_panic_is_one_of_the_caller() {
    let asked = tokio::spawn(apart(SMALL + 1, || panic!("as it may")));
    assert!(asked.await.unwrap_err().is_panic());
}
