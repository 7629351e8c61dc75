use super::*;
use crate::feed::Budget;

fn after() -> After {
    After { first: First::from_now(), gate: Arc::new(Budget::new(60)) }
}

#[tokio::test(start_paused = true)]
async fn the_others_pass_once_the_agents_were_told() {
    let (gate, began) = (after(), Instant::now());
    let first = gate.first.clone();
    let telling = async {
        sleep(Duration::from_millis(300)).await;
        first.told();
    };
    tokio::join!(gate.pass(Urgency::Poll), telling);
    assert_eq!(began.elapsed(), Duration::from_millis(400), "the board shows them meanwhile");
}

#[tokio::test(start_paused = true)]
async fn agents_that_do_not_come_are_not_waited_for_for_long() {
    let (gate, began) = (after(), Instant::now());
    gate.pass(Urgency::Poll).await;
    assert_eq!(began.elapsed(), PATIENCE);
    gate.pass(Urgency::Poll).await;
    assert_eq!(began.elapsed(), PATIENCE, "nor a second time");
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_wants_a_pause_gets_it() {
    let (gate, began) = (after(), Instant::now());
    gate.first.told();
    gate.pause(Duration::from_secs(30));
    gate.pass(Urgency::Poll).await;
    assert_eq!(began.elapsed(), Duration::from_secs(30));
}
