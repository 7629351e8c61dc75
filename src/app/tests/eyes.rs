//! Who looks at the board from beside it.

use super::*;
use crate::serve::metrics::{Published, Seen, Sight};

/// What publishes a board's figures, and how often it looked.
fn eyes() -> (Eyes, Published, Arc<Mutex<u32>>) {
    let (published, looks) = (Published::default(), Arc::new(Mutex::new(0)));
    let (to, count) = (published.clone(), Arc::clone(&looks));
    let eyes: Eyes = Box::new(move |board, alarms, now| {
        *count.lock().unwrap() += 1;
        to.publish(Sight::of(&Seen { board, alarms, now, budgets: &[], hub: None }));
    });
    (eyes, published, looks)
}

#[tokio::test(start_paused = true)]
async fn figures_are_handed_over_once_a_second_whatever_comes_and_whatever_is_on_screen() {
    let (eyes, published, looks) = eyes();
    run_app(
        Settings::default(),
        |app| app.seen_by(eyes),
        async |desk| {
            desk.tell(Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live))).await;
            for _ in 0..100 {
                desk.tell(roster(3)).await;
                after(20).await;
            }
            assert!((2..=4).contains(&*looks.lock().unwrap()), "{}", looks.lock().unwrap());
            // On the page of help no clock moves.
            desk.press('?');
            after(5_000).await;
            assert!((6..=9).contains(&*looks.lock().unwrap()), "{}", looks.lock().unwrap());
            assert!(published.health().is_ok() && published.ready().is_ok());
            assert!(published.text().unwrap().contains("callboard_agent_events_today{event=\"answered\"} 3"));
            // The stream is silent from here on.
            after(31_000).await;
            assert!(published.health().is_ok());
            assert_eq!(published.ready().unwrap_err().to_string(), "no source is live: agents is stale");
            assert!(!published.text().unwrap().contains("callboard_agent_events_today"));
        },
    )
    .await;
    // And now the loop has ended.
    after(11_000).await;
    assert!(published.health().is_err());
}
