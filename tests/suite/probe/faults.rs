//! What goes wrong while a bot is asked: what the probe's row says of it, and that the session is ended all the same.

use callboard::feed::probe::prober::Ran;
use callboard::model::{ProbeMode, ProbeOutcome};
use callboard::sim::faults::{Fault, Strike};
use tokio_util::sync::CancellationToken;

use super::Rig;

/// What came of a run that this fault struck, its problem in a sentence. Its session is not open any more, and a run behind
/// it is as it should be.
async fn struck(rig: &Rig, mode: ProbeMode, fault: Fault, change: impl FnOnce(&mut Strike)) -> (Ran, String) {
    rig.sim.strike(fault, change);
    let ran = rig.run(mode).await;
    assert!(rig.sim.armed().is_empty(), "{fault:?} did not strike");
    rig.prober.end_left(&CancellationToken::new()).await;
    assert_eq!((rig.open(), rig.prober.memory.count()), (0, 0), "{fault:?} left a session open");
    assert_eq!(rig.run(mode).await.run.outcome, ProbeOutcome::AsExpected, "behind {fault:?}");
    let problem = ran.run.problem.as_ref().map(ToString::to_string).unwrap_or_default();
    (ran, problem)
}

/// The same in each of these ways: this comes of it, and this is said.
async fn comes_to(fault: Fault, modes: &[ProbeMode], outcome: ProbeOutcome, phrase: &str) -> Vec<Ran> {
    let rig = Rig::new(false).await;
    let mut runs = Vec::new();
    for mode in modes {
        for place in [0.1, 0.9] {
            let (ran, problem) = struck(&rig, *mode, fault, |strike| (strike.part, strike.place) = (0.6, place)).await;
            assert_eq!(ran.run.outcome, outcome, "{mode:?}: {problem}");
            assert!(problem.contains(phrase) && problem.is_empty() == phrase.is_empty(), "{mode:?}: {problem}");
            runs.push(ran);
        }
    }
    runs
}

/// Whether any word came, and whether the last one did.
fn words(ran: &Ran) -> (bool, bool) {
    (ran.run.first_word_ms.is_some(), ran.run.last_word_ms.is_some())
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_in_the_middle_is_failed_with_the_time_of_its_first_word() {
    let runs = comes_to(Fault::BotCut, &[ProbeMode::Stream], ProbeOutcome::Failed, "the connection broke").await;
    assert!(runs.iter().all(|ran| words(ran) == (true, false)));
    let runs = comes_to(Fault::BotCut, &[ProbeMode::Whole], ProbeOutcome::Failed, "the connection broke").await;
    assert!(runs.iter().all(|ran| words(ran) == (false, false)));
}

#[tokio::test(start_paused = true)]
async fn a_first_word_that_comes_late_is_an_answer_with_its_time() {
    let runs = comes_to(Fault::BotSlow, &ProbeMode::ALL, ProbeOutcome::AsExpected, "").await;
    assert!(runs.iter().all(|ran| ran.run.first_word_ms > Some(6_000)), "it is 6 s late: {runs:?}");
    let stream = &runs[0].run;
    assert!(stream.accepted_ms < Some(1_000), "it was accepted at once: {stream:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_word_is_silent() {
    let ways = [ProbeMode::Stream, ProbeMode::Whole];
    let runs = comes_to(Fault::BotEmpty, &ways, ProbeOutcome::Silent, "").await;
    assert!(runs.iter().all(|ran| words(ran) == (false, false)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_closed_before_its_last_words_is_heard_to_its_last_word() {
    let rig = Rig::new(false).await;
    for place in [0.0, 0.5, 0.99] {
        let change = |strike: &mut Strike| strike.place = place;
        rig.sim.strike(Fault::BotReordered, change);
        let run = rig.run(ProbeMode::Stream).await.run;
        let told = rig.told();
        assert_eq!(run.outcome, ProbeOutcome::AsExpected);
        assert_eq!(run.last_word_ms, super::since_asked(&told, "last_word"), "{told}");
    }
    assert_eq!(rig.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_the_vendor_breaks_off_is_failed_in_its_words() {
    let runs = comes_to(Fault::BotError, &ProbeMode::ALL, ProbeOutcome::Failed, "(ERROR_END)").await;
    assert!(runs.iter().all(|ran| words(ran) == (true, false)));
}

#[tokio::test(start_paused = true)]
async fn a_code_in_place_of_an_answer_is_said_in_the_vendors_words() {
    let runs = comes_to(Fault::BotRefused, &ProbeMode::ALL, ProbeOutcome::Failed, "System busy").await;
    assert!(runs.iter().all(|ran| words(ran) == (false, false)));
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_says_that_it_is_used_up_or_expired_is_not_to_be_asked() {
    for (fault, status) in [(Fault::BotExhausted, "EXHAUST"), (Fault::BotExpired, "EXPIRE")] {
        let runs = comes_to(fault, &ProbeMode::ALL, ProbeOutcome::Robot, "").await;
        assert!(runs.iter().all(|ran| ran.run.robot_status.as_deref() == Some(status)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_end_is_given_up_after_a_minute() {
    let runs = comes_to(Fault::BotEndless, &[ProbeMode::Stream], ProbeOutcome::Failed, "did not end within 60 s").await;
    assert!(runs.iter().all(|ran| words(ran) == (true, false)));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_the_vendor_does_not_know_any_more_is_said_and_not_left_behind() {
    let could_not = "the session could not be ended";
    let runs = comes_to(Fault::BotGone, &ProbeMode::ALL, ProbeOutcome::AsExpected, could_not).await;
    assert!(runs.iter().all(|ran| ran.run.left_open && words(ran) == (true, true)));
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_does_not_come_or_is_anothers_is_not_waited_for_longer_than_a_minute() {
    let callback = [ProbeMode::Callback];
    for fault in [Fault::BotUncalled, Fault::BotStranger, Fault::BotEmpty] {
        let runs = comes_to(fault, &callback, ProbeOutcome::Failed, "no answer was pushed within 60 s").await;
        assert!(runs.iter().all(|ran| ran.run.accepted_ms.is_some() && words(ran) == (false, false)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_comes_twice_is_one_answer() {
    let runs = comes_to(Fault::BotTwice, &[ProbeMode::Callback], ProbeOutcome::AsExpected, "").await;
    assert!(runs.iter().all(|ran| ran.run.first_word_ms == ran.run.last_word_ms));
}
