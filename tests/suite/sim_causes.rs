//! What happens to a simulated day as a client sees it: a gap in the data.

use callboard::sim::causes::{Cause, Effect};
use serde_json::Value;

use crate::sim_support::{AFTERNOON, Centre};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn in_a_gap_nothing_is_answered_and_what_happens_meanwhile_is_true() {
    let cause = Cause::new(Effect::DataGap, AFTERNOON + MINUTE);
    let plain = Centre::open(|_| {}).await;
    let centre = Centre::open(|options| options.cause = Some(cause)).await;
    let token = centre.call_token().await;
    let mut stream = centre.metrics("_watch/agents-metrics", "pageSize=10", &token).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some(), "the full message");

    centre.pass(MINUTE);
    let asked = tokio::spawn(centre.metrics("agents-metrics", "pageSize=10", &token).send());
    let in_the_gap = centre.truth().await;
    assert!(in_the_gap.is_object(), "the truth is no platform's");
    centre.pass(2 * MINUTE);
    assert!(!asked.is_finished());
    assert_eq!(centre.sim.streams(), 0, "none is told of what happens");
    centre.pass(MINUTE);
    let answer: Value = asked.await.unwrap().unwrap().json().await.unwrap();
    assert!(answer.is_object(), "it is answered when the gap is over: {answer}");
    while stream.chunk().await.unwrap().is_some() {}

    plain.pass(4 * MINUTE);
    assert_eq!(centre.sim.records(), plain.sim.records(), "nothing happened to the day");
}
