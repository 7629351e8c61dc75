//! What the vendor pushes to the hub, and how bots answered it, at the boards.

use callboard::commands::demo;
use callboard::config::{BotMode, BotProbe, Origin};
use callboard::model::{ProbeOutcome, SourceId};
use callboard::sim::faults::pushes::PushFaults;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_come_to_the_hub_and_all_its_boards_are_told() {
    let (sim, mut config) = centre(91).await;
    demo::listen(&mut config, sim.credentials());
    let running = Running::start(&config);
    let said = demo::push(&sim, running.listens, PushFaults::default());
    assert!(said.is_none(), "{said:?}");
    let mut walls = [Wall::on(&running, &config), Wall::on(&running, &config)];
    for wall in &mut walls {
        assert_eq!(wall.sources.listens, None, "a board listens for nothing");
        wall.until("a call that was pushed", |wall| wall.board.live_calls().next().is_some()).await;
        assert_eq!(wall.board.source(SourceId::Push).error, None);
    }
    sim.pause();
    let told = sim.deliveries().await;
    assert!(told.taken > 0 && told.refused == 0 && told.failed == 0, "{told:?}");
    // Since when stream and events have differed each board sees for itself, so that of all that is known this is compared.
    for wall in &mut walls {
        wall.until("the hub's calls", |wall| calls(&wall.board) == calls(&running.board.lock().unwrap())).await;
    }
    assert!(!calls(&walls[0].board).is_empty());
    running.end().await;
}

/// The calls in progress that were pushed, and since when.
fn calls(board: &Board) -> Vec<String> {
    let mut calls: Vec<String> = board.live_calls().map(|call| format!("{} {:?}", call.id, call.began)).collect();
    calls.sort();
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bots_are_asked_by_the_hub_once_and_all_its_boards_are_told_how_they_answered() {
    let (sim, mut config) = centre(92).await;
    // Bots answer all the same.
    sim.pause();
    config.bot_probes = vec![BotProbe {
        name: "opening-hours".to_owned(),
        origin: Origin::Default,
        robot: "15".to_owned(),
        question: "When are you open?".to_owned(),
        expect: Some("9:00 to 21:00".to_owned()),
        every: Duration::from_hours(24),
        mode: BotMode::Stream,
        callback: None,
    }];
    let running = Running::start(&config);
    let mut of_board = follows(&running.url(), &config, |_| {});
    // Whatever its own settings say.
    of_board.bot_probes.clone_from(&config.bot_probes);
    let mut walls = [Wall::of(&of_board), Wall::on(&running, &config)];
    for wall in &mut walls {
        wall.until("an answer", |wall| wall.board.probes().iter().any(|probe| probe.last_good().is_some())).await;
        let run = wall.board.probes().iter().next().unwrap().last_good().unwrap();
        assert_eq!(run.outcome, ProbeOutcome::AsExpected);
    }
    assert_eq!(sim.asked()["answers"].as_array().unwrap().len(), 1, "once, for all boards");
    running.end().await;
}
